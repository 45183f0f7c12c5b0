"""What the network knows of a pair of ends in a sentence, as a list of strings.

Four sources: the types and how the ends are named; the words before, between and after; the roles that the two fill of the
predicates (structure); and the frames of the schema that those predicates and roles meet. What an end says by itself is named once for
all its pairs, and what a place says for all pairs that stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np

from kg.extraction.candidates import Ints
from kg.extraction.entity_types import letters
from kg.extraction.located import seen
from kg.extraction.scene import End, Scene
from kg.model import Literal, Mention, name_key
from kg.schema import Schema

#: Of how many parts the features of a pair are: of its subject, of its object, of the two, of their place.
PARTS = 4


class Sentence:
    """The features of the pairs of one sentence."""

    def __init__(self, scene: Scene, schema: Schema) -> None:
        self.scene, self.schema = scene, schema
        self.names_before = list(accumulate((item.startswith("<") for item in scene.items), initial=0))
        self._predicates = _predicates(scene)
        self._rows: list[list[str]] = []
        self._number: dict[tuple[object, ...], int] = {}
        self._roles: dict[tuple[int, int], dict[int, list[tuple[str, int]]]] = {}

    def rows(self, pairs: Sequence[tuple[int, int]]) -> tuple[list[list[str]], Ints]:
        """(Rows of features, pairs x PARTS): which rows make up each of the pairs, given by the numbers of their ends."""
        found = []
        for s, o in pairs:
            subject, object_ = self.scene.ends[s], self.scene.ends[o]
            pair = f"{self.schema.ancestors(subject.type)[-1]}>{self.schema.ancestors(object_.type)[-1]}"
            found.append((self._of_end(s, subject, "s"), self._of_end(o, object_, "o"), self._add(_pair_outline(self, subject, object_, pair)),
                          self._of_place(subject, object_, pair)))
        return self._rows, np.array(found, np.intp).reshape(-1, PARTS)

    def features(self, subject: int, object_: int) -> list[str]:
        """All the features of one pair."""
        rows, of = self.rows([(subject, object_)])
        return [name for n in of[0].tolist() for name in rows[n]]

    def _of_end(self, number: int, end: End, tag: str) -> int:
        found = self._number.get((number, tag))
        if found is None:
            found = self._number[number, tag] = self._add([*_end_outline(self.scene, end, tag), *dict.fromkeys(_end_structure(self, end, tag))])
        return found

    def _of_place(self, subject: End, object_: End, pair: str) -> int:
        """What a pronoun may mean are several ends at one place."""
        key = (subject.first, subject.last, object_.first, object_.last, pair)
        found = self._number.get(key)
        if found is None:
            names = dict.fromkeys(_words(self.scene, subject, object_, pair))
            names.update(dict.fromkeys(_structure(self, subject, object_)))
            names.update(dict.fromkeys(_frames(self.scene, subject, object_)))
            found = self._number[key] = self._add(names)
        return found

    def _add(self, names: Iterable[str]) -> int:
        self._rows.append(list(names))
        return len(self._rows) - 1

    def roles(self, end: End) -> dict[int, list[tuple[str, int]]]:
        """The end's roles of each predicate that gives it any, with strengths: the strongest first, three at most."""
        at = (end.first, end.last)
        if at not in self._roles:
            self._roles[at] = {i: sorted(own.items(), key=lambda r: (-r[1], r[0]))[:3]
                               for i in self._predicates if (own := self.scene.roles.of((i,)).get(at))}
        return self._roles[at]


def _predicates(scene: Scene) -> list[int]:
    """Tokens that head a clause, or govern a noun: verbs, predicate nouns, nouns with a modifier."""
    arguments, found = scene.arguments, []
    for i in range(scene.start, scene.end):
        pos = arguments.pos[i]
        if arguments.space[i] or pos == "PUNCT":
            continue
        if arguments.verbal(i) or (pos in ("NOUN", "PROPN") and i not in scene.masks and arguments.children[i]) or (
                pos == "NOUN" and arguments.labels[i] in ("compound", "appos")):
            found.append(i)
    return found


def _end_outline(scene: Scene, end: End, tag: str) -> Iterator[str]:
    yield f"t{tag}={end.type}"
    if end.kind == "name" and isinstance(end.value, Mention):
        yield from _look(seen(scene.doc, end.value.text), end.value.method, end.type, tag)
        yield f"nl{tag}={round(end.value.confidence * 5)}|{end.value.method}"
    elif end.kind != "literal":
        kind = end.kind[0]
        yield f"c{kind}{tag}={round(end.likely * 5)}"
        yield f"c{kind}{tag}={round(end.likely * 5)}|{min(end.rank, 2)}|{scene.has_subject}"
        yield f"c{kind}{tag}t={end.type}|{round(end.likely * 5)}"
    if end.kind in ("pronoun", "carried"):
        kind = end.kind[0]
        yield f"c{kind}{tag}r={end.rank}|{min(end.rivals, 2)}"
        yield f"c{kind}{tag}b={_bucket(end.back)}|{end.focal}"
        yield f"c{kind}{tag}n={_named(scene, end)}|{scene.has_subject}"


def _pair_outline(sentence: Sentence, s: End, o: End, pair: str) -> Iterator[str]:
    yield from _kinds(s.type, o.type, s.kind, o.kind, s.marker, o.marker, pair)
    if isinstance(s.value, Mention) and isinstance(o.value, Mention):
        yield from _names(name_key(s.value.name), name_key(o.value.name))
    if isinstance(o.value, Literal):
        yield f"u={o.value.unit or o.value.kind}"
        if o.value.bound:
            yield f"bound={o.value.bound}"
    if s.first >= 0 and o.first >= 0:
        d, begin, stop = _between(sentence.scene, s, o)
        yield from _apart(d, _bucket(stop - begin), min(4, max(0, sentence.names_before[stop] - sentence.names_before[begin])), pair)


@lru_cache(maxsize=16384)
def _kinds(subject: str, object_: str, named: str, other_named: str, marker: str, other_marker: str, pair: str) -> tuple[str, ...]:
    """Of what types the two are, how they are named, and what marks them."""
    return (f"t={subject}>{object_}", f"k={named}|{other_named}", f"k={named}|{other_named}|{pair}", f"m={marker}|{other_marker}",
            f"m={marker}|{other_marker}|{pair}")


@lru_cache(maxsize=16384)
def _apart(direction: str, distance: str, names: int, pair: str) -> tuple[str, ...]:
    """How far apart the two are, and how many names stand between them."""
    return f"d={direction}{distance}", f"d={direction}{pair}", f"n={direction}{names}"


@lru_cache(maxsize=16384)
def _look(text: str, method: str, type_: str, tag: str) -> tuple[str, ...]:
    """What a name looks like and how it was found, with the type that it was given: a recogniser errs, and what it found may be no name."""
    words = text.lower().split()
    written = letters(text) + "l" * text[:1].islower()
    return (f"nm{tag}={method}|{type_}", f"ns{tag}={written}|{type_}", f"nw{tag}={min(4, len(words))}|{type_}",
            f"ne{tag}={words[-1][-2:]}|{type_}", f"nx{tag}={words[-1]}|{type_}")


def _between(scene: Scene, s: End, o: End) -> tuple[str, int, int]:
    """(f where the subject comes first, b where the object does; the first and the one past the last item between the two)."""
    left, right = (s, o) if s.first <= o.first else (o, s)
    return "f" if left is s else "b", scene.item_of[left.last] + 1, scene.item_of[right.first]


def _names(subject: str, object_: str) -> Iterator[str]:
    """Whether one name holds the other: Gemini Ultra and Gemini, Samsung SDI and Samsung."""
    if len(object_) > 2 and subject != object_:
        if subject.startswith(object_):
            yield "kn=begins"
        elif object_ in subject:
            yield "kn=holds"
    if len(subject) > 2 and subject != object_ and subject in object_:
        yield "kn=held"


def _named(scene: Scene, end: End) -> int:
    return min(2, sum(1 for e in scene.ends if e.type == end.type and e.kind in ("name", "reference")))


def _bucket(n: int) -> str:
    for limit in (0, 1, 2, 3, 5, 8, 12, 20):
        if n <= limit:
            return str(limit)
    return "far"


def _words(scene: Scene, s: End, o: End, pair: str) -> Iterator[str]:
    items = scene.items
    if s.first < 0 or o.first < 0:
        end = o if s.first < 0 else s
        if end.first < 0:
            return
        at, to = scene.item_of[end.first], scene.item_of[end.last]
        tag = "o" if s.first < 0 else "s"
        for k, item in enumerate(items[max(0, at - 6):at]):
            yield f"{tag}l={item}"
            if k == len(items[max(0, at - 6):at]) - 1:
                yield f"{tag}l1={item}"
        for k, item in enumerate(items[to + 1:to + 7]):
            yield f"{tag}r={item}"
            if k < 2:
                yield f"{tag}r{k}={item}"
        return
    d, begin, stop = _between(scene, s, o)
    left, right = (s, o) if d == "f" else (o, s)
    between = items[begin:stop]
    kept = between if len(between) <= 12 else [*between[:5], "…", *between[-6:]]
    for w in kept:
        yield f"b{d}={w}"
    for a, b in pairwise(kept):
        yield f"b{d}2={a} {b}"
    if len(kept) <= 4:
        yield f"b{d}*={' '.join(kept)}"
        yield f"b{d}*={' '.join(kept)}|{pair}"
    if kept:
        yield f"b{d}^={kept[0]}|{pair}"
        yield f"b{d}$={kept[-1]}|{pair}"
    before = items[max(0, scene.item_of[left.first] - 3):scene.item_of[left.first]]
    for k, w in enumerate(reversed(before)):
        yield f"l{d}={w}"
        if k == 0:
            yield f"l{d}1={w}"
            yield f"l{d}1={w}|{pair}"
    after = items[scene.item_of[right.last] + 1:scene.item_of[right.last] + 8]
    for k, w in enumerate(after):
        yield f"r{d}={w}"
        if k < 2:
            yield f"r{d}{k}={w}|{pair}"
    for a, b in pairwise(after[:6]):
        yield f"r{d}2={a} {b}"


def _end_structure(sentence: Sentence, end: End, tag: str) -> Iterator[str]:
    scene = sentence.scene
    if end.first >= 0:
        words = scene.arguments
        sites = list(end.sites)
        top = sites[-1]
        yield f"g{tag}={words.labels[top]}|{scene.lemma(words.heads[top])}"
        yield f"gd{tag}={words.labels[top]}"
        if sites[0] != top:
            yield f"h{tag}={scene.lemma(top)}"
    for i, roles in sentence.roles(end).items():
        for role, strength in roles:
            if strength > 1:
                yield f"p{tag}={scene.lemma(i)}|{role}"


def _structure(sentence: Sentence, s: End, o: End) -> Iterator[str]:
    scene = sentence.scene
    if s.first >= 0 and o.first >= 0:
        yield from _path(scene, next(iter(s.sites)), next(iter(o.sites)))
    of_object = sentence.roles(o)
    for i, roles in sentence.roles(s).items():
        for role_o, b in of_object.get(i, ()):
            for role_s, a in roles:
                if role_s != role_o or role_s == "agent":
                    yield f"p={scene.lemma(i)}|{role_s}|{role_o}"
                    yield f"pr={role_s}|{role_o}|{min(a, b)}"


def _path(scene: Scene, a: int, b: int) -> Iterator[str]:
    heads, labels = scene.arguments.heads, scene.arguments.labels
    up = [a]
    while heads[up[-1]] != up[-1] and len(up) < 12:
        up.append(heads[up[-1]])
    at = {t: n for n, t in enumerate(up)}
    down = [b]
    while down[-1] not in at and heads[down[-1]] != down[-1] and len(down) < 12:
        down.append(heads[down[-1]])
    if down[-1] not in at:
        return
    top = at[down[-1]]
    left, right = up[:top], down[:-1]
    if len(left) + len(right) > 7:
        yield "path=far"
        return
    route = "^".join(labels[t] for t in left) + "|" + "v".join(labels[t] for t in reversed(right))
    yield f"path={route}"
    yield f"path={route}|{scene.lemma(up[top])}"
    for t in [*left[1:], up[top], *right[1:]]:
        yield f"pl={scene.lemma(t)}"


def _frames(scene: Scene, s: End, o: End) -> Iterator[str]:
    hits, one, other = scene.hits, scene.filled(s), scene.filled(o)
    for n, a in one.subject_of.items():
        entry = hits[n][1].entry
        b = other.object_of.get(n, 0)
        if b:
            yield f"fr={entry.relation}|{min(a, b)}"
            yield f"fr={entry.relation}"
            if entry.frame.negated:
                yield f"frn={entry.relation}"
        elif a > 1:
            yield f"fs={entry.relation}"
    for n, b in other.object_of.items():
        if b > 1 and n not in one.subject_of:
            yield f"fo={hits[n][1].entry.relation}"
    for n, b in one.object_of.items():
        if b > 1 and other.subject_of.get(n, 0) > 1:
            yield f"fx={hits[n][1].entry.relation}"
    near = _near(scene, s, o)
    for i, of_token in scene.entries.items():
        if i in near:
            for hit in of_token:
                yield f"fn={hit.entry.relation}"


def _near(scene: Scene, s: End, o: End) -> range:
    """The tokens between the two, and a few around."""
    first = min((e.first for e in (s, o) if e.first >= 0), default=scene.start)
    return range(first - 2, max(s.last, o.last) + 7)
