"""A document through the pipelines: a text in one language through one, a text in two through both.

In a text of two languages each stretch of the other is read by that language's pipeline; what each finds the names of, the other
knows. The text around a quotation tells whose words it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.components import MENTIONS
from kg.extraction.literals import document_anchor
from kg.model import Document, Extraction, Finding, Mention, name_key

Spans = Sequence[tuple[int, int]]
#: What stands between two stretches that are read together: the end of a paragraph.
_BETWEEN = "\n\n"


def read(document: Document, nlp: Language) -> Extraction:
    """What a document in the pipeline's language says."""
    doc = _run(nlp, _made(nlp, document.text, document.boilerplate, document.published), nlp.pipe_names)
    return Extraction(document, tuple(doc._.kg_mentions), tuple(doc._.kg_findings), tuple(doc._.kg_aliases), tuple(doc._.kg_left_out))


def read_in_both(document: Document, own: Language, other: Language, stretches: Spans) -> Extraction:
    """What a document says whose stretches (start, end), sorted and disjoint, are in the language of `other`, and the rest in that of `own`."""
    apart = _Apart(document.text, stretches)
    doc = _made(own, document.text, document.boilerplate, document.published)
    part = _made(other, apart.text, apart.silent(document.boilerplate), document.published or document_anchor(document.text, document.language))
    (before, after), (other_before, other_after) = _parted(own), _parted(other)
    doc = _run(own, doc, before)
    part._.kg_given = _names(m for m in doc._.kg_mentions if not apart.touches(m))
    part = _run(other, part, other_before)
    known = {name_key(name) for name in part._.kg_given}
    doc._.kg_given = _names(m for m in part._.kg_mentions if name_key(m.text) not in known)
    doc = own.get_pipe(MENTIONS)(doc)  # again, now that the names of the stretches are known
    part = _run(other, part, other_after)

    inner = {m: apart.moved(m) for m in part._.kg_mentions}
    outer = [m for m in doc._.kg_mentions if not apart.touches(m)]
    doc._.kg_mentions = tuple(sorted([*outer, *inner.values()], key=lambda m: (m.start, m.end, m.name)))
    doc._.kg_aliases = (*(pair for pair in doc._.kg_aliases if not any(map(apart.touches, pair))),
                        *((inner[a], inner[b]) for a, b in part._.kg_aliases))
    doc.user_data["kg_names"] = [(m.start, m.end) for m in doc._.kg_mentions if m.method != "reference"]
    doc._.kg_quoted = tuple(map(apart.moved_finding, part._.kg_findings))
    doc = _run(own, doc, after)
    findings = [*(f for f in doc._.kg_findings if not apart.holds(f)), *doc._.kg_quoted]
    findings.sort(key=lambda f: (f.start, f.subject.start, f.object_start, f.relation))
    return Extraction(document, doc._.kg_mentions, tuple(findings), doc._.kg_aliases, (*doc._.kg_left_out, *part._.kg_left_out))


class _Apart:
    """Stretches of a text as a text of their own, a paragraph each, and where in the whole its offsets are."""

    def __init__(self, text: str, stretches: Spans) -> None:
        self._starts, self._ends = [start for start, _ in stretches], [end for _, end in stretches]
        lengths = (end - start + len(_BETWEEN) for start, end in stretches)
        self._own = list(accumulate(lengths, initial=0))[:-1]
        self.text = _BETWEEN.join(text[start:end] for start, end in stretches)

    def silent(self, spans: Spans) -> list[tuple[int, int]]:
        """Those of the stretches that lie within one of the spans, by their own offsets."""
        return [(own, own + end - start) for own, start, end in zip(self._own, self._starts, self._ends, strict=True)
                if any(s <= start and end <= e for s, e in spans)]

    def touches(self, mention: Mention) -> bool:
        """Whether any of the mention, by the offsets of the whole, is in a stretch."""
        return bisect_right(self._ends, mention.start) < bisect_left(self._starts, mention.end)

    def holds(self, finding: Finding) -> bool:
        """Whether one of the stretches has the whole evidence of a finding, by the offsets of the whole, or both its ends."""
        around = self._around(finding.start, finding.end)
        subject, object_ = self._around(finding.subject.start, finding.subject.end), self._around(finding.object_start, finding.object_end)
        return around is not None or (subject is not None and subject == object_)

    def _around(self, start: int, end: int) -> int | None:
        n = bisect_right(self._starts, start) - 1
        return n if n >= 0 and end <= self._ends[n] else None

    def moved(self, mention: Mention) -> Mention:
        """The mention by the offsets of the whole."""
        start, end = self._span(mention.start, mention.end)
        return replace(mention, start=start, end=end)

    def moved_finding(self, f: Finding) -> Finding:
        """The finding by the offsets of the whole."""
        (start, end), (object_start, object_end) = self._span(f.start, f.end), self._span(f.object_start, f.object_end)
        return replace(f, subject=self.moved(f.subject), object=self.moved(f.object) if isinstance(f.object, Mention) else f.object,
                       object_start=object_start, object_end=object_end, start=start, end=end,
                       attributed_to=self.moved(f.attributed_to) if f.attributed_to else None)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        n = bisect_right(self._own, start) - 1
        by = self._starts[n] - self._own[n]
        return start + by, end + by


def _made(nlp: Language, text: str, silent: Spans, anchor: str | None) -> Doc:
    doc = nlp.make_doc(text)
    doc._.kg_silent, doc._.kg_anchor = silent, anchor
    return doc


def _parted(nlp: Language) -> tuple[list[str], list[str]]:
    """The names of the components up to the one that finds the mentions, and of those after it."""
    at = nlp.pipe_names.index(MENTIONS) + 1
    return nlp.pipe_names[:at], nlp.pipe_names[at:]


def _run(nlp: Language, doc: Doc, names: Iterable[str]) -> Doc:
    for name in names:
        doc = nlp.get_pipe(name)(doc)
    return doc


def _names(mentions: Iterable[Mention]) -> Mapping[str, Mention]:
    """One mention of each name, that of which one is surest."""
    found: dict[str, Mention] = {}
    for m in mentions:
        if m.text not in found or m.confidence > found[m.text].confidence:
            found[m.text] = m
    return found
