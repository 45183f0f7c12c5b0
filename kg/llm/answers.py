"""An answer of a model as values: what is well formed of it, and how much was not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_THINKING = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
#: Braces that may begin the answer: a text full of them must not take quadratic time.
_TRIES = 20


class _Loose(BaseModel):
    """Unknown fields are ignored, null counts as left out: models add and drop such things."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class AnsweredEntity(_Loose):
    id: str = Field(min_length=1)
    type: str
    names: tuple[str, ...] = Field(min_length=1, max_length=50)


class AnsweredLiteral(_Loose):
    kind: str
    value: float | None = None
    unit: str = ""
    date: str = ""
    approximate: bool = False
    bound: str = "none"


class AnsweredQualifier(_Loose):
    name: str
    value: str


class AnsweredClaim(_Loose):
    evidence: str = Field(min_length=1)
    subject: str = Field(min_length=1)
    relation: str
    subject_text: str = ""
    object: str = ""
    object_text: str = ""
    literal: AnsweredLiteral | None = None
    qualifiers: tuple[AnsweredQualifier, ...] = ()
    polarity: str = "asserted"
    modality: str = "fact"
    attributed_to: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`malformed` counts the entries that are no entity or claim of the form."""

    entities: tuple[AnsweredEntity, ...] = ()
    claims: tuple[AnsweredClaim, ...] = ()
    malformed: int = 0


Entry = TypeVar("Entry", bound=_Loose)


def find_json(text: str) -> dict[str, Any] | None:
    """The first JSON object with `claims` in a reply: alone, in a fence, among words, or behind a model's thinking."""
    text = _THINKING.sub("", text)
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(_TRIES):
        if at < 0:
            return None
        try:
            found, _end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and isinstance(found.get("claims"), list):
            return found
        at = text.find("{", at + 1)
    return None


def read_answer(data: dict[str, Any]) -> Answer:
    """The entries that have the form."""
    entities, bad_entities = _entries(data.get("entities"), AnsweredEntity)
    claims, bad_claims = _entries(data.get("claims"), AnsweredClaim)
    return Answer(entities, claims, bad_entities + bad_claims)


def _entries(items: Any, kind: type[Entry]) -> tuple[tuple[Entry, ...], int]:
    found: list[Entry] = []
    bad = 0
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            bad += 1
            continue
        try:
            found.append(kind.model_validate({key: value for key, value in item.items() if value is not None}))
        except ValidationError:
            bad += 1
    return tuple(found), bad
