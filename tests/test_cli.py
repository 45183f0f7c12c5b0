"""The command line as such: help, usage, exit codes, errors, encodings."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.cli.app import app
from kg.cli.staging import ended_as_interrupted
from tests.support.command import ROOT, kg, kg_program
from tests.support.exported import exported

COMMANDS = [c.name for c in app.registered_commands if c.name]


def test_help_names_every_command_and_shows_examples() -> None:
    ran = kg("--help")
    assert ran.code == 0
    assert {"build", "load", "query", "show", "evaluate", "verify"} <= set(COMMANDS)
    for name in [*COMMANDS, "schema"]:
        assert re.search(rf"\b{name}\b", ran.out), name
    assert "$ kg build" in ran.out


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), ["schema", "check"], ["schema", "show"]], ids=" ".join)
def test_the_help_of_a_command_teaches_by_example(command: list[str]) -> None:
    ran = kg(*command, "--help")
    assert ran.code == 0
    assert f"$ kg {' '.join(command)}" in ran.out.replace("NEO4J_PASSWORD=… ", "")


def test_help_comes_without_loading_what_a_build_needs() -> None:
    code = ("import sys; from kg.cli import main; main(['--help']); "
            "sys.exit(' '.join({'spacy', 'rdflib', 'neo4j', 'kglite', 'pyvis', 'trafilatura', 'numpy'} & set(sys.modules)) or 0)")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_version() -> None:
    ran = kg("--version")
    assert ran.code == 0
    assert re.fullmatch(r"kg \d+\.\d+\.\d+\S*\n", ran.out)
    module = subprocess.run([sys.executable, "-m", "kg", "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert module.stdout == ran.out


@pytest.mark.parametrize(("arguments", "told"), [
    (["frob"], "No such command 'frob' — see kg --help"),
    (["build"], "Missing argument 'PATHS' — see kg build --help"),
    (["build", "x", "--frob"], "No such option: --frob — see kg build --help"),
    (["build", "x", "--workers", "0"], "see kg build --help"),
    (["schema", "show", "a", "b"], "see kg schema show --help"),
    (["build", "x", "--format", "docx"], "--format: no format 'docx' — name any of: jsonl, ttl"),
    (["query", "RETURN 1", "--param", "x"], "--param: 'x' is no parameter — write NAME=VALUE"),
], ids=lambda x: " ".join(x) if isinstance(x, list) else "")
def test_wrong_usage_is_told_in_one_line(arguments: list[str], told: str) -> None:
    assert told in kg(*arguments).failed_in_one_line()


def test_no_command_shows_the_help_and_is_wrong_usage() -> None:
    ran = kg()
    assert ran.code == 2
    assert "build" in ran.out


def test_debug_shows_where_an_error_comes_from(tmp_path: Path) -> None:
    plain = kg_program("show", "x", "--from", tmp_path)
    assert "holds no exported graph" in plain.told()
    debugged = kg_program("show", "x", "--from", tmp_path, "--debug")
    assert "Traceback" in debugged.err
    assert "ExportError" in debugged.err


@pytest.mark.parametrize("environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}],
                         ids=["locale C", "ascii"])
def test_korean_comes_out_as_utf_8_whatever_the_locale(tmp_path: Path, environment: dict[str, str]) -> None:
    ran = kg_program("show", "딥시크", "--from", exported(tmp_path), environment=environment)
    assert ran.code == 0
    assert "수출 통제" in kg_program("show", "수출 통제", "--from", tmp_path, environment=environment).out
    assert kg_program("show", "없는 것", "--from", tmp_path, environment=environment).told().startswith("kg: no entity is named '없는 것'")


def test_colours_are_for_terminals_and_not_with_no_color(tmp_path: Path) -> None:
    exported(tmp_path)
    arguments = ["show", "DeepSeek", "--from", str(tmp_path)]
    coloured = re.compile(r"\x1b\[[\d;]*3\d")
    assert "\x1b" not in kg_program(*arguments).out
    assert coloured.search(kg_program(*arguments, environment={"FORCE_COLOR": "1", "TERM": "xterm-256color"}).out)
    assert not coloured.search(kg_program(*arguments, environment={"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm-256color"}).out)


def test_a_reader_that_stops_listening_is_no_error(tmp_path: Path) -> None:
    exported(tmp_path)
    process = subprocess.Popen([sys.executable, "-m", "kg.cli", "query", "UNWIND range(1, 200000) AS x RETURN x", "--format", "csv",
                                "--from", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 141


def building(texts: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    """A build that has long begun and has long to go, in a process group of its own."""
    texts.mkdir()
    for n in range(3):
        (texts / f"{n}.txt").write_text("량원펑은 2023년 딥시크를 설립했다. " * 20_000, encoding="utf-8")
    (texts / "short.txt").write_text("량원펑은 2023년 딥시크를 설립했다. ", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-m", "kg.cli", "build", str(texts), "--out", str(out), "--workers", str(workers)],
                               cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(12)
        pytest.fail(f"the build was over too soon: {process.communicate()}")
    return process


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_a_build_and_leaves_the_earlier_export_as_it_was(tmp_path: Path, workers: int) -> None:
    out = exported(tmp_path / "out")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    process = building(tmp_path / "texts", out, workers)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1] == "kg: interrupted"
    assert "Traceback" not in err.decode()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_build_that_is_asked_to_end_leaves_nothing_behind(tmp_path: Path, workers: int) -> None:
    process = building(tmp_path / "texts", tmp_path / "out", workers)
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 143
    assert err.decode().splitlines()[-1] == "kg: interrupted"
    assert "Traceback" not in err.decode()
    assert not (tmp_path / "out").exists()


def test_a_second_request_to_end_does_not_stop_the_tidying_up() -> None:
    tidied = []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)
            tidied.append(True)

    with ended_as_interrupted() as ended, pytest.raises(KeyboardInterrupt):
        work()
    assert tidied
    assert ended == [signal.SIGTERM]


def test_a_model_that_is_named_and_not_asked_for_is_a_slip(tmp_path: Path) -> None:
    ran = kg("build", "seeds/documents", "--out", str(tmp_path / "out"), "--llm", "http://localhost:1/v1", "--llm-model", "any")
    assert ran.code == 2
    assert "--extractor both" in ran.err
    assert not (tmp_path / "out").exists()


def gone(group: int) -> bool:
    """Whether no process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.slow
def test_no_worker_outlives_a_build_that_was_killed(tmp_path: Path) -> None:
    process = building(tmp_path / "texts", tmp_path / "out", 2)
    process.kill()
    process.communicate(timeout=60)  # ends when the last worker has closed its outputs
    until = time.monotonic() + 30
    while not gone(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert gone(process.pid)
