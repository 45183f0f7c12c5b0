"""Which mentions are one entity: names of one thing meet, names that merely look alike never do, and order plays no part."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.assembly import assemble
from kg.linking.resolve import Linked, canonical, link
from kg.model import Extraction
from kg.schema import Schema, load_schema
from kg.seeds import Seed, load_seeds
from tests.support.extractions import document, equating, saying

SCHEMA = load_schema()
SEEDS = load_seeds("ai-industry", SCHEMA)
#: Enough of them for the properties, which are tried on many corpora.
FEW = tuple(s for s in SEEDS if s.id in {"deepseek", "h800", "h100", "llama", "washington"})


def ids(linked: Linked, extraction: Extraction) -> list[str]:
    """The entity of each mention of the document, in its order."""
    return [linked.of[extraction.document.name][m] for m in extraction.mentions]


def resolve(*extractions: Extraction, seeds: Sequence[Seed] = SEEDS, schema: Schema = SCHEMA) -> Linked:
    return link(extractions, seeds, schema)


def test_one_thing_in_two_languages_is_one_entity() -> None:
    ko = document("a.txt", ("딥시크", "Company", "deepseek"))
    en = document("b.txt", ("DeepSeek", "Company", "deepseek"), language="en")
    linked = resolve(ko, en)
    assert ids(linked, ko) == ids(linked, en) == ["deepseek"]
    entity = linked.entities["deepseek"]
    assert (entity.name, entity.label("ko"), entity.known, entity.type) == ("DeepSeek", "딥시크", True, "Company")


def test_a_name_of_a_seed_is_known_even_where_the_extractor_did_not_say_so() -> None:
    found = document("a.txt", ("딥시크", "Company"))
    assert ids(resolve(found), found) == ["deepseek"]


def test_a_known_name_of_another_kind_is_something_else() -> None:
    found = document("a.txt", ("딥시크", "Person"))
    linked = resolve(found)
    assert ids(linked, found) != ["deepseek"]
    assert linked.entities[ids(linked, found)[0]].type == "Person"


@pytest.mark.parametrize(("one", "other", "type_"), [
    ("H800", "H100", "Hardware"), ("DeepSeek-V2", "DeepSeek-V3", "AIModel"), ("GPT-3", "GPT-4", "AIModel"), ("GPT-4", "GPT-4o", "AIModel"),
    ("Samsung SDI", "Samsung SDS", "Company"), ("삼성SDI", "삼성SDS", "Company"), ("Zorblatt 1", "Zorblatt 2", "AIModel"), ("노드메이즈", "노드메이트", "Company"),
    ("Kim Min-su", "Kim Min-soo", "Person"),
])
def test_what_merely_looks_alike_stays_apart(one: str, other: str, type_: str) -> None:
    together, apart = document("a.txt", (one, type_), (other, type_)), document("b.txt", (other, type_))
    linked = resolve(together, apart)
    first, second = ids(linked, together)
    assert first != second
    assert ids(linked, apart) == [second]


def test_spellings_of_an_unknown_name_are_one() -> None:
    a, b = document("a.txt", ("Node Maze", "Company")), document("b.txt", ("NodeMaze", "Company"), ("Node-Maze", "Company"))
    linked = resolve(a, b)
    assert len({*ids(linked, a), *ids(linked, b)}) == 1
    assert "the same name in several documents" in linked.entities[ids(linked, a)[0]].reasons


def test_one_name_of_two_kinds_is_two_entities() -> None:
    a, b = document("a.txt", ("Tidewater", "Company")), document("b.txt", ("Tidewater", "City"))
    linked = resolve(a, b)
    assert {linked.entities[i].type for i in (*ids(linked, a), *ids(linked, b))} == {"Company", "City"}


def test_a_bracketed_pair_is_one_entity_under_its_latin_name() -> None:
    pair = equating(document("a.txt", ("노드메이즈", "Company"), ("NodeMaze", "Company")), (0, 1))
    linked = resolve(pair)
    assert set(ids(linked, pair)) == {"nodemaze"}
    assert linked.entities["nodemaze"].label("ko") == "노드메이즈"
    assert "the text gives both names, one in brackets" in linked.entities["nodemaze"].reasons


@pytest.mark.parametrize("names", [("a", "b", "c"), ("c", "a", "b"), ("b", "c", "a")])
def test_a_pair_in_one_document_joins_the_names_of_the_others(names: tuple[str, str, str]) -> None:
    korean = document(names[0], ("노드메이즈", "Company"))
    english = document(names[1], ("NodeMaze", "Company"))
    pair = equating(document(names[2], ("노드메이즈", "Company"), ("NodeMaze", "Company")), (0, 1))
    linked = resolve(korean, english, pair)
    assert {*ids(linked, korean), *ids(linked, english), *ids(linked, pair)} == {"nodemaze"}


def test_a_pair_with_a_known_name_makes_the_other_known() -> None:
    pair = equating(document("a.txt", ("심도구색", "Company"), ("DeepSeek", "Company", "deepseek")), (0, 1))
    alone = document("b.txt", ("심도구색", "Company"))
    linked = resolve(pair, alone)
    assert {*ids(linked, pair), *ids(linked, alone)} == {"deepseek"}


def test_two_known_entities_are_never_one() -> None:
    pair = equating(document("a.txt", ("H800", "Hardware", "h800"), ("H100", "Hardware", "h100")), (0, 1))
    assert ids(resolve(pair), pair) == ["h800", "h100"]


def test_every_mention_has_an_entity_and_every_entity_a_reason() -> None:
    found = document("a.txt", ("딥시크", "Company", "deepseek"), ("김도윤", "Person"), ("블루하버", "Company"), ("딥시크", "Company", "deepseek"))
    linked = resolve(found)
    assert len(ids(linked, found)) == 4
    assert all(e.reasons and e.id == i for i, e in linked.entities.items())


def test_a_short_form_is_not_the_name() -> None:
    found = document("a.txt", ("김도현", "Person"), ("김 대표", "Person"))
    mentions = (found.mentions[0], dataclasses.replace(found.mentions[1], name="김도현"))
    linked = resolve(dataclasses.replace(found, mentions=mentions))
    assert [(e.name, [a.name for a in e.aliases]) for e in linked.entities.values()] == [("김도현", ["김 대표"])]


def test_no_seeds_are_needed() -> None:
    found = document("a.txt", ("딥시크", "Company"))
    linked = resolve(found, seeds=())
    assert ids(linked, found) == ["딥시크"]
    assert not linked.entities["딥시크"].known


@pytest.mark.parametrize(("surfaces", "name"), [
    ({"리카이푸": 9, "Lee Kai-fu": 1}, "Lee Kai-fu"), ({"Liang": 5, "Liang Wenfeng": 1}, "Liang Wenfeng"), ({"김도윤": 12, "김": 9}, "김도윤"),
])
def test_the_name_is_the_things_own_and_the_fullest(surfaces: dict[str, int], name: str) -> None:
    assert canonical(surfaces) == name


NAMES = [("딥시크", "Company"), ("DeepSeek", "Company"), ("H800", "Hardware"), ("H100", "Hardware"), ("노드메이즈", "Company"), ("NodeMaze", "Company"),
         ("Node Maze", "Company"), ("김도윤", "Person"), ("Tidewater", "City"), ("Tidewater", "Company"), ("라마", "AIModel"), ("Washington", "Place")]


@st.composite
def corpora(draw: st.DrawFn) -> list[Extraction]:
    found = []
    for n in range(draw(st.integers(1, 5))):
        made = document(f"{n}.txt", *draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=6)))
        top = [SCHEMA.ancestors(m.type)[-1] for m in made.mentions]
        if top[0] == top[1] and draw(st.booleans()):
            made = equating(made, (0, 1))
        companies = [k for k, m in enumerate(made.mentions) if m.type == "Company"]
        for k in companies[1:]:
            made = saying(made, companies[0], "OWNS", k)
        found.append(made)
    return found


@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_the_documents_plays_no_part(corpus: list[Extraction], random: object) -> None:
    shuffled = list(corpus)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    linked, again = resolve(*corpus, seeds=FEW), resolve(*shuffled, seeds=FEW)
    assert (linked.entities, linked.of) == (again.entities, again.of)
    assert assemble(corpus, linked, SCHEMA) == assemble(shuffled, again, SCHEMA)


@given(corpora())
def test_what_meets_in_a_corpus_meets_under_any_names_of_its_files(corpus: list[Extraction]) -> None:
    renamed = [Extraction(type(e.document)(f"{9 - n}.txt", e.document.text, "ko"), e.mentions, e.findings, e.aliases) for n, e in enumerate(corpus)]
    here, there = resolve(*corpus, seeds=FEW), resolve(*renamed, seeds=FEW)
    pairs = [(here.of[a.document.name][m], there.of[b.document.name][m]) for a, b in zip(corpus, renamed, strict=True) for m in a.mentions]
    assert len(set(pairs)) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


@given(corpora())
def test_a_document_leaves_no_trace_when_it_goes(corpus: list[Extraction]) -> None:
    gone, rest = corpus[0], corpus[1:]
    graph = assemble(rest, resolve(*rest, seeds=FEW), SCHEMA)
    assert gone.document not in graph.documents
    assert all(e.document != gone.document.name for c in graph.claims for e in c.evidence)
    assert {m for of in resolve(*rest, seeds=FEW).of.values() for m in of} == {m for e in rest for m in e.mentions}
