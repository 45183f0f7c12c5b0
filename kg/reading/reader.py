"""One file -> its documents; many paths -> documents, and what was left out, in a stable order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import ReadingError
from kg.model import Document, LeftOut
from kg.reading import docx, html, jsonl, markdown, metadata, pdf, plain
from kg.reading import language as languages
from kg.reading.boilerplate import find_boilerplate
from kg.reading.files import Source, empty, find_files, read_bytes
from kg.reading.parts import Parts
from kg.reading.text import clean

_FORMATS: dict[str, Callable[[bytes, str], Parts]] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
}
_LINES = (".jsonl", ".ndjson")


def read_all(paths: Sequence[Path], *, language: str | None = None) -> Iterator[Document | LeftOut]:
    """Every document of the files and folders, sorted by file name, and a LeftOut for each file or line that is not
    read.

    One bad file never stops the others. ReadingError only for a language that is not supported.
    """
    languages.checked(language, "--language")
    for source in find_files(paths):
        yield from read_source(source, language=language)


def read_source(source: Source, *, language: str | None = None) -> Iterator[Document | LeftOut]:
    """As `read_file` for one of `find_files`, with a LeftOut where that raises: what a worker is to run."""
    try:
        if source.problem:
            raise source.problem
        yield from read_file(source.path, source.name, language=language)
    except ReadingError as why:
        yield left_out(why, source.name)


def read_file(path: Path, name: str, *, language: str | None = None) -> Iterator[Document | LeftOut]:
    """The documents of one file: one, or one a line for JSON lines, with a LeftOut for each broken line.

    `name` becomes the document's name (`name#id` in JSON lines). `language` (`ko`, `en`) is taken for all; else a JSON
    line's own, else what the letters say. Raises ReadingError where the file as a whole cannot be read (for JSON lines,
    when the first line is asked for).
    """
    language = languages.checked(language, name)
    suffix = path.suffix.lower()
    if suffix in _LINES:
        return _from_lines(path, name, language)
    if suffix == ".json":
        raise ReadingError(
            "JSON is data, not a document", where=name, mend="give JSON lines (.jsonl) with a `text` each"
        )
    data = read_bytes(path, name)
    parts = _FORMATS.get(suffix, _sniffed(data))(data, name)
    return iter((_document(parts, name, language, name),))


def left_out(error: ReadingError, name: str) -> LeftOut:
    """The record of a file (or of a line of one) that could not be read. `reason` says what is wrong and how to mend
    it."""
    place = error.where.removeprefix(name).lstrip(", ") if error.where.startswith(name) else ""
    what = f"{place}: {error.what}" if place else error.what
    return LeftOut("reading", f"{what} — {error.mend}" if error.mend else what, name)


def _from_lines(path: Path, name: str, language: str | None) -> Iterator[Document | LeftOut]:
    for row in jsonl.rows(path, name):
        if isinstance(row, ReadingError):
            yield left_out(row, name)
            continue
        try:
            own = languages.checked(row.language, row.where)
            yield _document(row.parts, f"{name}#{row.key}", language or own, row.where, row.url)
        except ReadingError as why:
            yield left_out(why, name)


def _sniffed(data: bytes) -> Callable[[bytes, str], Parts]:
    """The format of a file whose suffix says nothing: by its first bytes, else text."""
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return pdf.read
    return html.read if start.startswith((b"<!doctype html", b"<html")) else plain.read


def _document(parts: Parts, name: str, language: str | None, where: str, source: str | None = None) -> Document:
    text = clean(parts.text)
    if not text.strip():
        raise empty(where)
    spans = find_boilerplate(text)
    head, tail = _edges(text, ())
    plain_head, _ = _edges(text, spans)
    title = _one_line(parts.title) or metadata.title(plain_head)
    return Document(
        name=name,
        text=text,
        language=language or languages.detect(text),
        title=title,
        author=_one_line(parts.author) or metadata.author(head, tail),
        published=metadata.iso_date(parts.published) or metadata.published(head),
        source=source,
        boilerplate=spans,
    )


def _one_line(value: str | None) -> str | None:
    return " ".join(clean(value).split()) or None if value else None


def _edges(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[list[str], list[str]]:
    """The first six and the last four lines that are not blank, stripped; those that a span covers from their start
    left out."""
    starts = {start for start, _ in spans}
    inside = [span for span in spans if span[0] < 5000]
    head: list[str] = []
    position = 0
    for line in text[:5000].split("\n"):
        first = position + len(line) - len(line.lstrip())
        covered = first in starts or any(start <= first < end for start, end in inside)
        if line.strip() and not covered and len(head) < 6:
            head.append(line.strip())
        position += len(line) + 1
    return head, [line.strip() for line in text[-3000:].split("\n") if line.strip()][-4:]
