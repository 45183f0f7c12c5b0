"""What the tests of the second reader share: the schema, what is known, documents with the recorded answers of a real model."""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.extraction.literals import find_literals
from kg.llm.answers import Answer, read_answer
from kg.llm.chunks import Chunk, chunks
from kg.llm.grounding import Grounder, Known
from kg.model import Document, Extraction, Literal
from kg.schema import Schema, load_schema
from kg.seeds import Seed, load_seeds

HERE = Path(__file__).parent
RECORDINGS = HERE / "recordings"
GOLD = HERE.parent / "gold"
NAMES = tuple(sorted(path.stem for path in RECORDINGS.glob("*.json")))


@lru_cache(maxsize=1)
def schema() -> Schema:
    return load_schema()


@lru_cache(maxsize=1)
def seeds() -> tuple[Seed, ...]:
    return load_seeds("ai-industry", schema())


@lru_cache(maxsize=1)
def known() -> Known:
    return Known.of(seeds())


def parse(surface: str, language: str) -> Literal | None:
    """The figure of a surface that is one figure, as the offline reader has it."""
    found = [span for span in find_literals(surface, language) if not span.secondary]
    return found[0].literal if len(found) == 1 else None


@lru_cache(maxsize=4)
def grounder(language: str) -> Grounder:
    return Grounder(schema(), language, known(), parse)


@lru_cache(maxsize=64)
def document(name: str) -> Document:
    text = unicodedata.normalize("NFC", (GOLD / f"{name}.txt").read_text(encoding="utf-8-sig"))
    return Document(f"{name}.txt", text, name[:2])


@lru_cache(maxsize=64)
def part(name: str) -> Chunk:
    (only,) = chunks(document(name))
    return only


def recording(name: str) -> dict[str, Any]:
    """The answer that a model gave to the prompt for this document, and nothing else."""
    data = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def ground(name: str, data: dict[str, Any]) -> Extraction:
    return grounder(name[:2]).ground(document(name), [(part(name), read_answer(data))])


def made(text: str, answer: dict[str, Any], language: str = "en", boilerplate: tuple[tuple[int, int], ...] = ()) -> Extraction:
    """A text of the test's own, with an answer to it."""
    doc = Document("made.txt", text, language, boilerplate=boilerplate)
    parts = chunks(doc)
    answers: list[tuple[Chunk, Answer]] = [(chunk, read_answer(answer)) for chunk in parts]
    return grounder(language).ground(doc, answers)


def entity(id_: str, type_: str, *names: str) -> dict[str, Any]:
    return {"id": id_, "type": type_, "names": list(names)}


def claim(evidence: str, subject: str, relation: str, object_: str = "", subject_text: str = "", object_text: str = "",
          **more: Any) -> dict[str, Any]:
    return {"evidence": evidence, "subject": subject, "subject_text": subject_text, "relation": relation, "object": object_,
            "object_text": object_text, "literal": None, "qualifiers": [], "polarity": "asserted", "modality": "fact",
            "attributed_to": "", **more}
