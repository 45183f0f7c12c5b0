"""What plain sentences claim: the claim that a reader would note, how it is said and by whom, and nothing where nothing is claimed."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kg.extraction.claims import ClaimFinder
from kg.extraction.first import frame_levels
from kg.extraction.scene import ANTECEDENTS, carried_tops
from kg.model import Literal
from kg.schema import load_schema
from tests.support.reading import Told, finder, findings, read, sentences


class Case(NamedTuple):
    text: str
    subject: str
    relation: str
    object: str
    polarity: str = "asserted"
    modality: str = "fact"
    language: str = "ko"


CASES = [
    Case("량원평은 2023년 딥시크를 설립했다.", "량원평", "FOUNDED", "딥시크"),
    Case("딥시크는 량원평에 의해 설립됐다.", "량원평", "FOUNDED", "딥시크"),
    Case("딥시크를 설립한 량원평은 저장대학교를 졸업했다.", "량원평", "FOUNDED", "딥시크"),
    Case("딥시크를 설립한 량원평은 저장대학교를 졸업했다.", "량원평", "STUDIED_AT", "저장대학교"),
    Case("량원평이 설립한 딥시크는 항저우에 본사를 두고 있다.", "딥시크", "BASED_IN", "항저우"),
    Case("리카이푸는 01.AI의 창업자이자 최고경영자다.", "리카이푸", "FOUNDED", "01.AI"),
    Case("리카이푸는 01.AI의 창업자이자 최고경영자다.", "리카이푸", "LEADS", "01.AI"),
    Case("그린포트의 창업자 김도윤은 서울에서 태어났다.", "김도윤", "FOUNDED", "그린포트"),
    Case("그린포트의 창업자 김도윤은 서울에서 태어났다.", "김도윤", "BORN_IN", "서울"),
    Case("젠슨 황은 엔비디아의 최고경영자다.", "젠슨 황", "LEADS", "엔비디아"),
    Case("샘 올트먼은 오픈AI를 이끌고 있다.", "샘 올트먼", "LEADS", "오픈AI"),
    Case("마이크로소프트는 오픈AI에 100억 달러를 투자했다.", "마이크로소프트", "INVESTED_IN", "오픈AI"),
    Case("소프트뱅크가 오픈AI에 투자할 수도 있다.", "소프트뱅크", "INVESTED_IN", "오픈AI", modality="possible"),
    Case("구글은 딥마인드를 인수했다.", "구글", "ACQUIRED", "딥마인드"),
    # what a phrase says is no plan and no denial though the rest of the sentence is
    Case("최수연 네이버 대표는 내년에 새 모델을 공개할 계획이라고 밝혔다.", "최수연", "LEADS", "네이버"),
    Case("생산은 중국 업체 SMIC가 맡을 것으로 보인다.", "SMIC", "BASED_IN", "중국"),
    Case("구글은 딥시크가 공개한 R1을 쓰지 않았다.", "딥시크", "DEVELOPED", "R1"),
    Case("구글은 딥마인드를 인수하지 않았다.", "구글", "ACQUIRED", "딥마인드", "negated"),
    Case("애플이 앤트로픽을 인수할까?", "애플", "ACQUIRED", "앤트로픽", modality="asked"),
    Case("구글은 제미나이를 공개할 계획이다.", "구글", "DEVELOPED", "제미나이", modality="planned"),
    Case("오픈AI는 GPT-4를 개발했다고 밝혔다.", "오픈AI", "DEVELOPED", "GPT-4"),
    Case("네이버는 하이퍼클로바X를 개발했다.", "네이버", "DEVELOPED", "하이퍼클로바X"),
    Case("엔비디아가 H800을 개발했다.", "엔비디아", "DEVELOPED", "H800"),
    Case("알리바바는 큐원을 오픈소스로 공개했다.", "알리바바", "OPEN_SOURCED", "큐원"),
    Case("딥시크-R1은 H800으로 훈련됐다.", "딥시크-R1", "TRAINED_ON", "H800"),
    Case("딥시크-R1은 전문가 혼합을 사용한다.", "딥시크-R1", "USES", "전문가 혼합"),
    Case("딥시크-R1의 개발 비용은 약 550만 달러다.", "딥시크-R1", "DEVELOPMENT_COST", "5,500,000 USD"),
    Case("SK하이닉스의 매출은 66조 원이다.", "SK하이닉스", "REVENUE", "66,000,000,000,000 KRW"),
    Case("브로드컴의 주가는 11.2% 떨어졌다.", "브로드컴", "LOST_VALUE", "11.2%"),
    Case("브로드컴(-11.2%)의 주가가 떨어졌다.", "브로드컴", "LOST_VALUE", "11.2%"),
    Case("브로드컴의 매출은 -11.2% 성장했다.", "브로드컴", "GREW_BY", "-11.2%"),
    Case("앤트로픽은 35억 달러를 유치했다.", "앤트로픽", "RAISED", "3,500,000,000 USD"),
    Case("GPT-4는 GPT-3보다 뛰어나다.", "GPT-4", "OUTPERFORMS", "GPT-3"),
    # a frame that fits one way round tells which way
    Case("GPT-4는 R1보다 뒤떨어진다.", "R1", "OUTPERFORMS", "GPT-4"),
    Case("GPT-4가 딥시크의 R1보다 못하다는 혹평을 받았다.", "R1", "OUTPERFORMS", "GPT-4"),
    Case("H20은 H100보다 성능이 낮다.", "H100", "OUTPERFORMS", "H20"),
    Case("H20은 H100보다 가격이 낮다.", "H20", "OUTPERFORMS", "H100"),
    # Kiwi reads 한 as a numeral before some names
    Case("온누리테크를 창업한 김도현 대표는 서울대를 졸업했다.", "김도현", "FOUNDED", "온누리테크"),
    Case("딥시크가 공개한 R1은 GPT-4와 맞먹는다.", "R1", "COMPARABLE_TO", "GPT-4"),
    Case("딥시크-R1은 수학에 강하다.", "딥시크-R1", "CAPABLE_OF", "수학"),
    Case("카카오는 오픈AI와 협력하기로 했다.", "카카오", "PARTNERED_WITH", "오픈AI"),
    Case("메타의 퓨리오사AI 인수는 무산됐다.", "메타", "ACQUIRED", "퓨리오사AI", "negated"),
    Case("카카오는 업스테이지 인수를 검토하고 있다.", "카카오", "ACQUIRED", "업스테이지", "asserted", "possible"),
    Case("Meta failed to acquire FuriosaAI.", "Meta", "ACQUIRED", "FuriosaAI", "negated", language="en"),
    Case("Reports that Meta acquired FuriosaAI are false.", "Meta", "ACQUIRED", "FuriosaAI", "negated", language="en"),
    Case("한국은 수출 통제에서 제외됐다.", "한국", "EXEMPT_FROM", "수출 통제"),
    Case("미국 정부는 중국에 대한 수출 통제를 강화했다.", "미국 정부", "IMPOSED", "수출 통제"),
    Case("유럽연합은 애플을 조사하고 있다.", "유럽연합", "INVESTIGATES", "애플"),
    Case("윌리엄 스탠리 제번스는 제번스의 역설을 제시했다.", "윌리엄 스탠리 제번스", "PROPOSED", "제번스의 역설"),
    Case("Liang Wenfeng founded DeepSeek in 2023.", "Liang Wenfeng", "FOUNDED", "DeepSeek", language="en"),
    Case("DeepSeek was founded by Liang Wenfeng.", "Liang Wenfeng", "FOUNDED", "DeepSeek", language="en"),
    Case("Sam Altman, the chief executive of OpenAI, studied at Stanford University.", "Sam Altman", "LEADS", "OpenAI", language="en"),
    Case("Google acquired DeepMind.", "Google", "ACQUIRED", "DeepMind", language="en"),
    Case("Google did not acquire DeepMind.", "Google", "ACQUIRED", "DeepMind", "negated", language="en"),
    Case("Apple may acquire Anthropic.", "Apple", "ACQUIRED", "Anthropic", modality="possible", language="en"),
    Case("Microsoft invested $10bn in OpenAI.", "Microsoft", "INVESTED_IN", "OpenAI", language="en"),
    Case("DeepSeek-R1 was trained on H800 chips.", "DeepSeek-R1", "TRAINED_ON", "H800 chips", language="en"),
    Case("Anthropic raised $3.5bn.", "Anthropic", "RAISED", "3,500,000,000 USD", language="en"),
    Case("Nvidia is based in Santa Clara.", "Nvidia", "BASED_IN", "Santa Clara", language="en"),
    Case("Jensen Huang was born in Taiwan.", "Jensen Huang", "BORN_IN", "Taiwan", language="en"),
    Case("Alibaba-backed Moonshot AI released Kimi K2.", "Alibaba", "INVESTED_IN", "Moonshot AI", language="en"),
    Case("SoftBank-owned Arm designs chips.", "SoftBank", "OWNS", "Arm", language="en"),
    Case("Italy banned DeepSeek.", "Italy", "BANNED", "DeepSeek", language="en"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.text[:40]} {c.relation}")
def test_a_plain_sentence_says_its_claim(case: Case) -> None:
    found = findings(case.text, case.language)
    wanted = Told(case.subject, case.relation, case.object)
    assert wanted in found, sorted(found)
    assert (found[wanted].polarity, found[wanted].modality) == (case.polarity, case.modality)


@pytest.mark.parametrize(("text", "language"), [
    ("오늘 서울의 날씨는 맑다.", "ko"), ("엔비디아와 구글은 모두 큰 회사다.", "ko"), ("삼성전자 이야기를 듣다가 애플 광고를 봤다.", "ko"),
    ("량원평은 회의에 참석했다.", "ko"), ("딥시크라는 이름은 널리 알려져 있다.", "ko"), ("", "ko"), ("\n \n", "ko"),
    ("The weather in Seoul was fine yesterday.", "en"), ("He read a book about Apple on the train.", "en"), ("", "en"),
])
def test_where_nothing_is_claimed_nothing_is_found(text: str, language: str) -> None:
    assert findings(text, language) == {}


@pytest.mark.parametrize(("text", "language", "speaker"), [
    ("Elon Musk said that OpenAI developed GPT-4.", "en", "Elon Musk"), ("젠슨 황은 \"오픈AI가 GPT-4를 개발했다\"고 말했다.", "ko", "젠슨 황"),
])
def test_words_of_another_are_theirs(text: str, language: str, speaker: str) -> None:
    found = next(f for told, f in findings(text, language).items() if told.relation == "DEVELOPED")
    assert found.attributed_to is not None
    assert found.attributed_to.name == speaker


def test_words_of_the_text_are_nobodys() -> None:
    assert all(f.attributed_to is None for f in findings("량원평은 2023년 딥시크를 설립했다.").values())


def test_a_reference_stands_for_what_it_refers_to() -> None:
    assert Told("딥시크", "BASED_IN", "항저우") in findings("딥시크는 R1을 공개했다. 이 회사는 항저우에 본사를 두고 있다.")


def test_a_dropped_subject_is_what_the_text_is_about() -> None:
    assert Told("량원평", "STUDIED_AT", "저장대학교") in findings("량원평은 광둥성에서 태어났다. 2007년 저장대학교를 졸업했다.")


def test_a_dropped_subject_in_english() -> None:
    assert Told("Demis Hassabis", "BORN_IN", "London") in findings("Demis Hassabis is a researcher. Born in London.", "en")


def test_a_heading_is_no_sentence_between() -> None:
    text = "량원평은 광둥성에서 태어났다. " + "날이 좋았다. " * 2 + "\n\n생애\n\n2007년 저장대학교를 졸업했다."
    assert [e.key for e in sentences(text)[-1].ends if e.kind == "carried" and e.type == "Person"] == ["known liang-wenfeng"]


@pytest.mark.parametrize("between", [2, 3])
def test_a_subject_is_left_out_only_where_the_text_has_just_named_it(between: int) -> None:
    """At most three sentences before, one thing of each kind, a likely one."""
    text = "옛일이다. 량원평은 광둥성에서 태어났다. " + "날이 좋았다. " * between + "2007년 저장대학교를 졸업했다."
    last = sentences(text)[-1]
    left_out = [e for e in last.ends if e.kind == "carried"]
    assert ("Person" in {e.type for e in left_out}) is (between < 3)
    assert len({e.type for e in left_out}) == len(left_out)
    assert all(e.likely >= ANTECEDENTS["carried"].likely for e in left_out)


@pytest.mark.parametrize(("begins", "between", "left_out"), [("", 9, True), ("", 10, False), ("옛일이다. ", 9, False)])
def test_what_a_text_begins_with_is_left_out_for_long(begins: str, between: int, left_out: bool) -> None:
    text = begins + "량원평은 광둥성에서 태어났다. " + "날이 좋았다. " * between + "2007년 저장대학교를 졸업했다."
    assert ("Person" in {e.type for e in sentences(text)[-1].ends if e.kind == "carried"}) is left_out


@pytest.mark.parametrize("text", ["네이버는 하이퍼클로바X 모델을 공개했다.", "문샷AI는 키미 K2를 공개했다.", "구글은 제미나이를 공개하며 자신감을 보였다."])
def test_to_show_is_not_to_open(text: str) -> None:
    assert {told.relation for told in findings(text)} == {"DEVELOPED"}


@pytest.mark.parametrize("text", ["엔비디아, AMD, 인텔 등 미국 기업들이 반발했다.", "회의에는 엔비디아와 AMD 등 미국 업체들이 참가했다."])
def test_each_of_a_list_is_what_sums_it_up(text: str) -> None:
    scene = sentences(text)[0]
    country = next(e for e in scene.ends if e.type == "Country")
    assert all(frame_levels(scene, e, country).get("BASED_IN") for e in scene.ends if e.type == "Company")


def test_what_may_be_left_out_is_what_the_schema_lists_or_what_texts_refer_back_to() -> None:
    ours, other = load_schema(), load_schema("pharma-deals")
    assert carried_tops(ours, "en") == ["AIModel", "Hardware", "Organization", "Person", "Policy", "Product"]
    assert set(carried_tops(other, "en")) == {other.ancestors(t)[-1] for t in other.words["en"].references}


def test_who_may_speak_is_asked_of_the_schema_that_the_models_know_alone() -> None:
    ours = finder("en")
    assert {"Person", "Company", "GovernmentBody"} <= ours._speak
    assert not {"Product", "Hardware", "Place"} & ours._speak
    other = load_schema("pharma-deals")
    assert ClaimFinder(other, "en", None, ours.models)._speak == set(other.types)


@pytest.mark.parametrize("case", CASES[::5], ids=lambda c: c.text[:40])
def test_the_evidence_is_the_sentence(case: Case) -> None:
    text = f"  {case.text}\n\n끝."
    for f in findings(text, case.language).values():
        assert text[f.start:f.end] == case.text
        assert f.start <= f.object_start < f.object_end <= f.end
        assert 0 < f.confidence <= 1


def test_a_claim_said_twice_has_both_sentences() -> None:
    text = "량원평은 딥시크를 설립했다. 그 뒤의 일이다. 딥시크는 량원평이 설립했다."
    said = [(f.start, f.end) for f in read(text)._.kg_findings if f.relation == "FOUNDED"]
    assert [text[start:end] for start, end in said] == ["량원평은 딥시크를 설립했다.", "딥시크는 량원평이 설립했다."]


def test_what_was_planned_and_then_done_is_told_as_both() -> None:
    text = "OpenAI plans to acquire Windsurf. Analysts were surprised. OpenAI acquired Windsurf last week for $3 billion."
    assert {f.modality for f in read(text, "en")._.kg_findings if f.relation == "ACQUIRED"} == {"planned", "fact"}


def test_the_number_of_a_name_is_no_figure() -> None:
    assert not [told for told in findings("구글은 제미나이 2.5 프로 성장률을 밝혔다.") if told.object == "2.5%"]


@pytest.mark.parametrize(("text", "language"), [
    ("딥시크는 모델이 좋다고 " * 300, "ko"), ("달리고 먹고 " * 600 + "엔비디아가 인텔을 인수했다.", "ko"),
    ("Nvidia (A" + "-a" * 60 + "!) rose.", "en"), ("Nvidia sold the a-" + "11-" * 400 + "1/ chip.", "en"),
])
def test_long_chains_are_read_to_their_end(text: str, language: str) -> None:
    assert read(text, language).text == text


def test_a_figure_says_one_thing() -> None:
    text = "딥시크가 내놓은 R1이 H800으로 훈련됐다는 소식에, 엔비디아는 하루 만에 시가총액 6000억 달러를 잃었다."
    figures = {told.relation for told, finding in findings(text).items() if isinstance(finding.object, Literal)}
    assert figures == {"LOST_VALUE"}


def test_what_has_one_value_has_the_plainer_one() -> None:
    text = "In February 2016 High-Flyer was co-founded by Liang Wenfeng, who had been trading since the 2007-2008 financial crisis."
    assert {told.object for told in findings(text, "en") if told.relation == "FOUNDED_ON"} == {"2016-02"}


def test_it_is_what_the_text_speaks_of() -> None:
    text = "Nvidia is a chip designer in Santa Clara. In 2019 it bought Mellanox, and it was founded by Jensen Huang in 1993."
    assert {("Nvidia", "ACQUIRED", "Mellanox"), ("Jensen Huang", "FOUNDED", "Nvidia")} <= {tuple(t) for t in findings(text, "en")}


@pytest.mark.parametrize("text", [
    "딥시크는 큰 회사다. 시가총액은 821조원이다.", "딥시크는 큰 회사다. 지난해 매출은 212억원이었다.", "딥시크는 희망이었지만 지난해 매출이 270만달러에 그쳤다.",
])
def test_a_figure_s_noun_is_of_what_the_text_is_about(text: str) -> None:
    """Whether or not the noun has a common one before it, as in 지난해 매출 and 시가|총액."""
    scene = sentences(text)[-1]
    firm, figure = (next(e for e in scene.ends if e.type == t or e.kind == k) for t, k in (("Company", ""), ("", "literal")))
    assert max(frame_levels(scene, firm, figure).values()) >= 2


@pytest.mark.parametrize(("text", "language", "relation", "year"), [
    ("마이크로소프트가 2019년 10억달러를 투자한 오픈AI는 성장했다.", "ko", "INVESTED_IN", "2019"),
    ("구글이 2014년 인수한 딥마인드는 런던에 있다.", "ko", "ACQUIRED", "2014"),
    ("네이버는 2021년 설립된 스타트업 퓨리오사AI를 인수했다.", "ko", "ACQUIRED", None),
    ("Google, which bought DeepMind in 2014, unveiled Gemini.", "en", "ACQUIRED", "2014"),
    ("Nvidia acquired Mellanox, an Israeli firm founded in 1999.", "en", "ACQUIRED", None),
])
def test_when_is_of_the_clause_that_says_it(text: str, language: str, relation: str, year: str | None) -> None:
    found = next(f for told, f in findings(text, language).items() if told.relation == relation)
    assert dict(found.qualifiers).get("year") == year
