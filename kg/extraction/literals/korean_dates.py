"""Dates in Korean text: 2023년 5월 1일, 2025.01.31, 지난해 9월, 같은 달 27일, 그해, 3년 전."""

from __future__ import annotations

import re

from kg.extraction.literals.spans import Scan

_M, _D = r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_MONTH = rf"{_M}\s?월(?!드|급|세|간|평균|정액|\s?요일|요일)"
_DAY = rf"{_D}\s?일(?!간|만에| 만에|동안| 동안|째|치|이내| 이내| 안에|정| 정도|가량| 전|본|반| 뒤| 후|씩|\s?이상|에 걸쳐|자리)"
_LATE = r"(?:\s?(?:[1-4]분기|[상하]반기|[초말](?!기업|일|과|대)|중순|봄|여름|가을|겨울))?"
_YEAR = r"(?P<y>1[5-9][0-9]{2}|20[0-9]{2})"

_FULL = re.compile(
    rf"{_YEAR}\s?년(?!대(?![비로])|간| 만에| 동안|짜리|치|\s?형)(?:\s?(?:1[0-2]|[1-9])\s?[~∼–-]\s?(?:1[0-2]|[1-9])월"
    rf"|\s?{_MONTH}(?:\s?{_DAY})?)?{_LATE}")
_DOTTED = re.compile(
    rf"{_YEAR}(?:\.\s?{_M}\.\s?{_D}\.?(?![0-9])|-(?P<m2>1[0-2]|0[1-9])-(?P<d2>3[01]|[12][0-9]|0[1-9])(?![0-9])|"
    r"/(?P<m3>1[0-2]|0?[1-9])/(?P<d3>3[01]|[12][0-9]|0?[1-9])(?![0-9])|-(?P<m4>1[0-2]|0[1-9])(?![0-9-])"
    r"|(?=\s?[~∼–]\s?(?:19|20)[0-9]{2}(?:년|\)|,)))")
_SHORT = re.compile(rf"['’‘](?P<y>[0-9]{{2}})년(?!대|간)(?:\s?{_MONTH})?")

_WORDS = ("지지난해|지난해|작년|재작년|올해|금년|내년|내후년|이듬해|다음 ?해|그해|그 해|같은 ?해|전년|올 ?(?=[1-9]|초|말|봄|여름|가을|겨울|상반기|하반기)"
          "|지난달|지난 달|이달|이번 ?달|다음 ?달|내달|같은 ?달|그달|그 달|오늘|어제|내일|이날|전날|같은 ?날|당일"
          "|지난(?= ?[0-9]{1,2} ?[월일])|오는(?= ?[0-9]{1,2} ?[월일])|올(?= ?[0-9]{1,2}월)")
TRIGGER = rf"(?:{_WORDS})|['’‘](?=[0-9]{{2}}년)"
_RELATIVE = re.compile(rf"(?P<word>{_WORDS})(?:\s?{_MONTH}(?:\s?{_DAY})?|\s?{_DAY.replace('?P<d>', '?P<d0>')})?{_LATE}")
_BARE = re.compile(rf"{_MONTH}(?:\s?{_DAY})?(?:\s?(?:[초말](?!기업|일)|중순))?|{_DAY.replace('?P<d>', '?P<d0>')}")
_SHIFTED = re.compile(r"(?P<n>[0-9]{1,2})\s?년\s?(?P<way>전(?!체|기|략|문|자|력|세|망|국)|뒤|후)")

#: A word before a bare month that `relative` has read and could not resolve.
_LEANS = re.compile(r"(?:지난|오는|올|지난해|작년|올해|내년|재작년|금년|지난달|이달|다음 ?달|내달|그해|해|달)\s?$")

_YEARS = {"지지난해": -2, "재작년": -2, "지난해": -1, "작년": -1, "올해": 0, "금년": 0, "올": 0, "내년": 1, "내후년": 2}
_THAT_YEARS = {"그해": 0, "같은해": 0, "이듬해": 1, "다음해": 1}
_MONTHS = {"지난달": -1, "이달": 0, "이번달": 0, "다음달": 1, "내달": 1}
_DAYS = {"오늘": 0, "어제": -1, "내일": 1}


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _keep(scan: Scan, start: int, end: int, year: int | None, month: int | None = None, day: int | None = None,
          named: bool = True) -> int:
    if year is None:
        return -1
    date = scan.calendar.saw(end, year, month, day, named)
    return scan.add_date(start, end, date) if date else -1


def full(scan: Scan, start: int) -> int:
    """A date that names its year."""
    text = scan.text
    found = _FULL.match(text, start)
    if found:
        return _keep(scan, start, found.end(), int(found["y"]), _int(found["m"]), _int(found["d"]))
    found = _DOTTED.match(text, start)
    if found:
        month = found["m"] or found["m2"] or found["m3"] or found["m4"]
        day = found["d"] or found["d2"] or found["d3"]
        return _keep(scan, start, found.end(), int(found["y"]), _int(month), _int(day))
    found = _SHORT.match(text, start)
    if found:
        year = int(found["y"])
        return _keep(scan, start, found.end(), year + (1900 if year > 50 else 2000), _int(found["m"]))
    return -1


def relative(scan: Scan, start: int) -> int:
    """A date told from the text's own time, or from the date before it."""
    found = _RELATIVE.match(scan.text, start)
    if not found:
        return _years_away(scan, start)
    if start and "가" <= scan.text[start - 1] <= "힣":
        return -1
    word = found["word"].replace(" ", "")
    month, day, cal, end = _int(found["m"]), _int(found["d"] or found["d0"]), scan.calendar, found.end()
    if word in _YEARS:
        return _keep(scan, start, end, cal.this_year(_YEARS[word]), month, day if month else None)
    if word in _THAT_YEARS:
        return _keep(scan, start, end, cal.that_year(_THAT_YEARS[word]), month, day if month else None)
    if word in _MONTHS:
        when = cal.this_month(_MONTHS[word])
        return _keep(scan, start, end, *when, day) if when else -1
    if word in ("같은달", "그달"):
        when = cal.that_month()
        return _keep(scan, start, end, *when, day) if when else -1
    if word in _DAYS:
        today = cal.today(_DAYS[word])
        return _keep(scan, start, start + len(word), *today, named=False) if today else -1
    if word in ("지난", "오는"):
        return _next_or_past(scan, start, end, "past" if word == "지난" else "next", month, day)
    return -1


def _next_or_past(scan: Scan, start: int, end: int, way: str, month: int | None, day: int | None) -> int:
    if month:
        return _keep(scan, start, end, scan.calendar.year_of_month(month, scan.text, start, way), month, day)
    when = scan.calendar.month_of_day(day, start, way) if day else None
    return _keep(scan, start, end, *when, day) if when else -1


def _years_away(scan: Scan, start: int) -> int:
    """3년 전 (from the text's own time), 3년 뒤 (from the year named last)."""
    found = _SHIFTED.match(scan.text, start)
    if not found:
        return -1
    n = int(found["n"])
    year = scan.calendar.this_year(-n) if found["way"] == "전" else scan.calendar.that_year(n)
    if year is None:
        return -1
    date = scan.calendar.saw(found.end(), year, named=False)
    return scan.add_date(start, found.end(), date) if date else -1


def bare(scan: Scan, start: int) -> int:
    """A month or a day without its year."""
    found = _BARE.match(scan.text, start)
    if not found or _LEANS.search(scan.text[max(0, start - 6):start]):
        return -1
    month, day = _int(found["m"]), _int(found["d"] or found["d0"])
    if month:
        year = scan.calendar.year_of_month(month, scan.text, start)
        return _keep(scan, start, found.end(), year, month, day, named=False)
    when = scan.calendar.month_of_day(day, start) if day else None
    return _keep(scan, start, found.end(), *when, day, named=False) if when else -1
