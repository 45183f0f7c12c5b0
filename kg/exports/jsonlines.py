"""JSON lines: the whole graph as six files that read back as they were.

`claims.jsonl` has one claim and one document a line (a claim of three documents is three lines), its evidence the best of
that document. `entities.jsonl`, `documents.jsonl`, `conflicts.jsonl` and `left_out.jsonl` have one value a line.
`graph.json`, written last, names the schema and seals the others by their SHA-256: files of two builds do not pass for one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from kg.errors import ExportError
from kg.exports.ordered import View, ordered, view
from kg.exports.writing import write_lines
from kg.model import Alias, Claim, Conflict, Document, Entity, Evidence, Graph, LeftOut, Literal

FORMAT = 1
PARTS = ("claims", "entities", "documents", "conflicts", "left_out")
SEAL = "graph.json"
_AGAIN = "build it again with kg build, or export the graph as 'jsonl' again"


def write_jsonl(graph: Graph, folder: Path) -> list[Path]:
    """Write the graph into a folder and return the files. Raises ExportError."""
    seen = view(graph)
    whole = seen.graph
    lines: dict[str, Iterator[object]] = {
        "claims": claim_lines(seen),
        "entities": (_entity(e) for e in whole.entities),
        "documents": (_document(d) for d in whole.documents),
        "conflicts": (asdict(c) for c in whole.conflicts),
        "left_out": (asdict(x) for x in whole.left_out),
    }
    paths = [write_lines(folder / f"{part}.jsonl", lines[part]) for part in PARTS]
    seal = {
        "format": FORMAT, "schema": graph.schema,
        "counts": {"documents": len(whole.documents), "entities": len(whole.entities), "claims": len(whole.claims),
                   "conflicts": len(whole.conflicts)},
        "sha256": {path.name: _sha256(path) for path in paths},
    }
    return [*paths, write_lines(folder / SEAL, [seal])]


def read_graph(folder: Path) -> Graph:
    """Read back what `write_jsonl` wrote: the same graph, ordered.

    Raises ExportError where a file is missing, changed since, or broken; it names the file and the line.
    """
    seal = folder / SEAL
    try:
        head = json.loads(seal.read_text(encoding="utf-8"))
        if head["format"] != FORMAT:
            raise ExportError(f"has format {head['format']!r}; this version of kg reads {FORMAT}", where=str(seal), mend=_AGAIN)
        schema, sums = str(head["schema"]), dict(head["sha256"])
    except FileNotFoundError as why:
        raise ExportError("holds no exported graph (no graph.json)", where=str(folder), mend=_AGAIN) from why
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise ExportError(f"cannot be read ({why})", where=str(seal), mend=_AGAIN) from why
    for part in PARTS:
        path = folder / f"{part}.jsonl"
        if not path.is_file():
            raise ExportError("is missing", where=str(path), mend=_AGAIN)
        if _sha256(path) != sums.get(path.name):
            raise ExportError("was changed since, or belongs to another build", where=str(path), mend=_AGAIN)
    return ordered(Graph(
        schema=schema,
        documents=tuple(_read(folder, "documents", _to_document)),
        entities=tuple(_read(folder, "entities", _to_entity)),
        claims=_join(_read(folder, "claims", _to_claim)),
        conflicts=tuple(_read(folder, "conflicts", lambda data: Conflict(data["first"], data["second"], data["reason"]))),
        left_out=tuple(_read(folder, "left_out", lambda data: LeftOut(**data))),
    ))


def claim_lines(seen: View) -> Iterator[dict[str, object]]:
    """One claim and one document at a time, in the order of the texts. A claim without evidence has the document ''."""
    rows: list[tuple[str, int, str, dict[str, object]]] = []
    for claim in seen.graph.claims:
        for document, group in groupby(claim.evidence, key=lambda e: e.document):
            places = list(group)
            best = max(places, key=lambda e: e.confidence)
            rows.append((document, best.start, claim.id, _claim(seen, claim, document, best, places)))
        if not claim.evidence:
            rows.append(("", 0, claim.id, _claim(seen, claim, "", None, [])))
    for *_, row in sorted(rows, key=lambda r: r[:3]):
        yield row


def _claim(seen: View, claim: Claim, document: str, best: Evidence | None, places: list[Evidence]) -> dict[str, object]:
    by = claim.attributed_to
    target: dict[str, object]
    if isinstance(claim.object, Literal):
        target = {"literal": claim.object.to_json(), "surface": claim.object.surface}
    else:
        target = _end(seen.entities[claim.object])
    return {
        "document": document, "id": claim.id,
        "subject": _end(seen.entities[claim.subject]), "relation": claim.relation, "object": target,
        "qualifiers": _qualifiers(claim.qualifiers), "polarity": claim.polarity, "modality": claim.modality,
        "attributed_to": seen.entities[by].name if by else None, "attributed_to_id": by,
        "evidence": _evidence(best) if best else None,
        "confidence": best.confidence if best else 0.0, "extractor": best.extractor if best else "",
        "more_evidence": [_evidence(e) for e in places if e is not best],
    }


def _end(entity: Entity) -> dict[str, object]:
    return {"id": entity.id, "name": entity.name, "type": entity.type,
            "aliases": list(dict.fromkeys(a.name for a in entity.aliases))}


def _qualifiers(pairs: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """Pairs as a mapping; a key that stands more than once has a list."""
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def _evidence(evidence: Evidence) -> dict[str, object]:
    data = asdict(evidence)
    del data["document"]
    return {"text": data.pop("text"), **data}


def _entity(entity: Entity) -> dict[str, object]:
    return {"id": entity.id, "type": entity.type, "name": entity.name, "known": entity.known,
            "aliases": [asdict(a) for a in entity.aliases], "reasons": list(entity.reasons)}


def _document(document: Document) -> dict[str, object]:
    data = asdict(document)
    text = data.pop("text")
    return {"id": document.id, **data, "text": text}


def _read(folder: Path, part: str, make: Any) -> Iterator[Any]:
    path = folder / f"{part}.jsonl"
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                yield make(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as why:
                raise ExportError(f"is no line of {part} ({why})", where=f"{path}, line {number}", mend=_AGAIN) from why


def _to_document(data: dict[str, Any]) -> Document:
    del data["id"]
    return Document(**{**data, "boilerplate": tuple((int(a), int(b)) for a, b in data["boilerplate"])})


def _to_entity(data: dict[str, Any]) -> Entity:
    return Entity(data["id"], data["type"], data["name"], tuple(Alias(a["name"], a["language"]) for a in data["aliases"]),
                  bool(data["known"]), tuple(data["reasons"]))


def _to_claim(data: dict[str, Any]) -> Claim:
    target = data["object"]
    object_ = Literal.from_json(target["literal"], target["surface"]) if "literal" in target else str(target["id"])
    pairs = [(key, value) for key, given in data["qualifiers"].items()
             for value in (given if isinstance(given, list) else [given])]
    places = [data["evidence"], *data["more_evidence"]] if data["evidence"] else []
    return Claim(data["subject"]["id"], data["relation"], object_, tuple(pairs), data["polarity"], data["modality"],
                 data["attributed_to_id"], tuple(Evidence(document=data["document"], **place) for place in places))


def _join(parts: Iterator[Claim]) -> tuple[Claim, ...]:
    """One claim of its lines."""
    found: dict[str, list[Claim]] = {}
    for part in parts:
        found.setdefault(part.id, []).append(part)
    return tuple(Claim(p[0].subject, p[0].relation, p[0].object, p[0].qualifiers, p[0].polarity, p[0].modality,
                       p[0].attributed_to, tuple(e for part in p for e in part.evidence)) for p in found.values())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
