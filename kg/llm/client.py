"""The one place that talks to a model: an OpenAI-compatible server, through the official library.

A server is asked for structured output first; one that refuses is asked for a JSON object, then for plain text, and what it
takes is remembered. Overload, faults and lost connections are tried again after a pause; what cannot be helped is told.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import threading
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from kg.errors import LlmError
from kg.llm.answers import find_json
from kg.llm.prompt import answer_schema, system_prompt, with_form
from kg.llm.settings import LlmSettings, Usage, api_key
from kg.schema import Schema

#: The first pause in seconds; each next is twice as long, up to the longest.
PAUSE, LONGEST_PAUSE = 0.5, 60.0
#: A server that asks for a longer wait than this (seconds) is given up for this run.
PATIENCE = 300.0
#: Bytes of an answer.
LARGEST = 16_000_000
_FORMS = ("json_schema", "json_object", "text")
#: A broken answer, and one that takes too long, are asked for this often in all: at temperature 0 the next is often the same.
_AGAIN = 2


class ServerError(LlmError):
    """The server cannot be used at all: no later question will fare better."""


class AnswerError(LlmError):
    """There is no answer to this question; to others there may be one."""


class TooLongError(AnswerError):
    """The question or its answer does not fit: a smaller one may."""


class _SlowError(Exception):
    """An answer took longer than it may."""


class _LostError(Exception):
    """The connection broke off within an answer."""


@dataclass(slots=True)
class _Try:
    """One question's way: the form it is asked in, the parameters left out, and the tries so far."""

    question: str
    form: int
    without: set[str]
    attempts: int = 0
    broken: int = 0
    slow: int = 0


@dataclass
class Client:
    """Asks one model about one schema's texts; threads may share it. Raises LlmError where the library is not installed."""

    settings: LlmSettings
    schema: Schema
    usage: Usage = field(default_factory=Usage)

    def __post_init__(self) -> None:
        self._openai = _library()
        http = self._openai.DefaultHttpxClient(trust_env=False) if self.settings.local else None
        self._client: Any = self._openai.OpenAI(
            base_url=self.settings.base_url, api_key=api_key(), timeout=self.settings.timeout, max_retries=0, http_client=http)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._form = 0
        #: Parameters that the server has refused (some hosted models take no temperature).
        self._refused: set[str] = set()

    def close(self) -> None:
        """Wake whoever pauses, and let the connections go."""
        self._stop.set()
        self._client.close()

    def ask(self, question: str) -> dict[str, Any]:
        """The JSON object of the answer to one question.

        Raises ServerError, TooLongError or AnswerError, each after as many tries as may help.
        """
        with self._lock:
            one = _Try(question, self._form, set(self._refused))
        while True:
            one.attempts += 1
            try:
                data = find_json(self._once(one))
                if data is not None:
                    with self._lock:
                        self._form = max(self._form, one.form)
                        self._refused |= one.without
                    return data
                self._after_broken(one)
            except self._openai.APIStatusError as why:
                self._after_status(why, one)
            except (self._openai.APIConnectionError, _SlowError, _LostError) as why:
                self._after_silence(why, one)
            except self._openai.OpenAIError as why:
                raise AnswerError(f"the answer cannot be read ({type(why).__name__})", where=self.settings.server) from why
            except (ValueError, RecursionError) as why:
                # A body that says it is an answer and is none: cut, or garbled.
                if one.attempts >= self.settings.tries:
                    raise AnswerError("the server's answer is broken", where=self.settings.server, mend="look at the server's log") from why
                self._pause(one, None)

    def _once(self, one: _Try) -> str:
        form = _FORMS[one.form]
        system = system_prompt(self.schema)
        options: dict[str, Any] = {"temperature": self.settings.temperature, "seed": self.settings.seed,
                                   "max_tokens": self.settings.max_answer_tokens}
        if form == "json_schema":
            options["response_format"] = {"type": "json_schema", "json_schema": {
                "name": "claims", "strict": True, "schema": answer_schema(self.schema)}}
        elif form == "json_object":
            options["response_format"] = {"type": "json_object"}
        options = {name: value for name, value in options.items() if value is not None and name not in one.without}
        messages = [{"role": "system", "content": system if form == "json_schema" else with_form(system, self.schema)},
                    {"role": "user", "content": one.question}]
        with self._lock:
            self.usage = self.usage + Usage(calls=1)
        # The bytes are read here, so that an answer which trickles in has an end in time, and one that swells in size.
        until = time.monotonic() + self.settings.timeout
        body = bytearray()
        with self._client.chat.completions.with_streaming_response.create(
                model=self.settings.model, messages=messages, stream=False, **options) as response:
            try:
                for part in response.iter_bytes():
                    body += part
                    if time.monotonic() > until:
                        raise _SlowError
                    if len(body) > LARGEST:
                        raise AnswerError("the answer is larger than any answer should be", where=self.settings.server)
            except (LlmError, _SlowError):
                raise
            except Exception as why:  # the library lets those of its transport through here, under names of their own
                raise (_SlowError if "Timeout" in type(why).__name__ else _LostError)(type(why).__name__) from why
        return self._read(bytes(body))

    def _read(self, body: bytes) -> str:
        """The text of a reply. Raises ServerError for what is of another protocol, ValueError for what is broken, AnswerError
        where there is no answer in it."""
        where = self.settings.server
        text = body.decode("utf-8", "replace").strip()
        if not text.startswith("{"):
            raise ServerError("answers something else than chat completions", where=where, mend="check the address: it often ends in /v1")
        reply = json.loads(text)
        used = reply.get("usage") if isinstance(reply.get("usage"), dict) else {}
        with self._lock:
            self.usage = self.usage + Usage(0, _count(used, "prompt_tokens"), _count(used, "completion_tokens"))
        if "choices" not in reply:
            raise ServerError("answers something else than chat completions", where=where, mend="check the address: it often ends in /v1")
        choices = reply["choices"]
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        message = choice.get("message")
        if not isinstance(message, dict):
            raise AnswerError("the server gave no answer", where=where, mend="look at the server's log")
        if message.get("refusal") or choice.get("finish_reason") == "content_filter":
            raise AnswerError("the model refuses to read this part", where=where, mend="read it with another model, or offline")
        if choice.get("finish_reason") == "length":
            raise TooLongError("the answer was cut off at the model's limit", where=where, mend="show less at once, or allow longer answers")
        content = message.get("content")
        return content if isinstance(content, str) else ""

    def _after_broken(self, one: _Try) -> None:
        one.broken += 1
        if one.broken >= _AGAIN or one.attempts >= self.settings.tries:
            raise AnswerError("the answer is not JSON of the given form", where=self.settings.server,
                              mend="try a larger model, or one that can give structured output")

    def _after_status(self, why: Any, one: _Try) -> None:
        """What an error of the server asks for: another form, a pause, or to give up (raised)."""
        status, where, told = int(why.status_code), self.settings.server, _told(why)
        if status in (401, 403):
            raise ServerError("the server refuses the key", where=where, mend="set KG_LLM_API_KEY to one that it takes") from why
        if status == 404:
            raise ServerError(f"there is no model '{self.settings.model}', or nothing at this address ({told})", where=where,
                              mend="name a model that the server has; the address often ends in /v1") from why
        if status == 413 or (status == 400 and re.search(r"context|too long|too many tokens|maximum.*tokens", told, re.IGNORECASE)):
            raise TooLongError("the question does not fit the model", where=where, mend="show less at once") from why
        if status in (400, 415, 422, 501) and self._leave_out(one, told):
            return
        if status in (408, 409, 425, 429) or status >= 500:
            wait = _retry_after(why)
            if "insufficient_quota" in str(why.body) or (wait is not None and wait > PATIENCE):
                raise ServerError(f"the server asks to wait too long ({told})", where=where, mend="try again later: what was read is kept") from why
            if one.attempts >= self.settings.tries:
                kind = ServerError if status == 429 else AnswerError
                raise kind(f"the server {'is overloaded' if status == 429 else 'fails'} ({status}: {told})", where=where,
                           mend="try again later: what was read is kept") from why
            self._pause(one, wait)
            return
        raise AnswerError(f"the server refuses the question ({status}: {told})", where=where, mend="see what the server says") from why

    def _leave_out(self, one: _Try, told: str) -> bool:
        """Leave out what the server may have refused; False where there is nothing left to leave out.

        It counts for later questions only once an answer shows that it helped.
        """
        for name in ("temperature", "seed", "max_tokens"):
            if name in told and name not in one.without:
                one.without.add(name)
                return True
        if one.form + 1 < len(_FORMS):
            one.form += 1
            return True
        return False

    def _after_silence(self, why: Exception, one: _Try) -> None:
        where = self.settings.server
        if isinstance(why, _SlowError | self._openai.APITimeoutError):
            one.slow += 1
            if one.slow >= _AGAIN or one.attempts >= self.settings.tries:
                raise AnswerError(f"no answer within {self.settings.timeout:g} seconds", where=where,
                                  mend="allow more time, or show less at once") from why
        elif one.attempts >= self.settings.tries:
            raise ServerError("cannot be reached, or breaks off", where=where, mend="check that it runs and that the address is right") from why
        self._pause(one, None)

    def _pause(self, one: _Try, asked: float | None) -> None:
        """Wait before the next try: as long as the server asks, else twice as long each time, scattered by the question."""
        if asked is None:
            seed = hashlib.sha256(f"{one.attempts}{one.question}".encode("utf-8", "surrogatepass")).hexdigest()
            asked = min(LONGEST_PAUSE, PAUSE * 2 ** (one.attempts - 1)) * (0.75 + int(seed[:4], 16) / 0xFFFF / 2)
        if self._stop.wait(asked):
            raise AnswerError("reading was stopped", where=self.settings.server)


def _library() -> ModuleType:
    try:
        return importlib.import_module("openai")
    except ImportError as why:
        raise LlmError("the openai library is not installed", mend="pip install 'kg[llm]'") from why


def _count(used: dict[str, Any], name: str) -> int:
    value = used.get(name)
    return value if isinstance(value, int) and value > 0 else 0


def _told(why: Any) -> str:
    """What the server says is wrong, in one short line."""
    body = why.body if isinstance(why.body, dict) else {}
    inner = body.get("error", body)
    message = inner.get("message") if isinstance(inner, dict) else inner
    return " ".join(str(message or why.message).split())[:200]


def _retry_after(why: Any) -> float | None:
    try:
        return max(0.0, float(why.response.headers.get("retry-after", "")))
    except ValueError:
        return None
