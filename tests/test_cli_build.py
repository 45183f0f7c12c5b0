"""kg build from end to end, by what it prints and writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import Ran, kg, kg_program

TEXT = "량원펑은 2023년 항저우에서 딥시크를 설립했다.\n딥시크는 2025년 1월 딥시크-R1을 공개했다.\n"
OTHER = "엔비디아는 H800을 개발했다. 젠슨 황은 엔비디아의 최고경영자다.\n"
FILES = {"claims.jsonl", "entities.jsonl", "documents.jsonl", "conflicts.jsonl", "left_out.jsonl", "graph.json", "schema.yaml",
         "graph.ttl", "graph.trig", "graph.graphml", "nodes.csv", "edges.csv", "graph.html"}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    (folder / "two.txt").write_text(OTHER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    out = tmp_path_factory.mktemp("out") / "made" / "on the way"
    return kg("build", texts, "--out", out), out


def rows(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]


def said(folder: Path) -> set[tuple[str, str, str]]:
    found = set()
    for row in rows(folder):
        subject, target = row["subject"], row["object"]
        assert isinstance(subject, dict)
        assert isinstance(target, dict)
        found.add((subject["id"], str(row["relation"]), target.get("id", "")))
    return found


def test_a_build_writes_everything_and_says_what_to_open(built: tuple[Ran, Path]) -> None:
    ran, out = built
    assert (ran.code, ran.err) == (0, "")
    assert {path.name for path in out.iterdir()} == FILES
    assert ("liang-wenfeng", "FOUNDED", "deepseek") in said(out)
    for told in ("documents", "2 ko", "FOUNDED", "graph.html", "open it in a browser", f"--from {out}"):
        assert told in ran.out, told


def test_what_was_built_can_be_shown_and_verified(built: tuple[Ran, Path], texts: Path) -> None:
    _, out = built
    assert "«량원펑»은 2023년 항저우에서 «딥시크»를 설립했다." in kg("show", "량원펑", "--from", out).out
    assert kg("verify", out, "--sources", texts).code == 0


def test_quiet_says_nothing(texts: Path, tmp_path: Path) -> None:
    ran = kg("build", texts, "--out", tmp_path / "out", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_formats_can_be_chosen_and_the_graph_is_always_there(texts: Path, tmp_path: Path) -> None:
    assert kg("build", texts, "--out", tmp_path, "--format", "ttl").code == 0
    (tmp_path / "nodes.csv").write_text("of another graph", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("the user's own", encoding="utf-8")
    assert kg("build", texts, "--out", tmp_path, "--format", "ttl").code == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert {"graph.ttl", "graph.json", "claims.jsonl", "notes.txt"} <= names
    assert not {"graph.html", "graph.trig", "nodes.csv"} & names


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_built(texts: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"no PDF at all")
    ran = kg("build", bad, texts, "--out", tmp_path / "out", "--quiet")
    assert ran.code == 1
    assert ran.told().startswith("kg: bad.pdf: ")
    assert ("liang-wenfeng", "FOUNDED", "deepseek") in said(tmp_path / "out")
    left_out = (tmp_path / "out" / "left_out.jsonl").read_text(encoding="utf-8")
    assert "bad.pdf" in left_out


@pytest.mark.slow
def test_two_workers_and_another_order_give_the_same_bytes(built: tuple[Ran, Path], texts: Path, tmp_path: Path) -> None:
    _, out = built
    ran = kg_program("build", texts / "two.txt", texts / "one.txt", "--out", tmp_path, "--workers", "2", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.suffix != ".kgl"}


def test_an_export_is_not_put_among_the_documents(texts: Path) -> None:
    line = kg("build", texts, "--out", texts / "out").failed_in_one_line()
    assert "which is to be read — name a folder elsewhere with --out" in line
    assert not (texts / "out").exists()


def test_another_schema_without_seeds_finds_claims_of_its_own(tmp_path: Path) -> None:
    schema, text = tmp_path / "toy", tmp_path / "text.txt"
    schema.mkdir()
    (schema / "schema.yaml").write_text(
        "name: toy\nnamespace: https://example.org/toy/\ntypes:\n  Person: {}\n  Boat: {}\n"
        "relations:\n  SANK: {subject: [Person], object: [Boat]}\n", encoding="utf-8")
    (schema / "frames.ko.yaml").write_text("SANK:\n- words: [침몰시키다]\n  subject: agent\n  object: patient\n", encoding="utf-8")
    (schema / "boats.jsonl").write_text('{"id": "maria", "type": "Boat", "name": "Maria", "aliases": {"ko": ["마리아호"]}}\n'
                                        '{"id": "kim", "type": "Person", "name": "Kim Cheolsu", "aliases": {"ko": ["김철수"]}}\n', encoding="utf-8")
    text.write_text("김철수는 마리아호를 침몰시켰다.\n", encoding="utf-8")
    assert "SANK" in kg("schema", "show", schema).out
    ran = kg("build", text, "--schema", schema, "--out", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert said(tmp_path / "out") == {("kim", "SANK", "maria")}
    assert "1 row" in kg("query", "MATCH (:Person)-[:SANK]->(b:Boat) RETURN b.name", "--from", tmp_path / "out").out
