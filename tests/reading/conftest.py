"""Files of every format, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.model import Document
from kg.reading import read_file

Write = Callable[[str, str | bytes], Path]
Read = Callable[[str, str | bytes], Document]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file (text as UTF-8) under a fresh folder."""

    def make(name: str, data: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return path

    return make


@pytest.fixture
def read(write: Write) -> Read:
    """Writes a file and reads its one document."""

    def make(name: str, data: str | bytes) -> Document:
        (document,) = read_file(write(name, data), name)
        assert isinstance(document, Document)
        return document

    return make


def pdf_bytes(lines: list[str], *, font: str = "Helvetica", title: str = "", password: str = "") -> bytes:
    """A one-page PDF, a line each 16 points."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None)
    if font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    canvas.setFont(font, 11)
    if title:
        canvas.setTitle(title)
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 16 * number, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
