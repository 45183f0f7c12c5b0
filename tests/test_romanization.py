"""Hangul in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.romanization import romanised


@pytest.mark.parametrize(("hangul", "latin"), [
    ("네이버", "Neibeo"), ("카카오", "Kakao"), ("서울", "Seoul"), ("부산", "Busan"), ("딥시크", "Dipsikeu"), ("꽃", "Kkot"), ("값", "Gap"), ("LG유플러스", "LGYupeulreoseu"),
    ("OpenAI", "OpenAI"), ("", ""),
])
def test_syllable_by_syllable(hangul: str, latin: str) -> None:
    assert romanised(hangul) == latin


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1))
def test_every_syllable_has_latin_letters(hangul: str) -> None:
    latin = romanised(hangul)
    assert latin.isascii()
    assert latin.istitle()


@given(st.text(st.characters(max_codepoint=0xABFF)))
def test_other_text_stays(text: str) -> None:
    assert romanised(text) == text
