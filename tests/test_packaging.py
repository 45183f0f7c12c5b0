"""The wheel, away from the checkout: schemas, seeds and models travel in it, and its components are found by spaCy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT], check=True, timeout=300)
    (found,) = folder.glob("kg-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with the wheel in it; what it depends on is lent by the one that runs the tests."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel], check=True, timeout=300)
    (site,) = folder.glob("lib/python*/site-packages")
    # After the environment's own, and by .pth, so that the editable kg of the lender is not in the way: its own .pth is not read there.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


def run(program: Path, *arguments: str | Path, folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_carries_what_a_build_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"kg/py.typed", "kg/data/schemas/ai-industry/schema.yaml", "kg/data/seeds/ai-industry/companies.jsonl",
            "kg/data/models/ko_ner/names.npz", "kg/data/models/en_core/config.cfg"} <= names
    assert any(name.startswith("kg/data/models/claims_ko/") for name in names)
    assert {name for name in names if name.startswith("kg/exports/templates/")}
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


@pytest.mark.slow
def test_a_build_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("량원펑은 2023년 딥시크를 설립했다.\n", encoding="utf-8")
    where = run(installed / "python", "-c", "import kg; print(kg.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert run(installed / "kg", "--version", folder=tmp_path).startswith("kg ")
    run(installed / "kg", "build", "news.txt", folder=tmp_path)
    claims = [json.loads(line) for line in (tmp_path / "exports" / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ("Liang Wenfeng", "FOUNDED", "DeepSeek") in {(c["subject"]["name"], c["relation"], c["object"].get("name")) for c in claims}
    assert "all of it holds" in run(installed / "kg", "verify", folder=tmp_path)
    assert "1 row" in run(installed / "kg", "query", "MATCH (p)-[:FOUNDED]->(c) RETURN p.name", folder=tmp_path)


@pytest.mark.slow
def test_the_components_are_found_in_anyones_pipeline(installed: Path, tmp_path: Path) -> None:
    code = """
import spacy
nlp = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "kg.kiwi_tokenizer.v1"}}})
for name in ("kg_korean_ner", "kg_mentions", "kg_korean_structure", "kg_references", "kg_literals", "kg_claims"):
    nlp.add_pipe(name)
doc = nlp("량원펑은 2023년 딥시크를 설립했다.")
assert doc.text == "량원펑은 2023년 딥시크를 설립했다."
print([(f.subject.text, f.relation, getattr(f.object, "text", "")) for f in doc._.kg_findings])
"""
    assert "('량원펑', 'FOUNDED', '딥시크')" in run(installed / "python", "-c", code, folder=tmp_path)
