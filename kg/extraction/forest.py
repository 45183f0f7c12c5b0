"""Gradient-boosted trees as arrays: trained by the recipes (scikit-learn), asked here with NumPy alone.

Friedman 2001, "Greedy Function Approximation". A file is a NumPy archive without pickles.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.archive import model_file, read_arrays, write_arrays

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass
class Forest:
    """All trees' nodes in one row: `left` and `right` children (-1 at a leaf), the `feature` and `threshold` of a split, the
    `value` of a leaf (already scaled by the learning rate), and the `roots`. Scores are log-odds, from `start`.
    """

    columns: list[str]
    roots: Ints
    left: Ints
    right: Ints
    feature: Ints
    threshold: Floats
    value: Floats
    start: float
    meta: dict[str, object] = field(default_factory=dict)

    def probabilities(self, rows: Floats) -> Floats:
        """One probability a row; `rows` has a column for each of `columns`."""
        at = np.repeat(self.roots[None, :], len(rows), axis=0)
        index = np.arange(len(rows))[:, None]
        while True:
            inner = self.left[at] >= 0
            if not inner.any():
                break
            goes_left = rows[index, np.where(inner, self.feature[at], 0)] <= self.threshold[at]
            at = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), at)
        score = self.start + self.value[at].sum(axis=1, dtype=np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-score)), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the trees; equal trees give equal bytes."""
        text = json.dumps({"columns": self.columns, "start": self.start, "meta": self.meta}, sort_keys=True)
        write_arrays(path, {"about": np.frombuffer(text.encode(), dtype=np.uint8), "roots": self.roots, "left": self.left,
                            "right": self.right, "feature": self.feature, "threshold": self.threshold, "value": self.value})

    @classmethod
    def load(cls, path: Path) -> Forest:
        """Read trees. ModelError where the file is missing or is none."""
        with model_file(path):
            data = read_arrays(path)
            about = json.loads(bytes(data["about"]).decode())
            return cls(about["columns"], data["roots"], data["left"], data["right"], data["feature"], data["threshold"],
                       data["value"], float(about["start"]), about["meta"])
