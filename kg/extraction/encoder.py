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
#: Sentences are read together that have at most so many tokens, when all are made as long as the longest, and pairs; a longer one alone.
TOKENS, PAIRS = 2048, 8192
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

    def scores(self, layouts: Sequence[Layout]) -> list[Floats]:
        """Of each sentence the log-odds of each relation for each pair: pairs x heads."""
        found = [np.zeros((0, len(self.heads)), np.float32)] * len(layouts)
        for chosen in _batches(layouts):
            batch = [layouts[n] for n in chosen]
            said = self._read(batch)
            for n, own in zip(chosen, np.split(said, np.cumsum([len(one.pairs) for one in batch])[:-1]), strict=True):
                found[n] = own
        return found

    def _read(self, batch: Sequence[Layout]) -> Floats:
        """The pairs of several sentences, one after the other."""
        w = self.weights
        tokens, ends, places = (_begins(getattr(one, name) for one in batch) for name in ("tokens", "ends", "places"))
        x = self._tokens(batch, tokens)
        known = self._ends(np.concatenate([one.ends for one in batch]), np.repeat(tokens[:-1], np.diff(ends)), x)
        at = self._places(batch, tokens, places, x)
        s, o, place, holds = np.concatenate([one.pairs for one in batch]).T
        many = [len(one.pairs) for one in batch]
        s, o = s + np.repeat(ends[:-1], many), o + np.repeat(ends[:-1], many)
        z = self._linear(known, "pair.by")[s]
        z *= self._linear(known, "pair.with")[o]
        for name, side, of in (("subject", s, [one.as_subject for one in batch]), ("object", o, [one.as_object for one in batch])):
            told, rows = self._linear(known, f"pair.{name}"), np.concatenate(of)
            _add(told, rows[:, 0] + np.repeat(ends[:-1], [len(one) for one in of]), w["pair.fit"][rows[:, 1]])
            z += told[side]
        z += at[place + np.repeat(places[:-1], many)]
        held = np.flatnonzero(holds)
        z[held] += w["pair.holds"][holds[held]] - w["pair.holds"][0]  # which all places count: few names hold another
        return self._linear(_gelu(z), "out")

    def _places(self, batch: Sequence[Layout], tokens: Ints, places: Ints, x: Floats) -> Floats:
        """What each place says, whatever stands there."""
        w = self.weights
        begin = np.repeat(tokens[:-1], np.diff(places))
        common, low, high, distance, steps = np.concatenate([one.places for one in batch]).T
        sums = np.zeros((len(x) + 1, x.shape[1]), np.float64)  # they run over many sentences
        np.cumsum(x, axis=0, dtype=np.float64, out=sums[1:])
        between = ((sums[begin + high] - sums[begin + low]) / np.maximum(high - low, 1)[:, None]).astype(np.float32)
        found = self._linear(between, "pair.between")
        found += self._linear(x, "pair.common")[begin + common]
        found += w["pair.place"][distance]
        found += w["pair.steps"][steps]
        found += w["pair.holds"][0]
        fits = np.concatenate([one.fits for one in batch])
        _add(found, fits[:, 0] + np.repeat(places[:-1], [len(one.fits) for one in batch]), w["pair.fit"][fits[:, 1]] * fits[:, 2:].astype(np.float32))
        return found

    def _tokens(self, batch: Sequence[Layout], begins: Ints) -> Floats:
        w, own = self.weights, np.repeat(begins[:-1], np.diff(begins))
        rows = np.concatenate([one.tokens for one in batch])
        x = w[f"token.{TOKEN[0]}"][rows[:, 0]]
        for k, name in enumerate(TOKEN[1:], 1):
            x += w[f"token.{name}"][rows[:, k]]
        if len(w["vectors"]) > 1:  # the first row is of what has none
            x += self._vectors[np.concatenate([one.vectors for one in batch])]
        frames = np.concatenate([one.frames for one in batch])
        _add(x, frames[:, 0] + np.repeat(begins[:-1], [len(one.frames) for one in batch]), w["token.frame"][frames[:, 1]])
        x = self._norm(x, "token.norm")
        heads = np.concatenate([one.heads for one in batch]) + own
        by_head = np.argsort(heads, kind="stable")
        governing, first, children = np.unique(heads[by_head], return_index=True, return_counts=True)
        around = np.zeros((len(x), 5, x.shape[1]), np.float32)
        padded = _Padded(begins)
        for k in range(self.layers):
            around[1:, 0], around[:, 1], around[:-1, 2], around[:, 3] = x[:-1], x, x[1:], x[heads]
            around[begins[:-1], 0], around[begins[1:] - 1, 2] = 0, 0
            around[governing, 4] = np.add.reduceat(x[by_head], first, axis=0) / children[:, None].astype(np.float32)
            x = self._norm(x + _gelu(self._linear(around.reshape(len(x), -1), f"layer{k}.mix")), f"layer{k}.norm")
            if f"attention{k}.out" in w:
                x = self._norm(x + self._attention(x, k, padded), f"attention{k}.norm")
        return x

    def _attention(self, x: Floats, k: int, padded: _Padded) -> Floats:
        many, longest = padded.places.shape
        width = x.shape[1] // ATTENTION_HEADS
        parts = self._linear(x, f"attention{k}.in")[padded.places]
        q, key, value = parts.reshape(many, longest, 3, ATTENTION_HEADS, width).transpose(2, 0, 3, 1, 4)
        odds = q @ key.transpose(0, 1, 3, 2) / np.float32(width ** 0.5)
        odds += padded.none
        odds -= odds.max(axis=-1, keepdims=True)
        np.exp(odds, out=odds)
        odds /= odds.sum(axis=-1, keepdims=True)
        return self._linear((odds @ value).transpose(0, 2, 1, 3).reshape(many * longest, -1)[padded.own], f"attention{k}.out")

    def _ends(self, rows: Ints, begins: Ints, x: Floats) -> Floats:
        total = self._linear(x[begins + rows[:, 0]], "end.first")
        total += self._linear(x[begins + rows[:, 1]], "end.last")
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
    """Sentences side by side, all as long as the longest: of each place which token stands there, what to add where none does, and the
    place of each token.
    """

    def __init__(self, begins: Ints) -> None:
        lengths = np.diff(begins)
        along = np.arange(lengths.max())
        holds = along < lengths[:, None]
        self.places = np.where(holds, begins[:-1, None] + along, begins[:-1, None])
        self.none = np.where(holds, np.float32(0), np.float32(-1e4))[:, None, None, :]
        self.own = np.flatnonzero(holds)


def _batches(layouts: Sequence[Layout]) -> Iterator[list[int]]:
    """The numbers of the sentences that have pairs, those of like lengths together."""
    chosen: list[int] = []
    pairs = 0
    for n in sorted((n for n, one in enumerate(layouts) if len(one.pairs)), key=lambda n: len(layouts[n].tokens)):
        own = len(layouts[n].pairs)
        if chosen and ((len(chosen) + 1) * len(layouts[n].tokens) > TOKENS or pairs + own > PAIRS):
            yield chosen
            chosen, pairs = [], 0
        chosen.append(n)
        pairs += own
    if chosen:
        yield chosen


def _add(x: Floats, at: Ints, rows: Floats) -> None:
    """Add each row of `rows` to the row `at` of `x`; `at` ascends."""
    if len(rows):
        first = np.flatnonzero(np.diff(at, prepend=-1))
        x[at[first]] += np.add.reduceat(rows, first, axis=0)


def _begins(parts: Iterator[Ints]) -> Ints:
    """Where each of several arrays begins when they stand one after the other, and where the last ends."""
    return np.cumsum([0, *(len(part) for part in parts)])


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
