"""Lines and sentences by punctuation alone: enough to bound evidence, in any language that ends sentences with a mark."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

Span = tuple[int, int]

#: A mark that ends a sentence, closing quotes or brackets behind it, then white space; or a line's end.
_END = re.compile("[.!?。？！…][\"'”’」』)\\]]*(?=\\s)|\n")
#: Full stops that end no sentence: initials, titles, abbreviations.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“‘'])(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Inc|Corp|Co|Ltd|No|vs|etc|cf|approx|Gen|Sen|Gov)\.$")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]` as (start, end) in code points of the whole text, without white space at their ends."""
    end = len(text) if end is None else end
    found: list[Span] = []
    at = start
    for mark in _END.finditer(text, start, end):
        stop = mark.end()
        if mark.group() != "\n" and _ABBREVIATED.search(text[max(at, stop - 12):stop]):
            continue
        _keep(found, text, at, stop)
        at = stop
    _keep(found, text, at, end)
    return found


def _keep(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))


def covering(spans: Sequence[Span], start: int, end: int) -> range:
    """The numbers of the sorted, disjoint spans that share a character with `[start, end)`."""
    first = max(0, bisect_right(spans, (start, end)) - 1)
    while first < len(spans) and spans[first][1] <= start:
        first += 1
    while first > 0 and spans[first - 1][1] > start:
        first -= 1
    last = first
    while last < len(spans) and spans[last][0] < end:
        last += 1
    return range(first, last)
