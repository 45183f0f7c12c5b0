"""Vectors of words, by which a recogniser knows what words are like that it has not been trained on.

A file is a NumPy archive: the words, and a row for each, in signed bytes that each column's scale makes numbers of.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # compiled, and without stubs
from spacy.vocab import Vocab

from kg.archive import model_file, read_arrays, write_arrays

#: How the file is called in a pipeline's folder.
FILE = "kg_vectors.npz"


def write_vectors(path: Path, words: Sequence[str], rows: NDArray[np.float32]) -> None:
    """Write the vectors: words x numbers. Equal ones give equal bytes."""
    scale = np.maximum(np.abs(rows).max(axis=0), 1e-8) / 127
    write_arrays(path, {"words": np.frombuffer("\n".join(words).encode(), np.uint8), "rows": np.rint(rows / scale).astype(np.int8),
                        "scale": scale.astype(np.float32)})


def read_vectors(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    """(words, their vectors). ModelError where the file holds none."""
    with model_file(path):
        data = read_arrays(path)
        words, rows, scale = data["words"].tobytes().decode().split("\n"), data["rows"], data["scale"]
        if rows.dtype != np.int8 or rows.ndim != 2 or len(rows) != len(words) or scale.shape != rows.shape[1:]:
            raise ValueError("words and vectors do not fit together")
        return words, np.asarray(rows * scale, np.float32)


def set_vectors(vocab: Vocab, path: Path) -> None:
    """Give a vocabulary the vectors of a file, which words are looked up in by their small letters."""
    words, rows = read_vectors(path)
    vocab.vectors = Vectors(data=rows, keys=[vocab.strings.add(word) for word in words], attr="LOWER", name=path.parent.name)
