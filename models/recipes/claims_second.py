"""Train the second look (`kg.extraction.second`) on what the first ranker says of texts that it was not trained on."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from claims_data import Example
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from kg.extraction.first import frame_levels, of_levels
from kg.extraction.forest import Forest
from kg.extraction.second import COLUMNS, FLOOR, Proposal, second_rows
from kg.schema import Schema

#: Sentences of the bank are short and clear: they count less than sentences of documents.
BANK = 0.4
OPTIONAL = 0.6
#: What the name of a document ends in that was read with the names found by machine.
FOUND = " (found)"
#: Below 1: precision counts for more than recall.
BETA = 0.62
#: How much lower the thresholds are set than suits the texts left out: texts from elsewhere score lower throughout, the right claims too.
EASE = {"ko": 0.09, "en": 0.03}


@dataclass
class First:
    """What the first look says: probabilities, and the log-odds of the encoder and of the network (each candidates x relations)."""

    probabilities: NDArray[np.float32]
    encoder: NDArray[np.float32]
    network: NDArray[np.float32]


@dataclass
class Second:
    """Rows of all proposals, their labels (-1: says nothing), weights, documents, relations, and keys of claims."""

    rows: list[NDArray[np.float32]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    claims: list[tuple[str, str, str, str]] = field(default_factory=list)
    gold: list[tuple[int, bool]] = field(default_factory=list)
    wanted: dict[tuple[int, bool], tuple[str, str]] = field(default_factory=dict)


def train_second(data: Sequence[Example], first: First, schema: Schema, language: str, folds: int) -> tuple[Forest, dict[str, object]]:
    """(the trees, with a threshold for each relation in their meta; what they do on documents left out)."""
    names = list(schema.relations)
    table = _table(data, first, schema)
    rows, labels = np.concatenate(table.rows), np.array(table.labels)
    whole = sorted({d.removesuffix(FOUND) for d, w in zip(table.documents, table.whole, strict=True) if w})
    random.Random(1).shuffle(whole)
    fold = {d + suffix: n % folds for n, d in enumerate(whole) for suffix in ("", FOUND)}
    scores = np.zeros(len(labels), np.float32)
    of = np.array([fold.get(d, -1) for d in table.documents])
    weights = np.array(table.weights)
    for k in range(folds):
        chosen = (of != k) & (labels >= 0)
        forest = to_forest(_fit(rows[chosen], labels[chosen], weights[chosen]), COLUMNS + names)
        scores[of == k] = forest.probabilities(rows[of == k])
    machine = np.array([d.endswith(FOUND) for d in table.documents])
    print("with the names annotated:", json.dumps(_thresholds(table, scores, (of >= 0) & ~machine, schema, EASE[language], False)[1]))
    thresholds, report = _thresholds(table, scores, (of >= 0) & machine if machine.any() else of >= 0, schema, EASE[language], bool(machine.any()))
    taught = labels >= 0
    final = to_forest(_fit(rows[taught], labels[taught], weights[taught]), COLUMNS + names)
    final.meta = {"thresholds": thresholds}
    return final, report


def _table(data: Sequence[Example], first: First, schema: Schema) -> Second:
    place = {r: n for n, r in enumerate(schema.relations)}
    table = Second()
    by_document: dict[str, list[int]] = defaultdict(list)
    for n, example in enumerate(data):
        name = example.document + FOUND * example.found
        by_document[name].append(n)
        for relation, claim in example.gold.items():
            if claim.required and example.whole:
                table.wanted[id(claim), example.found] = (name, relation)
    for document, numbers in by_document.items():
        proposals, kept = [], []
        for n in numbers:
            candidate = data[n].candidate
            likely = [r for r in candidate.relations if first.probabilities[n, place[r]] >= FLOOR]
            if not likely:
                continue
            levels = frame_levels(candidate.scene, candidate.subject, candidate.object)
            for relation in likely:
                at = n, place[relation]
                proposals.append(Proposal(candidate, relation, float(first.probabilities[at]), *of_levels(levels, relation),
                                          float(first.encoder[at]), float(first.network[at])))
                kept.append(n)
        if not proposals:
            continue
        table.rows.append(second_rows(proposals, schema, list(schema.relations)))
        for n, proposal in zip(kept, proposals, strict=True):
            example, relation = data[n], proposal.relation
            said = example.gold.get(relation)
            table.labels.append(-1 if said is not None and not example.sure[relation] else int(said is not None))
            weight = 1.0 if example.whole else BANK
            table.weights.append(weight * (OPTIONAL if said is not None and not said.required else 1.0))
            table.documents.append(document)
            table.whole.append(example.whole)
            table.relations.append(relation)
            ends = (example.candidate.subject.key, example.candidate.object.key)
            ends = (min(ends), max(ends)) if schema.relations[relation].symmetric else ends
            table.claims.append((document, ends[0], relation, ends[1]))
            table.gold.append((id(said), example.found) if said is not None else (0, False))
    return table


def _fit(rows: NDArray[np.float32], labels: NDArray[Any], weights: NDArray[Any]) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(max_iter=160, learning_rate=0.08, max_depth=5, max_leaf_nodes=None, min_samples_leaf=12, max_features=0.5,
                                           l2_regularization=1.0, early_stopping=False, random_state=0)
    model.fit(rows, labels, sample_weight=weights)
    return model


def to_forest(model: HistGradientBoostingClassifier, columns: list[str]) -> Forest:
    """The trees of scikit-learn as arrays."""
    roots: list[int] = []
    nodes: list[NDArray[Any]] = []
    for (tree,) in model._predictors:
        base = sum(map(len, nodes))
        roots.append(base)
        own = tree.nodes.copy()
        own["left"] += base
        own["right"] += base
        nodes.append(own)
    every = np.concatenate(nodes)
    leaf = every["is_leaf"].astype(bool)
    exact = np.where(leaf, 0.0, every["num_threshold"])
    # scikit-learn compares float64 with float64; rounding down keeps every comparison of float32 rows the same.
    single = exact.astype(np.float32)
    single = np.where(single.astype(np.float64) > exact, np.nextafter(single, np.float32(-np.inf)), single)
    return Forest(columns, np.array(roots, np.int32), np.where(leaf, -1, every["left"].astype(np.int32)).astype(np.int32),
                  np.where(leaf, -1, every["right"].astype(np.int32)).astype(np.int32), np.where(leaf, 0, every["feature_idx"]).astype(np.int32),
                  single.astype(np.float32), np.where(leaf, every["value"], 0).astype(np.float32), float(model._baseline_prediction[0, 0]))


def _thresholds(table: Second, scores: NDArray[np.float32], whole: NDArray[Any], schema: Schema,
                ease: float, found: bool) -> tuple[dict[str, float], dict[str, object]]:
    best: dict[tuple[str, str, str, str], tuple[float, bool]] = {}
    got: dict[tuple[int, bool], float] = {}
    every = {k: v for k, v in table.wanted.items() if k[1] == found}
    for n in np.flatnonzero(whole):
        key, score, right = table.claims[n], float(scores[n]), table.gold[n][0] != 0
        if score > best.get(key, (0.0, False))[0]:
            best[key] = (score, right)
        if table.gold[n] in every:
            got[table.gold[n]] = max(score, got.get(table.gold[n], 0.0))
    wanted = Counter(r for _, r in every.values())

    def figures(limit: Callable[[str], float], only: str | None = None) -> tuple[float, float, float]:
        found = [(right, k[2]) for k, (score, right) in best.items() if (only is None or k[2] == only) and score >= limit(k[2])]
        hit = sum(1 for g, score in got.items() if (only is None or every[g][1] == only) and score >= limit(every[g][1]))
        p = sum(right for right, _ in found) / max(1, len(found))
        r = hit / max(1, sum(wanted.values()) if only is None else wanted[only])
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    def worth(limit: Callable[[str], float], only: str | None = None) -> float:
        """F with precision before recall (van Rijsbergen's measure): real names are noisier than annotated ones."""
        p, r, _ = figures(limit, only)
        return (1 + BETA**2) * p * r / (BETA**2 * p + r) if p + r else 0.0

    grid = [round(0.16 + 0.02 * n, 2) for n in range(33)]
    common = max(grid, key=lambda t: worth(lambda _: t))
    chosen = {}
    for relation in schema.relations:
        top = max(grid, key=lambda t: (worth(lambda _: t, relation), -abs(t - common)))
        share = min(0.5, wanted[relation] / 120)  # few examples: stay near the common threshold
        chosen[relation] = round(common + share * (top - common) - ease, 3)
    report: dict[str, object] = {"common threshold": common}
    for name, limit in (("common", lambda _: common), ("own", lambda r: chosen[r]), *((f"at {t}", lambda _, t=t: t) for t in (0.3, 0.4, 0.5, 0.6))):
        report[name] = [round(x, 4) for x in figures(limit)]
    return chosen, report
