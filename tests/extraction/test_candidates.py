"""Which pairs of ends are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ModelError
from kg.extraction import columns
from kg.extraction.arguments import Arguments
from kg.extraction.candidates import Pairing, candidates
from kg.extraction.placed import Placed
from kg.extraction.scene import End
from kg.model import Literal, Mention
from kg.schema import load_schema

SCHEMA = load_schema("ai-industry")
PAIRING = Pairing(SCHEMA)
ENGLISH = spacy.blank("en")


@dataclass
class Sentence:
    """What is asked of a scene."""

    ends: list[End]


def end(n: int, kind: str, type_: str, key: str) -> End:
    at = -1 if kind == "carried" else n
    value = Literal("money", 1.0, "USD") if kind == "literal" else Mention(n * 4, n * 4 + 3, "abc", type_, "abc", "ner", 1.0)
    return End(value, "Money" if kind == "literal" else type_, kind, key, n * 4, n * 4 + 3, at, at)  # type: ignore[arg-type]


ENDS = st.lists(st.tuples(st.sampled_from(["name", "reference", "pronoun", "carried", "literal"]),
                          st.sampled_from(["Company", "Person", "AIModel", "Country"]), st.sampled_from("abcd")), max_size=7)


@given(ENDS)
def test_pairs_are_those_that_the_schema_allows(drawn: list[tuple[str, str, str]]) -> None:
    ends = [end(n, kind, type_, f"literal {n}" if kind == "literal" else key) for n, (kind, type_, key) in enumerate(drawn)]
    scene: object = Sentence(ends)
    wanted = []
    for s, o in product(ends, ends):
        relations = SCHEMA.relations_between(s.type, o.type)
        if s.start >= o.start:  # a symmetric relation is asked one way round
            relations = tuple(r for r in relations if not SCHEMA.relations[r].symmetric)
        absent = {s.kind, o.kind} <= {"pronoun", "carried"}
        if relations and s.kind != "literal" and s.key != o.key and not absent:
            wanted.append((s, o, relations))
    found = [(c.subject, c.object, c.relations) for c in candidates(scene, PAIRING)]  # type: ignore[arg-type]
    assert found == wanted
    numbers, allowed = PAIRING.pairs(scene)  # type: ignore[arg-type]
    assert [(ends[s], ends[o]) for s, o in numbers.tolist()] == [(s, o) for s, o, _ in wanted]
    assert [tuple(r for r, may in zip(SCHEMA.relations, row, strict=True) if may) for row in allowed.tolist()] == [r for _, _, r in wanted]


def test_names_that_overlap_are_no_pair_and_those_far_apart_in_a_list() -> None:
    inside = [end(0, "name", "Company", "a"), end(0, "name", "Person", "b")]
    assert PAIRING.pairs(Sentence(inside))[0].size == 0  # type: ignore[arg-type]
    many = [end(n, "name", "Company" if n % 2 else "Person", str(n)) for n in range(100)]
    apart = PAIRING.pairs(Sentence(many))[0]  # type: ignore[arg-type]
    assert 0 < np.abs(apart[:, 0] - apart[:, 1]).max() <= 40


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_attributes_of_all_tokens_at_once(text: str) -> None:
    doc = ENGLISH(text)
    assert columns.strings(doc, "LOWER") == [t.lower_ for t in doc]
    assert columns.starts(doc) == [t.idx for t in doc]
    assert columns.ends(doc) == [t.idx + len(t) for t in doc]
    assert columns.heads(doc) == [t.head.i for t in doc]
    assert columns.spaces(doc) == [t.is_space for t in doc]


@given(st.lists(st.sampled_from(["Ann", "sees", " ", "\n", ".", "\n\n", "\u3000"]), max_size=20), st.data())
def test_sentences_and_spans_of_characters(words: list[str], data: st.DataObject) -> None:
    doc = ENGLISH("".join(words))
    for token in doc[1:]:
        token.is_sent_start = data.draw(st.booleans())
    if len(doc) > 1:
        assert columns.sentences(doc) == [(sent.start, sent.end) for sent in doc.sents]
    if len(doc):
        arguments = Arguments(doc)
        start = data.draw(st.integers(0, len(doc.text) - 1))
        end = data.draw(st.integers(start + 1, len(doc.text)))
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and not doc.text[start].isspace() and not doc.text[end - 1].isspace():
            assert arguments.span(start, end) == (span.start, span.end - 1)


def test_a_pipeline_that_tells_no_sentences_is_told() -> None:
    with pytest.raises(ModelError, match="add a parser, or a sentencizer"):
        columns.sentences(ENGLISH("Two sentences. Or one."))


STRETCHES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=12)


@given(STRETCHES, st.integers(0, 36), st.integers(1, 8))
def test_mentions_by_where_they_stand(stretches: list[tuple[int, int]], at: int, length: int) -> None:
    placed, kept = Placed(), []
    for start, size in stretches:
        if placed.free(start, start + size):
            mention = Mention(start, start + size, "x" * size, "Company", "x", "ner", 1.0, None)
            placed.put(mention)
            kept.append(mention)
    kept.sort(key=lambda m: m.start)
    assert list(placed) == kept
    over = [m for m in kept if m.start < at + length and at < m.end]
    assert placed.over(at, at + length) == over
    assert placed.free(at, at + length) is not bool(over)
    for mention in over:
        placed.remove(mention)
    assert list(placed) == [m for m in kept if m not in over]
