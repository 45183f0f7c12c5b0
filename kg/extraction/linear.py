"""Linear models over named features: what the recipes train, and what extraction asks at run time.

A model has heads (labels); each gives a probability of its own (logistic). A file is a NumPy archive without pickles:
`heads`, `features` (UTF-8, parted by NUL), `weights` (float16, features x heads), `bias`, and `meta` (JSON).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.archive import MEND, model_file, read_arrays, write_arrays
from kg.errors import ModelError

#: How much more a feature counts, by its first letters; the row is scaled to length 1 after that.
EMPHASIS: Mapping[str, float] = {"fr=": 2.0, "fs=": 1.2, "fo=": 1.2, "fn=": 1.2, "fx=": 1.2, "rel": 0.2, "ner": 3.0}
#: Features that come together again and again: the function that names them, and what it is given.
Bundle = tuple[Any, ...]
#: How many bundles' weights are kept in mind.
REMEMBERED = 60_000


def lengths(squares: NDArray[np.float32]) -> NDArray[np.float32]:
    """The lengths of rows; 1 for a row without features."""
    return np.asarray(np.sqrt(np.where(squares > 0, squares, 1.0)), np.float32)


def add_up(total: NDArray[np.float32], of: NDArray[np.int64], rows: NDArray[np.float32]) -> None:
    """Add each row of `rows` to the row `of` it of `total`, which holds zeros; `of` ascends."""
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    total[of[starts]] = np.add.reduceat(rows, starts, axis=0)


def row_of(rows: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """Of all features of all rows, one after another, the row."""
    return np.repeat(np.arange(len(rows)), np.fromiter(map(len, rows), np.int64, len(rows)))


@dataclass
class LinearModel:
    """`weights` has a row a feature and a column a head; `meta` carries thresholds and how it was trained."""

    heads: list[str]
    vocabulary: dict[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    meta: dict[str, object] = field(default_factory=dict)

    def all_probabilities(self, rows: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Of several rows of features one probability a head: rows x heads."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.log_odds(rows))), dtype=np.float32)

    def names(self) -> list[str]:
        """The features in the order of their rows."""
        return sorted(self.vocabulary, key=self.vocabulary.__getitem__)

    @cached_property
    def _emphasis(self) -> NDArray[np.float32]:
        return np.array([EMPHASIS.get(n[:3], 1.0) for n in self.names()], np.float32)

    @cached_property
    def _emphasised(self) -> NDArray[np.float32]:
        return self._emphasis[:, None] * self.weights

    def log_odds(self, rows: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Of several rows of features the log-odds of each head: rows x heads."""
        of = row_of(rows)
        indexes = np.fromiter(map(self.vocabulary.get, chain.from_iterable(rows), repeat(-1)), np.int64, len(of))
        known = indexes >= 0
        indexes, of = indexes[known], of[known]
        found = np.zeros((len(rows), len(self.heads)), np.float32)
        if len(indexes):
            values = self._emphasis[indexes]
            squares = np.bincount(of, values * values, len(rows)).astype(np.float32)
            add_up(found, of, self._emphasised[indexes])
            found /= lengths(squares)[:, None]
        return np.asarray(found + self.bias, np.float32)

    def score(self, bundles: Iterable[Bundle]) -> float:
        """The log-odds of the first head for the features of these bundles, none of which is in two; bundles are added up once."""
        total = square = 0.0
        for bundle in bundles:
            adds, length = self._bundles.get(bundle) or self._remember(bundle)
            total += adds
            square += length
        return float(self.bias[0]) + total / math.sqrt(square or 1.0)

    @cached_property
    def _bundles(self) -> dict[Bundle, tuple[float, float]]:
        return {}

    def _remember(self, bundle: Bundle) -> tuple[float, float]:
        if len(self._bundles) > REMEMBERED:
            self._bundles.clear()
        rows = [n for name in bundle[0](*bundle[1:]) if (n := self.vocabulary.get(name)) is not None]
        self._bundles[bundle] = found = (float(self._emphasised[rows, 0].sum()), float((self._emphasis[rows] ** 2).sum()))
        return found

    def save(self, path: Path) -> None:
        """Write the model; equal models give equal bytes."""
        names = self.names()
        write_arrays(path, {
            "heads": np.frombuffer("\n".join(self.heads).encode(), dtype=np.uint8),
            "features": np.frombuffer("\0".join(names).encode(), dtype=np.uint8),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias.astype(np.float32),
            "meta": np.frombuffer(json.dumps(self.meta, sort_keys=True, ensure_ascii=False).encode(), dtype=np.uint8),
        })

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read a model. ModelError where the file is missing or is none."""
        with model_file(path):
            data = read_arrays(path)
            heads = bytes(data["heads"]).decode().split("\n")
            names = bytes(data["features"]).decode().split("\0")
            weights, bias = data["weights"].astype(np.float32), data["bias"].astype(np.float32)
            meta = json.loads(bytes(data["meta"]).decode())
        if weights.shape != (len(names), len(heads)):
            raise ModelError("its parts do not fit together", where=str(path), mend=MEND)
        return cls(heads, {n: i for i, n in enumerate(names)}, weights, bias, meta)
