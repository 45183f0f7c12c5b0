"""From the mentions of all documents to entities.

Within a document, mentions of one name are one entity, and so are names that the text itself equates (리카이푸(Lee Kai-fu)).
Over documents, two are one where they are the same known entity, or share a name that is not too common, and their types
agree. Nothing is merged because it merely looks alike: H800 and H100, GPT-3 and GPT-4 stay apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.identity import KNOWN, document_keys
from kg.model import Alias, Entity, Extraction, Mention, digest, name_key, slug
from kg.schema import Schema
from kg.seeds import Seed


@dataclass(frozen=True, slots=True)
class Linked:
    """The entities, and for each document (by its name) which entity each of its mentions is."""

    entities: Mapping[str, Entity]
    of: Mapping[str, Mapping[Mention, str]]


@dataclass(slots=True)
class _Group:
    """Mentions that are one entity: their surfaces, types and documents, and why. `full` are the surfaces that stand by themselves,
    not for a longer name of the document.
    """

    known: str | None = None
    surfaces: Counter[str] = field(default_factory=Counter)
    full: set[str] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    members: list[tuple[str, Mention]] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)

    def take(self, other: _Group) -> None:
        self.known = self.known or other.known
        self.surfaces.update(other.surfaces)
        self.full |= other.full
        self.types.update(other.types)
        self.members += other.members
        self.reasons |= other.reasons


def link(extractions: Sequence[Extraction], seeds: Iterable[Seed], schema: Schema) -> Linked:
    """Resolve the mentions. The result does not depend on the order of the extractions."""
    by_id = {seed.id: seed for seed in seeds}
    by_name = _seed_names(by_id.values())
    groups: list[_Group] = []
    for extraction in sorted(extractions, key=lambda e: e.document.name):
        groups += _within(extraction)
    for group in groups:
        _know(group, by_name, schema)
    return _entities(_across(groups, schema), by_id, schema)


def _seed_names(seeds: Iterable[Seed]) -> dict[str, list[tuple[str, str, bool]]]:
    found: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for seed in seeds:
        for alias in seed.names:
            found[name_key(alias.name)].append((seed.id, seed.type, alias.name in seed.risky))
    return found


def _within(extraction: Extraction) -> list[_Group]:
    """The groups of one document."""
    keys = document_keys(extraction.mentions, extraction.aliases)
    equated = {keys[m] for pair in extraction.aliases for m in pair}
    groups: dict[str, _Group] = {}
    for m in sorted(extraction.mentions, key=lambda m: (m.start, m.end, m.name)):
        key = keys[m]
        group = groups.setdefault(key, _Group(known=key.removeprefix(KNOWN) if key.startswith(KNOWN) else None))
        group.members.append((extraction.document.name, m))
        group.types[m.type] += 1
        if m.method == "reference":
            group.reasons.add("the text refers back to it")
        else:
            group.surfaces[m.name] += 1
            group.surfaces[m.text] += 1
            group.full.add(m.name)
        if m.method == "repeat" and m.text != m.name:
            group.reasons.add("a short form of a name that the document gives in full")
    for key in equated:
        groups[key].reasons.add("the text gives both names, one in brackets")
    return [groups[k] for k in sorted(groups)]


def _know(group: _Group, by_name: Mapping[str, list[tuple[str, str, bool]]], schema: Schema) -> None:
    """Recognise a known entity by a name that the text equates with the group's own."""
    if group.known:
        group.reasons.add("a name of a known entity")
        return
    type_ = group.types.most_common(1)[0][0]
    for surface in sorted(group.surfaces):
        alike = [seed for seed in by_name.get(name_key(surface), ()) if schema.ancestors(seed[1])[-1] == schema.ancestors(type_)[-1]]
        of_type = {i for i, t, _ in alike if t == type_}
        sure = {i for i, _, risky in alike if not risky}
        # Of the city and the state that 베이징 names, a city is the city, though the name alone tells neither.
        found = of_type if len(of_type) == 1 < len({i for i, _, _ in alike}) else sure
        if len(found) == 1:
            group.known = found.pop()
            group.reasons.add("a name of a known entity")
            return


def _across(groups: Sequence[_Group], schema: Schema) -> list[_Group]:
    """Groups of different documents that are one entity: the same known one, or joined by names, however many steps that takes."""
    keys = [_keys(group, schema) for group in groups]
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group, own in zip(groups, keys, strict=True):
        for key in own if group.known else ():
            owners[key].add(f"known {group.known}")
    homes = _homes([own if not group.known else [] for group, own in zip(groups, keys, strict=True)])
    claimed: dict[int, set[str]] = defaultdict(set)
    for first, own in zip(homes, keys, strict=True):
        claimed[first].update(*(owners[key] for key in own if key in owners))
    merged: dict[str, _Group] = {}
    for n, group in enumerate(groups):
        of = claimed[homes[n]]  # a name that two known entities bear tells neither
        home = f"known {group.known}" if group.known else next(iter(of)) if len(of) == 1 else f"group {homes[n]:09d}"
        if home in merged:
            if not group.known and merged[home].members[0][0] != group.members[0][0]:
                group.reasons.add("the same name in several documents")
            merged[home].take(group)
        else:
            merged[home] = group
    return [merged[k] for k in sorted(merged)]


def _keys(group: _Group, schema: Schema) -> list[tuple[str, str]]:
    """The names by which a group is known in other documents too, each with its top type."""
    top = schema.ancestors(_type(group))[-1]
    return sorted({(name_key(s), top) for s in group.full if _telling(s)})


def _homes(keys: Sequence[Sequence[tuple[str, str]]]) -> list[int]:
    """For each group the first of those that it is joined with, directly or through others, by a name."""
    parent = list(range(len(keys)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    first: dict[tuple[str, str], int] = {}
    for n, own in enumerate(keys):
        for key in own:
            a, b = root(first.setdefault(key, n)), root(n)
            parent[max(a, b)] = min(a, b)
    return [root(n) for n in range(len(keys))]


def _telling(surface: str) -> bool:
    """Whether a name alone tells its entity over documents: not a bare family name or a single short word of Latin letters."""
    return len(name_key(surface)) > 2 or surface.isupper()


def _type(group: _Group) -> str:
    return max(sorted(group.types), key=lambda t: group.types[t])


def _entities(groups: Sequence[_Group], seeds: Mapping[str, Seed], schema: Schema) -> Linked:
    entities: dict[str, Entity] = {}
    of: dict[str, dict[Mention, str]] = defaultdict(dict)
    chosen: list[tuple[str, str, _Group]] = []
    for group in groups:
        seed = seeds.get(group.known or "")
        full = {surface: n for surface, n in group.surfaces.items() if surface in group.full}  # 김도현, and not 김 대표
        name = seed.name if seed else canonical(full or group.surfaces)
        chosen.append((seed.id if seed else slug(name), name, group))
    taken = Counter(id_ for id_, _, _ in chosen)
    for id_, name, group in sorted(chosen, key=lambda c: (c[0], c[1], c[2].members[0][0], c[2].members[0][1].start)):
        seed = seeds.get(group.known or "")
        type_ = seed.type if seed else _type(group)
        final = id_
        if not seed and (taken[id_] > 1 or id_ in seeds):
            final = f"{id_}-{type_.lower()}"
        if final in entities:
            final = f"{id_}-{digest(final, sorted(group.surfaces), group.members[0][0])[:8]}"
        aliases = {Alias(s, _language(s)) for s in group.surfaces if s != name}
        if seed:
            aliases |= {a for a in seed.aliases if a.name != name}
        entities[final] = Entity(final, type_, name, _ordered(aliases, group.surfaces, seed), bool(seed), tuple(sorted(group.reasons or {"named in one document"})))
        for document, mention in group.members:
            of[document][mention] = final
    return Linked(entities, of)


def _ordered(aliases: Iterable[Alias], surfaces: Mapping[str, int], seed: Seed | None) -> tuple[Alias, ...]:
    """By language, names of none at the end; in one, those that the documents use most, then as the seeds have them. One letter (미) is nobody's usual name."""
    usual = {a: n for n, a in enumerate(seed.aliases)} if seed else {}
    return tuple(sorted(aliases, key=lambda a: (not a.language, a.language, len(a.name) < 2, -surfaces.get(a.name, 0), usual.get(a, len(usual)), a.name)))


def canonical(surfaces: Mapping[str, int]) -> str:
    """The name that the thing itself uses: in Latin letters where the texts give one, else the fullest."""
    return min(surfaces, key=lambda s: (_language(s) != "en", -min(len(s.split()), 3), -len(s) if _language(s) == "en" else 0, -surfaces[s], -len(s), s))


def _language(surface: str) -> str:
    if any("가" <= c <= "힣" for c in surface):
        return "ko"
    return "en" if any(c.isascii() and c.isalpha() for c in surface) else ""
