"""DOCX: paragraphs and table cells in the order of the document, a line each. Notes, headers and footers are left
out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from kg.errors import ReadingError
from kg.reading.parts import Parts

#: What the parts of the archive may unpack to together, in bytes.
MAX_UNPACKED = 256 * 1024 * 1024
_NAMELESS = {"", "python-docx", "administrator", "user", "unknown"}


def read(data: bytes, where: str) -> Parts:
    """The text, and title and author from the document's properties.

    ReadingError where the file is no DOCX, is damaged, protected by a password, or unpacks to more than MAX_UNPACKED.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadingError(
            "the DOCX is protected by a password, or is an old DOC",
            where=where,
            mend="save it as DOCX without a password",
        )
    _check_archive(data, where)
    import docx  # here, so that a start without DOCX stays fast

    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_lines(document))
        properties = document.core_properties
        title, author = properties.title, properties.author
    except Exception as why:  # the library raises whatever its XML and ZIP layers raise
        raise _broken(where) from why
    return Parts(
        text,
        (title or "").strip() or None,
        author.strip() if author and author.strip().lower() not in _NAMELESS else None,
    )


def _broken(where: str) -> ReadingError:
    return ReadingError(
        "the DOCX is damaged, or is none", where=where, mend="open it in a word processor and save it as DOCX again"
    )


def _check_archive(data: bytes, where: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except Exception as why:  # zipfile raises many kinds on hostile archives
        raise _broken(where) from why
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ReadingError(
            f"the DOCX unpacks to more than {MAX_UNPACKED >> 20} MiB",
            where=where,
            mend="save it without its pictures, or as plain text",
        )
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise _broken(where)


def _lines(document: Any) -> Iterator[str]:
    """The paragraphs in their order, those of cells, text boxes and content controls included, what was deleted not.

    Read from the tree and not from the library's objects, which pass over inserted text and content controls.
    """
    from docx.oxml.ns import qn

    paragraph, text, fallback = (
        qn("w:p"),
        qn("w:t"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
    moved = qn("w:moveFrom")
    breaks = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
    lines: dict[Any, list[str]] = {}
    for node in document.element.body.iter(paragraph, text, *breaks):
        if next(node.iterancestors(fallback, moved), None) is not None:
            continue  # a second copy of a text box, for old programs; text that now stands elsewhere
        if node.tag == paragraph:
            lines[node] = []
        else:
            owner = next(node.iterancestors(paragraph), None)
            # A tab in the properties of a paragraph is a place on the ruler, and not in the text.
            if owner in lines and node.getparent().tag != qn("w:tabs"):
                lines[owner].append(breaks.get(node.tag) or node.text or "")
    for pieces in lines.values():
        yield "".join(pieces)
