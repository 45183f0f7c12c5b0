"""Bad input, from end to end: one clear line each, no traceback, the rest built, an earlier export never half-written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command import kg
from tests.support.exported import exported
from tests.support.neo4j_server import Server, neo4j_server

__all__ = ["neo4j_server"]

GOOD = "량원펑은 2023년 딥시크를 설립했다.\n"


def _good(folder: Path) -> Path:
    path = folder / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "data", "told"), [
    ("empty.txt", b"", "the file is empty"),
    ("blank.md", b" \n\t\n", "the file is empty"),
    ("binary.txt", bytes(range(256)) * 40, "—"),
    ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "—"),
    ("wrong.txt", "서울".encode("utf-16-le") * 3 + b"\x00\xff\xfe\x81", "—"),
    ("false.pdf", b"this is no PDF", "—"),
    ("false.docx", b"PK\x03\x04 and nothing more", "—"),
    ("line.txt", b"word and more words of no end " * 700_000, "—"),
    ("broken.jsonl", b'{"text": "one"\n', "—"),
    ("data.json", b'{"a": 1}', "JSON is data"),
], ids=lambda x: x if isinstance(x, str) and "." in x else "")
def test_a_bad_file_gets_one_line_and_the_others_are_built(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    bad = tmp_path / name
    bad.write_bytes(data)
    ran = kg("build", bad, _good(tmp_path), "--out", tmp_path / "out", "--format", "jsonl", "--quiet")
    assert ran.code == 1
    line = ran.told()
    assert line.startswith(f"kg: {name}: ")
    assert told in line
    assert '"FOUNDED"' in (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8")


def test_the_usual_korean_encodings_are_no_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "korean.txt"
    path.write_bytes((GOOD * 3).encode("cp949"))
    assert kg("build", path, "--out", tmp_path / "out", "--format", "jsonl", "--quiet").code == 0
    assert "딥시크" in (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("paths", "told"), [
    (["none.txt"], "there is no such file or folder — check the path"),
    (["empty.txt"], "empty.txt: the file is empty — leave it out"),
    (["folder"], "the folder has no file to read"),
], ids=["no file", "an empty one", "an empty folder"])
def test_nothing_to_build_is_told_and_leaves_an_earlier_export_as_it_was(tmp_path: Path, paths: list[str], told: str) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "folder").mkdir()
    out = exported(tmp_path / "out")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert told in kg("build", *(tmp_path / path for path in paths), "--out", out).failed_in_one_line()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_nothing_to_build_leaves_no_folder_behind(tmp_path: Path) -> None:
    kg("build", tmp_path / "none.txt", "--out", tmp_path / "a" / "b").failed_in_one_line()
    assert not (tmp_path / "a").exists()


def test_an_unknown_schema(tmp_path: Path) -> None:
    assert "no schema 'chess' — name one of: ai-industry" in kg("build", _good(tmp_path), "--schema", "chess").failed_in_one_line()


def test_a_schema_whose_relation_has_a_domain_that_is_no_type(tmp_path: Path) -> None:
    (tmp_path / "schema.yaml").write_text("name: toy\nnamespace: https://example.org/toy/\ntypes:\n  Cat: {}\n"
                                          "relations:\n  CHASES: {subject: [Dog], object: [Cat]}\n", encoding="utf-8")
    line = kg("build", _good(tmp_path), "--schema", tmp_path, "--out", tmp_path / "out").failed_in_one_line()
    assert line == f"kg: {tmp_path / 'schema.yaml'}: relation 'CHASES': its subject 'Dog' is no type — declare 'Dog' under types"


def test_seeds_that_are_broken(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.jsonl").write_text('{"id": "x", "type": "Wizard", "name": "X"}\n', encoding="utf-8")
    line = kg("build", _good(tmp_path), "--seeds", seeds, "--out", tmp_path / "out").failed_in_one_line()
    assert "a.jsonl, line 1: 'Wizard' is no type of the schema 'ai-industry'" in line


def test_a_language_that_is_not_supported(tmp_path: Path) -> None:
    line = kg("build", _good(tmp_path), "--language", "fr", "--out", tmp_path / "out").failed_in_one_line()
    assert "--language" in line
    assert "fr" in line


def test_a_spacy_model_that_is_not_installed(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("Liang Wenfeng founded DeepSeek in Hangzhou in 2023.\n", encoding="utf-8")
    line = kg("build", text, "--spacy-model", "en_none", "--out", tmp_path / "out").failed_in_one_line()
    assert "no spaCy pipeline 'en_none' is installed" in line


def test_an_output_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    assert "--out" in kg("build", _good(tmp_path), "--out", tmp_path / "out").failed_in_one_line()
    assert "--out" in kg("build", _good(tmp_path), "--out", tmp_path / "out" / "more").failed_in_one_line()


def test_an_output_folder_that_may_not_be_written(tmp_path: Path) -> None:
    out = exported(tmp_path / "out")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    out.chmod(0o555)
    try:
        if os.access(out, os.W_OK):  # as root, whom no rights bind: a place that even root cannot write
            out = Path("/proc/kg-out")
        line = kg("build", _good(tmp_path), "--out", out).failed_in_one_line()
    finally:
        (tmp_path / "out").chmod(0o755)
    assert line.startswith(f"kg: {out}: cannot be written to (")
    assert "name another folder with --out" in line
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_an_export_that_cannot_be_put_in_place_leaves_the_earlier_one_whole(tmp_path: Path) -> None:
    out = exported(tmp_path / "out")
    (out / "graph.html").mkdir()  # a file is to stand here
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    line = kg("build", _good(tmp_path), "--out", out).failed_in_one_line()
    assert "graph.html: is a folder" in line
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert kg("verify", out).code == 0


def test_a_neo4j_that_is_not_there(tmp_path: Path) -> None:
    line = kg("load", "bolt://127.0.0.1:1", "--from", exported(tmp_path), "--password", "secret").failed_in_one_line()
    assert "bolt://127.0.0.1:1: " in line
    assert "start Neo4j" in line
    assert "secret" not in line


def test_an_address_that_is_none(tmp_path: Path) -> None:
    assert "use bolt://HOST:7687" in kg("load", "http://localhost:7474", "--from", exported(tmp_path)).failed_in_one_line()


@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_a_neo4j_that_refuses_the_password(tmp_path: Path, neo4j_server: Server) -> None:
    line = kg("load", neo4j_server.uri, "--from", exported(tmp_path), "--user", "neo4j", "--password", "wrong-word").failed_in_one_line()
    assert neo4j_server.uri in line
    assert "wrong-word" not in line
    assert "password" in line


def test_a_store_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "graph.kgl").write_bytes(b"something else")
    assert "is not a graph of the embedded store" in kg("query", "RETURN 1", "--store", tmp_path / "graph.kgl").failed_in_one_line()


def test_gold_that_is_none(tmp_path: Path) -> None:
    assert "is no folder" in kg("evaluate", tmp_path / "none").failed_in_one_line()
    assert "no *.gold.json" in kg("evaluate", tmp_path).failed_in_one_line()
    (tmp_path / "a.gold.json").write_text("{", encoding="utf-8")
    assert "a.gold.json: is no gold document" in kg("evaluate", tmp_path).failed_in_one_line()
