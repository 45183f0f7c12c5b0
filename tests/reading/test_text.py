"""Whatever is read is in one form, and dates and names are taken only where they are plain."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ReadingError
from kg.model import Document
from kg.reading import read_file
from kg.reading.encoding import decode
from kg.reading.metadata import iso_date
from kg.reading.text import clean
from tests.reading.conftest import Read


@given(st.text())
def test_clean_text_is_nfc_and_cleaning_it_again_changes_nothing(text: str) -> None:
    result = clean(text)
    assert unicodedata.is_normalized("NFC", result)
    assert not set(result) & set("\r\x00\x07\u200b\ufeff\u2028")
    assert clean(result) == result
    result.encode("utf-8")


@given(
    st.sampled_from([".txt", ".md", ".html", ".log", ""]),
    st.one_of(st.text(min_size=1).map(lambda text: text.encode("utf-8")), st.binary(min_size=1)),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_a_sound_document_or_a_reading_error(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    try:
        (document,) = read_file(path, path.name)
    except ReadingError:
        return
    assert isinstance(document, Document)
    assert document.text.strip()
    assert clean(document.text) == document.text
    assert all(0 <= start < end <= len(document.text) for start, end in document.boilerplate)


@given(st.sampled_from([".pdf", ".docx"]), st.binary(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_of_a_pdf_or_a_docx_is_a_reading_error(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes((b"%PDF-1.4\n" if suffix == ".pdf" else b"PK\x03\x04") + data)
    with pytest.raises(ReadingError):
        list(read_file(path, path.name))


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=4))
def test_korean_in_utf8_is_never_taken_for_another_encoding(text: str) -> None:
    assert decode(text.encode("utf-8"), "x") == text


def test_a_long_run_of_combining_marks_is_cut_and_does_not_hang() -> None:
    assert len(clean("a" + "\u0316\u0301" * 500_000)) <= 31


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-01-20T09:00:00Z", "2025-01-20"),
        ("2025. 1", None),
        ("2025.01.20 09:00", "2025-01-20"),
        ("2025년 1월", "2025-01"),
        ("20 January 2025", "2025-01-20"),
        ("January 20th, 2025", "2025-01-20"),
        ("20250120", "2025-01-20"),
        ("2025", "2025"),
        ("2025-13-40", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_at_their_precision(text: str | None, date: str | None) -> None:
    assert iso_date(text) == date


def test_title_author_and_date_come_from_the_lines_that_say_them(read: Read) -> None:
    document = read(
        "a.txt", "딥시크, R1 공개\n입력 2025.01.20 09:00\n[서울=새소식] 홍길동 기자 = 딥시크가 R1을 공개했다.\n\n끝."
    )
    assert (document.title, document.author, document.published) == ("딥시크, R1 공개", "홍길동", "2025-01-20")
    document = read(
        "b.txt",
        "FOR IMMEDIATE RELEASE\nDeepSeek opens R1\nBy Ann Lee\nHANGZHOU, China, 20 January 2025 - DeepSeek opened R1.",
    )
    assert (document.title, document.author, document.published) == ("DeepSeek opens R1", "Ann Lee", "2025-01-20")


def test_a_text_that_says_none_of_them_has_none(read: Read) -> None:
    document = read(
        "a.txt",
        "DeepSeek is a company in Hangzhou that was founded in 2023 and released its first model then.\nMore words.",
    )
    assert (document.title, document.author, document.published) == (None, None, None)
