"""From linked findings to a graph: claims that say the same become one, and keep every evidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.linking.resolve import Linked
from kg.model import (
    MODALITIES,
    Claim,
    Conflict,
    Entity,
    Evidence,
    Extraction,
    Finding,
    Graph,
    LeftOut,
    Literal,
    Mention,
)
from kg.schema import LITERALS, Schema


def assemble(extractions: Sequence[Extraction], linked: Linked, schema: Schema, left_out: Iterable[LeftOut] = ()) -> Graph:
    """The graph of these documents. It does not depend on their order; what is left out is counted, with its reason."""
    out: Counter[tuple[str, str, str]] = Counter()
    merged: dict[str, Claim] = {}
    documents = sorted((e.document for e in extractions), key=lambda d: d.name)
    for extraction in sorted(extractions, key=lambda e: e.document.name):
        name = extraction.document.name
        for item in extraction.left_out:
            out[item.stage, item.reason, name] += item.count
        for claim in _of_document(extraction, linked.of.get(name, {}), linked.entities, schema, out):
            known = merged.get(claim.id)
            merged[claim.id] = replace(known, evidence=known.evidence + claim.evidence) if known else claim
    for item in left_out:
        out[item.stage, item.reason, item.document] += item.count
    claims = tuple(replace(c, evidence=tuple(sorted(set(c.evidence), key=lambda e: (e.document, e.start, e.end, e.id))))
                   for _, c in sorted(merged.items()))
    used = {end for c in claims for end in (c.subject, c.object, c.attributed_to) if isinstance(end, str)}
    entities = tuple(linked.entities[i] for i in sorted(used))
    counted = tuple(LeftOut(stage, reason, document, n) for (stage, reason, document), n in sorted(out.items()) if n)
    return Graph(schema.name, tuple(documents), entities, claims, conflicts(claims, schema), counted)


def _of_document(extraction: Extraction, of: Mapping[Mention, str], entities: Mapping[str, Entity], schema: Schema,
                 out: Counter[tuple[str, str, str]]) -> list[Claim]:
    """The claims of one document: of one claim said several times the strongest modality stands, with all its evidence."""
    name = extraction.document.name
    said: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for finding in extraction.findings:
        claim = _claim(finding, extraction, of, entities, schema)
        if isinstance(claim, str):
            out["assembly", claim, name] += 1
            continue
        target = claim.object if isinstance(claim.object, str) else claim.object.id
        ends: tuple[object, ...] = (claim.subject, target)
        if schema.relations[claim.relation].symmetric and isinstance(claim.object, str):
            first, second = sorted((claim.subject, claim.object))
            claim = _turned(claim, first, second) if claim.subject != first else claim
            ends = (first, second)
        said[(claim.relation, claim.polarity, *ends)].append(claim)
    return [_strongest(own) for _, claims in sorted(said.items(), key=lambda i: repr(i[0])) for own in _by_speaker(claims)]


def _turned(claim: Claim, subject: str, target: str) -> Claim:
    """The claim of a symmetric relation the other way round, and where its ends stand."""
    evidence = tuple(replace(e, subject_start=e.object_start, subject_end=e.object_end, object_start=e.subject_start, object_end=e.subject_end)
                     for e in claim.evidence)
    return replace(claim, subject=subject, object=target, evidence=evidence)


def _by_speaker(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The words of two speakers are two claims; what the text says itself beside one speaker is one with it."""
    speakers = sorted({c.attributed_to or "" for c in claims})
    if len([s for s in speakers if s]) < 2:
        return [list(claims)]
    return [[c for c in claims if (c.attributed_to or "") == speaker] for speaker in speakers]


def _strongest(claims: Sequence[Claim]) -> Claim:
    best = min(claims, key=lambda c: (MODALITIES.index(c.modality), -c.confidence, c.evidence[0].start))
    qualifiers = dict(q for c in claims if c.modality == best.modality for q in c.qualifiers) | dict(best.qualifiers)
    evidence = tuple(e for c in claims for e in c.evidence)
    return replace(best, evidence=evidence, qualifiers=tuple(sorted(qualifiers.items())))


def _claim(finding: Finding, extraction: Extraction, of: Mapping[Mention, str], entities: Mapping[str, Entity],
           schema: Schema) -> Claim | str:
    """The claim, or the reason why it is left out."""
    subject = of.get(finding.subject)
    target = finding.object if isinstance(finding.object, Literal) else of.get(finding.object)
    if subject is None or target is None:
        return "an end without an entity"
    if subject == target:
        return "both ends are one entity"
    kind = LITERALS[target.kind] if isinstance(target, Literal) else entities[target].type
    if not schema.allows(entities[subject].type, finding.relation, kind):
        return f"{finding.relation} does not go from {entities[subject].type} to {kind}"
    by = of.get(finding.attributed_to) if finding.attributed_to is not None else None
    document = extraction.document
    evidence = Evidence(document.name, finding.start, finding.end, document.text[finding.start:finding.end], finding.subject.start,
                        finding.subject.end, finding.object_start, finding.object_end, finding.confidence, finding.extractor)
    return Claim(subject, finding.relation, target, tuple(sorted(finding.qualifiers)), finding.polarity, finding.modality, by, (evidence,))


def conflicts(claims: Sequence[Claim], schema: Schema) -> tuple[Conflict, ...]:
    """Pairs of claims that cannot both hold: one says and one denies it, or one thing has two values where it can have one."""
    found = set()
    same: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    valued: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        target = claim.object if isinstance(claim.object, str) else claim.object.id
        if claim.modality == "fact":
            same[(claim.subject, claim.relation, target)].append(claim)
        if isinstance(claim.object, Literal) and schema.relations[claim.relation].functional and claim.plain:
            valued[claim.subject, claim.relation].append(claim)
    for group in same.values():
        for a in group:
            for b in group:
                if a.polarity == "asserted" and b.polarity == "negated":
                    found.add(Conflict(min(a.id, b.id), max(a.id, b.id), "polarity"))
    for group in valued.values():
        for n, a in enumerate(group):
            for b in group[n + 1:]:
                if isinstance(a.object, Literal) and isinstance(b.object, Literal) and differ(a.object, b.object):
                    found.add(Conflict(min(a.id, b.id), max(a.id, b.id), "value"))
    return tuple(sorted(found))


def differ(a: Literal, b: Literal) -> bool:
    """Whether two values of one thing contradict: not where one only is the coarser date, or they are within a tenth of each other when approximate."""
    if a.kind != b.kind:
        return False
    if a.kind == "date":
        n = min(a.date.count("-"), b.date.count("-")) + 1
        return a.date.split("-")[:n] != b.date.split("-")[:n]
    if a.unit != b.unit or a.value is None or b.value is None:
        return False
    slack = 0.1 if a.approximate or b.approximate or a.bound or b.bound else 0.005
    return abs(a.value - b.value) > slack * max(abs(a.value), abs(b.value))
