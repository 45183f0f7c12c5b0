"""Whom a phrase that names nothing means: 이 회사, the company, it, the subject that a sentence leaves out.

A text is read from its beginning: what it has named so far, where, in which role and how often. For each place that means one of
these (`Anchor`) a learned model says how likely each of them is. A mention ranking model (Denis and Baldridge 2008, "Specialized
Models and Ranking for Coreference Resolution"): the things compete, and their probabilities add up to one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from typing import Any
from typing import Literal as Choice

import numpy as np
from spacy.tokens import Doc

from kg.extraction.arguments import Arguments
from kg.extraction.linear import Bundle, LinearModel
from kg.extraction.located import text_of
from kg.model import Mention
from kg.schema import Schema

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
#: Distances beyond this many sentences are one.
FAR = 6
#: How many things of a kind, those named last, compete beside the one named most.
COMPETING = 8

#: A line of fewer characters that nothing closes is a heading.
HEADING = 40
_CLOSED = frozenset(".?!。…”\"’'")

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that means something named before: `word` is the phrase in lower case (empty for a subject left out), `type` what
    it asks for, `label` its dependency.
    """

    kind: Choice["reference", "pronoun", "carried"]
    word: str
    type: str
    sentence: int
    start: int
    token: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is named: `head` is the token that heads the phrase which the name speaks for."""

    mention: Mention
    sentence: int
    paragraph: int
    first: int
    head: int
    label: str
    marker: str
    grouped: bool


@dataclass(slots=True, eq=False)
class Entity:
    """What the text has told of one thing so far. `subject` is the last sentence that had it as its subject, `opening` whether the
    first sentence names it, `leads` whether a paragraph has named it before any other of its kind.
    """

    key: str
    type: str
    top: str
    order: int
    last: Place
    count: int = 0
    subject: int = -99
    opening: bool = False
    leads: bool = False
    sentences: deque[int] = field(default_factory=lambda: deque(maxlen=8))


class Discourse:
    """What a document speaks of, up to a place that only moves forward. `whole` counts how often it names each thing in all."""

    def __init__(self, doc: Doc, arguments: Arguments, mentions: Sequence[Mention], keys: Mapping[Mention, str], schema: Schema) -> None:
        self.schema = schema
        self.arguments = arguments
        self.entities: dict[str, Entity] = {}
        self._recent: dict[str, dict[str, Entity]] = {}
        self._most: dict[str, Entity] = {}
        self.starts = [arguments.starts[first] for first, _ in arguments.sentences]
        self.paragraphs = _paragraphs(text_of(doc), self.starts)
        self._prose = _prose(text_of(doc), self.starts)
        self.paragraph = -1
        self._led: set[str] = set()
        self.whole = Counter(keys[m] for m in mentions)
        self._places = iter(sorted(((m, keys[m]) for m in mentions), key=lambda m: (m[0].start, m[0].end)))
        self._next = next(self._places, None)

    def advance(self, to: int) -> None:
        """Read on to that character."""
        while self._next is not None and self._next[0].end <= to:
            self.add(*self._next)
            self._next = next(self._places, None)

    def add(self, mention: Mention, key: str) -> None:
        """Something is named."""
        place = self._place(mention)
        entity = self.entities.get(key)
        if entity is None:
            top = self.schema.ancestors(mention.type)[-1]
            entity = self.entities[key] = Entity(key, mention.type, top, len(self.entities), place)
        if place.paragraph != self.paragraph:
            self.paragraph = place.paragraph
            self._led.clear()
        recent = self._recent.setdefault(entity.top, {})
        recent.pop(key, None)
        recent[key] = entity  # a dict keeps the order: what was named last stands last
        entity.last = place
        entity.count += 1
        if entity.count > self._most.setdefault(entity.top, entity).count:
            self._most[entity.top] = entity
        entity.opening = entity.opening or place.sentence == 0
        entity.leads = entity.leads or entity.top not in self._led
        self._led.add(entity.top)
        if place.label in SUBJECTS:
            entity.subject = place.sentence
        entity.sentences.append(place.sentence)

    def _place(self, mention: Mention) -> Place:
        words = self.arguments
        first, last = words.span(mention.start, mention.end)
        sites = list(words.sites(first, last))
        number = self.sentence_of(mention.start)
        own = sites[0]
        grouped = words.labels[own] == "conj" or any(words.labels[c] == "conj" for c in words.children[own])
        return Place(mention, number, self.paragraphs[number], first, sites[-1], words.labels[sites[-1]], words.marker_of(sites), grouped)

    def sentence_of(self, at: int) -> int:
        """The number of the sentence with that character."""
        return max(0, bisect_right(self.starts, at) - 1)

    def of_top(self, top: str, without: Container[str] = ()) -> list[Entity]:
        """What the text has named of that topmost type: the things named last, the last one first, and then the one named most."""
        found = [e for e in islice(reversed(self._recent.get(top, {}).values()), COMPETING) if e.key not in without]
        most = self._most.get(top)
        if most is not None and most.key not in without and most not in found:
            found.append(most)
        return found

    def back(self, earlier: int, later: int) -> int:
        """How many sentences back from the later the earlier stands: what is no sentence, a heading, does not count."""
        return self._prose[later] - self._prose[earlier]

    def focal(self) -> set[str]:
        """Of each topmost type what has been named most so far."""
        return {e.key for e in self._most.values()}


def _paragraphs(text: str, starts: Sequence[int]) -> list[int]:
    """Of each sentence the number of its paragraph."""
    found, number, end = [], 0, 0
    for start, stop in pairwise([*starts, len(text)]):
        body = text[start:stop]
        number += "\n" in text[end:stop - len(body.lstrip())]
        found.append(number)
        end = start + len(body.rstrip())
    return found


def _prose(text: str, starts: Sequence[int]) -> list[int]:
    """Before each sentence the number of those that are no headings."""
    bodies = (text[start:stop].strip() for start, stop in pairwise([*starts, len(text)]))
    return list(accumulate((len(body) >= HEADING or body[-1:] in _CLOSED for body in bodies), initial=0))


def _near(n: int) -> int:
    return min(max(n, 0), FAR)


def antecedent_features(anchor: Anchor, entities: Sequence[Entity], discourse: Discourse) -> Iterator[list[str]]:
    """Of each thing that an anchor may mean, what speaks for it."""
    return ([name for bundle in bundles for name in bundle[0](*bundle[1:])] for bundles in _bundles(anchor, entities, discourse))


def _bundles(anchor: Anchor, entities: Sequence[Entity], discourse: Discourse) -> Iterator[tuple[Bundle, ...]]:
    """The same in bundles, of which texts hold few different ones."""
    recent = [min(n, 4) for n in range(len(entities))]  # what was named last stands first
    subject = _ranks([(e.subject, e.last.mention.start) for e in entities])
    often = _ranks([(e.count, -e.order) for e in entities])
    throughout = _ranks([(discourse.whole[e.key], -e.order) for e in entities])
    early = _ranks([-e.order for e in entities])
    near = [e.type for e in entities if anchor.sentence - e.last.sentence <= 2]
    crowd = min(len(near), 4)
    paragraph = discourse.paragraphs[anchor.sentence]
    kind = anchor.kind[0]
    for e, r, s, o, w, a in zip(entities, recent, subject, often, throughout, early, strict=True):
        last, whole = e.last, discourse.whole[e.key]
        back = _near(anchor.sentence - last.sentence)
        few = min(back, 3)
        r2, s2, o2, w2 = min(r, 2), min(s, 2), min(o, 2), min(w, 2)
        as_subject = _near(anchor.sentence - e.subject)
        bundles: tuple[Bundle, ...] = (
            (_placed, kind, back, last.label, last.marker, last.grouped, last.mention.method == "reference"),
            (_ranked, kind, r, s, o, a, w),
            (_told, kind, min(e.count, 5), e.opening, as_subject, _run(e, anchor.sentence)),
            (_beside, kind, last.paragraph == paragraph, e.leads, few, r2, crowd, near.count(e.type) == 1, min(whole, 8), min(as_subject, 3)),
            (_asked, anchor.type, anchor.word, anchor.label, last.label, e.type, e.top, few, r2, s2, o2, w2),
        )
        if anchor.sentence == last.sentence:
            distance = min((anchor.token - last.first).bit_length(), 6)
            bundles = (*bundles, (_inside, kind, distance, last.label, anchor.label, _within(anchor, e, discourse.arguments)))
        yield bundles


def _placed(kind: str, back: int, label: str, marker: str, grouped: bool, reference: bool) -> Names:
    few = min(back, 3)
    return (f"b={back}", f"{kind}b={back}", f"{kind}l={label}|{few}", f"m={marker}|{few}", f"{kind}g={grouped}|{few}", f"{kind}ref={reference}|{few}")


def _ranked(kind: str, r: int, s: int, o: int, a: int, w: int) -> Names:
    """By how near, how near as a subject, how often, how early, and how often in the whole text it is named."""
    return (f"{kind}r={r}", f"{kind}s={s}", f"{kind}o={o}", f"{kind}a={a}", f"{kind}w={w}", f"{kind}rs={min(r, 2)}|{min(s, 2)}",
            f"{kind}so={min(s, 2)}|{min(o, 2)}", f"{kind}ro={min(r, 2)}|{min(o, 2)}", f"{kind}wr={min(w, 2)}|{min(r, 2)}",
            f"{kind}ws={min(w, 2)}|{min(s, 2)}")


def _told(kind: str, count: int, opening: bool, as_subject: int, run: str) -> Names:
    return (f"{kind}n={count}", f"{kind}1={opening}", f"{kind}v={as_subject}", f"{kind}run={run}")


def _beside(kind: str, here: bool, leads: bool, few: int, r: int, crowd: int, alone: bool, whole: int, as_subject: int) -> Names:
    return (f"{kind}p={here}|{leads}|{r}", f"{kind}p={here}|{few}", f"{kind}vb={as_subject}|{few}", f"{kind}k={crowd}|{r}",
            f"{kind}c={alone}|{few}", f"{kind}W={whole}")


def _asked(asked: str, word: str, label: str, of_last: str, type_: str, top: str, few: int, r: int, s: int, o: int, w: int) -> Names:
    return (f"ty={asked}>{type_}", f"same={asked == type_}", f"t={top}|w{w}", f"t={top}|r{r}", f"t={top}|o{o}", f"t={top}|{few}",
            f"al={label}|{of_last}|{few}", f"w={word}|{few}", f"w={word}|r{r}", f"w={word}|s{s}", f"w={word}|o{o}", f"w={word}|{type_}",
            f"w={word}|w{w}")


def _inside(kind: str, distance: int, label: str, asked: str, within: str) -> Names:
    """What it adds that it is named in the anchor's own sentence."""
    return (f"{kind}d={distance}", f"{kind}h={label}", f"{kind}hl={label}|{asked}", f"{kind}in={within}")


def _ranks(values: Sequence[Any]) -> list[int]:
    """Of each whether it is the greatest (0), the second, …; all from the fifth on are one."""
    found = [4] * len(values)
    for n, at in enumerate(sorted(range(len(values)), key=values.__getitem__, reverse=True)[:4]):
        found[at] = n
    return found


def _run(entity: Entity, sentence: int) -> str:
    """In which of the three sentences before it is named."""
    if sentence - entity.last.sentence > 3:
        return "---"
    return "".join("x" if sentence - n in entity.sentences else "-" for n in (1, 2, 3))


def _within(anchor: Anchor, entity: Entity, words: Arguments) -> str:
    """How the name and the anchor stand to each other in the tree of their sentence."""
    if anchor.token < 0:
        return ""
    up = words.line(anchor.token)
    if entity.last.head in up:
        return "over"
    steps = [t for t in words.line(entity.last.head)[1:] if t in up]
    return f"{min(up.index(steps[0]), 4)}|{words.labels[entity.last.head]}" if steps else "apart"


def likely(model: LinearModel, anchor: Anchor, entities: Sequence[Entity], discourse: Discourse) -> list[tuple[float, Entity]]:
    """Each of the things, which stand as `Discourse.of_top` gives them, with its probability, likeliest first."""
    if len(entities) < 2:
        return [(1.0, entity) for entity in entities]
    scores = np.array([model.score(bundles) for bundles in _bundles(anchor, entities, discourse)], np.float64)
    odds = np.exp(scores - scores.max())
    return sorted(zip((odds / odds.sum()).tolist(), entities, strict=True), key=lambda found: (-found[0], found[1].order))
