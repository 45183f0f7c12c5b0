"""What a sentence deals out by turns (각각, respectively): each member of the one list has its fellow of the other, and no other."""

from __future__ import annotations

import pytest

from kg.model import Mention
from kg.schema import load_schema
from tests.support.reading import findings


@pytest.mark.parametrize(("text", "language", "relation", "told"), [
    ("구글과 메타는 각각 제미나이와 라마를 공개했다.", "ko", "DEVELOPED", {("구글", "제미나이"), ("메타", "라마")}),
    ("딥시크와 문샷AI는 각각 항저우와 베이징에 본사를 두고 있다.", "ko", "BASED_IN", {("딥시크", "항저우"), ("문샷AI", "베이징")}),
    ("량원평과 양즈린은 각각 딥시크와 문샷AI를 창업했다.", "ko", "FOUNDED", {("량원평", "딥시크"), ("양즈린", "문샷AI")}),
    ("메타와 마이크로소프트의 주가는 각각 3%, 5% 떨어졌다.", "ko", "LOST_VALUE", {("메타", "3%"), ("마이크로소프트", "5%")}),
    ("Google and Meta developed Gemini and Llama respectively.", "en", "DEVELOPED", {("Google", "Gemini"), ("Meta", "Llama")}),
    ("뉴스코퍼레이션과 악셀스프링거는 오픈AI와 콘텐츠 사용 계약을 맺었다.", "ko", "PARTNERED_WITH", {("뉴스코퍼레이션", "오픈AI"), ("악셀스프링거", "오픈AI")}),
    ("네이버와 인텔이 손을 잡았다.", "ko", "PARTNERED_WITH", {("네이버", "인텔")}),
    # each of them, where there is no second list
    ("알리바바와 텐센트가 각각 즈푸AI에 투자했다.", "ko", "INVESTED_IN", {("알리바바", "즈푸AI"), ("텐센트", "즈푸AI")}),
])
def test_each_has_its_own(text: str, language: str, relation: str, told: set[tuple[str, str]]) -> None:
    assert {(t.subject, t.object) for t in findings(text, language) if t.relation == relation} == told


def test_what_is_dealt_out_is_what_the_schema_allows() -> None:
    schema = load_schema()
    for finding in findings("량원평과 구글은 각각 딥시크와 제미나이를 만들었다.").values():
        assert isinstance(finding.object, Mention)
        assert finding.relation in schema.relations_between(finding.subject.type, finding.object.type)
