"""A document in parts that a model reads at once.

Where a long document is cut depends on what its lines say, not on where they stand, so that after a change in one place the
parts behind it are the same again, and only the changed ones are asked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from kg.llm.sentences import Span, sentences
from kg.model import Document, digest

#: Code points of a part: a document up to MAX is one part; a cut may come after SMALL; one line in SPREAD invites a cut.
MAX = 6000
SMALL = 2000
SPREAD = 4
#: Code points of the text before a part that are shown with it, so that references can be understood.
CONTEXT = 500


@dataclass(frozen=True, slots=True)
class Chunk:
    """The lines of a document between `start` and `end` (code points, end exclusive), boilerplate left out.

    `context` is the text right before it; `title`, `published` and `language` are the document's.
    """

    start: int
    end: int
    text: str
    context: str = ""
    title: str = ""
    published: str = ""
    language: str = ""

    @property
    def key(self) -> str:
        """What is read, as a hash: the same in every document and at every place that says the same."""
        return digest(self.text, self.context, self.title, self.published, self.language)


def chunks(document: Document, size: int = MAX) -> list[Chunk]:
    """The parts of a document, in order, each of at most `size` code points (and what separates its lines)."""
    if size < 1:
        raise ValueError("a part holds one code point at least")
    pieces = list(_pieces(document, size))
    groups: list[list[Span]] = []
    length = 0
    small = min(SMALL, size // 3)
    whole = sum(e - s + 1 for s, e in pieces) <= size
    for piece in pieces:
        more = piece[1] - piece[0] + 1
        cut = not whole and length >= small and _invites(document.text[piece[0]:piece[1]])
        if not groups or length + more > size + 1 or cut:
            groups.append([])
            length = 0
        groups[-1].append(piece)
        length += more
    return [_chunk(document, group) for group in groups]


def halves(document: Document, chunk: Chunk) -> list[Chunk]:
    """The part cut in two at a line's (else a sentence's) end near its middle; itself alone where there is none."""
    pieces = list(_pieces(document, max(1, (chunk.end - chunk.start) // 2), chunk.start, chunk.end))
    if len(pieces) < 2:
        return [chunk]
    middle = (chunk.start + chunk.end) // 2
    at = min(range(1, len(pieces)), key=lambda n: abs(pieces[n][0] - middle))
    return [_chunk(document, pieces[:at]), _chunk(document, pieces[at:])]


def _chunk(document: Document, group: list[Span]) -> Chunk:
    text = document.text
    start, end = group[0][0], group[-1][1]
    joined = "".join(text[s:e] + ("" if n + 1 == len(group) else _between(text, e, group[n + 1][0]))
                     for n, (s, e) in enumerate(group))
    return Chunk(start, end, joined, _context(document, start), document.title or "", document.published or "", document.language)


def _between(text: str, end: int, start: int) -> str:
    gap = text[end:start]
    return gap if gap.isspace() else "\n"


def _context(document: Document, start: int) -> str:
    before = sentences(document.text, max(0, start - CONTEXT), start)
    kept = [s for s in before if not _silent(document, s)]
    # The first one may be half a sentence: the window begins anywhere.
    kept = kept[1:] if start > CONTEXT and len(kept) > 1 else kept
    return "\n".join(document.text[s:e] for s, e in kept)


def _pieces(document: Document, size: int, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The lines; a line longer than `size` in sentences, and a sentence longer than that in stretches."""
    text = document.text
    end = len(text) if end is None else end
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = (at, stop)
        at = stop + 1
        if not text[line[0]:line[1]].strip() or _silent(document, line):
            continue
        parts = [line] if line[1] - line[0] <= size else sentences(text, *line)
        for s, e in parts:
            yield from ((p, min(p + size, e)) for p in range(s, e, size))


def _silent(document: Document, span: Span) -> bool:
    """Whether most of the span is boilerplate."""
    start, end = span
    return any(min(e, end) - max(s, start) > (end - start) / 2 for s, e in document.boilerplate)


def _invites(line: str) -> bool:
    return int(hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) % SPREAD == 0
