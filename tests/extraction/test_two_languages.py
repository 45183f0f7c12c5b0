"""Documents in two languages: each stretch is read in its own, and what the one half names the other knows."""

from __future__ import annotations

import pytest

from kg.build import Settings, extract, pipeline
from kg.extraction.components import add_extraction
from kg.extraction.documents import read_in_both
from kg.language.pipelines import KOREAN_STRUCTURE, create_pipeline
from kg.model import Document, Extraction, Finding
from kg.reading.language import detect, stretches_in_other
from tests.support.reading import label

pytestmark = pytest.mark.xdist_group("build")


def read(text: str, boilerplate: tuple[tuple[int, int], ...] = ()) -> Extraction:
    return next(extract([Document("a.txt", text, detect(text), boilerplate=boilerplate)], Settings()))


def told(text: str) -> dict[tuple[str, str, str], Finding]:
    found = read(text)
    assert len({(f.start, f.subject, f.relation, f.object, f.object_start) for f in found.findings}) == len(found.findings)
    for m in found.mentions:
        assert text[m.start:m.end] == m.text
    for f in found.findings:
        assert f.subject in found.mentions
        assert f.object in found.mentions or not hasattr(f.object, "text")
        assert f.start < f.end
    return {(f.subject.text, f.relation, label(f.object)): f for f in found.findings}


def test_an_english_quotation_in_a_korean_sentence() -> None:
    text = '량원평은 "Nvidia supplies chips to DeepSeek"라고 말했다. 딥시크는 항저우에 본사를 두고 있다.'
    claims = told(text)
    said = claims["Nvidia", "SUPPLIES", "DeepSeek"]
    assert text[said.start:said.end] == "Nvidia supplies chips to DeepSeek"
    assert said.attributed_to is not None
    assert said.attributed_to.text == "량원평"
    assert ("딥시크", "BASED_IN", "항저우") in claims


def test_how_a_quotation_says_it() -> None:
    claims = told("업계 관계자는 “OpenAI may acquire Groq next year”라며 가능성을 내비쳤다.\n"
                  "샘 올트먼은 \"Microsoft did not invest in Mistral AI.\"라고 강조했다.")
    assert claims["OpenAI", "ACQUIRED", "Groq"].modality == "possible"
    assert claims["Microsoft", "INVESTED_IN", "Mistral AI"].polarity == "negated"


def test_an_english_paragraph_in_a_korean_text_knows_its_names() -> None:
    text = ("노드메이즈(Nodemaze)는 서울에 본사를 둔 스타트업이다.\n\nLiang Wenfeng founded High-Flyer in 2015. Nodemaze competes with Upstage. "
            "It is based in Seoul.\n\n노드메이즈는 2021년에 설립됐다.")
    claims = told(text)
    assert ("Liang Wenfeng", "FOUNDED", "High-Flyer") in claims
    assert claims["High-Flyer", "FOUNDED_ON", "2015"].attributed_to is None
    assert claims["Nodemaze", "COMPETES_WITH", "Upstage"].subject.type == "Company"
    assert ("노드메이즈", "FOUNDED_ON", "2021") in claims


def test_english_with_korean_names() -> None:
    claims = told("Naver (네이버) was founded by Lee Hae-jin (이해진) in 1999. 네이버 is based in Seongnam. Kakao competes with 네이버.")
    assert {("Lee Hae-jin", "FOUNDED", "Naver"), ("Naver", "FOUNDED_ON", "1999"), ("네이버", "BASED_IN", "Seongnam"),
            ("Kakao", "COMPETES_WITH", "네이버")} <= set(claims)


def test_english_with_korean_names_that_no_list_has() -> None:
    claims = told("Korean startups met in Seoul on Tuesday. 노드메이즈 was founded by 김하늘 and is based in Pangyo. "
                  "The startup 타이드워터 has invested in 노드메이즈.")
    assert {("노드메이즈", "BASED_IN", "Pangyo"), ("타이드워터", "INVESTED_IN", "노드메이즈")} <= set(claims)


def test_korean_in_an_english_text() -> None:
    text = ("Liang Wenfeng said, “딥시크는 2023년에 항저우에서 설립됐다.” He spoke in Hangzhou on Monday about the plans of the company.\n\n"
            "업스테이지는 김성훈이 창업한 인공지능 스타트업이다.\n\nUpstage is based in Seoul.")
    claims = told(text)
    founded = claims["딥시크", "FOUNDED_ON", "2023"]
    assert text[founded.start:founded.end] == "딥시크는 2023년에 항저우에서 설립됐다."
    assert founded.attributed_to is not None
    assert founded.attributed_to.text == "Liang Wenfeng"
    assert {("김성훈", "FOUNDED", "업스테이지"), ("Upstage", "BASED_IN", "Seoul")} <= set(claims)


def test_a_name_that_a_stretch_tells_of_is_known_in_the_text_around_it() -> None:
    text = ("네이버는 크다. 모두 놀랐다.\n\nThe startup Brightloom was founded by Jane Corwin in 2021. Brightloom competes with Upstage.\n\n"
            "네이버는 Brightloom에 투자했다.")
    own = add_extraction(create_pipeline("ko", ner=False), "ai-industry", "ai-industry", KOREAN_STRUCTURE)
    found = read_in_both(Document("a.txt", text, "ko"), own, pipeline("en", Settings()), stretches_in_other(text, "ko"))
    last = text.rindex("Brightloom")
    assert [(m.type, m.method) for m in found.mentions if m.start == last] == [("Company", "repeat")]
    assert any((f.subject.text, f.relation, f.object_start) == ("네이버", "INVESTED_IN", last) for f in found.findings)


def test_boilerplate_says_nothing_in_either_language() -> None:
    text = ("딥시크는 항저우에 본사를 두고 있다.\n\nLiang Wenfeng founded High-Flyer in 2015.\n\nNvidia has acquired Mellanox.\n\n그는 항저우에 산다.")
    silent = (text.index("Nvidia"), text.index("\n\n그는"))
    assert {"FOUNDED", "ACQUIRED"} <= {f.relation for f in read(text).findings}
    said = {f.relation for f in read(text, (silent,)).findings}
    assert "FOUNDED" in said
    assert "ACQUIRED" not in said


def test_what_a_quotation_leaves_out_is_not_looked_for_in_another() -> None:
    claims = told("젠슨 황은 \"Nvidia supplies chips to DeepSeek\"라고 말했다. 반면 샘 올트먼은 \"The company was founded in 2015 and it has invested in "
                  "Mistral AI\"라고 말했다.")
    assert ("Nvidia", "FOUNDED_ON", "2015") not in claims


def test_who_spoke_before_does_not_speak_on() -> None:
    claims = told("젠슨 황은 \"Nvidia supplies chips to DeepSeek\"라고 말했다.\n\nNvidia was founded in 1993 by Jensen Huang.")
    assert claims["Nvidia", "FOUNDED_ON", "1993"].attributed_to is None


def test_what_is_said_in_a_quotation_is_no_end_of_the_sentence_around_it() -> None:
    claims = told("네이버는 “Nvidia has acquired Mellanox last year”라고 밝힌 카카오와 경쟁한다.")
    assert ("Nvidia", "ACQUIRED", "Mellanox") in claims
    assert not any(relation == "COMPETES_WITH" and {"Nvidia", "Mellanox"} & {s, o} for s, relation, o in claims)


def test_a_quotation_in_the_first_language_within_a_sentence_in_the_second() -> None:
    claims = told("네이버는 카카오와 경쟁한다. Nvidia, which says “네이버는 서울에 본사를 두고 있다” in its adverts, has acquired Mellanox. 그는 항저우에 산다. 모두 끝났다.")
    assert ("Nvidia", "ACQUIRED", "Mellanox") in claims
    assert ("네이버", "BASED_IN", "서울") in claims


def test_the_same_each_time_and_whatever_was_read_before() -> None:
    text = '량원평은 "Nvidia supplies chips to DeepSeek"라고 말했다.\n\nLiang Wenfeng founded High-Flyer in 2015.'
    first = read(text)
    read("네이버는 카카오와 경쟁한다.")
    assert read(text) == first
