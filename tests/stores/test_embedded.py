"""What is the embedded store's own: its file."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.schema import Schema
from kg.stores.embedded import EmbeddedStore
from kg.stores.opening import open_store
from tests.stores.conftest import everything
from tests.support.sample_graph import sample_graph

_KILLED = """
import os, signal, sys
from kg.schema import load_schema
from kg.stores.opening import open_store
from tests.support.sample_graph import sample_graph

def die(stage, done, total):
    if stage == "edges" and done:
        os.kill(os.getpid(), signal.SIGKILL)

open_store(sys.argv[1]).load(sample_graph(leave_out=["one.txt"]), load_schema(sys.argv[2]), die)
"""


def test_a_path_without_a_graph_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "none.kgl") as store, pytest.raises(StoreError, match="no graph here yet — load a build"):
        store.query("MATCH (n) RETURN n")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_told_and_left_alone(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello", encoding="utf-8")
    with open_store(path) as store:
        for action in (lambda: store.query("RETURN 1 AS x"), lambda: store.load(sample_graph(), schema), store.clear):
            with pytest.raises(StoreError, match="is not a graph of the embedded store"):
                action()
    assert path.read_text(encoding="utf-8") == "hello"


def test_a_folder_gets_a_file(tmp_path: Path, schema: Schema) -> None:
    with open_store(tmp_path) as store:
        store.load(sample_graph(), schema)
    assert (tmp_path / "graph.kgl").is_file()
    with open_store(str(tmp_path)) as again:
        assert again.query("MATCH (e:Entity) RETURN count(e) AS n").rows == ((24,),)


def test_folders_on_the_way_are_made(tmp_path: Path, schema: Schema) -> None:
    with open_store(tmp_path / "a" / "b" / "g.kgl") as store:
        store.load(sample_graph(), schema)
    assert (tmp_path / "a" / "b" / "g.kgl").is_file()


def test_a_process_killed_while_it_loads_leaves_the_graph_that_was_there(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "g.kgl"
    with open_store(path) as store:
        store.load(sample_graph(), schema)
        before = everything(store)
    data = path.read_bytes()
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(path), str(schema.folder)], cwd=Path(__file__).parents[2], timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.read_bytes() == data
    with open_store(path) as again:
        assert everything(again) == before
        assert not again.load(sample_graph(leave_out=["one.txt"]), schema).unchanged


def test_loading_the_same_graph_does_not_touch_the_file(tmp_path: Path, schema: Schema) -> None:
    path = tmp_path / "g.kgl"
    with open_store(path) as store:
        store.load(sample_graph(), schema)
        before = path.stat().st_mtime_ns, path.read_bytes()
        store.load(sample_graph(), schema)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_a_query_cannot_read_files_of_this_machine(tmp_path: Path, schema: Schema) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n", encoding="utf-8")
    with open_store(tmp_path / "g.kgl") as store:
        store.load(sample_graph(), schema)
        for text in (f"LOAD CSV FROM 'file://{secret}' AS line RETURN line", f"load /* x */ csv FROM 'file://{secret}' AS l RETURN l",
                     f"LOAD // x\nCSV FROM 'file://{secret}' AS line RETURN line"):
            with pytest.raises(StoreError):
                store.query(text)


def test_a_closed_store_says_so(tmp_path: Path, schema: Schema) -> None:
    store = EmbeddedStore(tmp_path / "g.kgl")
    store.load(sample_graph(), schema)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("RETURN 1 AS x")


def test_a_folder_without_rights_or_a_file_in_the_way_is_told(tmp_path: Path, schema: Schema) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with open_store(tmp_path / "file" / "g.kgl") as store, pytest.raises(StoreError, match="cannot be written"):
        store.load(sample_graph(), schema)
