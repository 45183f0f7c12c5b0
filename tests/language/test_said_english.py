"""Annotated English sentences said in other ways: good English, and denied, planned, possible or asked as the way says."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

from kg.gold import GoldClaim, GoldDocument, GoldEntity
from kg.language.pipelines import create_pipeline

sys.path.append(str(Path(__file__).resolve().parents[2] / "models" / "recipes"))
from claims_said_english import WAYS, EnglishSayer, said


@cache
def english() -> Language:
    return create_pipeline("en")


def sentence(text: str, subject: str, relation: str, target: str) -> GoldDocument:
    entities = tuple(GoldEntity(name, "Company", name, (name,)) for name in (subject, target))
    return GoldDocument("made", "", "en", entities, (GoldClaim(subject, relation, target, "asserted", "fact", None, text, True),), text)


TOOK = sentence("Apple acquired Nuvia in 2021.", "Apple", "ACQUIRED", "Nuvia")
AFTER = sentence("In May, Apple acquired Nuvia.", "Apple", "ACQUIRED", "Nuvia")
BOTH = sentence("Apple and Google acquired Nuvia.", "Apple", "ACQUIRED", "Nuvia")


@pytest.mark.parametrize(("gold", "template", "text"), [
    (TOOK, "{before} did not {base} {rest}.", "Apple did not acquire Nuvia in 2021."),
    (TOOK, "{before} denied {ing} {rest}.", "Apple denied acquiring Nuvia in 2021."),
    (TOOK, "{before} has allegedly {part} {rest}.", "Apple has allegedly acquired Nuvia in 2021."),
    (TOOK, "Reports that {lower} {same} {rest} are false.", "Reports that Apple acquired Nuvia in 2021 are false."),
    (TOOK, "Talks for {begin} to {base} {rest} fell through.", "Talks for Apple to acquire Nuvia in 2021 fell through."),
    (TOOK, "{before} does not {base} {rest}.", None),  # is past
    (AFTER, "Is it true that {lower} {same} {rest}?", "Is it true that in May, Apple acquired Nuvia?"),
    (AFTER, "Talks for {begin} to {base} {rest} fell through.", None),  # more than the subject stands before the verb
    (BOTH, "{before} will {base} {rest}.", "Apple and Google will acquire Nuvia."),
    (BOTH, "{before} is about to {base} {rest}.", None),  # two are not one
])
def test_a_sentence_is_said_in_another_way(gold: GoldDocument, template: str, text: str | None) -> None:
    sayer = EnglishSayer([gold], english())
    made = said(sayer.clauses[0], template, sayer.forms)
    assert (made and made[0]) == text


def test_what_is_said_has_the_way_s_polarity_and_modality() -> None:
    made = list(EnglishSayer([TOOK, AFTER], english()).say(60))
    assert len(made) == 60
    assert {(c.polarity, c.modality) for gold, _ in made for c in gold.claims} == {way[:2] for way in WAYS}
    assert all(gold.text[start:end] in ("acquire", "acquired", "acquiring") for gold, (start, end) in made)
    assert made == list(EnglishSayer([TOOK, AFTER], english()).say(60))


@pytest.mark.parametrize("text", ["Apple did not acquire Nuvia.", "Apple said that it acquired Nuvia.", "Apple, a buyer of Nuvia.", "“Apple acquired Nuvia.”"])
def test_only_what_states_plainly_is_said_otherwise(text: str) -> None:
    assert EnglishSayer([sentence(text, "Apple", "ACQUIRED", "Nuvia")], english()).clauses == []
