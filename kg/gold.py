"""Annotated documents: `NAME.gold.json` beside `NAME.txt`, and sentence banks (one JSON object a line)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import EvaluationError
from kg.model import Literal


@dataclass(frozen=True, slots=True)
class GoldEntity:
    id: str
    type: str
    name: str
    mentions: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """`subject` and `attributed_to` are ids of gold entities, `object` an id or a literal; `status` is that qualifier."""

    subject: str
    relation: str
    object: str | Literal
    polarity: str
    modality: str
    attributed_to: str | None
    evidence: str
    required: bool
    status: str = ""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text (empty where it was not asked for, or does not lie beside the gold) and what a careful reader notes of it."""

    name: str
    document: str
    language: str
    entities: tuple[GoldEntity, ...]
    claims: tuple[GoldClaim, ...]
    text: str = ""


def read_gold(folder: Path, texts: Path | None = None) -> list[GoldDocument]:
    """The gold documents of a folder, by name. EvaluationError where there is none, or one is broken."""
    paths = sorted(folder.glob("*.gold.json"))
    if not paths:
        raise EvaluationError("no *.gold.json", where=str(folder), mend="name a folder of annotated documents")
    return [_read(path, texts or folder) for path in paths]


def _read(path: Path, texts: Path) -> GoldDocument:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        entities = tuple(GoldEntity(e["id"], e["type"], e["name"], tuple(e["mentions"]), tuple(e.get("aliases", ())))
                         for e in data["entities"])
        by_name = {e.name: e.id for e in entities}
        claims = tuple(_claim(c, by_name) for c in data["claims"])
        beside = texts / data["document"]
        text = beside.read_text(encoding="utf-8-sig") if beside.is_file() else ""
        return GoldDocument(path.name.removesuffix(".gold.json"), data["document"], data["language"], entities, claims, text)
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise EvaluationError(f"is no gold document ({why!r})", where=str(path), mend="see the gold format") from why


def _claim(data: dict[str, Any], by_name: dict[str, str]) -> GoldClaim:
    target = data["object"]
    by = data["attributed_to"]
    return GoldClaim(data["subject"], data["relation"], target if isinstance(target, str) else Literal.from_json(target),
                     data["polarity"], data["modality"], by_name.get(by, by) if by else None, data["evidence"],
                     bool(data["required"]), str(data.get("qualifiers", {}).get("status", "")))


def read_bank(path: Path) -> Iterator[GoldDocument]:
    """The sentences of a bank file as small gold documents, whose entities are their mentions."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            data = json.loads(line)
            entities = tuple(GoldEntity(e["mention"], e["type"], e["mention"], (e["mention"],)) for e in data["entities"])
            claims = tuple(
                GoldClaim(c["subject"], c["relation"],
                          c["object"] if isinstance(c["object"], str) else Literal.from_json(c["object"], c.get("surface", "")),
                          c["polarity"], c["modality"], c["attributed_to"], "", bool(c.get("required", True)),
                          str(c.get("qualifiers", {}).get("status", "")))
                for c in data["claims"])
            yield GoldDocument(f"{path.stem}-{number}", path.name, data["language"], entities, claims, data["text"])
        except (ValueError, KeyError, TypeError) as why:
            raise EvaluationError(f"is no sentence of a bank ({why!r})", where=f"{path}, line {number}", mend="see the gold format") from why
