"""Whether a graph still says what its documents said: every evidence is a stretch of its document, to the letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Claim, Document, Evidence, Graph


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold. `where` names the document, and the claim where it is one."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what does not hold."""

    documents: int
    claims: int
    evidence: int
    faults: tuple[Fault, ...]


def verify(graph: Graph, sources: Iterable[Document] | None = None) -> Verified:
    """Check every evidence of a graph against its document, and each document against `sources` where they are given.

    An evidence holds where `document.text[start:end] == text`, and where its subject and its object are stretches of the same text.
    """
    texts = {d.name: d.text for d in graph.documents}
    entities = {e.id for e in graph.entities}
    faults: list[Fault] = []
    count = 0
    for claim in graph.claims:
        faults += [Fault(f"claim {claim.id}", f"its {end} '{id_}' is no entity of the graph")
                   for end, id_ in _ends(claim) if id_ not in entities]
        if not claim.evidence:
            faults.append(Fault(f"claim {claim.id}", "has no evidence"))
        for evidence in claim.evidence:
            count += 1
            faults += [Fault(f"{evidence.document}, claim {claim.id}", what)
                       for what in _faults(evidence, texts.get(evidence.document))]
    if sources is not None:
        faults += _against(graph.documents, sources)
    return Verified(len(graph.documents), len(graph.claims), count, tuple(faults))


def _ends(claim: Claim) -> Iterable[tuple[str, str]]:
    yield "subject", claim.subject
    if isinstance(claim.object, str):
        yield "object", claim.object
    if claim.attributed_to is not None:
        yield "source", claim.attributed_to


def _faults(evidence: Evidence, text: str | None) -> Iterable[str]:
    if text is None:
        yield "its document is not in the graph"
        return
    spans = (("evidence", evidence.start, evidence.end), ("subject", evidence.subject_start, evidence.subject_end),
             ("object", evidence.object_start, evidence.object_end))
    for what, start, end in spans:
        if not 0 <= start < end <= len(text):
            yield f"the {what} is said to stand at {start} to {end}, and the text has {len(text)} characters"
    if text[evidence.start:evidence.end] != evidence.text:
        yield f"the text at {evidence.start} to {evidence.end} is '{text[evidence.start:evidence.end]}', not '{evidence.text}'"


def _against(documents: Iterable[Document], sources: Iterable[Document]) -> Iterable[Fault]:
    """What differs between the documents of the graph and the files as they are now."""
    now = {d.name: d.text for d in sources}
    for document in documents:
        text = now.get(document.name)
        if text is None:
            yield Fault(document.name, "is not among the sources")
        elif text != document.text:
            at = next((n for n, (a, b) in enumerate(zip(text, document.text, strict=False)) if a != b), min(len(text), len(document.text)))
            yield Fault(document.name, f"the source has changed since the build (from character {at} on)")
