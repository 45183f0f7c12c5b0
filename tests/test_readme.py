"""What the README tells people to type works, and nothing that they could type is missing from it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from kg.cli.app import app
from kg.cli.schema_command import app as schema_app
from kg.model import Document
from kg.reading import read_all
from tests.support.command import ROOT, Ran, kg
from tests.support.neo4j_server import Server, neo4j_server

__all__ = ["neo4j_server"]

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def commands() -> list[tuple[str, str]]:
    """Every `$ …` line of the console blocks, with what the README shows as its output."""
    found = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            found.append((line, shown))
    return found


def words(line: str) -> list[str]:
    """The arguments of a `kg …` line."""
    return shlex.split(line)[1:]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder as a reader would have it, with the sample documents, the gold, and the files of 'Another domain'."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("seeds/documents", "tests/gold"):
        shutil.copytree(ROOT / name, folder / name)
    for text in blocks("yaml"):
        told = re.match(r"# (\S+\.yaml)\n", text)
        assert told is not None, text
        (folder / told[1]).parent.mkdir(exist_ok=True)
        (folder / told[1]).write_text(text, encoding="utf-8")
    known, report = (next(text for text in blocks(kind) if "한바다호" in text) for kind in ("json", "text"))
    (folder / "shipping" / "known.jsonl").write_text(known, encoding="utf-8")
    (folder / "report.txt").write_text(report, encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.fixture(scope="module")
def ran(place: Path) -> dict[str, Ran]:
    """Every command of the README that needs no server, run in its order."""
    return {line: kg(*words(line)) for line, _ in commands() if line.startswith("kg ") and "bolt://" not in line}


LOCAL = [line for line, _ in commands() if line.startswith("kg ") and "bolt://" not in line]


@pytest.mark.slow
@pytest.mark.xdist_group("readme")
@pytest.mark.parametrize("line", LOCAL)
def test_a_command_of_the_readme_works(ran: dict[str, Ran], line: str) -> None:
    assert ran[line].code == 0, ran[line].err
    assert ran[line].out


@pytest.mark.slow
@pytest.mark.xdist_group("readme")
def test_the_sentences_that_the_readme_shows_are_what_the_commands_print(ran: dict[str, Ran]) -> None:
    shown = [(line, text.strip()) for line, output in commands() for text in output.splitlines() if "«" in text]
    assert shown
    for line, text in shown:
        assert text in ran[line].out
    assert "Dongbang Shipyard   Hanbada" in ran['kg query "MATCH (c:Company)-[:BUILT]->(s:Ship) RETURN c.name, s.name" --from ships'].out


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.xdist_group("neo4j")
def test_the_commands_for_neo4j_work(place: Path, neo4j_server: Server) -> None:
    neo4j_server.run("MATCH (n) DETACH DELETE n")
    assert kg("build", "seeds/documents/liang-wenfeng-profile.ko.txt", "--quiet").code == 0
    lines = [line for line, _ in commands() if "bolt://" in line]
    assert lines
    for line in lines:
        here = line.replace("bolt://localhost:7687", neo4j_server.uri).replace("change-this-word", neo4j_server.password)
        done = kg(*words(here))
        assert done.code == 0, done.err
    assert "DeepSeek" in done.out


@pytest.mark.slow
@pytest.mark.xdist_group("readme")
@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_a_python_snippet_of_the_readme_works(ran: dict[str, Ran], number: int) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(blocks("python")[number], "README.md", "exec"), {"__name__": "readme"})
    assert "founded" in out.getvalue() or "FOUNDED" in out.getvalue()


def test_every_command_and_option_is_in_the_readme_or_its_help() -> None:
    for command in app.registered_commands:
        assert f"`kg {command.name}" in README, command.name
    for command in schema_app.registered_commands:
        assert f"`kg schema {command.name}" in README, command.name


def test_the_readme_names_no_option_that_is_not_there() -> None:
    known = {"--help", "--version", "--debug"}
    group = get_command(app)
    stack = [group]
    while stack:
        command = stack.pop()
        stack += getattr(command, "commands", {}).values()
        known |= {name for parameter in command.params for name in getattr(parameter, "opts", ())}
    of_others = {"--rm", "--publish", "--env"}  # docker's
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= known | of_others


def test_the_questions_are_those_of_the_schema() -> None:
    questions = yaml.safe_load((ROOT / "schemas" / "ai-industry" / "queries.yaml").read_text(encoding="utf-8"))
    shown = re.findall(r"^\*\*([^\n*]+)\*\*\n\n```cypher\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(shown) >= 10
    assert [(title, text.strip()) for title, text in shown] == [(q["title"], q["cypher"].strip()) for q in questions]


def test_the_picture_at_the_top_is_of_a_real_sentence() -> None:
    told = re.search(r"^(\S.*?)\s{3,}a sentence of (\S+), characters (\d+) to (\d+)$", README, re.MULTILINE)
    assert told is not None
    (document,) = read_all([ROOT / "seeds" / "documents" / told[2]])
    assert isinstance(document, Document)
    assert document.text[int(told[3]):int(told[4])] == told[1]


def test_every_make_target_that_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)\b", " ".join([*blocks("bash"), *blocks("console")]))) <= targets


@pytest.mark.parametrize("name", ["README.md", "exports/README.md"])
def test_links_to_files_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link
