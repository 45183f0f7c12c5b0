"""Pairs of ends that may stand in a claim, with the relations that their types allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction.scene import End, Scene
from kg.schema import Schema

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


def candidates(scene: Scene, schema: Schema) -> Iterator[Candidate]:
    """The ordered pairs of one sentence. At least one end stands in it; a symmetric relation is asked one way round."""
    for n, s in enumerate(scene.ends):
        if s.kind == "literal":
            continue
        for k, o in enumerate(scene.ends):
            if o is s or o.key == s.key or (s.kind in _ABSENT and o.kind in _ABSENT):
                continue
            if abs(n - k) > _REACH and s.kind not in _ABSENT and o.kind not in _ABSENT:
                continue
            if s.start < o.end and o.start < s.end and s.first >= 0 and o.first >= 0:
                continue
            relations = schema.relations_between(s.type, o.type) if s.start < o.start else schema.directed_between(s.type, o.type)
            if relations:
                yield Candidate(scene, s, o, relations)
