"""The recorded answers of a real model, held to their texts and scored against gold."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from kg.evaluation import evaluate, said
from kg.gold import read_gold
from kg.llm.answers import read_answer
from kg.llm.prompt import answer_schema
from kg.model import Extraction, Literal, Mention
from tests.llm.material import GOLD, NAMES, document, ground, recording, schema


def rows(extraction: Extraction) -> list[dict[str, Any]]:
    """The findings as rows of claims.jsonl, each name with those that the text equates with it; nothing is linked."""
    aliases: dict[str, set[str]] = defaultdict(set)
    for first, second in extraction.aliases:
        aliases[first.name] |= {first.text, second.text}

    def end(value: Mention | Literal) -> dict[str, Any]:
        if isinstance(value, Literal):
            return {"literal": value.to_json()}
        return {"name": value.name, "type": value.type, "aliases": sorted(aliases[value.name] - {value.name})}

    text = extraction.document.text
    return [{"document": extraction.document.name, "subject": end(f.subject), "relation": f.relation, "object": end(f.object),
             "polarity": f.polarity, "modality": f.modality, "attributed_to": f.attributed_to.name if f.attributed_to else None,
             "evidence": {"text": text[f.start:f.end]}, "confidence": f.confidence} for f in extraction.findings]


def test_the_recordings_are_of_both_languages_and_of_the_form() -> None:
    assert sum(name.startswith("ko") for name in NAMES) >= 6
    assert sum(name.startswith("en") for name in NAMES) >= 6
    form = answer_schema(schema())
    wanted = set(form["properties"]["claims"]["items"]["properties"])
    for name in NAMES:
        data = recording(name)
        assert read_answer(data).malformed == 0
        assert all(set(claim) == wanted for claim in data["claims"])


@pytest.mark.parametrize("name", NAMES)
def test_every_span_says_what_it_says(name: str) -> None:
    extraction = ground(name, recording(name))
    text = document(name).text
    assert extraction.findings
    for mention in extraction.mentions:
        assert text[mention.start:mention.end] == mention.text
    for f in extraction.findings:
        assert 0 <= f.start < f.end <= len(text)
        assert text[f.subject.start:f.subject.end] == f.subject.text
        surface = f.object.surface if isinstance(f.object, Literal) else f.object.text
        assert text[f.object_start:f.object_end] == surface
        assert f.extractor in ("llm", "llm~")


def test_the_score_after_grounding() -> None:
    gold = [g for g in read_gold(GOLD) if g.name in NAMES]
    found = [said(row) for name in NAMES for row in rows(ground(name, recording(name)))]
    symmetric = [name for name, relation in schema().relations.items() if relation.symmetric]
    claims = evaluate(gold, found, symmetric).all.claims
    assert claims.f1 is not None
    assert claims.f1 >= 0.93


def test_what_was_refused_is_counted() -> None:
    answered = sum(len(recording(name)["claims"]) for name in NAMES)
    extractions = [ground(name, recording(name)) for name in NAMES]
    kept = sum(len(e.findings) for e in extractions)
    entries = ("an entity", "a name", "another name", "a type", "a qualifier", "an entry")
    refused = sum(left.count for e in extractions for left in e.left_out if not left.reason.removeprefix("llm: ").startswith(entries))
    assert kept + refused == answered
    assert refused <= 0.05 * answered
