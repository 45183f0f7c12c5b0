"""Whether a figure that a model gives is the figure that the text has."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from kg.llm.answers import AnsweredLiteral
from kg.model import Bound, Literal, LiteralKind
from kg.schema import LITERALS

#: Reads a surface in a language (`ko`, `en`): what the offline reader makes of it, or None.
ParseLiteral = Callable[[str, str], Literal | None]

_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
_SCALES = {"천": 1e3, "만": 1e4, "억": 1e8, "조": 1e12, "경": 1e16, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
           "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "t": 1e12}
_SCALE = re.compile(r"\s*(천|만|억|조|경|thousand|million|mn|billion|bn|trillion|tn|[kmbt](?![a-z]))", re.IGNORECASE)
#: What may stand for the commonest currencies; any other must stand in the text as its code.
_CURRENCIES = {"USD": ("$", "dollar", "달러", "불"), "KRW": ("₩", "won", "원"), "CNY": ("¥", "yuan", "renminbi", "rmb", "위안"),
               "JPY": ("¥", "yen", "엔"), "EUR": ("€", "euro", "유로"), "GBP": ("£", "pound", "sterling", "파운드"),
               "TWD": ("nt$", "taiwan", "대만"), "HKD": ("hk$", "hong kong", "홍콩"), "INR": ("₹", "rupee", "루피")}
_PERCENT = re.compile(r"%|％|per\s?cent|퍼센트|프로|포인트")
_MULTIPLES = {"배", "times", "fold", "twice", "double", "triple"}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twice": 2,
          "double": 2, "triple": 3, "half": 0.5, "third": 1 / 3, "quarter": 0.25, "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5,
          "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "절반": 0.5}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIVE_MONTH = re.compile(r"(?:같은|그|이|지난|다음)\s?달|month")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
#: Not 2048 chips.
_YEAR = re.compile(r"(?<![\d.,])(?:19\d\d|20[0-3]\d)(?![\d,]|\.\d)")
_TOLERANCE = 0.005


def checked(given: AnsweredLiteral, surface: str, language: str, before: str, parse: ParseLiteral | None) -> Literal | None:
    """The literal, where its value is that of `surface`; else None. `before` is the text to the end of the evidence, with
    the date of publication where it is known: it is where a date's year may come from."""
    if given.kind not in LITERALS or not surface.strip():
        return None
    kind: LiteralKind = given.kind  # type: ignore[assignment]
    bound: Bound | None = "at_least" if given.bound == "at_least" else "at_most" if given.bound == "at_most" else None
    if kind == "date":
        date = given.date.strip()
        fits = _date_fits(date, surface, before)
        return Literal("date", None, "", date, given.approximate, bound, surface) if fits else None
    if given.value is None or not math.isfinite(given.value):
        return None
    unit = given.unit.strip().upper() if kind == "money" else "" if kind == "percent" else given.unit.strip()
    literal = Literal(kind, given.value, unit, "", given.approximate, bound, surface)
    parsed = parse(surface, language) if parse else None
    fits = _agrees(literal, parsed) if parsed is not None and parsed.kind == kind else _value_fits(literal, surface)
    return literal if fits else None


def _agrees(given: Literal, parsed: Literal) -> bool:
    if given.kind == "money" and given.unit != parsed.unit:
        return False
    return _near(given.value, parsed.value, signs=False)


def _near(first: float | None, second: float | None, signs: bool = True) -> bool:
    """Equal within the tolerance. The sign of a percent is said by the sentence (fell by), not by the figure."""
    if first is None or second is None:
        return False
    if not signs:
        first, second = abs(first), abs(second)
    return abs(first - second) <= _TOLERANCE * max(abs(first), abs(second))


def _value_fits(literal: Literal, surface: str) -> bool:
    text = surface.casefold()
    if literal.kind == "money" and not _has_currency(literal.unit, text):
        return False
    values = figures(text)
    if literal.kind == "percent":
        if _PERCENT.search(text):
            return any(_near(literal.value, v, signs=False) for v in values)
        # Grown to twice as much is grown by a hundred percent.
        return any(word in text for word in _MULTIPLES) and any(_near(literal.value, (v - 1) * 100) for v in values)
    return any(_near(literal.value, v, signs=False) for v in values)


def _has_currency(unit: str, text: str) -> bool:
    return unit.casefold() in text or any(sign in text for sign in _CURRENCIES.get(unit, ()))


def figures(text: str) -> list[float]:
    """The numbers that a text may mean: each figure with its scale, and the sums of those that stand together (1조 2000억)."""
    found: list[float] = []
    total, at = 0.0, -1
    for number in _NUMBER.finditer(text):
        plain = number.group()
        value = _plain(plain)
        end = number.end()
        while (scale := _SCALE.match(text, end)) is not None:
            value *= _SCALES[scale.group(1).lower()]
            end = scale.end()
        total = total + value if at >= 0 and not text[at:number.start()].strip() else value
        found += [value, total]
        at = end
    for word, value in _WORDS.items():
        for hit in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![a-z])", text):
            scale = _SCALE.match(text, hit.end())
            found.append(value * (_SCALES[scale.group(1).lower()] if scale else 1))
    return found


def _plain(number: str) -> float:
    """`2,048` -> 2048, `5.6` -> 5.6, `1.234.567` -> 1234567."""
    if number.count(".") > 1:
        return float(number.replace(".", "").replace(",", ""))
    return float(number.replace(",", ""))


def _date_fits(date: str, surface: str, before: str) -> bool:
    """Year, month and day stand in the surface; the year may come from the years before it, the month where it refers back."""
    form = _DATE.fullmatch(date)
    if form is None:
        return False
    year, month, day = form.groups()
    text = surface.casefold()
    if not _in(year, text) and (_YEAR.search(text) or not _follows(int(year), before)):
        return False
    if month is None:
        return True
    if not 1 <= int(month) <= 12:
        return False
    # 같은 달 27일, the 3rd of that month: the month is named before.
    where = before.casefold() if _RELATIVE_MONTH.search(text) else text
    if not (re.search(rf"(?<!\d)0?{int(month)}(?:월|[./-]|(?!\d))", where) or _MONTHS[int(month) - 1] in where):
        return False
    return day is None or (1 <= int(day) <= 31 and _in(str(int(day)), text))


def _in(number: str, text: str) -> bool:
    return re.search(rf"(?<!\d)0?{number}(?!\d)", text) is not None


def _follows(year: int, before: str) -> bool:
    """그해, the year after, last year, or no year at all: one of the two years named last, or a neighbour of the last."""
    years = [int(y) for y in _YEAR.findall(before)]
    return bool(years) and (year in years[-2:] or abs(year - years[-1]) <= 1)
