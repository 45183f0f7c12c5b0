"""A sentence in numbers, as the encoder reads it (`kg.extraction.encoder`): its tokens and their tree, the ends of claims, and pairs of these."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
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
_LEMMA, _TYPE, _KIND, _SUFFIX = (TOKEN.index(name) for name in ("lemma", "type", "kind", "suffix"))
END = ("kind", "type", "rank", "likely", "back", "focal", "confidence", "method", "marker", "shape", "sentence", "bound")
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


@dataclass(frozen=True, slots=True)
class Layout:
    """A sentence in numbers: `tokens` (tokens x TOKEN; those of ends that the sentence does not name come last), the rows of their
    `vectors` (0: none) and their `heads`; `frames` (hits x (token, relation)); `ends` (ends x (first, last, *END)). Several pairs may stand
    at one place: `places` (x (lowest common head, between from, to, distance, steps to the common head)); `pairs` (candidates x (subject,
    object, place, whether one name holds the other)). How frames fit a pair is what its ends tell alone, `as_subject` and `as_object`
    (x (end, relation and how)), and what its place tells beside that, or instead of it, `fits` (x (place, relation and how, 1 or -1)).
    """

    tokens: Ints
    vectors: Ints
    heads: Ints
    frames: Ints
    ends: Ints
    places: Ints
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

    def layout(self, scene: Scene, pairs: Ints) -> Layout:
        """A sentence, and pairs of its ends by their numbers: pairs x (subject, object)."""
        words, begin, length = scene.arguments, scene.start, scene.end - scene.start
        owner: dict[int, End] = {}
        for end in scene.ends:
            if end.first >= 0 and end.kind != "pronoun":
                for i in range(end.first - begin, end.last - begin + 1):
                    owner.setdefault(i, end)
        quoted = {i - begin for opened, closed in scene.quotes for i in range(opened, closed)}
        heads = [head - begin if begin <= head < scene.end else i for i, head in enumerate(words.heads[begin:scene.end])]
        lemmas, tags, labels, lowers = (column[begin:scene.end] for column in (words.lemmas, words.tags, words.labels, words.lowers))
        rows = [[self.lemmas.get(lemma, 1) for lemma in lemmas], [self.tags.get(tag, 0) for tag in tags], [self.labels.get(label, 0) for label in labels],
                [0] * length, [0] * length, [_suffix(lower) for lower in lowers], [int(i in quoted) for i in range(length)]]
        vectors = [self.vectors.get(f"{lemma}/{tag.partition('+')[0]}", 0) for lemma, tag in zip(lemmas, tags, strict=True)] if self.vectors else [0] * length
        for i, end in owner.items():  # what is named says nothing by its own words
            rows[_LEMMA][i], rows[_TYPE][i], rows[_KIND][i], rows[_SUFFIX][i], vectors[i] = 0, self.types.get(end.type, 0), KINDS[end.kind], 0, 0
        spans = []
        for end in scene.ends:
            if end.kind == "carried":
                spans.append((len(heads), len(heads)))
                heads.append(len(heads))
                for column, value in zip(rows, (0, 0, 0, self.types.get(end.type, 0), KINDS["carried"], 0, 0), strict=True):
                    column.append(value)
                vectors.append(0)
            else:
                spans.append((end.first - begin, end.last - begin))
        frames = [(i - begin, self.relations[hit.entry.relation]) for i, hit in scene.hits if hit.entry.relation in self.relations]
        ends = [span + self._end(end, scene) for span, end in zip(spans, scene.ends, strict=True)]
        return Layout(np.array(rows, np.intp).T, np.array(vectors, np.intp), np.array(heads, np.intp), _rows(frames, 2),
                      _rows(ends, 2 + len(END)), *self._pairs(scene, spans, heads, pairs))

    def _end(self, end: End, scene: Scene) -> tuple[int, ...]:
        named = end.value if isinstance(end.value, Mention) else None
        return (KINDS[end.kind], self.types.get(end.type, 0), min(end.rank, 3), round(end.likely * LIKELY), _bucket(end.back), int(end.focal),
                round((named.confidence if named is not None else 1.0) * SURE), self.methods.get(method_of(end), 0), self.markers.get(end.marker, 0),
                0 if named is None or end.kind != "name" else _shape(seen(scene.doc, named.text)), scene.has_subject + 2 * (scene.number == 0),
                isinstance(end.value, Literal) and bool(end.value.bound))

    def _pairs(self, scene: Scene, spans: Sequence[tuple[int, int]], heads: Sequence[int], pairs: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """(places, pairs, as_subject, as_object, fits)"""
        one_of: dict[object, int] = {}  # of the ends that stand at one place the first
        number = np.array([one_of.setdefault((span, end.group), n) for n, (span, end) in enumerate(zip(spans, scene.ends, strict=True))], np.intp)
        keys, place = np.unique(number[pairs[:, 0]] * len(spans) + number[pairs[:, 1]], return_inverse=True)
        both = [divmod(key, len(spans)) for key in keys.tolist()]
        chains = {n: _chain(*spans[n], heads) for n in one_of.values()}
        above = {n: {token: steps for steps, token in enumerate(chain)} for n, chain in chains.items()}
        places = [_place((scene.ends[s], scene.ends[o]), (spans[s], spans[o]), above[s], chains[o]) for s, o in both]
        hits = [(self.relations.get(hit.entry.relation, -1) * FITS, hit.entry.frame.negated) for _, hit in scene.hits]
        told = {n: _Told(scene.filled(scene.ends[n]), hits) for n in one_of.values()}
        of_end = [told[n] for n in number.tolist()]
        return (_rows(places, 5), np.column_stack([pairs, place, _holding(scene.ends, pairs)]),
                _rows([(n, way) for n, own in enumerate(of_end) for way in own.as_subject], 2),
                _rows([(n, way) for n, own in enumerate(of_end) for way in own.as_object], 2), _rows(_fits(told, both, hits), 3))


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


def _fits(told: Mapping[int, _Told], both: Sequence[tuple[int, int]], hits: Sequence[tuple[int, bool]]) -> list[tuple[int, int, int]]:
    """What frames that fit two ends tell beside what the two tell alone, or instead of it: (the number of the two, relation and how, 1 or -1)."""
    place = {pair: at for at, pair in enumerate(both)}
    shared = _met({n: own.filled.subject_of for n, own in told.items()}, {n: own.filled.object_of for n, own in told.items()}, place)
    turned = _met({n: own.object for n, own in told.items()}, {n: own.subject for n, own in told.items()}, place)
    found: list[tuple[int, int, int]] = []
    for at in sorted({*shared, *turned}):
        s, o = (told[n] for n in both[at])
        met = shared.get(at, set())
        ways = {hits[n][0] + _REVERSED for n in turned.get(at, ())}
        ways |= {hits[n][0] + _SUBJECT for n in s.subject - met} | {hits[n][0] + _OBJECT for n in o.object - met}
        ways |= {hits[n][0] + min(s.filled.subject_of[n], o.filled.object_of[n], 3) - 1 for n in met}
        ways |= {hits[n][0] + _DENIED for n in met if hits[n][1]}
        alone = {*s.as_subject, *o.as_object}
        found += [(at, way, 1 if way in ways else -1) for way in sorted(ways ^ alone) if way >= 0]
    return found


def _met(ones: Mapping[int, Iterable[int]], others: Mapping[int, Iterable[int]], place: Mapping[tuple[int, int], int]) -> dict[int, set[int]]:
    """Of each two ends, by their number, the hits that both have."""
    having: dict[int, list[int]] = {}
    for end, own in others.items():
        for n in own:
            having.setdefault(n, []).append(end)
    found: dict[int, set[int]] = {}
    for end, own in ones.items():
        for n in own:
            for other in having.get(n, ()):
                if (at := place.get((end, other))) is not None:
                    found.setdefault(at, set()).add(n)
    return found


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


def _holding(ends: Sequence[End], pairs: Ints) -> Ints:
    """Of each pair whether one name holds the other: Gemini Ultra and Gemini (1), Samsung SDI and SDI (2), the other way round (3)."""
    names = [name_key(end.value.name) if isinstance(end.value, Mention) else "" for end in ends]
    known = {name: n for n, name in enumerate(dict.fromkeys(names))}
    every = "\0".join(known)
    holds: dict[tuple[int, int], int] = {}
    for held in (name for name in known if len(name) > 2 and every.count(name) > 1):
        for name in (name for name in known if held in name and name != held):
            holds[known[name], known[held]] = 1 if name.startswith(held) else 2
            holds[known[held], known[name]] = 3
    found = np.zeros(len(pairs), np.intp)
    if holds:
        found[:] = [holds.get((known[names[s]], known[names[o]]), 0) for s, o in pairs.tolist()]
    return found


def _chain(first: int, last: int, heads: Sequence[int]) -> list[int]:
    """The head of a span and what governs it, upwards."""
    at = next((i for i in range(first, last + 1) if not first <= heads[i] <= last or heads[i] == i), first)
    found = [at]
    while heads[at] != at and len(found) < _DEEPEST:
        at = heads[at]
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
