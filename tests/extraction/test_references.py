"""Phrases that refer back: to the nearest fitting thing that the text spoke of, and to nothing where there is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.references import _lower, _pattern
from kg.model import Mention
from tests.support.reading import mentions


def references(text: str, language: str = "ko") -> list[Mention]:
    return [m for m in mentions(text, language) if m.method == "reference"]


@given(st.lists(st.sampled_from(["the", "the company", "the companies", "he", "her", "its founder", "it", "his", "이 회사", "이", "이회사"]), unique=True, min_size=1),
       st.lists(st.sampled_from(["the", "company", "companies", "he", "her", "its", "founder", "it", "his", "이", "회사", "이회사"]), max_size=8))
def test_of_several_phrases_the_longest_is_found(phrases: list[str], words: list[str]) -> None:
    plain = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=lambda p: (-len(p), p)))
    text = "  ".join(words)
    assert _pattern(phrases).findall(text) == re.findall(rf"(?<![\w가-힣])(?:{plain})", text)


def test_small_letters_stand_where_the_letters_stood() -> None:
    assert _lower("İstanbul, THE Company") == "İstanbul, the company"


@pytest.mark.parametrize(("language", "text", "phrase", "known"), [
    ("ko", "딥시크는 R1을 공개했다. 이 회사는 항저우에 있다.", "이 회사", "deepseek"),
    ("ko", "딥시크는 R1을 공개했다. 이 모델은 수학에 강하다.", "이 모델", "deepseek-r1"),
    ("ko", "량원평은 광둥성에서 태어났다. 그는 저장대학교를 졸업했다.", "그", "liang-wenfeng"),
    ("ko", "구글은 크다. 딥시크는 작다. 이 회사는 항저우에 있다.", "이 회사", "deepseek"),
    ("ko", "엔비디아는 H800을 만들었다. 이 칩은 느리다.", "이 칩", "h800"),
    ("ko", "엔비디아는 H800을 만들었다. 중국이 산 이 칩은 느리다.", "이 칩", "h800"),
    # 자사 is what its clause is about, whatever the text has named last or most
    ("ko", "SK하이닉스는 이천에 있다. SK하이닉스는 크다. 반면 삼성전자는 인텔과 달리 자사 공장을 택했다.", "자사", "samsung-electronics"),
    ("ko", "구글은 H800이 자사의 기술을 베꼈다며 엔비디아를 고소했다.", "자사", "google"),
    ("ko", "구글은 크다. 인텔이 자사 칩을 공개했다고 엔비디아는 밝혔다.", "자사", "intel"),
    ("ko", "구글은 크다. 이는 자사 칩에 적용된다.", "자사", "google"),
    # a sentence that is nothing but a description says more of what has just been named
    ("ko", "삼성전자는 크다. 삼성전자는 지난해 딥마인드의 최대주주에 올랐다. 데미스 허사비스가 창업한 그 회사다.", "그 회사", "google-deepmind"),
    ("ko", "삼성전자는 크다. 삼성전자는 지난해 딥마인드를 샀다. 인텔이 사려다 만 바로 그 회사다.", "그 회사", "google-deepmind"),
    ("en", "DeepSeek released DeepSeek-R1. The company is based in Hangzhou.", "The company", "deepseek"),
    ("en", "DeepSeek released DeepSeek-R1. The model is good at mathematics.", "The model", "deepseek-r1"),
    ("en", "DeepSeek released DeepSeek-R1. The Hangzhou-based lab is small.", "lab", "deepseek"),
    ("ko", "딥시크는 R1을 공개했다. 이 중국 스타트업은 작다.", "스타트업", "deepseek"),
    ("en", "DeepSeek released DeepSeek-R1. Analysts said that the Chinese company was small.", "company", "deepseek"),
    ("en", "Nvidia is large. The Californian chip maker lost money.", "chip maker", "nvidia"),
    ("en", "Liang Wenfeng founded DeepSeek. He studied at Zhejiang University.", "He", "liang-wenfeng"),
])
def test_a_phrase_is_what_the_text_spoke_of(language: str, text: str, phrase: str, known: str) -> None:
    found = [m for m in references(text, language) if m.text == phrase]
    assert [m.known for m in found] == [known]
    assert text[found[0].start:found[0].end] == phrase
    assert found[0].name != phrase


@pytest.mark.parametrize(("language", "text"), [
    ("ko", "이 회사는 크다. 그는 웃었다."), ("en", "The company is large. He smiled."),
    ("ko", "량원평은 웃었다. 이 회사는 크다."),  # a person is no company
    ("ko", "딥시크는 컸다. 회사원은 웃었다. 그래도 그날은 추웠다."),  # words that merely begin so
])
def test_what_has_nothing_to_refer_to_is_left_alone(language: str, text: str) -> None:
    assert references(text, language) == []


@pytest.mark.parametrize(("text", "both"), [
    ("엔비디아는 크다. 엔비디아는 강하다. 구글과 메타가 협의 중이라는 보도에 두 회사는 말을 아꼈다.", {"google", "meta"}),
    ("엔비디아는 크다. 엔비디아는 강하다. 삼성전자와 인텔이 칩을 만든다. 두 회사는 모두 바쁘다.", {"samsung-electronics", "intel"}),
    ("엔비디아는 인텔을 인수했다. 구글과 메타는 두 회사에 투자했다.", {"nvidia", "intel"}),  # not what the same clause names
])
def test_two_things_are_those_named_in_one_breath(text: str, both: set[str]) -> None:
    assert {m.known for m in references(text)} == both


def test_two_things_at_once() -> None:
    found = references("네이버와 인텔은 손을 잡았다. 두 회사는 칩을 만든다.")
    assert {m.known for m in found if m.text == "두 회사"} == {"naver", "intel"}


@pytest.mark.parametrize(("language", "text"), [
    ("ko", "딥시크는 작다. 네이버는 이해진이 1999년에 세운 회사다."),
    ("ko", "딥시크는 작다. 한 회사가 문을 닫았다. 국내 회사는 모두 크다."),
    ("en", "Sam Altman spoke. Lisa Su, the chief executive, told analysts nothing."),
    ("en", "Sam Altman spoke. Jensen Huang was the chief executive."),
    ("en", "DeepSeek is small. The company that made the lamp was sold."),
    ("en", "DeepSeek is small. The first Korean company to do so was large. The larger firm sold it."),
    ("en", "The Federal Reserve raised rates. The Chinese regulator fined Google."),
    ("en", "Sam Altman spoke. The French president said nothing."),
    ("ko", "딥시크는 작다. 이 가운데 스타트업은 컸다. 그 뒤 기업은 망했다."),
])
def test_what_tells_by_itself_which_one_it_is_refers_to_nothing(language: str, text: str) -> None:
    assert references(text, language) == []
