"""Values from a store as plain Python, alike from every store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: The store's own properties: there to be matched on, not to be shown.
_OWN = frozenset({"kg", "kg_hash"})


def node_value(labels: Iterable[str], properties: Mapping[str, object]) -> dict[str, object]:
    """A node: its properties by name in order, then `_labels`, sorted."""
    return {**_shown(properties), "_labels": sorted(labels)}


def relation_value(type_: str, properties: Mapping[str, object]) -> dict[str, object]:
    """A relation: its properties by name in order, then `_type`."""
    return {**_shown(properties), "_type": type_}


def path_value(nodes: list[object], relations: list[object]) -> list[object]:
    """A path: node, relation, node, … (one node more than relations)."""
    found: list[object] = [*nodes[:1]]
    for relation, node in zip(relations, nodes[1:], strict=True):
        found += [relation, node]
    return found


def _shown(properties: Mapping[str, object]) -> dict[str, object]:
    return {key: properties[key] for key in sorted(properties) if key not in _OWN}
