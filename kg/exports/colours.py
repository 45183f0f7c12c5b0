"""Colours of entity types: a hue for each family of types, shades of it for the kinds within."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.schema import Schema

#: Muted and told apart also by most who see few colours, for a white ground.
_HUES = ("#4f7cac", "#c8704d", "#5e9e7e", "#8e6c9e", "#c29a3b", "#3e9296", "#c06c84", "#87924a", "#9a7b5f", "#6a6fb5")
#: How far a family's first, second, ... kind goes towards white (above 0) or black.
_SHADES = (0.0, 0.22, -0.24, 0.48, -0.45, 0.34, -0.12)
_DARK_GROUND = 0.22


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour on a light and on a dark ground, `#rrggbb`."""

    light: str
    dark: str


def type_colours(schema: Schema) -> Mapping[str, Colour]:
    """A colour for every type, by the schema alone: the same in every page of that schema."""
    families: dict[str, list[str]] = {}
    for name in schema.types:
        families.setdefault(schema.ancestors(name)[-1], []).append(name)
    found = {}
    for number, (head, members) in enumerate(families.items()):
        hue = _HUES[number % len(_HUES)]
        members.sort(key=lambda name: name != head)
        for place, name in enumerate(members):
            light = _mix(hue, _SHADES[place % len(_SHADES)])
            found[name] = Colour(light, _mix(light, _DARK_GROUND))
    return found


def _mix(colour: str, amount: float) -> str:
    target = 255 if amount > 0 else 0
    parts = (int(colour[n:n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(part + (target - part) * abs(amount)):02x}" for part in parts)
