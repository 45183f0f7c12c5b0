"""A server that fails in every way a real one does: each reading ends, tells what happened, and keeps what it has."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.errors import LlmError
from kg.llm import LlmReader, LlmSettings
from kg.model import Document, Extraction
from tests.llm.material import claim, entity, parse, schema
from tests.llm.server import Behaviour, Exchange, Server, completion, serving, trickle

TEXT = "Orbimind was founded by Dana Kessler in Lisbon.\n"
GOOD: dict[str, Any] = {
    "entities": [entity("o", "Company", "Orbimind"), entity("d", "Person", "Dana Kessler")],
    "claims": [claim("Orbimind was founded by Dana Kessler in Lisbon.", "d", "FOUNDED", "o", "Dana Kessler", "Orbimind")]}


def good(exchange: Exchange) -> None:
    exchange.answer(GOOD)


def first(times: int, fault: Behaviour, then: Behaviour = good) -> Behaviour:
    return lambda exchange: (fault if exchange.number < times else then)(exchange)


def read(server: Server | str, documents: list[Document] | None = None, folder: Path | None = None,
         **settings: Any) -> tuple[list[Extraction], LlmReader]:
    url = server if isinstance(server, str) else server.url
    reader = LlmReader(LlmSettings(url, "m", **{"timeout": 5.0, "tries": 3, "concurrency": 1, **settings}), schema(), folder, parse=parse)
    return list(reader.read(documents or [Document("a.txt", TEXT, "en")])), reader


def fail(status: int, message: str = "no", **headers: str) -> Behaviour:
    return lambda exchange: exchange.fail(status, message, **headers)


def cut_in_half(exchange: Exchange) -> None:
    data = completion(GOOD)
    exchange.handler.send_response(200)
    exchange.handler.send_header("Content-Type", "application/json")
    exchange.handler.send_header("Content-Length", str(len(data)))
    exchange.handler.end_headers()
    exchange.handler.wfile.write(data[:len(data) // 2])
    exchange.cut()


def garbled(exchange: Exchange) -> None:
    exchange.send(200, completion(GOOD)[:-40])


def hang_up(exchange: Exchange) -> None:
    exchange.cut()


def only(form: str, status: int = 400) -> Behaviour:
    """A server that knows one form of answers."""
    return lambda exchange: good(exchange) if exchange.form == form else exchange.fail(status, "response_format is not supported")


def wordy(exchange: Exchange) -> None:
    exchange.answer(f"<think>{{Hm}} claims?</think>Here you are:\n```json\n{json.dumps(GOOD)}\n```\nAnything else?")


def no_temperature(exchange: Exchange) -> None:
    if "temperature" in exchange.body:
        exchange.fail(400, "Unsupported value: 'temperature' does not support 0.0 with this model.")
    else:
        good(exchange)


#: Faults that a reading gets over.
MENDED: dict[str, Behaviour] = {
    "429 with Retry-After": first(1, fail(429, "slow down", Retry_After="0.2")),
    "429 with a date for Retry-After": first(1, fail(429, "slow down", Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")),
    "500 twice": first(2, fail(500)),
    "503 once": first(1, fail(503)),
    "a connection that is reset": first(1, hang_up),
    "half an answer": first(1, cut_in_half),
    "a garbled body": first(1, garbled),
    "broken JSON once": first(1, lambda e: e.answer('{"entities": [], "claims": [{"evid')),
    "no structured output": only("json_object"),
    "no structured output, 422": only("json_object", 422),
    "no JSON mode at all": only("text"),
    "JSON among words and thinking": wordy,
    "no temperature": no_temperature,
    "an answer that took too long once": first(1, lambda e: time.sleep(0.8)),
}
#: Faults that it ends with: what is told.
TOLD: dict[str, tuple[Behaviour, str]] = {
    "401": (fail(401, "bad key"), "refuses the key"),
    "403": (fail(403, "no"), "refuses the key"),
    "404": (fail(404, "model 'm' not found"), "no model 'm'"),
    "429 for ever": (fail(429, "slow down"), "overloaded"),
    "429 without quota": (lambda e: e.send(429, b'{"error": {"message": "pay", "code": "insufficient_quota"}}'), "wait too long"),
    "429 with a long wait": (fail(429, "tomorrow", Retry_After="86400"), "wait too long"),
    "500 for ever": (fail(500, "boom"), "fails (500"),
    "400": (fail(400, "I do not like it"), "refuses the question"),
    "never an answer": (lambda e: time.sleep(0.8), "no answer within"),
    "an answer that trickles": (lambda e: trickle(e, 0.02), "no answer within"),
    "resets for ever": (hang_up, "cannot be reached"),
    "garbled for ever": (garbled, "broken"),
    "broken JSON for ever": (lambda e: e.answer('{"claims": ['), "not JSON"),
    "JSON of another form": (lambda e: e.answer({"relations": []}), "not JSON"),
    "no content": (lambda e: e.answer(None), "not JSON"),
    "no choices": (lambda e: e.send(200, b'{"choices": []}'), "gave no answer"),
    "a refusal": (lambda e: e.answer(None, refusal="I cannot help with that."), "refuses to read"),
    "a content filter": (lambda e: e.answer("", "content_filter"), "refuses to read"),
    "an answer cut off at the limit": (lambda e: e.answer('{"claims": [{"evi', "length"), "cut off"),
    "a question that is too long": (fail(400, "This model's maximum context length is 10 tokens"), "does not fit"),
    "a web page": (lambda e: e.send(200, b"<html>Welcome!</html>", "text/html"), "something else"),
    "JSON of another protocol": (lambda e: e.send(200, b'{"message": "hello"}'), "something else"),
    "an answer that swells": (lambda e: e.send(200, b'{"choices": "' + b"x" * 17_000_000 + b'"}'), "larger"),
}


@pytest.mark.parametrize("fault", MENDED)
def test_a_fault_that_passes_is_got_over(fault: str) -> None:
    with serving(MENDED[fault]) as server:
        (extraction,), reader = read(server, timeout=0.5 if "too long" in fault else 5.0)
    assert [f.relation for f in extraction.findings] == ["FOUNDED"]
    assert reader.errors == []


@pytest.mark.parametrize("fault", TOLD)
def test_a_fault_that_stays_is_told_and_counted(fault: str) -> None:
    behaviour, told = TOLD[fault]
    started = time.monotonic()
    with serving(behaviour) as server:
        (extraction,), reader = read(server, timeout=0.5 if fault in ("never an answer", "an answer that trickles") else 5.0)
    assert time.monotonic() - started < 5
    assert not extraction.findings
    assert [told in str(error) for error in reader.errors] == [True]
    assert reader.errors[0].mend or "larger" in told
    assert [left.count for left in extraction.left_out if "no answer" in left.reason] == [1]


def test_nobody_listens() -> None:
    with serving(good) as server:
        url = server.url
    (extraction,), reader = read(url)
    assert "cannot be reached" in str(reader.errors[0])
    assert extraction.document.text == TEXT


def test_what_a_server_takes_is_remembered() -> None:
    documents = [Document(f"{n}.txt", f"{TEXT}Line {n}.\n", "en") for n in range(4)]
    with serving(only("json_object")) as server:
        extractions, _ = read(server, documents)
    assert [len(e.findings) for e in extractions] == [1] * 4
    assert len(server.seen) == 5


def test_a_question_that_is_refused_for_itself_does_not_change_the_form_for_others() -> None:
    documents = [Document("bad.txt", "A forbidden text.\n", "en"), Document("a.txt", TEXT, "en")]

    def choosy(exchange: Exchange) -> None:
        exchange.fail(400, "policy") if "forbidden" in exchange.question else good(exchange)

    with serving(choosy) as server:
        extractions, reader = read(server, documents)
    assert [len(e.findings) for e in extractions] == [0, 1]
    assert server.seen[-1]["response_format"]["type"] == "json_schema"
    assert len(reader.errors) == 1


def test_retry_after_is_heeded() -> None:
    with serving(first(1, fail(429, "slow down", Retry_After="0.6"))) as server:
        started = time.monotonic()
        read(server)
    assert 0.6 <= time.monotonic() - started < 3


def test_a_part_whose_answer_is_cut_off_is_asked_in_halves() -> None:
    filler = "".join(f"Sentence number {n} says nothing of note about anything at all.\n" for n in range(20))
    text = f"{TEXT}{filler}"

    def short(exchange: Exchange) -> None:
        if len(exchange.question) > 1200:
            exchange.answer('{"claims": [', "length")
        elif "Kessler" in exchange.question.split("## The part")[1]:
            good(exchange)
        else:
            exchange.answer({"entities": [], "claims": []})

    with serving(short) as server:
        (extraction,), reader = read(server, [Document("long.txt", text, "en")])
    assert len(extraction.findings) == 1
    assert reader.errors == []


def test_a_server_that_dies_in_the_middle_leaves_what_was_read(tmp_path: Path) -> None:
    documents = [Document(f"{n}.txt", f"{TEXT}Line {n}.\n", "en") for n in range(6)]
    with serving(lambda e: good(e) if e.number < 3 else hang_up(e)) as server:
        extractions, reader = read(server, documents, tmp_path)
    assert [len(e.findings) for e in extractions] == [1, 1, 1, 0, 0, 0]
    assert len(reader.errors) == 1
    assert [left.reason for left in extractions[5].left_out] == ["llm: not asked: the server was given up"]
    with serving(good) as server:
        extractions, reader = read(server, documents, tmp_path)
    assert [len(e.findings) for e in extractions] == [1] * 6
    assert len(server.seen) == 3


def test_answers_that_the_text_does_not_bear_out_are_left_out() -> None:
    bad = {"entities": [*GOOD["entities"], entity("x", "Dragon", "Lisbon"), entity("g", "Company", "Globex"), {"id": 3}],
           "claims": [*GOOD["claims"], claim("Orbimind acquired Globex.", "o", "ACQUIRED", "g", "Orbimind", "Globex"),
                      claim(TEXT.strip(), "d", "ADORES", "o", "Dana Kessler", "Orbimind"), "nonsense", {"subject": "o"}]}
    with serving(lambda e: e.answer(bad)) as server:
        (extraction,), reader = read(server)
    assert len(extraction.findings) == 1
    assert reader.errors == []
    assert {left.reason: left.count for left in extraction.left_out} == {
        "llm: an entity of an unknown type": 1, "llm: a name that is not in the text": 1, "llm: an entry that is not of the form": 3,
        "llm: an unknown relation": 1, "llm: evidence that is not in the text": 1}


def test_the_key_comes_from_the_environment_and_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-second")
    monkeypatch.setenv("KG_LLM_API_KEY", "sk-first")
    with serving(fail(401, "bad key")) as server:
        _, reader = read(server)
    assert server.keys == ["Bearer sk-first"]
    assert "sk-" not in str(reader.errors)


@pytest.mark.parametrize("make", [lambda: LlmSettings("localhost:11434", "m"), lambda: LlmSettings("http://h/v1", " "),
                                  lambda: LlmSettings("http://h/v1", "m", tries=0)])
def test_settings_that_cannot_be_are_refused(make: Callable[[], LlmSettings]) -> None:
    with pytest.raises(LlmError) as told:
        make()
    assert told.value.mend


def test_without_the_library_the_mend_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openai", None)
    with pytest.raises(LlmError, match=r"kg\[llm\]"):
        read("http://127.0.0.1:9/v1")
