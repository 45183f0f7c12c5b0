"""What is asked: the prompt from the schema, the parts of a document, and where quotations are found again."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.llm import prompt_text
from kg.llm.chunks import Chunk, chunks, halves
from kg.llm.evidence import locate
from kg.llm.names import descriptive, places
from kg.llm.prompt import answer_schema, prompt_digest, system_prompt, user_prompt
from kg.llm.sentences import covering, sentences
from kg.model import Document
from kg.schema import load_schema
from tests.llm.material import schema

TEXTS = st.text(st.sampled_from(list("ab .!?\n\"'“”-–0123456789가나다 \u00a0😀.")), max_size=400)


def test_the_prompt_tells_every_type_and_relation_with_its_meaning() -> None:
    prompt = prompt_text(schema())
    for name, relation in schema().relations.items():
        assert f"- {name} (" in prompt
        assert relation.holds in prompt
    assert all(f"- {name}" in prompt for name in schema().types)
    assert (schema().folder / "rulings.md").read_text(encoding="utf-8").strip() in prompt


def test_another_domain_needs_no_new_prompt(tmp_path: Path) -> None:
    (tmp_path / "schema.yaml").write_text(
        "name: gardens\nnamespace: https://example.org/g#\ntypes:\n  Plant: {covers: a named plant}\n  Bed: {}\n"
        "relations:\n  GROWS_IN: {subject: [Plant], object: [Bed], holds: it is planted there}\n", encoding="utf-8")
    gardens = load_schema(tmp_path)
    prompt = system_prompt(gardens)
    assert "- GROWS_IN (Plant -> Bed): it is planted there." in prompt
    assert "Company" not in prompt
    form = answer_schema(gardens)["properties"]["claims"]["items"]["properties"]
    assert form["relation"]["enum"] == ["GROWS_IN"]
    assert prompt_digest(gardens) != prompt_digest(schema())
    (tmp_path / "rulings.md").write_text("- Weeds are no plants.\n", encoding="utf-8")
    assert "- Weeds are no plants." in system_prompt(gardens)


def test_the_form_is_strict_all_through() -> None:
    def check(node: object) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
            for value in node.values():
                check(value)
        elif isinstance(node, list):
            for value in node:
                check(value)

    check(answer_schema(schema()))
    json.dumps(answer_schema(schema()))


@given(TEXTS, TEXTS)
def test_the_mark_of_the_fence_is_not_in_the_text(text: str, context: str) -> None:
    question = user_prompt(Chunk(0, len(text), text, context))
    mark = question.split("\n", 1)[0].removeprefix("<<<document ")
    assert question.count(mark) == 2


@given(TEXTS, st.integers(1, 90))
def test_parts_hold_all_of_a_text_in_order_and_none_is_too_long(text: str, size: int) -> None:
    doc = Document("a.txt", text, "en")
    parts = chunks(doc, size)
    kept = "".join("".join(part.text.split()) for part in parts)
    assert kept == "".join(text.split())
    assert all(len(part.text.strip()) <= size + 1 for part in parts)
    assert all(a.end <= b.start for a, b in pairwise(parts))
    for part in parts:
        cut = halves(doc, part)
        assert "".join("".join(h.text.split()) for h in cut) == "".join(part.text.split())


@given(TEXTS)
def test_sentences_hold_all_of_a_text_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(text[s:e].split()) for s, e in found) == "".join(text.split())
    assert all(text[s:e] == text[s:e].strip() != "" for s, e in found)
    for number, (s, e) in enumerate(found):
        assert list(covering(found, s, e)) == [number]


def test_abbreviations_and_figures_end_no_sentence() -> None:
    text = "Dr. Kim of the U.S. firm Acme Inc. paid $3.5 million. She left."
    assert [text[s:e] for s, e in sentences(text)] == ["Dr. Kim of the U.S. firm Acme Inc. paid $3.5 million.", "She left."]
    korean = "그는 “좋다.”라고 말했다. 3.5%가 올랐다! 끝"
    assert [korean[s:e] for s, e in sentences(korean)] == ["그는 “좋다.”라고 말했다.", "3.5%가 올랐다!", "끝"]


@settings(max_examples=200)
@given(TEXTS, st.data())
def test_every_stretch_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quoted = text[start:end]
    found = locate(quoted, text, 0, len(text))
    bare = quoted.strip().strip("\"“”").strip()
    assert (found is not None) == bool(bare)
    if found is not None:
        assert found.exact
        assert text[found.start:found.end] == bare


@given(TEXTS, st.lists(st.text("ab가나1 ", min_size=1, max_size=4), max_size=5))
@example("a 1", ["1", "a 1"])
@example("1 a", ["1", "1 a"])
def test_places_are_names_and_overlap_only_where_one_describes(text: str, names: list[str]) -> None:
    found = places(text, [(str(n), name) for n, name in enumerate(names)])
    spans = sorted({(p.start, p.end) for p in found})
    for a, b in combinations(spans, 2):
        start, end = max(a, b, key=lambda span: span[1] - span[0])
        assert a[1] <= b[0] or descriptive(text[start:end])
    for place in found:
        assert text[place.start:place.end].split() == names[int(place.owner)].split()
