"""Claims that say the same are one, whatever says them; what contradicts is told; what is left out is counted."""

from __future__ import annotations

import pytest

from kg.assembly import assemble, differ
from kg.linking.resolve import link
from kg.model import Claim, Extraction, Graph, LeftOut, Literal
from kg.schema import load_schema
from kg.seeds import load_seeds
from tests.support.extractions import document, saying

SCHEMA = load_schema()
SEEDS = tuple(s for s in load_seeds("ai-industry", SCHEMA) if s.id in {"deepseek", "liang-wenfeng", "nvidia", "openai", "deepseek-r1"})
DOLLARS = Literal("money", 5_500_000, "USD")


def made(*extractions: Extraction, left_out: tuple[LeftOut, ...] = ()) -> Graph:
    return assemble(extractions, link(extractions, SEEDS, SCHEMA), SCHEMA, left_out)


def people(name: str = "a.txt") -> Extraction:
    return document(name, ("량원평", "Person", "liang-wenfeng"), ("딥시크", "Company", "deepseek"), ("엔비디아", "Company", "nvidia"),
                    ("OpenAI", "Company", "openai"))


def r1(name: str = "a.txt") -> Extraction:
    return document(name, ("DeepSeek-R1", "AIModel", "deepseek-r1"))


def only(graph: Graph) -> Claim:
    (claim,) = graph.claims
    return claim


def test_two_documents_that_say_one_thing_are_two_evidences_of_one_claim() -> None:
    graph = made(saying(people("a.txt"), 0, "FOUNDED", 1, confidence=0.7), saying(people("b.txt"), 0, "FOUNDED", 1, confidence=0.9))
    claim = only(graph)
    assert (claim.subject, claim.relation, claim.object) == ("liang-wenfeng", "FOUNDED", "deepseek")
    assert [e.document for e in claim.evidence] == ["a.txt", "b.txt"]
    assert claim.confidence == 0.9


def test_evidence_quotes_its_document() -> None:
    extraction = saying(people(), 0, "FOUNDED", 1)
    (evidence,) = only(made(extraction)).evidence
    text = extraction.document.text
    assert text[evidence.start:evidence.end] == evidence.text
    assert text[evidence.subject_start:evidence.subject_end] == "량원평"
    assert text[evidence.object_start:evidence.object_end] == "딥시크"


def test_a_symmetric_relation_is_one_claim_either_way_round() -> None:
    graph = made(saying(people("a.txt"), 1, "COMPETES_WITH", 3), saying(people("b.txt"), 3, "COMPETES_WITH", 1))
    assert len(only(graph).evidence) == 2
    texts = {document.name: document.text for document in graph.documents}
    assert {texts[e.document][e.subject_start:e.subject_end] for e in only(graph).evidence} == {"딥시크"}  # its subject, wherever it stands


def test_the_words_of_two_speakers_are_two_claims() -> None:
    said = saying(saying(people(), 1, "COMPETES_WITH", 3, by=0, qualifiers=[("metric", "speed")], at=0), 1, "COMPETES_WITH", 3, by=2, at=1)
    assert {(c.attributed_to, c.qualifiers, len(c.evidence)) for c in made(said).claims} == {
        ("liang-wenfeng", (("metric", "speed"),), 1), ("nvidia", (), 1)}


def test_of_one_claim_in_a_document_the_strongest_modality_stands_with_all_its_evidence() -> None:
    said = saying(saying(people(), 0, "FOUNDED", 1, modality="possible", at=0), 0, "FOUNDED", 1, modality="fact", at=1)
    claim = only(made(said))
    assert claim.modality == "fact"
    assert len(claim.evidence) == 2


def test_a_denial_is_a_claim_of_its_own_and_conflicts() -> None:
    graph = made(saying(people("a.txt"), 0, "FOUNDED", 1), saying(people("b.txt"), 0, "FOUNDED", 1, polarity="negated"))
    assert {c.polarity for c in graph.claims} == {"asserted", "negated"}
    (conflict,) = graph.conflicts
    assert conflict.reason == "polarity"
    assert conflict.first < conflict.second
    assert {conflict.first, conflict.second} == {c.id for c in graph.claims}


def test_a_plan_and_a_denial_do_not_conflict() -> None:
    graph = made(saying(people("a.txt"), 0, "FOUNDED", 1, modality="planned"), saying(people("b.txt"), 0, "FOUNDED", 1, polarity="negated"))
    assert len(graph.claims) == 2
    assert not graph.conflicts


def test_two_values_of_what_can_have_one_conflict() -> None:
    graph = made(saying(r1("a.txt"), 0, "DEVELOPMENT_COST", DOLLARS), saying(r1("b.txt"), 0, "DEVELOPMENT_COST", Literal("money", 9e9, "USD")))
    assert [c.reason for c in graph.conflicts] == ["value"]


def test_two_values_of_what_may_have_many_do_not() -> None:
    graph = made(saying(people("a.txt"), 2, "REVENUE", DOLLARS), saying(people("b.txt"), 2, "REVENUE", Literal("money", 9e9, "USD")))
    assert len(graph.claims) == 2
    assert not graph.conflicts


@pytest.mark.parametrize(("a", "b", "contradict"), [
    (DOLLARS, DOLLARS, False),
    (DOLLARS, Literal("money", 5_600_000, "USD"), True),
    (DOLLARS, Literal("money", 5_600_000, "USD", approximate=True), False),
    (DOLLARS, Literal("money", 5_500_000, "KRW"), False),
    (Literal("date", date="2023"), Literal("date", date="2023-05-01"), False),
    (Literal("date", date="2023-05"), Literal("date", date="2023-06"), True),
    (Literal("percent", 5), Literal("quantity", 6), False),
    (Literal("quantity", 0), Literal("quantity", 0), False),
])
def test_when_two_values_contradict(a: Literal, b: Literal, contradict: bool) -> None:
    assert differ(a, b) is differ(b, a) is contradict


def test_qualifiers_and_the_speaker_are_kept() -> None:
    claim = only(made(saying(people(), 0, "LEADS", 1, qualifiers=[("status", "former")], by=2)))
    assert claim.qualifiers == (("status", "former"),)
    assert claim.attributed_to == "nvidia"
    assert {e.id for e in made(saying(people(), 0, "LEADS", 1, by=2)).entities} == {"liang-wenfeng", "deepseek", "nvidia"}


def test_what_the_schema_does_not_allow_is_left_out_and_counted() -> None:
    graph = made(saying(saying(people(), 1, "FOUNDED", 0), 1, "FOUNDED", 0, at=1))
    assert not graph.claims
    assert graph.left_out == (LeftOut("assembly", "FOUNDED does not go from Company to Person", "a.txt", 2),)


def test_a_claim_of_a_thing_with_itself_is_left_out_and_counted() -> None:
    twice = document("a.txt", ("딥시크", "Company", "deepseek"), ("DeepSeek", "Company", "deepseek"))
    graph = made(saying(twice, 0, "OWNS", 1))
    assert not graph.claims
    assert [(x.stage, x.reason) for x in graph.left_out] == [("assembly", "both ends are one entity")]


def test_what_earlier_stages_left_out_is_carried_on_and_added_up() -> None:
    said = people()
    said = Extraction(said.document, said.mentions, (), (), (LeftOut("extraction", "below the threshold", count=3), LeftOut("extraction", "below the threshold")))
    graph = made(said, left_out=(LeftOut("reading", "is empty", "b.txt"),))
    assert graph.left_out == (LeftOut("extraction", "below the threshold", "a.txt", 4), LeftOut("reading", "is empty", "b.txt", 1))


def test_only_what_is_claimed_of_is_in_the_graph_and_everything_is_sorted() -> None:
    graph = made(saying(saying(people("b.txt"), 2, "COMPETES_WITH", 3), 0, "FOUNDED", 1), people("a.txt"))
    assert [d.name for d in graph.documents] == ["a.txt", "b.txt"]
    assert [e.id for e in graph.entities] == ["deepseek", "liang-wenfeng", "nvidia", "openai"]
    assert [c.id for c in graph.claims] == sorted(c.id for c in graph.claims)
    assert made(people()).entities == ()
