"""What a user relies on in the Korean pipeline: the text is kept, names stay whole, sentences end where they do."""

from __future__ import annotations

import pickle
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import ModelError
from kg.language.korean import FILE, FOLDER, LONGEST, create_korean, morphemes
from kg.language.tagger import BATCH

TRICKY = st.sampled_from(
    (
        "했다", "됐", "괜찮", "이다", "요", "ㅎ", "ㅋㅋ", "DeepSeek-R1", "은", "01.AI", "H800", "을", "1,234", "%", "漢字", "é",
        "e\u0301", "ᄒ", "ᅡ", "ᆫ", "😀", "👨‍👩‍👧", "\u3000", "\xa0", "\u200b", "\x00", " ", "  ", "\n", "\r\n", "\t",
        "“", "”", '"', "'", "(", ")", ".", "…", "!", "#태그", "@이름", "http://a.b/c", "a@b.co",
    )
)  # fmt: skip
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(TRICKY).map("".join)


@lru_cache
def korean() -> Language:
    return create_korean(["딥시크", "딥시크-R1", "젠슨 황", "엔비디아"], ner=False)


def texts(doc: Doc) -> list[str]:
    return [token.text for token in doc if not token.is_space]


def sentences(text: str) -> list[str]:
    return [sentence.text.strip() for sentence in korean()(text).sents]


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_the_text_is_kept_whatever_it_is(text: str) -> None:
    doc = korean()(text)
    assert doc.text == text
    assert all(bool(morphemes(token)) != token.is_space for token in doc)
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text


@settings(max_examples=50, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_a_line_is_analysed_apart_from_the_lines_around_it(first: str, second: str) -> None:
    nlp = korean()
    alone = [(token.text, token.tag_, token.lemma_) for token in nlp(second) if not token.is_space]
    both = [(token.text, token.tag_, token.lemma_) for token in nlp(f"{first}\n{second}") if not token.is_space]
    assert both[len(both) - len(alone) :] == alone


@pytest.mark.parametrize(
    "name",
    [
        "H800", "DeepSeek-R1", "01.AI", "GPT-4o", "Llama-3.1-405B", "gpt-oss-120b", "HBM3E", "text-davinci-003", "A100s", "AT&T",
        "Qwen2.5-72B", "o1-mini", "C++", "딥시크-R1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("particle", ["을", "은", "의", "와", "에서", "로", "이다", ""])
def test_a_name_stays_one_token_before_any_particle(name: str, particle: str) -> None:
    words = texts(korean()(f"이 회사는 {name}{particle} 2,048개 공개했다."))
    assert name in words
    assert "2,048" in words


def test_a_token_tells_its_morphemes_stem_and_kind() -> None:
    doc = korean()("엔비디아가 모델을 발표했다. 길을 걸어 도왔다. CEO다.")
    by_text = {token.text: token for token in doc}
    assert morphemes(by_text["했"]) == (("하", "XSV"), ("었", "EP"))
    assert by_text["했"]._.morphemes == morphemes(by_text["했"])
    assert (by_text["했"].tag_, by_text["했"].pos_, by_text["했"].lemma_) == ("XSV+EP", "VERB", "하")
    assert (by_text["엔비디아"].tag_, by_text["엔비디아"].pos_) == ("NNP", "PROPN")
    assert by_text["가"].pos_ == "ADP"
    assert (by_text["걸"].tag_, by_text["걸"].lemma_) == ("VV", "걷")
    assert by_text["도"].lemma_ == "돕" if "도" in by_text else by_text["도왔"].lemma_ == "돕"
    assert doc[-2].tag_ == "VCP+EF"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("매출이 3.5% 늘었다. 다음은 없다.", ["매출이 3.5% 늘었다.", "다음은 없다."]),
        ("01.AI의 창업자가 U.S. 정부에 항의했다. 끝났다.", ["01.AI의 창업자가 U.S. 정부에 항의했다.", "끝났다."]),
        ("그는 “좋았다. 놀라웠다.”며 웃었다. 끝.", ["그는 “좋았다. 놀라웠다.”며 웃었다.", "끝."]),
        ('그는 "성공했다"며 웃었다.', ['그는 "성공했다"며 웃었다.']),
        ("“이제 시작이다.” 그는 웃었다.", ["“이제 시작이다.”", "그는 웃었다."]),
        ("그는 (이는 처음이다. 둘째다.) 말했다.", ["그는 (이는 처음이다. 둘째다.) 말했다."]),
        ("딥시크, R1 공개…엔비디아 급락\n- 항목 하나\n- 항목 둘", ["딥시크, R1 공개…엔비디아 급락", "- 항목 하나", "- 항목 둘"]),
        ("계획은?\n“없다. 내년에 본다.”\n끝.", ["계획은?", "“없다.", "내년에 본다.”", "끝."]),
        ("1. 첫째다. 둘째다!셋째다? 넷째다.", ["1. 첫째다.", "둘째다!", "셋째다?", "넷째다."]),
        ("Apple Inc. 주가가 올랐다.\n\n그랬다.", ["Apple Inc. 주가가 올랐다.", "그랬다."]),
        ("최신 모델은 GPT-4. 다음 모델은 아직이다.", ["최신 모델은 GPT-4.", "다음 모델은 아직이다."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_the_same_text_gives_the_same_tokens_after_any_other() -> None:
    text = "량원펑은 딥시크를 세웠고 큐웬은 알리바바가 만들었다."
    first = korean()(text).to_json()
    korean()("량원펑 큐웬 아무 말이나 " * 200)
    create_korean(["량원펑은"], ner=False)(text)
    assert korean()(text).to_json() == first
    assert create_korean(["엔비디아", "젠슨 황", "딥시크-R1", "딥시크"], ner=False)(text).to_json() == first


def test_a_doc_and_the_pipeline_travel_between_processes() -> None:
    doc = korean()("딥시크가 발표했다.")
    there: Doc = pickle.loads(pickle.dumps(doc))
    assert [morphemes(token) for token in there] == [morphemes(token) for token in doc]
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [morphemes(token) for token in again] == [morphemes(token) for token in doc]
    tokenizer = pickle.loads(pickle.dumps(korean().tokenizer))
    assert texts(tokenizer("딥시크-R1을 봤다.")) == texts(korean()("딥시크-R1을 봤다."))


def test_a_very_long_line_is_read_in_parts() -> None:
    text = "딥시크는 H800을 썼다. " * (LONGEST // 2)
    doc = korean()(text)
    assert doc.text == text
    assert len(list(doc.sents)) == LONGEST // 2
    unspaced = "가나다" * LONGEST
    assert korean()(unspaced).text == unspaced


trained = pytest.mark.skipif(not (FOLDER / FILE).is_file(), reason="models/ko_ner is not there")


@lru_cache
def recogniser() -> Language:
    return create_korean()


def found(text: str) -> set[tuple[str, str]]:
    return {(ent.text, ent.label_) for ent in recogniser()(text).ents}


@trained
@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("AI 반도체 스타트업 마루벨칩스는 지난 3월 시리즈B 투자를 유치했다.", "마루벨칩스", "Company"),
        ("도경우 대표는 “올해 흑자를 낼 것”이라고 말했다.", "도경우", "Person"),
        ("권해담 교수는 미르대에서 컴퓨터공학을 가르친다.", "미르대", "University"),
        ("이 회사는 대규모 언어모델 ‘가온-34B’를 오픈소스로 공개했다.", "가온-34B", "AIModel"),
        ("본사는 남아프리카공화국에 있다.", "남아프리카공화국", "Country"),
    ],
)
def test_the_recogniser_finds_names_it_has_never_seen(text: str, name: str, kind: str) -> None:
    assert (name, kind) in found(text)


@trained
def test_the_recogniser_leaves_dates_sums_and_plain_nouns() -> None:
    assert found("지난해 3월 5일 매출은 3조 2,000억 원으로 15% 늘었다고 밝혔다.") == set()


@trained
def test_a_long_text_is_recognised_as_its_sentences_are() -> None:
    sentence = "AI 반도체 스타트업 마루벨칩스는 지난 3월 투자를 유치했다. 도경우 대표는 기뻐했다.\n"
    once = [(ent.text, ent.label_) for ent in recogniser()(sentence).ents]
    times = 2 * BATCH // len(recogniser().make_doc(sentence)) + 1
    doc = recogniser()(sentence * times)
    assert len(doc) > 2 * BATCH
    ents = [(ent.text, ent.label_) for ent in doc.ents]
    assert ents == once * times


def test_a_missing_recogniser_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"names\.npz.*by its recipe"):
        create_korean(ner=False).add_pipe("kg_korean_ner", config={"folder": str(tmp_path)})
