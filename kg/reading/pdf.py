"""PDF: the text layer, with the lines of a paragraph joined again."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import logging
import re
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from kg.errors import ReadingError
from kg.reading.parts import Parts

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 5000
#: Characters of text that are taken from one PDF at most.
MAX_CHARACTERS = 64_000_000
_GAP = 1.3  # of the usual step between lines: more is the space between paragraphs
#: A piece of text as it is drawn, with its height on the page and the size of its letters (points).
_Piece = tuple[str, float, float]
#: So many characters tell how a line ends.
_TAIL = 16
_ENDS = re.compile(r"[.!?。…:;][\"'”’)\]]*$|[.!?]\s*$")
_STARTS_ITEM = re.compile(r"\s*(?:[-–—•·▶▷■□◆◇○●※*]|\(?\d{1,2}[.)]|[①-⑳])\s")
_MEND_OPEN = "open it in a PDF reader and print it to a new PDF, or give its text"


def read(data: bytes, where: str) -> Parts:
    """The text of all pages, and the title and author of its properties where the first page shows them too.

    ReadingError where the file is no PDF, is damaged, needs a password, has no text layer or more than MAX_PAGES pages.
    """
    if b"%PDF-" not in data[:1024]:
        raise ReadingError("this is not a PDF", where=where, mend="give the file its right suffix")
    import pypdf  # here, so that a start without PDF stays fast

    with _quiet():
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadingError("the PDF needs a password", where=where, mend="save it without a password")
            text = "\n".join(_pages(reader, where))
            title, author = (reader.metadata.title, reader.metadata.author) if reader.metadata else (None, None)
        except ReadingError:
            raise
        except ImportError as why:
            raise ReadingError(
                "the PDF is encrypted in a way that cannot be read", where=where, mend="save it without encryption"
            ) from why
        except Exception as why:  # the library raises whatever a damaged file leads it to
            raise ReadingError("the PDF is damaged", where=where, mend=_MEND_OPEN) from why
    if not text.strip():
        raise ReadingError(
            "the PDF has no text layer (it holds pictures of pages)",
            where=where,
            mend="run text recognition (OCR) on it",
        )
    return Parts(text, _shown(title, text), _shown(author, text))


def _shown(value: object, text: str) -> str | None:
    """A property that the first page shows as well: others are as a rule the name of a template or of a program."""
    name = " ".join(value.split()) if isinstance(value, str) else ""
    return name if len(name) > 1 and name in " ".join(text[:3000].split()) else None


def _pages(reader: PdfReader, where: str) -> Iterator[str]:
    if len(reader.pages) > MAX_PAGES:
        raise ReadingError(f"the PDF has more than {MAX_PAGES} pages", where=where, mend="split it")
    size = 0
    for page in reader.pages:
        pieces: list[_Piece] = []
        text = page.extract_text(visitor_text=functools.partial(_collect, pieces))
        size += len(text)
        if size > MAX_CHARACTERS:
            raise ReadingError(f"the PDF holds more than {MAX_CHARACTERS:,} characters", where=where, mend="split it")
        lines = text.split("\n")
        yield "\n".join(joined(lines, _breaks(lines, pieces))).strip("\n")


def _collect(
    pieces: list[_Piece], text: str, outer: list[float], inner: list[float], font: object, size: float
) -> None:
    pieces.append((text, outer[3] * inner[5] + outer[5], size))


def _breaks(lines: list[str], pieces: list[_Piece]) -> set[int]:
    """The numbers of the lines before which the page leaves a gap, or changes the size of its letters."""
    places: list[tuple[float, float] | None] = []
    place: tuple[float, float] | None = None
    for text, height, size in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                places.append(place)
                place = None
            if place is None and part.strip():
                place = (height, size)
    places.append(place)
    if len(places) != len(lines):
        return set()  # the library put the pieces together otherwise than they came: nothing is known
    steps = [(one[0] - two[0], one[1], two[1]) if one and two else None for one, two in itertools.pairwise(places)]
    down = sorted(step[0] for step in steps if step and step[0] > 0)
    usual = down[len(down) // 4] if down else 0.0
    return {
        number
        for number, step in enumerate(steps, 1)
        if step and (step[0] > _GAP * usual > 0 or abs(step[1] - step[2]) > 0.1 * max(step[1], step[2]))
    }


def joined(lines: list[str], breaks: Container[int] = ()) -> Iterator[str]:
    """The lines of a page, those joined that a full line width broke in mid-sentence. `inter-` + `national` loses its
    hyphen.

    Nothing is joined across the `breaks`: the numbers of lines (from 0) before which a paragraph is known to begin.
    """
    lines = [line.rstrip() for line in lines]
    widths = sorted(len(line) for line in lines if line.strip())
    # Lines of one column are of about one length: one that falls far short ends a paragraph or is a heading.
    full = 0.7 * widths[int(0.9 * (len(widths) - 1))] if widths else 0
    current = ""
    last = 0
    for number, line in enumerate(lines):
        runs_on = number not in breaks and bool(current) and last >= max(full, 20) and not _ENDS.search(current[-_TAIL:])
        if runs_on and line.strip() and not _STARTS_ITEM.match(line):
            if re.search(r"[a-z]-$", current[-2:]) and line.lstrip()[:1].islower():
                current = current[:-1] + line.lstrip()
            else:
                current += " " + line.lstrip()
        else:
            if current:
                yield current
            current = line
            if not line.strip():
                yield ""
        last = len(line)
    if current:
        yield current


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the library's warnings about small damages off the terminal."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
