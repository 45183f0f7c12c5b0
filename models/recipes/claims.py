"""Train the models that rank claims and tell how the text says them.

    python models/recipes/claims.py LANGUAGE --gold GOLD --out models/claims_LANGUAGE

GOLD are folders with `train/` (annotated documents) or `bank/` (annotated sentences). Written are an encoder of sentences, which says what
is claimed between two names, `encoder.npz` (for which PyTorch must be installed); a network over named features, which looks at what the
encoder leaves, `network.npz`; trees over what the two say of a whole document, `second.npz`;
and logistic models over named features: `status.npz` (negated, fact, planned, possible, asked, former), `speakers.npz`,
`antecedents.npz` (whom a reference means) and `types.npz` (of what type a name is). The threshold of each relation is chosen on documents
left out of the training. UNSEEN are folders whose documents the language's recogniser of names was not trained on, or the one that lies in
the folder (`names.npz`): the rankers learn from them as a build reads them too, with the names found by machine. All but the trees learn
from long sentences too that are made of the annotated ones (`claims_compose`).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent))
from claims_antecedents import learn
from claims_compose import Composer, cut, korean_sentences
from claims_data import Example, Reader, examples, gold_documents
from claims_network import fit, hashed, to_network
from claims_said import Sayer, Span
from claims_said_english import LONGEST, REFERS, EnglishSayer
from claims_second import First, train_second
from claims_table import Table, prune
from claims_types import learn_types
from kiwipiepy import Kiwi

from kg.extraction.encoder import Encoder
from kg.extraction.features import Sentence
from kg.extraction.first import frame_levels
from kg.extraction.linear import LinearModel
from kg.extraction.network import Network
from kg.extraction.status import Wording, clause
from kg.gold import GoldDocument
from kg.schema import Schema, load_schema

#: How strongly a frame must fit for a changed verb to be that of a claim.
PLAINLY = 2
#: Optional claims are right but need not be found: they teach at half weight.
OPTIONAL = 0.5
#: Log-odds of the encoder from which on the network learns: lower than those it is asked at, for of texts left out the encoder is less sure.
LEFT = -4.6
#: Of a topmost type is asked whether it speaks where so large a share of those who spoke in the annotated texts are of it.
SPEAKING = 0.01
#: The log-odds of a relation that the network has hardly seen.
NEVER = -8.0

Floats = NDArray[np.float32]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("language", choices=("ko", "en"))
    parser.add_argument("--gold", type=Path, nargs="+", required=True)
    parser.add_argument("--unseen", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--trees-without", nargs="*", default=[], help="how the names of documents begin that teach the trees nothing")
    parser.add_argument("--composed", type=int, default=0, help="how many long sentences are made of annotated ones (Korean alone)")
    parser.add_argument("--said", type=int, default=0, help="how many annotated sentences are said in other ways, for polarity and modality")
    parser.add_argument("--schema", default="ai-industry")
    parser.add_argument("--c", type=float, default=6.0, help="inverse strength of the regularisation")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args(argv)
    if args.composed and args.language != "ko":
        parser.error("--composed: long sentences are made of Korean ones alone")
    schema = load_schema(args.schema)
    started = time.time()
    args.out.mkdir(parents=True, exist_ok=True)
    data, antecedents, types = load(args.gold, args.unseen, args.language, schema, args.schema, args.folds, args.composed, args.said)
    print(f"{len(data):,} candidates in {time.time() - started:.0f} s", flush=True)
    antecedents.save(args.out / "antecedents.npz")
    types.save(args.out / "types.npz")
    annotated = [e for e in data if not e.found]
    fit_status(annotated, args.c).save(args.out / "status.npz")
    fit_speakers([e for e in annotated if not e.said], args.c, schema).save(args.out / "speakers.npz")
    data = [e for e in data if not e.said]  # how a text says a claim is all that they teach
    labels, weights = targets(data, schema)
    encoder, read = encode(data, labels, weights, schema, args.language, args.folds)
    encoder.save(args.out / "encoder.npz")
    left = np.flatnonzero(np.where(weights > 0, read, LEFT - 1).max(axis=1) >= LEFT)
    print(f"{len(left):,} are left by the encoder")
    network, said = look(data, left, labels[left], weights[left], schema, args.folds)
    network.meta = {"schema": schema.name, "language": args.language}
    network.save(args.out / "network.npz")
    for_trees = [n for n, at in enumerate(left.tolist()) if not data[at].composed and not data[at].document.startswith(tuple(args.trees_without))]
    read, said = read[left][for_trees], said[for_trees]
    agreed = np.asarray(1 / (1 + np.exp(-(said + read) / 2)), np.float32)
    second, report = train_second([data[n] for n in left[for_trees].tolist()], First(agreed, read, said), schema, args.language, args.folds)
    print(json.dumps(report, indent=1))
    second.save(args.out / "second.npz")
    (args.out / "report.json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"done in {time.time() - started:.0f} s")
    return 0


def load(gold: Sequence[Path], unseen: Sequence[Path], language: str, schema: Schema, seeds: str, folds: int, composed: int = 0, said: int = 0,
         ) -> tuple[list[Example], LinearModel, LinearModel]:
    """Every candidate of the annotated documents and sentences; and, learnt before, whom references mean and of what type names are."""
    reader = Reader(language, schema, seeds)
    parts = [gold_documents(folder, language) for folder in gold]
    whole, bank = [g for w, _ in parts for g in w], [g for _, b in parts for g in b]
    not_seen = [g for folder in unseen for g in reader.read_unseen(folder, language)]
    types, reader.types_for = learn_types(whole + bank, not_seen, reader, schema.name, folds)
    reader.antecedents = learn(whole, reader, language)
    data: list[Example] = []
    for documents, is_whole in ((whole, True), (bank, False)):
        for document in documents:
            data.extend(examples(document, reader, is_whole))
    for document in not_seen:
        data.extend(examples(document, reader, True, found=True))
    if composed:
        data.extend(compose(whole, bank, reader, {e.document: k for e, k in zip(data, folded(data, folds), strict=True)}, composed))
    if said:
        data.extend(say(whole, bank, reader, language, said))
    return data, reader.antecedents, types


def compose(whole: Sequence[GoldDocument], bank: Sequence[GoldDocument], reader: Reader, fold: Mapping[str, int], count: int) -> Iterator[Example]:
    """The candidates of sentences made of annotated ones, each of ones of one fold: left out with these, it tells nothing of them."""
    kiwi = Kiwi(num_workers=1)
    sentences = [*bank, *cut(whole, korean_sentences(kiwi))]
    folds = sorted(set(fold.values()))
    for k in folds:
        for made in Composer([s for s in sentences if fold.get(s.name) == k], kiwi, int(k)).compose(count // len(folds)):
            for example in examples(made, reader, False):
                example.composed = True
                yield example
            reader.forget(made.text)


def say(whole: Sequence[GoldDocument], bank: Sequence[GoldDocument], reader: Reader, language: str, count: int) -> Iterator[Example]:
    """The candidates of annotated sentences said in other ways, with those of their claims of which it is sure how they are said now."""
    for made, changed in _sayer(whole, bank, reader, language).say(count):
        for example in examples(made, reader, False):
            example.said = True
            _reworded(example, changed, alone=len(made.claims) == 1)
            yield example
        reader.forget(made.text)


def _sayer(whole: Sequence[GoldDocument], bank: Sequence[GoldDocument], reader: Reader, language: str) -> Sayer | EnglishSayer:
    if language == "ko":
        kiwi = Kiwi(num_workers=1)
        return Sayer([*bank, *cut(whole, korean_sentences(kiwi))], kiwi)
    sentences = cut(whole, lambda text: ((s.start_char, s.end_char) for s in reader.parsed(text).sents), LONGEST, REFERS)
    return EnglishSayer([*bank, *sentences], reader.nlp)


def _reworded(example: Example, changed: Span, alone: bool) -> None:
    """Leave a claim of a changed sentence as it is where it stands at the changed verb, and a frame finds it or it is the sentence's only one
    (`alone`); a phrase's as it was; no other.
    """
    scene, s, o = example.candidate.scene, example.candidate.subject, example.candidate.object
    levels = frame_levels(scene, s, o)
    for relation, claim in example.gold.items():
        verb = clause(scene, s, o, relation)
        if verb is None:
            example.gold[relation] = replace(claim, polarity="asserted", modality="fact")
        elif not changed[0] <= scene.arguments.starts[verb] < changed[1] or (levels.get(relation, 0) < PLAINLY and not alone):
            example.sure[relation] = False


def _fit(matrix: Any, labels: Sequence[int], weights: Sequence[float], c: float) -> tuple[NDArray[np.float32], float]:
    if len(set(labels)) < 2:  # few texts may say nothing, or nothing else, of a head
        return np.zeros(matrix.shape[1], np.float32), -NEVER if any(labels) else NEVER
    model = LogisticRegression(C=c, solver="liblinear", max_iter=200, random_state=0)
    model.fit(matrix, labels, sample_weight=weights)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def encode(data: Sequence[Example], labels: Floats, weights: Floats, schema: Schema, language: str, folds: int) -> tuple[Encoder, Floats]:
    """The encoder of all; and what it says of each candidate (log-odds, candidates x relations of the schema) when trained on other texts."""
    import claims_encoder as recipe  # PyTorch is large, and nothing else here asks for it

    vectors = recipe.morpheme_vectors() if language == "ko" else ({}, np.zeros((1, recipe.NUMBERS), np.float32))
    fold, said = folded(data, folds), np.zeros((len(data), len(schema.relations)), np.float32)
    for k in range(folds):
        others, left = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        learnt = recipe.fit([data[n] for n in others.tolist()], labels[others], weights[others], schema, language, vectors)
        said[left] = recipe.log_odds(learnt, [data[n] for n in left.tolist()])
    return recipe.fit(data, labels, weights, schema, language, vectors), said


def look(data: Sequence[Example], left: NDArray[Any], labels: Floats, weights: Floats, schema: Schema, folds: int) -> tuple[Network, Floats]:
    """The network of the candidates that the encoder leaves, and what it says of each of them when trained on other texts."""
    table = Table(named([data[n] for n in left.tolist()], schema))
    print(f"{len(table.vocabulary):,} features")
    rows, fold = hashed(table.matrix, table.vocabulary), folded(data, folds)[left]
    columns = np.flatnonzero((labels * (weights > 0)).sum(axis=0) >= 3)
    said = np.full(labels.shape, NEVER, np.float32)
    for k in range(folds):
        others, own = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        learnt = fit(rows[others], labels[np.ix_(others, columns)], weights[np.ix_(others, columns)])
        said[np.ix_(own, columns)] = learnt.scores(rows[own])
    heads = [list(schema.relations)[n] for n in columns]
    return to_network(fit(rows, labels[:, columns], weights[:, columns]), heads, table.vocabulary), said


def named(data: Iterable[Example], schema: Schema) -> Iterator[list[str]]:
    """The features of each candidate; those of one sentence stand together."""
    sentence, number = None, {}
    for example in data:
        scene = example.candidate.scene
        if sentence is None or sentence.scene is not scene:
            sentence, number = Sentence(scene, schema), {id(end): n for n, end in enumerate(scene.ends)}
        yield sentence.features(number[id(example.candidate.subject)], number[id(example.candidate.object)])


def folded(data: Sequence[Example], folds: int) -> NDArray[Any]:
    """The fold of each candidate; those of one text are in one."""
    names = sorted({e.document for e in data})
    random.Random(0).shuffle(names)
    fold = {name: n % folds for n, name in enumerate(names)}
    return np.array([fold[e.document] for e in data])


def targets(data: Sequence[Example], schema: Schema) -> tuple[Floats, Floats]:
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


def fit_status(data: Sequence[Example], c: float) -> LinearModel:
    """Negated or not, and the modality, of the claims that are there."""
    heads = ["negated", "fact", "planned", "possible", "asked", "former"]
    rows, claims = [], []
    for example in data:
        for relation, claim in example.gold.items():
            if example.sure[relation]:
                rows.append(Wording(example.candidate.scene).status(example.candidate.subject, example.candidate.object, relation))
                claims.append(claim)
    table = Table(rows)
    of = {"negated": lambda cl: cl.polarity == "negated", "former": lambda cl: cl.status.startswith("former")}
    labels = {h: [int(of[h](cl) if h in of else cl.modality == h) for cl in claims] for h in heads}
    return _several(table, heads, labels, c)


def fit_speakers(data: Sequence[Example], c: float, schema: Schema) -> LinearModel:
    """Whose words a claim is in, among the entities of its sentence and those carried into it."""
    rows: list[list[str]] = []
    labels: list[int] = []
    spoke: Counter[str] = Counter()
    for example in data:
        for relation, claim in example.gold.items():
            if not example.sure[relation]:
                continue
            may_speak = [end for end in example.candidate.scene.ends if end.kind != "literal"]
            rows += Wording(example.candidate.scene).speakers(example.candidate.subject, example.candidate.object, may_speak)
            labels += [int(end.key == claim.attributed_to) for end in may_speak]
            spoke.update(schema.ancestors(end.type)[-1] for end in may_speak if end.key == claim.attributed_to)
    model = _several(Table(rows), ["speaker"], {"speaker": labels}, c)
    model.meta["tops"] = sorted(top for top, n in spoke.items() if n >= SPEAKING * spoke.total())
    return model


def _several(table: Table, heads: list[str], labels: dict[str, list[int]], c: float) -> LinearModel:
    matrix = np.zeros((len(table.vocabulary), len(heads)), np.float32)
    bias = np.zeros(len(heads), np.float32)
    for n, head in enumerate(heads):
        matrix[:, n], bias[n] = _fit(table.matrix, labels[head], [1.0] * len(labels[head]), c)
    return prune(LinearModel(heads, table.vocabulary, matrix, bias), 0.02)


if __name__ == "__main__":
    raise SystemExit(main())
