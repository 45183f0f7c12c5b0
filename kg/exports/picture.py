"""What the page shows, as plain data: which entities and claims, their labels in each language, and the sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kg.exports.colours import type_colours
from kg.exports.ordered import View
from kg.model import Claim, Entity, Evidence, Literal
from kg.schema import LITERALS, Schema

LANGUAGES = ("ko", "en")
#: More sentences than this for one claim are counted, not shown.
MOST_SENTENCES = 6
_BOUNDS = {"at_least": "≥ ", "at_most": "≤ "}


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the picture. `names` has one label for each language; a literal's node is one claim's alone."""

    key: str
    type: str
    names: dict[str, str]
    aliases: tuple[tuple[str, str], ...] = ()
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the picture: the claims with one subject, relation, object and style."""

    start: str
    end: str
    relation: str
    style: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes and edges that are drawn, and how many entities with and without claims are not."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    entities: int
    left_out: int
    without_claims: int

    def degrees(self) -> Counter[str]:
        """How many claims end at each node."""
        found: Counter[str] = Counter()
        for edge in self.edges:
            for end in {edge.start, edge.end}:
                found[end] += len(edge.claims)
        return found


def style(claim: Claim) -> str:
    """How a claim is drawn: `negated`, else its modality."""
    return "negated" if claim.polarity == "negated" else claim.modality


def literal_label(literal: Literal) -> str:
    """`≈ 5,600,000 USD`, `≥ 12%`, `2023-05`."""
    return ("≈ " if literal.approximate else "") + _BOUNDS.get(literal.bound or "", "") + literal.label


def picture(seen: View, max_nodes: int) -> Picture:
    """The `max_nodes` entities with most claims, the values said of them, and the claims between what is drawn."""
    degree: Counter[str] = Counter()
    for claim in seen.graph.claims:
        degree[claim.subject] += 1
        if isinstance(claim.object, str) and claim.object != claim.subject:
            degree[claim.object] += 1
    ranked = sorted(degree, key=lambda id_: (-degree[id_], id_))
    kept = set(ranked[:max(1, max_nodes)])
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str, str, str], list[str]] = {}
    for claim in seen.graph.claims:
        ends = [claim.subject, *([claim.object] if isinstance(claim.object, str) else [])]
        if not kept.issuperset(ends):
            continue
        for end in ends:
            nodes["e:" + end] = _entity_node(seen.entities[end])
        if isinstance(claim.object, Literal):
            # A value is drawn for each subject: a shared 2023 would tie together what has nothing to do with each other.
            target = f"v:{claim.subject}:{claim.relation}:{claim.object.id}"
            label = literal_label(claim.object)
            nodes[target] = Node(target, LITERALS[claim.object.kind], dict.fromkeys(LANGUAGES, label), literal=True)
        else:
            target = "e:" + claim.object
        edges.setdefault(("e:" + claim.subject, target, claim.relation, style(claim)), []).append(claim.id)
    drawn = sum(not node.literal for node in nodes.values())
    return Picture(tuple(nodes[key] for key in sorted(nodes)),
                   tuple(Edge(*key, tuple(claims)) for key, claims in sorted(edges.items())),
                   drawn, len(degree) - drawn, len(seen.graph.entities) - len(degree))


def _entity_node(entity: Entity) -> Node:
    names = {language: entity.label(language) for language in LANGUAGES}
    return Node("e:" + entity.id, entity.type, names, tuple((a.name, a.language) for a in entity.aliases))


def facts(seen: View, shown: Picture, schema: Schema) -> dict[str, object]:
    """What the page says when asked, in the order of the picture's nodes and edges; everything by position in its list."""
    number = {node.key: n for n, node in enumerate(shown.nodes)}
    edge_of = {claim: n for n, edge in enumerate(shown.edges) for claim in edge.claims}
    documents = {d.name: n for n, d in enumerate(seen.graph.documents)}
    against: dict[str, list[int]] = {}
    for conflict in seen.graph.conflicts:
        for one, other in ((conflict.first, conflict.second), (conflict.second, conflict.first)):
            if one in edge_of and other in edge_of:
                against.setdefault(one, []).append(edge_of[other])
    colours = type_colours(schema)
    used = {node.type for node in shown.nodes}
    return {
        "types": {name: {"label": {lang: schema.label(name, lang) for lang in LANGUAGES}, "light": colours[name].light,
                         "dark": colours[name].dark} for name in schema.types if name in used},
        "literals": [name for name in LITERALS.values() if name in used],
        "relations": {name: {"label": {lang: schema.label(name, lang) for lang in LANGUAGES}, "symmetric": relation.symmetric}
                      for name, relation in schema.relations.items() if any(e.relation == name for e in shown.edges)},
        "documents": [{"name": d.name, "title": d.title or "", "published": d.published or "", "source": _web(d.source)}
                      for d in seen.graph.documents],
        "nodes": [{"type": node.type, "names": node.names, "literal": node.literal, "aliases": [list(a) for a in node.aliases]}
                  for node in shown.nodes],
        "edges": [{"from": number[edge.start], "to": number[edge.end], "relation": edge.relation, "style": edge.style,
                   "claims": [_claim(seen, seen.claims[id_], documents, number, against.get(id_, [])) for id_ in edge.claims]}
                  for edge in shown.edges],
        "counts": {"documents": len(documents), "entities": shown.entities, "left_out": shown.left_out,
                   "without_claims": shown.without_claims, "claims": sum(len(e.claims) for e in shown.edges)},
    }


def _claim(seen: View, claim: Claim, documents: dict[str, int], number: dict[str, int], against: list[int]) -> dict[str, object]:
    best = sorted(claim.evidence, key=lambda e: (-e.confidence, e.document, e.start))
    by = seen.entities[claim.attributed_to] if claim.attributed_to else None
    return {
        "id": claim.id, "qualifiers": [list(pair) for pair in claim.qualifiers], "confidence": round(claim.confidence, 3),
        "by": {"names": {lang: by.label(lang) for lang in LANGUAGES}, "node": number.get("e:" + by.id)} if by else None,
        "against": sorted(set(against)), "more": max(0, len(best) - MOST_SENTENCES),
        "evidence": [{"document": documents[e.document], "pieces": pieces(e)} for e in best[:MOST_SENTENCES]],
    }


def _web(source: str | None) -> str:
    """A document's address where a reader may follow it."""
    return source if source and source.lower().startswith(("https://", "http://")) else ""


def pieces(evidence: Evidence) -> list[list[str]]:
    """The sentence cut into `[kind, text]`, kind `s` for the subject's words, `o` for the object's, else empty.

    Cut here, not in the page: offsets are code points, which JavaScript does not count in. Where one span lies in the other,
    the shorter is painted over the longer; what lies outside of the sentence is not painted.
    """
    spans = [("s", evidence.subject_start, evidence.subject_end), ("o", evidence.object_start, evidence.object_end)]
    kinds = [""] * len(evidence.text)
    for kind, start, end in sorted(spans, key=lambda span: span[1] - span[2]):
        for place in range(max(start - evidence.start, 0), min(end - evidence.start, len(kinds))):
            kinds[place] = kind
    return _runs(zip(kinds, evidence.text, strict=True))


def _runs(marked: Iterable[tuple[str, str]]) -> list[list[str]]:
    found: list[list[str]] = []
    for kind, character in marked:
        if found and found[-1][0] == kind:
            found[-1][1] += character
        else:
            found.append([kind, character])
    return found
