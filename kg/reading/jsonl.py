"""JSON lines: one document a line, with `text` and any of id, title, author, published, url, language."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadingError
from kg.reading.encoding import decode
from kg.reading.files import open_regular, printable, read_bytes
from kg.reading.parts import MAX_BYTES, Parts

_OPTIONAL = ("title", "author", "published", "url", "language")
_MEND = 'write one JSON object a line, such as {"id": "a1", "text": "..."}'


@dataclass(frozen=True, slots=True)
class Row:
    """One line that was read: `key` is its id, or its number where it has none."""

    key: str
    where: str
    parts: Parts
    url: str | None
    language: str | None


def rows(path: Path, where: str) -> Iterator[Row | ReadingError]:
    """The lines in their order; for a broken line the error that names it. Blank lines are passed over.

    The file is read a line at a time, so that its size has no limit; a line has (MAX_BYTES). Raises ReadingError
    where the file itself cannot be read or has no line.
    """
    taken: set[str] = set()
    counts: dict[str, int] = {}
    number = 0
    for number, data in _numbered(path, where):
        place = f"{where}, line {number}"
        try:
            row = _row(data, number, place)
        except ReadingError as why:
            yield why
            continue
        key = row.key
        while key in taken:
            counts[row.key] = counts.get(row.key, 1) + 1
            key = f"{row.key}~{counts[row.key]}"
        taken.add(key)
        yield Row(key, place, row.parts, row.url, row.language)
    if not number:
        raise ReadingError("the file is empty", where=where, mend=_MEND)


def _numbered(path: Path, where: str) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers from 1."""
    with open_regular(path, where) as file:
        start = file.read(3)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            lines = decode(read_bytes(path, where), where).split("\n")
            yield from ((n, line.encode("utf-8")) for n, line in enumerate(lines, 1) if line.strip())
            return
        file.seek(3 if start == codecs.BOM_UTF8 else 0)
        number = 0
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            if len(line) > MAX_BYTES:
                raise ReadingError(
                    f"line {number} is longer than {MAX_BYTES >> 20} MiB", where=where, mend="split its text"
                )
            if line.strip():
                yield number, line


def _row(data: bytes, number: int, where: str) -> Row:
    try:
        value = json.loads(decode(data, where))
    except (ValueError, RecursionError) as why:
        reason = why.msg if isinstance(why, json.JSONDecodeError) else "nested too deeply, or a number too long"
        raise ReadingError(f"the line is not JSON ({reason})", where=where, mend=_MEND) from None
    if not isinstance(value, dict):
        raise ReadingError("the line is no JSON object", where=where, mend=_MEND)
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ReadingError(
            "the object has no `text`, or an empty one", where=where, mend="give each line its text, a string"
        )
    fields: dict[str, str | None] = {}
    for name in _OPTIONAL:
        field = value.get(name)
        if field is not None and not isinstance(field, str):
            raise ReadingError(
                f"the field `{name}` is not a string", where=where, mend="write it as a string, or leave it out"
            )
        fields[name] = field.strip() or None if field else None
    key = value.get("id")
    if isinstance(key, bool) or (key is not None and not isinstance(key, str | int)):
        raise ReadingError(
            "the field `id` is neither a string nor a whole number", where=where, mend="mend it, or leave it out"
        )
    return Row(
        printable(str(key)) if key not in (None, "") else str(number),
        where,
        Parts(text, fields["title"], fields["author"], fields["published"]),
        fields["url"],
        fields["language"],
    )
