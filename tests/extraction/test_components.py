"""The components in anyone's pipeline: found by their entry points, saying what they need, each leaving what it promises."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import ModelError, SchemaError
from kg.language.pipelines import KOREAN_STRUCTURE, create_pipeline

NAMES = ("kg_mentions", "kg_references", "kg_literals", "kg_claims")
TEXT = "량원평은 2023년 딥시크를 설립했다. 이 회사는 항저우에 본사를 두고 있다."


@pytest.fixture
def korean() -> Language:
    return create_pipeline("ko", ["딥시크", "량원평"], ner=False)


def problems(nlp: Language, component: str) -> set[str]:
    """What spaCy finds wanting before that component."""
    analysis = nlp.analyze_pipes(keys=["requires"])
    assert analysis is not None
    return set(analysis["problems"][component])


def test_the_entry_points_name_what_there_is() -> None:
    found = {e.name for e in entry_points(group="spacy_factories") if e.value.startswith("kg.")}
    assert {*NAMES, KOREAN_STRUCTURE} <= found
    for entry in entry_points(group="spacy_factories"):
        if entry.value.startswith("kg."):
            entry.load()


@pytest.mark.parametrize(("name", "requires", "assigns"), [
    ("kg_mentions", [], ["doc._.kg_mentions", "doc._.kg_aliases"]),
    ("kg_references", ["doc._.kg_mentions"], ["doc._.kg_mentions"]),
    ("kg_literals", [], ["doc._.kg_literals"]),
    ("kg_claims", ["doc._.kg_mentions", "doc._.kg_literals", "token.dep"], ["doc._.kg_findings", "doc._.kg_left_out"]),
    (KOREAN_STRUCTURE, [], ["token.head", "token.dep", "doc.sents"]),
])
def test_a_component_says_what_it_needs_and_what_it_gives(name: str, requires: list[str], assigns: list[str], korean: Language) -> None:
    meta = korean.get_factory_meta(name)
    assert set(requires) <= set(meta.requires)
    assert set(assigns) == set(meta.assigns)


def test_mentions_alone(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE)
    assert {m.known for m in korean(TEXT)._.kg_mentions} == {"liang-wenfeng", "deepseek", "hangzhou"}


def test_mentions_without_seeds(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE, config={"seeds": ""})
    assert all(m.known is None for m in korean(TEXT)._.kg_mentions)


def test_references_are_added_to_the_mentions(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE)
    before = korean(TEXT)._.kg_mentions
    korean.add_pipe("kg_references")
    after = korean(TEXT)._.kg_mentions
    assert [m.text for m in after if m not in before] == ["이 회사"]
    assert list(after) == sorted(after, key=lambda m: (m.start, m.end, m.name))


@pytest.mark.parametrize(("language", "text"), [("ko", "약 550만 달러를 2023년에 썼다."), ("en", "It spent about $5.5m in 2023.")])
def test_literals_need_no_other_component(language: str, text: str) -> None:
    nlp = spacy.blank("en") if language == "en" else create_pipeline("ko", ner=False)
    nlp.add_pipe("kg_literals")
    found = nlp(text)._.kg_literals
    assert [(literal.kind, literal.label) for _, _, literal in found] == [("money", "5,500,000 USD"), ("date", "2023")]
    assert all(text[s:e] for s, e, _ in found)


def test_a_relative_date_is_counted_from_the_day_of_publication() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_literals")
    doc = nlp.make_doc("It was founded last year.")
    doc._.kg_anchor = "2025-02-01"
    assert [x.date for _, _, x in nlp(doc)._.kg_literals] == ["2024"]


def test_all_together_give_findings(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE)
    for name in NAMES[1:]:
        korean.add_pipe(name)
    assert not problems(korean, "kg_claims")
    doc = korean(TEXT)
    assert {"FOUNDED", "BASED_IN"} <= {f.relation for f in doc._.kg_findings}
    assert all(x.stage == "extraction" and x.reason for x in doc._.kg_left_out)


def test_what_a_component_lacks_is_told_by_spacy() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kg_claims")
    assert {"doc._.kg_mentions", "doc._.kg_literals", "token.dep"} <= problems(nlp, "kg_claims")


def test_silent_stretches_yield_no_claims(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE)
    for name in NAMES[1:]:
        korean.add_pipe(name)
    doc = korean.make_doc(TEXT)
    heard = TEXT.index("이 회사")
    doc._.kg_silent = ((0, heard),)
    found = korean(doc)._.kg_findings
    assert {f.relation for f in found} == {"BASED_IN"}
    assert all(f.start >= heard for f in found)


def test_empty_documents_pass(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE)
    for name in NAMES[1:]:
        korean.add_pipe(name)
    for text in ("", " ", "\n"):
        assert korean(text)._.kg_findings == ()


def test_many_documents_in_a_stream_are_as_each_alone(korean: Language) -> None:
    korean.add_pipe("kg_mentions", before=KOREAN_STRUCTURE)
    for name in NAMES[1:]:
        korean.add_pipe(name)
    texts = [TEXT, "", "딥시크는 작다.", TEXT]

    def told(doc: Doc) -> tuple[object, ...]:
        return doc._.kg_mentions, doc._.kg_findings

    assert [told(d) for d in korean.pipe(texts)] == [told(korean(t)) for t in texts]


def test_a_pipeline_of_another_language_or_schema_is_refused() -> None:
    with pytest.raises(ModelError, match="fr"):
        create_pipeline("fr")
    with pytest.raises(SchemaError, match="nowhere"):
        spacy.blank("en").add_pipe("kg_mentions", config={"schema": "nowhere"})


def test_a_folder_without_models_is_told(tmp_path: object) -> None:
    with pytest.raises(ModelError, match=r"encoder\.npz"):
        spacy.blank("en").add_pipe("kg_claims", config={"models": str(tmp_path)})
