"""Tables and networks, read back by what people use for them."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exports.networks import to_networkx
from kg.exports.tables import guard, unguard, write_csv, write_graphml
from kg.schema import Schema
from tests.exports.samples import HOSTILE, hostile, sample


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_csv_holds_every_entity_and_claim(schema: Schema, tmp_path: Path) -> None:
    nodes, edges = (rows(path) for path in write_csv(sample(), schema, tmp_path))
    assert [row["id"] for row in nodes] == [e.id for e in sample().entities]
    assert [row["id"] for row in edges] == [c.id for c in sample().claims]
    (cost,) = [row for row in edges if row["attributed_to"]]
    assert (cost["subject_name"], cost["object_name"], cost["value"], cost["unit"], cost["approximate"]) == (
        "Haeoreum-R1", "5,600,000 USD", "5600000", "USD", "true")
    (lab,) = [row for row in nodes if row["id"] == "haeoreum-lab"]
    assert (lab["name"], lab["name_ko"], lab["known"], lab["claims"]) == ("Haeoreum Lab", "해오름랩", "true", "6")


def test_no_cell_of_text_is_a_formula_and_each_gives_its_text_back(schema: Schema, tmp_path: Path) -> None:
    nodes, edges = (rows(path) for path in write_csv(hostile(), schema, tmp_path))
    for row in (*nodes, *edges):
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@")), cell
    assert set(HOSTILE) <= {unguard(row["name"]) for row in nodes}


@given(st.text())
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    cell = guard(text)
    assert unguard(cell) == text
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_csv_has_unix_line_ends_and_no_mark(schema: Schema, tmp_path: Path) -> None:
    for path in write_csv(sample(), schema, tmp_path):
        assert b"\r" not in path.read_bytes()
        assert not path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_graphml_reads_back_as_the_network(schema: Schema, tmp_path: Path) -> None:
    (path,) = write_graphml(sample(), schema, tmp_path)
    back, wanted = nx.read_graphml(path, force_multigraph=True), to_networkx(sample(), schema)
    assert back.nodes == wanted.nodes
    assert back.adj == wanted.adj


def test_graphml_survives_hostile_names(schema: Schema, tmp_path: Path) -> None:
    (path,) = write_graphml(hostile(), schema, tmp_path)
    back = nx.read_graphml(path)
    assert {data["label"] for _, data in back.nodes(data=True)} == {e.name for e in hostile().entities}


def test_a_network_tells_facts_from_the_rest(schema: Schema) -> None:
    network = to_networkx(sample(), schema)
    facts = {(a, data["relation"], b) for a, b, data in network.edges(data=True) if data["plain"]}
    assert ("haeoreum-lab", "BASED_IN", "busan") in facts
    assert not any(relation in ("USES", "OUTPERFORMS") for _, relation, _ in facts)
    assert network.number_of_edges("haeoreum-lab", "busan") == 2  # planned, and said as a fact
    assert [data["value"] for _, data in network.nodes(data=True) if data["type"] == "Percent"] == [12.5]


@pytest.mark.parametrize("part", ["nodes", "edges"])
def test_tables_of_an_empty_graph_have_their_heads(part: str, schema: Schema, tmp_path: Path) -> None:
    from kg.model import Graph

    write_csv(Graph("export-sample"), schema, tmp_path)
    assert (tmp_path / f"{part}.csv").read_text().startswith("id,")
    assert rows(tmp_path / f"{part}.csv") == []
