"""Where the ends of a claim stand: named in the evidence, referred to there, or left out there and named shortly before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.llm.names import Place
from kg.llm.references import refers, speaks_of_itself
from kg.llm.sentences import Span, covering
from kg.model import name_key
from kg.schema import Schema

#: Sentences back that a name may stand, for a phrase that refers to it, and for an end that is left out.
REFERENCE, DROPPED = 8, 6
#: The first sentences of a text (its headline, its lead): what they name may be referred to anywhere behind.
OPENING = 3

_CLAUSE = (";", "；")
_SUBJECT = re.compile(r"(?:\s?\([^()\n]*\))?(?:\s?(?:측|쪽))?(?:은|는|이|가|께서|도)(?![가-힣])")
_PREPOSITION = re.compile(r"\b(?:of|in|at|on|for|with|from|to|into|than|under|about|like|near|against|via)\s+(?:the\s+|an?\s+)?$")


class RefusedError(Exception):
    """A claim that the text does not bear out; the message is the reason as it is counted."""


class Named(Protocol):
    """An entity with its names in the text."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class End:
    """`named`: the span is a name. `inside`: it lies in the evidence. Else `antecedent` is where the name stands; the span of
    an end that is left out is that of its antecedent."""

    start: int
    end: int
    named: bool
    inside: bool
    antecedent: Span


class EndFinder:
    """Finds the ends of claims in one document. `found` are the sorted places of names."""

    def __init__(self, text: str, sentences: Sequence[Span], found: Sequence[Place], things: Mapping[str, Named], schema: Schema,
                 language: str) -> None:
        self.text, self.sentences, self.found, self.things = text, sentences, found, things
        self.schema, self.language = schema, language
        self.by_owner: dict[str, list[Place]] = {}
        for place in found:
            self.by_owner.setdefault(place.owner, []).append(place)

    def find(self, thing: Named, text: str, span: Span, fits: Callable[[str], bool], apart: Collection[str],
             quoted: Span | None = None) -> End:
        """The end in the evidence `span`, of which the model quoted `quoted` (all of it, where not given).

        `fits` tells which types could stand in the end's stead, `apart` is the claim's other end.

        Raises RefusedError where the text does not bear it out.
        """
        text = " ".join(text.split())
        inside = [p for p in self.by_owner.get(thing.key, ()) if span[0] <= p.start and p.end <= span[1]]
        if inside:
            place = next((p for p in inside if " ".join(self.text[p.start:p.end].split()) == text), inside[0])
            return End(place.start, place.end, True, True, (place.start, place.end))
        if text and self._names_another(text, thing):
            raise RefusedError("an end whose words name something else")
        at = self._word(text, span) if text else -1
        if at >= 0 and refers(text, self.language, self.schema):
            named = self._before(thing, at, REFERENCE if not speaks_of_itself(text) else len(self.sentences))
            if named is None:
                raise RefusedError("a reference whose name does not stand near before it")
            return End(at, at + len(text), False, True, (named.start, named.end))
        if text:
            raise RefusedError("an end that is not in the evidence")
        antecedent = self._before(thing, span[0], DROPPED)
        if antecedent is None:
            raise RefusedError("an end that is neither in the evidence nor near before it")
        if self._other_fits(thing, self._clauses(span, quoted or span), fits, apart):
            raise RefusedError("an end left out, where the evidence names another that fits")
        return End(antecedent.start, antecedent.end, True, False, (antecedent.start, antecedent.end))

    def nearest(self, key: str, span: Span) -> Place | None:
        """The place of a name in the evidence, else the last before it, else the first after it."""
        places = self.by_owner.get(key, ())
        inside = [p for p in places if span[0] <= p.start < span[1]]
        before = [p for p in places if p.end <= span[0]]
        return next(iter(inside), None) or (before[-1] if before else next(iter(places), None))

    def _names_another(self, text: str, thing: Named) -> bool:
        return any(name_key(text) == name_key(name) for key, other in self.things.items() if key != thing.key for name in other.names)

    def _word(self, text: str, span: Span) -> int:
        """Where the phrase stands in the evidence, as words of its own."""
        at = self.text.find(text, span[0], span[1])
        while at >= 0:
            before, after = self.text[at - 1:at], self.text[at + len(text):at + len(text) + 1]
            clean = not (before.isalnum() and text[0].isalnum())
            if clean and not (after.isalnum() and after.isascii() and text[-1].isascii()):
                return at
            at = self.text.find(text, at + 1, span[1])
        return -1

    def _before(self, thing: Named, at: int, reach: int) -> Place | None:
        """The last name of the thing before `at`, at most `reach` sentences back; any, where the text opens with it."""
        places = self.by_owner.get(thing.key, [])
        number = bisect_right([p.end for p in places], at) - 1
        if number < 0:
            return None
        place = places[number]
        here, there = covering(self.sentences, at, at + 1), covering(self.sentences, place.start, place.end)
        near = bool(here and there) and here[0] - there[0] <= reach
        return place if near or places[0].start < self.sentences[min(OPENING, len(self.sentences)) - 1][1] else None

    def _clauses(self, span: Span, quoted: Span) -> Span:
        """The part of the evidence between semicolons that what was quoted stands in."""
        start = max(self.text.rfind(mark, span[0], max(quoted[0], span[0])) for mark in _CLAUSE)
        ends = [self.text.find(mark, min(quoted[1], span[1]), span[1]) for mark in _CLAUSE]
        return max(span[0], start + 1), min((e for e in ends if e >= 0), default=span[1])

    def _other_fits(self, thing: Named, span: Span, fits: Callable[[str], bool], apart: Collection[str]) -> bool:
        """Whether another name stands where the end would, were it said."""
        inside = [p for p in self.found if span[0] <= p.start and p.end <= span[1] and p.owner]
        others = [p for p in inside if p.owner in apart]
        # A model may list one thing twice: what stands where the claim's own ends stand is no other.
        own = {(p.start, p.end) for p in inside if p.owner in apart or p.owner == thing.key}
        return any((p.start, p.end) not in own and fits(self.things[p.owner].type)
                   and (self._stands_free(p, span) or any(self._owns(p, other) for other in others)) for p in inside)

    def _stands_free(self, place: Place, span: Span) -> bool:
        """Whether a name is no mere complement: in Korean it bears a subject's or topic's particle, in English neither a
        preposition stands before it nor a genitive behind it."""
        after = self.text[place.end:min(place.end + 16, span[1])]
        if self.language == "ko":
            return _SUBJECT.match(after) is not None
        return not _PREPOSITION.search(self.text[max(span[0], place.start - 24):place.start]) and not after.startswith(("'s", "’s"))

    def _owns(self, place: Place, other: Place) -> bool:
        """Whether the one is the genitive of the other: OpenAI's GPT-4, 오픈AI의 GPT-4."""
        return re.fullmatch(r"(?:['’]s|의)\s(?:\S+\s){0,3}", self.text[place.end:max(place.end, other.start)]) is not None
