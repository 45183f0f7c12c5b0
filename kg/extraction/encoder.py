"""A sentence read as a whole: a small encoder over its tokens and its parse says of every pair of ends what is claimed between them.

Each token is the sum of embeddings (lemma, tag, label, last letters, the type of the name that it belongs to, the relations that frames
see there, and in Korean a vector of the morpheme); layers mix it with its neighbours, its head and its children, and self-attention with
the whole sentence (Vaswani et al. 2017, "Attention Is All You Need"). A pair is judged by its two ends, what stands between them,
their lowest common head (Xu et al. 2015, "Classifying Relations via Long Short Term Memory Networks along Shortest Dependency Paths"), and
the frames that fit it. Trained by the recipes, asked here with NumPy alone. A file is a NumPy archive without pickles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.archive import MEND, model_file, packed, read_arrays, unpacked, write_arrays
from kg.errors import ModelError
from kg.extraction.candidates import Ints
from kg.extraction.layout import END, TOKEN, Layout, Vocabulary
from kg.layers import Floats, linear, norm

#: The number of attention's heads.
ATTENTION_HEADS = 4
#: Attention looks at sentences of like lengths together, of so many tokens when all are made as long as the longest; at a longer one alone.
ATTENDING = 512
_SLOPE = np.float32((2 / np.pi) ** 0.5)


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

    @cached_property
    def _fit(self) -> Floats:
        """How a frame fits a pair, and after that the same taken back."""
        return np.concatenate([self.weights["pair.fit"], -self.weights["pair.fit"]])

    def scores(self, of: Layout) -> Floats:
        """The log-odds of each relation for each pair: pairs x heads."""
        if not len(of.pairs):
            return np.zeros((0, len(self.heads)), np.float32)
        w, x = self.weights, self._tokens(of)
        known = self._ends(of.ends, x)
        s, o, holds, common, low, high, distance, steps = of.pairs.T
        z = self._linear(known, "pair.by")[s]
        z *= self._linear(known, "pair.with")[o]
        for name, side, rows in (("subject", s, of.as_subject), ("object", o, of.as_object)):
            told = self._linear(known, f"pair.{name}")
            _Adding(rows[:, 0]).add(told, w["pair.fit"], rows[:, 1])
            z += told[side]
        sums = np.zeros((len(x) + 1, x.shape[1]), np.float64)  # they run over many sentences
        np.cumsum(x, axis=0, dtype=np.float64, out=sums[1:])
        z += self._linear(((sums[high] - sums[low]) / np.maximum(high - low, 1)[:, None]).astype(np.float32), "pair.between")
        heads, head = np.unique(common, return_inverse=True)
        z += self._linear(x[heads], "pair.common")[head]
        z += w["pair.place"][distance]
        z += w["pair.steps"][steps]
        z += w["pair.holds"][holds]
        _Adding(of.fits[:, 0]).add(z, self._fit, of.fits[:, 1] + len(w["pair.fit"]) * (of.fits[:, 2] < 0))
        return self._linear(_gelu(z), "out")

    def _tokens(self, of: Layout) -> Floats:
        w, begins, heads = self.weights, of.begins, of.heads
        x = w[f"token.{TOKEN[0]}"][of.tokens[:, 0]]
        for k, name in enumerate(TOKEN[1:], 1):
            x += w[f"token.{name}"][of.tokens[:, k]]
        if len(w["vectors"]) > 1:  # the first row is of what has none
            x += self._vectors[of.vectors]
        _Adding(of.frames[:, 0]).add(x, w["token.frame"], of.frames[:, 1])
        x = self._norm(x, "token.norm")
        width, by_head = x.shape[1], np.argsort(heads, kind="stable")
        governing, number, children = np.unique(heads, return_inverse=True, return_counts=True)
        governed = _Adding(number[by_head])
        around = np.zeros((len(x), 4, width), np.float32)
        alike = [_Padded(begins, chosen) for chosen in _alike(np.diff(begins))]
        for k in range(self.layers):
            around[1:, 0], around[:, 1], around[:-1, 2], around[:, 3] = x[:-1], x, x[1:], x[heads]
            around[begins[:-1], 0], around[begins[1:] - 1, 2] = 0, 0
            mix = w[f"layer{k}.mix"]
            mixed = around.reshape(len(x), -1) @ mix[:-width]
            below = np.zeros((len(governing), width), np.float32)
            governed.add(below, x, by_head)
            below /= children[:, None]
            mixed[governing] += below @ mix[-width:]
            mixed += w[f"layer{k}.mix.bias"]
            x = self._norm(x + _gelu(mixed), f"layer{k}.norm")
            if f"attention{k}.out" in w:
                x = self._norm(x + self._attention(x, k, alike), f"attention{k}.norm")
        return x

    def _attention(self, x: Floats, k: int, alike: Sequence[_Padded]) -> Floats:
        width = x.shape[1] // ATTENTION_HEADS
        every, mixed = self._linear(x, f"attention{k}.in"), np.empty_like(x)
        for padded in alike:
            many, longest = padded.places.shape
            q, key, value = every[padded.places].reshape(many, longest, 3, ATTENTION_HEADS, width).transpose(2, 0, 3, 1, 4)
            odds = q @ key.transpose(0, 1, 3, 2)
            odds *= np.float32(width ** -0.5)
            odds += padded.none
            odds -= odds.max(axis=-1, keepdims=True)
            np.exp(odds, out=odds)
            odds /= odds.sum(axis=-1, keepdims=True)
            mixed[padded.own] = (odds @ value).transpose(0, 2, 1, 3).reshape(many, longest, -1)[padded.holds]
        return self._linear(mixed, f"attention{k}.out")

    def _ends(self, rows: Ints, x: Floats) -> Floats:
        total = self._linear(x[rows[:, 0]], "end.first")
        total += self._linear(x[rows[:, 1]], "end.last")
        for k, name in enumerate(END):
            total += self.weights[f"end.{name}"][rows[:, 2 + k]]
        return _gelu(self._norm(total, "end.norm"))

    def _linear(self, x: Floats, name: str) -> Floats:
        return linear(x, self.weights, name)

    def _norm(self, x: Floats, name: str) -> Floats:
        return norm(x, self.weights, name)

    def save(self, path: Path) -> None:
        """Write the encoder: tables and matrices as bytes, each row with a scale of its own. Equal encoders give equal bytes."""
        arrays: dict[str, NDArray[np.generic]] = {"meta": _text(json.dumps(self.meta, sort_keys=True, ensure_ascii=False))}
        for name, names in vars(self.vocabulary).items():
            arrays[f"of {name}"] = _text("\0".join(sorted(names, key=names.__getitem__)))
        write_arrays(path, arrays | packed(self.weights))

    @classmethod
    def load(cls, path: Path) -> Encoder:
        """Read an encoder. ModelError where the file is missing or is none."""
        with model_file(path):
            data = read_arrays(path)
            meta = json.loads(bytes(data["meta"]).decode())
            names = {name.removeprefix("of "): _numbered(bytes(value).decode(), meta["first"].get(name.removeprefix("of "), 0))
                     for name, value in data.items() if name.startswith("of ")}
            found = cls(Vocabulary(**names), unpacked(data), meta)
            fit = found.weights["out"].shape[1] == len(found.heads) and all(len(found.weights[name]) == rows for name, rows in found.vocabulary.tables().items())
        if not fit:
            raise ModelError("its parts do not fit together", where=str(path), mend=MEND)
        return found


class _Padded:
    """Some of several sentences side by side, all as long as the longest: of each place which token stands there and whether one does
    (`holds`), what to add where none does, and the tokens in order (`own`).
    """

    def __init__(self, begins: Ints, chosen: Ints) -> None:
        lengths = np.diff(begins)[chosen]
        along = np.arange(lengths.max())
        self.holds = along < lengths[:, None]
        self.places = begins[chosen, None] + along * self.holds
        self.none = np.where(self.holds, np.float32(0), np.float32(-1e4))[:, None, None, :]
        self.own = self.places[self.holds]


def _alike(lengths: Ints) -> Iterator[Ints]:
    """The numbers of sentences, those of like lengths together."""
    order = np.argsort(lengths, kind="stable")
    begin, sorted_ = 0, lengths[order].tolist()
    for n, length in enumerate(sorted_):
        if n > begin and (n + 1 - begin) * length > ATTENDING:
            yield order[begin:n]
            begin = n
    yield order[begin:]


class _Adding:
    """Adds rows to the rows `at` of others; `at` ascends. It does so in rounds, in none of which two rows are added to one: NumPy does
    that faster than `add.reduceat` adds up short runs of long rows.
    """

    def __init__(self, at: Ints) -> None:
        first = np.flatnonzero(np.diff(at, prepend=-1))
        many = np.diff(first, append=len(at))
        self.rounds = []
        for n in range(many.max(initial=0)):
            first, many = first[many > n], many[many > n]
            self.rounds.append((at[first], first + n))

    def add(self, to: Floats, table: Floats, rows: Ints) -> None:
        """Add these rows of the table."""
        for at, n in self.rounds:
            to[at] += table[rows[n]]


def _gelu(x: Floats) -> Floats:
    """Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", by its form with tanh."""
    inner = x * x
    inner *= np.float32(0.044715) * _SLOPE
    inner += _SLOPE
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _numbered(text: str, first: int) -> dict[str, int]:
    return {name: n for n, name in enumerate(text.split("\0"), first)} if text else {}
