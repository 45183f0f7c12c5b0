"""Whose firm 우리 and 당사 mean, and what the answers of an interview leave out."""

from __future__ import annotations

from kg.extraction.firms import Firms
from kg.identity import document_keys
from kg.schema import load_schema
from tests.support.reading import findings, read, sentences

INTERVIEW = """[인터뷰] 설지안 바람결 대표 “기상청과 싸우려고 만든 것 아니다”

대전의 스타트업 바람결이 만든 하늬 이야기다. 설지안 대표를 만났다.

―왜 지금인가.
“2022년에 화웨이가 모델을 냈다. 우리는 격자를 줄였다.”

―고객은.
“우리 고객은 민간이다. 한국수력원자력이 쓴다.”

―투자는.
“작년에 40억 원을 받았다. 저희는 아직 작다.”
"""
REPORT = "설지안 바람결 대표는 웃었다. 기상청 관계자는 “우리는 돈을 받지 않는다”고 말했다."
RELEASE = "달빛모션은 2021년 서울에서 창업했다. 네이버는 크다. 당사는 한국성우협회와 업무협약을 맺었다."


def firms(text: str) -> tuple[Firms, dict[str, str]]:
    doc = read(text)
    keys = document_keys(doc._.kg_mentions, doc._.kg_aliases)
    return Firms(text, doc._.kg_mentions, keys, load_schema(), "ko"), {m.name: keys[m] for m in doc._.kg_mentions}


def test_the_answers_of_an_interview_are_those_of_the_firm_whose_head_speaks() -> None:
    found, keys = firms(INTERVIEW)
    assert [found.answered(INTERVIEW.index(part)) for part in ("우리는 격자", "작년에 40억", "왜 지금", "설지안 대표를")] == [True, True, False, False]
    assert found.left_out(INTERVIEW.index("작년에 40억")) == keys["바람결"]
    assert found.left_out(INTERVIEW.index("설지안 대표를")) == ""
    assert {told.subject for told in findings(INTERVIEW) if told.relation == "RAISED"} == {"바람결"}


def test_who_speaks_of_others_alone_leaves_out_no_firm_of_his() -> None:
    text = INTERVIEW.replace("우리", "그쪽").replace("저희", "그쪽")
    assert firms(text)[0].left_out(text.index("작년에 40억")) == ""


def test_we_is_a_firm_in_an_interview_alone() -> None:
    assert {m.name for m in read(INTERVIEW)._.kg_mentions if m.text in ("우리", "저희")} == {"바람결"}
    assert [m for m in read(REPORT)._.kg_mentions if m.text == "우리"] == []


def test_our_company_is_the_one_that_the_text_is_of() -> None:
    assert [m.name for m in read(RELEASE)._.kg_mentions if m.text == "당사"] == ["달빛모션"]
    assert {e.key for e in sentences(RELEASE)[-1].ends if e.kind == "reference"} == {firms(RELEASE)[1]["달빛모션"]}
