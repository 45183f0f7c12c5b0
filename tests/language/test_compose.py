"""The sentences that the rankers learn from beside the annotated ones: made of these, in good Korean, and saying what they said."""

from __future__ import annotations

import random
import sys
from functools import lru_cache
from pathlib import Path

import pytest
from kiwipiepy import Kiwi

from kg.gold import GoldClaim, GoldDocument, GoldEntity
from kg.model import Literal

sys.path.append(str(Path(__file__).resolve().parents[2] / "models" / "recipes"))
from claims_compose import Clause, Composer, cut, korean_sentences


def sentence(text: str, entities: dict[str, str], *claims: tuple[str, str, str | Literal], name: str = "one") -> GoldDocument:
    return GoldDocument(name, "", "ko", tuple(GoldEntity(e, t, e, (e,)) for e, t in entities.items()),
                        tuple(GoldClaim(s, r, o, "asserted", "fact", None, "", True) for s, r, o in claims), text)


FOUNDED = sentence("딥시크는 2023년 항저우에서 설립됐다.", {"딥시크": "Company", "항저우": "City"}, ("딥시크", "BASED_IN", "항저우"))
RELEASED = sentence("오픈AI는 미국에서 GPT-4를 공개했다.", {"오픈AI": "Company", "GPT-4": "AIModel"}, ("오픈AI", "DEVELOPED", "GPT-4"))
ABLE = sentence("솔라는 한국어에 강하다.", {"솔라": "AIModel", "한국어": "Concept"}, ("솔라", "CAPABLE_OF", "한국어"))
BOUGHT = sentence("구글은 소문과 다르게 인텔을 인수하지 않았습니다.", {"구글": "Company", "인텔": "Company"}, ("구글", "ACQUIRED", "인텔"))
TWO = sentence("구글은 인텔이 웃었다고 밝혔다.", {"구글": "Company", "인텔": "Company"})


@lru_cache(maxsize=1)
def kiwi() -> Kiwi:
    return Kiwi(num_workers=1)


@lru_cache(maxsize=1)
def composer() -> Composer:
    return Composer([FOUNDED, RELEASED, ABLE, BOUGHT, TWO], kiwi())


def clause(gold: GoldDocument) -> Clause:
    return next(c for c in composer().clauses if c.gold.text == gold.text)


def said(found: GoldDocument | None) -> tuple[str, set[tuple[str, str, str]]]:
    assert found is not None
    return found.text, {(c.subject, c.relation, str(c.object)) for c in found.claims}


@pytest.mark.parametrize(("way", "a", "b", "text", "second"), [
    ("modifying", FOUNDED, RELEASED, "2023년 항저우에서 설립된 딥시크는 미국에서 GPT-4를 공개했다.", ("딥시크", "DEVELOPED", "GPT-4")),
    ("modifying", BOUGHT, FOUNDED, None, None),
    ("modified", RELEASED, ABLE, "오픈AI가 미국에서 공개한 GPT-4는 한국어에 강하다.", ("GPT-4", "CAPABLE_OF", "한국어")),
    ("modifying_inside", FOUNDED, BOUGHT, "구글은 소문과 다르게 2023년 항저우에서 설립된 딥시크를 인수하지 않았습니다.", ("구글", "ACQUIRED", "딥시크")),
])
def test_what_one_says_goes_with_a_name_of_the_other(way: str, a: GoldDocument, b: GoldDocument, text: str | None,
                                                      second: tuple[str, str, str] | None) -> None:
    found = getattr(composer(), way)(clause(a), clause(b))
    if text is None:
        assert found is None or found.text.startswith("소문과 다르게 인텔을 인수하지 않은 구글은")
        return
    first = next(iter(a.claims))
    assert said(found) == (text, {(first.subject, first.relation, str(first.object)), second})


def test_clauses_side_by_side_and_one_within_the_other() -> None:
    made = composer()
    made.rng = random.Random(0)
    for _ in range(20):
        text, claims = said(made.side_by_side(clause(FOUNDED), clause(RELEASED)))
        assert text.startswith("딥시크는 2023년 항저우에서 설립")
        assert text.endswith("오픈AI는 미국에서 GPT-4를 공개했다.")
        assert claims == {("딥시크", "BASED_IN", "항저우"), ("오픈AI", "DEVELOPED", "GPT-4")}
        text, _ = said(made.embedded(clause(FOUNDED), clause(RELEASED)))
        assert text.startswith("오픈AI는 딥시크가 2023년 항저우에서 설립된 ")
        assert text.endswith(" 미국에서 GPT-4를 공개했다.")
        text, claims = said(made.sharing(clause(FOUNDED), clause(RELEASED)))
        assert "오픈AI" not in text
        assert ("딥시크", "DEVELOPED", "GPT-4") in claims
        text, claims = said(made.passage(clause(FOUNDED), clause(RELEASED)))
        assert text.startswith(FOUNDED.text + " ")
        assert "오픈AI" not in text
        assert ("딥시크", "DEVELOPED", "GPT-4") in claims


def test_what_has_another_subject_too_lends_none() -> None:
    assert clause(TWO).begun
    assert not clause(TWO).plain
    assert composer().sharing(clause(TWO), clause(RELEASED)) is None


def test_what_is_made_names_what_it_claims_and_is_the_same_each_time() -> None:
    bank = [FOUNDED, RELEASED, ABLE, BOUGHT, TWO]
    made = list(Composer(bank, kiwi(), 3).compose(40))
    assert made == list(Composer(bank, kiwi(), 3).compose(40))
    for found in made:
        names = {e.id for e in found.entities}
        assert all(name in found.text for name in names)
        assert all(c.subject in names and (not isinstance(c.object, str) or c.object in names) for c in found.claims)
        assert found.name == "one"


def test_what_does_not_go_together_makes_nothing() -> None:
    assert list(Composer([], kiwi()).compose(3)) == []
    assert list(Composer([FOUNDED], kiwi()).compose(3)) == []


def test_sentences_of_documents_that_stand_alone() -> None:
    text = "오픈AI는 지난달 GPT-4를 공개했다. 이 회사는 샌프란시스코에 있다. 구글은 2023년 인텔을 인수했다. 인텔은 구글을 아주 좋아한다."
    gold = GoldDocument("two", "", "ko", tuple(GoldEntity(e.lower(), t, e, (e,)) for e, t in (
        ("오픈AI", "Company"), ("GPT-4", "AIModel"), ("샌프란시스코", "City"), ("구글", "Company"), ("인텔", "Company"))),
        (GoldClaim("오픈ai", "DEVELOPED", "gpt-4", "asserted", "fact", None, "GPT-4를 공개", True),
         GoldClaim("오픈ai", "BASED_IN", "샌프란시스코", "asserted", "fact", None, "샌프란시스코에 있다", True),
         GoldClaim("구글", "ACQUIRED", "인텔", "asserted", "fact", None, "인텔을 인수", True)), text)
    found = {g.text: [(c.subject, c.relation, c.object) for c in g.claims] for g in cut([gold], korean_sentences(kiwi()))}
    # the second refers to another, and the last names two of which the document claims something elsewhere
    assert found == {"오픈AI는 지난달 GPT-4를 공개했다.": [("오픈AI", "DEVELOPED", "GPT-4")], "구글은 2023년 인텔을 인수했다.": [("구글", "ACQUIRED", "인텔")]}
