"""Vectors of words: what is written is read again, and a file that holds none is told by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from kg.archive import write_arrays
from kg.errors import ModelError
from kg.language.english import create_english
from kg.language.vectors import FILE, read_vectors, set_vectors, write_vectors
from kg.resources import data_folder

NUMBERS = st.floats(-1000, 1000, width=32)


@given(rows=st.integers(1, 5).flatmap(lambda many: arrays(np.float32, (many, 3), elements=NUMBERS)))
def test_vectors_are_read_as_they_were_written_to_a_hundredth(rows: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("vectors") / "vectors.npz"
    words = [f"낱말{n}" for n in range(len(rows))]
    write_vectors(path, words, rows)
    again, found = read_vectors(path)
    assert again == words
    assert (np.abs(found - rows) <= np.abs(rows).max(axis=0) / 200 + 1e-6).all()


def test_a_vocabulary_looks_words_up_by_what_it_was_told_to(tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors.npz", ["chip", "maker"], np.array([[1, 0], [0, 2]], np.float32))
    nlp = spacy.blank("en")
    set_vectors(nlp.vocab, tmp_path / "vectors.npz")
    assert [token.vector.tolist() for token in nlp("Maker of chip")] == [[0, 2], [0, 0], [1, 0]]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"words"])
def test_a_file_that_is_no_archive_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "vectors.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"vectors\.npz"):
        read_vectors(tmp_path / "vectors.npz")


def test_words_and_rows_that_do_not_fit_together_are_told(tmp_path: Path) -> None:
    write_arrays(tmp_path / "vectors.npz", {"words": np.frombuffer(b"one\ntwo", np.uint8), "rows": np.zeros((3, 2), np.int8),
                                            "scale": np.ones(2, np.float32)})
    with pytest.raises(ModelError, match=r"vectors\.npz"):
        read_vectors(tmp_path / "vectors.npz")


@pytest.mark.parametrize("broken", ["none", "other"])
def test_a_pipeline_whose_vectors_do_not_fit_is_told(broken: str, tmp_path: Path) -> None:
    folder = shutil.copytree(data_folder("models") / "en_core", tmp_path / "en_core")
    (folder / FILE).unlink()
    if broken == "other":
        write_vectors(folder / FILE, ["chip"], np.ones((1, 7), np.float32))
    with pytest.raises(ModelError, match="en_core"):
        create_english(str(folder))
