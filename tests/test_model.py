"""The values: what makes two of them one, and that ids do not hang on when or where they were made."""

from __future__ import annotations

import unicodedata
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Alias, Claim, Document, Entity, Evidence, Literal, name_key, slug

EVIDENCE = Evidence("a.txt", 0, 9, "A made B.", 0, 1, 7, 8, 0.9, "ranker")
CLAIM = Claim("a", "MADE", "b", (("year", "2023"),), evidence=(EVIDENCE,))

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32).map(float)
BOUNDS = st.sampled_from([None, "at_least", "at_most"])
LITERALS = st.one_of(
    st.builds(Literal, st.just("money"), NUMBERS, st.sampled_from(["USD", "KRW"]), st.just(""), st.booleans(), BOUNDS),
    st.builds(Literal, st.just("percent"), NUMBERS, st.just(""), st.just(""), st.booleans(), BOUNDS),
    st.builds(Literal, st.just("quantity"), NUMBERS, st.sampled_from(["", "chips", "명"]), st.just(""), st.booleans(), BOUNDS),
    st.builds(Literal, st.just("date"), st.none(), st.just(""), st.dates().map(str), st.booleans(), BOUNDS),
)


@pytest.mark.parametrize("change", [
    {"subject": "c"}, {"relation": "SOLD"}, {"object": "c"}, {"object": Literal("percent", 5)}, {"qualifiers": ()},
    {"polarity": "negated"}, {"modality": "planned"}, {"attributed_to": "c"},
], ids=lambda c: next(iter(c)))
def test_whatever_is_claimed_is_in_the_id(change: dict[str, object]) -> None:
    assert replace(CLAIM, **change).id != CLAIM.id  # type: ignore[arg-type]


def test_the_evidence_is_not_in_the_id() -> None:
    assert replace(CLAIM, evidence=()).id == CLAIM.id
    assert replace(CLAIM, evidence=(EVIDENCE, replace(EVIDENCE, document="b.txt"))).id == CLAIM.id


def test_ids_are_the_same_on_every_machine() -> None:
    assert CLAIM.id == "ca56c3f90db177944"


def test_the_confidence_is_that_of_the_best_evidence() -> None:
    assert replace(CLAIM, evidence=(EVIDENCE, replace(EVIDENCE, confidence=0.95))).confidence == 0.95
    assert replace(CLAIM, evidence=()).confidence == 0.0


def test_only_facts_that_are_asserted_are_plain() -> None:
    assert CLAIM.plain
    assert not replace(CLAIM, polarity="negated").plain
    assert not replace(CLAIM, modality="planned").plain


def test_two_places_of_one_document_are_two_evidences() -> None:
    assert replace(EVIDENCE, object_start=8).id != EVIDENCE.id
    assert replace(EVIDENCE, confidence=0.1).id == EVIDENCE.id


def test_a_document_is_its_name_and_its_text() -> None:
    one = Document("a.txt", "text", "en")
    assert one.id == replace(one, title="A title").id
    assert len({one.id, replace(one, name="b.txt").id, replace(one, text="texts").id}) == 3


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        CLAIM.subject = "x"  # type: ignore[misc]


def test_how_a_literal_was_written_is_not_what_it_says() -> None:
    short, long = Literal("money", 5, "USD", surface="5달러"), Literal("money", 5.0, "USD", surface="미화 5달러")
    assert short == long
    assert short.id == long.id
    assert Literal("percent", -0.0).id == Literal("percent", 0).id
    assert short.id != Literal("money", 5, "KRW").id != Literal("money", 5, "KRW", approximate=True).id


@given(LITERALS)
def test_a_literal_comes_back_from_json(literal: Literal) -> None:
    back = Literal.from_json(literal.to_json())
    assert back == literal
    assert back.id == literal.id


@pytest.mark.parametrize("data", [{}, {"amount": 5}, {"amount": "five", "currency": "USD"}, {"percent": None}, {"number": True}, {"when": "2023"}])
def test_what_is_no_literal_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not a (literal|number)|could not convert"):
        Literal.from_json(data)


@pytest.mark.parametrize(("literal", "label"), [
    (Literal("money", 5_500_000, "USD"), "5,500,000 USD"), (Literal("percent", 150), "150%"), (Literal("percent", 2.5), "2.5%"),
    (Literal("quantity", 2048, "chips"), "2,048 chips"), (Literal("quantity", 27), "27"), (Literal("date", date="2023-05"), "2023-05"),
])
def test_people_read_a_literal(literal: Literal, label: str) -> None:
    assert literal.label == label


@pytest.mark.parametrize(("name", "id_"), [("01.AI", "01-ai"), ("DeepSeek-R1", "deepseek-r1"), ("딥시크", "딥시크"), ("Johnson & Johnson", "johnson-johnson")])
def test_a_name_becomes_an_id(name: str, id_: str) -> None:
    assert slug(name) == id_


@given(st.text())
def test_any_name_becomes_an_id_without_spaces(name: str) -> None:
    id_ = slug(name)
    assert id_
    assert not any(c.isspace() or c in "/\\\"'<>" for c in id_)
    assert slug(unicodedata.normalize("NFD", name)) == slug(unicodedata.normalize("NFC", name))


def test_spellings_of_one_name_compare_equal() -> None:
    assert name_key("DeepSeek-R1") == name_key("deepseek r1") == name_key("DEEPSEEK‑R1") == "deepseekr1"
    assert name_key("H800") != name_key("H100")


def test_an_entity_has_a_name_in_each_language() -> None:
    entity = Entity("deepseek", "Company", "DeepSeek", (Alias("딥시크", "ko"), Alias("深度求索", "zh")))
    assert (entity.label("ko"), entity.label("en"), entity.label("fr")) == ("딥시크", "DeepSeek", "DeepSeek")
