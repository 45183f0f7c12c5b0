"""Documents read by a language model, each claim held to the text."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.errors import LlmError
from kg.llm.answers import Answer, read_answer
from kg.llm.cache import Cache
from kg.llm.chunks import Chunk, chunks, halves
from kg.llm.client import Client, ServerError, TooLongError
from kg.llm.grounding import Grounder, Known, Supports
from kg.llm.literals import ParseLiteral
from kg.llm.prompt import answer_schema, system_prompt, user_prompt
from kg.llm.settings import LlmSettings, Usage
from kg.model import Document, Extraction, LeftOut, Mention
from kg.schema import Schema
from kg.seeds import Seed

#: (documents read, all documents)
Progress = Callable[[int, int], None]
#: Names that are shown with a part.
NAMES = 60
#: Parts in a row without an answer after which the server is held to be gone.
FAILURES = 3
#: A part shorter than this (code points) is not halved again.
SMALLEST = 400

_OVER, _GONE = "llm: not asked: over the budget", "llm: not asked: the server was given up"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What reading would take: requests, tokens of questions and of answers, and parts whose answers are kept already.

    Tokens are counted by characters (4 of Latin script, 1.5 of others, to a token) and are good to a third or so.
    """

    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    kept: int = 0

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.answer_tokens


@dataclass
class _Run:
    """What the threads of one reading share. Whoever asks takes from the budget first, in the order of the documents."""

    settings: LlmSettings
    lock: threading.Lock
    calls: int = 0
    tokens: int = 0
    failures: int = 0
    gone: bool = False

    def take(self, tokens: int) -> bool:
        """Whether one more call of so many tokens is within the budget; then it is spent."""
        with self.lock:
            s = self.settings
            if (s.max_calls is not None and self.calls + 1 > s.max_calls) or (
                    s.max_tokens is not None and self.tokens + tokens > s.max_tokens):
                return False
            self.calls += 1
            self.tokens += tokens
            return True


class LlmReader:
    """Reads documents with one model under one schema.

    `folder` is where answers are kept (None: nowhere). `seeds` are known entities: their names in a part are shown with it, and
    their types stand. `parse` reads figures and `supports` judges relations for the offline reader; both may be left out.
    After a reading `errors` says what went wrong with the server, once each, and `usage` what was asked and paid.
    """

    def __init__(self, settings: LlmSettings, schema: Schema, folder: Path | None = None, *, seeds: Sequence[Seed] = (),
                 parse: ParseLiteral | None = None, supports: Supports | None = None) -> None:
        self.settings, self.schema = settings, schema
        self.cache = Cache(folder, schema, settings.model)
        self.known = Known.of(seeds)
        self.parse, self.supports = parse, supports
        self.errors: list[LlmError] = []
        self.usage = Usage()
        self._grounders: dict[str, Grounder] = {}

    def read(self, documents: Sequence[Document], hints: Mapping[str, Sequence[Mention]] | None = None,
             progress: Progress | None = None) -> Iterator[Extraction]:
        """One extraction a document, in their order, the same with any concurrency.

        `hints` are the mentions found offline, by the document's id. A part without an answer is counted among `left_out`, and
        what others said is kept. Raises LlmError where the library is missing or answers cannot be kept, before anything is asked.
        """
        hints = hints or {}
        parts = [chunks(document, self.settings.max_chars) for document in documents]
        wanted = [(d, c) for d, cs in zip(documents, parts, strict=True) for c in cs]
        asked: dict[str, Future[_Result]] = {}
        missing = self._missing(wanted)
        if not missing:
            yield from self._grounded(documents, parts, {}, hints, progress)
            return
        client = Client(self.settings, self.schema)
        run = _Run(self.settings, threading.Lock())
        pool = ThreadPoolExecutor(self.settings.concurrency, thread_name_prefix="kg-llm")
        try:
            for key, (document, chunk) in missing.items():
                question = user_prompt(chunk, self._names(chunk, hints.get(document.id, ())))
                # The budget is taken here, in order, and not by the threads: what is left out is then the same each time.
                if run.take(self._tokens(chunk, question)):
                    asked[key] = pool.submit(self._ask, client, run, document, chunk, question)
                else:
                    asked[key] = Future()
                    asked[key].set_result(_Result(None, _OVER))
            yield from self._grounded(documents, parts, asked, hints, progress)
        finally:
            client.close()
            pool.shutdown(wait=True, cancel_futures=True)
            self.usage = self.usage + client.usage

    def estimate(self, documents: Sequence[Document]) -> Estimate:
        """What `read` would ask for, without asking; parts that are kept cost nothing, and equal ones are asked once."""
        wanted = [(d, c) for d in documents for c in chunks(d, self.settings.max_chars)]
        missing = self._missing(wanted)
        total = Estimate(kept=len({c.key for _, c in wanted}) - len(missing))
        for _, chunk in missing.values():
            question = user_prompt(chunk, self._names(chunk, ()))
            total = replace(total, calls=total.calls + 1, prompt_tokens=total.prompt_tokens + self._standing + count_tokens(question),
                            answer_tokens=total.answer_tokens + _answer_tokens(chunk))
        return total

    def _missing(self, wanted: Sequence[tuple[Document, Chunk]]) -> dict[str, tuple[Document, Chunk]]:
        """The parts without a kept answer by their key, each once, the first document's first."""
        missing: dict[str, tuple[Document, Chunk]] = {}
        for document, chunk in wanted:
            if chunk.key not in missing and self.cache.get(chunk.key) is None:
                missing[chunk.key] = (document, chunk)
        return missing

    @property
    def _standing(self) -> int:
        """Tokens of what stands before each question."""
        return count_tokens(system_prompt(self.schema)) + count_tokens(str(answer_schema(self.schema)))

    def _tokens(self, chunk: Chunk, question: str) -> int:
        return self._standing + count_tokens(question) + _answer_tokens(chunk)

    def _names(self, chunk: Chunk, hints: Sequence[Mention]) -> list[tuple[str, str]]:
        """What is known to stand in a part: names found offline, and names of seeds."""
        found = Counter({(m.text, m.type): 1 for m in hints if m.method not in ("reference", "ellipsis") and m.text in chunk.text})
        names = {name for name, _ in found}
        found.update(pair for pair in self.known.surfaces if pair[0] not in names and pair[0] in chunk.text)
        inside = sorted(found)
        return [(n, t) for n, t in inside if not any(n != other and n in other for other, _ in inside)][:NAMES]

    def _ask(self, client: Client, run: _Run, document: Document, chunk: Chunk, question: str) -> _Result:
        """The answers to a part, kept; or why there are none."""
        if run.gone:
            return _Result(None, _GONE)
        if self.settings.max_tokens is not None and client.usage.tokens >= self.settings.max_tokens:
            # The estimate was too low: what is paid counts.
            return _Result(None, _OVER)
        try:
            answers = self._answers(client, document, chunk, question)
            self.cache.put(chunk.key, answers)
        except LlmError as why:
            with run.lock:
                run.failures += 1
                run.gone = run.gone or isinstance(why, ServerError) or run.failures >= FAILURES
                if str(why) not in map(str, self.errors):
                    self.errors.append(why)
            return _Result(None, f"llm: no answer: {why.what}")
        with run.lock:
            run.failures = 0
        return _Result(answers, "")

    def _answers(self, client: Client, document: Document, chunk: Chunk, question: str) -> list[dict[str, Any]]:
        """The answer to a part, or those to its halves where it does not fit."""
        try:
            return [client.ask(question)]
        except TooLongError:
            parts = halves(document, chunk) if len(chunk.text) >= SMALLEST else [chunk]
            if len(parts) < 2:
                raise
            return [answer for part in parts for answer in self._answers(client, document, part, user_prompt(part, self._names(part, ())))]

    def _grounded(self, documents: Sequence[Document], parts: Sequence[Sequence[Chunk]], asked: Mapping[str, Future[_Result]],
                  hints: Mapping[str, Sequence[Mention]], progress: Progress | None) -> Iterator[Extraction]:
        for number, (document, some) in enumerate(zip(documents, parts, strict=True), 1):
            answers: list[tuple[Chunk, Answer]] = []
            without: Counter[str] = Counter()
            for chunk in some:
                result = asked[chunk.key].result() if chunk.key in asked else _Result(self.cache.get(chunk.key), _GONE)
                answers += [(chunk, read_answer(data)) for data in result.answers or ()]
                if result.answers is None:
                    without[result.reason] += 1
            extraction = self._grounder(document.language).ground(document, answers, hints.get(document.id, ()))
            more = tuple(LeftOut("extraction", reason, document.name, n) for reason, n in sorted(without.items()))
            yield replace(extraction, left_out=extraction.left_out + more)
            if progress:
                progress(number, len(documents))

    def _grounder(self, language: str) -> Grounder:
        if language not in self._grounders:
            self._grounders[language] = Grounder(self.schema, language, self.known, self.parse, self.supports)
        return self._grounders[language]


@dataclass(frozen=True, slots=True)
class _Result:
    answers: list[dict[str, Any]] | None
    reason: str


def count_tokens(text: str) -> int:
    """About how many tokens a text is."""
    latin = sum(1 for c in text if ord(c) < 0x250)
    return round(latin / 4 + (len(text) - latin) / 1.5) + 1


def _answer_tokens(chunk: Chunk) -> int:
    """An answer repeats most of a part in its evidences, with about as much again of structure for each sentence."""
    return 200 + 7 * count_tokens(chunk.text)
