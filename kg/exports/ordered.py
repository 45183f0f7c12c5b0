"""A graph in its one order, checked: what every export starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kg.errors import ExportError
from kg.model import Claim, Document, Entity, Evidence, Graph
from kg.schema import Schema


def evidence_order(evidence: Evidence) -> tuple[str, int, int, str]:
    """Where it stands: document, offsets, then the id."""
    return evidence.document, evidence.start, evidence.end, evidence.id


def ordered(graph: Graph) -> Graph:
    """The same graph with everything sorted: documents by name, entities and claims by id, a claim's evidence by place."""
    claims = [replace(c, evidence=tuple(sorted(c.evidence, key=evidence_order))) for c in graph.claims]
    return Graph(
        schema=graph.schema,
        documents=tuple(sorted(graph.documents, key=lambda d: d.name)),
        entities=tuple(sorted((replace(e, reasons=tuple(sorted(e.reasons))) for e in graph.entities), key=lambda e: e.id)),
        claims=tuple(sorted(claims, key=lambda c: c.id)),
        conflicts=tuple(sorted(graph.conflicts)),
        left_out=tuple(sorted(graph.left_out, key=lambda x: (x.stage, x.reason, x.document, x.count))),
    )


@dataclass(frozen=True)
class View:
    """An ordered graph with its look-ups."""

    graph: Graph

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """By id."""
        return {e.id: e for e in self.graph.entities}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """By name."""
        return {d.name: d for d in self.graph.documents}

    @cached_property
    def document_ids(self) -> Mapping[str, str]:
        """Of each document, by name, its id, which is a hash of the whole text."""
        return {d.name: d.id for d in self.graph.documents}

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """By id."""
        return {c.id: c for c in self.graph.claims}


def view(graph: Graph, schema: Schema | None = None) -> View:
    """Order a graph and check that nothing in it dangles; with a schema, that it knows every type and relation.

    The check is what lets an export build names (IRIs, columns) from types and relations: they come from the schema alone.
    Raises ExportError, which names the claim or the entity.
    """
    found = View(ordered(graph))
    for claim in found.graph.claims:
        ends = [claim.subject, claim.attributed_to, claim.object if isinstance(claim.object, str) else None]
        for end in ends:
            if end is not None and end not in found.entities:
                raise _dangling(claim, f"names an entity '{end}'")
        for evidence in claim.evidence:
            if evidence.document not in found.documents:
                raise _dangling(claim, f"stands in a document '{evidence.document}'")
    for conflict in found.graph.conflicts:
        for end in (conflict.first, conflict.second):
            if end not in found.claims:
                raise ExportError(f"a conflict names a claim '{end}' that the graph lacks", mend="build the graph again")
    if schema is not None:
        _check_names(found.graph, schema)
    return found


def _dangling(claim: Claim, what: str) -> ExportError:
    return ExportError(f"claim {claim.id} ({claim.subject} {claim.relation}) {what} that the graph lacks",
                       mend="build the graph again")


def _check_names(graph: Graph, schema: Schema) -> None:
    for entity in graph.entities:
        if entity.type not in schema.types:
            raise ExportError(f"entity '{entity.id}' has the type '{entity.type}', which schema '{schema.name}' lacks",
                              mend=f"export with the schema that the graph was built with ('{graph.schema}')")
    for claim in graph.claims:
        if claim.relation not in schema.relations:
            raise ExportError(f"claim {claim.id} has the relation '{claim.relation}', which schema '{schema.name}' lacks",
                              mend=f"export with the schema that the graph was built with ('{graph.schema}')")
