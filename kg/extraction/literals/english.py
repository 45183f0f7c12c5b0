"""Literals in English text."""

from __future__ import annotations

import re

from kg.extraction.literals import english_dates
from kg.extraction.literals.currencies import CODES, ENGLISH_WORD, SIGN, SIGNS, WORDS_TOO, english_currency
from kg.extraction.literals.numbers import DIGITS, MAGNITUDES, NUMBER_WORDS, WORD_NUMBER, english_words, number, tidy
from kg.extraction.literals.spans import Finder, Hedges, Scan, minus

_LINK = r"(?: (?:the|a|an|just|only|another|its))?[ ]?"
HEDGES = Hedges(
    about_before=re.compile(rf"(?:\b(?:about|around|roughly|approximately|approx\.|some|nearly|almost|close to|circa"
                            rf"|perhaps|estimated"
                            rf"(?: at| to be)?|or so|near)|[~≈]|\bc\.){_LINK}$", re.I),
    about_after=re.compile(r" or (?:so|thereabouts)\b|[- ]ish\b", re.I),
    least_before=re.compile(rf"\b(?:(?<!no )(?<!not )more than|(?<!turn )(?<!turns )(?<!turned )(?<!turning )over"
                            rf"|at least|above|(?<!not )exceed(?:s|ed|ing)?|in excess of|north of|upwards of|no less than|not less than|"
                            rf"no fewer than|pass(?:es|ed|ing)?|topp(?:ed|ing)|tops|surpass(?:es|ed|ing)?|past"
                            rf"|beyond|cross(?:es|ed|ing)?|"
                            rf"greater than|well over|a minimum of){_LINK}$", re.I),
    least_after=re.compile(r" or more\b|-plus\b|\+", re.I),
    most_before=re.compile(rf"\b(?:less than|under|below|up to|at most|no more than|not more than|fewer than"
                           rf"|a maximum of|as much as|"
                           rf"short of|not exceed(?:ing)?|within){_LINK}$", re.I),
    most_after=re.compile(r" or (?:less|fewer|under)\b| at (?:the )?most\b", re.I),
)

_MAG = (r"(?P<mag>(?:[Bb]illion|[Mm]illion|[Tt]rillion|[Tt]housand|[Cc]rore|lakh|bn|mn|mln|bln|trn|tn|[bmkBMKT])"
        r"(?![A-Za-z]))")
_SIGNED = re.compile(rf"(?P<sign>{SIGN})\s?(?P<n>{DIGITS})(?:[ -]?{_MAG})?")
_UNSIGNED = re.compile(rf"(?P<n>{DIGITS})(?:[ -]?{_MAG})?")
_WORDED = re.compile(rf"(?P<n>{DIGITS}|{WORD_NUMBER})(?:[ -]?{_MAG})?[ -](?P<currency>{ENGLISH_WORD})", re.I)
_ROUND = re.compile(rf"(?:(?P<power>[Tt]ens|[Hh]undreds|[Tt]housands) of )?(?P<mag>thousand|million|billion"
                    rf"|trillion)s of (?P<currency>{ENGLISH_WORD})", re.I)
_SIZED = re.compile(r"(?P<mag>million|billion|trillion)-dollar\b", re.I)
_POWER = {"": 1.0, "tens": 10.0, "hundreds": 100.0, "thousands": 1000.0}
_MAGNITUDE_ONLY = re.compile(rf"(?P<n>{DIGITS}|{WORD_NUMBER})[ -]?{_MAG}", re.I)
_ELLIPTIC = re.compile(r"(?=[.,;:)!?—–\"”’'\n]|$| of (?:that|this|it|them)\b| (?:in|last|this|next|on|from|by|at|for"
                       r"|and|or|to|as|when|two|the|a|more|less|after|before|per|up|"
                       r"with|until|while|but|which|that|is|was|into|it|he|she|they|led|raised|came|went|had|has|have"
                       r"|would|will|–|—|-)\b)")
_PERCENT = re.compile(rf"(?P<n>{DIGITS}|{WORD_NUMBER})(?:\s?[%％]| ?-?(?:percent|per[ -]cent"
                      rf"|pct)\b)(?![ -]points?)", re.I)
_POINTS = re.compile(rf"(?P<n>{DIGITS}|{WORD_NUMBER})(?:\s?%| ?-?(?:percentage|percent|per cent))[ -]points?\b", re.I)
#: In a list of percentages only the last need say so; but a year in it is none: 20% in 2022 and 10% in 2023.
_LIST = re.compile(rf"(?!(?:1[5-9]|20)[0-9]{{2}}\b)(?P<n>{DIGITS}|{WORD_NUMBER})(?=,? (?:and|or|to|against|versus|vs) (?:{DIGITS}"
                   rf"|{WORD_NUMBER})(?:%| percent| per cent))", re.I)
_TIMES = re.compile(rf"(?P<n>{DIGITS}|{WORD_NUMBER})(?:[ -]?times\b|[ -]?fold\b|x(?![A-Za-z0-9]))(?! (?:a|per) )", re.I)
_GREW = re.compile(r"\b(?:rose|grew|fell|rising|growing|from|jumped|climbed|up|down)\b[^.]{0,20}$", re.I)
_BETWEEN = re.compile(r"\b(?:between|from|of) $", re.I)
_TO = re.compile(r"\s?(?:-|–|to|and)\s?(?=[$€£¥₩₹0-9])")

_FRACTIONS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_FRACTION = re.compile(r"(?:(?P<n>a|one|two|three|four|five|six|seven|eight|nine)[ -](?P<part>third|quarter|fifth"
                       r"|sixth|seventh|eighth|ninth|tenth)s?\b"
                       r"(?! (?:of a century|time|quarter|year|day|week|round|version|floor|person|party|largest"
                       r"|place|company|model|chip|city))"
                       r"|(?P<half>half)(?= (?:of|its|their|the|his|her|as)\b| (?:from|since|in|over|that|on|after)\b"
                       r"|[.,;])|(?P<halve>halv(?:e|es|ed|ing)))\b", re.I)
_MULTIPLIED = re.compile(r"(?P<how>doubl|tripl|trebl|quadrupl|quintupl)(?:e|es|ed|ing)\b|(?P<twice>twice)\b", re.I)
_PERIOD = re.compile(r"\b(?:first|second|other|better|last|next|latter|former|[0-9])[ -]$", re.I)
_TIMES_OF = {"doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "quintupl": 5}

_DURATIONS = frozenset({"years", "months", "weeks", "days", "hours", "minutes", "seconds"})
_VERSION = re.compile(r"[a-z,;:] [A-Z][A-Za-z-]* $")
_NOUN = re.compile(r"(?!(?:was|is|has|its|this|his|us|as|does|times|says|vs|plus|across|less|ends|gets|makes"
                   r"|sees)\b)[a-z][a-z-]{1,20}s\b|people\b|(?:nm|[GTPM]B|[GMk]?Wh?|[GM]Hz|km|TOPS)\b"
                   r"|(?!(?:our|their|your|these|its|my|into|from|with|for|and|the|that|when|than|more|make|made|over"
                   r"|under|per|but|had|has|have|was|were|will|after|before|were|can|are)\b)"
                   r"[a-z]{3,12} (?!(?:was|is|has|its|this|his|us|as|does)\b)[a-z]{2,14}s\b")
_QUANTITY = re.compile(rf"(?P<n>{DIGITS})(?:(?P<small>[kKMB])(?![A-Za-z])|[ -]?(?P<mag>(?:[Bb]illion|[Mm]illion"
                       rf"|[Tt]rillion|[Tt]housand|bn)(?![A-Za-z])))?")
_WORD_QUANTITY = re.compile(rf"(?P<n>{WORD_NUMBER})(?:[ -](?P<mag>billion|million|trillion|thousand))? ", re.I)


def value_of(words: str) -> float:
    """Digits or words as a number."""
    return number(words) if words[0].isdigit() else english_words(words)


def _scaled(found: re.Match[str]) -> float:
    magnitude = found["mag"]
    return tidy(value_of(found["n"]) * (MAGNITUDES[magnitude.lower()] if magnitude else 1.0))


def _code(sign: str) -> str:
    return SIGNS.get(sign, sign)


def money(scan: Scan, start: int) -> int:
    """$5.6 million, US$1bn, RMB 10 billion, 90 billion yen, half a billion dollars."""
    text = scan.text
    found = _SIGNED.match(text, start)
    if found:
        return _money_range(scan, start, found)
    found = _WORDED.match(text, start)
    if found:
        if found["n"].lower() in ("a", "an", "one") and not found["mag"]:
            return -1  # "a dollar", "one euro" are turns of speech
        if found["currency"].lower() in WORDS_TOO and not (found["mag"] or found["n"][0].isdigit()):
            return -1  # four won contracts, two real problems
        currency = english_currency(found["currency"], text, found.end())
        # "a billion-dollar business" names a size, not a sum.
        about = found["n"].lower() in ("a", "an") and text[found.start("currency") - 1] == "-"
        return scan.add("money", start, found.end(), _scaled(found), currency, about=about)
    found = _SIZED.match(text, start)
    if found:
        return scan.add("money", start, found.end(), MAGNITUDES[found["mag"].lower()], "USD", about=True)
    found = _ROUND.match(text, start)
    if found:
        value = _POWER[(found["power"] or "").lower()] * MAGNITUDES[found["mag"].lower()]
        return scan.add("money", start, found.end(), value, english_currency(found["currency"], text, found.end()),
                        about=True, bound="at_least")
    return -1


def _money_range(scan: Scan, start: int, found: re.Match[str]) -> int:
    """A signed sum; of "$380-$420 million" and "$610 million to $630 million" both ends, with their bounds."""
    text, code = scan.text, _code(found["sign"])
    joint = _TO.match(text, found.end())
    between = _BETWEEN.search(text[max(0, start - 9):start])
    if joint and (joint[0].strip() in "-–" or (between and joint[0].strip() == "and") or joint[0].strip() == "to"):
        other = _SIGNED.match(text, joint.end()) or _UNSIGNED.match(text, joint.end())
        grew = _GREW.search(text[max(0, start - 30):start])
        if other and not grew and (other["mag"] or found["mag"] is None) and _below(found, other):
            scale = MAGNITUDES[(found["mag"] or other["mag"]).lower()] if other["mag"] else 1.0
            scan.add("money", start, found.end(), tidy(number(found["n"]) * scale), code, bound="at_least", plain=True)
            return scan.add("money", other.start(), other.end(), _scaled(other), code, bound="at_most", plain=True)
    return scan.add("money", start, found.end(), _scaled(found), code)


def _below(first: re.Match[str], second: re.Match[str]) -> bool:
    scale = MAGNITUDES[(first["mag"] or second["mag"]).lower()] if second["mag"] else 1.0
    return number(first["n"]) * scale < _scaled(second)


def elliptic(scan: Scan, start: int) -> int:
    """A sum that leaves out the currency that the text has just used: 500 million euros here, 200 million there."""
    found = _MAGNITUDE_ONLY.match(scan.text, start)
    if not found or found["mag"].lower() in ("t", "k", "thousand") or not _ELLIPTIC.match(scan.text, found.end()):
        return -1
    code = scan.inherited(start, 400)
    return scan.add("money", start, found.end(), _scaled(found), code) if code else -1


def percent(scan: Scan, start: int) -> int:
    """27%, 17 percent, ten per cent; a third, halved."""
    text = scan.text
    found = _POINTS.match(text, start)
    if found:
        return scan.add("quantity", start, found.end(), value_of(found["n"]), "percentage points")
    found = _PERCENT.match(text, start)
    if found:
        dash = minus(text, start)
        value = value_of(found["n"])
        return scan.add("percent", start - dash, found.end(), -value if dash else value)
    found = _LIST.match(text, start)
    if found:
        return scan.add("percent", start, found.end(), value_of(found["n"]))
    found = _FRACTION.match(text, start)
    if not found:
        return -1
    if found["part"]:
        count = english_words(found["n"])
        value = round(100 * count / _FRACTIONS[found["part"].lower()], 1)
        # A third is written 33, as people say it.
        return scan.add("percent", start, found.end(), float(int(value)) if found["part"].lower() == "third" else value)
    if found["half"] and _PERIOD.search(text[max(0, start - 12):start]):
        return -1
    return scan.add("percent", start, found.end(), 50)


def times(scan: Scan, start: int) -> int:
    """27 times, tenfold, 4x, doubled, twice."""
    found = _TIMES.match(scan.text, start)
    if found:
        if found["n"].lower() in ("a", "an", "one"):
            return -1
        return scan.add("quantity", start, found.end(), value_of(found["n"]), "times")
    found = _MULTIPLIED.match(scan.text, start)
    if found:
        return scan.add("quantity", start, found.end(), _TIMES_OF[found["how"].lower()] if found["how"] else 2, "times")
    return -1


def quantity(scan: Scan, start: int) -> int:
    """2,048 chips, 314 billion parameters, 10,000 Nvidia A100s, 671B parameters."""
    text = scan.text
    found = _QUANTITY.match(text, start)
    if found is None:
        return _in_words(scan, start)
    magnitude = found["small"] or found["mag"]
    value = tidy(number(found["n"]) * (MAGNITUDES[magnitude.lower()] if magnitude else 1.0))
    at = found.end()
    noun = _NOUN.match(text, at + 1) if text[at:at + 1] in (" ", "-") else _NOUN.match(text, at)
    if noun and not (found["small"] and text[at:at + 1] != " "):
        if not magnitude and "," not in found["n"] and _VERSION.search(text[max(0, start - 24):start]):
            return -1  # Murmur 3 replaces …
        return _counted(scan, start, noun, value)
    named = text[at:at + 1] == " " and text[at + 1:at + 2].isupper()
    if named and not found["small"] and ("," in found["n"] or found["mag"]):
        return scan.add("quantity", start, at, value)
    return -1


def _in_words(scan: Scan, start: int) -> int:
    """ten thousand chips, three companies."""
    found = _WORD_QUANTITY.match(scan.text, start)
    if not found or (found["n"].lower() in ("a", "an", "one", "half a", "half an") and not found["mag"]):
        return -1
    noun = _NOUN.match(scan.text, found.end())
    if not noun:
        return -1
    return _counted(scan, start, noun, _scaled(found))


def _counted(scan: Scan, start: int, noun: re.Match[str], value: float) -> int:
    unit = noun[0].split()[-1]
    if unit not in _DURATIONS:
        return scan.add("quantity", start, noun.end(), value, unit)
    # "over four years" and "within two weeks" say when, and bound nothing.
    about = bool(scan.hedges.about_before.search(scan.text[max(0, start - 20):start]))
    return scan.add("quantity", start, noun.end(), value, unit, about=about, plain=True)


_FIRST = ("half", "quarter", *NUMBER_WORDS)
_STARTS = "|".join(sorted({*_FIRST, *(w.capitalize() for w in _FIRST)}, key=len, reverse=True))
TRIGGER = re.compile(
    # The look behind makes the search four times as fast: most letters stand inside a word.
    r"(?<![A-Za-z])(?:[0-9]+(?:[,.][0-9]+)*|[$€£¥￥₩￦₹₽₪₺฿₱]|(?:US|U\.S\.|AU?|CA?|HK|NT|NZ|SG?|R|MX)(?=\$)|(?:CN"
    r"|JP)(?=¥)"
    rf"|(?:{'|'.join(CODES)}|RMB|Rs\.?)(?=\s?[0-9])"
    rf"|{english_dates.TRIGGER}|(?:{_STARTS})(?=[- ]|fold)"
    r"|[Aa](?= (?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundred|thousand|[mbt][ri]?[a-z]?llion)\b)"
    r"|[Hh]alf(?=[ .,;])|[Hh]alv|[Dd]oubl(?=e|i)"
    r"|(?:[Tt]ri|[Qq]uadru|[Qq]uintu)pl(?=e|i)|[Tt]rebl(?=e|i)|[Tt]wice|(?:[Tt]ens|[Hh]undreds|[Tt]housands"
    r"|[Mm]illions|[Bb]illions|[Tt]rillions)(?= of)|(?:[Mm]|[Bb]|[Tt]r)illion(?=-dollar))")

FINDERS: tuple[Finder, ...] = (english_dates.dated, money, percent, times, elliptic, english_dates.year, quantity)
