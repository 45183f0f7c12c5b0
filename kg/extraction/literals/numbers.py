"""Numbers as the languages write them: digits with commas, Korean 만, 억 and 조, English words."""

from __future__ import annotations

import re

#: Digits, with commas by threes or none, and a fraction; the lookahead keeps it from stopping inside a longer number.
DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,16}(?![0-9]))(?:\.[0-9]{1,6}(?![0-9]))?"

_SMALL = {"": 1, "십": 10, "백": 100, "천": 1000}
_LARGE = {"": 0, "만": 4, "억": 8, "조": 12, "경": 16}
_GROUP = re.compile(rf"(?P<n>{DIGITS})여?(?P<small>[십백천])?여?(?P<large>[만억조경]|\s[억조](?=\s?[가-힣$]))?여?")
_BARE = re.compile(r"(?P<small>[십백천])?(?P<large>[만억조])")
_VAGUE = re.compile(r"수(?P<small>[십백천])?(?P<large>[만억조])?")

KOREAN_COUNTS = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80, "아흔": 90, "백": 100,
}

_TO_NINE = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_DECADES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
#: The English number words below a hundred, but for a and an.
NUMBER_WORDS = (*_TO_NINE, *_TEENS, *_DECADES)
_ONES = {w: n for n, w in enumerate((*_TO_NINE, *_TEENS), 1)}
_TENS = {w: 10 * n for n, w in enumerate(_DECADES, 2)}
_WORDS = {**_ONES, **_TENS, "a": 1, "an": 1}

_ONE = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
#: An English number in words, up to the hundreds.
WORD_NUMBER = (rf"(?:half an?|a quarter of an?|(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_TO_NINE)})|(?:{_ONE}|an?)"
               rf"(?: hundred(?: and (?:{_ONE}))?)?(?: and a half)?)")

MAGNITUDES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "bln": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12, "lakh": 1e5, "crore": 1e7,
}


def number(digits: str) -> float:
    """`2,048` -> 2048.0"""
    return float(digits.replace(",", ""))


def tidy(value: float) -> float:
    """A product of decimals without its binary dust: 5.6 * 1e6 -> 5600000.0."""
    return float(f"{value:.15g}")


def english_words(words: str) -> float:
    """The value of what WORD_NUMBER matched: `ninety-four` -> 94.0, `half a` -> 0.5."""
    total = 0.0
    words = words.lower()
    if words.startswith("half"):
        return 0.5
    if words.startswith("a quarter"):
        return 0.25
    if words.endswith(" and a half"):
        return english_words(words.removesuffix(" and a half")) + 0.5
    for word in re.split(r"[- ]", words):
        if word == "hundred":
            total *= 100
        elif word != "and":
            total += _WORDS[word]
    return total


class KoreanNumber:
    """A number at an offset: value, end, the powers of ten of its greatest and its last unit.

    `loose` where 여 or 수 loosens it; `vague` where it has no digits (수십억, 천만) and so needs a unit to be believed.
    """

    __slots__ = ("end", "large", "last", "loose", "vague", "value")

    def __init__(self, value: float, end: int, large: int, last: int, loose: bool, vague: bool = False) -> None:
        self.value, self.end, self.large, self.last, self.loose, self.vague = value, end, large, last, loose, vague


def korean_number(text: str, start: int) -> KoreanNumber | None:
    """Read `24조4489억`, `11억 2,400만`, `557만6000`, `1.5조`, `10여억`, `수천만`; None where no number begins here."""
    vague = _VAGUE.match(text, start)
    if vague:
        if not (vague["small"] or vague["large"]):
            return None
        power = _LARGE[vague["large"] or ""]
        value = _SMALL[vague["small"] or ""] * 10.0 ** power
        return KoreanNumber(value, vague.end(), power, power, True, True)
    bare = _BARE.match(text, start)
    if bare:
        power = _LARGE[bare["large"]]
        return KoreanNumber(_SMALL[bare["small"] or ""] * 10.0 ** power, bare.end(), power, power, False, True)
    total, at, greatest, last, loose = 0.0, start, 0, 99, False
    while last > 0:
        gap = at > start and text[at:at + 1] == " "
        found = _GROUP.match(text, at + gap)
        if not found:
            break
        power = _LARGE[(found["large"] or "").strip()]
        if power >= last or (gap and not power and not found["small"]):
            break
        total += number(found["n"]) * _SMALL[found["small"] or ""] * 10.0 ** power
        loose = loose or "여" in found[0]
        greatest, last, at = max(greatest, power), power, found.end()
    return KoreanNumber(tidy(total), at, greatest, last, loose) if at > start else None
