"""Train the network over features (`kg.extraction.network`) with NumPy and SciPy: dropout, Adam, no more."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.extraction.network import LENGTH, Network, hash_of

Floats = NDArray[np.float32]

BUCKETS = 1 << 17
WIDTH = 96
EPOCHS = 5
BATCH = 512
RATE = 2e-3
#: The values of a weight in the file: from -LEVELS to LEVELS.
LEVELS = 8
#: The shares of hidden units and of features that a step leaves out.
UNITS, NAMES = 0.4, 0.3


def hashed(matrix: Any, vocabulary: dict[str, int]) -> Any:
    """The rows of features (scaled to length 1) over buckets, scaled to LENGTH."""
    names = sorted(vocabulary, key=vocabulary.__getitem__)
    to = sparse.csr_matrix((np.ones(len(names), np.float32), (np.arange(len(names)), [hash_of(n) & (BUCKETS - 1) for n in names])),
                           shape=(len(names), BUCKETS))
    return (matrix @ to).tocsr() * np.float32(LENGTH)


class Weights:
    """What is learnt: a row a bucket, the hidden layer, the heads; with Adam's moments (Kingma and Ba 2015)."""

    def __init__(self, buckets: int, width: int, heads: int, rng: np.random.Generator) -> None:
        self.table = (rng.standard_normal((buckets, width)) * 0.05).astype(np.float32)
        self.dense = [np.zeros(width, np.float32), (rng.standard_normal((width, heads)) * 0.1).astype(np.float32),
                      np.full(heads, -3, np.float32)]
        self.first = [np.zeros_like(p) for p in (self.table, *self.dense)]
        self.second = [np.zeros_like(p) for p in (self.table, *self.dense)]
        self.steps = 0

    def scores(self, rows: Any) -> Floats:
        return np.asarray(np.maximum(rows @ self.table + self.dense[0], 0) @ self.dense[1] + self.dense[2], np.float32)

    def step(self, columns: NDArray[Any], gradients: Sequence[Floats], rate: float) -> None:
        """One step; `gradients` are of the table's rows `columns`, then of the dense parts."""
        self.steps += 1
        up, down = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        for k, gradient in enumerate(gradients):
            where: Any = columns if k == 0 else slice(None)
            target = self.table if k == 0 else self.dense[k - 1]
            m = 0.9 * self.first[k][where] + 0.1 * gradient
            v = 0.999 * self.second[k][where] + 0.001 * gradient * gradient
            self.first[k][where], self.second[k][where] = m, v
            target[where] -= rate * (m / up) / (np.sqrt(v / down) + 1e-8)
            if k == 0:
                target[where] *= 1 - rate * 1e-3


def fit(rows: Any, labels: Floats, weights: Floats, seed: int = 0, epochs: int = EPOCHS) -> Weights:
    """`rows` (examples x buckets), `labels` and `weights` (examples x heads; weight 0: says nothing)."""
    rng = np.random.default_rng(seed)
    learnt = Weights(rows.shape[1], WIDTH, labels.shape[1], rng)
    order = np.arange(rows.shape[0])
    total = epochs * -(-len(order) // BATCH)
    started = time.time()
    for epoch in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            chosen = order[start:start + BATCH]
            x = rows[chosen]
            x.data = x.data * (rng.random(len(x.data), np.float32) > NAMES) / np.float32(1 - NAMES)
            inner = x @ learnt.table + learnt.dense[0]
            mask = (rng.random(inner.shape, np.float32) > UNITS) / np.float32(1 - UNITS)
            outer = np.maximum(inner, 0) * mask
            p = 1 / (1 + np.exp(-(outer @ learnt.dense[1] + learnt.dense[2])))
            wrong = (p - labels[chosen]) * weights[chosen] * np.float32(10 / len(chosen))
            back = (wrong @ learnt.dense[1].T) * mask * (inner > 0)
            columns = np.unique(x.indices)
            learnt.step(columns, (x.T.tocsr()[columns] @ back, back.sum(axis=0), outer.T @ wrong, wrong.sum(axis=0)),
                        RATE * (1 - learnt.steps / total) + 1e-5)
        print(f"  epoch {epoch + 1} of {epochs}: {time.time() - started:.0f} s", flush=True)
    return learnt


def to_network(learnt: Weights, heads: list[str], vocabulary: dict[str, int]) -> Network:
    """The weights with the table in bytes, of which few values are used: it packs to half a byte a weight, and says the same."""
    scales = np.maximum(np.abs(learnt.table).max(axis=0), 1e-6) / LEVELS
    table = np.rint(learnt.table / scales).astype(np.int8)
    seen = np.array(sorted({hash_of(n) for n in vocabulary}), np.uint32)
    hidden, output, bias = (p.astype(np.float32) for p in learnt.dense)
    return Network(heads, seen, table, scales.astype(np.float32), hidden, output, bias)
