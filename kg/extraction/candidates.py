"""Pairs of ends that may stand in a claim, with the relations that their types allow."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from kg.extraction.scene import End, Scene
from kg.schema import Schema

#: Ends that the sentence does not name.
_ABSENT = frozenset({"carried", "pronoun"})


@dataclass(slots=True)
class Candidate:
    scene: Scene
    subject: End
    object: End
    relations: tuple[str, ...]


def absent_pair(subject: End, object_: End) -> str:
    """The types of a pair with the end that the sentence does not name, `s|Company>Money`; empty where it names both."""
    side = "s" if subject.kind in _ABSENT else "o" if object_.kind in _ABSENT else ""
    return side and f"{side}|{subject.type}>{object_.type}"


def candidates(scene: Scene, schema: Schema, absent: Container[str] | None = None) -> Iterator[Candidate]:
    """The ordered pairs of one sentence. At least one end stands in it; a symmetric relation is asked one way round.

    With `absent`, only those pairs with an unnamed end which it holds (`absent_pair`): most kinds of pairs are never meant.
    """
    for s in scene.ends:
        if s.kind == "literal":
            continue
        for o in scene.ends:
            if o is s or o.key == s.key or (s.kind in _ABSENT and o.kind in _ABSENT):
                continue
            if s.start < o.end and o.start < s.end and s.first >= 0 and o.first >= 0:
                continue
            if absent is not None and (pair := absent_pair(s, o)) and pair not in absent:
                continue
            allowed = schema.relations_between(s.type, o.type)
            relations = tuple(r for r in allowed if s.start < o.start or not schema.relations[r].symmetric)
            if relations:
                yield Candidate(scene, s, o, relations)
