"""Which of the two languages a text is in, and which stretches of it are in the other, by its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import ReadingError
from kg.model import Stretch, blanked

#: The languages that documents are read in.
LANGUAGES = ("ko", "en")
_OTHER = {"ko": "en", "en": "ko"}
_HANGUL = re.compile("[\uac00-\ud7a3\u3131-\u318e]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SAMPLE = 200_000
# Korean technical prose is up to three quarters Latin names; English that quotes Korean names stays far below.
_SHARE = 0.12

_LINE = re.compile(r"[^\n]+")
#: A straight mark opens where no letter, figure or stop stands before it, and closes where none comes after it.
_QUOTED = re.compile(r"“([^“”\n]+)”|‘([^‘\n]+?)’(?![A-Za-z])|「([^「」\n]+)」|『([^『』\n]+)』|«([^«»\n]+)»"
                     r"|(?<![\w.,!?…])\"([^\"\n]+)\"|(?<![\w.,!?…])'([^\n]{1,500}?)'(?![A-Za-z])")
_ABBREVIATIONS = ("Co", "Corp", "Dr", "Inc", "Ltd", "Mr", "Mrs", "Ms", "No", "Prof", "St", "vs")
#: A stop that ends a sentence, with what closes after it: not that of 3.5, of J. Smith or of Inc.
_STOP = re.compile(r"(?<=[^\W\d_]{2})" + "".join(rf"(?<!\b{short})" for short in _ABBREVIATIONS) + r"[.!?。]+[\"”’')\]]*(?=\s)")
#: A word between spaces, without the signs around it: no part of an address, a path or code.
_WORD = re.compile(r"(?<!\S)[\"“‘'(\[]{0,9}([^\W\d_][\w'’&-]{0,60})[\"”’')\].,:;!?…]{0,9}(?!\S)")
#: Small words that stand within English names (Bank of America): they tell no sentence.
_IN_NAMES = frozenset(("a", "an", "and", "at", "by", "de", "for", "from", "in", "la", "of", "on", "or", "the", "to", "van", "von", "vs", "with"))
#: What a Korean sentence ends in: 했다, 한다, 합니다, 이다; before a stop also what is the end of many names: 없다, 설립함.
_CLOSED = "".join(chr(c) for c in range(0xAC00, 0xD7A4) if (c - 0xAC00) % 28 in (4, 20))  # syllables that ㄴ or ㅆ closes
_ENDING = re.compile(rf"(?:[니이{_CLOSED}]다|[가-힣]요|까|죠)(?=[\s,\"”’')\]]|$)|[가-힣](?:다|요|까|죠|함|됨|음)(?=[.!?。…])")
#: So many words make a sentence.
_WORDS = {"ko": 2, "en": 3}


def detect(text: str) -> str:
    """`ko` where at least 12 % of the Hangul and Latin letters are Hangul (of the first 200,000 characters), else `en`: also where
    small Latin words outnumber those with Hangul: English about Koreans, with their names and words. Quotations do not count, where
    there is anything else.

    Text in another script counts as the nearer of the two by the same rule: Japanese or Chinese without Hangul is `en`.
    """
    sample = text[:_SAMPLE]
    if not _HANGUL.search(sample):
        return "en"
    frame = _QUOTED.sub(" ", sample)
    sample = frame if _HANGUL.search(frame) or _LATIN.search(frame) else sample
    hangul = len(_HANGUL.findall(sample))
    if hangul < _SHARE * (hangul + len(_LATIN.findall(sample))):
        return "en"
    return "en" if sum(map(_small, _WORD.findall(sample))) > _eojeols(sample) else "ko"


def stretches_in_other(text: str, language: str) -> tuple[Stretch, ...]:
    """The stretches of a text in `language` that are prose in the other of the two languages, in order and apart.

    Each is whole lines, whole sentences of a line, or a quotation without its marks; names, titles, lists and code are none.
    """
    found: list[Stretch] = []
    for line in _LINE.finditer(text):
        goes_on = bool(found) and not found[-1].quoted and text[found[-1].end:line.start()] == "\n"
        for new in _in_line(text, line.start(), line[0], language, goes_on):
            last = found[-1] if found else new
            if last is not new and not (last.quoted or new.quoted or text[last.end:new.start].strip()):
                found[-1] = Stretch(last.start, new.end, False, last.holes + new.holes)
            else:
                found.append(new)
    return tuple(found)


def _in_line(text: str, at: int, line: str, language: str, goes_on: bool) -> Iterator[Stretch]:
    """`goes_on`: the line before ends in such a stretch, and may have been broken at a width."""
    if not (_HANGUL if language == "en" else _LATIN).search(line):
        return
    if not (_LATIN if language == "en" else _HANGUL).search(line):
        if _prose(line, language) and (goes_on or _stands_alone(line, language)):
            yield _stretch(text, at, at + len(line))
        return
    quoted = [q.span(q.lastindex or 0) for q in _QUOTED.finditer(line)]
    rest = blanked(line, quoted)  # what is quoted does not tell the language of the sentence that quotes it
    start, n = 0, 0
    for end in (*(stop.end() for stop in _STOP.finditer(rest)), len(line)):
        inner: list[tuple[int, int]] = []
        while n < len(quoted) and quoted[n][0] < end:
            inner.append(quoted[n])
            n += 1
        if _prose(rest[start:end], language) and _stands_alone(rest[start:end], language):
            holes = tuple((at + s, at + e) for s, e in inner if _prose(line[s:e], _OTHER[language]))
            yield _stretch(text, at + start, at + end, holes=holes)
        else:
            yield from (_stretch(text, at + s, at + e, quoted=True) for s, e in inner if _prose(line[s:e], language))
        start = end


def _prose(text: str, language: str) -> bool:
    """Whether a stretch is prose in the language that is not `language`."""
    if detect(text) == language:
        return False
    hangul = _eojeols(text)
    if language == "en":
        return hangul >= _WORDS["ko"] and bool(_ENDING.search(text))
    words = _WORD.findall(text)
    small = [word for word in words if _small(word)]
    return len(words) >= _WORDS["en"] and len(small) > hangul and not _IN_NAMES.issuperset(small)


def _stands_alone(text: str, language: str) -> bool:
    """Whether it looks like a sentence also where no marks of quotation say so: `pip install torch numpy` is code."""
    text = text.strip().lstrip("\"“‘'([*-•>#0123456789. ")
    return language == "en" or text[:1].isupper()


def _small(word: str) -> bool:
    return word.isascii() and word.islower()


def _eojeols(text: str) -> int:
    """How many of the words between spaces have Hangul."""
    return sum(bool(_HANGUL.search(word)) for word in text.split())


def _stretch(text: str, start: int, end: int, *, quoted: bool = False, holes: tuple[tuple[int, int], ...] = ()) -> Stretch:
    """The stretch without the white space at its ends."""
    inner = text[start:end]
    return Stretch(start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip()), quoted, holes)


def checked(language: str | None, where: str) -> str | None:
    """The language that was asked for, or None where none was; ReadingError where it is not one of LANGUAGES."""
    if language is None or language in LANGUAGES:
        return language
    raise ReadingError(
        f"the language {language!r} is not supported", where=where, mend="give ko or en, or leave it out"
    )
