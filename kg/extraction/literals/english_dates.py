"""Dates in English text: 20 January 2025, Jan. 20, 2025, in May, last year, two years earlier, on Monday."""

from __future__ import annotations

import re

from kg.extraction.literals.dates import MONTH, iso, month_number
from kg.extraction.literals.numbers import WORD_NUMBER, english_words
from kg.extraction.literals.spans import Scan

_Y = r"(?P<y>1[5-9][0-9]{2}|20[0-9]{2})(?![0-9]|,[0-9]{3}|\.[0-9])"
_D = r"(?P<d>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"{_D}(?: of)? (?P<m>{MONTH})(?:,? {_Y})?")
_MONTH_FIRST = re.compile(rf"(?P<m>{MONTH})(?:(?:,? (?:of )?{_Y})"
                          rf"| {_D}(?![0-9,:]*[0-9%])(?:(?:,? ){_Y.replace('?P<y>', '?P<y2>')})?"
                          rf"| ?['’](?P<yy>[0-9]{{2}})(?![0-9]))?")
_ISO = re.compile(r"(?P<y>(?:19|20)[0-9]{2})-(?P<m>1[0-2]|0[1-9])(?:-(?P<d>3[01]|[12][0-9]|0[1-9]))?(?![0-9-])")
_BARE_MAY = re.compile(r"(?:\b(?:in|last|since|by|until|till|early|late|of|this|next|mid|from|before|after|during|to"
                       r"|and|through|that|on|between))[ -]$", re.I)
_WEEKDAYS = {d: n for n, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
_PAST = re.compile(r"\b(?:last|past) $", re.I)
_NEXT = re.compile(r"\b(?:next|coming|this coming) $", re.I)
_SAME = re.compile(r"\b(?:same|that) $", re.I)

_RELATIVES = ("last year|this year|next year|a year ago|a year earlier|the year before|the previous year|last month|"
              "this month|next month|that year|the same year|"
              "the following year|the next year|that same year|a year later|the year after|the same month|that month|"
              "today|yesterday|tomorrow")
_RELATIVE = re.compile(rf"(?P<word>{_RELATIVES})\b", re.I)
_SHIFTED = re.compile(rf"(?P<n>[0-9]{{1,2}}|{WORD_NUMBER}) years (?P<way>ago|earlier|before that|later|after that"
                      rf"|afterwards)\b", re.I)
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_YEAR = re.compile(rf"(?:(?:FY|fiscal) ?)?{_Y}(?![a-zA-Z%$€£]|['’]s? ?style)(?!s\b)")
_COUNTED = re.compile(r"[ -](?!(?:was|is|has|its|this|as|does|across|plus|sales|revenues|earnings|results|prices"
                      r"|profits|says|saw|deliveries|shipments|fiscal)\b)"
                      r"[a-z-]+s\b|[ -]?(?:million|billion|trillion|percent|per cent|people|MW|GW|GB|TB|nm|km)\b"
                      r"|[ ][A-Z]+[0-9]+s?\b")

_SINCE = re.compile(r"\b(?:in|since|before|after|until|during|early|late|mid|fiscal)[ -]$", re.I)

_THIS = {"last year": -1, "a year ago": -1, "this year": 0, "next year": 1}
_THAT = {"that year": 0, "the same year": 0, "that same year": 0, "the following year": 1, "the next year": 1,
         "a year later": 1, "the year after": 1, "a year earlier": -1, "the year before": -1, "the previous year": -1}
_OF_MONTH = {"last month": -1, "this month": 0, "next month": 1}
_OF_DAY = {"today": 0, "yesterday": -1, "tomorrow": 1}

TRIGGER = (rf"(?:{MONTH})|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
           r"(?:[Ll]ast|[Tt]his|[Nn]ext|[Tt]hat|[Tt]he) (?=year|month|same (?:year|month)|following year|next year"
           r"|previous year)|[Aa] (?=year (?:ago|earlier|later))"
           r"|[Tt]oday|[Yy]esterday|[Tt]omorrow|(?:FY|fiscal )(?=[0-9]{4})")


def _keep(scan: Scan, start: int, end: int, year: int | None, month: int | None = None, day: int | None = None,
          named: bool = True) -> int:
    if year is None:
        return -1
    date = scan.calendar.saw(end, year, month, day, named)
    return scan.add_date(start, end, date) if date else -1


def dated(scan: Scan, start: int) -> int:
    """Any date but a bare year."""
    text = scan.text
    found = _ISO.match(text, start)
    if found and iso(int(found["y"]), int(found["m"]), int(found["d"]) if found["d"] else None):
        day = int(found["d"]) if found["d"] else None
        return _keep(scan, start, found.end(), int(found["y"]), int(found["m"]), day)
    found = _DAY_FIRST.match(text, start)
    if found:
        return _with_month(scan, found, found["y"], found["d"])
    found = _MONTH_FIRST.match(text, start)
    if found and not (start and text[start - 1].isalpha()):
        year = found["y"] or found["y2"] or (f"20{found['yy']}" if found["yy"] else None)
        if year or found["d"] or _plain_month(text, found):
            return _with_month(scan, found, year, found["d"])
    return _relative(scan, start)


def _plain_month(text: str, found: re.Match[str]) -> bool:
    """A month that stands alone: not the verb may, nor a name (April, June) or a short form of something else."""
    before = text[max(0, found.start() - 9):found.start()]
    if found["m"] in ("May", "April", "June", "August") or found["m"].endswith("."):
        return bool(_BARE_MAY.search(before))
    return len(found["m"]) > 4 or bool(_BARE_MAY.search(before))


def _with_month(scan: Scan, found: re.Match[str], year: str | None, day: str | None) -> int:
    month, start, end = month_number(found["m"]), found.start(), found.end()
    if year:
        return _keep(scan, start, end, int(year), month, int(day) if day else None)
    before = scan.text[max(0, start - 12):start]
    way = "past" if _PAST.search(before) else "next" if _NEXT.search(before) else ""
    cal = scan.calendar
    when = cal.that_year() if _SAME.search(before) else cal.year_of_month(month, scan.text, start, way)
    return _keep(scan, start, end, when, month, int(day) if day else None, named=False)


def _relative(scan: Scan, start: int) -> int:
    text, cal = scan.text, scan.calendar
    found = _RELATIVE.match(text, start)
    if found:
        word, end = found["word"].lower(), found.end()
        if word in _THIS:
            return _keep(scan, start, end, cal.this_year(_THIS[word]), named=False)
        if word in _THAT:
            return _keep(scan, start, end, cal.that_year(_THAT[word]), named=False)
        if word in _OF_MONTH or word in ("that month", "the same month"):
            month = cal.this_month(_OF_MONTH[word]) if word in _OF_MONTH else cal.that_month()
            return _keep(scan, start, end, *month, named=False) if month else -1
        day = cal.today(_OF_DAY[word])
        return scan.add_date(start, end, iso(*day) or "") if day else -1
    found = _SHIFTED.match(text, start)
    if found:
        n = int(found["n"]) if found["n"].isdigit() else int(english_words(found["n"]))
        way = found["way"].lower()
        year = cal.this_year(-n) if way == "ago" else cal.that_year(-n if way in ("earlier", "before that") else n)
        return _keep(scan, start, found.end(), year, named=False)
    found = _WEEKDAY.match(text, start)
    if found:
        shift = 7 if _NEXT.search(text[max(0, start - 12):start]) else 0
        day = cal.weekday(_WEEKDAYS[found[0].lower()], shift)
        return scan.add_date(start, found.end(), iso(*day) or "") if day else -1
    return -1


def year(scan: Scan, start: int) -> int:
    """A year that stands alone: 2023, fiscal 2025, FY2025."""
    found = _YEAR.match(scan.text, start)
    if not found or (_COUNTED.match(scan.text, found.end()) and not _SINCE.search(scan.text[max(0, start - 8):start])):
        return -1
    return _keep(scan, start, found.end(), int(found["y"]))
