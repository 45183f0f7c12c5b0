"""The type of a name that no list knows: what all its places tell."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Span

from kg.extraction.entity_types import NO_NAME, Surroundings, type_features, types_of, unknown_names
from kg.extraction.known import KnownName, KnownNames
from kg.extraction.linear import LinearModel
from kg.extraction.mentions import MentionFinder
from kg.model import Mention
from kg.schema import load_schema
from tests.support.reading import mentions

TEXT = "Orlo makes chips. Nvidia bought Orlo in 2021. The firm of Vance is not Orlo."


def mention(text: str, type_: str, at: int, known: str | None = None) -> Mention:
    return Mention(at, at + len(text), text, type_, text, "seed" if known else "ner", 0.7, known)


def found() -> list[Mention]:
    places = [at for at in range(len(TEXT)) if TEXT.startswith("Orlo", at)]
    return [mention("Orlo", "Person", places[0]), mention("Nvidia", "Company", TEXT.index("Nvidia"), "nvidia"),
            *(mention("Orlo", "Company", at) for at in places[1:])]


def model(weights: dict[str, tuple[float, float]], schema: str = "ai-industry") -> LinearModel:
    return LinearModel(["Company", "Person"], {f: n for n, f in enumerate(weights)}, np.array(list(weights.values()), np.float32),
                       np.zeros(2, np.float32), {"schema": schema})


def test_every_place_has_its_say() -> None:
    doc = spacy.blank("en")(TEXT)
    assert types_of(doc, found(), {}, model({"b0=bought": (1, 0), "n=3": (0, 0.5)})) == {"orlo": ("Company", 1)}
    assert types_of(doc, found(), {}, model({"a0=makes": (0, 1)})) == {"orlo": ("Person", 1)}


def doubting(weights: dict[str, tuple[float, float]]) -> LinearModel:
    """A model that knows firms and what is no name."""
    return replace(model(weights), heads=[NO_NAME, "Company"])


def test_what_is_no_name_is_told_by_all_places_too() -> None:
    doc = spacy.blank("en")(TEXT)
    (type_, likely), = types_of(doc, found(), {}, doubting({"b0=bought": (9, 0)})).values()
    assert type_ == "Company"  # if it were a name
    assert 0 < likely < 0.5
    (_, surer), = types_of(doc, found(), {}, doubting({"b0=bought": (0, 9)})).values()
    assert surer > 0.5


def test_what_is_hardly_a_name_is_left_out_and_what_is_known_is_not() -> None:
    schema = load_schema("ai-industry")
    doc = spacy.blank("en")(TEXT)
    doc.set_ents([Span(doc, t.i, t.i + 1, label="Company") for t in doc if t.text == "Orlo"])
    nvidia = KnownNames.of([KnownName("Nvidia", "nvidia", "Company")])
    for weight, names in ((99.0, {"Nvidia"}), (-99.0, {"Orlo", "Nvidia"})):
        finder = MentionFinder(schema, "en", nvidia, doubting({"n=3": (weight, 0), "n=1": (weight, 0)}))
        assert {m.text for m in finder.find(doc).mentions} == names


def test_what_is_no_name_does_not_hide_one() -> None:
    """Orlo Tuesday is no name, and Orlo is a known one that needs a context: here another place where it is read so."""
    doc = spacy.blank("en")("Orlo grows. Orlo Tuesday came.")
    doc.set_ents([Span(doc, 0, 1, label="Company"), Span(doc, 3, 5, label="Company")])
    known = KnownNames.of([KnownName("Orlo", "orlo", "Company", risky=True)])
    finder = MentionFinder(load_schema("ai-industry"), "en", known, doubting({"nw=2": (99, 0)}))
    assert "Orlo" in {m.text for m in finder.find(doc).mentions}
    assert "Orlo Tuesday" not in {m.text for m in finder.find(doc).mentions}


@given(st.lists(st.lists(st.sampled_from(["ner=a", "rel=b", "c", "d"]), unique=True, max_size=4), max_size=4),
       st.lists(st.floats(-3, 3, width=16), min_size=8, max_size=8))
def test_bundles_say_what_their_features_say(bundles: list[list[str]], weights: list[float]) -> None:
    def names(bundle: tuple[str, ...], n: int) -> tuple[str, ...]:
        return tuple(f"{name}{n}" for name in bundle)

    apart = [(names, tuple(bundle), n) for n, bundle in enumerate(bundles)]
    vocabulary = {f"{name}{n}": 4 * n + k for n in range(2) for k, name in enumerate(["ner=a", "rel=b", "c", "d"])}
    both = np.array([weights, weights[::-1]], np.float32).T
    linear = LinearModel(["x", "y"], vocabulary, both, np.array([0.5, 9], np.float32))
    with patch("kg.extraction.linear.REMEMBERED", 1):
        for _ in range(2):  # remembered, too
            assert linear.score(apart) == pytest.approx(float(linear.log_odds([[f for name, b, n in apart for f in name(b, n)]])[0, 0]), abs=1e-4)


def test_what_is_known_keeps_its_type() -> None:
    assert list(unknown_names(found())) == ["orlo"]
    assert types_of(spacy.blank("en")(TEXT), [m for m in found() if m.known], {}, model({"n=1": (0, 1)})) == {}


def test_a_common_noun_tells_a_type_wherever_it_stands_near() -> None:
    doc = spacy.blank("en")(TEXT)
    assert types_of(doc, found(), {"firm": "Company"}, model({"ka=Company": (1, 0), "n=3": (0, 0.5)})) == {"orlo": ("Company", 1)}
    assert types_of(doc, found(), {}, model({"ka=Company": (1, 0), "n=3": (0, 0.5)})) == {"orlo": ("Person", 1)}


@settings(deadline=None)
@given(st.lists(st.sampled_from(found()), min_size=1, unique=True))
def test_a_feature_is_told_once_and_hints_are_apart(places: list[Mention]) -> None:
    around = Surroundings(spacy.blank("en")(TEXT), found(), {})
    features = type_features(places, around)
    assert len(features) == len(set(features))
    plain = type_features(places, around, hints=False)
    assert set(plain) == {f for f in features if not f.startswith(("ner=", "m="))}


def test_a_model_of_another_domain_says_nothing() -> None:
    schema = load_schema("ai-industry")
    for domain, heard in (("ai-industry", True), ("pharma-deals", False)):
        finder = MentionFinder(schema, "en", KnownNames(), model({"n=1": (1, 0)}, domain))
        assert (finder.types is not None) is heard


@pytest.mark.parametrize(("language", "name", "type_", "text"), [
    ("en", "Ottilie", "Company", "Ottilie raised $40 million. The start-up, based in Berlin, was founded in 2021. Ottilie's investors include "
     "Sequoia. Ottilie sells cooling for data centres."),
    ("en", "Brennan", "AIModel", "Brennan is a large language model with 7 billion parameters. Brennan was trained on arXiv. Brennan outperforms GPT-4."),
    ("ko", "미르덱스", "Hardware", "리벨리온은 AI 반도체 미르덱스를 내놓았다. 미르덱스는 4나노 공정으로 만든다. 미르덱스를 탑재한 서버도 나온다."),
    ("ko", "도담하루", "Company", "도담하루는 2020년에 설립된 스타트업이다. 도담하루는 100억 원을 투자받았다. 도담하루의 본사는 판교에 있다."),
])
def test_an_unknown_name_is_what_its_text_says(language: str, name: str, type_: str, text: str) -> None:
    assert {m.type for m in mentions(text, language) if m.name == name} == {type_}
