"""The first look: what its two models are told of a pair, and what stands where they were not trained."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from kg.extraction.features import PARTS, Sentence
from kg.extraction.first import FRAME_CONFIDENCE, FirstRanker
from kg.schema import load_schema
from tests.support.reading import finder, sentences

TEXT = {"ko": "량원평은 2023년 항저우에서 딥시크를 설립했다. 그는 딥시크와 하이플라이어를 이끌고 있다.",
        "en": "Liang Wenfeng founded DeepSeek in Hangzhou in 2023. He leads DeepSeek and High-Flyer."}

pytestmark = pytest.mark.xdist_group("build")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_network_says_the_same_of_features_apart_and_together(language: str) -> None:
    claims = finder(language)
    for scene in sentences(TEXT[language], language):
        pairs = claims.first.pairing.pairs(scene)[0].tolist()
        rows, of = Sentence(scene, claims.schema).rows(pairs)
        assert of.shape == (len(pairs), PARTS)
        whole = [Sentence(scene, claims.schema).features(s, o) for s, o in pairs]
        assert [sorted(name for n in own for name in rows[n]) for own in of.tolist()] == [sorted(names) for names in whole]
        apart = claims.models.network.scores(rows, of)
        together = claims.models.network.scores(whole, np.arange(len(whole))[:, None])
        assert np.allclose(apart, together, atol=1e-3)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_both_models_and_the_frames_say_who_founded_what(language: str) -> None:
    found = {(p.candidate.subject.type, p.relation): p for p in finder(language).first.propose(sentences(TEXT[language], language)[:1])}
    founded = found["Person", "FOUNDED"]
    assert founded.encoder > 0
    assert founded.network > 0
    assert founded.frame == 3
    assert founded.p > 0.5


@pytest.mark.parametrize("language", ["ko", "en"])
def test_where_the_models_were_not_trained_frames_decide(language: str) -> None:
    claims = finder(language)
    network = dataclasses.replace(claims.models.network, meta={**claims.models.network.meta, "schema": "another"})
    first = FirstRanker(load_schema(), claims.models.encoder, network)
    proposals = list(first.propose(sentences(TEXT[language], language)))
    assert not first.trained
    assert {p.p for p in proposals} <= set(FRAME_CONFIDENCE)
    assert ("Person", "FOUNDED", "Company") in {(p.candidate.subject.type, p.relation, p.candidate.object.type) for p in proposals}
    assert list(first.propose([])) == []
