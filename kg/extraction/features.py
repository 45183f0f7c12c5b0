"""What the ranker knows of a pair of ends in a sentence, as a list of strings.

Four sources: the types and how the ends are named; the words before, between and after; the roles that the two fill of the
predicates (structure); and the frames of the schema that those predicates and roles meet. The first of these is the outline, which
is quickly had, and rules out most pairs before the rest is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from kg.extraction.entity_types import letters
from kg.extraction.scene import End, Scene
from kg.model import Literal, Mention, name_key
from kg.schema import Schema


def features(scene: Scene, subject: End, object_: End, schema: Schema) -> list[str]:
    """The features of the ordered pair, without repetition, in a stable order: its outline and its detail."""
    return outline(scene, subject, object_, schema) + detail(scene, subject, object_, schema)


def detail(scene: Scene, subject: End, object_: End, schema: Schema) -> list[str]:
    """The features of the words, the structure and the frames: the same for all pairs with one `place`."""
    found = dict.fromkeys(_words(scene, subject, object_, _pair(subject, object_, schema)))
    found.update(dict.fromkeys(_structure(scene, subject, object_)))
    found.update(dict.fromkeys(_frames(scene, subject, object_)))
    return list(found)


def place(subject: End, object_: End, schema: Schema) -> tuple[int, int, int, int, str]:
    """Where in its sentence a pair stands: what a pronoun may mean are several ends at one place."""
    return subject.first, subject.last, object_.first, object_.last, _pair(subject, object_, schema)


def outline(scene: Scene, subject: End, object_: End, schema: Schema) -> list[str]:
    """What the two ends are, how they are named and how far apart: the features that need no look at the words."""
    return list(_outline(scene, subject, object_, schema))


def _pair(s: End, o: End, schema: Schema) -> str:
    return f"{schema.ancestors(s.type)[-1]}>{schema.ancestors(o.type)[-1]}"


def _outline(scene: Scene, s: End, o: End, schema: Schema) -> Iterator[str]:
    pair = _pair(s, o, schema)
    yield f"t={s.type}>{o.type}"
    yield f"ts={s.type}"
    yield f"to={o.type}"
    yield f"k={s.kind}|{o.kind}"
    yield f"k={s.kind}|{o.kind}|{pair}"
    yield f"m={s.marker}|{o.marker}"
    yield f"m={s.marker}|{o.marker}|{pair}"
    if isinstance(s.value, Mention) and isinstance(o.value, Mention):
        yield from _names(name_key(s.value.name), name_key(o.value.name))
    if isinstance(o.value, Literal):
        yield f"u={o.value.unit or o.value.kind}"
        if o.value.bound:
            yield f"bound={o.value.bound}"
    for end, tag in ((s, "s"), (o, "o")):
        if end.kind == "name" and isinstance(end.value, Mention):
            yield from _look(end.value.text, end.value.method, end.type, tag)
        elif end.kind != "literal":
            kind = end.kind[0]
            yield f"c{kind}{tag}={round(end.likely * 5)}"
            yield f"c{kind}{tag}={round(end.likely * 5)}|{min(end.rank, 2)}|{scene.has_subject}"
            yield f"c{kind}{tag}t={end.type}|{round(end.likely * 5)}"
        if end.kind in ("pronoun", "carried"):
            yield f"c{kind}{tag}r={end.rank}|{min(end.rivals, 2)}"
            yield f"c{kind}{tag}b={_bucket(end.back)}|{end.focal}"
            yield f"c{kind}{tag}n={_named(scene, end)}|{scene.has_subject}"
    if s.first >= 0 and o.first >= 0:
        d, begin, stop = _between(scene, s, o)
        yield f"d={d}{_bucket(stop - begin)}"
        yield f"d={d}{pair}"
        yield f"n={d}{min(4, sum(1 for w in scene.items[begin:stop] if w.startswith('<')))}"


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


def _structure(scene: Scene, s: End, o: End) -> Iterator[str]:
    words = scene.arguments
    for end, tag in ((s, "s"), (o, "o")):
        if end.first < 0:
            continue
        sites = list(end.sites)
        top = sites[-1]
        yield f"g{tag}={words.labels[top]}|{scene.lemma(words.heads[top])}"
        yield f"gd{tag}={words.labels[top]}"
        if sites[0] != top:
            yield f"h{tag}={scene.lemma(top)}"
    if s.first >= 0 and o.first >= 0:
        yield from _path(scene, next(iter(s.sites)), next(iter(o.sites)))
    for i in scene.predicates:
        rs, ro = _top_roles(scene, s, i), _top_roles(scene, o, i)
        if not rs and not ro:
            continue
        lemma = scene.lemma(i)
        for role_s, a in rs:
            for role_o, b in ro:
                if role_s == role_o and role_s != "agent":
                    continue
                yield f"p={lemma}|{role_s}|{role_o}"
                yield f"pr={role_s}|{role_o}|{min(a, b)}"
        for role_s, a in rs:
            if a > 1:
                yield f"ps={lemma}|{role_s}"
        for role_o, b in ro:
            if b > 1:
                yield f"po={lemma}|{role_o}"


def _top_roles(scene: Scene, end: End, token: int) -> list[tuple[str, int]]:
    """The roles of the end, strongest first, three at most."""
    roles = scene.roles(end, token)
    if len(roles) < 2:
        return list(roles.items())
    return sorted(roles.items(), key=lambda r: (-r[1], r[0]))[:3]


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
    for i, hits in scene.entries.items():
        near = _near(scene, i, s, o)
        ends: dict[tuple[int, ...], tuple[dict[str, int], dict[str, int]]] = {(): (scene.roles(s, i), scene.roles(o, i))}
        for hit in hits:
            frame, relation = hit.entry.frame, hit.entry.relation
            if hit.others not in ends:  # an idiom's roles are those of all its words
                tokens = (i, *hit.others)
                ends[hit.others] = _strongest(scene, s, tokens), _strongest(scene, o, tokens)
            rs, ro = ends[hit.others]
            a, b = rs.get(frame.subject, 0), ro.get(frame.object, 0)
            level = min(a, b)
            if level:
                yield f"fr={relation}|{level}"
                yield f"fr={relation}"
                if frame.negated:
                    yield f"frn={relation}"
            elif a > 1:
                yield f"fs={relation}"
            elif b > 1:
                yield f"fo={relation}"
            if near:
                yield f"fn={relation}"
            if rs.get(frame.object, 0) > 1 and ro.get(frame.subject, 0) > 1:
                yield f"fx={relation}"


def _strongest(scene: Scene, end: End, tokens: tuple[int, ...]) -> dict[str, int]:
    best: dict[str, int] = {}
    for token in tokens:
        for role, strength in scene.roles(end, token).items():
            best[role] = max(strength, best.get(role, 0))
    if end.kind == "carried":  # nothing carried fills a role that any word of the idiom has filled in the sentence
        return {role: n for role, n in best.items() if not any(role in scene.arguments.fillers(token) for token in tokens)}
    return best


def _near(scene: Scene, i: int, s: End, o: End) -> bool:
    """Whether the predicate stands between the two, or within six tokens after them."""
    first = min(e.first for e in (s, o) if e.first >= 0) if s.first >= 0 or o.first >= 0 else scene.start
    last = max(s.last, o.last)
    return first - 2 <= i <= last + 6
