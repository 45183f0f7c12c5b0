"""What narrows a claim: how many, which year, what share, for how much; the literals of its sentence that its schema asks for."""

from __future__ import annotations

from kg.extraction.scene import End, Scene
from kg.model import Literal
from kg.schema import Schema


def qualifiers(scene: Scene, s: End, o: End, relation: str, schema: Schema) -> tuple[tuple[str, str], ...]:
    """The qualifiers of a claim, sorted by name: each takes the one literal of its kind.

    A quantity must belong to the object (H800 2,048개, 2,048 H800 chips); any other literal must be the only one of its kind in
    the sentence, so that nothing is guessed.
    """
    found = {}
    for name in schema.relations[relation].qualifiers:
        kind = schema.qualifier_kinds.get(name)
        literals = [e for e in scene.ends if isinstance(e.value, Literal) and e.value.kind == kind and e is not o]
        if kind == "quantity":
            literals = [e for e in literals if _counts(e, o)]
        if len(literals) == 1 and isinstance(literals[0].value, Literal):
            found[name] = _text(literals[0].value)
    return tuple(sorted(found.items()))


def _counts(number: End, counted: End) -> bool:
    if counted.first < 0:
        return False
    if any(number.first <= site <= number.last for site in counted.sites):
        return True
    if any(counted.first <= site <= counted.last for site in number.sites):
        return True
    return number.last + 1 == counted.first or counted.last + 1 == number.first


def _text(literal: Literal) -> str:
    if literal.kind == "quantity" and literal.value is not None:
        return f"{literal.value:.15g}"
    return literal.label
