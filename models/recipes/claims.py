"""Train the models that rank claims and tell how the text says them.

    python models/recipes/claims.py LANGUAGE --gold GOLD --out models/claims_LANGUAGE

GOLD holds `train/` (annotated documents) and `bank/` (annotated sentences). Three logistic models over named features are
written: `relations.npz` (one head a relation), `status.npz` (negated, fact, planned, possible, asked, former) and
`speakers.npz`. The threshold of each relation is chosen on documents left out of the training (five folds).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent))
from claims_data import Example, examples, gold_documents

from kg.extraction.features import features
from kg.extraction.frames import FrameIndex
from kg.extraction.linear import EMPHASIS, LinearModel
from kg.extraction.references import References
from kg.extraction.status import speaker_features, status_features
from kg.language.pipelines import create_pipeline
from kg.schema import Schema, load_schema

#: Optional claims are right but need not be found: they teach at half weight.
OPTIONAL = 0.5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=("ko", "en"))
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--schema", default="ai-industry")
    parser.add_argument("--c", type=float, default=6.0, help="inverse strength of the regularisation")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args(argv)
    schema = load_schema(args.schema)
    started = time.time()
    data = load(args.gold, args.language, schema)
    print(f"{len(data):,} candidates in {time.time() - started:.0f} s")
    args.out.mkdir(parents=True, exist_ok=True)
    table = Table([features(e.candidate.scene, e.candidate.subject, e.candidate.object, schema) for e in data])
    print(f"{len(table.vocabulary):,} features")
    thresholds, report = choose(data, table, schema, args.c, args.folds) if args.folds else ({}, {})
    relations = fit_relations(data, table, schema, args.c, range(len(data)))
    relations.meta = {"schema": schema.name, "language": args.language, "thresholds": thresholds, "folds": report}
    prune(relations, 0.02).save(args.out / "relations.npz")
    fit_status(data, args.c).save(args.out / "status.npz")
    fit_speakers(data, args.c).save(args.out / "speakers.npz")
    (args.out / "report.json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"done in {time.time() - started:.0f} s")
    return 0


def load(gold: Path, language: str, schema: Schema) -> list[Example]:
    """Every candidate of the annotated documents and sentences."""
    nlp = create_pipeline(language, ner=False)
    index, references = FrameIndex(schema, language, nlp), References(schema, language)
    whole, bank = gold_documents(gold, language)
    data: list[Example] = []
    for documents, is_whole in ((whole, True), (bank, False)):
        for document in documents:
            data.extend(examples(document, nlp, schema, index, references, is_whole))
    return data


class Table:
    """Rows of features as a sparse matrix; features seen once are left out."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        counts = Counter(f for row in rows for f in row)
        self.vocabulary = {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c > 1))}
        model = LinearModel([], self.vocabulary, np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
        indexes: list[int] = []
        values: list[float] = []
        ends = [0]
        for row in rows:
            i, v = model.row(row)
            indexes += i
            values += v
            ends.append(len(indexes))
        self.matrix = sparse.csr_matrix((values, indexes, ends), shape=(len(rows), len(self.vocabulary)), dtype=np.float32)


def _fit(matrix: Any, labels: Sequence[int], weights: Sequence[float], c: float) -> tuple[NDArray[np.float32], float]:
    model = LogisticRegression(C=c, solver="liblinear", max_iter=200, random_state=0)
    model.fit(matrix, labels, sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def fit_relations(data: Sequence[Example], table: Table, schema: Schema, c: float, chosen: Iterable[int]) -> LinearModel:
    """One logistic model a relation, over the candidates whose types allow it. What is said elsewhere teaches nothing."""
    rows: dict[str, list[int]] = defaultdict(list)
    labels: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, list[float]] = defaultdict(list)
    for n in chosen:
        example = data[n]
        for relation in example.candidate.relations:
            claim = example.gold.get(relation)
            if claim is not None and not example.sure[relation]:
                continue
            rows[relation].append(n)
            labels[relation].append(int(claim is not None))
            weights[relation].append(1.0 if claim is None or claim.required else OPTIONAL)
    heads = [r for r in schema.relations if sum(labels[r]) >= 3 and sum(labels[r]) < len(labels[r])]
    matrix = np.zeros((len(table.vocabulary), len(heads)), np.float32)
    bias = np.zeros(len(heads), np.float32)
    for n, relation in enumerate(heads):
        matrix[:, n], bias[n] = _fit(table.matrix[rows[relation]], labels[relation], weights[relation], c)
    return LinearModel(heads, table.vocabulary, matrix, bias)


def choose(data: Sequence[Example], table: Table, schema: Schema, c: float, folds: int) -> tuple[dict[str, float], dict[str, object]]:
    """The threshold of each relation by what it does on documents left out: one common threshold, bent a little for each."""
    whole = sorted({e.document for e in data if not _banked(e.document)})
    random.Random(0).shuffle(whole)
    fold = {name: n % folds for n, name in enumerate(whole)}
    scored: dict[tuple[str, str, str, str], tuple[float, bool]] = {}
    wanted: dict[str, int] = Counter()
    got_by: dict[tuple[str, int], float] = {}
    owner: dict[int, str] = {}
    for k in range(folds):
        model = fit_relations(data, table, schema, c, [n for n, e in enumerate(data) if fold.get(e.document) != k])
        column = {r: n for n, r in enumerate(model.heads)}
        for n, example in enumerate(data):
            if fold.get(example.document) != k:
                continue
            p = 1 / (1 + np.exp(-(table.matrix[n] @ model.weights + model.bias)[0]))
            for relation in example.candidate.relations:
                if relation not in column:
                    continue
                score, claim = float(p[column[relation]]), example.gold.get(relation)
                key = (example.document, example.candidate.subject.key, relation, example.candidate.object.key)
                if score > scored.get(key, (0.0, False))[0]:
                    scored[key] = (score, claim is not None)
                if claim is not None and claim.required:
                    owner[id(claim)] = relation
                    got_by[relation, id(claim)] = max(score, got_by.get((relation, id(claim)), 0.0))
    for relation in owner.values():
        wanted[relation] += 1
    return _thresholds(scored, got_by, wanted, schema)


def _banked(name: str) -> bool:
    return name.rsplit("-", 1)[-1].isdigit() and name.split("-")[0] in ("ko", "en") and name.count("-") == 2


def _thresholds(scored: dict[tuple[str, str, str, str], tuple[float, bool]], got: dict[tuple[str, int], float],
                wanted: dict[str, int], schema: Schema) -> tuple[dict[str, float], dict[str, object]]:
    def figures(limit: Callable[[str], float], only: str | None = None) -> tuple[float, float, float]:
        found = right = 0
        for (_, _, relation, _), (score, good) in scored.items():
            if (only is None or relation == only) and score >= limit(relation):
                found, right = found + 1, right + good
        hit = sum(1 for (relation, _), score in got.items() if (only is None or relation == only) and score >= limit(relation))
        p, r = right / max(1, found), hit / max(1, sum(wanted.values()) if only is None else wanted[only])
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    grid = [round(0.2 + 0.02 * n, 2) for n in range(31)]
    common = max(grid, key=lambda t: figures(lambda _: t)[2])
    chosen = {}
    for relation in schema.relations:
        best = max(grid, key=lambda t: (figures(lambda _: t, relation)[2], -abs(t - common)))
        share = min(0.6, wanted[relation] / 100)  # few examples: stay near the common threshold
        chosen[relation] = round(common + share * (best - common), 3)
    p, r, f = figures(lambda relation: chosen[relation])
    cp, cr, cf = figures(lambda _: common)
    print(f"left-out documents: common threshold {common}: P {cp:.3f} R {cr:.3f} F1 {cf:.3f}; a relation's own: P {p:.3f} R {r:.3f} F1 {f:.3f}")
    for t in (0.3, 0.4, 0.5, 0.6):
        print("   ", t, "P %.3f R %.3f F1 %.3f" % figures(lambda _, t=t: t))  # type: ignore[misc]
    return chosen, {"common": common, "precision": round(p, 4), "recall of the reachable": round(r, 4), "f1": round(f, 4)}


def fit_status(data: Sequence[Example], c: float) -> LinearModel:
    """Negated or not, and the modality, of the claims that are there."""
    heads = ["negated", "fact", "planned", "possible", "asked"]
    rows, claims = [], []
    for example in data:
        for relation, claim in example.gold.items():
            if example.sure[relation]:
                rows.append(status_features(example.candidate.scene, example.candidate.subject, example.candidate.object, relation))
                claims.append(claim)
    table = Table(rows)
    labels = {h: [int(cl.polarity == h if h == "negated" else cl.modality == h) for cl in claims] for h in heads}
    return _several(table, heads, labels, c)


def fit_speakers(data: Sequence[Example], c: float) -> LinearModel:
    """Whose words a claim is in, among the entities of its sentence and those carried into it."""
    rows: list[list[str]] = []
    labels: list[int] = []
    for example in data:
        for relation, claim in example.gold.items():
            if not example.sure[relation]:
                continue
            for end in example.candidate.scene.ends:
                if end.kind != "literal":
                    rows.append(speaker_features(example.candidate.scene, example.candidate.subject, example.candidate.object, end))
                    labels.append(int(end.key == claim.attributed_to))
    return _several(Table(rows), ["speaker"], {"speaker": labels}, c)


def _several(table: Table, heads: list[str], labels: dict[str, list[int]], c: float) -> LinearModel:
    matrix = np.zeros((len(table.vocabulary), len(heads)), np.float32)
    bias = np.zeros(len(heads), np.float32)
    for n, head in enumerate(heads):
        matrix[:, n], bias[n] = _fit(table.matrix, labels[head], [1.0] * len(labels[head]), c)
    return prune(LinearModel(heads, table.vocabulary, matrix, bias), 0.02)


def prune(model: LinearModel, least: float) -> LinearModel:
    """Without the features that move no head by more than `least`."""
    names = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
    kept = [n for n, name in enumerate(names) if np.abs(model.weights[n]).max() > least]
    return LinearModel(model.heads, {names[n]: k for k, n in enumerate(kept)}, model.weights[kept], model.bias, model.meta)


if __name__ == "__main__":
    assert EMPHASIS
    raise SystemExit(main())
