"""Dates in ISO 8601, and the calendar by which 지난달, last year and a bare "in March" are resolved."""

from __future__ import annotations

import contextlib
import datetime
import re
from dataclasses import dataclass

#: How far behind an explicit date a bare month or day still belongs to its year, in code points.
NEAR = 240

_STOP = re.compile(r"[.!?]\s")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")
MONTHS = {name[:size]: n for size in (3, 9) for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
#: An English month, whole or short.
MONTH = (r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
         r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)")


def month_number(name: str) -> int:
    """`Sept.` -> 9"""
    return MONTHS[name.lower().rstrip(".")]


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """ISO 8601 at the precision given; None for a date that does not exist."""
    if not 1000 <= year <= 2999:
        return None
    if month is None:
        return f"{year:04}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def parts(date: str) -> tuple[int, int | None, int | None]:
    """`2025-01-31` -> (2025, 1, 31); ValueError where it is no ISO date."""
    pieces = [int(p) for p in date.strip().split("T")[0].split("-")]
    if not 1 <= len(pieces) <= 3 or iso(*pieces) is None:
        raise ValueError(f"not a date: {date!r}")
    return pieces[0], pieces[1] if len(pieces) > 1 else None, pieces[2] if len(pieces) > 2 else None


@dataclass(slots=True)
class Moment:
    """A date that the text named, and where."""

    year: int
    month: int | None
    day: int | None
    at: int


class Calendar:
    """What the text has said of time up to here, and the day it was published, if known."""

    def __init__(self, anchor: str | None) -> None:
        self.year: int | None = None
        self.month: int | None = None
        self.day: int | None = None
        if anchor:
            with contextlib.suppress(ValueError):
                self.year, self.month, self.day = parts(anchor)
        self.last: Moment | None = None
        self.latest: tuple[int, int] | None = None
        self.top_year = 0

    def saw(self, at: int, year: int, month: int | None = None, day: int | None = None,
            named: bool = True) -> str | None:
        """Remember a date that the text names; its ISO form, None where there is no such day."""
        date = iso(year, month, day)
        if date:
            self.last = Moment(year, month, day, at)
            if named:
                self.top_year = max(self.top_year, year)
                if month and day:
                    self.latest = max(self.latest or (0, 0), (year, month))
        return date

    @property
    def now(self) -> tuple[int, int | None] | None:
        """Year and month in which the text speaks: of its publication, else of the latest day that it has named.

        That day counts only while no later year has been named: a story of 2019 told in 2025 does not speak in 2019.
        """
        if self.year is not None:
            return self.year, self.month
        return self.latest if self.latest and self.latest[0] == self.top_year else None

    def this_year(self, shift: int = 0) -> int | None:
        """The year of the text itself, shifted: -1 for last year."""
        if self.now is not None:
            return self.now[0] + shift
        return None

    def that_year(self, shift: int = 0) -> int | None:
        """The year that the text named last, shifted: +1 for the following year."""
        return self.last.year + shift if self.last else None

    def that_month(self) -> tuple[int, int] | None:
        """The year and month that the text named last."""
        return (self.last.year, self.last.month) if self.last and self.last.month else None

    def this_month(self, shift: int = 0) -> tuple[int, int] | None:
        """The month of the text itself, shifted."""
        if self.year is None or self.month is None:
            return None
        n = self.year * 12 + self.month - 1 + shift
        return n // 12, n % 12 + 1

    def year_of_month(self, month: int, text: str, at: int, way: str = "") -> int | None:
        """The year of a bare month at text[at].

        `way` is `past` (last March), `next` (오는 3월) or empty: then what was named near by counts first.
        """
        last = self.last
        near = last is not None and not way and at - last.at <= NEAR and "\n" not in text[last.at:at]
        if near and last is not None and last.year != self.year:
            # A story told in order: the year named just before, while the months do not run backwards.
            same_sentence = not _STOP.search(text[last.at:at])
            if (last.month is None and same_sentence) or (last.month is not None and month >= last.month):
                return last.year
        if self.year is not None:
            if self.month is None:
                return self.year
            if way == "next":
                return self.year if month >= self.month else self.year + 1
            if way == "past":
                return self.year if month <= self.month else self.year - 1
            return self.year if month <= self.month + 1 else self.year - 1
        if way != "next" and self.now is not None:
            year, now = self.now
            return year if month <= (now or 12) + (way != "past") else year - 1
        return last.year if near and last is not None and last.month is None else None

    def month_of_day(self, day: int, at: int, way: str = "") -> tuple[int, int] | None:
        """Year and month of a bare day: 27일, the 27th."""
        last = self.last
        if not way and last is not None and last.month and last.day and day >= last.day and at - last.at <= NEAR:
            return last.year, last.month
        if self.year is None or self.month is None:
            return None
        if way == "next" or self.day is None or day <= self.day + (0 if way == "past" else 1):
            return self.year, self.month
        return self.this_month(-1)

    def weekday(self, number: int, shift: int = 0) -> tuple[int, int, int] | None:
        """The latest day of that name (0 is Monday) up to the publication; None where its day is not known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        today = datetime.date(self.year, self.month, self.day)
        day = today - datetime.timedelta(days=(today.weekday() - number) % 7) + datetime.timedelta(days=shift)
        return day.year, day.month, day.day

    def today(self, shift: int = 0) -> tuple[int, int, int] | None:
        """The day of publication, shifted by days."""
        if self.year is None or self.month is None or self.day is None:
            return None
        day = datetime.date(self.year, self.month, self.day) + datetime.timedelta(days=shift)
        return day.year, day.month, day.day
