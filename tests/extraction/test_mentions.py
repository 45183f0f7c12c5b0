"""Where a text names something: known names in any spelling, names that the text introduces, and no common words."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from kg.extraction.context import Context
from kg.extraction.known import KnownName, KnownNames
from kg.extraction.mentions import MentionFinder, without_particles
from kg.extraction.posts import is_korean_name
from kg.model import Mention
from kg.schema import load_schema
from tests.support.reading import mentions


def named(text: str, language: str = "ko") -> dict[str, Mention]:
    return {m.text: m for m in mentions(text, language) if m.method != "reference"}


@pytest.mark.parametrize(("text", "surface", "known", "type_"), [
    ("엔비디아는 H800을 만들었다.", "H800", "h800", "Hardware"),
    ("엔비디아는 H 800을 만들었다.", "H 800", "h800", "Hardware"),
    ("딥시크는 DeepSeek R1을 공개했다.", "DeepSeek R1", "deepseek-r1", "AIModel"),
    ("딥시크는 DeepSeek-R1을 공개했다.", "DeepSeek-R1", "deepseek-r1", "AIModel"),
    ("중국의 DEEPSEEK는 작다.", "DEEPSEEK", "deepseek", "Company"),
    ("SK하이닉스가 공급한다.", "SK하이닉스", "sk-hynix", "Company"),
    ("SK 하이닉스가 공급한다.", "SK 하이닉스", "sk-hynix", "Company"),
    ("리카이푸는 구글 차이나의 전 대표다.", "구글 차이나", "google-china", "Company"),
    ("젠슨 황은 웃었다.", "젠슨 황", "jensen-huang", "Person"),
    ("젠슨황은 웃었다.", "젠슨황", "jensen-huang", "Person"),
])
def test_a_known_name_is_known_in_any_spelling(text: str, surface: str, known: str, type_: str) -> None:
    found = named(text)
    assert surface in found, sorted(found)
    assert (found[surface].known, found[surface].type) == (known, type_)


@pytest.mark.parametrize("surface", ["H100", "H 100", "H200", "H20", "H8000"])
@pytest.mark.parametrize(("language", "text"), [("ko", "엔비디아는 {}을 만들었다."), ("en", "Nvidia made the {} last year.")])
def test_h800_is_never_another_chip(surface: str, language: str, text: str) -> None:
    assert "h800" not in {m.known for m in mentions(text.format(surface), language)}


@pytest.mark.parametrize(("text", "language"), [
    ("An apple a day keeps the doctor away.", "en"), ("The meta question is open.", "en"),
    ("스타트업의 대표가 반도체를 공개했다. 회사는 시장을 조사했다.", "ko"), ("정부는 새 모델과 칩을 지난해 발표했다.", "ko"),
    ("전문가와 기자가 올해 서비스와 플랫폼을 비교했다.", "ko"), ("The company said the model and the chip were new.", "en"),
    ("Models such as these are widely used.", "en"), ("Not a word was said, and 3 billion were spent. Did it help?", "en"),
])
def test_common_words_are_no_names(text: str, language: str) -> None:
    assert named(text, language) == {}


@pytest.mark.parametrize(("text", "places"), [
    ("오픈AI는 이미지 모델 달리(DALL-E)를 공개했다. 이와 달리 구글은 모델을 늦췄다.", {"달리": [13], "DALL-E": [16]}),
    ("인공지능이란 무엇인가. 그러나 이란은 제재를 받는다.", {"이란": [17]}),
    ("구글과 달리 엔비디아는 칩을 판다.", {"달리": []}),
])
def test_a_particle_or_an_adverb_is_no_known_name(text: str, places: dict[str, list[int]]) -> None:
    found = [(m.text, m.start) for m in mentions(text)]
    assert {name: [start for surface, start in found if surface == name] for name in places} == places


@pytest.mark.parametrize(("text", "names"), [
    ("Anthropic released Claude Opus 4.", {"Anthropic": "anthropic", "Claude Opus 4": "claude-opus-4"}),
    ("Google DeepMind is in London.", {"Google DeepMind": "google-deepmind", "London": "london"}),
    ("The US export controls hit Nvidia.", {"US": "united-states", "export controls": "us-export-controls", "Nvidia": "nvidia"}),
    ("OpenAI rents Microsoft Azure.", {"OpenAI": "openai", "Microsoft": "microsoft", "Azure": "azure"}),
    ("He prefers Naver Whale.", {"Naver": "naver", "Whale": "whale"}),
])
def test_only_an_owner_is_parted_from_what_is_its(text: str, names: dict[str, str]) -> None:
    assert {n: m.known for n, m in named(text, "en").items()} == names


@pytest.mark.parametrize(("text", "language", "type_", "names"), [
    ("앤트로픽은 클로드 오퍼스 4.1을 공개했다.", "ko", "AIModel", {"클로드 오퍼스 4.1"}),
    ("네이버는 하이퍼클로바X 시드 14B 싱크를 올렸다.", "ko", "AIModel", {"하이퍼클로바X 시드 14B 싱크"}),
    ("엔비디아는 네모트론 나노 2 9B와 H100을 내놨다.", "ko", "AIModel", {"네모트론 나노 2 9B"}),
    ("Google released Claude Sonnet 4.6 Turbo.", "en", "AIModel", {"Claude Sonnet 4.6 Turbo"}),
    ("Huawei shipped Ascend 910Cs to Baidu.", "en", "Hardware", {"Ascend 910C"}),
    ("구글 코리아는 서울에 있다.", "ko", "Company", {"구글 코리아"}),
    ("애플 코리아가 세금을 냈다.", "ko", "Company", {"애플 코리아"}),
])
def test_what_is_read_on_from_a_known_name_is_another_thing(text: str, language: str, type_: str, names: set[str]) -> None:
    """Claude Opus 4.1 is not Claude Opus, as H800 is not H100: the list has the shorter name alone."""
    found = [m for m in mentions(text, language) if m.type == type_]
    assert {m.text for m in found if m.known is None} == names


@pytest.mark.parametrize(("text", "name", "type_"), [
    ("이홍락 LG AI연구원장이 발표했다.", "LG AI연구원", "ResearchInstitute"), ("김도현 한국로봇융합학회장은 웃었다.", "한국로봇융합학회", "Organization"),
    ("정하윤 한결경제연구원장이 말했다.", "한결경제연구원", "ResearchInstitute"),
    ("한국지능로봇협회장을 맡은 윤서진 대표.", "한국지능로봇협회", "Organization"),
])
def test_a_title_that_is_one_word_with_a_name_is_no_part_of_it(text: str, name: str, type_: str) -> None:
    assert named(text)[name].type == type_


@pytest.mark.parametrize(("text", "name", "type_"), [
    ("일본은 지난 5월 AI 진흥법을 통과시켰다.", "AI 진흥법", "Policy"), ("중국은 인공지능 표준화법을 시행한다.", "인공지능 표준화법", "Policy"),
    ("우리는 AI를 쓴다.", "AI", "Concept"), ("AI 반도체는 비싸다.", "AI", "Concept"), ("국회가 반도체 특별법을 통과시켰다.", "국회", "GovernmentBody"),
])
def test_a_common_word_in_a_name_is_a_part_of_it(text: str, name: str, type_: str) -> None:
    found = named(text)
    assert found[name].type == type_
    assert not [m for m in found if m != name and m in name]


@pytest.mark.parametrize(("text", "names"), [
    ("메타 CTO는 웃었다.", {"메타"}), ("엔비디아 H100은 비싸다.", {"엔비디아", "H100"}), ("미국 국제무역위원회가 조사했다.", {"미국", "국제무역위원회"}),
])
def test_what_stands_beside_a_known_name_is_no_part_of_it(text: str, names: set[str]) -> None:
    assert {m.text for m in mentions(text) if m.known} == names


@pytest.mark.parametrize(("text", "name", "meant"), [
    ("정부는 제2의 엔비디아를 키우겠다고 밝혔다.", "엔비디아", False), ("정부는 엔비디아를 키우겠다고 밝혔다.", "엔비디아", True),
    ("업스테이지는 한국의 딥시크를 꿈꾼다.", "딥시크", False), ("업스테이지는 중국의 딥시크를 따라잡았다.", "딥시크", True),
    ("미스트랄AI는 ‘유럽의 오픈AI’다.", "오픈AI", False), ("그는 중국의 샘 올트먼으로 불린다.", "샘 올트먼", False),
    ("그는 중국판 샘 올트먼이다.", "샘 올트먼", False), ("구글의 제미나이는 챗봇으로 불린다.", "제미나이", True),
])
def test_what_something_is_likened_to_is_not_named(text: str, name: str, meant: bool) -> None:
    assert (name in named(text)) is meant


def test_a_bracket_gives_a_second_name() -> None:
    found = named("리카이푸(Lee Kai-fu)는 01.AI를 세웠다.")
    assert found["리카이푸"].known == found["Lee Kai-fu"].known == "lee-kai-fu"
    found = named("노드메이즈(NodeMaze)는 서울의 스타트업이다. 노드메이즈는 칩을 만든다.")
    assert {found["노드메이즈"].type, found["NodeMaze"].type} == {"Company"}


def test_a_bracket_that_is_no_name_gives_none() -> None:
    assert "40" not in named("량원평(40)은 웃었다.")
    assert "사진" not in named("량원평(사진)은 웃었다.")


@pytest.mark.parametrize(("text", "surface"), [("김도윤 대표는 말했다.", "김도윤"), ("박서연 교수가 답했다.", "박서연"), ("이재호 최고경영자는 웃었다.", "이재호")])
def test_a_title_makes_a_person(text: str, surface: str) -> None:
    found = named(text)
    assert found[surface].type == "Person"


def test_a_short_form_is_the_full_name() -> None:
    text = "Liang Wenfeng founded DeepSeek. Liang studied at Zhejiang University."
    assert {m.known for m in mentions(text, "en") if m.text.startswith("Liang")} == {"liang-wenfeng"}
    short = next(m for m in mentions("젠슨 황 CEO는 대만에 갔다. 황 CEO는 웃었다.") if m.text.startswith("황"))
    assert short.known == "jensen-huang"
    model = next(m for m in mentions("딥시크는 DeepSeek-R1을 공개했다. R1은 수학에 강하다.") if m.text == "R1")
    assert model.known == "deepseek-r1"
    glued = next(m for m in mentions("문샷AI는 베이징의 스타트업이다. 훈련에는 문샷이 직접 만든 기법을 썼다.") if m.text == "문샷")
    assert glued.known == "moonshot-ai"


def test_a_short_form_of_two_is_neither() -> None:
    text = "Zhang Wei founded Tidewater Robotics. Zhang Min left Google. Zhang was born in Beijing."
    alone = [m for m in mentions(text, "en") if m.text == "Zhang"]
    assert all(m.name == "Zhang" for m in alone)


def test_one_name_has_one_type_in_a_document() -> None:
    found = mentions("스타트업 노드메이즈가 문을 열었다. 노드메이즈는 컸다. 노드메이즈를 세운 사람은 김도윤이다.")
    assert len({m.type for m in found if m.text == "노드메이즈"}) == 1


def test_a_hyphen_between_two_names_is_of_neither() -> None:
    assert "export controls" in named("US-export controls hurt Nvidia.", "en")


def test_who_leads_a_firm_is_not_another_name_of_it() -> None:
    assert {m.known for m in mentions("리벨리온(Rebellions, CEO Park)이 투자를 받았다.") if "Park" in m.text} <= {None}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "()", "딥시크", "H800", "1,234", "😀"])
def test_any_text_is_read(text: str) -> None:
    for m in mentions(text):
        assert text[m.start:m.end] == m.text


@given(st.lists(st.sampled_from(["딥시크", "H800", "H 800", "Lee Kai-fu", "리카이푸", "(", ")", "는", "을", "의", " ", " ", "\n", ".", "대표", "스타트업", "노드메이즈", "NodeMaze", "ß", "İ", "😀", "'", "R1"]),
                max_size=25).map("".join))
@settings(max_examples=50, deadline=None)
def test_mentions_have_their_text_and_named_ones_do_not_overlap(text: str) -> None:
    found = [m for m in mentions(text) if m.method != "reference"]
    for m in found:
        assert text[m.start:m.end] == m.text
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("text", ["‘중국판 샘 올트먼’이라는 량원펑은 웃었다.", "량원펑은 한국판 엔비디아를 꿈꾼다."])
def test_whom_somebody_is_likened_to_is_not_spoken_of(text: str) -> None:
    assert {m.known for m in mentions(text)} & {"sam-altman", "nvidia"} == set()


def test_who_is_likened_to_once_may_be_spoken_of_elsewhere() -> None:
    found = [m.start for m in mentions("‘중국판 샘 올트먼’이라는 량원펑은 샘 올트먼을 만났다.") if m.known == "sam-altman"]
    assert found == [20]


def test_a_chinese_letter_that_stands_alone_is_a_country() -> None:
    found = mentions("美 상무부와 中 정부가 만났다. 中서 만든 칩으로 日·獨이 다툰다. 訪美한 14日, 기획(中), 中國과 中企, 전년比 5%.")
    assert [(m.text, m.known) for m in found if m.known] == [
        ("美 상무부", "us-department-of-commerce"), ("中 정부", "china"), ("中", "china"), ("日", "japan"), ("獨", "germany"), ("中國", "china")]


def test_a_ticker_is_the_company_before_it() -> None:
    found = {m.text: m.known for m in mentions("Shares of Nvidia (NVDA) and Microsoft (MSFT) fell.", "en")}
    assert found["NVDA"] == "nvidia"
    assert found["MSFT"] == "microsoft"


def test_a_short_form_that_is_somebody_elses_is_not_meant() -> None:
    found = mentions("미국의 반도체 수출 통제는 세다. AI가 인간의 통제를 벗어난다. 통제는 계속된다.")
    assert [(m.text, m.start) for m in found if m.known == "us-export-controls"] == [("반도체 수출 통제", 4), ("통제", 37)]


@pytest.mark.parametrize("words", [["노드메이즈", "(", "NM"], ["노드메이즈", "🔥"], ["노드메이즈", "”", ","]])
def test_a_name_stops_before_what_is_none(words: list[str]) -> None:
    doc = Doc(spacy.blank("en").vocab, words)
    span = Context(load_schema("ai-industry"), "ko").trimmed(Span(doc, 0, len(words), label="Company"))
    assert span is not None
    assert span.text == "노드메이즈"


def test_a_particle_is_no_part_of_a_name() -> None:
    def names(*found: tuple[int, str]) -> list[str]:
        return [m.text for m in without_particles([Mention(at, at + len(text), text, "Company", text, "ner", 0.7) for at, text in found])]

    assert names((0, "고쿠사이와"), (20, "고쿠사이")) == ["고쿠사이", "고쿠사이"]
    assert names((0, "고쿠사이와"), (20, "고쿠사이의")) == ["고쿠사이와", "고쿠사이의"]  # nothing tells which of them is the name
    assert names((0, "가온이"), (20, "다온")) == ["가온이", "다온"]
    firm, place = Mention(0, 4, "아시아나", "Company", "아시아나", "ner", 0.7), Mention(9, 12, "아시아", "Place", "아시아", "ner", 0.7)
    assert without_particles([firm, place]) == [firm, place]


def test_what_a_particle_follows_is_known_all_the_same() -> None:
    schema = load_schema("ai-industry")
    doc = Doc(spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"}}}).vocab, ["엔비디아가", "앞선다", "."], [True, False, False])
    doc.set_ents([Span(doc, 0, 1, label="Company")])
    known = KnownNames.of([KnownName("엔비디아", "nvidia", "Company")])
    assert [(m.text, m.known) for m in MentionFinder(schema, "ko", known).find(doc).mentions] == [("엔비디아", "nvidia")]


def test_a_name_within_a_word_is_none_though_a_particle_follows() -> None:
    doc = Doc(spacy.blank("en").vocab, ["신", "한국", "이", "앞선다", "."], [False, False, True, False, False])
    doc.set_ents([Span(doc, 0, 3, label="Company")])
    known = KnownNames.of([KnownName("한국", "south-korea", "Country")])
    assert "한국" not in [m.text for m in MentionFinder(load_schema("ai-industry"), "ko", known).find(doc).mentions]


def test_a_longer_name_is_not_cut_by_a_common_noun_in_it() -> None:
    found = named("Seoul-based Kolben Robotics raised $40 million. Kolben Robotics makes arms.", "en")
    assert found["Kolben Robotics"].type == "Company"
    assert "Robotics" not in found


def test_a_word_that_opens_a_sentence_is_no_name_for_its_capital() -> None:
    assert "Subscribing" not in named("DeepSeek is small. Subscribing costs nothing.", "en")


@pytest.mark.parametrize(("text", "person", "work"), [
    ("“시장이 달라졌다.” 서태오 에임즈 이사의 말이다.", "서태오", "에임즈"),
    ("이날 행사에는 박서준 온누리웨더 연구소장 등이 참석했다.", "박서준", "온누리웨더"),
    ("배준호 퀀텀나루 상무는 “고객이 먼저”라며 이같이 강조했다.", "배준호", "퀀텀나루"),
    ("남궁민 노드브릿지 전 대표이사가 무대에 올랐다.", "남궁민", "노드브릿지"),
    ("라온클라우드 강다온 공동 대표는 웃었다.", "강다온", "라온클라우드"),
])
def test_beside_a_post_stand_a_person_and_where_he_works(text: str, person: str, work: str) -> None:
    found = named(text)
    assert {n: m.type for n, m in found.items()} == {person: "Person", work: "Company"}


@pytest.mark.parametrize("text", [
    "네이버 김도현 검색플랫폼총괄은 웃었다.", "SK하이닉스 김도현 HBM개발담당 부사장은 웃었다.", "김도현 SK하이닉스 HBM개발담당 부사장은 웃었다.",
    "과기정통부 김도현 인공지능기반정책관은 웃었다.",
])
def test_a_title_may_be_one_word_with_what_it_is_of(text: str) -> None:
    assert named(text)["김도현"].type == "Person"


@pytest.mark.parametrize("text", ["전세계 반도체시장은 크다.", "올해 반도체 시장은 크다.", "정보통신 산업부문 대표는 웃었다."])
def test_no_person_stands_where_no_name_does(text: str) -> None:
    assert "Person" not in {m.type for m in named(text).values()}


@pytest.mark.parametrize("text", [
    "이도윤 연구개발 이사는 “고객이 먼저”라며 이같이 강조했다.", "김하늘 마케팅 상무는 웃었다.", "최민재 반도체사업 부사장이 왔다.", "정유진 신임 공동 대표는 웃었다.",
])
def test_a_part_of_a_firm_is_no_place_to_work_at(text: str) -> None:
    assert {m.type for m in named(text).values()} <= {"Person"}


@pytest.mark.parametrize(("text", "surface"), [
    ("온손로보틱스가 만든 모델 ‘온손-1’은 작다.", "온손-1"),  # 온, "all", is a part of the name
    ("첫 타자는 gpt-oss-120b. 오픈AI가 GPT-2 이후 처음으로 푼 모델이다.", "gpt-oss-120b"),
    ("데이터세트 ‘만물상자’만으로 모델을 훈련했다.", "만물상자"),  # quotation marks and a noun make a name
    ("성우에게 매출의 7%를 돌려주는 ‘목소리 배당제’를 업계 최초로 도입한다.", "목소리 배당제"),
])
def test_a_name_is_found_whole(text: str, surface: str) -> None:
    assert surface in named(text)


def test_a_surname_alone_is_the_person_s() -> None:
    found = [m for m in mentions("앤트로픽의 CEO 다리오 아모데이를 만났다. 앤트로픽은 아모데이가 2021년에 세웠다.") if m.text == "아모데이"]
    assert [m.known for m in found] == ["dario-amodei"]


def test_who_heads_a_desk_heads_no_ministry() -> None:
    assert "산업부" not in named("용지현 산업부장이 왔다.")
    assert named("용지현 산업부 장관이 왔다.")["산업부"].known is not None


def test_no_particle_stands_between_a_name_and_its_title() -> None:
    assert "리하르트 블릭만" in named("베시의 리하르트 블릭만 최고경영자는 웃었다.")
    assert "리하르트 블릭" in named("베시의 리하르트 블릭만 웃었다.")


@pytest.mark.parametrize(("text", "korean"), [
    ("서태오", True), ("황보라", True), ("남궁민", True), ("남궁민수", True), ("조아라", True), ("마이클", False), ("조나단", False), ("소피아", False),
    ("마리아", False), ("기무라", False), ("김", False), ("", False), ("노드메이즈", False),
])
def test_a_korean_name_is_known_by_its_syllables(text: str, korean: bool) -> None:
    assert is_korean_name(text) is korean


def test_a_firm_is_called_by_the_beginning_of_its_name() -> None:
    found = named("스타트업 루모라포토니카는 칩을 만든다. 광반도체 기업 루모라는 2018년 서울에 문을 열었다.")
    assert (found["루모라"].name, found["루모라"].type) == ("루모라포토니카", "Company")
