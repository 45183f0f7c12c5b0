"""All exports at once: names, order, determinism, errors."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import ExportError
from kg.exports.api import FORMATS, export_all
from kg.schema import Schema
from tests.exports.samples import sample

ALL = ["claims.jsonl", "entities.jsonl", "documents.jsonl", "conflicts.jsonl", "left_out.jsonl", "graph.json", "graph.ttl",
       "graph.trig", "nodes.csv", "edges.csv", "graph.graphml", "graph.html"]

PROGRAM = """
import hashlib, random, sys
from pathlib import Path
from kg.exports.api import export_all
from kg.model import Graph
from kg.schema import load_schema
from tests.exports.samples import sample
made, chance = sample(), random.Random(int(sys.argv[1]))
mixed = Graph(made.schema, *(tuple(chance.sample(part, len(part))) for part in (made.documents, made.entities, made.claims, made.conflicts, made.left_out)))
for path in export_all(mixed, load_schema(Path(sys.argv[2])), Path(sys.argv[3])):
    print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def test_all_formats_are_written_in_order(schema: Schema, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    paths = export_all(sample(), schema, tmp_path / "new", progress=lambda *step: seen.append(step))
    assert [path.name for path in paths] == ALL
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(ALL)  # and nothing aside is left
    assert seen == [(name, n, len(FORMATS)) for n, name in enumerate(FORMATS)]
    for path in paths:
        assert b"\r\n" not in path.read_bytes()
        path.read_text(encoding="utf-8")


def test_only_the_formats_named_are_written(schema: Schema, tmp_path: Path) -> None:
    assert [p.name for p in export_all(sample(), schema, tmp_path, formats={"ttl", "csv"})] == ["graph.ttl", "nodes.csv", "edges.csv"]
    assert export_all(sample(), schema, tmp_path / "none", formats=[]) == []


def test_an_unknown_format_is_named_before_anything_is_written(schema: Schema, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no export 'pdf'") as caught:
        export_all(sample(), schema, tmp_path, formats=["ttl", "pdf"])
    assert "html" in caught.value.mend
    assert not list(tmp_path.iterdir())


def test_the_same_graph_gives_the_same_bytes_in_any_order_and_process(tmp_path: Path, schema: Schema) -> None:
    root = Path(__file__).parents[2]
    runs = []
    for seed in ("1", "2"):  # of the hash of strings, and of the order of the values
        runs.append(subprocess.run([sys.executable, "-c", PROGRAM, seed, str(schema.folder), str(tmp_path / seed)], check=True, cwd=root,
                                   capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout)
    here = "".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in export_all(sample(), schema, tmp_path / "here"))
    assert runs == [here, here]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "jsonl"])
def test_a_schema_that_does_not_fit_is_refused(name: str, schema: Schema, tmp_path: Path) -> None:
    other = replace(schema, relations={k: v for k, v in schema.relations.items() if k != "BASED_IN"})
    with pytest.raises(ExportError, match="BASED_IN"):
        export_all(sample(), other, tmp_path, formats=[name])
    other = replace(schema, types={k: v for k, v in schema.types.items() if k != "City"})
    with pytest.raises(ExportError, match="City"):
        export_all(sample(), other, tmp_path, formats=[name])
