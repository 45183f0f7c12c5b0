"""Whose firm 당사 ("our company") means, and what the answers of an interview leave out: the firm of who speaks.

A press release and an interview name the firm once and say "we", or nothing, from then on. Who speaks in a paragraph is whom it names
nearest to the place, and works where the text has named him with a firm: 서태오 온누리웨더 대표. Of whose firm somebody speaks whom a
report quotes is seldom so plain.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.model import Mention
from kg.schema import Schema

#: A question and its answer; so many of them make an interview, and one of a firm's if the answers say "we" so often.
_ANSWERED = re.compile(r"^\s*(?:[―—–▲■◆▶●○-]|Q\b|문[.:)])\s*\S[^\n]*\n+\s*(?P<answer>(?:[“\"‘']|A\b|답[.:)])[^\n]*(?:\n[^\n]+)*)", re.MULTILINE)
_INTERVIEW, _OWN = 3, 2
#: What stands between a person and where he works.
_BESIDE = re.compile(r"의? ")


class Firms:
    """The firms of one document's speakers; offsets are code points, firms the keys of entities."""

    def __init__(self, text: str, mentions: Sequence[Mention], keys: Mapping[Mention, str], schema: Schema, language: str) -> None:
        words = schema.words.get(language)
        listed = {phrase: type_ for type_, phrases in (words.references if words else {}).items() for phrase in phrases}
        speaking = words.speaking if words else ()
        wanted = {listed[phrase] for phrase in (*speaking, *(words.issuing if words else ()))}
        ordered = sorted((m for m in mentions if m.method != "reference"), key=lambda m: (m.start, m.end)) if wanted else []
        firms = {m for m in ordered if any(schema.is_a(m.type, w) for w in wanted)}
        persons = {m for m in ordered if words and words.titled and schema.is_a(m.type, words.titled)}
        self.text, self._keys = text, keys
        self._persons = [m for m in ordered if m in persons]
        self._works: dict[str, str] = {}
        for a, b in pairwise(ordered):
            person, firm = (a, b) if b in firms else (b, a)
            if firm in firms and person in persons and _BESIDE.fullmatch(text[a.end:b.start]):
                self._works.setdefault(keys[person], keys[firm])
        self._most = Counter(keys[m] for m in ordered if m in firms).most_common(1)
        answers = [match.span("answer") for match in _ANSWERED.finditer(text)] if wanted else []
        self._answers = answers if len(answers) >= _INTERVIEW else []
        self._begun = [start for start, _ in self._answers]
        own = re.compile(rf"(?<![가-힣\w])(?:{'|'.join(map(re.escape, speaking))})(?=[가-힣\s])") if speaking else None
        self._own = own is not None and sum(len(own.findall(text, *span)) for span in self._answers) >= _OWN

    def answered(self, at: int) -> bool:
        """Whether a place stands in an answer of an interview."""
        n = bisect_right(self._begun, at) - 1
        return n >= 0 and at < self._answers[n][1]

    def left_out(self, at: int) -> str:
        """The firm that a sentence there leaves out: in an answer of one who speaks of his own. Empty elsewhere."""
        return self.at(at) if self._own and self.answered(at) else ""

    def at(self, place: int) -> str:
        """The firm that who speaks there works for; of no known speaker, of the first that the text names with one, else the firm that it
        names most. Empty where it names none.
        """
        start, end = self.text.rfind("\n", 0, place) + 1, self.text.find("\n", place)
        here = [m for m in self._persons if start <= m.start < (end if end >= 0 else len(self.text)) and self._keys[m] in self._works]
        if here:
            return self._works[self._keys[min(here, key=lambda m: abs(m.start - place))]]
        return next(iter(self._works.values()), self._most[0][0] if self._most else "")
