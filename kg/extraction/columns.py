"""Attributes of all tokens of a document at once: spaCy makes an object of each token that it is asked about."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from kg.errors import ModelError


def strings(doc: Doc, attribute: str) -> list[str]:
    """Of each token an attribute that is text: LOWER, TAG, DEP, …."""
    values, of = np.unique(doc.to_array(attribute), return_inverse=True)
    names = np.array([doc.vocab.strings[value] for value in values.tolist()], np.object_)
    return cast("list[str]", names[of].tolist())


def heads(doc: Doc) -> list[int]:
    """Of each token its head's number; a root is its own head."""
    return _numbers(np.arange(len(doc)) + doc.to_array("HEAD").astype(np.int64))


def starts(doc: Doc) -> list[int]:
    """Where each token begins, in characters."""
    return _numbers(doc.to_array("IDX"))


def ends(doc: Doc) -> list[int]:
    """Where each token ends, without the white space after it."""
    return _numbers(doc.to_array("IDX") + doc.to_array("LENGTH"))


def sentences(doc: Doc) -> list[tuple[int, int]]:
    """The tokens of each sentence (end exclusive). ModelError where nothing has told the sentences."""
    if len(doc) and not doc.has_annotation("SENT_START"):
        raise ModelError("no component of the pipeline tells sentences", where=doc.lang_, mend="add a parser, or a sentencizer, before kg_references")
    begins = np.flatnonzero(doc.to_array("SENT_START").astype(np.int64) == 1).tolist()
    if len(doc) and begins[:1] != [0]:
        begins.insert(0, 0)
    return list(pairwise([*begins, len(doc)]))


def spaces(doc: Doc) -> list[bool]:
    """Whether each token is white space."""
    return cast("list[bool]", doc.to_array("IS_SPACE").astype(np.bool_).tolist())


def _numbers(values: NDArray[Any]) -> list[int]:
    return cast("list[int]", values.tolist())
