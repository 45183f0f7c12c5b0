"""The questions that come with the default domain: answered, and alike in both stores."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.resources import data_folder
from kg.schema import Schema
from tests.stores.conftest import Place, everything
from tests.support.graphs import graphs
from tests.support.sample_graph import sample_graph

_FILE: Path = data_folder("schemas") / "ai-industry" / "queries.yaml"
_QUERIES: dict[str, str] = {item["title"]: item["cypher"] for item in yaml.safe_load(_FILE.read_text(encoding="utf-8"))}

_ANSWERS: dict[str, tuple[tuple[object, ...], ...]] = {
    "Who founded what": (("Liang Wenfeng", "DeepSeek", 0.97), ("Liang Wenfeng", "High-Flyer", 0.92)),
    "What is restricted by the US export controls, and which sentence says so": (
        ("A100", "Hardware", "엔비디아의 A100도 미국의 수출 통제를 받는다.", "two.txt"),
        ("DeepSeek", "Company", "Chinese firms, DeepSeek among them, are under the US export controls.", "three.txt"),
        ("H800", "Hardware", "Nvidia's H800 falls under the US export controls.", "one.txt")),
    "Claims that contradict each other, and the documents that make them": (
        ("polarity", "DeepSeek-R1 OUTPERFORMS OpenAI o1", "negated", "two.txt", "DeepSeek-R1 OUTPERFORMS OpenAI o1", "asserted",
         "three.txt"),
        ("value", "DeepSeek-V3 DEVELOPMENT_COST 1,300,000,000 USD", "asserted", "two.txt",
         "DeepSeek-V3 DEVELOPMENT_COST 5,600,000 USD", "asserted", "one.txt"),
        ("value", "DeepSeek-V3 DEVELOPMENT_COST 1,300,000,000 USD", "asserted", "two.txt",
         "DeepSeek-V3 DEVELOPMENT_COST 5,600,000 USD", "asserted", "three.txt")),
    "Who leads what, now or formerly": (
        ("DeepSeek", "Liang Wenfeng", "current", "CEO"), ("Google", "Sundar Pichai", "current", None),
        ("Google", "Eric Schmidt", "former", None), ("Nvidia", "Jensen Huang", "current", None),
        ("OpenAI", "Sam Altman", "current", None)),
    "Which model was trained on what hardware, and on how much of it": (
        ("DeepSeek-V3", "A100", 10000, 0.9), ("DeepSeek-V3", "H800", 2048, 0.9)),
    "Takeovers and investments that are planned or possible": (
        ("SoftBank", "INVESTED_IN", "OpenAI", "planned"), ("Meta", "ACQUIRED", "Scale AI", "possible")),
    "Sums of money, the largest first": (
        ("OpenAI", "RAISED", 40e9, "USD", None, "fact", 1), ("OpenAI", "REVENUE", 3.7e9, "USD", "2024", "fact", 1),
        ("DeepSeek-V3", "DEVELOPMENT_COST", 1.3e9, "USD", None, "fact", 1),
        ("DeepSeek-V3", "DEVELOPMENT_COST", 5.6e6, "USD", None, "fact", 2)),
}


@pytest.mark.parametrize("title", sorted(_ANSWERS))
def test_a_question_has_the_answer_that_a_reader_of_the_documents_would_give(place: Place, schema: Schema, title: str) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        assert store.query(_QUERIES[title]).rows == _ANSWERS[title]


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_every_question_gives_the_same_rows_in_both_stores(both: tuple[Place, Place], schema: Schema) -> None:
    answers = []
    for place in both:
        with place.open() as store:
            store.load(sample_graph(), schema)
            answers.append({title: store.query(text) for title, text in _QUERIES.items()})
    assert len(_QUERIES) >= 10
    for title in _QUERIES:
        assert answers[0][title] == answers[1][title], title
        assert answers[0][title].rows, title


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                                                 HealthCheck.data_too_large])
@given(data=st.data())
def test_any_graph_is_the_same_in_both_stores(both: tuple[Place, Place], schema: Schema, data: st.DataObject) -> None:
    graph = data.draw(graphs(schema))
    found = []
    for place in both:
        place.empty()
        with place.open() as store:
            summary = store.load(graph, schema)
            found.append((summary, everything(store), [store.query(text) for text in _QUERIES.values()]))
    assert found[0] == found[1]
