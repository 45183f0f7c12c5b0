"""Where in a document a model's quotation stands: to the letter, or by a tight alignment."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

#: How alike a quotation and the text must be where they are not the same.
RATIO = 0.95
#: Shorter quotations (code points) are found to the letter or not at all; longer ones are not compared.
SHORT, LONG = 20, 400

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")
_SAME = {**dict.fromkeys("‘’‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"), "…": "."}


@dataclass(frozen=True, slots=True)
class Located:
    """`exact`: to the letter; else the text differs from the quotation in spaces, quotes, hyphens or a few letters."""

    start: int
    end: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without its typography, and where each of its characters comes from."""

    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, text: str, start: int = 0, end: int | None = None) -> Folded:
        letters: list[str] = []
        origin: list[int] = []
        for at in range(start, len(text) if end is None else end):
            for c in unicodedata.normalize("NFKC", _SAME.get(text[at], text[at])).casefold():
                if c.isspace() and (not letters or letters[-1] == " "):
                    continue
                letters.append(" " if c.isspace() else c)
                origin.append(at)
        return cls("".join(letters), tuple(origin))


def locate(quotation: str, text: str, start: int, end: int, folded: Folded | None = None) -> Located | None:
    """The first place of a quotation in `text[start:end]`, None where it does not stand there.

    `folded` is `Folded.of(text, start, end)`, where it is at hand. No digit may differ, and no more than one word.
    """
    quotation = quotation.strip().strip("\"“”").strip()
    if not quotation:
        return None
    at = text.find(quotation, start, end)
    if at >= 0:
        return Located(at, at + len(quotation), True)
    folded = folded or Folded.of(text, start, end)
    wanted = Folded.of(quotation).text.strip()
    at = folded.text.find(wanted) if wanted else -1
    if at >= 0:
        return Located(folded.origin[at], folded.origin[at + len(wanted) - 1] + 1, False)
    return _aligned(wanted, folded) if SHORT <= len(wanted) <= LONG else None


def figure(surface: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first place of a figure or date in `text[start:end]` that is no part of a longer number; spaces may differ."""
    body = r"\s*".join(re.escape(part) for part in surface.split())
    if not body:
        return None
    left, right = (r"(?<!\d)(?<!\d[.,])" if surface.strip()[0].isdigit() else ""), (r"(?![.,]?\d)" if surface.strip()[-1].isdigit() else "")
    found = re.compile(f"{left}{body}{right}", re.IGNORECASE).search(text, start, end)
    return found.span() if found else None


def _aligned(wanted: str, folded: Folded) -> Located | None:
    matcher = SequenceMatcher(None, folded.text, wanted, autojunk=False)
    block = matcher.find_longest_match()
    if block.size < len(wanted) * 0.3:
        return None
    reach = len(wanted) // 20 + 1
    first = block.a - block.b
    best: tuple[float, int, int] | None = None
    for s in range(max(0, first - reach), first + reach + 1):
        for e in (s + len(wanted) + d for d in range(-reach, reach + 1)):
            if not s < e <= len(folded.text) or not _edges(folded.text, s, e):
                continue
            matcher.set_seq1(folded.text[s:e])
            if matcher.quick_ratio() < RATIO:
                continue
            ratio = matcher.ratio()
            if ratio >= RATIO and (best is None or ratio > best[0]):
                best = (ratio, s, e)
    if best is None or not _same_words(folded.text[best[1]:best[2]], wanted):
        return None
    return Located(folded.origin[best[1]], folded.origin[best[2] - 1] + 1, False)


def _edges(text: str, start: int, end: int) -> bool:
    """Whether the stretch begins and ends at a word's edge."""
    inside_start = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    inside_end = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not inside_start and not inside_end and not text[start].isspace() and not text[end - 1].isspace()


def _same_words(first: str, second: str) -> bool:
    """The same digits, and one word more, fewer or other at most: an inserted `not` or another name is no slip of the pen
    unless it is a slip within a word."""
    if _DIGITS.findall(first) != _DIGITS.findall(second):
        return False
    matcher = SequenceMatcher(None, _WORD.findall(first), _WORD.findall(second), autojunk=False)
    changes = [c for c in matcher.get_opcodes() if c[0] != "equal"]
    words = (_WORD.findall(first), _WORD.findall(second))
    return len(changes) <= 1 and all(
        tag == "replace" and i2 - i1 == 1 and j2 - j1 == 1 and SequenceMatcher(None, words[0][i1], words[1][j1]).ratio() >= 0.6
        for tag, i1, i2, j1, j2 in changes)
