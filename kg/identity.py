"""Which mentions of one document are one entity: the same name, a known entity, or names that the text itself equates."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Mention, name_key

KNOWN = "known "


def document_keys(mentions: Iterable[Mention], aliases: Iterable[tuple[Mention, Mention]]) -> dict[Mention, str]:
    """Mention -> a key that is the same for the mentions of one entity; `known ID` for an entity of the seeds."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = key = parent[parent[key]]  # halves the way for the next who asks
        return key

    def join(x: str, y: str) -> None:
        x, y = sorted((root(x), root(y)), key=lambda k: (not k.startswith(KNOWN), k))
        if x != y and not y.startswith(KNOWN):  # two known entities are never one
            parent[y] = x

    mentions = sorted(mentions, key=lambda m: (m.start, m.end, m.name))
    known: dict[str, str] = {}
    for m in mentions:
        if m.known:
            known.setdefault(name_key(m.name), _key(m))
    for m in mentions:
        if name_key(m.name) in known:
            join(_key(m), known[name_key(m.name)])
    for a, b in aliases:
        join(_key(a), _key(b))
    return {m: root(_key(m)) for m in mentions}


def _key(m: Mention) -> str:
    return f"{KNOWN}{m.known}" if m.known else f"name {name_key(m.name)}"
