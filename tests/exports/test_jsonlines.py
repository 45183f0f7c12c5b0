"""The whole graph as JSON lines, in the form of the gold, and back."""

from __future__ import annotations

import json
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from kg.errors import ExportError
from kg.exports.jsonlines import read_graph, write_jsonl
from kg.exports.ordered import ordered
from kg.model import Graph
from tests.exports.samples import EN, ENTITIES, KO, graph, hostile, sample
from tests.exports.strategies import graphs


def lines(folder: Path, part: str = "claims") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_what_is_written_reads_back_equal(made: Graph) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_jsonl(made, Path(folder))
        back = read_graph(Path(folder))
    assert back == made
    assert [c.id for c in back.claims] == [c.id for c in made.claims]
    assert [c.object.surface for c in back.claims if not isinstance(c.object, str)] == [
        c.object.surface for c in made.claims if not isinstance(c.object, str)]


@pytest.mark.parametrize("made", [sample(), hostile(), Graph("empty")], ids=["sample", "hostile", "empty"])
def test_the_samples_read_back_equal(made: Graph, tmp_path: Path) -> None:
    write_jsonl(made, tmp_path)
    assert read_graph(tmp_path) == ordered(made)


def test_a_line_has_the_gold_form_and_our_own_fields(tmp_path: Path) -> None:
    write_jsonl(sample(), tmp_path)
    (cost,) = [row for row in lines(tmp_path) if row["attributed_to"]]
    assert cost["document"] == "ko/report.txt"
    assert cost["subject"] == {"id": "haeoreum-r1", "name": "Haeoreum-R1", "type": "AIModel", "aliases": ["해오름-R1"]}
    assert cost["object"] == {"literal": {"amount": 5600000, "currency": "USD", "approximate": True}, "surface": "약 560만 달러"}
    assert (cost["attributed_to"], cost["attributed_to_id"]) == ("Kim Haneul", "kim-haneul")
    assert (cost["polarity"], cost["modality"], cost["qualifiers"]) == ("asserted", "fact", {})
    assert (cost["confidence"], cost["extractor"], cost["more_evidence"]) == (0.7, "rules", [])
    evidence = cost["evidence"]
    assert KO.text[evidence["start"]:evidence["end"]] == evidence["text"]
    assert KO.text[evidence["object_start"]:evidence["object_end"]] == "약 560만 달러"


def test_the_evidence_of_a_document_is_its_best_and_the_rest_follows(tmp_path: Path) -> None:
    made = sample()
    (claim,) = [c for c in made.claims if c.relation == "DEVELOPED"]
    weak, strong = (replace(claim.evidence[0], confidence=c, extractor=f"x{c}") for c in (0.2, 0.9))
    made = replace(made, claims=tuple(replace(c, evidence=(*c.evidence, weak, strong)) if c is claim else c for c in made.claims))
    write_jsonl(made, tmp_path)
    found = {row["document"]: row for row in lines(tmp_path) if row["relation"] == "DEVELOPED"}
    assert sorted(found) == ["en/note.txt", "ko/report.txt"]  # one claim and one document a line
    assert found["en/note.txt"]["evidence"]["confidence"] == 0.9
    assert sorted(e["confidence"] for e in found["en/note.txt"]["more_evidence"]) == [0.2, 0.8]
    assert found["en/note.txt"]["id"] == found["ko/report.txt"]["id"] == claim.id


def test_the_lines_are_what_the_gold_score_reads(tmp_path: Path) -> None:
    """The reading half of the score of the gold format: what it refuses, a build must not write."""
    write_jsonl(sample(), tmp_path)
    for row in lines(tmp_path):
        assert all(isinstance(row[key], str) for key in ("document", "relation", "polarity", "modality"))
        assert isinstance(row["confidence"], int | float)
        assert isinstance(row["evidence"]["text"], str)
        assert row["attributed_to"] is None or isinstance(row["attributed_to"], str)
        for end in (row["subject"], row["object"]):
            literal = end.get("literal")
            if literal is None:
                assert isinstance(end["name"], str)
                assert all(isinstance(name, str) for name in end["aliases"])
            else:
                assert literal.keys() & {"amount", "percent", "date", "number"}
                assert "amount" not in literal or literal["currency"]


def test_the_order_of_the_values_does_not_show(tmp_path: Path) -> None:
    made = sample()
    mixed = Graph(made.schema, *(tuple(random.Random(3).sample(part, len(part))) for part in (  # type: ignore[arg-type]
        made.documents, made.entities, made.claims, made.conflicts, made.left_out)))
    for name, one in (("a", made), ("b", mixed)):
        write_jsonl(one, tmp_path / name)
    assert {p.name: p.read_bytes() for p in (tmp_path / "a").iterdir()} == {p.name: p.read_bytes() for p in (tmp_path / "b").iterdir()}


def test_files_of_two_builds_do_not_pass_for_one(tmp_path: Path) -> None:
    write_jsonl(sample(), tmp_path)
    write_jsonl(graph((EN,), ENTITIES, ()), tmp_path / "other")
    (tmp_path / "other" / "claims.jsonl").replace(tmp_path / "claims.jsonl")
    with pytest.raises(ExportError, match="another build") as caught:
        read_graph(tmp_path)
    assert "claims.jsonl" in caught.value.where


@pytest.mark.parametrize("missing", ["graph.json", "claims.jsonl", "documents.jsonl"])
def test_a_missing_file_is_named(missing: str, tmp_path: Path) -> None:
    write_jsonl(sample(), tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(ExportError, match=r"missing|no exported graph"):
        read_graph(tmp_path)


@pytest.mark.parametrize("seal", ["", "[]", '{"format": 99}', "{", '{"format": 1, "schema": "x"}'])
def test_a_broken_seal_is_an_export_error(seal: str, tmp_path: Path) -> None:
    write_jsonl(sample(), tmp_path)
    (tmp_path / "graph.json").write_text(seal)
    with pytest.raises(ExportError) as caught:
        read_graph(tmp_path)
    assert caught.value.mend


def test_a_claim_of_an_unknown_entity_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="that the graph lacks"):
        write_jsonl(replace(sample(), entities=ENTITIES[:2]), tmp_path)
    assert not list(tmp_path.iterdir())
