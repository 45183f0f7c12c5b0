"""The graph as a networkx graph, for people's own analysis and for GraphML."""

from __future__ import annotations

import networkx as nx

from kg.exports.ordered import view
from kg.model import Graph, Literal
from kg.schema import LITERALS, Schema


def to_networkx(graph: Graph, schema: Schema) -> nx.MultiDiGraph[str]:
    """Entities and literals as nodes, claims as edges from subject to object, keyed by the claim's id.

    Every attribute is a string, a number or a truth value, so that any format can hold it. Nodes: `kind` (`entity`,
    `literal`), `type`, `label`, and for an entity `aliases` (` | ` between) and `known`, for a literal `value`, `unit`, `date`,
    `approximate`, `bound`. Edges: `relation`, `label`, `polarity`, `modality`, `attributed_to` (a name), `qualifiers`,
    `confidence` (0 to 1), `documents`, `evidence` (the best sentence), `plain`. Of the claims of an edge only those with
    `plain` are stated as facts: filter by it before you count. Raises ExportError where the schema does not fit the graph.
    """
    seen = view(graph, schema)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=graph.schema)
    for entity in seen.graph.entities:
        network.add_node(entity.id, kind="entity", type=entity.type, label=entity.name, known=entity.known,
                         aliases=" | ".join(dict.fromkeys(a.name for a in entity.aliases)))
    for claim in seen.graph.claims:
        target = claim.object
        if isinstance(target, Literal):
            _add_literal(network, target)
            target = target.id
        best = max(claim.evidence, key=lambda e: e.confidence, default=None)
        network.add_edge(
            claim.subject, target, key=claim.id, id=claim.id, relation=claim.relation, label=schema.label(claim.relation, "en"),
            polarity=claim.polarity, modality=claim.modality, plain=claim.plain,
            attributed_to=seen.entities[claim.attributed_to].name if claim.attributed_to else "",
            qualifiers="; ".join(f"{key}: {value}" for key, value in claim.qualifiers), confidence=float(claim.confidence),
            documents=" | ".join(dict.fromkeys(e.document for e in claim.evidence)), evidence=best.text if best else "")
    return network


def _add_literal(network: nx.MultiDiGraph[str], literal: Literal) -> None:
    more: dict[str, str | float | bool] = {"approximate": literal.approximate}
    if literal.value is not None:
        more["value"] = float(literal.value)
    for name, text in (("unit", literal.unit), ("date", literal.date), ("bound", literal.bound or "")):
        if text:
            more[name] = text
    network.add_node(literal.id, kind="literal", type=LITERALS[literal.kind], label=literal.label, **more)
