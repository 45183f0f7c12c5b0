"""Title, author and date, where the text itself says them plainly at its head or in a byline."""

from __future__ import annotations

import re

_MONTHS = {
    m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_NUMBERS = re.compile(r"\b((?:19|20)\d\d)[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)")
_KOREAN = re.compile(r"((?:19|20)\d\d)년\s*(\d{1,2})월(?:\s*(\d{1,2})일)?")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}\s+((?:19|20)\d\d)\b")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b")
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4,6}|T.*)?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")

#: A line that says when the text was put out, and a place with a full date before the first words.
_STAMP = re.compile(
    r"^[\W_]*(?:입력|등록|승인|송고|발행|게시|기사\s?입력|작성일?|Published|Posted|Date|Updated|"
    r"Issued)\s*(?:on|일시?|시각)?"
    r"\s*[:：]?\s*(?=.{0,30}(?:19|20)\d\d)",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^\s*(?:[(\[][^=()\[\]\n]{1,20}=(?=(?:19|20)\d\d년)|"
    r"[A-Z][A-Z .'/-]{2,30}[^\n–—]{0,60}?[,–—-]\s*(?=(?:\d{1,2}\s+[A-Z]|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+(?:19|20))))"
)
_BYLINE = re.compile(r"^[\W_]*(?:Posted |Written |Words |Text |Story )?[Bb]y:?\s+([^|·\n]{2,60}?)\s*(?:[|·].*)?$")
_REPORTER = re.compile(
    r"(?:^|[\s=·/\[(])([가-힣]{2,4})\s+[가-힣]{0,4}(?:기자|특파원|논설위원|칼럼니스트|편집위원|에디터)(?=$|[\s,·/(\])])"
)
_MAX_TITLE = 150


def iso_date(text: str | None) -> str | None:
    """The first date in a text as ISO 8601 at its precision (`2025-01-20`, `2025-01`, `2025`); None where there is
    none.

    >>> iso_date("2025년 1월 20일"), iso_date("2025-01-20T09:00:00+09:00"), iso_date("Jan 20, 2025"), iso_date("soon")
    ('2025-01-20', '2025-01-20', '2025-01-20', None)
    """
    text = (text or "").strip()[:300]
    if _YEAR.match(text):
        return text
    found = []
    for pattern in (_COMPACT, _NUMBERS, _KOREAN):
        if m := pattern.search(text):
            found.append((m.start(), m.group(1), int(m.group(2)), m.group(3)))
    if m := _DAY_MONTH.search(text):
        found.append((m.start(), m.group(3), _MONTHS[m.group(2)[:3].lower()], m.group(1)))
    if m := _MONTH_DAY.search(text):
        found.append((m.start(), m.group(3), _MONTHS[m.group(1)[:3].lower()], m.group(2)))
    for _, year, month, day in sorted(found):
        if 1 <= month <= 12 and (day is None or 1 <= int(day) <= 31):
            return f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
    return None


def title(lines: list[str]) -> str | None:
    """The first line, where it is short and no sentence of prose. `lines` are stripped, without blank ones and
    boilerplate."""
    if not lines:
        return None
    first = re.sub(r"^(?:#{1,6}|=+)\s+|\s+=+$", "", lines[0])
    prose = len(first) > 60 and re.search(r"[a-z가-힣]{2}[\"”’]?\.[\"”’]?$", first)
    return first if 0 < len(first) <= _MAX_TITLE and not prose else None


def author(head: list[str], tail: list[str]) -> str | None:
    """The name of a byline: `by NAME` at the head, or NAME before the Korean words for a reporter at the head or the
    end."""
    for line in head:
        if len(line) <= 80 and (m := _BYLINE.match(line)) and not line.endswith("."):
            return m.group(1).strip()
    for line in [*(line[:80] for line in head), *(line for line in tail if len(line) <= 60)]:
        if m := _REPORTER.search(line):
            return m.group(1)
    return None


def published(head: list[str]) -> str | None:
    """The date of a line that says when the text was put out, or of the dateline before its first words."""
    for line in head:
        if len(line) <= 120 and (m := _STAMP.match(line)):
            return iso_date(line[m.end() : m.end() + 40])
        if m := _DATELINE.match(line):
            return iso_date(line[m.end() : m.end() + 25])
    return None
