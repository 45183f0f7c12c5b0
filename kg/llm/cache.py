"""Answers that were paid for, kept: one JSON file each, so that a build asks nothing twice and goes on where it was stopped."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from kg.errors import LlmError
from kg.llm.prompt import prompt_digest
from kg.model import digest
from kg.schema import Schema


class Cache:
    """A folder of answers. `folder` None keeps nothing. Threads and processes may share it: files are put in place whole."""

    def __init__(self, folder: Path | None, schema: Schema, model: str) -> None:
        self.folder = folder
        self._standing = (prompt_digest(schema), model)

    def key(self, chunk: str) -> str:
        """The name of an answer: a hash of the part (its own hash), the prompt with its version and schema, and the model."""
        return digest(chunk, *self._standing)

    def get(self, chunk: str) -> list[dict[str, Any]] | None:
        """The answers to a part, None where there are none, or the file is broken (then it is asked for again)."""
        if self.folder is None:
            return None
        key = self.key(chunk)
        try:
            data = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or data.get("key") != key:
            return None
        answers = data.get("answers")
        whole = isinstance(answers, list) and answers and all(isinstance(a, dict) and isinstance(a.get("claims"), list) for a in answers)
        # A file that was cut or edited has another sum.
        return answers if whole and data.get("sum") == digest(answers) else None

    def put(self, chunk: str, answers: list[dict[str, Any]]) -> None:
        """Keep the answers to a part. Raises LlmError where the folder cannot be written."""
        if self.folder is None:
            return
        key = self.key(chunk)
        path = self._path(key)
        text = json.dumps({"key": key, "model": self._standing[1], "sum": digest(answers), "answers": answers},
                          ensure_ascii=False, indent=1, sort_keys=True)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(text.encode("utf-8", "surrogatepass"))
                Path(aside).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(aside).unlink()
                raise
        except OSError as why:
            raise LlmError(f"answers cannot be kept ({why.strerror})", where=str(self.folder), mend="name a folder that can be written") from why

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / f"{key}.json"
