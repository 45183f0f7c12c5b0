"""Scores that were worked out by hand, and what holds of every score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evaluation import comparable, evaluate, read_claims, said, stem
from kg.gold import GoldClaim, GoldDocument, GoldEntity
from kg.model import Literal
from tests.support.command import kg

SYMMETRIC = {"COMPETES_WITH"}
ENTITIES = (
    GoldEntity("deepseek", "Company", "DeepSeek", ("딥시크",), ("Deep Seek AI",)),
    GoldEntity("liang-wenfeng", "Person", "Liang Wenfeng", ("량원펑", "그")),
    GoldEntity("openai", "Company", "OpenAI", ("오픈AI",)),
    GoldEntity("deepseek-r1", "AIModel", "DeepSeek-R1", ("R1",)),
)


def wanted(subject: str, relation: str, object_: str | Literal, *, required: bool = True, by: str | None = None,
           polarity: str = "asserted", modality: str = "fact") -> GoldClaim:
    return GoldClaim(subject, relation, object_, polarity, modality, by, "", required)


GOLD = GoldDocument("one", "one.txt", "ko", ENTITIES, (
    wanted("liang-wenfeng", "FOUNDED", "deepseek"),
    wanted("deepseek", "COMPETES_WITH", "openai", by="liang-wenfeng"),
    wanted("deepseek-r1", "DEVELOPMENT_COST", Literal("money", 5_500_000, "USD")),
    wanted("deepseek", "DEVELOPED", "deepseek-r1", required=False),
    wanted("deepseek", "FOUNDED_ON", Literal("date", date="2023-05")),
))


def row(subject: str, relation: str, object_: str | dict[str, object], type_: str = "Company", **more: object) -> dict[str, object]:
    target: Mapping[str, object] = {"name": object_, "type": "Company", "aliases": []} if isinstance(object_, str) else {"literal": object_}
    return {"document": "one.txt", "subject": {"name": subject, "type": type_, "aliases": []}, "relation": relation, "object": target,
            "polarity": "asserted", "modality": "fact", "attributed_to": None, "confidence": 0.5, "evidence": {"text": "…"}, **more}


def test_a_score_is_what_it_is_by_hand() -> None:
    done = evaluate([GOLD], map(said, [
        row("량원펑", "FOUNDED", "딥시크", "Person"),                                    # right
        row("량원펑", "FOUNDED", "Deep-Seek AI", "Person"),                              # the same again: counts once
        row("오픈AI", "COMPETES_WITH", "DeepSeek", attributed_to="그"),                  # right, the other way round
        row("R1", "DEVELOPMENT_COST", {"amount": 5_510_000, "currency": "usd"}, "Company", modality="planned"),  # right; two faults
        row("DeepSeek", "DEVELOPED", "R1"),                                              # right, and not required
        row("DeepSeek", "DEVELOPED", "GPT-4"),                                           # wrong
    ]), SYMMETRIC)
    claims = done.all.claims
    assert (claims.right, claims.found, claims.got, claims.required) == (4, 5, 3, 4)
    assert claims.precision == 0.8
    assert claims.recall == 0.75
    assert claims.f1 == pytest.approx(2 * 0.8 * 0.75 / 1.55)
    assert (done.all.share("polarity"), done.all.share("modality"), done.all.share("attribution")) == (1.0, 0.75, 1.0)
    entities = done.all.entities  # right: deepseek, liang-wenfeng, openai; wrong: R1 as a Company, GPT-4
    assert (entities.right, entities.found, entities.got, entities.required) == (3, 5, 3, 4)
    assert [(e.document, [c.relation for c in e.missed], [w.object.label for w in e.wrong]) for e in done.errors] == [
        ("one", ["FOUNDED_ON"], ["GPT-4"])]
    assert done.relations["DEVELOPED"].claims.precision == 0.5
    assert done.relations["DEVELOPED"].claims.recall is None
    assert done.languages["ko"].claims == claims


@pytest.mark.parametrize(("literal", "right"), [
    ({"amount": 5_527_500, "currency": "USD"}, True), ({"amount": 5_528_000, "currency": "USD"}, False),
    ({"amount": 5_500_000, "currency": "KRW"}, False), ({"percent": 5_500_000}, False),
])
def test_money_matches_within_half_a_percent_in_its_currency(literal: dict[str, object], right: bool) -> None:
    done = evaluate([GOLD], [said(row("R1", "DEVELOPMENT_COST", literal))], SYMMETRIC)
    assert done.all.claims.right == int(right)


@pytest.mark.parametrize(("date", "right"), [("2023", True), ("2023-05", True), ("2023-05-17", True), ("2023-06", False), ("2024", False)])
def test_dates_match_at_the_coarser_precision(date: str, right: bool) -> None:
    done = evaluate([GOLD], [said(row("DeepSeek", "FOUNDED_ON", {"date": date}))], SYMMETRIC)
    assert done.all.claims.right == int(right)


def test_direction_counts_where_a_relation_has_one() -> None:
    assert evaluate([GOLD], [said(row("딥시크", "FOUNDED", "량원펑"))], SYMMETRIC).all.claims.right == 0


def test_claims_of_documents_without_gold_are_counted_apart() -> None:
    done = evaluate([GOLD], [said(row("DeepSeek", "DEVELOPED", "R1", document="other.txt"))], SYMMETRIC)
    assert done.outside == {"other.txt": 1}
    assert done.all.claims.found == 0


def test_names_and_documents_are_compared_without_their_dress() -> None:
    assert comparable("Deep-Seek  R1") == comparable("deepseek·r1")
    assert stem("folder/one.txt") == stem("one.gold.json") == "one"


claims = st.lists(st.builds(
    row, st.sampled_from(["DeepSeek", "딥시크", "량원펑", "OpenAI", "R1", "nobody"]),
    st.sampled_from(["FOUNDED", "COMPETES_WITH", "DEVELOPED", "DEVELOPMENT_COST"]),
    st.sampled_from(["DeepSeek", "OpenAI", "R1", "nobody"]) | st.just({"amount": 5_500_000, "currency": "USD"})), max_size=12)


@given(claims)
def test_no_figure_leaves_its_bounds_and_saying_it_twice_changes_nothing(rows: list[dict[str, object]]) -> None:
    once = evaluate([GOLD], map(said, rows), SYMMETRIC)
    score = once.all.claims
    assert 0 <= score.right <= min(score.found, len(GOLD.claims))
    assert 0 <= score.got <= score.required == 4
    assert once.to_json() == evaluate([GOLD], map(said, rows + rows), SYMMETRIC).to_json()
    by_relation = [t.claims for t in once.relations.values()]
    assert sum(s.found for s in by_relation) == score.found
    assert sum(s.got for s in by_relation) == score.got


def test_the_gold_itself_scores_one(tmp_path: Path) -> None:
    names = {e.id: (e.name, e.type) for e in ENTITIES}
    lines = []
    for claim in GOLD.claims:
        target = claim.object.to_json() if isinstance(claim.object, Literal) else names[claim.object][0]
        data = row(names[claim.subject][0], claim.relation, target, names[claim.subject][1],
                   attributed_to=names[claim.attributed_to][0] if claim.attributed_to else None)
        if isinstance(claim.object, str):
            data["object"] = {"name": names[claim.object][0], "type": names[claim.object][1]}
        lines.append(json.dumps(data, ensure_ascii=False))
    (tmp_path / "claims.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = evaluate([GOLD], read_claims(tmp_path / "claims.jsonl"), SYMMETRIC)
    assert done.all.claims.f1 == done.all.entities.f1 == 1.0
    assert done.all.share("attribution") == 1.0


def test_evaluate_prints_and_gives_json_and_errors(tmp_path: Path) -> None:
    (tmp_path / "one.gold.json").write_text(json.dumps({
        "document": "one.txt", "language": "ko",
        "entities": [{"id": e.id, "type": e.type, "name": e.name, "mentions": list(e.mentions)} for e in ENTITIES],
        "claims": [{"subject": "liang-wenfeng", "relation": "FOUNDED", "object": "deepseek", "qualifiers": {}, "polarity": "asserted",
                    "modality": "fact", "attributed_to": None, "evidence": "량원펑은 딥시크를 설립했다.", "required": True}],
    }, ensure_ascii=False), encoding="utf-8")
    mine = tmp_path / "claims.jsonl"
    mine.write_text(json.dumps(row("DeepSeek", "FOUNDED", "OpenAI"), ensure_ascii=False), encoding="utf-8")
    shown = kg("evaluate", tmp_path, mine, "--errors")
    assert shown.code == 0
    assert "missed  Liang Wenfeng FOUNDED DeepSeek  | 량원펑은 딥시크를 설립했다." in shown.out
    assert "wrong   DeepSeek FOUNDED OpenAI" in shown.out
    data = json.loads(kg("evaluate", tmp_path, mine, "--json").out)
    assert data["all"]["claims"]["precision"] == 0
    assert data["all"]["claims"]["required"] == 1


def test_evaluate_builds_the_texts_that_lie_beside_the_gold(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("량원펑은 2023년 딥시크를 설립했다.\n", encoding="utf-8")
    (tmp_path / "one.gold.json").write_text(json.dumps({
        "document": "one.txt", "language": "ko",
        "entities": [{"id": "deepseek", "type": "Company", "name": "DeepSeek", "mentions": ["딥시크"]},
                     {"id": "liang-wenfeng", "type": "Person", "name": "Liang Wenfeng", "mentions": ["량원펑"]}],
        "claims": [{"subject": "liang-wenfeng", "relation": "FOUNDED", "object": "deepseek", "qualifiers": {}, "polarity": "asserted",
                    "modality": "fact", "attributed_to": None, "evidence": "량원펑은 2023년 딥시크를 설립했다.", "required": True}],
    }, ensure_ascii=False), encoding="utf-8")
    assert json.loads(kg("evaluate", tmp_path, "--json").out)["all"]["claims"]["recall"] == 1.0
    (tmp_path / "one.txt").unlink()
    assert "one.txt: is missing — name the folder of the texts with --texts" in kg("evaluate", tmp_path).failed_in_one_line()


def test_a_line_that_is_no_claim_is_named(tmp_path: Path) -> None:
    (tmp_path / "claims.jsonl").write_text('{"document": "one.txt"}\n', encoding="utf-8")
    (tmp_path / "one.gold.json").write_text('{"document": "one.txt", "language": "ko", "entities": [], "claims": []}', encoding="utf-8")
    assert "claims.jsonl, line 1: is no claim" in kg("evaluate", tmp_path, tmp_path / "claims.jsonl").failed_in_one_line()
