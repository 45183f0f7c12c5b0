"""Train the models that rank claims and tell how the text says them.

    python models/recipes/claims.py LANGUAGE --gold GOLD --out models/claims_LANGUAGE

GOLD are folders with `train/` (annotated documents) or `bank/` (annotated sentences). Three logistic models over named features are
written: `relations.npz` (one head a relation), `status.npz` (negated, fact, planned, possible, asked, former) and
`speakers.npz`; others for whom a reference means, `antecedents.npz`, of what type a name is, `types.npz`, and which pairs are worth a
look, `gate.npz`; beside the first a network over the same features, `network.npz`, an encoder of sentences, `encoder.npz` (for which
PyTorch must be installed), and trees over what these say, `second.npz`. The threshold of each relation is chosen on documents left out of the training. UNSEEN are folders whose documents the language's
recogniser of names was not trained on: the rankers learn from them as a build reads them too, with the names found by machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent))
from claims_antecedents import learn
from claims_data import Example, Reader, examples, gold_documents
from claims_network import fit, hashed, to_network
from claims_second import First, train_second
from claims_table import Table, prune
from claims_types import learn_types

from kg.extraction.encoder import Encoder
from kg.extraction.features import features, outline
from kg.extraction.linear import GROUPS, LinearModel, group_of
from kg.extraction.status import speaker_features, status_features
from kg.schema import Schema, load_schema

#: The share of the claims that the gate may shut out.
SHUT_OUT = 0.012
#: Features of the first ranker whose weights are smaller for every relation are left out.
LEAST = 0.45
#: Optional claims are right but need not be found: they teach at half weight.
OPTIONAL = 0.5
#: What the encoder counts beside the linear model and the network, each of which counts 1.
SHARES = {"ko": 1.0, "en": 2.0}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=("ko", "en"))
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--unseen", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--schema", default="ai-industry")
    parser.add_argument("--c", type=float, default=6.0, help="inverse strength of the regularisation")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args(argv)
    schema = load_schema(args.schema)
    started = time.time()
    args.out.mkdir(parents=True, exist_ok=True)
    data, antecedents, types = load(args.gold, args.unseen, args.language, schema, args.schema, args.folds)
    print(f"{len(data):,} candidates in {time.time() - started:.0f} s", flush=True)
    antecedents.save(args.out / "antecedents.npz")
    types.save(args.out / "types.npz")
    encoder, encoded = encode(data, schema, args.language, args.folds)
    encoder.save(args.out / "encoder.npz")
    gate, passed = shut(data, schema)
    gate.save(args.out / "gate.npz")
    data, encoded = [data[n] for n in passed], encoded[passed]
    print(f"{len(data):,} pass the gate")
    table = Table(features(e.candidate.scene, e.candidate.subject, e.candidate.object, schema) for e in data)
    print(f"{len(table.vocabulary):,} features")
    labels, weights = targets(data, schema)
    rows = hashed(table.matrix, table.vocabulary)
    first = out_of_fold(data, table, rows, labels, weights, encoded, schema, args.c, args.folds, SHARES[args.language])
    second, report = train_second(data, first, schema, args.folds)
    print(json.dumps(report, indent=1))
    second.save(args.out / "second.npz")
    relations = fit_relations(data, table, schema, args.c, range(len(data)))
    relations.meta = {"schema": schema.name, "language": args.language}
    prune(relations, LEAST).save(args.out / "relations.npz")
    places = [list(schema.relations).index(r) for r in relations.heads]
    network = to_network(fit(rows, labels[:, places], weights[:, places]), relations.heads, table.vocabulary)
    network.meta = {"schema": schema.name, "language": args.language}
    network.save(args.out / "network.npz")
    data = [e for e in data if not e.found]
    fit_status(data, args.c).save(args.out / "status.npz")
    fit_speakers(data, args.c).save(args.out / "speakers.npz")
    (args.out / "report.json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"done in {time.time() - started:.0f} s")
    return 0


def load(gold: Sequence[Path], unseen: Sequence[Path], language: str, schema: Schema, seeds: str, folds: int,
         ) -> tuple[list[Example], LinearModel, LinearModel]:
    """Every candidate of the annotated documents and sentences; and, learnt before, whom references mean and of what type names are."""
    reader = Reader(language, schema, seeds)
    parts = [gold_documents(folder, language) for folder in gold]
    whole, bank = [g for w, _ in parts for g in w], [g for _, b in parts for g in b]
    not_seen = [g for folder in unseen for g in gold_documents(folder, language)[0]]
    types, reader.types_for = learn_types(whole + bank, not_seen, reader, schema.name, folds)
    reader.antecedents = learn(whole, reader, language)
    data: list[Example] = []
    for documents, is_whole in ((whole, True), (bank, False)):
        for document in documents:
            data.extend(examples(document, reader, is_whole))
    for document in not_seen:
        data.extend(examples(document, reader, True, found=True))
    return data, reader.antecedents, types


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


def encode(data: Sequence[Example], schema: Schema, language: str, folds: int) -> tuple[Encoder, NDArray[np.float32]]:
    """The encoder of all; and what it says of each candidate (candidates x relations of the schema), trained on other texts."""
    import claims_encoder as recipe  # PyTorch is large, and nothing else here asks for it

    labels, weights = targets(data, schema)
    vectors = recipe.morpheme_vectors() if language == "ko" else ({}, np.zeros((1, recipe.NUMBERS), np.float32))
    fold, said = folded(data, folds), np.zeros((len(data), len(schema.relations)), np.float32)
    for k in range(folds):
        others, left = [n for n in range(len(data)) if fold[n] != k], [n for n in range(len(data)) if fold[n] == k]
        learnt = recipe.fit([data[n] for n in others], labels[others], weights[others], schema, language, SHARES[language], vectors)
        said[left] = recipe.log_odds(learnt, [data[n] for n in left])
    return recipe.fit(data, labels, weights, schema, language, SHARES[language], vectors), said


def folded(data: Sequence[Example], folds: int) -> list[int]:
    """The fold of each candidate; those of one text are in one."""
    names = sorted({e.document for e in data})
    random.Random(0).shuffle(names)
    fold = {name: n % folds for n, name in enumerate(names)}
    return [fold[e.document] for e in data]


def shut(data: Sequence[Example], schema: Schema) -> tuple[LinearModel, list[int]]:
    """What tells from the outline of a pair that it hardly stands in any claim; and the places of the candidates that pass."""
    table = Table(outline(e.candidate.scene, e.candidate.subject, e.candidate.object, schema) for e in data)
    said = np.array([any(e.sure[r] for r in e.gold) for e in data])
    weights, bias = _fit(table.matrix, said.astype(int).tolist(), [1.0] * len(data), 6.0)
    gate = LinearModel(["claimed"], table.vocabulary, weights[:, None], np.array([bias], np.float32))
    scores = table.matrix @ weights + bias
    least = float(np.quantile(scores[said], SHUT_OUT))
    gate.meta = {"least": round(least, 4)}
    return prune(gate, 0.02), [n for n, score in enumerate(scores) if score >= least]


def targets(data: Sequence[Example], schema: Schema) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(labels, weights), candidates x relations of the schema: weight 0 where the types forbid a relation, or it is unsure."""
    place = {r: n for n, r in enumerate(schema.relations)}
    labels = np.zeros((len(data), len(place)), np.float32)
    weights = np.zeros_like(labels)
    for n, example in enumerate(data):
        for relation in example.candidate.relations:
            claim = example.gold.get(relation)
            labels[n, place[relation]] = claim is not None
            if claim is None or example.sure[relation]:
                weights[n, place[relation]] = 1.0 if claim is None or claim.required else OPTIONAL
    return labels, weights


def out_of_fold(data: Sequence[Example], table: Table, hashed_rows: Any, labels: NDArray[np.float32], weights: NDArray[np.float32],
                encoded: NDArray[np.float32], schema: Schema, c: float, folds: int, share: float) -> First:
    """What the first ranker says of each candidate for each relation of the schema, trained on other texts; `encoded` is the encoder's
    part of it, which has a share.
    """
    fold = folded(data, folds)
    place = {r: n for n, r in enumerate(schema.relations)}
    groups = np.array([group_of(n) for n in sorted(table.vocabulary, key=table.vocabulary.__getitem__)])
    found = np.zeros((len(data), len(place)), np.float32)
    parts = np.zeros((len(data), len(place), len(GROUPS)), np.float32)
    for k in range(folds):
        others = [n for n in range(len(data)) if fold[n] != k]
        model = fit_relations(data, table, schema, c, others)
        left = [n for n in range(len(data)) if fold[n] == k]
        rows, columns = table.matrix[left], [place[h] for h in model.heads]
        total = np.zeros((len(left), len(columns)), np.float32) + model.bias
        for g in range(len(GROUPS)):
            part = rows[:, groups == g] @ model.weights[groups == g]
            parts[np.ix_(left, columns, [g])] = part[:, :, None]
            total += part
        learnt = fit(hashed_rows[others], labels[np.ix_(others, columns)], weights[np.ix_(others, columns)])
        agreed = (total + learnt.scores(hashed_rows[left]) + share * encoded[np.ix_(left, columns)]) / (2 + share)
        found[np.ix_(left, columns)] = 1 / (1 + np.exp(-agreed))
    return First(found, parts)


def fit_status(data: Sequence[Example], c: float) -> LinearModel:
    """Negated or not, and the modality, of the claims that are there."""
    heads = ["negated", "fact", "planned", "possible", "asked", "former"]
    rows, claims = [], []
    for example in data:
        for relation, claim in example.gold.items():
            if example.sure[relation]:
                rows.append(status_features(example.candidate.scene, example.candidate.subject, example.candidate.object, relation))
                claims.append(claim)
    table = Table(rows)
    of = {"negated": lambda cl: cl.polarity == "negated", "former": lambda cl: cl.status.startswith("former")}
    labels = {h: [int(of[h](cl) if h in of else cl.modality == h) for cl in claims] for h in heads}
    return _several(table, heads, labels, c)


def fit_speakers(data: Sequence[Example], c: float) -> LinearModel:
    """Whose words a claim is in, among the entities of its sentence and those carried into it."""
    rows: list[list[str]] = []
    labels: list[int] = []
    for example in data:
        for relation, claim in example.gold.items():
            if not example.sure[relation]:
                continue
            may_speak = [end for end in example.candidate.scene.ends if end.kind != "literal"]
            rows += speaker_features(example.candidate.scene, example.candidate.subject, example.candidate.object, may_speak)
            labels += [int(end.key == claim.attributed_to) for end in may_speak]
    return _several(Table(rows), ["speaker"], {"speaker": labels}, c)


def _several(table: Table, heads: list[str], labels: dict[str, list[int]], c: float) -> LinearModel:
    matrix = np.zeros((len(table.vocabulary), len(heads)), np.float32)
    bias = np.zeros(len(heads), np.float32)
    for n, head in enumerate(heads):
        matrix[:, n], bias[n] = _fit(table.matrix, labels[head], [1.0] * len(labels[head]), c)
    return prune(LinearModel(heads, table.vocabulary, matrix, bias), 0.02)


if __name__ == "__main__":
    raise SystemExit(main())
