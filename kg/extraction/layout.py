"""Sentences in numbers, as the encoder reads it (`kg.extraction.encoder`): its tokens and their tree, the ends of claims, and pairs of these."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np

from kg.extraction.candidates import Ints
from kg.extraction.entity_types import letters
from kg.extraction.located import seen
from kg.extraction.roles import Filled
from kg.extraction.scene import End, Scene
from kg.model import Literal, Mention, name_key

#: What a token is told by, and an end; each is a table of embeddings.
TOKEN = ("lemma", "tag", "label", "type", "kind", "suffix", "quoted")
_QUOTED = TOKEN.index("quoted")
END = ("kind", "type", "rank", "likely", "back", "focal", "confidence", "method", "marker", "shape", "sentence", "bound")
#: What a pair is told by: the numbers of its ends, whether the name of one holds that of the other, their lowest common head, the tokens
#: between the two, from and to, how far they are apart, and how far from the common head.
PAIR = ("subject", "object", "holds", "common", "from", "to", "distance", "steps")
KINDS = {"name": 1, "reference": 2, "pronoun": 3, "carried": 4, "literal": 5}
#: The last letters of words fall into so many buckets.
SUFFIXES = 1024
#: The finest steps of how likely an end is, and of how sure a recogniser was of it.
LIKELY, SURE = 8, 5
#: The number of distances that pairs are told apart by, twice: for ends of one coordination, and others.
PLACES = 22
#: In how many ways the frame of a relation may fit a pair: with a strength of 1 to 3; denying it; by the subject alone; by the object alone;
#: the other way round.
FITS = 7
_DENIED, _SUBJECT, _OBJECT, _REVERSED = range(3, FITS)
#: Whether one name of a pair holds the other; and how far each is from the head that both have, this far at most.
HOLDS, UPWARDS = 4, 5
_WRITTEN = "dLHu"
_STEPS = (0, 1, 2, 3, 5, 8, 12, 20)
_DISTANCES = np.repeat(np.arange(10), (1, 1, 1, 1, 2, 3, 4, 8, 15, 1)).tolist()
#: No chain of heads is followed further.
_DEEPEST = 40
_Row = tuple[int, ...]
#: The lemma of a token, its tag, its label, and how it is written.
_Written = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Sentences in numbers, one after the other: where the tokens of each begin, and the last ones end (`begins`); `tokens` (tokens x TOKEN;
    those of ends that a sentence does not name come last in it), the rows of their `vectors` (0: none) and their `heads`; `frames` (hits x
    (token, relation)); `ends` (ends x (first, last, *END)); `pairs` (candidates x PAIR). How frames fit a pair is what its ends tell alone,
    `as_subject` and `as_object` (x (end, relation and how)), and what the two tell beside that, or instead of it, `fits` (x (pair, relation
    and how, 1 or -1)).
    """

    begins: Ints
    tokens: Ints
    vectors: Ints
    heads: Ints
    frames: Ints
    ends: Ints
    pairs: Ints
    as_subject: Ints
    as_object: Ints
    fits: Ints


@dataclass(frozen=True)
class Vocabulary:
    """The names of what an encoder knows, by their numbers; `vectors` are morphemes as `form/TAG`."""

    lemmas: Mapping[str, int]
    tags: Mapping[str, int]
    labels: Mapping[str, int]
    markers: Mapping[str, int]
    types: Mapping[str, int]
    methods: Mapping[str, int]
    vectors: Mapping[str, int]
    relations: Mapping[str, int]

    def tables(self) -> dict[str, int]:
        """How many rows each table of embeddings has, whose rows are looked up by what a layout says."""
        kinds, types = len(KINDS) + 1, len(self.types) + 1
        return {
            "token.lemma": len(self.lemmas) + 2, "token.tag": len(self.tags) + 1, "token.label": len(self.labels) + 1, "token.type": types,
            "token.kind": kinds, "token.suffix": SUFFIXES, "token.quoted": 2, "token.frame": len(self.relations),
            "end.kind": kinds, "end.type": types, "end.rank": 4, "end.likely": LIKELY + 1, "end.back": len(_STEPS) + 1, "end.focal": 2,
            "end.confidence": SURE + 1, "end.method": len(self.methods) + 1, "end.marker": len(self.markers) + 1,
            "end.shape": 1 + 2 * 5 * 2 ** len(_WRITTEN), "end.sentence": 4, "end.bound": 2,
            "pair.place": 2 * PLACES, "pair.steps": (UPWARDS + 1) ** 2, "pair.holds": HOLDS, "pair.fit": FITS * len(self.relations),
        }

    def layout(self, scenes: Sequence[Scene], pairs: Sequence[Ints]) -> Layout:
        """Sentences, and of each some pairs of its ends by their numbers: pairs x (subject, object)."""
        draft = _Draft(self)
        for scene, own in zip(scenes, pairs, strict=True):
            draft.add(scene, own)
        return draft.layout()


class _Draft:
    """A layout that grows by a sentence at a time."""

    def __init__(self, of: Vocabulary) -> None:
        self.of = of
        self.begins, self.heads = [0], list[int]()
        self.tokens, self.frames, self.ends, self.pairs = list[_Row](), list[_Row](), list[_Row](), list[_Row]()
        self.as_subject, self.as_object, self.fits = list[_Row](), list[_Row](), list[_Row]()
        self._known: dict[_Written, _Row] = {}

    def layout(self) -> Layout:
        """All sentences so far."""
        tokens = _rows(self.tokens, len(TOKEN) + 1)
        return Layout(np.array(self.begins, np.intp), tokens[:, :-1], tokens[:, -1], np.array(self.heads, np.intp), _rows(self.frames, 2),
                      _rows(self.ends, 2 + len(END)), _rows(self.pairs, len(PAIR)),
                      _rows(self.as_subject, 2), _rows(self.as_object, 2), _rows(self.fits, 3))

    def add(self, scene: Scene, pairs: Ints) -> None:
        """One sentence, which stands `shift` tokens further on than in its document."""
        shift = len(self.heads) - scene.start
        heads = [head + shift if scene.start <= head < scene.end else i + shift
                 for i, head in enumerate(scene.arguments.heads[scene.start:scene.end], scene.start)]
        spans = [(end.first + shift, end.last + shift) for end in scene.ends]
        absent = [n for n, end in enumerate(scene.ends) if end.kind == "carried"]
        for at, n in enumerate(absent, len(self.heads) + len(heads)):
            spans[n] = at, at
            heads.append(at)
        self.tokens += [*self._tokens(scene), *((0, 0, 0, self.of.types.get(scene.ends[n].type, 0), KINDS["carried"], 0, 0, 0) for n in absent)]
        self.frames += [(i + shift, self.of.relations[hit.entry.relation]) for i, hit in scene.hits if hit.entry.relation in self.of.relations]
        self._fit(scene, pairs)
        self.pairs += _placed(scene.ends, spans, heads, len(self.heads), pairs, len(self.ends))
        self.ends += [span + self._end(end, scene) for span, end in zip(spans, scene.ends, strict=True)]
        self.heads += heads
        self.begins.append(len(self.heads))

    def _tokens(self, scene: Scene) -> list[_Row]:
        """What the tokens of a sentence are told by, and the rows of their vectors."""
        words, start = scene.arguments, scene.start
        written = zip(*(column[start:scene.end] for column in (words.lemmas, words.tags, words.labels, words.lowers)), strict=True)
        rows = [self._known.get(one) or self._know(one) for one in written]
        named: set[int] = set()
        for end in scene.ends:
            if end.first >= 0 and end.kind != "pronoun":
                for i in range(end.first - start, end.last - start + 1):
                    if i not in named:  # what is named says nothing by its own words
                        named.add(i)
                        _, tag, label, *_ = rows[i]
                        rows[i] = (0, tag, label, self.of.types.get(end.type, 0), KINDS[end.kind], 0, 0, 0)
        for opened, closed in scene.quotes:
            for i in range(opened - start, closed - start):
                rows[i] = (*rows[i][:_QUOTED], 1, rows[i][-1])
        return rows

    def _know(self, written: _Written) -> _Row:
        lemma, tag, label, lower = written
        of, vector = self.of, self.of.vectors.get(f"{lemma}/{tag.partition('+')[0]}", 0) if self.of.vectors else 0
        self._known[written] = row = (of.lemmas.get(lemma, 1), of.tags.get(tag, 0), of.labels.get(label, 0), 0, 0, _suffix(lower), 0, vector)
        return row

    def _end(self, end: End, scene: Scene) -> _Row:
        of, named = self.of, end.value if isinstance(end.value, Mention) else None
        return (KINDS[end.kind], of.types.get(end.type, 0), min(end.rank, 3), round(end.likely * LIKELY), _bucket(end.back), int(end.focal),
                round((named.confidence if named is not None else 1.0) * SURE), of.methods.get(method_of(end), 0), of.markers.get(end.marker, 0),
                0 if named is None or end.kind != "name" else _shape(seen(scene.doc, named.text)), scene.has_subject + 2 * (scene.number == 0),
                isinstance(end.value, Literal) and bool(end.value.bound))

    def _fit(self, scene: Scene, pairs: Ints) -> None:
        """How the frames of a sentence fit its ends, and pairs of these."""
        if not scene.hits:
            return
        hits = [(self.of.relations.get(hit.entry.relation, -1) * FITS, hit.entry.frame.negated) for _, hit in scene.hits]
        told = [_Told(scene.filled(end), hits) for end in scene.ends]
        self.as_subject += [(n, way) for n, own in enumerate(told, len(self.ends)) for way in own.as_subject]
        self.as_object += [(n, way) for n, own in enumerate(told, len(self.ends)) for way in own.as_object]
        self.fits += _fits(told, pairs, hits, len(self.pairs))


class _Told:
    """What an end fills, which hits it fills for sure as their subject and as their object, and what these tell where nothing else fills
    them.
    """

    def __init__(self, filled: Filled, hits: Sequence[tuple[int, bool]]) -> None:
        self.filled = filled
        self.subject = frozenset(n for n, a in filled.subject_of.items() if a > 1)
        self.object = frozenset(n for n, b in filled.object_of.items() if b > 1)
        self.as_subject = sorted({hits[n][0] + _SUBJECT for n in self.subject if hits[n][0] >= 0})
        self.as_object = sorted({hits[n][0] + _OBJECT for n in self.object if hits[n][0] >= 0})


def _fits(told: Sequence[_Told], pairs: Ints, hits: Sequence[tuple[int, bool]], begin: int) -> list[tuple[int, int, int]]:
    """What frames that fit two ends tell beside what the two tell alone, or instead of it: (the number of the pair, from `begin` on,
    relation and how, 1 or -1).
    """
    both = [(s, o) for s, o in pairs.tolist()]
    place = {pair: at for at, pair in enumerate(both)}
    shared = _met([own.filled.subject_of for own in told], [own.filled.object_of for own in told], place)
    turned = _met([own.object for own in told], [own.subject for own in told], place)
    found: list[tuple[int, int, int]] = []
    for at in sorted({*shared, *turned}):
        s, o = (told[n] for n in both[at])
        met = shared.get(at, set())
        ways = {hits[n][0] + _REVERSED for n in turned.get(at, ())}
        ways |= {hits[n][0] + _SUBJECT for n in s.subject - met} | {hits[n][0] + _OBJECT for n in o.object - met}
        ways |= {hits[n][0] + min(s.filled.subject_of[n], o.filled.object_of[n], 3) - 1 for n in met}
        ways |= {hits[n][0] + _DENIED for n in met if hits[n][1]}
        alone = {*s.as_subject, *o.as_object}
        found += [(begin + at, way, 1 if way in ways else -1) for way in sorted(ways ^ alone) if way >= 0]
    return found


def _met(ones: Sequence[Iterable[int]], others: Sequence[Iterable[int]], place: Mapping[tuple[int, int], int]) -> dict[int, set[int]]:
    """Of each pair of ends, by its place, the hits that both have."""
    having: dict[int, list[int]] = {}
    for end, own in enumerate(others):
        for n in own:
            having.setdefault(n, []).append(end)
    found: dict[int, set[int]] = {}
    for end, own in enumerate(ones):
        for n in own:
            for other in having.get(n, ()):
                if (at := place.get((end, other))) is not None:
                    found.setdefault(at, set()).add(n)
    return found


def _placed(ends: Sequence[End], spans: Sequence[tuple[int, int]], heads: Sequence[int], first: int, pairs: Ints, begin: int) -> Iterator[_Row]:
    """The pairs of a sentence, whose first token is `first` and whose ends count from `begin` on."""
    holds = _holding(ends)
    chains = [_chain(*span, heads, first) for span in spans]
    above = [{token: steps for steps, token in enumerate(chain)} for chain in chains]
    for s, o in pairs.tolist():
        yield (begin + s, begin + o, holds.get((s, o), 0), *_place((ends[s], ends[o]), (spans[s], spans[o]), above[s], chains[o]))


def method_of(end: End) -> str:
    """How an end was found; of a figure what it counts."""
    return end.value.method if isinstance(end.value, Mention) else end.value.unit or end.value.kind


def _rows(found: Sequence[tuple[int, ...]], columns: int) -> Ints:
    return np.fromiter(itertools.chain.from_iterable(found), np.intp, len(found) * columns).reshape(-1, columns)


def _place(ends: tuple[End, End], spans: tuple[tuple[int, int], tuple[int, int]], above: Mapping[int, int], chain: Sequence[int]) -> tuple[int, ...]:
    """Where a subject and an object stand to each other: `above`, what governs the subject, each with the steps up to it, and the `chain` of
    what governs the object.
    """
    before = spans[0][0] <= spans[1][0]
    first, second = spans if before else spans[::-1]
    low = first[1] + 1
    if ends[0].kind == "carried" or ends[1].kind == "carried":
        return chain[-1], low, low, 20 + (ends[0].kind == "carried"), 0
    common, upwards = chain[-1], 0
    for steps, token in enumerate(chain):
        if token in above:
            common, upwards = token, min(above[token], UPWARDS) * (UPWARDS + 1) + min(steps, UPWARDS)
            break
    high = max(low, second[0])
    together = ends[0].group >= 0 and ends[0].group == ends[1].group
    return common, low, high, _DISTANCES[min(high - low, len(_DISTANCES) - 1)] + 10 * before + PLACES * together, upwards


def _holding(ends: Sequence[End]) -> dict[tuple[int, int], int]:
    """Of two ends, by their numbers, that one name holds the other: Gemini Ultra and Gemini (1), Samsung SDI and SDI (2), the other way
    round (3).
    """
    names: dict[str, list[int]] = {}
    for n, end in enumerate(ends):
        if isinstance(end.value, Mention):
            names.setdefault(name_key(end.value.name), []).append(n)
    every = "\0".join(names)
    found: dict[tuple[int, int], int] = {}
    for held in (name for name in names if len(name) > 2 and every.count(name) > 1):
        for name in (name for name in names if held in name and name != held):
            for pair in itertools.product(names[name], names[held]):
                found[pair], found[pair[::-1]] = 1 if name.startswith(held) else 2, 3
    return found


def _chain(first: int, last: int, heads: Sequence[int], begin: int) -> list[int]:
    """The head of a span and what governs it, upwards. The first of the `heads` is that of the token `begin`."""
    at = next((i for i in range(first, last + 1) if not first <= heads[i - begin] <= last or heads[i - begin] == i), first)
    found = [at]
    while heads[at - begin] != at and len(found) < _DEEPEST:
        at = heads[at - begin]
        found.append(at)
    return found


@lru_cache(maxsize=16384)
def _shape(text: str) -> int:
    """How a name is written: of which kinds of letters, whether with a small one first, in how many words."""
    kinds = letters(text)
    written = sum(1 << n for n, kind in enumerate(_WRITTEN) if kind in kinds)
    return 1 + (written * 2 + text[:1].islower()) * 5 + min(4, len(text.split()))


@lru_cache(maxsize=65536)
def _suffix(word: str) -> int:
    return 1 + crc32(word[-3:].encode()) % (SUFFIXES - 1)


def _bucket(n: int) -> int:
    return next((k for k, limit in enumerate(_STEPS) if n <= limit), len(_STEPS))
