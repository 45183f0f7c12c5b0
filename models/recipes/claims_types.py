"""Learn the type of a name that no list knows, and what is no name (`kg.extraction.entity_types`), from annotated texts.

The names of texts that the recogniser was not trained on are read with what it says of them; those of all the others teach what
stands around names of a type, and how they look, at a smaller weight.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from claims_data import Reader, gold_mentions
from claims_table import Table, prune
from sklearn.linear_model import LogisticRegression

from kg.extraction.entity_types import LIKELY, NO_NAME, Surroundings, told, type_features, unknown_names
from kg.extraction.linear import LinearModel
from kg.gold import GoldDocument
from kg.model import Mention, name_key

#: How much an annotated name counts beside one as a machine found it; the inverse strength of the regularisation; steps of the search.
GIVEN_WEIGHT, C, STEPS = 0.15, 150.0, 120
#: Weights that are smaller everywhere are left out.
LEAST = 1.2

Row = tuple[str, list[str], str]


def found_rows(gold: GoldDocument, reader: Reader) -> list[Row]:
    """(text, features, type) of each name that a machine finds; NO_NAME where the annotation has it not."""
    types = {name_key(n): e.type for e in gold.entities for n in (*e.mentions, e.name, *e.aliases)}
    doc = reader.parsed(gold.text)
    mentions = reader.finder.find(doc).mentions
    around = Surroundings(doc, mentions, reader.finder.context.nouns)
    rows = []
    for key, places in unknown_names(mentions).items():
        type_ = next((types[k] for k in (key, *(name_key(m.text) for m in places)) if k in types), NO_NAME)
        rows.append((gold.name, type_features(places, around), type_))
    return rows


def given_rows(gold: GoldDocument, reader: Reader) -> list[Row]:
    """The same of each annotated name."""
    named = gold_mentions(gold)[0]
    places: dict[str, list[Mention]] = {}
    for m in named:
        places.setdefault(str(m.known), []).append(m)
    around = Surroundings(reader.parsed(gold.text), [replace(m, known=None) for m in named], reader.finder.context.nouns)
    return [(gold.name, type_features(of_one, around, hints=False), of_one[0].type) for of_one in places.values()]


def learn_types(documents: Sequence[GoldDocument], unseen: Sequence[GoldDocument], reader: Reader, schema: str, folds: int,
                ) -> tuple[LinearModel, Callable[[str], LinearModel]]:
    """The model; and for each text a model that was not trained on it, so that the rankers learn to live with its errors."""
    held = {g.name for g in unseen}
    found = [row for g in unseen for row in found_rows(g, reader)]
    given = [row for g in documents if g.name not in held for row in given_rows(g, reader)]
    rows = found + given
    table = Table(f for _, f, _ in rows)
    labels = np.array([t for _, _, t in rows])
    weights = np.array([1.0] * len(found) + [GIVEN_WEIGHT] * len(given))
    names = sorted(held)
    random.Random(0).shuffle(names)
    fold = {name: n % folds for n, name in enumerate(names)}
    of = np.array([fold.get(name, -1) for name, _, _ in rows])

    def trained(chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> LinearModel:
        model = LogisticRegression(C=C, max_iter=STEPS, tol=1e-3).fit(table.matrix[chosen], labels[chosen], sample_weight=weights[chosen])
        return prune(LinearModel(list(model.classes_), table.vocabulary, model.coef_.T.astype(np.float32),
                                 model.intercept_.astype(np.float32), {"schema": schema}), LEAST)

    models = [trained(of != k) for k in range(folds)]
    right, doubted = judged(found, [models[fold[name]] for name, _, _ in found])
    whole = trained(of >= -1)
    whole.meta.update(right=round(right, 4), doubted=[round(x, 4) for x in doubted])
    print(f"types: {len(found):,} names found, {len(given):,} given; of texts left out {right:.3f} of the names right; left out as no "
          f"names: precision {doubted[0]:.3f}, recall {doubted[1]:.3f}; {len(whole.vocabulary):,} features")
    return whole, lambda name: models[fold[name]] if name in fold else whole


def judged(found: Sequence[Row], models: Sequence[LinearModel]) -> tuple[float, tuple[float, float]]:
    """What share of the true names gets the right type; (precision, recall) of those taken for no names."""
    said = [told(model, [features])[0] for (_, features, _), model in zip(found, models, strict=True)]
    true = [type_ for _, _, type_ in found]
    right = sum(t == type_ for t, (type_, _) in zip(true, said, strict=True))
    doubted = [t for t, (_, likely) in zip(true, said, strict=True) if likely < LIKELY]
    no_names = doubted.count(NO_NAME)
    return right / max(1, len(true) - true.count(NO_NAME)), (no_names / max(1, len(doubted)), no_names / max(1, true.count(NO_NAME)))
