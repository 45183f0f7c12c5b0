"""The two stores, behind one fixture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.resources import data_folder
from kg.schema import Schema, load_schema
from kg.stores.contract import Store
from kg.stores.opening import open_store
from tests.support.neo4j_server import Server, neo4j_server

__all__ = ["neo4j_server"]

#: One server for all tests of a run: they clear it, so they must not share it at the same time.
NEO4J = pytest.param("neo4j", marks=[pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")])


@dataclass(frozen=True)
class Place:
    """Where a store of one kind is. Each test is given an empty one."""

    kind: str
    path: Path
    server: Server | None = None

    def open(self, name: str = "kg") -> Store:
        if self.server is not None:
            return open_store(self.server.uri, self.server.user, self.server.password, name=name)
        return open_store(self.path, name=name)

    def empty(self) -> None:
        if self.server is not None:
            self.server.run("MATCH (n) DETACH DELETE n")
        else:
            self.path.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    """The default domain's types and relations alone: words and frames are nothing to a store."""
    folder = tmp_path_factory.mktemp("schema")
    (folder / "schema.yaml").write_bytes((data_folder("schemas") / "ai-industry" / "schema.yaml").read_bytes())
    return load_schema(folder)


@pytest.fixture(params=["embedded", NEO4J])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    server = request.getfixturevalue("neo4j_server") if request.param == "neo4j" else None
    found = Place(request.param, tmp_path / "graph.kgl", server)
    found.empty()
    return found


@pytest.fixture
def both(tmp_path: Path, neo4j_server: Server) -> tuple[Place, Place]:
    places = Place("embedded", tmp_path / "graph.kgl"), Place("neo4j", tmp_path, neo4j_server)
    for place in places:
        place.empty()
    return places


def everything(store: Store) -> tuple[list[object], list[object]]:
    """All nodes and relations, with the stores' own properties, in an order of their own."""
    nodes = store.query("MATCH (n) RETURN n, n.kg AS kg, n.kg_hash AS hash").rows
    edges = store.query("MATCH (a)-[e]->(b) RETURN a.id AS a, e, e.kg AS kg, e.kg_hash AS hash, b.id AS b").rows
    return sorted(nodes, key=repr), sorted(edges, key=repr)
