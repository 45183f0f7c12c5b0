"""A graph as rows: the same whatever the order of its parts, and safe to keep in any store."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.model import Claim, Document, Entity, Evidence, Graph
from kg.schema import Schema
from kg.stores import cypher
from kg.stores.projection import clean_text, project, property_names, store_id
from tests.support.graphs import HOSTILE, graphs
from tests.support.sample_graph import sample_graph

_SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def test_the_sample_is_as_large_as_it_says_and_its_spans_hold() -> None:
    graph = sample_graph()
    assert (len(graph.entities), len(graph.claims), len(graph.documents), len(graph.conflicts)) == (24, 35, 3, 2)
    texts = {d.name: d.text for d in graph.documents}
    for evidence in (e for c in graph.claims for e in c.evidence):
        assert texts[evidence.document][evidence.start:evidence.end] == evidence.text


@_SLOW
@given(data=st.data())
def test_the_order_of_a_graph_makes_no_difference(schema: Schema, data: st.DataObject) -> None:
    graph = data.draw(graphs(schema))
    shuffled = Graph(graph.schema, tuple(data.draw(st.permutations(graph.documents))), tuple(data.draw(st.permutations(graph.entities))),
                     tuple(data.draw(st.permutations(graph.claims))), graph.conflicts)
    assert project(shuffled, schema) == project(graph, schema)


@_SLOW
@given(data=st.data())
def test_every_edge_ends_at_nodes_and_every_property_is_announced(schema: Schema, data: st.DataObject) -> None:
    rows = project(data.draw(graphs(schema)), schema)
    keys = {node.key for node in rows.nodes}
    assert len(keys) == len(rows.nodes)
    assert len({edge.key for edge in rows.edges}) == len(rows.edges)
    for edge in rows.edges:
        assert {(edge.start_kind, edge.start), (edge.end_kind, edge.end)} <= keys
    for node in rows.nodes:
        own = {name for name in node.properties if not name.startswith("q_")}
        assert own <= set(property_names(node.kind, schema))
        assert node.properties["name"] is not None


def test_claims_that_share_their_words_keep_their_own_confidence(schema: Schema) -> None:
    def claim(relation: str, confidence: float) -> Claim:
        return Claim("a", relation, "m", evidence=(Evidence("d", 0, 9, "A made M.", 0, 1, 7, 8, confidence, "rules"),))

    graph = Graph("ai-industry", (Document("d", "A made M.", "en"),), (Entity("a", "Company", "A"), Entity("m", "AIModel", "M")),
                  (claim("DEVELOPED", 0.9), claim("OPEN_SOURCED", 0.4)))
    rows = project(graph, schema)
    assert sorted(e.properties["confidence"] for e in rows.edges if e.type == "SUPPORTED_BY") == [0.4, 0.9]  # type: ignore[type-var]
    assert [n.properties["confidence"] for n in rows.nodes if n.kind == "Evidence"] == [0.9]


def test_a_plain_relation_sums_up_its_claims(schema: Schema) -> None:
    def claim(count: str, start: int) -> Claim:
        return Claim("m", "TRAINED_ON", "h", (("count", count),), evidence=(Evidence("d", start, 9, "t", 0, 1, 7, 8, 0.5, "rules"),))

    graph = Graph("ai-industry", (Document("d", "t", "en"),), (Entity("h", "Hardware", "H"), Entity("m", "AIModel", "M")),
                  (claim("2048", 0), claim("10000", 1)))
    (edge,) = [e for e in project(graph, schema).edges if e.type == "TRAINED_ON"]
    assert json.loads(str(edge.properties["qualifiers"])) == {"count": ["10000", "2048"]}
    assert edge.properties["evidences"] == 2
    assert edge.properties["claims"] == sorted(c.id for c in graph.claims)


@given(st.text(max_size=400), st.text(max_size=400))
def test_ids_stay_apart_and_short(one: str, other: str) -> None:
    assert len(store_id(one)) <= 200
    assert (store_id(one) == store_id(other)) == (one == other)


@given(st.text(alphabet=st.characters(categories=["L", "Cs", "Cc"])))
def test_cleaning_keeps_every_offset(text: str) -> None:
    clean = clean_text(text)
    assert len(clean) == len(text)
    assert clean.encode("utf-8").decode("utf-8") == clean


@pytest.mark.parametrize("name", [*HOSTILE, "", "a-b", "a b", "1a", "가", "a`b", "x" * 65, "A\n"])
def test_only_plain_identifiers_become_labels(name: str) -> None:
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name):
        assert cypher.quoted(name) == f"`{name}`"
    else:
        with pytest.raises(StoreError):
            cypher.quoted(name)
