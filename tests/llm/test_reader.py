"""Reading is repeatable, resumable, within its budget, and the same with any number of threads."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LlmError
from kg.llm import LlmReader, LlmSettings
from kg.llm.chunks import chunks
from kg.model import Document, Extraction, Mention
from tests.llm.material import NAMES, claim, document, entity, ground, parse, recording, schema, seeds
from tests.llm.server import Exchange, serving


def replay(exchange: Exchange) -> None:
    """What the real model answered to the document in the question."""
    exchange.answer(next(recording(name) for name in NAMES if document(name).text.strip() in exchange.question))


def reader(url: str, folder: Path | None = None, **settings: Any) -> LlmReader:
    return LlmReader(LlmSettings(url, "m", **settings), schema(), folder, seeds=seeds(), parse=parse)


ALL = [document(name) for name in NAMES]
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(scope="module")
def honest() -> list[Extraction]:
    return [ground(name, recording(name)) for name in NAMES]


def test_documents_come_in_their_order_whatever_the_threads(honest: list[Extraction]) -> None:
    with serving(replay) as server:
        one = list(reader(server.url, concurrency=1).read(ALL))
        assert server.busy == 1
        many = list(reader(server.url, concurrency=8).read(ALL))
    assert one == many == honest


def test_a_rebuild_asks_nothing_and_gives_the_same(tmp_path: Path, honest: list[Extraction]) -> None:
    with serving(replay) as server:
        list(reader(server.url, tmp_path).read(ALL))
        assert len(server.seen) == len(ALL)
    again = reader(NOWHERE, tmp_path, concurrency=3)
    assert again.estimate(ALL).calls == 0
    assert again.estimate(ALL).kept == len(ALL)
    assert list(again.read(ALL)) == honest
    assert again.usage.calls == 0
    assert not list(tmp_path.rglob("*.tmp"))


def test_another_model_is_asked_anew(tmp_path: Path) -> None:
    with serving(replay) as server:
        list(reader(server.url, tmp_path).read(ALL[:1]))
        other = LlmReader(LlmSettings(server.url, "another"), schema(), tmp_path)
        assert other.estimate(ALL[:1]).calls == 1


def test_a_broken_answer_file_is_asked_for_again(tmp_path: Path) -> None:
    with serving(replay) as server:
        list(reader(server.url, tmp_path).read(ALL[:3]))
        kept = sorted(tmp_path.rglob("*.json"))
        kept[0].write_text(kept[0].read_text(encoding="utf-8")[:100], encoding="utf-8")
        data = json.loads(kept[1].read_text(encoding="utf-8"))
        data["answers"][0]["claims"].append(data["answers"][0]["claims"][0] | {"relation": "ACQUIRED"})
        kept[1].write_text(json.dumps(data), encoding="utf-8")
        assert reader(server.url, tmp_path).estimate(ALL[:3]).calls == 2
        list(reader(server.url, tmp_path).read(ALL[:3]))
        assert len(server.seen) == 5


def test_an_interrupted_reading_goes_on(tmp_path: Path, honest: list[Extraction]) -> None:
    pause = 3.0  # the server is slower than the reader, which is then interrupted in the middle

    def unhurried(exchange: Exchange) -> None:
        time.sleep(pause)
        replay(exchange)

    with serving(unhurried) as server:
        reading = reader(server.url, tmp_path, concurrency=1).read(ALL)
        next(reading)
        next(reading)
        reading.close()  # type: ignore[attr-defined]
        done = len(server.seen)
        pause = 0.0
        assert 2 <= done < len(ALL)
        assert list(reader(server.url, tmp_path).read(ALL)) == honest
        assert len(server.seen) <= len(ALL) + 1  # only the question that was cut off is asked again


def _empty(exchange: Exchange) -> None:
    exchange.answer({"entities": [], "claims": []})


def test_a_changed_document_asks_for_its_changed_part_alone(tmp_path: Path) -> None:
    lines = [f"Paragraph {n}: the company number {n * 7919 % 1000} made a thing of note in the year {1900 + n}. " * 4 for n in range(150)]
    before = Document("long.txt", "\n".join(lines), "en")
    lines[70] = lines[70].replace("a thing of note", "nothing at all")
    after = Document("long.txt", "\n".join(lines), "en")
    moved = Document("long.txt", "A new beginning.\n" + before.text, "en")
    parts = len(chunks(before))
    assert parts >= 8
    with serving(_empty) as server:
        list(reader(server.url, tmp_path).read([before]))
        assert len(server.seen) == parts
        list(reader(server.url, tmp_path).read([after]))
        changed = len(server.seen) - parts
        list(reader(server.url, tmp_path).read([moved]))
    assert 1 <= changed <= 2
    assert len(server.seen) - parts - changed <= 2


def test_equal_parts_are_asked_once(tmp_path: Path) -> None:
    twins = [Document("a.txt", ALL[0].text, "en"), Document("b.txt", ALL[0].text, "en")]
    with serving(replay) as server:
        first, second = reader(server.url, tmp_path).read(twins)
        assert len(server.seen) == 1
    assert [f.relation for f in first.findings] == [f.relation for f in second.findings]


@pytest.mark.parametrize("concurrency", [1, 6])
def test_a_budget_of_calls_is_kept_and_told(concurrency: int) -> None:
    with serving(replay) as server:
        some = list(reader(server.url, max_calls=4, concurrency=concurrency).read(ALL))
        assert len(server.seen) == 4
    assert [bool(e.findings) for e in some] == [True] * 4 + [False] * 8
    assert [left.reason for left in some[4].left_out] == ["llm: not asked: over the budget"]


def test_a_budget_of_tokens_is_kept() -> None:
    with serving(replay) as server:
        one = reader(server.url)
        each = one.estimate(ALL[:1]).tokens
        some = list(reader(server.url, max_tokens=round(each * 3.5)).read(ALL))
    assert 2 <= sum(bool(e.findings) for e in some) <= 4


def test_costs_are_known_before_they_are_paid() -> None:
    estimate = reader(NOWHERE).estimate(ALL)
    assert estimate.calls == len(ALL)
    assert 20_000 < estimate.prompt_tokens < 120_000
    answered = sum(len(json.dumps(recording(name), ensure_ascii=False)) for name in NAMES)
    assert answered / 5 < estimate.answer_tokens < answered


def test_what_is_known_is_shown_and_what_is_found_is_new() -> None:
    hint = Mention(0, 7, "Orbital", "Company", "Orbital", "ner")
    text = "Orbital works with Nvidia.\n"
    doc = Document("a.txt", text, "en")
    answer = {"entities": [entity("o", "Company", "Orbital"), entity("n", "Company", "Nvidia")],
              "claims": [claim("Orbital works with Nvidia.", "o", "PARTNERED_WITH", "n", "Orbital", "Nvidia")]}
    with serving(lambda e: e.answer(answer)) as server:
        (extraction,) = reader(server.url).read([doc], {doc.id: [hint]})
        question = server.seen[0]["messages"][-1]["content"]
    assert "- Nvidia: Company" in question
    assert "- Orbital: Company" in question
    assert [(m.text, m.method, m.known) for m in extraction.mentions] == [("Orbital", "llm", None), ("Nvidia", "llm", "nvidia")]


def test_boilerplate_is_neither_shown_nor_believed() -> None:
    text = "Nvidia makes chips.\nSubscribe! Nvidia acquired Globex.\n"
    doc = Document("a.txt", text, "en", boilerplate=((20, len(text)),))
    answer = {"entities": [entity("g", "Company", "Globex"), entity("n", "Company", "Nvidia")],
              "claims": [claim("Nvidia acquired Globex.", "n", "ACQUIRED", "g", "Nvidia", "Globex")]}
    with serving(lambda e: e.answer(answer)) as server:
        (extraction,) = reader(server.url).read([doc])
        assert "Globex" not in server.seen[0]["messages"][-1]["content"]
    assert not extraction.findings


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with serving(replay) as server:
        some = reader(server.url, tmp_path / "file" / "answers")
        list(some.read(ALL[:1]))
    assert isinstance(some.errors[0], LlmError)
    assert "cannot be kept" in str(some.errors[0])


def test_nothing_to_read() -> None:
    assert list(reader(NOWHERE).read([])) == []
    (extraction,) = reader(NOWHERE).read([Document("empty.txt", "", "en")])
    assert extraction == Extraction(Document("empty.txt", "", "en"))


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    with serving(replay) as server:
        list(reader(server.url).read(ALL[:3], progress=lambda done, of: told.append((done, of))))
    assert told == [(1, 3), (2, 3), (3, 3)]
