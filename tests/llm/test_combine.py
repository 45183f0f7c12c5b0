"""Two readings of a document made one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.llm import combine
from kg.model import Document, Extraction, Finding, LeftOut, Literal, Mention
from tests.llm.material import schema

TEXT = "Nvidia acquired Mellanox. Nvidia and 엔비디아 rival AMD. It earned $5 billion."
DOC = Document("a.txt", TEXT, "en")


def mention(text: str, method: str = "llm", known: str | None = None, name: str | None = None, type_: str = "Company") -> Mention:
    at = TEXT.index(text)
    return Mention(at, at + len(text), text, type_, name or text, method, 0.9, known)


def finding(subject: Mention, relation: str, object_: Mention | Literal, confidence: float, extractor: str) -> Finding:
    at, end = (object_.start, object_.end) if isinstance(object_, Mention) else (0, 0)
    return Finding(subject, relation, object_, at, end, 0, 25, confidence=confidence, extractor=extractor)


NVIDIA, MELLANOX, AMD = mention("Nvidia", "seed", "nvidia"), mention("Mellanox"), mention("AMD")


def test_what_both_found_is_surer_and_names_both() -> None:
    offline = Extraction(DOC, (NVIDIA, MELLANOX), (finding(NVIDIA, "ACQUIRED", MELLANOX, 0.6, "ranker"),))
    llm = Extraction(DOC, (mention("Nvidia"), MELLANOX), (finding(mention("Nvidia"), "ACQUIRED", MELLANOX, 0.9, "llm"),))
    both = combine(offline, llm)
    (one,) = both.findings
    assert (one.confidence, one.extractor) == (0.96, "ranker+llm")
    assert one.subject.known == "nvidia"
    assert [m.text for m in both.mentions] == ["Nvidia", "Mellanox"]


def test_names_of_one_thing_agree_across_readings() -> None:
    korean = mention("엔비디아")
    offline = Extraction(DOC, (NVIDIA, korean, AMD), (finding(korean, "COMPETES_WITH", AMD, 0.5, "ranker"),), ((NVIDIA, korean),))
    llm = Extraction(DOC, (NVIDIA, AMD), (finding(AMD, "COMPETES_WITH", NVIDIA, 0.9, "llm"),))
    assert len(combine(offline, llm, schema()).findings) == 1
    assert len(combine(offline, llm).findings) == 2


def test_literals_agree_by_value() -> None:
    sum_ = Literal("money", 5e9, "USD", surface="$5 billion")
    offline = Extraction(DOC, (NVIDIA,), (finding(NVIDIA, "REVENUE", replace(sum_, approximate=True), 0.5, "ranker"),))
    llm = Extraction(DOC, (NVIDIA,), (finding(NVIDIA, "REVENUE", sum_, 0.9, "llm"),))
    assert [f.extractor for f in combine(offline, llm).findings] == ["ranker+llm"]


def test_what_one_found_alone_stays() -> None:
    offline = Extraction(DOC, (NVIDIA, AMD), (finding(NVIDIA, "COMPETES_WITH", AMD, 0.5, "ranker"),), left_out=(LeftOut("extraction", "x"),))
    llm = Extraction(DOC, (NVIDIA, MELLANOX), (finding(NVIDIA, "ACQUIRED", MELLANOX, 0.9, "llm"),), left_out=(LeftOut("extraction", "y"),))
    both = combine(offline, llm)
    assert [(f.relation, f.extractor, f.confidence) for f in both.findings] == [("ACQUIRED", "llm", 0.9), ("COMPETES_WITH", "ranker", 0.5)]
    assert [left.reason for left in both.left_out] == ["x", "y"]


def test_a_disagreement_makes_nothing_surer_and_is_counted() -> None:
    offline = Extraction(DOC, (NVIDIA, MELLANOX), (finding(NVIDIA, "ACQUIRED", MELLANOX, 0.6, "ranker"),))
    llm = Extraction(DOC, (NVIDIA, MELLANOX), (replace(finding(NVIDIA, "ACQUIRED", MELLANOX, 0.9, "llm"), polarity="negated"),))
    both = combine(offline, llm)
    assert [(f.polarity, f.confidence, f.extractor) for f in both.findings] == [("negated", 0.9, "llm")]
    assert len(both.left_out) == 1


def test_the_order_of_what_is_given_does_not_matter() -> None:
    findings = (finding(NVIDIA, "ACQUIRED", MELLANOX, 0.6, "ranker"), finding(NVIDIA, "COMPETES_WITH", AMD, 0.5, "ranker"))
    llm = Extraction(DOC, (NVIDIA, MELLANOX), (finding(NVIDIA, "ACQUIRED", MELLANOX, 0.9, "llm"),))
    assert combine(Extraction(DOC, (NVIDIA, MELLANOX, AMD), findings), llm) == combine(Extraction(DOC, (AMD, MELLANOX, NVIDIA), findings[::-1]), llm)


def test_readings_of_two_documents_are_not_combined() -> None:
    with pytest.raises(ValueError, match="two documents"):
        combine(Extraction(DOC), Extraction(Document("b.txt", "", "en")))
