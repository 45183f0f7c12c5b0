"""A small network over named features: one hidden layer that all relations share, so that what one relation teaches about a word
serves the others too. Trained by the recipes, asked here with NumPy alone.

A feature's row of weights is found by hashing its name (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask
Learning"), so that the file holds no names; features never seen in training are known by the `seen` hashes and left out.
A file is a NumPy archive without pickles.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.archive import MEND, model_file, read_arrays, write_arrays
from kg.errors import ModelError
from kg.extraction.linear import EMPHASIS, add_up, lengths, row_of

Floats = NDArray[np.float32]

#: What a row of features is scaled to: its length.
LENGTH = 8.0
#: How many features' places are kept in mind.
REMEMBERED = 500_000
#: The weights that features have before a row is scaled.
_EMPHASES = sorted({1.0, *EMPHASIS.values()})


def hash_of(name: str) -> int:
    """32 bits, the same everywhere."""
    return crc32(name.encode())


class _Places(dict[str, int]):
    """Of each feature its bucket and, in the lowest three bits, which emphasis it has; -1 where it is not known. Features come again
    and again, so they are remembered.
    """

    def __init__(self, seen: NDArray[np.uint32], buckets: int) -> None:
        super().__init__()
        self.known, self.mask = frozenset(seen.tolist()), buckets - 1

    def __missing__(self, name: str) -> int:
        if len(self) > REMEMBERED:
            self.clear()
        number = hash_of(name)
        self[name] = found = (number & self.mask) << 3 | _EMPHASES.index(EMPHASIS.get(name[:3], 1.0)) if number in self.known else -1
        return found


@dataclass
class Network:
    """`table` (buckets, a power of two, x width; one byte each, scaled by `scales`), `hidden` (width), `output` (width x heads),
    `bias` (heads); `seen` are the sorted hashes of the features known.
    """

    heads: list[str]
    seen: NDArray[np.uint32]
    table: NDArray[np.int8]
    scales: Floats
    hidden: Floats
    output: Floats
    bias: Floats
    meta: dict[str, object] = field(default_factory=dict)

    @cached_property
    def _places(self) -> _Places:
        return _Places(self.seen, len(self.table))

    def scores(self, rows: Sequence[Sequence[str]], of: NDArray[np.intp]) -> Floats:
        """The log-odds of each head, each on its own, for things that each have the features of several of the rows, none of which is in
        two of these: things x heads. `of` (things x several) are the rows' numbers.
        """
        inner, squares = self._sums(rows)
        scaled = inner[of].sum(axis=1) * (np.float32(LENGTH) / lengths(squares[of].sum(axis=1)))[:, None] * self.scales
        return np.asarray(np.maximum(scaled + self.hidden, 0.0) @ self.output + self.bias, np.float32)

    def _sums(self, rows: Sequence[Sequence[str]]) -> tuple[Floats, Floats]:
        """(What the features of a row add up to, rows x width; the squares of the rows' lengths)."""
        at = row_of(rows)
        places = np.fromiter(map(self._places.__getitem__, chain.from_iterable(rows)), np.int64, len(at))
        known = places >= 0
        places, at = places[known], at[known]
        inner = np.zeros((len(rows), len(self.hidden)), np.float32)
        squares = np.zeros(len(rows), np.float32)
        if len(places):
            values = np.array(_EMPHASES, np.float32)[places & 7]
            squares[:] = np.bincount(at, values * values, len(rows))
            found = self.table[places >> 3].astype(np.float32)
            stressed = np.flatnonzero(values != 1)
            found[stressed] *= values[stressed, None]
            add_up(inner, at, found)
        return inner, squares

    def save(self, path: Path) -> None:
        """Write the network; equal networks give equal bytes."""
        write_arrays(path, {
            "heads": np.frombuffer("\n".join(self.heads).encode(), dtype=np.uint8),
            "seen": self.seen, "table": self.table, "scales": self.scales, "hidden": self.hidden,
            "output": self.output, "bias": self.bias,
            "meta": np.frombuffer(json.dumps(self.meta, sort_keys=True, ensure_ascii=False).encode(), dtype=np.uint8),
        })

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read a network. ModelError where the file is missing or is none."""
        with model_file(path):
            data = read_arrays(path)
            heads = bytes(data["heads"]).decode().split("\n")
            found = cls(heads, data["seen"], data["table"], data["scales"], data["hidden"], data["output"], data["bias"],
                        json.loads(bytes(data["meta"]).decode()))
        if found.table.shape[1:] != found.hidden.shape or found.output.shape != (len(found.hidden), len(heads)):
            raise ModelError("its parts do not fit together", where=str(path), mend=MEND)
        return found
