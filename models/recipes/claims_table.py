"""Rows of named features as numbers, for training."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse

from kg.extraction.linear import EMPHASIS, LinearModel, lengths


class Table:
    """Rows of features as a sparse matrix, each scaled to length 1; features seen less than `least` times are left out."""

    def __init__(self, rows: Iterable[Sequence[str]], least: int = 2) -> None:
        every: dict[str, int] = {}
        numbers, ends = array("i"), [0]
        for row in rows:
            numbers.extend(every.setdefault(name, len(every)) for name in row)
            ends.append(len(numbers))
        names = list(every)
        counts = np.bincount(numbers, minlength=len(names))
        self.vocabulary = {f: n for n, f in enumerate(sorted(f for f, c in zip(names, counts, strict=True) if c >= least))}
        place = np.array([self.vocabulary.get(f, -1) for f in names])
        emphasis = np.array([EMPHASIS.get(f[:3], 1.0) for f in names], np.float32)
        of = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        columns = place[np.asarray(numbers)]
        known = columns >= 0
        values, of = emphasis[np.asarray(numbers)[known]], of[known]
        values = values / lengths(np.asarray(np.bincount(of, values * values, len(ends) - 1), np.float32))[of]
        self.matrix = sparse.csr_matrix((values, (of, columns[known])), shape=(len(ends) - 1, len(self.vocabulary)))


def prune(model: LinearModel, least: float) -> LinearModel:
    """Without the features that move no head by more than `least`."""
    names = model.names()
    kept = [n for n, name in enumerate(names) if np.abs(model.weights[n]).max() > least]
    return LinearModel(model.heads, {names[n]: k for k, n in enumerate(kept)}, model.weights[kept], model.bias, model.meta)
