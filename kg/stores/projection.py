"""A graph as the nodes and relations that a Cypher store holds: pure, and the same for every store.

```
(:Entity:Company:Organization)-[:RELATION]->(:Entity|:Literal)            the plain graph: what is asserted as a fact
(:Claim)-[:SUBJECT]->(:Entity), -[:OBJECT]->(:Entity|:Literal), -[:ATTRIBUTED_TO]->(:Entity), -[:CONFLICTS_WITH]->(:Claim)
(:Claim)-[:SUPPORTED_BY]->(:Evidence)-[:IN_DOCUMENT]->(:Document)
```
Every node has `id` and `name`. A qualifier of a claim stands in the JSON of `qualifiers`, and as `q_<name>` for queries.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.errors import StoreError
from kg.model import Claim, Document, Entity, Evidence, Graph, Literal, digest
from kg.schema import Schema
from kg.stores.cypher import KINDS

#: A property's value: what both stores keep without change.
Value = str | int | float | bool | None | list[str]

#: Languages, beside that of the canonical name, whose name of an entity has a property of its own: `name_ko`.
LANGUAGES = ("ko",)
#: Longer ids are cut and hashed: a unique index takes no more than about 8,000 bytes.
_LONGEST_ID = 200
_LONGEST_NAME = 80
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True)
class Node:
    """A node: its kind, its id (unique within the kind), the labels beside the kind, and the other properties."""

    kind: str
    id: str
    labels: tuple[str, ...]
    properties: Mapping[str, Value]

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.id

    @property
    def hash(self) -> str:
        return digest(self.labels, self.properties)


@dataclass(frozen=True)
class Edge:
    """A relation between two nodes, named by kind and id. There is one at most of a type from a node to a node."""

    type: str
    start_kind: str
    start: str
    end_kind: str
    end: str
    properties: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return self.type, self.start_kind, self.start, self.end_kind, self.end

    @property
    def hash(self) -> str:
        return digest(self.properties)


@dataclass(frozen=True)
class Projection:
    """All nodes and relations of a graph, in a stable order."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


def project(graph: Graph, schema: Schema) -> Projection:
    """The nodes and relations of a graph. StoreError where it does not fit the schema or names what it does not have."""
    return _Projector(graph, schema).run()


def store_id(given: str) -> str:
    """An id as the stores keep it: itself, or its beginning and its hash where it is too long for an index."""
    clean = clean_text(given)
    return clean if len(clean) <= _LONGEST_ID else f"{clean[:_LONGEST_ID - 20]}-{digest(given)}"


def clean_text(text: str) -> str:
    """Text without lone surrogates, which UTF-8 cannot carry; as many code points as before, so that offsets hold."""
    return _SURROGATE.sub("\ufffd", text)


def property_names(kind: str, schema: Schema) -> tuple[str, ...]:
    """The properties that a node of this kind may have. A store that checks names is told of them beforehand."""
    known = {"Entity": ["name", "entity_type", "aliases", "known", *(f"name_{language}" for language in LANGUAGES)],
             "Literal": ["name", "label", "kind", "value", "unit", "date", "approximate", "bound"],
             "Claim": ["name", "relation", "polarity", "modality", "confidence", "evidences", "qualifiers",
                       "subject_name", "object_name", "attributed_name",
                       *sorted({f"q_{q}" for r in schema.relations.values() for q in r.qualifiers if _PLAIN_KEY.fullmatch(q)})],
             "Evidence": ["name", "text", "start", "end", "subject_start", "subject_end", "object_start", "object_end",
                          "confidence", "extractor"],
             "Document": ["name", "title", "author", "published", "source", "language"]}
    return ("id", "kg", "kg_hash", *known[kind])


class _Projector:
    """Holds the look-ups that every part of the projection needs."""

    def __init__(self, graph: Graph, schema: Schema) -> None:
        self.graph = graph
        self.schema = schema
        if reserved := [name for name in schema.types if name in KINDS]:
            raise StoreError(f"the type '{reserved[0]}' has the name of a label that kg keeps for itself", where=schema.name,
                             mend="give the type another name in schema.yaml")
        self.entities = {e.id: e for e in graph.entities}
        self.claims = {c.id: c for c in graph.claims}
        self.document_ids = {key: d.id for d in graph.documents for key in (d.name, d.id)}  # an id is a hash of the whole text

    def run(self) -> Projection:
        nodes = [self._entity(e) for e in graph_sorted(self.entities.values())]
        literals = {c.object.id: c.object for c in self.claims.values() if isinstance(c.object, Literal)}
        nodes += [_literal(literals[key]) for key in sorted(literals)]
        nodes += [self._claim(self.claims[key]) for key in sorted(self.claims)]
        evidence = self._evidence()
        nodes += [_evidence(evidence[key]) for key in sorted(evidence)]
        nodes += [_document(d) for d in sorted(set(self.graph.documents), key=lambda d: d.id)]
        edges = [*self._plain_edges(), *self._claim_edges(), *self._conflict_edges(), *self._document_edges(evidence)]
        return Projection(tuple(nodes), tuple(edges))

    def _entity(self, entity: Entity) -> Node:
        if entity.type not in self.schema.types:
            raise StoreError(f"entity '{entity.name[:80]}' is a '{entity.type}', which is no type of the schema",
                             where=self.schema.name, mend="load it with the schema that it was built with")
        properties: dict[str, Value] = {
            "name": clean_text(entity.name), "entity_type": entity.type, "known": entity.known,
            "aliases": sorted({clean_text(a.name) for a in entity.aliases})}
        for language in LANGUAGES:
            own = [a.name for a in entity.aliases if a.language == language]
            properties[f"name_{language}"] = clean_text(own[0]) if own else None
        return Node("Entity", store_id(entity.id), self.schema.ancestors(entity.type), properties)

    def _claim(self, claim: Claim) -> Node:
        if claim.relation not in self.schema.relations:
            raise StoreError(f"claim {claim.id} has the relation '{claim.relation}', which is none of the schema",
                             where=self.schema.name, mend="load it with the schema that it was built with")
        subject = self._name(claim.subject, claim)
        target = self._name(claim.object, claim) if isinstance(claim.object, str) else claim.object.label
        properties: dict[str, Value] = {
            "name": _shortened(f"{subject} {claim.relation} {target}"), "relation": claim.relation, "polarity": claim.polarity,
            "modality": claim.modality, "confidence": float(claim.confidence), "evidences": len(set(claim.evidence)),
            "qualifiers": _json(dict(claim.qualifiers)), "subject_name": subject, "object_name": target,
            "attributed_name": self._name(claim.attributed_to, claim) if claim.attributed_to is not None else None}
        for key, value in claim.qualifiers:
            if _PLAIN_KEY.fullmatch(key):
                properties[f"q_{key}"] = clean_text(value)
        return Node("Claim", claim.id, (), properties)

    def _name(self, entity: str, claim: Claim) -> str:
        if entity not in self.entities:
            raise StoreError(f"claim {claim.id} names the entity '{entity[:80]}', which the graph does not have",
                             mend="build the graph again")
        return clean_text(self.entities[entity].name)

    def _evidence(self) -> dict[str, Evidence]:
        """By id. Claims that rest on the same words share an evidence; the best of its confidences stands on the node."""
        found: dict[str, Evidence] = {}
        for claim in self.claims.values():
            for evidence in claim.evidence:
                if evidence.document not in self.document_ids:
                    raise StoreError(f"claim {claim.id} rests on the document '{evidence.document[:80]}', which the graph does not have",
                                     mend="build the graph again")
                held = found.get(evidence.id)
                if held is None or (held.confidence, held.text) < (evidence.confidence, evidence.text):
                    found[evidence.id] = evidence
        return found

    def _plain_edges(self) -> Iterable[Edge]:
        groups: dict[tuple[str, str, str, str], list[Claim]] = defaultdict(list)
        for claim in self.claims.values():
            if claim.plain:
                groups[(claim.subject, claim.relation, *_end(claim))].append(claim)
        for (subject, relation, kind, target), claims in sorted(groups.items()):
            claims.sort(key=lambda c: c.id)
            qualifiers: dict[str, set[str]] = defaultdict(set)
            for key, value in (pair for claim in claims for pair in claim.qualifiers):
                qualifiers[key].add(value)
            yield Edge(relation, "Entity", store_id(subject), kind, target, {
                "id": "r" + digest(subject, relation, kind, target), "claims": [c.id for c in claims],
                "confidence": float(max(c.confidence for c in claims)),
                "evidences": len({e.id for c in claims for e in c.evidence}),
                "qualifiers": _json({key: sorted(values) for key, values in qualifiers.items()})})

    def _claim_edges(self) -> Iterable[Edge]:
        for key in sorted(self.claims):
            claim = self.claims[key]
            yield Edge("SUBJECT", "Claim", key, "Entity", store_id(claim.subject))
            yield Edge("OBJECT", "Claim", key, *_end(claim))
            if claim.attributed_to is not None:
                yield Edge("ATTRIBUTED_TO", "Claim", key, "Entity", store_id(claim.attributed_to))
            best: dict[str, float] = {}
            for evidence in claim.evidence:
                best[evidence.id] = max(best.get(evidence.id, 0.0), float(evidence.confidence))
            for id_, confidence in sorted(best.items()):
                yield Edge("SUPPORTED_BY", "Claim", key, "Evidence", id_, {"confidence": confidence})

    def _conflict_edges(self) -> Iterable[Edge]:
        reasons: dict[tuple[str, str], set[str]] = defaultdict(set)
        for conflict in self.graph.conflicts:
            if missing := [c for c in (conflict.first, conflict.second) if c not in self.claims]:
                raise StoreError(f"a conflict names the claim {missing[0]}, which the graph does not have",
                                 mend="build the graph again")
            reasons[(conflict.first, conflict.second)].add(conflict.reason)
        for (first, second), found in sorted(reasons.items()):
            yield Edge("CONFLICTS_WITH", "Claim", first, "Claim", second, {"reason": clean_text("; ".join(sorted(found)))})

    def _document_edges(self, evidence: Mapping[str, Evidence]) -> Iterable[Edge]:
        for id_ in sorted(evidence):
            yield Edge("IN_DOCUMENT", "Evidence", id_, "Document", self.document_ids[evidence[id_].document])


def graph_sorted(entities: Iterable[Entity]) -> list[Entity]:
    """By id, so that the order of the graph's tuples makes no difference."""
    return sorted(entities, key=lambda e: e.id)


def _end(claim: Claim) -> tuple[str, str]:
    """The kind and id of the object's node."""
    return ("Entity", store_id(claim.object)) if isinstance(claim.object, str) else ("Literal", claim.object.id)


def _literal(literal: Literal) -> Node:
    return Node("Literal", literal.id, (), {
        "name": clean_text(literal.label), "label": clean_text(literal.label), "kind": literal.kind,
        "value": float(literal.value) if literal.value is not None else None, "unit": clean_text(literal.unit),
        "date": clean_text(literal.date), "approximate": literal.approximate, "bound": literal.bound})


def _evidence(evidence: Evidence) -> Node:
    text = clean_text(evidence.text)
    return Node("Evidence", evidence.id, (), {
        "name": _shortened(text), "text": text, "start": evidence.start, "end": evidence.end,
        "subject_start": evidence.subject_start, "subject_end": evidence.subject_end,
        "object_start": evidence.object_start, "object_end": evidence.object_end,
        "confidence": float(evidence.confidence), "extractor": clean_text(evidence.extractor)})


def _document(document: Document) -> Node:
    def text(value: str | None) -> str | None:
        return clean_text(value) if value is not None else None

    return Node("Document", document.id, (), {
        "name": clean_text(document.name), "title": clean_text(document.title or document.name), "author": text(document.author),
        "published": text(document.published), "source": text(document.source), "language": clean_text(document.language)})


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME - 1] + "…"


def _json(value: object) -> str:
    return clean_text(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
