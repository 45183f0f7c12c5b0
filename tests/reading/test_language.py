"""In which language a text is, and which stretches of it are in the other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.reading.language import detect, stretches_in_other

PIECES = ["네이버는 카카오와 경쟁한다.", "He left for Seoul in May.", "“We build chips in Texas”", "\"우리는 칩을 만든다\"", "라고 말했다.", "DeepSeek-R1", "Inc.", " ", "\n", "\n\n", "'", '"', "(", "다."]


def stretches(text: str, language: str) -> list[str]:
    return [text[s.start:s.end] for s in stretches_in_other(text, language)]


@pytest.mark.parametrize(("text", "language"), [
    ("DeepSeek-R1과 GPT-4o, Claude 3.5 Sonnet을 비교했다.", "ko"),
    ("Naver (네이버) was founded by Lee Hae-jin (이해진) in 1999. 네이버 is based in Seongnam.", "en"),
    ("젠슨 황은 “Nvidia has invested in Mistral AI and it will open a plant in Texas next year”라고 말했다.", "ko"),
    ("Liang Wenfeng said, “딥시크는 2023년에 항저우에서 설립됐고 지금도 그곳에 본사를 두고 있다.” He was in Hangzhou.", "en"),
    ("그는 “Nvidia supplies chips to DeepSeek,” “Meta has acquired Scale AI”라고 했다.", "ko"),
    ("“Nvidia supplies chips to DeepSeek.”", "en"),
    ("“딥시크는 항저우에 있다.”", "ko"),
    ("", "en"),
])
def test_the_language_is_that_of_what_is_not_quoted(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(("text", "found"), [
    ('량원평은 "Nvidia supplies chips to DeepSeek"라고 말했다.', ["Nvidia supplies chips to DeepSeek"]),
    ("젠슨 황은 ‘We don’t sell chips to China’라고 했다.", ["We don’t sell chips to China"]),
    ("그는 'We don't sell chips to China'라고 했다.", ["We don't sell chips to China"]),
    ("딥시크는 강하다.\n\nNvidia supplies chips.\nIt is in Santa Clara, Calif.\n\n그는 그랬다.", ["Nvidia supplies chips.\nIt is in Santa Clara, Calif."]),
    ("그는 말했다. Foo Inc. supplies chips to DeepSeek. Meta has acquired Scale AI. 그 뒤 떠났다.",
     ["Foo Inc. supplies chips to DeepSeek. Meta has acquired Scale AI."]),
    ("네이버는 크다.\nNvidia supplies chips to\nmany firms in the world.\n네이버는 크다.", ["Nvidia supplies chips to\nmany firms in the world."]),
    ("그는 “Nvidia supplies chips to DeepSeek,” “Meta has acquired Scale AI”라고 했다.", ["Nvidia supplies chips to DeepSeek,", "Meta has acquired Scale AI"]),
    ("네이버는 크다.\nNaver (네이버) was founded by Lee Hae-jin (이해진) in 1999.\n아주 크다.", ["Naver (네이버) was founded by Lee Hae-jin (이해진) in 1999."]),
])
def test_english_in_korean(text: str, found: list[str]) -> None:
    assert stretches(text, "ko") == found


@pytest.mark.parametrize("text", [
    "논문 'Attention Is All You Need'와 'Scaling Laws'를 읽었다.",
    "Bank of America와 The Wall Street Journal, University of California at Berkeley가 함께했다.",
    "문의: press.office@example.com https://example.com/a/long/path.html",
    "설치한다.\npip install torch numpy\n끝났다.",
    "GPT-4o, Claude 3.5 Sonnet, Gemini 2.5 Pro\nDeepSeek-R1 Distill Qwen 32B",
    "",
])
def test_names_and_titles_are_no_english(text: str) -> None:
    assert stretches(text, "ko") == []


@pytest.mark.parametrize(("text", "found"), [
    ('Liang said, "딥시크는 2023년에 항저우에서 설립됐다." He left. 네이버는 카카오와 경쟁한다. Fine.',
     ["딥시크는 2023년에 항저우에서 설립됐다.", "네이버는 카카오와 경쟁한다."]),
    ("Nvidia is big.\n딥시크는 중국의 인공지능 기업이다.\nIt is.", ["딥시크는 중국의 인공지능 기업이다."]),
    ("He said “투자할 계획이 없다.” and “가장 크다.” and “회사를 설립함.”", ["투자할 계획이 없다.", "가장 크다.", "회사를 설립함."]),
    ("The book 『중국의 인공지능 굴기』 sold well.", []),
    ("네이버 is based in Seongnam and competes with 카카오.", []),
])
def test_korean_in_english(text: str, found: list[str]) -> None:
    assert stretches(text, "en") == found


def test_what_is_quoted_and_what_stands_by_itself() -> None:
    assert [s.quoted for s in stretches_in_other("그는 “We build chips in Texas”라고 했다. He left for Seoul in May. 그는 갔다.", "ko")] == [True, False]


def test_a_quotation_in_the_language_of_the_text_within_a_sentence_in_the_other() -> None:
    text = "그는 서울로 갔다. Liang, who said “딥시크는 칩을 만든다”, supplies chips to Meta. 회의는 저녁에 끝났다. 모두 집으로 돌아갔다."
    [found] = stretches_in_other(text, "ko")
    assert text[found.start:found.end] == "Liang, who said “딥시크는 칩을 만든다”, supplies chips to Meta."
    assert [text[start:end] for start, end in found.holes] == ["딥시크는 칩을 만든다"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60), st.sampled_from(["ko", "en"]))
def test_stretches_are_in_order_apart_and_without_white_space_around(text: str, language: str) -> None:
    found = stretches_in_other(text, language)
    places = [at for s in found for at in (s.start, *(at for hole in s.holes for at in hole), s.end)]
    assert places == sorted(places)
    for s in found:
        assert 0 <= s.start < s.end <= len(text)
        assert text[s.start:s.end] == text[s.start:s.end].strip()
    assert all(b.quoted or a.quoted or text[a.end:b.start].strip() for a, b in pairwise(found))
