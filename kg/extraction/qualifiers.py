"""What narrows a claim: how many, which year, what share, for how much; the literals of its sentence that its schema asks for."""

from __future__ import annotations

from kg.extraction.scene import End, Scene
from kg.model import Literal
from kg.schema import Schema


def qualifiers(scene: Scene, s: End, o: End, relation: str, schema: Schema) -> tuple[tuple[str, str], ...]:
    """The qualifiers of a claim, sorted by name: each takes the one literal of its kind.

    A quantity must belong to the object (H800 2,048개, 2,048 H800 chips); any other literal must be the only one of its kind in
    the sentence, so that nothing is guessed, and not in a clause that tells something else of a noun (2021년 설립된 회사를 인수했다).
    """
    found = {}
    for name in schema.relations[relation].qualifiers:
        kind = schema.qualifier_kinds.get(name)
        literals = [e for e in scene.ends if isinstance(e.value, Literal) and e.value.kind == kind and e is not o]
        if kind == "quantity":
            literals = [e for e in literals if _counts(e, o)]
        elif literals and _aside(scene, literals[0], s, o):
            continue
        if len(literals) == 1 and isinstance(literals[0].value, Literal):
            found[name] = _text(literals[0].value)
    return tuple(sorted(found.items()))


def _aside(scene: Scene, literal: End, s: End, o: End) -> bool:
    """Whether a literal stands in a clause that modifies a noun and holds neither end."""
    words = scene.arguments
    clause = words.clause(literal.first)
    if not words.labels[clause].startswith("acl"):
        return False
    return not any(end.first >= 0 and (words.clause(end.first) == clause or words.heads[end.first] == clause) for end in (s, o))


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
