"""A whole build: the same bytes however it is run, every place exact, failures told, and nothing lost on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.build import Built, Settings, build
from kg.errors import ReadingError, SchemaError, SeedError
from kg.exports.api import export_all
from kg.model import Document, Graph
from kg.resources import data_folder
from kg.schema import load_schema

SAMPLES = data_folder("seeds") / "documents"
SHORT = "량원평은 2023년 딥시크를 설립했다.\n딥시크는 항저우에 본사를 두고 있다.\n"

pytestmark = pytest.mark.xdist_group("build")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample documents, one that is empty, and one that is no PDF."""
    folder = tmp_path_factory.mktemp("samples")
    shutil.copytree(SAMPLES, folder, dirs_exist_ok=True)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nno pdf at all")
    return folder


@pytest.fixture(scope="module")
def built(samples: Path) -> Built:
    return build([samples])


def exported(graph: Graph, folder: Path) -> dict[str, bytes]:
    export_all(graph, load_schema(), folder, formats=["jsonl"])
    return {p.name: p.read_bytes() for p in sorted(folder.glob("*.jsonl"))}


def plain(graph: Graph) -> set[tuple[str, str, str]]:
    """The claims with entities' names, literals' labels."""
    names = {e.id: e.name for e in graph.entities}
    return {(names[c.subject], c.relation, names[c.object] if isinstance(c.object, str) else c.object.label) for c in graph.claims}


@pytest.mark.slow
def test_two_workers_and_another_order_give_the_same_bytes(built: Built, samples: Path, tmp_path: Path) -> None:
    again = build([*sorted(samples.rglob("*"), reverse=True), samples], Settings(workers=2))
    names = {d.name: d for d in again.graph.documents}
    assert {d.name for d in built.graph.documents} == set(names)
    assert built.graph == again.graph
    one, two = exported(built.graph, tmp_path / "one"), exported(again.graph, tmp_path / "two")
    assert one
    assert one == two


def test_every_place_says_what_it_said(built: Built) -> None:
    texts = {d.name: d.text for d in built.graph.documents}
    for extraction in built.extractions:
        for mention in extraction.mentions:
            assert extraction.document.text[mention.start:mention.end] == mention.text
    entities = {e.id: e for e in built.graph.entities}
    seen = 0
    for claim in built.graph.claims:
        for e in claim.evidence:
            text = texts[e.document]
            assert text[e.start:e.end] == e.text == e.text.strip()
            assert 0 <= e.subject_start < e.subject_end <= len(text)
            assert 0 <= e.object_start < e.object_end <= len(text)
            assert e.start <= e.object_start < e.end or e.start <= e.subject_start < e.end
            assert claim.subject in entities
            seen += 1
    assert seen > 20


def test_what_cannot_be_read_is_told_and_the_rest_is_built(built: Built) -> None:
    assert sorted(f.document for f in built.failures) == ["broken.pdf", "empty.txt"]
    assert all(f.stage == "reading" and f.reason for f in built.failures)
    assert set(built.failures) <= set(built.graph.left_out)
    assert len(built.graph.documents) == len(built.extractions) >= 9


def test_nothing_is_lost(built: Built) -> None:
    """Every finding is evidence of a claim, or is counted among what assembly left out."""
    findings = sum(len(e.findings) for e in built.extractions)
    evidences = sum(len(c.evidence) for c in built.graph.claims)
    left_out = sum(x.count for x in built.graph.left_out if x.stage == "assembly")
    assert findings == evidences + left_out
    assert all(x.reason and x.count > 0 for x in built.graph.left_out)


def test_claims_stay_within_the_schema(built: Built) -> None:
    schema = load_schema()
    types = {e.id: e.type for e in built.graph.entities}
    kinds = {"money": "Money", "percent": "Percent", "date": "Date", "quantity": "Quantity"}
    for c in built.graph.claims:
        assert schema.allows(types[c.subject], c.relation, types[c.object] if isinstance(c.object, str) else kinds[c.object.kind])


def test_the_samples_tell_their_story(built: Built) -> None:
    assert {("Liang Wenfeng", "FOUNDED", "DeepSeek"), ("Lee Kai-fu", "FOUNDED", "01.AI"), ("DeepSeek", "DEVELOPED", "DeepSeek-R1")} <= plain(built.graph)


def test_the_samples_disagree_about_a_cost(built: Built) -> None:
    claims = {c.id: c for c in built.graph.claims}
    assert any(claims[x.first].subject == "deepseek-r1" and x.reason == "value" for x in built.graph.conflicts)


def test_a_document_that_goes_leaves_the_graph_that_was_without_it(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    (first / "a.txt").write_text(SHORT, encoding="utf-8")
    alone = build([first])
    (first / "b.txt").write_text("젠슨 황은 엔비디아의 최고경영자다. 량원평은 딥시크를 설립했다.\n", encoding="utf-8")
    both = build([first])
    assert both.graph != alone.graph
    assert len(next(c for c in both.graph.claims if c.relation == "FOUNDED").evidence) == 2
    (first / "b.txt").unlink()
    assert build([first]).graph == alone.graph


def test_reader_comments_and_menus_say_nothing(built: Built) -> None:
    documents: dict[str, Document] = {d.name: d for d in built.graph.documents}
    silent = [(c.id, e) for c in built.graph.claims for e in c.evidence for s, t in documents[e.document].boilerplate if s <= e.start and e.end <= t]
    assert any(d.boilerplate for d in documents.values())
    assert silent == []


def test_progress_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SHORT, encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    build([tmp_path], progress=lambda *step: told.append(step))
    assert ("extracting", 1, 1) in told


@pytest.mark.parametrize(("settings", "error"), [(Settings(schema="nowhere"), SchemaError), (Settings(seeds="nowhere"), SeedError)])
def test_settings_that_cannot_be_are_told_before_anything_is_read(settings: Settings, error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error, match="nowhere"):
        build([tmp_path / "missing.txt"], settings)


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as caught:
        build([tmp_path])
    assert caught.value.mend or "—" in str(caught.value)
