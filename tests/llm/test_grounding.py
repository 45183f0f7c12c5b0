"""What is believed of an answer, and why the rest is not: names, references, figures, senses."""

from __future__ import annotations

from typing import Any

import pytest

from kg.llm.answers import find_json, read_answer
from kg.llm.chunks import chunks
from kg.llm.grounding import Grounder
from kg.model import Document, Extraction, Literal, Mention
from tests.llm.material import claim, entity, known, made, parse, schema

ORBI, GLOBEX = entity("o", "Company", "Orbimind"), entity("g", "Company", "Globex")


def answer(*claims: dict[str, Any], entities: tuple[dict[str, Any], ...] = (ORBI, GLOBEX)) -> dict[str, Any]:
    return {"entities": list(entities), "claims": list(claims)}


def reasons(extraction: Extraction) -> set[str]:
    return {left.reason.removeprefix("llm: ") for left in extraction.left_out}


def test_evidence_is_its_whole_sentence_and_spans_are_code_points() -> None:
    text = "A line 😀 first. Orbimind has acquired Globex, it said. The end."
    (finding,) = made(text, answer(claim("acquired Globex", "o", "ACQUIRED", "g", "Orbimind", "Globex"))).findings
    assert text[finding.start:finding.end] == "Orbimind has acquired Globex, it said."
    assert text[finding.subject.start:finding.subject.end] == "Orbimind"
    assert isinstance(finding.object, Mention)
    assert text[finding.object.start:finding.object.end] == "Globex"
    assert (finding.extractor, finding.confidence) == ("llm", 0.9)


def test_a_quotation_that_differs_in_typography_is_told_apart() -> None:
    text = "“Orbimind”  has acquired\u00a0Globex — for good."
    (finding,) = made(text, answer(claim('"Orbimind" has acquired Globex - for good.', "o", "ACQUIRED", "g", "Orbimind", "Globex"))).findings
    assert finding.extractor == "llm~"
    assert finding.confidence < 0.9


@pytest.mark.parametrize("quoted", ["Orbimind has not acquired Globex in the year 2021 for its engineers.",
                                    "Orbimind has acquired Globex in the year 2022 for its engineers.",
                                    "Orbimind has acquired Initech in the year 2021 for its engineers."])
def test_a_quotation_that_says_something_else_is_none(quoted: str) -> None:
    text = "Orbimind has acquired Globex in the year 2021 for its engineers."
    assert reasons(made(text, answer(claim(quoted, "o", "ACQUIRED", "g", "Orbimind", "Globex")))) == {"evidence that is not in the text"}


@pytest.mark.parametrize(("text", "name", "language"), [
    ("카카오톡은 Globex를 인수했다.", "카카오", "ko"), ("네이버클라우드가 Globex를 인수했다.", "네이버", "ko"),
    ("GPT-4o has acquired Globex.", "GPT-4", "en"), ("GPT-4.5 has acquired Globex.", "GPT-4", "en"),
    ("Orbimind-R1 has acquired Globex.", "Orbimind", "en"), ("Orbiminder has acquired Globex.", "Orbimind", "en")])
def test_a_name_within_a_longer_one_is_not_named(text: str, name: str, language: str) -> None:
    extraction = made(text, answer(claim(text, "x", "ACQUIRED", "g", name, "Globex"), entities=(entity("x", "Company", name), GLOBEX)), language)
    assert not extraction.findings


@pytest.mark.parametrize("text", ["카카오가 Globex를 인수했다.", "카카오는 Globex를 인수했다.", "카카오도 Globex를 인수했다.", "카카오, Globex를 인수했다."])
def test_particles_do_not_hide_a_name(text: str) -> None:
    assert made(text, answer(claim(text, "x", "ACQUIRED", "g", "카카오", "Globex"), entities=(entity("x", "Company", "카카오"), GLOBEX)), "ko").findings


def test_a_reference_needs_its_name_near_before_it() -> None:
    said = claim("The company acquired Globex.", "o", "ACQUIRED", "g", "The company", "Globex")
    filler = "Nothing happened that day. " * 12
    (finding,) = made("Hello. Here. Now. Orbimind makes chips. The company acquired Globex.", answer(said)).findings
    assert (finding.subject.text, finding.subject.name, finding.subject.method) == ("The company", "Orbimind", "llm")
    assert reasons(made(f"Hello. Here. Now. Orbimind makes chips. {filler}The company acquired Globex.", answer(said))) == {
        "a reference whose name does not stand near before it"}
    assert reasons(made("Hello. Here. Now. The company acquired Globex. Orbimind makes chips.", answer(said))) == {
        "a reference whose name does not stand near before it"}


def test_what_a_text_opens_with_may_be_referred_to_anywhere() -> None:
    said = claim("The company acquired Globex.", "o", "ACQUIRED", "g", "The company", "Globex")
    assert made(f"Orbimind in trouble\n\n{'Nothing happened that day. ' * 12}The company acquired Globex.", answer(said)).findings


def test_a_subject_left_out_is_the_one_named_before_unless_another_stands_there() -> None:
    said = claim("2021년 Globex를 인수했다.", "o", "ACQUIRED", "g", "", "Globex")
    (finding,) = made("Orbimind는 반도체 회사다. 2021년 Globex를 인수했다.", answer(said), "ko").findings
    assert finding.subject.text == "Orbimind"
    other = answer({**said, "evidence": "Initech는 2021년 Globex를 인수했다."}, entities=(ORBI, GLOBEX, entity("i", "Company", "Initech")))
    assert reasons(made("Orbimind는 반도체 회사다. Initech는 2021년 Globex를 인수했다.", other, "ko")) == {
        "an end left out, where the evidence names another that fits"}


def test_names_are_one_only_where_the_text_shows_it() -> None:
    text = "Orbimind Robotics (ORB) and Globex acquired Initech. Orbimind Robotics is in Lisbon. Globex is too."
    given = answer(claim("Orbimind Robotics (ORB) and Globex acquired Initech.", "o", "ACQUIRED", "i", "ORB", "Initech"),
                   entities=(entity("o", "Company", "Orbimind Robotics", "ORB", "Globex"), entity("i", "Company", "Initech")))
    extraction = made(text, given)
    assert [(a.text, b.text) for a, b in extraction.aliases] == [("Orbimind Robotics", "ORB")]
    assert extraction.findings[0].subject.name == "Orbimind Robotics"
    assert "another name that the text does not show to be one" in reasons(extraction)


def test_two_known_things_are_not_one() -> None:
    text = "Nvidia (AMD) acquired Globex."
    extraction = made(text, answer(claim(text, "n", "ACQUIRED", "g", "AMD", "Globex"), entities=(entity("n", "Company", "Nvidia", "AMD"), GLOBEX)))
    assert extraction.aliases == ()


@pytest.mark.parametrize(("surface", "given", "fine"), [
    ("$5.6 million", {"value": 5600000, "unit": "USD"}, True), ("$5.6 million", {"value": 5600000, "unit": "usd"}, True),
    ("$5.6 million", {"value": 5600000000, "unit": "USD"}, False), ("$5.6 million", {"value": 5600000, "unit": "KRW"}, False),
    ("$5.6 million", {"value": None, "unit": "USD"}, False), ("5.6 million zorkmids", {"value": 5600000, "unit": "ZRK"}, False),
    ("1.2 trillion won", {"value": 1.2e12, "unit": "KRW"}, True), ("RMB 3bn", {"value": 3e9, "unit": "CNY"}, True)])
def test_sums_are_what_the_text_says(surface: str, given: dict[str, Any], fine: bool) -> None:
    text = f"Orbimind reported revenue of {surface} last year."
    literal = {"kind": "money", "date": "", "approximate": False, "bound": "none", **given}
    extraction = made(text, answer(claim(text, "o", "REVENUE", "", "Orbimind", surface, literal=literal)))
    assert bool(extraction.findings) == fine
    if fine:
        literal_ = extraction.findings[0].object
        assert isinstance(literal_, Literal)
        assert literal_.surface == surface


@pytest.mark.parametrize(("text", "surface", "date", "fine"), [
    ("Orbimind was founded in May 2021.", "May 2021", "2021-05", True), ("Orbimind was founded in May 2021.", "May 2021", "2021-06", False),
    ("Orbimind was founded in May 2021.", "May 2021", "2021-05-07", False), ("Orbimind was founded in May 2021.", "May", "2021-05", True),
    ("In 2021 all was well. Orbimind was founded in May.", "May", "2021-05", True),
    ("In 2021 all was well. Orbimind was founded in May.", "May", "2017-05", False),
    ("Orbimind was founded in May with 2,048 chips.", "May", "2048-05", False), ("Orbimind was founded in May 2021.", "2021", "21", False)])
def test_dates_are_what_the_text_says(text: str, surface: str, date: str, fine: bool) -> None:
    literal = {"kind": "date", "value": None, "unit": "", "date": date, "approximate": False, "bound": "none"}
    evidence = text.split(". ")[-1]
    assert bool(made(text, answer(claim(evidence, "o", "FOUNDED_ON", "", "Orbimind", surface, literal=literal))).findings) == fine


def test_a_part_of_a_figure_is_not_the_figure() -> None:
    text = "Orbimind reported revenue of $130.5 billion."
    literal = {"kind": "money", "value": 30.5e9, "unit": "USD", "date": "", "approximate": False, "bound": "none"}
    given = answer(claim(text, "o", "REVENUE", "", "Orbimind", "30.5 billion", literal=literal), entities=(ORBI,))
    assert reasons(made(text, given)) == {"a figure that is not in the evidence"}


def test_qualifiers_and_sources_stand_in_the_text_or_fall() -> None:
    text = "Dana Kessler said that Orbimind acquired Globex in 2021."
    said = claim(text, "o", "ACQUIRED", "g", "Orbimind", "Globex", attributed_to="d",
                 qualifiers=[{"name": "year", "value": "2021"}, {"name": "value", "value": "$9 billion"}, {"name": "share", "value": "2021"}])
    extraction = made(text, answer(said, entities=(ORBI, GLOBEX, entity("d", "Person", "Dana Kessler"))))
    (finding,) = extraction.findings
    assert finding.qualifiers == (("year", "2021"),)
    assert finding.attributed_to is not None
    assert finding.attributed_to.text == "Dana Kessler"
    assert reasons(extraction) == {"a qualifier that is not in the evidence"}


def test_the_offline_reader_has_a_say_where_it_can_tell() -> None:
    text = "Orbimind acquired Globex."
    doc = Document("a.txt", text, "en")
    read = [(chunks(doc)[0], read_answer(answer(claim(text, "o", "ACQUIRED", "g", "Orbimind", "Globex"))))]
    seen: list[tuple[str, str]] = []

    def ask(support: float | None) -> Extraction:
        def supports(document: Document, subject: Mention, relation: str, object_: Mention | Literal, start: int, end: int) -> float | None:
            seen.append((subject.text, relation))
            assert document.text[start:end] == text
            return support

        return Grounder(schema(), "en", known(), parse, supports).ground(doc, read)

    assert not ask(0.001).findings
    assert ask(0.5).findings
    assert ask(None).findings
    assert seen == [("Orbimind", "ACQUIRED")] * 3


@pytest.mark.parametrize("reply", ['{"claims": []}', 'Sure!\n```json\n{"claims": []}\n```', '<think>{"a": 1}</think>{"claims": []}', '{"x": {} } {"claims": []}'])
def test_json_is_found_in_a_reply(reply: str) -> None:
    assert find_json(reply) == {"claims": []}


@pytest.mark.parametrize("reply", ["", "no", "{" * 100_000, '{"claims": [', "[1]", '{"claims": 3}'])
def test_no_json_is_no_answer(reply: str) -> None:
    assert find_json(reply) is None
