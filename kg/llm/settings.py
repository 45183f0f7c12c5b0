"""What a reading by a model needs to know, and what it told of itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.errors import LlmError

#: Where the key of a server is looked for, in this order. A local server needs none.
KEYS = ("KG_LLM_API_KEY", "OPENAI_API_KEY")


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """`base_url` is that of any OpenAI-compatible server (`http://localhost:11434/v1`).

    `timeout` is in seconds, for each answer; `concurrency` is how many are asked for at once; `tries` how often one is asked for
    before it is given up. `max_calls` and `max_tokens` are the budget of one run, None for none. `max_chars` are the code
    points of a document that are shown at once; `max_answer_tokens` bounds an answer where the server needs that.
    """

    base_url: str
    model: str
    timeout: float = 300.0
    concurrency: int = 4
    tries: int = 5
    max_calls: int | None = None
    max_tokens: int | None = None
    max_chars: int = 6000
    max_answer_tokens: int | None = None
    temperature: float = 0.0
    seed: int = 7

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise LlmError("is no address of a server", where=self.base_url, mend="give one such as http://localhost:11434/v1")
        if not self.model.strip():
            raise LlmError("no model is named", where=self.base_url, mend="name one that the server has")
        if self.concurrency < 1 or self.tries < 1 or self.timeout <= 0 or self.max_chars < 200:
            raise LlmError("concurrency and tries are 1 at least, the time-out above 0, a part 200 characters at least",
                           mend="correct the settings")

    @property
    def server(self) -> str:
        """The address without what may be secret in it: for messages."""
        parts = urlsplit(self.base_url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"

    @property
    def local(self) -> bool:
        """Whether the server is this machine, to which no proxy leads."""
        host = urlsplit(self.base_url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")


def api_key(environment: Mapping[str, str] | None = None) -> str:
    """The key of the environment, or a stand-in for servers that ask for none."""
    environment = os.environ if environment is None else environment
    return next((value for name in KEYS if (value := environment.get(name, "").strip())), "none")


@dataclass(frozen=True, slots=True)
class Usage:
    """Requests sent and tokens paid for, as the server counts them (0 where it does not)."""

    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.calls + other.calls, self.prompt_tokens + other.prompt_tokens, self.answer_tokens + other.answer_tokens)

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.answer_tokens
