"""What is Neo4j's own: its errors, its indexes, and a server that is shared with others."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.schema import Schema
from kg.stores.opening import open_store
from tests.stores.conftest import Place, everything
from tests.support.neo4j_server import Server
from tests.support.sample_graph import sample_graph

pytestmark = [pytest.mark.neo4j, pytest.mark.xdist_group("neo4j")]


@pytest.fixture
def server(neo4j_server: Server) -> Server:
    Place("neo4j", Path(), neo4j_server).empty()
    return neo4j_server


def _told(uri: str, user: str | None, password: str | None, database: str | None = None) -> str:
    with pytest.raises(StoreError) as caught, open_store(uri, user, password, database=database):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_wrong_password_is_told_and_not_repeated(server: Server) -> None:
    told = _told(server.uri, server.user, "not-the-password")
    assert "refuses this user or password — check them" in told
    assert "not-the-password" not in told


def test_no_password_where_one_is_asked_for(server: Server) -> None:
    assert "refuses this user or password" in _told(server.uri, None, None)


def test_a_database_that_is_not_there(server: Server) -> None:
    assert "there is no database 'nowhere'" in _told(server.uri, server.user, server.password, "nowhere")


def test_a_port_where_nothing_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        told = _told(f"bolt://127.0.0.1:{probe.getsockname()[1]}", "neo4j", "x")
    assert "no Neo4j answers there — start Neo4j, or check host and port" in told


def test_a_host_of_that_name_is_not_there() -> None:
    assert "no Neo4j answers there" in _told("bolt://nowhere.invalid:7687", "neo4j", "x")


@pytest.mark.parametrize("uri", ["http://localhost:7474", "https://example.invalid", "ftp://x", "bolt+x://y"])
def test_an_address_that_is_not_bolt(uri: str) -> None:
    assert "is no address of a store — use bolt://HOST:7687" in _told(uri, "neo4j", "x")


@pytest.mark.parametrize("uri", ["bolt://", "bolt://localhost:port", "bolt://user:secret@localhost:99999"])
def test_a_bolt_address_that_is_broken(uri: str) -> None:
    told = _told(uri, "neo4j", "x")
    assert "secret" not in told
    assert " — " in told


def test_a_part_of_a_korean_name_finds_the_entity(server: Server, schema: Schema) -> None:
    with open_store(server.uri, server.user, server.password) as store:
        store.load(sample_graph(), schema)
        store.query("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
        rows = store.query("CALL db.index.fulltext.queryNodes('kg_names', $words) YIELD node RETURN node.name AS name ORDER BY name",
                           {"words": "딥시크"}).rows
    assert ("DeepSeek",) in rows
    assert ("Nvidia",) not in rows


def test_ids_are_unique_by_constraint(server: Server, schema: Schema) -> None:
    with open_store(server.uri, server.user, server.password) as store:
        store.load(sample_graph(), schema)
        with pytest.raises(StoreError, match="already exists"):
            store.query("CREATE (:Entity {kg: 'kg', id: 'deepseek'})", read_only=False)


def test_nodes_of_others_with_our_labels_and_ids_are_not_taken_over(server: Server, schema: Schema) -> None:
    server.run("CREATE (:Entity {id: 'deepseek', name: 'theirs'})-[:FOUNDED {by: 'them'}]->(:Document {id: 'd1', name: 'theirs'})")
    with open_store(server.uri, server.user, server.password) as store:
        store.load(sample_graph(), schema)
        store.load(sample_graph(leave_out=["one.txt"]), schema)
        store.clear()
    assert server.run("MATCH (a)-[r]->(b) RETURN a.name, properties(r), b.name") == [["theirs", {"by": "them"}, "theirs"]]
    assert server.run("MATCH (n) RETURN count(n)") == [[2]]


def test_two_graphs_live_side_by_side(server: Server, schema: Schema) -> None:
    with open_store(server.uri, server.user, server.password, name="one") as one:
        one.load(sample_graph(leave_out=["two.txt"]), schema)
        before = everything(one)
        with open_store(server.uri, server.user, server.password, name="other") as other:
            other.load(sample_graph(), schema)
            assert other.load(sample_graph(), schema).unchanged
            assert one.load(sample_graph(leave_out=["two.txt"]), schema).unchanged
            other.clear()
        assert everything(one) == before


def test_a_store_may_be_closed_twice(server: Server) -> None:
    store = open_store(server.uri, server.user, server.password)
    store.close()
    store.close()
    with pytest.raises(StoreError):
        store.query("RETURN 1 AS x")
