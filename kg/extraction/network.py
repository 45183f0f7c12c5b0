"""A small network over named features: one hidden layer that all relations share, so that what one relation teaches about a word
serves the others too. Trained by the recipes, asked here with NumPy alone.

A feature's row of weights is found by hashing its name (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask
Learning"), so that the file holds no names; features never seen in training are known by the `seen` hashes and left out.
A file is a NumPy archive without pickles.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kg.errors import ModelError
from kg.extraction.archive import read_arrays, write_arrays
from kg.extraction.linear import EMPHASIS

Floats = NDArray[np.float32]

#: What a row of features is scaled to: its length.
LENGTH = 8.0


def hash_of(name: str) -> int:
    """32 bits, the same everywhere."""
    return crc32(name.encode())


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
    def _known(self) -> frozenset[int]:
        return frozenset(self.seen.tolist())

    def row(self, features: Sequence[str]) -> tuple[list[int], list[float]]:
        """The buckets of the known features and their values, scaled to LENGTH."""
        known, last = self._known, len(self.table) - 1
        buckets, values = [], []
        for name in features:
            number = hash_of(name)
            if number in known:
                buckets.append(number & last)
                values.append(EMPHASIS.get(name[:3], 1.0))
        norm = float(np.sqrt(sum(v * v for v in values))) or 1.0
        return buckets, [v * LENGTH / norm for v in values]

    def scores(self, features: Sequence[str]) -> Floats:
        """The log-odds of each head, each on its own."""
        buckets, values = self.row(features)
        inner = self.hidden
        if buckets:
            inner = inner + (np.asarray(values, np.float32) @ self.table[buckets].astype(np.float32)) * self.scales
        return np.asarray(np.maximum(inner, 0.0) @ self.output + self.bias, np.float32)

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
        try:
            data = read_arrays(path)
            heads = bytes(data["heads"]).decode().split("\n")
            found = cls(heads, data["seen"], data["table"], data["scales"], data["hidden"], data["output"], data["bias"],
                        json.loads(bytes(data["meta"]).decode()))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as why:
            raise ModelError("is no trained network of kg", where=str(path), mend="install kg again, or train it by its recipe") from why
        if found.table.shape[1:] != found.hidden.shape or found.output.shape != (len(found.hidden), len(heads)):
            raise ModelError("its parts do not fit together", where=str(path), mend="install kg again, or train it by its recipe")
        return found
