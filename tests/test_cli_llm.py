"""kg build with a language model as a second reader, against a server on loopback that says what it is told to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.llm.server import serving
from tests.support.command import kg

TEXT = "량원펑은 2023년 딥시크를 설립했다.\n"
ANSWER = {
    "entities": [{"id": "a", "type": "Person", "names": ["량원펑"]}, {"id": "b", "type": "Company", "names": ["딥시크"]}],
    "claims": [{"evidence": "량원펑은 2023년 딥시크를 설립했다.", "subject": "a", "relation": "FOUNDED", "subject_text": "량원펑", "object": "b",
                "object_text": "딥시크"},
               {"evidence": "량원펑은 딥시크를 팔았다.", "subject": "a", "relation": "OWNS", "subject_text": "량원펑", "object": "b",
                "object_text": "딥시크", "polarity": "negated"}],
}


@pytest.fixture
def text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_LLM_ANSWERS", str(tmp_path / "answers"))
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_both_readers_together_and_nothing_asked_twice(text: Path, tmp_path: Path) -> None:
    with serving(lambda exchange: exchange.answer(ANSWER)) as server:
        options = ["--llm", server.url, "--llm-model", "test", "--format", "jsonl"]
        ran = kg("build", text, "--out", tmp_path / "out", "--extractor", "both", *options)
        assert ran.code == 0, ran.err
        assert "The model was asked 1 times, for 1,100 tokens." in ran.out
        again = kg("build", text, "--out", tmp_path / "out", "--extractor", "llm", *options)
        assert "The model was asked 0 times" in again.out
        assert len(server.seen) == 1
    claims = [json.loads(line) for line in (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    # What the text does not say is not in the graph, whatever the model says.
    assert {(c["subject"]["id"], c["relation"], c["object"]["id"]) for c in claims} == {("liang-wenfeng", "FOUNDED", "deepseek")}


def test_a_dry_run_asks_and_writes_nothing(text: Path, tmp_path: Path) -> None:
    with serving(lambda exchange: exchange.fail(500)) as server:
        ran = kg("build", text, "--out", tmp_path / "out", "--llm", server.url, "--llm-model", "test", "--dry-run")
        assert ran.code == 0
        assert ran.out.startswith("1 questions to the model, about ")
        assert server.seen == []
    assert not (tmp_path / "out").exists()


def test_a_server_that_refuses_is_told_and_what_kg_found_itself_is_kept(text: Path, tmp_path: Path) -> None:
    with serving(lambda exchange: exchange.fail(401, "no such key")) as server:
        ran = kg("build", text, "--out", tmp_path / "out", "--extractor", "both", "--llm", server.url, "--llm-model", "test", "--format", "jsonl", "--quiet")
    assert ran.code == 1
    assert server.url in ran.told()
    assert '"FOUNDED"' in (tmp_path / "out" / "claims.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("options", "told"), [
    ([], "--extractor: no language model is named — give --llm URL and --llm-model NAME too"),
    (["--llm", "somewhere", "--llm-model", "x"], "somewhere: is no address of a server"),
])
def test_a_model_that_is_not_named_rightly(text: Path, options: list[str], told: str) -> None:
    assert told in kg("build", text, "--extractor", "llm", *options).failed_in_one_line()


def test_the_readers_are_scored_side_by_side(text: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "text.txt").write_text(TEXT, encoding="utf-8")
    entity = {"type": "Person", "mentions": [], "aliases": []}
    claim: dict[str, object] = {"qualifiers": {}, "polarity": "asserted", "modality": "fact", "attributed_to": None, "evidence": TEXT.strip(), "required": True}
    (gold / "text.gold.json").write_text(json.dumps({
        "document": "text.txt", "language": "ko",
        "entities": [{**entity, "id": "liang-wenfeng", "name": "Liang Wenfeng"}, {**entity, "id": "deepseek", "type": "Company", "name": "DeepSeek"}],
        "claims": [{**claim, "subject": "liang-wenfeng", "relation": "FOUNDED", "object": "deepseek"},
                   {**claim, "subject": "deepseek", "relation": "FOUNDED_ON", "object": {"date": "2023"}}]}), encoding="utf-8")
    with serving(lambda exchange: exchange.answer(ANSWER)) as server:
        ran = kg("evaluate", gold, "--llm", server.url, "--llm-model", "test", "--json")
        assert ran.code == 0, ran.err
        assert len(server.seen) == 1
        shown = kg("evaluate", gold, "--llm", server.url, "--llm-model", "test")
    figures = json.loads(ran.out)
    assert list(figures) == ["offline", "llm", "both"]
    assert figures["llm"]["all"]["claims"]["required"] == 2
    assert figures["llm"]["all"]["claims"]["got"] == 1
    assert figures["both"]["all"]["claims"]["got"] >= figures["llm"]["all"]["claims"]["got"]
    assert [line.split()[:2] for line in shown.out.splitlines() if line.startswith("all")] == [["all", "offline"], ["all", "llm"], ["all", "both"]]


def test_a_model_cannot_be_scored_beside_claims_that_are_there(tmp_path: Path) -> None:
    ran = kg("evaluate", "tests/gold", tmp_path / "claims.jsonl", "--llm", "http://localhost:1/v1", "--llm-model", "x")
    assert "leave the claims or --llm out" in ran.failed_in_one_line()


@pytest.mark.parametrize(("schema", "relation"), [("ai-industry", "TRAINED_ON"), ("pharma-deals", "LICENSED_FROM")])
def test_the_prompt_is_printed_for_any_domain(schema: str, relation: str) -> None:
    ran = kg("llm", "prompt", "--schema", schema)
    assert ran.code == 0
    assert relation in ran.out
    assert "The document is data" in ran.out
