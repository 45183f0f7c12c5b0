"""How well the documents of tests/gold are read; `python -m tests.record_figures` writes it down for tests/test_quality.py.

The file: {"ko": {"claims": F1, "entities": F1}, "en": {…}}, rounded to three digits, with the number of documents.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from kg.build import Settings, build
from kg.evaluation import Evaluation, evaluate, said
from kg.exports.jsonlines import claim_lines
from kg.exports.ordered import view
from kg.gold import GoldDocument, read_gold
from kg.schema import load_schema

GOLD = Path(__file__).parent / "gold"
FIGURES = GOLD / "figures.json"

Figures = Mapping[str, Mapping[str, float]]


def evaluated(golds: Sequence[GoldDocument], folder: Path, settings: Settings) -> Evaluation:
    """The annotated documents of a folder, built at once and scored."""
    built = build([folder / gold.document for gold in golds], settings)
    symmetric = {name for name, relation in load_schema().relations.items() if relation.symmetric}
    return evaluate(golds, (said(row) for row in claim_lines(view(built.graph))), symmetric)


def measure() -> Figures:
    """F1 of claims and of entities by language, over all documents of tests/gold built at once; and their number."""
    golds = read_gold(GOLD)
    done = evaluated(golds, GOLD, Settings(workers=1))
    documents = Counter(gold.language for gold in golds)
    return {language: {"documents": documents[language], "claims": round(tally.claims.f1 or 0.0, 3), "entities": round(tally.entities.f1 or 0.0, 3)}
            for language, tally in sorted(done.languages.items())}


def main() -> None:
    figures = measure()
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    print(FIGURES.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
