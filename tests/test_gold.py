"""Reading annotated documents: texts beside them, banks line by line, and broken ones told by file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.errors import EvaluationError
from kg.gold import read_bank, read_gold
from kg.model import Literal
from kg.schema import load_schema

GOLD = Path(__file__).parent / "gold"

ENTITY = {"id": "e1", "type": "Company", "name": "DeepSeek", "mentions": ["딥시크"]}
CLAIM = {"subject": "e1", "relation": "RAISED", "object": {"amount": 5, "currency": "USD"}, "polarity": "asserted", "modality": "fact",
         "attributed_to": "DeepSeek", "evidence": "딥시크는 5달러를 유치했다.", "required": True}
DOCUMENT = {"document": "a.txt", "language": "ko", "entities": [ENTITY], "claims": [CLAIM]}
LINE = {"language": "ko", "text": "딥시크는 5달러를 유치했다.", "entities": [{"mention": "딥시크", "type": "Company"}],
        "claims": [{**CLAIM, "subject": "딥시크", "attributed_to": None, "surface": "5달러"}]}


def written(folder: Path, data: object, name: str = "a.gold.json") -> Path:
    (folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return folder / name


def test_a_document_has_its_text_its_entities_and_its_claims(tmp_path: Path) -> None:
    written(tmp_path, DOCUMENT)
    (tmp_path / "a.txt").write_text("딥시크는 5달러를 유치했다.\n", encoding="utf-8")
    (gold,) = read_gold(tmp_path)
    assert (gold.name, gold.document, gold.text) == ("a", "a.txt", "딥시크는 5달러를 유치했다.\n")
    assert gold.claims[0].object == Literal("money", 5, "USD")
    assert gold.claims[0].attributed_to == "e1"  # named by its name, known by its id


def test_texts_may_lie_elsewhere_or_be_wanting(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("x", encoding="utf-8")
    written(tmp_path, DOCUMENT)
    assert read_gold(tmp_path, tmp_path / "texts")[0].text == "x"
    assert read_gold(tmp_path)[0].text == ""


@pytest.mark.parametrize("data", [[], {}, {**DOCUMENT, "claims": [{}]}, {**DOCUMENT, "entities": [{"id": "e1"}]},
                                  {**DOCUMENT, "claims": [{**CLAIM, "object": {"weight": 5}}]}])
def test_a_broken_document_is_named(tmp_path: Path, data: object) -> None:
    path = written(tmp_path, data)
    with pytest.raises(EvaluationError) as caught:
        read_gold(tmp_path)
    assert str(path) in str(caught.value)


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"no \*\.gold\.json"):
        read_gold(tmp_path)


def test_a_bank_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "bank.jsonl"
    path.write_text(json.dumps(LINE, ensure_ascii=False) + "\n", encoding="utf-8")
    (gold,) = read_bank(path)
    assert gold.name == "bank-1"
    assert gold.text == LINE["text"]
    target = gold.claims[0].object
    assert isinstance(target, Literal)
    assert target.surface == "5달러"


def test_a_broken_line_of_a_bank_is_numbered(tmp_path: Path) -> None:
    path = tmp_path / "bank.jsonl"
    path.write_text(json.dumps(LINE) + "\n{broken\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 2"):
        list(read_bank(path))


def test_our_own_gold_keeps_to_its_format() -> None:
    schema = load_schema()
    golds = read_gold(GOLD)
    assert len(golds) >= 36
    for gold in golds:
        assert gold.text, gold.name
        types = {e.id: e.type for e in gold.entities}
        assert set(types.values()) <= set(schema.types), gold.name
        for claim in gold.claims:
            assert claim.relation in schema.relations, (gold.name, claim)
            assert claim.subject in types
            assert isinstance(claim.object, Literal) or claim.object in types
            assert claim.evidence in gold.text, (gold.name, claim.evidence)
