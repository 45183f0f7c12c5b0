"""A sentence read as a whole: a small encoder over its tokens and its parse says of every pair of ends what is claimed between them.

Each token is the sum of embeddings (lemma, tag, label, last letters, the type of the name that it belongs to, the relations that frames
see there, and in Korean a vector of the morpheme); layers mix it with its neighbours, its head and its children, and self-attention with
the whole sentence (Vaswani et al. 2017, "Attention Is All You Need"). A pair is judged by its two ends, what stands between them and
their lowest common head (Xu et al. 2015, "Classifying Relations via Long Short Term Memory Networks along Shortest Dependency Paths").
Trained by the recipes, asked here with NumPy alone. A file is a NumPy archive without pickles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.errors import ModelError
from kg.extraction.archive import MEND, model_file, read_arrays, write_arrays
from kg.extraction.scene import End, Scene
from kg.model import Mention

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

#: What a token is told by, and an end; each is a table of embeddings.
TOKEN = ("lemma", "tag", "label", "type", "kind", "suffix", "quoted")
END = ("kind", "type", "rank", "likely", "back", "focal", "confidence", "method", "marker")
KINDS = {"name": 1, "reference": 2, "pronoun": 3, "carried": 4, "literal": 5}
#: The last letters of words fall into so many buckets.
SUFFIXES = 1024
#: The numbers of attention's heads, and of the distances that pairs are told apart by.
ATTENTION_HEADS, PLACES = 4, 22
_STEPS = (0, 1, 2, 3, 5, 8, 12, 20)
_DISTANCES = np.repeat(np.arange(10), (1, 1, 1, 1, 2, 3, 4, 8, 15, 1))
_SLOPE = np.float32((2 / np.pi) ** 0.5)
#: No chain of heads is followed further.
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """A sentence in numbers: `tokens` (tokens x TOKEN; those of ends that the sentence does not name come last), the rows of their
    `vectors` (0: none) and their `heads`; `frames` (hits x (token, relation)); `ends` (ends x (first, last, *END)); `pairs` (candidates x
    (subject, object, lowest common head, between from, to, distance)).
    """

    tokens: Ints
    vectors: Ints
    heads: Ints
    frames: Ints
    ends: Ints
    pairs: Ints


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

    def layout(self, scene: Scene, pairs: Sequence[tuple[int, int]]) -> Layout:
        """A sentence, and pairs of its ends by their numbers."""
        words, begin, length = scene.arguments, scene.start, scene.end - scene.start
        owner: dict[int, End] = {}
        for end in scene.ends:
            if end.first >= 0 and end.kind != "pronoun":
                for i in range(end.first - begin, end.last - begin + 1):
                    owner.setdefault(i, end)
        quoted = {i - begin for opened, closed in scene.quotes for i in range(opened, closed)}
        heads = [head - begin if scene.start <= head < scene.end else i for i, head in enumerate(words.heads[begin:scene.end])]
        rows, vectors = [], []
        for i in range(length):
            t, end_of = begin + i, owner.get(i)
            tag, label = self.tags.get(words.tags[t], 0), self.labels.get(words.labels[t], 0)
            if end_of is None:  # what is named says nothing by its own words
                rows.append((self.lemmas.get(words.lemmas[t], 1), tag, label, 0, 0, _suffix(words.lowers[t]), i in quoted))
                vectors.append(self.vectors.get(f"{words.lemmas[t]}/{words.tags[t].partition('+')[0]}", 0))
            else:
                rows.append((0, tag, label, self.types.get(end_of.type, 0), KINDS[end_of.kind], 0, i in quoted))
                vectors.append(0)
        spans = []
        for end in scene.ends:
            if end.kind == "carried":
                spans.append((len(heads), len(heads)))
                heads.append(len(heads))
                rows.append((0, 0, 0, self.types.get(end.type, 0), KINDS["carried"], 0, False))
                vectors.append(0)
            else:
                spans.append((end.first - begin, end.last - begin))
        frames = [(i - begin, self.relations[hit.entry.relation]) for i, hit in scene.hits if hit.entry.relation in self.relations]
        ends = [(*span, *self._end(end)) for span, end in zip(spans, scene.ends, strict=True)]
        return Layout(np.array(rows, np.intp), np.array(vectors, np.intp), np.array(heads, np.intp), np.array(frames, np.intp).reshape(-1, 2),
                      np.array(ends, np.intp), _pairs(scene.ends, spans, heads, pairs))

    def _end(self, end: End) -> tuple[int, ...]:
        named = end.value if isinstance(end.value, Mention) else None
        method = named.method if named is not None else cast("str", getattr(end.value, "kind", ""))
        return (KINDS[end.kind], self.types.get(end.type, 0), min(end.rank, 3), round(end.likely * 8), _bucket(end.back), int(end.focal),
                round((named.confidence if named is not None else 1.0) * 5), self.methods.get(method, 0), self.markers.get(end.marker, 0))


def _pairs(ends: Sequence[End], spans: Sequence[tuple[int, int]], heads: Sequence[int], pairs: Sequence[tuple[int, int]]) -> Ints:
    chains = [_chain(first, last, heads) for first, last in spans]
    found = []
    for s, o in pairs:
        above = set(chains[s])
        common = next((i for i in chains[o] if i in above), chains[o][-1])
        first, second = (spans[s], spans[o]) if spans[s][0] <= spans[o][0] else (spans[o], spans[s])
        low = first[1] + 1
        if "carried" in (ends[s].kind, ends[o].kind):
            high, place = low, 20 + (ends[s].kind == "carried")
        else:
            high = max(low, second[0])
            place = int(_DISTANCES[min(high - low, len(_DISTANCES) - 1)]) + 10 * (first is spans[s])
        together = ends[s].group >= 0 and ends[s].group == ends[o].group
        found.append((s, o, common, low, high, place + PLACES * together))
    return np.array(found, np.intp).reshape(-1, 6)


def _chain(first: int, last: int, heads: Sequence[int]) -> list[int]:
    """The head of a span and what governs it, upwards."""
    at = next((i for i in range(first, last + 1) if not first <= heads[i] <= last or heads[i] == i), first)
    found = [at]
    while heads[at] != at and len(found) < _DEEPEST:
        at = heads[at]
        found.append(at)
    return found


def _suffix(word: str) -> int:
    return 1 + crc32(word[-3:].encode()) % (SUFFIXES - 1)


def _bucket(n: int) -> int:
    return next((k for k, limit in enumerate(_STEPS) if n <= limit), len(_STEPS))


class Encoder:
    """The encoder of one language. `weights` by name: tables of embeddings and matrices (rows x columns), norms and biases."""

    def __init__(self, vocabulary: Vocabulary, weights: Mapping[str, Floats], meta: Mapping[str, object]) -> None:
        self.vocabulary, self.weights, self.meta = vocabulary, weights, meta
        self.heads = list(vocabulary.relations)
        self.layers = sum(name.startswith("layer") and name.endswith(".mix") for name in weights)

    @cached_property
    def _vectors(self) -> Floats:
        """The vectors of morphemes where the encoder reads them, as wide as it is."""
        return np.asarray(self.weights["vectors"] @ self.weights["vector.project"], np.float32)

    def scores(self, layout: Layout) -> Floats:
        """The log-odds of each relation for each pair: pairs x heads."""
        x = self._tokens(layout)
        ends = self._ends(layout, x)
        s, o, common, low, high, place = layout.pairs.T
        sums = np.concatenate([np.zeros((1, x.shape[1]), np.float32), np.cumsum(x, axis=0)])
        between = (sums[high] - sums[low]) / np.maximum(high - low, 1)[:, None].astype(np.float32)
        z = (self._linear(ends, "pair.subject")[s] + self._linear(ends, "pair.object")[o] + self._linear(between, "pair.between")
             + self._linear(x, "pair.common")[common] + self.weights["pair.place"][place]
             + self._linear(ends, "pair.by")[s] * self._linear(ends, "pair.with")[o])
        return self._linear(_gelu(z), "out")

    def _tokens(self, layout: Layout) -> Floats:
        w = self.weights
        x = np.add.reduce([w[f"token.{name}"][layout.tokens[:, k]] for k, name in enumerate(TOKEN)])
        if len(w["vectors"]):
            x += self._vectors[layout.vectors]
        np.add.at(x, layout.frames[:, 0], w["token.frame"][layout.frames[:, 1]])
        x = self._norm(x, "token.norm")
        n = len(x)
        children = np.zeros((n, n), np.float32)
        children[layout.heads, np.arange(n)] = 1
        children /= np.maximum(children.sum(axis=1, keepdims=True), 1)
        edge = np.zeros((1, x.shape[1]), np.float32)
        for k in range(self.layers):
            around = np.concatenate([np.concatenate([edge, x[:-1]]), x, np.concatenate([x[1:], edge]), x[layout.heads], children @ x], axis=1)
            x = self._norm(x + _gelu(self._linear(around, f"layer{k}.mix")), f"layer{k}.norm")
            if f"attention{k}.out" in w:
                x = self._norm(x + self._attention(x, k), f"attention{k}.norm")
        return x

    def _attention(self, x: Floats, k: int) -> Floats:
        n, width = x.shape
        parts = self._linear(x, f"attention{k}.in").reshape(n, 3, ATTENTION_HEADS, width // ATTENTION_HEADS).transpose(1, 2, 0, 3)
        scores = parts[0] @ parts[1].transpose(0, 2, 1) / np.float32((width // ATTENTION_HEADS) ** 0.5)
        odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
        odds /= odds.sum(axis=-1, keepdims=True)
        return self._linear((odds @ parts[2]).transpose(1, 0, 2).reshape(n, width), f"attention{k}.out")

    def _ends(self, layout: Layout, x: Floats) -> Floats:
        first, last = layout.ends[:, 0], layout.ends[:, 1]
        total = self._linear(x[first], "end.first") + self._linear(x[last], "end.last")
        for k, name in enumerate(END):
            total += self.weights[f"end.{name}"][layout.ends[:, 2 + k]]
        return _gelu(self._norm(total, "end.norm"))

    def _linear(self, x: Floats, name: str) -> Floats:
        return np.asarray(x @ self.weights[name] + self.weights[f"{name}.bias"], np.float32)

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-5))
        return np.asarray(centred / scale * self.weights[name] + self.weights[f"{name}.bias"], np.float32)

    def save(self, path: Path) -> None:
        """Write the encoder: tables and matrices as bytes, each row with a scale of its own. Equal encoders give equal bytes."""
        arrays: dict[str, NDArray[np.generic]] = {"meta": _text(json.dumps(self.meta, sort_keys=True, ensure_ascii=False))}
        for name, names in vars(self.vocabulary).items():
            arrays[f"of {name}"] = _text("\0".join(sorted(names, key=names.__getitem__)))
        for name, weight in self.weights.items():
            if weight.ndim < 2:
                arrays[f"row {name}"] = weight.astype(np.float16)
                continue
            scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True, initial=0), 1e-8) / 127
            arrays[f"scale {name}"] = scale.astype(np.float32)
            arrays[f"table {name}"] = np.rint(weight / scale).astype(np.int8)
        write_arrays(path, arrays)

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read an encoder. ModelError where the file is missing or is none."""
        with model_file(path):
            data = read_arrays(path)
            meta = json.loads(bytes(data["meta"]).decode())
            names = {name.removeprefix("of "): _numbered(bytes(value).decode(), meta["first"].get(name.removeprefix("of "), 0))
                     for name, value in data.items() if name.startswith("of ")}
            weights = {name.removeprefix("row "): value.astype(np.float32) for name, value in data.items() if name.startswith("row ")}
            weights |= {name.removeprefix("table "): value.astype(np.float32) * data[f"scale {name.removeprefix('table ')}"]
                        for name, value in data.items() if name.startswith("table ")}
            found = cls(Vocabulary(**names), weights, meta)
        if found.weights["out"].shape[1:] != (len(found.heads),) or len(found.weights["token.lemma"]) < len(found.vocabulary.lemmas):
            raise ModelError("its parts do not fit together", where=str(path), mend=MEND)
        return found


def _gelu(x: Floats) -> Floats:
    """Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", by its form with tanh."""
    return np.asarray(np.float32(0.5) * x * (1 + np.tanh(_SLOPE * (x + np.float32(0.044715) * x * x * x))), np.float32)


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _numbered(text: str, first: int) -> dict[str, int]:
    return {name: n for n, name in enumerate(text.split("\0"), first)} if text else {}
