"""Bring a store from what it holds to what a graph says, by the fewest writes.

The store is asked for the ids and hashes of what is ours in it; only what differs is written or removed, in batches of one
transaction each. Each row carries its own hash, written with it, so a load that was cut off is finished by the next one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from kg.schema import Schema
from kg.stores import cypher
from kg.stores.contract import Counts, LoadSummary, Progress
from kg.stores.projection import Edge, Node, Projection, property_names

#: Runs one statement in one transaction and returns its rows.
Run = Callable[[str, Mapping[str, object]], Sequence[Sequence[object]]]

BATCH = 10_000

NodeKey = tuple[str, str]
EdgeKey = tuple[str, str, str, str, str]


def apply(run: Run, wanted: Projection, schema: Schema | None, name: str, progress: Progress | None = None) -> LoadSummary:
    """Make the store hold exactly `wanted` under `name`. Without a schema only an empty projection can be applied."""
    return _Loading(run, wanted, schema, name, progress or (lambda stage, done, total: None)).run()


class _Loading:
    def __init__(self, run: Run, wanted: Projection, schema: Schema | None, name: str, progress: Progress) -> None:
        self._run = run
        self.schema = schema
        self.name = name
        self.progress = progress
        self.nodes = {node.key: node for node in wanted.nodes}
        self.edges = {edge.key: edge for edge in wanted.edges}

    def run(self) -> LoadSummary:
        held_nodes, unknown = self._held_nodes()
        held_edges = self._held_edges()
        stale_edges = [key for key in held_edges if key not in self.edges]
        stale_nodes = [key for key in held_nodes if key not in self.nodes]
        # An entity whose type the schema has dropped bears labels that no text of ours may name: it is made anew.
        gone = {*stale_nodes, *unknown}
        for key in unknown:
            held_nodes.pop(key, None)
        held_edges = {key: hash_ for key, hash_ in held_edges.items() if key[1:3] not in gone and key[3:5] not in gone}
        self._remove(stale_edges, sorted(gone))
        nodes = self._write_nodes(held_nodes)
        edges = self._write_edges(held_edges)
        return LoadSummary(
            Counts(len(self.nodes), nodes["created"], nodes["updated"], len(stale_nodes)),
            Counts(len(self.edges), edges["created"], edges["updated"], len(stale_edges)),
            {kind: count for kind in cypher.KINDS if (count := sum(1 for key in self.nodes if key[0] == kind))})

    def _ask(self, text: str) -> Sequence[Sequence[object]]:
        return self._run(text, {"kg": self.name})

    def _held_nodes(self) -> tuple[dict[NodeKey, object], set[NodeKey]]:
        """Key -> hash of our nodes in the store; and those among them to be made anew."""
        held: dict[NodeKey, object] = {}
        unknown: set[NodeKey] = set()
        for kind in cypher.KINDS:
            for id_, hash_, type_ in self._ask(cypher.list_nodes(kind)):
                key = kind, str(id_)
                held[key] = hash_
                if kind == "Entity" and key in self.nodes and self.schema and type_ not in self.schema.types:
                    unknown.add(key)
        self.progress("compare", 1, 2)
        return held, unknown

    def _held_edges(self) -> dict[EdgeKey, object]:
        held: dict[EdgeKey, object] = {}
        for kind in cypher.STARTS:
            for start, type_, end_kind, end, hash_ in self._ask(cypher.list_edges(kind)):
                held[(str(type_), kind, str(start), str(end_kind), str(end))] = hash_
        self.progress("compare", 2, 2)
        return held

    def _remove(self, edges: Iterable[EdgeKey], nodes: Iterable[NodeKey]) -> None:
        jobs: dict[str, list[dict[str, object]]] = defaultdict(list)
        for type_, start_kind, start, end_kind, end in edges:
            jobs[cypher.remove_edges(start_kind, end_kind)].append({"source": start, "target": end, "type": type_})
        for kind, id_ in nodes:
            jobs[cypher.remove_nodes(kind)].append({"id": id_})
        self._work("remove", jobs)

    def _write_nodes(self, held: Mapping[NodeKey, object]) -> Counter[str]:
        jobs: dict[str, list[dict[str, object]]] = defaultdict(list)
        counts: Counter[str] = Counter()
        for key, node in self.nodes.items():
            hash_ = node.hash
            if held.get(key) == hash_:
                continue
            new = key not in held
            counts["created" if new else "updated"] += 1
            jobs[self._statement(node, new)].append({"id": node.id, "props": self._properties(node, hash_, new)})
        self._work("nodes", jobs)
        return counts

    def _statement(self, node: Node, new: bool) -> str:
        drop = () if new or not node.labels or self.schema is None else tuple(t for t in self.schema.types if t not in node.labels)
        return cypher.write_nodes(node.kind, node.labels, drop)

    def _properties(self, node: Node, hash_: str, new: bool) -> dict[str, object]:
        """What to set. On a node that is there already, a null takes away what it no longer has, and only what is ours."""
        found: dict[str, object] = {key: value for key, value in node.properties.items() if value is not None}
        if not new and self.schema is not None:
            found = dict.fromkeys(property_names(node.kind, self.schema)) | found
        # The key was matched by the MERGE, and must not be nulled.
        return found | {"kg_hash": hash_, "kg": self.name, "id": node.id}

    def _write_edges(self, held: Mapping[EdgeKey, object]) -> Counter[str]:
        jobs: dict[str, list[dict[str, object]]] = defaultdict(list)
        counts: Counter[str] = Counter()
        for key, edge in self.edges.items():
            hash_ = edge.hash
            if held.get(key) == hash_:
                continue
            counts["updated" if key in held else "created"] += 1
            jobs[cypher.write_edges(edge.type, edge.start_kind, edge.end_kind)].append(_edge_row(edge, hash_, self.name))
        self._work("edges", jobs)
        return counts

    def _work(self, stage: str, jobs: Mapping[str, list[dict[str, object]]]) -> None:
        total = sum(len(rows) for rows in jobs.values())
        done = 0
        self.progress(stage, 0, total)
        for text, rows in jobs.items():
            for first in range(0, len(rows), BATCH):
                batch = rows[first:first + BATCH]
                self._run(text, {"kg": self.name, "rows": batch})
                done += len(batch)
                self.progress(stage, done, total)


def _edge_row(edge: Edge, hash_: str, name: str) -> dict[str, object]:
    properties = {key: value for key, value in edge.properties.items() if value is not None}
    return {"source": edge.start, "target": edge.end, "props": {**properties, "kg": name, "kg_hash": hash_}}
