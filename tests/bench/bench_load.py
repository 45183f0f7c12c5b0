"""How long a graph takes to load into Neo4j: by our store, by bare batches of the same rows, by neo4j-graphrag's writer.

`python -m tests.bench.bench_load [--entities N] [--claims N] [--runs N]`. Each way starts from an emptied server, all in one run on
one server; the ways take turns, and the best time of each counts. The bare batches are the least that can be
done over Bolt: UNWIND and MERGE on an id, with a constraint, and no look at what is there. The writer of neo4j-graphrag is given
the same nodes and relations, and needs APOC on the server (fetched by Maven); its first run fills an empty server, its
second one shows what a second load costs, and what it does to the counts.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import neo4j

from kg.model import Alias, Claim, Document, Entity, Evidence, Graph
from kg.schema import Schema, load_schema
from kg.stores.embedded import EmbeddedStore
from kg.stores.neo4j import Neo4jStore
from kg.stores.projection import Projection, project
from tests.support.neo4j_server import Server, cache, fetched, running

_BATCH = 10_000
_APOC = Path(__file__).parent / "apoc" / "pom.xml"
#: One load: how many seconds, and how many nodes and relations the server has then.
Result = tuple[float, int, int]


def synthetic(schema: Schema, entities: int, claims: int, seed: int = 7) -> Graph:
    """A graph with as many entities and claims; each claim with one evidence of 1,000 documents."""
    chance = random.Random(seed)
    documents = tuple(Document(f"{i:04}.txt", f"text {i}", "en", title=f"Title {i}") for i in range(1000))
    types = sorted(schema.types)
    things = tuple(Entity(f"e{i:06}", types[i % len(types)], f"Entity {i}", (Alias(f"이름 {i}", "ko"),)) for i in range(entities))
    found: dict[str, Claim] = {}
    while len(found) < claims:
        subject, target = chance.choice(things), chance.choice(things)
        if relations := schema.relations_between(subject.type, target.type):
            start = chance.randrange(5000)
            sentence = f"{subject.name} and {target.name} stand in this sentence, as others do in theirs."
            evidence = Evidence(chance.choice(documents).name, start, start + 80, sentence, start, start + 9, start + 12, start + 21,
                                round(chance.random(), 2), "rules")
            claim = Claim(subject.id, chance.choice(relations), target.id, evidence=(evidence,))
            found[claim.id] = claim
    return Graph(schema.name, documents, things, tuple(found[key] for key in sorted(found)))


def by_store(server: Server, graph: Graph, schema: Schema) -> None:
    """Our store, projection and comparison included."""
    with Neo4jStore(server.uri, server.user, server.password) as store:
        store.load(graph, schema)


def by_batches(server: Server, rows: Projection) -> None:
    """MERGE on an id, in batches, with a constraint on each kind."""
    with server.driver() as driver:
        nodes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for node in rows.nodes:
            nodes[(node.kind, *node.labels)].append({"id": node.id, "props": dict(node.properties)})
        for labels, batch in nodes.items():
            driver.execute_query(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{labels[0]}) REQUIRE n.id IS UNIQUE")
            _unwind(driver, f"UNWIND $rows AS r MERGE (n:{labels[0]} {{id: r.id}}) SET n += r.props SET n:{':'.join(labels)}", batch)
        edges: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for edge in rows.edges:
            edges[(edge.type, edge.start_kind, edge.end_kind)].append({"a": edge.start, "b": edge.end, "props": dict(edge.properties)})
        for (type_, start, end), batch in edges.items():
            _unwind(driver, f"UNWIND $rows AS r MATCH (a:{start} {{id: r.a}}) MATCH (b:{end} {{id: r.b}}) "
                            f"MERGE (a)-[e:{type_}]->(b) SET e += r.props", batch)


def _unwind(driver: neo4j.Driver, text: str, rows: list[dict[str, Any]]) -> None:
    for first in range(0, len(rows), _BATCH):
        driver.execute_query(text, rows=rows[first:first + _BATCH])


def by_graphrag(server: Server, rows: Projection, batch_size: int) -> None:
    """The writer of neo4j-graphrag, over the same rows."""
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

    def given(properties: Any) -> dict[str, Any]:
        return {key: value for key, value in properties.items() if value is not None}

    graph = Neo4jGraph(
        nodes=[Neo4jNode(id=f"{n.kind}:{n.id}", label=n.labels[0] if n.labels else n.kind, properties=given(n.properties) | {"id": n.id})
               for n in rows.nodes],
        relationships=[Neo4jRelationship(start_node_id=f"{e.start_kind}:{e.start}", end_node_id=f"{e.end_kind}:{e.end}", type=e.type,
                                         properties=given(e.properties)) for e in rows.edges])
    with server.driver() as driver:
        done = asyncio.run(Neo4jWriter(driver=driver, batch_size=batch_size).run(graph))
        if done.status != "SUCCESS":
            raise RuntimeError(f"neo4j-graphrag's writer failed: {done.metadata}")


def empty(server: Server) -> None:
    """Take all nodes, constraints and indexes away."""
    with server.driver() as driver, driver.session() as session:
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()
        for record in session.run("SHOW CONSTRAINTS YIELD name").data():
            session.run(f"DROP CONSTRAINT `{record['name']}`").consume()
        for record in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").data():
            session.run(f"DROP INDEX `{record['name']}`").consume()


def timed(server: Server, work: Callable[[], None]) -> Result:
    """Run it once and count what is there."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    nodes = server.run("MATCH (n) RETURN count(n)")[0][0]
    edges = server.run("MATCH ()-[r]->() RETURN count(r)")[0][0]
    assert isinstance(nodes, int)
    assert isinstance(edges, int)
    return seconds, nodes, edges


def embedded(graph: Graph, schema: Schema, folder: Path) -> Result:
    """The embedded store, for scale."""
    with EmbeddedStore(folder / "graph.kgl") as store:
        start = time.perf_counter()
        summary = store.load(graph, schema)
        return time.perf_counter() - start, summary.nodes.total, summary.edges.total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=20_000)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=2, help="turns that each way takes; its best counts")
    parser.add_argument("--schema", default="ai-industry")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    schema = load_schema(options.schema)
    graph = synthetic(schema, options.entities, options.claims)
    rows = project(graph, schema)
    print(f"{len(rows.nodes):,} nodes, {len(rows.edges):,} relations", flush=True)
    results: dict[str, list[Result]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "neo4j", plugins=fetched(_APOC, cache() / "apoc")) as server:
        ways: dict[str, Callable[[], None]] = {
            "bare UNWIND batches": lambda: by_batches(server, rows),
            "kg": lambda: by_store(server, graph, schema),
            "neo4j-graphrag (its batches of 1,000)": lambda: by_graphrag(server, rows, 1000),
            "neo4j-graphrag (batches of 10,000)": lambda: by_graphrag(server, rows, _BATCH),
        }
        # The server's own code is compiled while it runs first; nobody should pay for that.
        by_batches(server, project(synthetic(schema, 2000, 2000), schema))
        for turn in range(options.runs):
            # Every other turn goes backwards, so that none is always the first on a fresh or the last on a tired server.
            for name, work in sorted(ways.items(), key=lambda way: list(ways).index(way[0]), reverse=turn % 2 == 1):
                empty(server)
                results[name].append(timed(server, work))
                results[f"{name}, again"].append(timed(server, work))
                print(f"  {name}: {results[name][-1][0]:.1f} s, again {results[f'{name}, again'][-1][0]:.1f} s", flush=True)
        results["kg, embedded store"].append(embedded(graph, schema, Path(folder)))
    best = {name: min(found) for name, found in results.items()}
    base = best["bare UNWIND batches"][0]
    print("\n| way | seconds | ratio to bare batches | nodes then | relations then |\n| --- | ---: | ---: | ---: | ---: |")
    for name, (seconds, nodes, edges) in best.items():
        print(f"| {name} | {seconds:.1f} | {seconds / base:.2f} | {nodes:,} | {edges:,} |")


if __name__ == "__main__":
    main()
