"""Small documents with their mentions and findings, made by hand: for what comes after extraction."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Document, Extraction, Finding, Literal, Mention, Modality, Polarity


def document(name: str, *named: tuple[str, str] | tuple[str, str, str], language: str = "ko") -> Extraction:
    """A document that names these things, one a sentence: (surface, type) or (surface, type, id of the known entity)."""
    text = ""
    mentions = []
    for surface, type_, *known in named:
        mentions.append(Mention(len(text), len(text) + len(surface), surface, type_, surface, "seed" if known else "ner", 0.9, known[0] if known else None))
        text += f"{surface}.\n"
    return Extraction(Document(name, text, language), tuple(mentions))


def saying(extraction: Extraction, subject: int, relation: str, target: int | Literal, *, polarity: Polarity = "asserted",
           modality: Modality = "fact", qualifiers: Sequence[tuple[str, str]] = (), by: int | None = None, confidence: float = 0.9,
           at: int | None = None) -> Extraction:
    """The document with one finding more, between its mentions of these numbers; `at` is where its evidence starts."""
    text, mentions = extraction.document.text, extraction.mentions
    s = mentions[subject]
    target_ = mentions[target] if isinstance(target, int) else target
    o_start, o_end = (target_.start, target_.end) if isinstance(target_, Mention) else (s.start, s.end)
    start = min(s.start, o_start) if at is None else at
    finding = Finding(s, relation, target_, o_start, o_end, start, len(text.rstrip()), tuple(qualifiers), polarity, modality,
                      mentions[by] if by is not None else None, confidence)
    return Extraction(extraction.document, mentions, (*extraction.findings, finding), extraction.aliases, extraction.left_out)


def equating(extraction: Extraction, *pairs: tuple[int, int]) -> Extraction:
    """The document, whose text says of these pairs of mentions that they are one: 리카이푸(Lee Kai-fu)."""
    m = extraction.mentions
    return Extraction(extraction.document, m, extraction.findings, tuple((m[a], m[b]) for a, b in pairs), extraction.left_out)
