"""A sentence as the ranker sees it: its ends (names, references, carried topics, literals) and its predicates.

An end is what may be the subject or the object of a claim. A *carried* end is not in the sentence: it is what the text was
about just before, and may be the subject that the sentence leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal as Choice

from spacy.tokens import Doc, Span, Token

from kg.extraction.arguments import Arguments
from kg.extraction.frames import FrameIndex, Hit, entries_of
from kg.model import Literal, Mention
from kg.schema import LITERALS, Schema

Kind = Choice["name", "reference", "carried", "literal"]

#: How many sentences a topic is carried.
REACH = 8


@dataclass(slots=True)
class End:
    """`first` and `last` are tokens (inclusive), -1 for a carried end; `key` tells which entity it is within the document."""

    value: Mention | Literal
    type: str
    kind: Kind
    key: str
    start: int
    end: int
    first: int = -1
    last: int = -1
    back: int = 0
    sites: Mapping[int, int] = field(default_factory=dict)
    marker: str = ""
    salience: float = 0.0
    focal: bool = False


@dataclass(slots=True)
class Scene:
    """One sentence: tokens `start` to `end` (end exclusive), its ends in order, carried ones last."""

    doc: Doc
    arguments: Arguments
    number: int
    start: int
    end: int
    ends: list[End]
    entries: Mapping[int, list[Hit]]
    items: list[str]
    item_of: dict[int, int]
    has_subject: bool
    predicates: list[int]
    masks: dict[int, str]
    _carried: dict[int, list[tuple[str, int]]] = field(default_factory=dict)

    def carried_roles(self, token: Token) -> list[tuple[str, int]]:
        """The roles of a predicate that nothing in the sentence fills, and so may be a carried topic's."""
        found = self._carried.get(token.i)
        if found is None:
            fillers = self.arguments.fillers(token)
            passive = self.arguments.passive(token)
            deep = "holder" if self.arguments.copular(token) else "patient" if passive else "agent"
            found = []
            if self.arguments.verbal(token) and not self.arguments.subjects(token):
                found.append((deep, 2))
            if "of" not in fillers and not (self.arguments.verbal(token) and not self.arguments.copular(token)):
                found.append(("of", 2))
            if not self.arguments.verbal(token) and "agent" not in fillers:
                found.append(("agent", 1))
            if "holder" not in fillers:
                found.append(("holder", 1))
            self._carried[token.i] = found
        return found

    @property
    def tokens(self) -> Sequence[Token]:
        return [self.doc[i] for i in range(self.start, self.end)]


def scenes(doc: Doc, mentions: Sequence[Mention], literals: Sequence[tuple[int, int, Literal]], schema: Schema,
           index: FrameIndex, keys: Mapping[Mention, str]) -> list[Scene]:
    """The sentences of a document that have any end, with what is carried into each."""
    arguments = Arguments(doc)
    carried_types = set(schema.words[index.language].references) if index.language in schema.words else set()
    found: list[Scene] = []
    recent: list[tuple[int, list[End]]] = []
    mentions = sorted(mentions, key=lambda m: (m.start, m.end))
    m = n = 0
    for number, sent in enumerate(doc.sents):
        own: list[End] = []
        while m < len(mentions) and mentions[m].start < sent.end_char:
            end = _entity_end(doc, arguments, mentions[m], keys, sent.start, sent.end)
            if end is not None:
                own.append(end)
            m += 1
        while n < len(literals) and literals[n][0] < sent.end_char:
            own.append(_literal_end(doc, arguments, literals[n], sent.start, sent.end))
            n += 1
        own.sort(key=lambda e: (e.start, e.end))
        carried = _carried(recent, own, number, schema, carried_types)
        if own:
            masks = {i: e.type for e in own for i in range(e.first, e.last + 1)}
            items, item_of = _items(doc, sent.start, sent.end, own)
            subjects = any(doc[i].dep_ in ("nsubj", "nsubj:pass") for i in range(sent.start, sent.end))
            found.append(Scene(doc, arguments, number, sent.start, sent.end, own + carried,
                               entries_of(index, sent), items, item_of, subjects, _predicates(arguments, sent, masks),
                               masks))
        recent.append((number, [e for e in own if e.kind != "literal"]))
    return found


def _predicates(arguments: Arguments, sent: Span, masks: Mapping[int, str]) -> list[int]:
    """Tokens that head a clause, or govern a noun: verbs, predicate nouns, nouns with a modifier."""
    found = []
    for token in sent:
        if token.is_space or token.is_punct:
            continue
        if arguments.verbal(token) or (token.pos_ in ("NOUN", "PROPN") and token.i not in masks and arguments.children[token.i]) or (
                token.pos_ == "NOUN" and token.dep_ in ("compound", "appos")):
            found.append(token.i)
    return found


def _span(doc: Doc, start: int, end: int) -> tuple[int, int]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return (span.start, span.end - 1) if span is not None else (0, 0)


def _entity_end(doc: Doc, arguments: Arguments, mention: Mention, keys: Mapping[Mention, str], low: int, high: int) -> End | None:
    first, last = _span(doc, mention.start, mention.end)
    first, last = max(first, low), min(last, high - 1)
    if last < first:
        return None
    sites = arguments.sites(first, last)
    marker = _marker(arguments, sites)
    kind: Kind = "reference" if mention.method == "reference" else "name"
    salience = _salience(arguments, sites, arguments.head(first, last), marker)
    return End(mention, mention.type, kind, keys[mention], mention.start, mention.end, first, last, 0, sites, marker, salience)


def _marker(arguments: Arguments, sites: Mapping[int, int]) -> str:
    return next((m for i in sites if (m := arguments.marker(arguments.doc[i]))), "")


def _salience(arguments: Arguments, sites: Mapping[int, int], head: Token, marker: str) -> float:
    top = arguments.doc[list(sites)[-1]]
    score = 2.0 if top.dep_ == "nsubj" else 1.0 if top.dep_ == "nsubj:pass" else 0.0
    return score + (0.5 if marker == "는" else 0.0) - (0.5 if head.dep_ in ("nmod:poss", "appos") else 0.0)


def salience(doc: Doc, mentions: Sequence[Mention]) -> dict[Mention, float]:
    """How much each mention is what its sentence is about: subjects and topics most, modifiers least."""
    arguments = Arguments(doc)
    found = {}
    for mention in mentions:
        first, last = _span(doc, mention.start, mention.end)
        sites = arguments.sites(first, last)
        found[mention] = _salience(arguments, sites, arguments.head(first, last), _marker(arguments, sites))
    return found


def _literal_end(doc: Doc, arguments: Arguments, found: tuple[int, int, Literal], low: int, high: int) -> End:
    start, end, literal = found
    first, last = _span(doc, start, end)
    first = min(max(first, low), high - 1)
    last = max(min(last, high - 1), first)
    sites = arguments.sites(first, last)
    marker = _marker(arguments, sites)
    return End(literal, LITERALS[literal.kind], "literal", f"literal {literal.id}", start, end, first, last, 0, sites, marker)


def _carried(recent: Sequence[tuple[int, list[End]]], own: Sequence[End], number: int, schema: Schema,
             types: set[str]) -> list[End]:
    """For each kind of thing that a text refers back to: the most salient one of late, and the one it has named most."""
    here = {e.key for e in own}
    latest: dict[str, tuple[float, End, int]] = {}
    most: dict[str, Counter[str]] = {}
    source: dict[str, tuple[End, int]] = {}
    for at, ends in recent:
        back = number - at
        for n, end in enumerate(ends):
            line = schema.ancestors(end.type)
            if not types.intersection(line):
                continue
            most.setdefault(line[-1], Counter())[end.key] += 1
            source[end.key] = (end, back)
            score = end.salience - min(back, REACH) + 0.01 * n
            if end.key not in here and back <= REACH and (line[-1] not in latest or score > latest[line[-1]][0]):
                latest[line[-1]] = (score, end, back)
    found = []
    for top in sorted(most):
        focal = most[top].most_common(1)[0][0]
        chosen = {}
        if top in latest:
            chosen[latest[top][1].key] = latest[top][1:]
        if focal not in here:
            chosen.setdefault(focal, source[focal])
        for key, (end, back) in chosen.items():
            found.append(End(end.value, end.type, "carried", key, end.start, end.end, back=back, salience=end.salience,
                             focal=key == focal))
        for end in own:
            end.focal = end.focal or end.key == focal
    return found


def _items(doc: Doc, start: int, end: int, ends: Sequence[End]) -> tuple[list[str], dict[int, int]]:
    """The sentence as a row of lemmas in which each end is one item with its type's name; token -> item."""
    covered: dict[int, End] = {}
    for e in ends:
        for i in range(e.first, e.last + 1):
            covered.setdefault(i, e)
    items: list[str] = []
    item_of: dict[int, int] = {}
    last: End | None = None
    for i in range(start, end):
        token = doc[i]
        over = covered.get(i)
        if token.is_space:
            item_of[i] = max(0, len(items) - 1)
            continue
        if over is None:
            items.append(token.lemma_.lower() or token.lower_)
        elif over is not last:
            items.append(f"<{over.type}>")
        last = over
        item_of[i] = len(items) - 1
    return items, item_of
