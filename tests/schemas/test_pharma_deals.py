"""A second domain, by data alone: no model was trained for it, no code knows its words, and its frames find its claims."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.build import Built, Settings, build
from kg.resources import data_folder
from kg.schema import load_schema
from kg.seeds import load_seeds
from tests.support.command import kg

HERE = Path(__file__).parent
SCHEMA = "pharma-deals"

BOTH = {
    ("Pfizer", "ACQUIRED", "Seagen"), ("Pfizer", "PRICE_PAID", "43,000,000,000 USD"), ("Seagen", "DISCOVERED", "Padcev"),
    ("Padcev", "TREATS", "urothelial cancer"), ("FDA", "APPROVED", "lazertinib"), ("lazertinib", "TREATS", "non-small-cell lung cancer"),
    ("Yuhan", "LOCATED_IN", "Seoul"), ("Novo Nordisk", "DISCOVERED", "Wegovy"), ("Wegovy", "TREATS", "obesity"),
    ("European Medicines Agency", "REJECTED", "Leqembi"), ("Janssen", "LICENSED_FROM", "Yuhan"), ("Albert Bourla", "HEADS", "Pfizer"),
    ("Biogen", "PARTNERED_WITH", "Eisai"),
}
RIGHT = {"ko": BOTH | {("Leqembi", "TREATS", "Alzheimer's disease")}, "en": BOTH}


@pytest.fixture(scope="module")
def built() -> Built:
    return build([HERE / "deals.ko.txt", HERE / "deals.en.txt"], Settings(schema=SCHEMA))


def claims(built: Built, language: str) -> set[tuple[str, str, str]]:
    """What the document of that language says, by canonical names."""
    names = {e.id: e.name for e in built.graph.entities}
    return {(names[c.subject], c.relation, names[c.object] if isinstance(c.object, str) else c.object.label)
            for c in built.graph.claims for e in c.evidence if e.document == f"deals.{language}.txt"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_frames_alone_find_the_claims(built: Built, language: str) -> None:
    found = claims(built, language)
    assert len(found & RIGHT[language]) >= 10, sorted(RIGHT[language] - found)
    assert len(found - RIGHT[language]) <= 2, sorted(found - RIGHT[language])


def test_both_documents_say_one_thing(built: Built) -> None:
    both = [c for c in built.graph.claims if {e.document for e in c.evidence} == {"deals.ko.txt", "deals.en.txt"}]
    assert len(both) >= 8


def test_the_command_builds_it(tmp_path: Path) -> None:
    ran = kg("build", HERE / "deals.ko.txt", "--schema", SCHEMA, "--out", tmp_path, "--quiet")
    assert ran.code == 0, ran.err
    rows = [json.loads(line) for line in (tmp_path / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 8
    assert {row["relation"] for row in rows} <= set(load_schema(SCHEMA).relations)


def test_its_seeds_fit_its_schema() -> None:
    schema = load_schema(SCHEMA)
    seeds = load_seeds(SCHEMA, schema)
    assert len(seeds) >= 50
    assert {s.type for s in seeds} <= set(schema.types)


def test_no_code_knows_its_relations_or_types() -> None:
    schema = load_schema(SCHEMA)
    own = [*schema.relations, "Drug", "Disease", "Regulator"]
    words = re.compile(r"\b(" + "|".join(own) + r")\b")
    package = data_folder("schemas").parent / "kg"
    assert [(p.name, m.group()) for p in sorted(package.rglob("*.py")) for m in words.finditer(p.read_text(encoding="utf-8"))] == []
