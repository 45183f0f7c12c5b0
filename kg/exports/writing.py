"""Files that are whole or absent: written beside their place, then renamed into it."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from kg.errors import ExportError


def write_bytes(path: Path, chunks: Iterable[bytes]) -> Path:
    """Write a file atomically, making its folder where it lacks; return `path`.

    A reader sees the old file or the new one, never a part, also when the writing is interrupted (Ctrl-C included: the
    temporary file goes, and the exception passes on). Raises ExportError where the folder or the file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("xb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            # After the rename there is nothing left here; after anything else there must not be.
            aside.unlink(missing_ok=True)
    except OSError as why:
        raise ExportError(f"cannot be written ({why.strerror or why})", where=str(path),
                          mend="choose a folder that you may write to, with space left") from why
    return path


def write_text(path: Path, chunks: Iterable[str], *, errors: str = "replace") -> Path:
    """Write text atomically as UTF-8, line ends as they are given. See `write_bytes`.

    `errors` says what becomes of a lone surrogate, which UTF-8 cannot hold.
    """
    return write_bytes(path, (chunk.encode("utf-8", errors) for chunk in chunks))


def json_line(value: object) -> str:
    """A value as one line of JSON with its `\\n`, keys in the order given.

    The separators that some readers take for line ends (U+0085, U+2028, U+2029) are escaped.
    """
    text = json.dumps(value, ensure_ascii=False)
    for separator in ("\x85", "\u2028", "\u2029"):
        text = text.replace(separator, f"\\u{ord(separator):04x}")
    return text + "\n"


def write_lines(path: Path, values: Iterable[object]) -> Path:
    """Write values as JSON lines, atomically."""
    # A lone surrogate becomes \udXXX, which is its JSON escape: it reads back as it was.
    return write_text(path, (json_line(value) for value in values), errors="backslashreplace")
