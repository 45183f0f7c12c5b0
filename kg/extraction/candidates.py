"""Pairs of ends that may stand in a claim, with the relations that their types allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from kg.extraction.scene import End, Scene
from kg.model import Literal
from kg.schema import LITERALS, RelationType, Schema

Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]

#: Ends that the sentence does not name.
_ABSENT = frozenset({"carried", "pronoun"})
#: Ends of one sentence with more others between them are not asked about: a list of hundreds of names would take minutes.
_REACH = 40


@dataclass(slots=True)
class Candidate:
    scene: Scene
    subject: End
    object: End
    relations: tuple[str, ...]


class Pairing:
    """Which ends of a sentence may stand in a claim under a schema; `relations` are the schema's, by whose places the rest speaks."""

    def __init__(self, schema: Schema) -> None:
        types = [*schema.types, *dict.fromkeys(LITERALS.values())]
        self.relations = list(schema.relations)
        self._number = {name: n for n, name in enumerate(types)}
        #: By whether the first stands first (a symmetric relation is asked one way round alone) and the types of the two; the last type is
        #: any that the schema does not know.
        self._allowed = np.zeros((2, len(types) + 1, len(types) + 1, len(self.relations)), np.bool_)
        for s, o in product(types, types):
            for first, names in enumerate((schema.directed_between(s, o), schema.relations_between(s, o))):
                self._allowed[first, self._number[s], self._number[o]] = [r in names for r in self.relations]
        self._between: dict[tuple[bool, str, str], tuple[str, ...]] = {}
        self._any = np.asarray(self._allowed.any(axis=-1), np.bool_)

    def pairs(self, scene: Scene) -> tuple[Ints, Bools]:
        """(pairs x (subject, object), the numbers of ends; pairs x relations, whether their types allow them). At least one of two ends
        stands in the sentence.
        """
        ends = scene.ends
        keys: dict[str, int] = {}
        rows = np.array([(self._number.get(e.type, len(self._number)), keys.setdefault(e.key, len(keys)), e.kind in _ABSENT, e.kind == "literal",
                          e.first >= 0, e.start, e.end) for e in ends], np.intp).reshape(-1, 7)
        types, key, start, end = rows[:, 0], rows[:, 1], rows[:, 5], rows[:, 6]
        absent, literal, placed = rows[:, 2:5].T.astype(np.bool_)
        first = start[:, None] < start
        may = self._any[first.view(np.int8), types[:, None], types]
        may &= ~literal[:, None] & (key[:, None] != key) & ~(absent[:, None] & absent)
        may &= ~(placed[:, None] & placed & (start[:, None] < end) & (start < end[:, None]))
        if len(ends) > _REACH:
            number = np.arange(len(ends))
            may &= absent[:, None] | absent | (np.abs(number[:, None] - number) <= _REACH)
        s, o = np.nonzero(may)
        return np.stack([s, o], axis=1), self._allowed[first[s, o].astype(np.intp), types[s], types[o]]

    def candidate(self, scene: Scene, subject: int, object_: int) -> Candidate:
        """The pair with these numbers."""
        s, o = scene.ends[subject], scene.ends[object_]
        key = (s.start < o.start, s.type, o.type)
        if key not in self._between:
            may = self._allowed[int(key[0]), self._number[s.type], self._number[o.type]]
            self._between[key] = tuple(r for r, allowed in zip(self.relations, may.tolist(), strict=True) if allowed)
        return Candidate(scene, s, o, self._between[key])


def value_in(relation: RelationType, literal: Literal) -> Literal:
    """The value that a claim of that relation has of a figure in the text."""
    return replace(literal, value=abs(literal.value)) if relation.unsigned and literal.value is not None else literal


def candidates(scene: Scene, pairing: Pairing) -> Iterator[Candidate]:
    """The pairs of one sentence."""
    return (pairing.candidate(scene, s, o) for s, o in pairing.pairs(scene)[0].tolist())
