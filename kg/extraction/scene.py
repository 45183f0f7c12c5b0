"""A sentence as the ranker sees it: its ends (names, references, carried topics, literals) and its predicates.

An end is what may be the subject or the object of a claim. A *carried* end is not in the sentence: it is what the text was
about just before, and may be the subject that the sentence leaves out. A *pronoun* end is such a thing, or one that the sentence
has named before, at the place of an `it` or `its` that may mean it: one end for each that it may mean, and the ranker chooses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal as Choice

from spacy.tokens import Doc

from kg.extraction.arguments import Arguments
from kg.extraction.frames import FrameIndex, Hit, entries_of
from kg.model import Literal, Mention
from kg.schema import LITERALS, Schema

Kind = Choice["name", "reference", "pronoun", "carried", "literal"]

OPENING = frozenset('“‘「『"')
CLOSING = frozenset('”’」』"')
#: How many sentences a topic is carried.
REACH = 8
#: How many pronouns of a sentence are looked at, and how many antecedents within the sentence each may have.
PRONOUNS, ANTECEDENTS = 3, 4


@dataclass(slots=True)
class End:
    """`first` and `last` are tokens (inclusive), -1 for a carried end; `key` tells which entity it is within the document.

    Ends of one coordination (A, B and C) have the same `group`. Of a pronoun `rank` is how many likelier antecedents of its kind
    there are, and `rivals` how many others.
    """

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
    group: int = -1
    rank: int = 0
    rivals: int = 0


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
    quotes: list[tuple[int, int]]
    _carried: dict[int, dict[str, int]] = field(default_factory=dict)
    _roles: dict[tuple[int, int, int], dict[str, int]] = field(default_factory=dict)

    def roles(self, end: End, token: int) -> dict[str, int]:
        """The roles that the end fills of the predicate at that token, with strengths."""
        if end.kind == "carried":
            return self.carried_roles(token)
        key = (end.first, end.last, token)
        found = self._roles.get(key)
        if found is None:
            found = self._roles[key] = {}
            for role, at in self.arguments.fillers(token).items():
                for site, steps in end.sites.items():
                    if site in at:
                        found[role] = max(found.get(role, 0), max(1, at[site] - min(steps, 2)))
        return found

    def lemma(self, i: int) -> str:
        """The token's lemma; its type, in angle brackets, where it belongs to an end."""
        mask = self.masks.get(i)
        return f"<{mask}>" if mask else self.arguments.lemmas[i]

    def carried_roles(self, token: int) -> dict[str, int]:
        """The roles of a predicate that nothing in the sentence fills, and so may be a carried topic's."""
        found = self._carried.get(token)
        if found is None:
            fillers = self.arguments.fillers(token)
            passive = self.arguments.passive(token)
            deep = "holder" if self.arguments.copular(token) else "patient" if passive else "agent"
            verbal = self.arguments.verbal(token)
            found = {}
            if self.arguments.labels[token] == "aux":  # it has no roles of its own to fill
                self._carried[token] = found
                return found
            if "holder" not in fillers:
                found["holder"] = 1
            if not verbal and "agent" not in fillers:
                found["agent"] = 1
            if "of" not in fillers and not (verbal and not self.arguments.copular(token)):
                found["of"] = 2
            if verbal and not self.arguments.subjects(token):
                found[deep] = 2
            self._carried[token] = found
        return found


def scenes(doc: Doc, mentions: Sequence[Mention], literals: Sequence[tuple[int, int, Literal]], schema: Schema,
           index: FrameIndex, keys: Mapping[Mention, str]) -> list[Scene]:
    """The sentences of a document that have any end, with what is carried into each."""
    arguments = Arguments(doc)
    words = schema.words.get(index.language)
    carried_types = set(words.references) if words else set()
    pronouns: dict[str, set[str]] = {}
    for type_, listed in words.pronouns.items() if words else ():
        for word in listed:
            pronouns.setdefault(word, set()).add(type_)
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
            meant = _pronouns(doc, arguments, sent.start, sent.end, own, carried, schema, pronouns)
            named = {e.key for e in meant}
            carried = [*meant, *(e for e in carried if e.key not in named)]
            masks = {i: e.type for e in own for i in range(e.first, e.last + 1)}
            items, item_of = _items(arguments, sent.start, sent.end, own)
            subjects = any(arguments.labels[i] in ("nsubj", "nsubj:pass") for i in range(sent.start, sent.end))
            found.append(Scene(doc, arguments, number, sent.start, sent.end, own + carried,
                               entries_of(index, arguments, sent.start, sent.end), items, item_of, subjects, _predicates(arguments, sent.start, sent.end, masks),
                               masks, _quotes(arguments, sent.start, sent.end)))
        recent.append((number, [e for e in own if e.kind != "literal"]))
    return found


def _quotes(arguments: Arguments, start: int, end: int) -> list[tuple[int, int]]:
    """The tokens of the quotation marks that hold more than a name; an open quotation runs to the end of the sentence."""
    found = []
    opened = -1
    for i in range(start, end):
        text = arguments.lowers[i]
        if opened < 0 and text in OPENING:
            opened = i
        elif opened >= 0 and text in CLOSING:
            if i - opened > 6:
                found.append((opened, i))
            opened = -1
    if opened >= 0:
        found.append((opened, end))
    return found


def _predicates(arguments: Arguments, start: int, end: int, masks: Mapping[int, str]) -> list[int]:
    """Tokens that head a clause, or govern a noun: verbs, predicate nouns, nouns with a modifier."""
    found = []
    for i in range(start, end):
        pos = arguments.pos[i]
        if arguments.space[i] or pos == "PUNCT":
            continue
        if arguments.verbal(i) or (pos in ("NOUN", "PROPN") and i not in masks and arguments.children[i]) or (
                pos == "NOUN" and arguments.labels[i] in ("compound", "appos")):
            found.append(i)
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
    return End(mention, mention.type, kind, keys[mention], mention.start, mention.end, first, last, 0, sites, marker, salience,
               group=arguments.coordination(next(iter(sites))))


def _marker(arguments: Arguments, sites: Mapping[int, int]) -> str:
    return next((m for i in sites if (m := arguments.markers[i])), "")


def _salience(arguments: Arguments, sites: Mapping[int, int], head: int, marker: str) -> float:
    label = arguments.labels[list(sites)[-1]]
    score = 2.0 if label == "nsubj" else 1.0 if label == "nsubj:pass" else 0.0
    return score + (0.5 if marker == "는" else 0.0) - (0.5 if arguments.labels[head] in ("nmod:poss", "appos") else 0.0)


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


def _pronouns(doc: Doc, arguments: Arguments, start: int, end: int, own: Sequence[End], carried: Sequence[End], schema: Schema,
              pronouns: Mapping[str, set[str]]) -> list[End]:
    """An end for each thing that a pronoun of the sentence may mean: what is carried, and what stands before it."""
    found: list[End] = []
    seen = 0
    for i in range(start, end):
        types = pronouns.get(arguments.lowers[i])
        if types is None or arguments.labels[i] == "expl" or seen == PRONOUNS:
            continue
        seen += 1
        nearest = {e.key: e for e in own if 0 <= e.last < i and e.kind in ("name", "reference")}
        before = sorted(nearest.values(), key=lambda e: -e.last)[:ANTECEDENTS]
        kinds: dict[str, list[tuple[float, End]]] = {}
        for e in [*before, *carried]:
            line = schema.ancestors(e.type)
            if types.intersection(line):
                kinds.setdefault(line[-1], []).append((e.salience - min(e.back, REACH) + 0.5 * e.focal, e))
        sites = arguments.sites(i, i)
        at = doc[i].idx
        for top in sorted(kinds):
            ranked = sorted(kinds[top], key=lambda k: -k[0])
            for rank, (_, e) in enumerate(ranked):
                found.append(End(e.value, e.type, "pronoun", e.key, at, at + len(doc[i]), i, i, e.back, sites, arguments.lowers[i],
                                 e.salience, e.focal, rank=rank, rivals=len(ranked) - 1))
    return found


def _items(arguments: Arguments, start: int, end: int, ends: Sequence[End]) -> tuple[list[str], dict[int, int]]:
    """The sentence as a row of lemmas in which each end is one item with its type's name; token -> item."""
    covered: dict[int, End] = {}
    for e in ends:
        for i in range(e.first, e.last + 1):
            covered.setdefault(i, e)
    items: list[str] = []
    item_of: dict[int, int] = {}
    last: End | None = None
    for i in range(start, end):
        over = covered.get(i)
        if arguments.space[i]:
            item_of[i] = max(0, len(items) - 1)
            continue
        if over is None:
            items.append(arguments.lemmas[i] or arguments.lowers[i])
        elif over is not last:
            items.append(f"<{over.type}>")
        last = over
        item_of[i] = len(items) - 1
    return items, item_of
