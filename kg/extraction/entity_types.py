"""Of what type a name is that no list knows, and whether it is one: what stands around all its places tells it better than any
single place.

A recogniser of names reads a few words on each side, one place at a time, and takes a firm that is named like a person for a
person, and part of a word for a firm. Here every place of the name in the document has its say, with how the name looks, where it
begins and ends, and what the recogniser thought: a softmax over the types of the schema and "no name". Entity typing as a step of
its own: Ling and Weld, Fine-Grained Entity Recognition (2012).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from spacy.tokens import Doc

from kg.extraction import columns
from kg.extraction.linear import LinearModel
from kg.extraction.located import seen, text_of
from kg.model import Mention, name_key

#: How many places of a name are looked at, the first ones.
PLACES = 12
#: The model's word for what is no name; how likely a name must at least be one.
NO_NAME, LIKELY = "-", 0.3
#: A second type is considered that is at least so likely beside the first.
RIVAL = 0.1
_EDGE = "#"


class Surroundings:
    """The tokens of a document as words, or as the type of the name that they belong to. `nouns` are common nouns that tell a type."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention], nouns: Mapping[str, str]) -> None:
        self.doc, self.text = doc, text_of(doc)
        self.starts = columns.starts(doc)
        self.tags = columns.strings(doc, "TAG")
        lowers, lemmas = columns.strings(doc, "LOWER"), [lemma.lower() for lemma in columns.strings(doc, "LEMMA")]
        self.kinds = [nouns.get(lower) or nouns.get(lemma) for lower, lemma in zip(lowers, lemmas, strict=True)]
        self.words = ["\n" if space else lemma or lower for space, lemma, lower in zip(columns.spaces(doc), lemmas, lowers, strict=True)]
        for m in mentions:
            for i in range(*self.tokens(m)):
                self.words[i] = f"<{m.type}>" if not m.known else f"<{m.type}!>"

    def tokens(self, m: Mention) -> tuple[int, int]:
        """The first token of a mention and the one after its last."""
        return bisect_left(self.starts, m.start), bisect_left(self.starts, m.end)

    def __getitem__(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else _EDGE

    def kind(self, i: int) -> str | None:
        """The type that the common noun at i tells: chip, 반도체."""
        return self.kinds[i] if 0 <= i < len(self.kinds) else None


def type_features(places: Sequence[Mention], around: Surroundings, hints: bool = True) -> list[str]:
    """What tells the type of the name that has these places, each feature once. Without `hints`, not what found the name and which
    type it gave.
    """
    found: dict[str, None] = {}
    if hints:
        for type_, n in Counter(m.type for m in places).items():
            found[f"ner={type_}"] = found[f"ner={type_}|{3 * n // len(places)}"] = None
        found.update((f"m={m.method}", None) for m in places)
    found[f"n={min(len(places), 4)}"] = None
    for text in dict.fromkeys(m.text for m in places):
        found.update(dict.fromkeys(_looks(seen(around.doc, text))))
    for m in places[:PLACES]:
        first, stop = around.tokens(m)
        found.update(dict.fromkeys(_context(around, first, stop)))
        found.update(dict.fromkeys(_edges(around, m, first, stop)))
    return list(found)


def letters(text: str) -> str:
    """Of what a name is written: d digits, L Latin, H Hangul, u capitals alone."""
    return "".join(kind for kind, has in (
        ("d", any(c.isdigit() for c in text)), ("L", any(c.isascii() and c.isalpha() for c in text)),
        ("H", any("가" <= c <= "힣" for c in text)), ("u", text.isupper())) if has)


def _looks(text: str) -> Iterator[str]:
    words = text.lower().split()
    yield "ns=" + letters(text) + "i" * any(c.isupper() for c in text[1:]) + "-" * ("-" in text)
    yield f"nw={min(4, len(words))}"
    low = text.lower()
    for n in (1, 2, 3):
        yield f"ne{n}={low[-n:]}"
    yield f"nb2={low[:2]}"
    yield f"nb3={low[:3]}"
    if len(words) > 1:
        yield f"wl={words[-1]}"
        yield f"wf={words[0]}"


def _context(around: Surroundings, first: int, stop: int) -> Iterator[str]:
    before, after = [around[first - n] for n in (1, 2, 3)], [around[stop + n] for n in (0, 1, 2, 3)]
    for n, word in enumerate(before):
        yield f"b={word}"
        if n < 2:
            yield f"b{n}={word}"
    for n, word in enumerate(after):
        yield f"a={word}"
        if n < 3:
            yield f"a{n}={word}"
    yield f"bb={before[1]} {before[0]}"
    yield f"aa={after[0]} {after[1]}"
    yield f"ac={after[0]} {after[2]}"
    yield f"ad={after[1]} {after[2]}"
    yield f"ba={before[0]} {after[0]}"
    for side, places in (("b", range(first - 1, first - 5, -1)), ("a", range(stop, stop + 6))):
        for n, i in enumerate(places):
            if (kind := around.kind(i)) is not None:
                yield f"k{side}={kind}"
                if n == 0:
                    yield f"k{side}0={kind}"


def _edges(around: Surroundings, m: Mention, first: int, stop: int) -> Iterator[str]:
    """How the text goes on from the name's two ends, and of what kinds of words it is made: tells a part of a word from a name."""
    left, right = _kind(around.text[m.start - 1:m.start]), _kind(around.text[m.end:m.end + 1])
    yield f"cl={left}"
    yield f"cr={right}"
    yield f"cc={left}{right}"
    yield f"c2={around.text[m.end:m.end + 2]}"
    yield f"cn={min(len(m.text), 12)}"
    tags = around.tags[first:stop]
    yield f"tg={'-'.join(tags[:4])}"
    yield f"tl={tags[-1] if tags else ''}"
    yield f"tn={around.tags[stop] if stop < len(around.tags) else _EDGE}"
    yield f"tp={around.tags[first - 1] if first > 0 else _EDGE}"


def _kind(character: str) -> str:
    """H of a Hangul, L of a Latin letter, d of a digit, _ of a blank; other signs speak for themselves."""
    return letters(character)[:1] or ("_" if character.isspace() else character or _EDGE)


def unknown_names(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """The places of each name that is not known."""
    known = {name_key(m.name) for m in mentions if m.known}
    groups: dict[str, list[Mention]] = {}
    for m in mentions:
        if (key := name_key(m.name)) not in known:
            groups.setdefault(key, []).append(m)
    return groups


def types_of(doc: Doc, mentions: Sequence[Mention], nouns: Mapping[str, str], model: LinearModel,
             tops: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, tuple[str, float]]:
    """(Its type, how likely it is a name at all) of each name that is not known, by its key. `nouns` are the common nouns that tell a
    type, `tops` the topmost types of types.
    """
    groups = unknown_names(mentions)
    if not groups:
        return {}
    around = Surroundings(doc, mentions, nouns)
    return dict(zip(groups, told(model, [type_features(places, around) for places in groups.values()], tops), strict=True))


def told(model: LinearModel, rows: Sequence[Sequence[str]], tops: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, float]]:
    """What the model says of each row of features: (type, how likely it is a name). Where only the recogniser speaks for the likeliest
    type, and a common noun right before the name for the second, which is another kind of thing (`tops`) and not much less likely, it is the
    second: 반도체 미르덱스 is a chip. Of what kind of organization a name is the recogniser tells better: a photo agency is no agency.
    """
    scores = model.log_odds(rows).astype(np.float64)
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    odds /= odds.sum(axis=1, keepdims=True)
    names = np.ones(len(rows))
    if NO_NAME in model.heads:
        at = model.heads.index(NO_NAME)
        names -= odds[:, at]
        odds[:, at] = -1
    ranked = np.argsort(-odds, axis=1, kind="stable")[:, :2].tolist()
    found: list[tuple[str, float]] = []
    for row, likeliest, likely in zip(rows, ranked, names.tolist(), strict=True):
        first, second = (model.heads[n] for n in (likeliest[0], likeliest[-1]))
        close = odds[len(found), likeliest[-1]] > RIVAL * odds[len(found), likeliest[0]]
        overruled = close and tops.get(first) != tops.get(second) and f"ner={first}" in row and f"kb0={second}" in row and not {f"kb={first}", f"ka={first}"}.intersection(row)
        found.append((second if overruled else first, likely))
    return found
