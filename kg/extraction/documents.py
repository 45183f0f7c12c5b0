"""A document through the pipelines: a text in one language through one, a text in two through both.

In a text of two languages each stretch of the other is read by that language's pipeline, by itself; the names that the one finds, the
other knows. Of a quotation the text around it tells whose words it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.components import MENTIONS
from kg.extraction.literals import document_anchor
from kg.model import Document, Extraction, Finding, LeftOut, Mention, Stretch, blanked

Spans = Sequence[tuple[int, int]]


def read(document: Document, nlp: Language) -> Extraction:
    """What a document in the pipeline's language says."""
    doc = _run(nlp, _made(nlp, document.text, document.boilerplate, document.published), nlp.pipe_names)
    return Extraction(document, tuple(doc._.kg_mentions), tuple(doc._.kg_findings), tuple(doc._.kg_aliases), tuple(doc._.kg_left_out))


def read_in_both(document: Document, own: Language, other: Language, stretches: Sequence[Stretch]) -> Extraction:
    """What a document says whose stretches, in order and apart, are in the language of `other`, and the rest in that of `own`."""
    text = _without(document.text, stretches)
    doc = _made(own, text, document.boilerplate, document.published)
    at = own.pipe_names.index(MENTIONS) + 1
    doc = _run(own, doc, own.pipe_names[:at])
    quoted = _Quoted(stretches)
    names = {m.text: m for m in doc._.kg_mentions if not quoted.touches(m.start, m.end)}
    own_names = set(names)
    anchor = document.published or document_anchor(document.text, document.language)
    inner = [_in_stretch(document, s, other, anchor, names) for s in stretches]

    if len(names) > len(own_names):  # the names of the stretches may stand in the text around them too
        doc._.kg_given = {name: m for name, m in names.items() if name not in own_names}
        doc = own.get_pipe(MENTIONS)(doc)
    said = [e for s, e in zip(stretches, inner, strict=True) if s.quoted]
    doc._.kg_aliases = tuple(pair for pair in doc._.kg_aliases if not any(quoted.touches(m.start, m.end) for m in pair))
    doc._.kg_mentions = _sorted([*(m for m in doc._.kg_mentions if not quoted.touches(m.start, m.end)), *(m for e in said for m in e.mentions)])
    doc.user_data["kg_names"] = [(m.start, m.end) for m in doc._.kg_mentions if m.method != "reference"]
    doc._.kg_quoted = tuple(f for e in said for f in e.findings)
    doc = _run(own, doc, own.pipe_names[at:])

    apart = [e for s, e in zip(stretches, inner, strict=True) if not s.quoted]
    findings = [*(f for f in doc._.kg_findings if not quoted.ends_in(f)), *doc._.kg_quoted, *(f for e in apart for f in e.findings)]
    findings.sort(key=lambda f: (f.start, f.subject.start, f.object_start, f.relation))
    return Extraction(document, _sorted([*doc._.kg_mentions, *(m for e in apart for m in e.mentions)]), tuple(findings),
                      (*doc._.kg_aliases, *(pair for e in inner for pair in e.aliases)),
                      _counted([*doc._.kg_left_out, *(item for e in inner for item in e.left_out)]))


def _in_stretch(document: Document, s: Stretch, nlp: Language, anchor: str | None, names: dict[str, Mention]) -> Extraction:
    """What a stretch says, by the offsets of the document. `names`, which it may name too, learn those that it finds."""
    text = blanked(document.text[s.start:s.end], [(start - s.start, end - s.start) for start, end in s.holes])
    silent = [(max(start, s.start) - s.start, min(end, s.end) - s.start) for start, end in document.boilerplate if start < s.end and s.start < end]
    doc = _made(nlp, text, silent, anchor)
    doc._.kg_given = names
    doc = _run(nlp, doc, nlp.pipe_names)
    moved = {m: _moved(m, s.start) for m in doc._.kg_mentions}
    for m in moved.values():
        if m.method != "reference":
            names.setdefault(m.text, m)
    return Extraction(document, tuple(moved.values()), tuple(_moved_finding(f, s.start) for f in doc._.kg_findings),
                      tuple((moved[a], moved[b]) for a, b in doc._.kg_aliases), tuple(doc._.kg_left_out))


class _Quoted:
    """Which places of a text are in a quotation in another language."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._starts, self._ends = [s.start for s in stretches if s.quoted], [s.end for s in stretches if s.quoted]

    def touches(self, start: int, end: int) -> bool:
        return bisect_right(self._ends, start) < bisect_left(self._starts, end)

    def ends_in(self, f: Finding) -> bool:
        """Whether an end of a finding of the text around stands in one: what is said there is for the other language to tell."""
        return self.touches(f.subject.start, f.subject.end) or self.touches(f.object_start, f.object_end)


def _without(text: str, stretches: Sequence[Stretch]) -> str:
    """The text with ends of lines in the place of its stretches, but for what is quoted and for their holes."""
    spans: list[tuple[int, int]] = []
    for s in stretches:
        if not s.quoted:
            edges = [s.start, *(at for hole in s.holes for at in hole), s.end]
            spans += zip(edges[::2], edges[1::2], strict=True)
    return blanked(text, spans, "\n")


def _moved(mention: Mention, by: int) -> Mention:
    return replace(mention, start=mention.start + by, end=mention.end + by)


def _moved_finding(f: Finding, by: int) -> Finding:
    return replace(f, subject=_moved(f.subject, by), object=_moved(f.object, by) if isinstance(f.object, Mention) else f.object,
                   object_start=f.object_start + by, object_end=f.object_end + by, start=f.start + by, end=f.end + by,
                   attributed_to=_moved(f.attributed_to, by) if f.attributed_to else None)


def _made(nlp: Language, text: str, silent: Spans, anchor: str | None) -> Doc:
    doc = nlp.make_doc(text)
    doc._.kg_silent, doc._.kg_anchor = silent, anchor
    return doc


def _run(nlp: Language, doc: Doc, names: Iterable[str]) -> Doc:
    for name in names:
        doc = nlp.get_pipe(name)(doc)
    return doc


def _sorted(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end, m.name)))


def _counted(items: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """One entry for each reason."""
    counts: dict[tuple[str, str, str], int] = {}
    for item in items:
        key = (item.stage, item.reason, item.document)
        counts[key] = counts.get(key, 0) + item.count
    return tuple(LeftOut(*key, count=n) for key, n in sorted(counts.items()))
