"""show, query, load and verify, over a small graph that was not built but written."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kg.exports.jsonlines import write_jsonl
from tests.support.command import kg, kg_program
from tests.support.exported import exported
from tests.support.neo4j_server import Server, neo4j_server
from tests.support.sample_graph import sample_graph

__all__ = ["neo4j_server"]

FOUNDERS = "MATCH (p)-[:FOUNDED]->(c) RETURN p.name AS founder, c.name AS founded ORDER BY founded"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return exported(tmp_path / "export")


class TestShow:
    @pytest.mark.parametrize("name", ["DeepSeek-V3", "deepseek v3", "딥시크-V3", "딥시크 V3", "deepseek-v3"])
    def test_an_entity_is_found_by_any_of_its_names(self, export: Path, name: str) -> None:
        ran = kg("show", name, "--from", export)
        assert ran.code == 0
        assert ran.out.startswith("DeepSeek-V3 · AI model · deepseek-v3")

    def test_claims_stand_by_relation_with_their_sentences_and_the_words_marked(self, export: Path) -> None:
        out = kg("show", "DeepSeek-V3", "--from", export).out
        relations = [line.split()[0] for line in out.splitlines() if line[:1].isupper() and "·" not in line]
        assert relations == sorted(relations)
        assert {"TRAINED_ON", "DEVELOPMENT_COST", "DEVELOPED"} <= set(relations)
        assert "«DeepSeek-V3» was trained on 10,000 «A100» chips.  — three.txt" in out
        assert "«딥시크-V3»" in out

    def test_what_narrows_a_claim_is_told(self, export: Path) -> None:
        out = kg("show", "DeepSeek-R1", "--from", export).out
        assert "according to Sam Altman" in out
        assert "negated: the text denies it" in out
        assert "contradicted by: DeepSeek-R1 → OpenAI o1" in out
        assert "planned" in kg("show", "SoftBank", "--from", export).out
        assert "role: CEO" in kg("show", "Liang Wenfeng", "--from", export).out

    def test_one_relation_alone(self, export: Path) -> None:
        out = kg("show", "DeepSeek-V3", "--relation", "TRAINED_ON", "--from", export).out
        assert "TRAINED_ON" in out
        assert "DEVELOPMENT_COST" not in out
        assert "--relation: 'MADE' is no relation" in kg("show", "DeepSeek-V3", "-r", "MADE", "--from", export).failed_in_one_line()

    def test_a_name_that_is_none_gets_the_nearest(self, export: Path) -> None:
        assert "did you mean DeepSeek" in kg("show", "Deepseak", "--from", export).failed_in_one_line()
        assert "lists them all" in kg("show", "zzzzzz", "--from", export).failed_in_one_line()


class TestQuery:
    def test_rows_as_a_table_as_json_as_csv(self, export: Path) -> None:
        table = kg("query", FOUNDERS, "--from", export)
        assert table.code == 0
        assert "Liang Wenfeng   DeepSeek" in table.out
        assert table.out.rstrip().endswith("2 rows")
        expected = [{"founder": "Liang Wenfeng", "founded": "DeepSeek"}, {"founder": "Liang Wenfeng", "founded": "High-Flyer"}]
        assert json.loads(kg("query", FOUNDERS, "--from", export, "--format", "json").out) == expected
        assert list(csv.DictReader(io.StringIO(kg("query", FOUNDERS, "--from", export, "--format", "csv").out))) == expected

    def test_parameters_are_json_or_text_and_never_part_of_the_query(self, export: Path) -> None:
        question = "MATCH (e:Entity) WHERE e.name = $name OR size(e.name) = $size RETURN e.name AS name ORDER BY name"
        out = kg("query", question, "-p", "name=DeepSeek", "-p", "size=4", "--from", export, "-f", "csv").out
        assert "DeepSeek" in out.split()
        assert {"H800", "A100"} <= set(out.split())
        assert kg("query", question, "-p", "name=x' OR 1=1 //", "-p", "size=0", "--from", export, "-f", "csv").out == "name\n"

    def test_the_question_may_come_from_standard_input(self, export: Path) -> None:
        ran = kg_program("query", "-", "--from", export, "-f", "csv", text=FOUNDERS)
        assert ran.out.splitlines()[1:] == ["Liang Wenfeng,DeepSeek", "Liang Wenfeng,High-Flyer"]

    def test_the_store_beside_an_export_follows_the_export(self, export: Path) -> None:
        count = "MATCH (c:Claim) RETURN count(c) AS n"
        before = json.loads(kg("query", count, "--from", export, "-f", "json").out)[0]["n"]
        graph = sample_graph()
        unsaid = replace(graph, claims=graph.claims[:3], conflicts=())
        write_jsonl(unsaid, export)
        assert before == len(graph.claims)
        assert json.loads(kg("query", count, "--from", export, "-f", "json").out)[0]["n"] == 3

    def test_a_query_cannot_change_the_graph(self, export: Path) -> None:
        assert "writes" in kg("query", "MATCH (n) DETACH DELETE n", "--from", export).failed_in_one_line()
        assert "2 rows" in kg("query", FOUNDERS, "--from", export).out

    def test_it_asks_the_graph_that_is_there_now_however_old_its_files(self, tmp_path: Path) -> None:
        assert "2 rows" in kg("query", FOUNDERS, "--from", exported(tmp_path)).out
        write_jsonl(replace(sample_graph(), claims=(), conflicts=()), tmp_path)
        os.utime(tmp_path / "graph.json", (1_600_000_000, 1_600_000_000))  # as cp -p and rsync -t leave it
        assert "0 rows" in kg("query", FOUNDERS, "--from", tmp_path).out

    def test_a_broken_query_is_told_in_one_line(self, export: Path) -> None:
        assert "the query failed" in kg("query", "MATCH (n RETURN n", "--from", export).failed_in_one_line()

    def test_no_export_yet(self, tmp_path: Path) -> None:
        assert "run kg build first" in kg("query", FOUNDERS, "--from", tmp_path / "none").failed_in_one_line()


class TestLoad:
    @pytest.mark.parametrize("address", ["localhost", "localhost:7687", "db.example.org:7687"])
    def test_an_address_without_its_kind_is_no_file(self, export: Path, address: str) -> None:
        assert f"write bolt://{address}" in kg("load", address, "--from", export).failed_in_one_line()

    def test_into_a_file_and_twice(self, export: Path, tmp_path: Path) -> None:
        first = kg("load", tmp_path / "graph.kgl", "--from", export)
        assert first.code == 0
        assert "holds the graph now" in first.out
        assert "held this graph already" in kg("load", tmp_path / "graph.kgl", "--from", export).out
        assert "2 rows" in kg("query", FOUNDERS, "--store", tmp_path / "graph.kgl", "--from", tmp_path / "none").out
        assert kg("load", tmp_path / "graph.kgl", "--from", export, "--quiet").out == ""

    @pytest.mark.neo4j
    @pytest.mark.xdist_group("neo4j")
    def test_into_neo4j(self, export: Path, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        neo4j_server.run("MATCH (n) DETACH DELETE n")
        loaded = kg("load", neo4j_server.uri, "--from", export, "--user", neo4j_server.user, "--password", neo4j_server.password)
        assert loaded.code == 0, loaded.err
        assert neo4j_server.run("MATCH (p:Person)-[:FOUNDED]->(:Company {name: 'DeepSeek'}) RETURN p.name") == [["Liang Wenfeng"]]
        monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.user)
        monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
        assert "held this graph already" in kg("load", neo4j_server.uri, "--from", export).out
        asked = kg("query", FOUNDERS, "--store", neo4j_server.uri, "-f", "csv")
        assert asked.out == kg("query", FOUNDERS, "--from", export, "-f", "csv").out


class TestVerify:
    def test_an_export_holds(self, export: Path) -> None:
        ran = kg("verify", export)
        assert ran.code == 0
        assert "all of it holds" in ran.out

    def test_evidence_that_is_not_in_its_document_is_told(self, tmp_path: Path) -> None:
        graph = sample_graph()
        first = graph.claims[0]
        moved = replace(first.evidence[0], start=first.evidence[0].start + 1)
        write_jsonl(replace(graph, claims=(replace(first, evidence=(moved,)), *graph.claims[1:])), tmp_path)
        ran = kg("verify", tmp_path)
        assert ran.code == 1
        assert f"{moved.document}, claim {first.id}: the text at" in ran.told()
        assert "documents: 1 fault." in ran.out

    def test_a_span_outside_of_its_document_is_told(self, tmp_path: Path) -> None:
        graph = sample_graph()
        first = graph.claims[0]
        outside = replace(first.evidence[0], object_end=10_000)
        write_jsonl(replace(graph, claims=(replace(first, evidence=(outside,)), *graph.claims[1:])), tmp_path)
        assert "the object is said to stand at" in kg("verify", tmp_path).told()

    def test_a_file_that_was_changed_by_hand_is_told(self, export: Path) -> None:
        path = export / "claims.jsonl"
        path.write_text(path.read_text(encoding="utf-8").replace("FOUNDED", "OWNS"), encoding="utf-8")
        assert "claims.jsonl: was changed since" in kg("verify", export).failed_in_one_line()

    def test_sources_that_cannot_be_read_are_told(self, export: Path, tmp_path: Path) -> None:
        ran = kg("verify", export, "--sources", tmp_path / "none")
        assert ran.code == 1
        assert "none: there is no such file or folder" in ran.err

    def test_sources_that_changed_or_went_are_told(self, export: Path, tmp_path: Path) -> None:
        sources = tmp_path / "sources"
        sources.mkdir()
        for document in sample_graph().documents:
            (sources / document.name).write_text(document.text, encoding="utf-8")
        assert kg("verify", export, "--sources", sources).code == 0
        (sources / "one.txt").write_text(sample_graph().documents[0].text + "\nMore.", encoding="utf-8")
        (sources / "two.txt").unlink()
        ran = kg("verify", export, "--sources", sources)
        assert ran.code == 1
        assert "one.txt: the source has changed since the build" in ran.err
        assert "two.txt: is not among the sources" in ran.err


class TestSchema:
    def test_the_default_schema_can_be_used(self) -> None:
        ran = kg("schema", "check")
        assert ran.code == 0
        assert ran.out.rstrip().endswith("It can be used.")

    def test_types_and_relations_are_shown_with_their_words(self) -> None:
        out = kg("schema", "show").out
        assert "FOUNDED" in out
        assert "설립하다" in out
        assert "ResearchInstitute" in out

    def test_a_schema_that_contradicts_itself_is_told_with_file_and_mend(self, tmp_path: Path) -> None:
        (tmp_path / "schema.yaml").write_text(
            "name: toy\nnamespace: https://example.org/toy/\ntypes:\n  Cat: {}\nrelations:\n  CHASES: {subject: [Cat], object: [Mouse]}\n", encoding="utf-8")
        line = kg("schema", "check", tmp_path).failed_in_one_line()
        assert line == (f"kg: {tmp_path / 'schema.yaml'}: relation 'CHASES': its object 'Mouse' is no type — "
                        "declare 'Mouse' under types, or use Money, Percent, Date, Quantity")

    def test_an_export_can_be_used_where_its_schema_is_not_at_hand(self, export: Path, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        shutil.copytree(export, elsewhere)
        text = (elsewhere / "graph.json").read_text(encoding="utf-8")
        (elsewhere / "graph.json").write_text(text.replace("ai-industry", "my-own"), encoding="utf-8")
        assert "2 rows" in kg("query", FOUNDERS, "--from", elsewhere).out
