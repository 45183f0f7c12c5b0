"""Learn whom a phrase that names nothing means (`kg.extraction.antecedents`) from annotated claims.

An annotator notes claims, not references. But where a sentence says a claim of something that it does not name, that something is
what it refers to: so much is learnt from the claims alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from claims_data import Reader, keys_of
from claims_table import Table
from numpy.typing import NDArray
from scipy.optimize import minimize

from kg.evaluation import same_literal
from kg.extraction.antecedents import Anchor, Discourse, Entity, antecedent_features
from kg.extraction.arguments import arguments_of
from kg.extraction.linear import LinearModel
from kg.extraction.literals import find_literals
from kg.extraction.scene import carried_anchors, carried_tops, pronoun_anchors, pronoun_tops
from kg.gold import GoldClaim, GoldDocument
from kg.model import Literal, Mention

#: How strongly weights are held down, and how often a feature must be seen.
HELD, LEAST = 0.3, 5
#: How many characters beyond a pronoun what is claimed may stand.
NEAR = 48

Instance = tuple[list[list[str]], list[bool]]


def instances(gold: GoldDocument, reader: Reader, tops: Sequence[str], pronouns: dict[str, list[str]]) -> Iterator[Instance]:
    """Of each place that means something which a claim tells: what it may mean with its features, and what it does mean."""
    doc, names = reader.names(gold)
    arguments = arguments_of(doc)
    keys = keys_of(names)
    discourse = Discourse(doc, arguments, names, keys, reader.schema)
    literals = [(x.start, x.literal) for x in find_literals(gold.text, gold.language) if not x.secondary]
    references = list(reader.references.anchors(doc, names, discourse))
    for number, sent in enumerate(doc.sents):
        start, end = sent.start_char, sent.end_char
        named = {keys[m]: m for m in reversed(names) if start <= m.start < end}
        said = [c for c in gold.claims if _says(gold, c, start, end)]
        values = [(at, x) for at, x in literals if start <= at < end]
        absent = {a for c in said for a, other in _ends(c) if a not in named and _at(other, named, values) is not None}
        discourse.advance(start)
        here = [r for r in references if start <= r[0].start < end]
        at_pronoun = pronoun_anchors(arguments, pronouns, number, sent.start, sent.end)
        if absent and not here and not at_pronoun:
            for anchor in carried_anchors(tops, number, start):
                yield from _instance(anchor, discourse.of_top(anchor.type, set(named)), absent, discourse)
        ordered = sorted([*((a, e) for a, e, _ in here), *((a, 0) for a in at_pronoun)], key=lambda x: (x[0].start, x[0].type))
        for anchor, stop in ordered:
            discourse.advance(anchor.start)
            meant = absent | (_before(anchor, said, named, values) if anchor.kind == "pronoun" else set())
            fitting = reader.references.fitting(anchor, discourse) if anchor.kind == "reference" else discourse.of_top(anchor.type)
            yield from _instance(anchor, fitting, meant, discourse)
            known = [e for e in fitting if e.key in absent]
            if anchor.kind == "reference" and len(known) == 1:
                last = known[0].last.mention
                discourse.add(Mention(anchor.start, stop, gold.text[anchor.start:stop], last.type, last.name, "reference", 1.0, last.known),
                              known[0].key)


def _instance(anchor: Anchor, entities: Sequence[Entity], meant: set[str], discourse: Discourse) -> Iterator[Instance]:
    right = [e.key in meant for e in entities]
    if any(right) and not all(right):
        yield list(antecedent_features(anchor, entities, discourse)), right


def _says(gold: GoldDocument, claim: GoldClaim, start: int, end: int) -> bool:
    at = gold.text.find(claim.evidence)
    return 0 <= at < end and at + len(claim.evidence) > start


def _ends(claim: GoldClaim) -> list[tuple[str, str | Literal]]:
    found: list[tuple[str, str | Literal]] = [(claim.subject, claim.object)]
    if isinstance(claim.object, str):
        found.append((claim.object, claim.subject))
    return found


def _at(end: str | Literal, named: dict[str, Mention], values: Sequence[tuple[int, Literal]]) -> int | None:
    """Where the sentence has that end."""
    if isinstance(end, str):
        return named[end].start if end in named else None
    return next((at for at, x in values if same_literal(end, x)), None)


def _before(anchor: Anchor, said: Sequence[GoldClaim], named: dict[str, Mention], values: Sequence[tuple[int, Literal]]) -> set[str]:
    """What the sentence names before a pronoun, and claims of something that follows the pronoun closely: Nvidia and its H100."""
    found = set()
    for claim in said:
        for a, other in _ends(claim):
            at = _at(other, named, values)
            if a in named and named[a].end <= anchor.start and at is not None and 0 < at - anchor.start < NEAR:
                found.add(a)
    return found


def learn(documents: Sequence[GoldDocument], reader: Reader, language: str) -> LinearModel:
    """The model: the log-likelihood of what is meant among what might be (softmax), held down by a quadratic penalty."""
    tops, pronouns = carried_tops(reader.schema, language), pronoun_tops(reader.schema, language)
    return fit([i for gold in documents for i in instances(gold, reader, tops, pronouns)])


def fit(found: Sequence[Instance]) -> LinearModel:
    table = Table((row for rows, _ in found for row in rows), LEAST)
    matrix = table.matrix
    right = np.array([r for _, rights in found for r in rights], bool)
    starts = np.cumsum([0, *(len(rights) for _, rights in found)])[:-1]
    sizes = np.array([len(rights) for _, rights in found])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = matrix @ weights
        scores = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        every, meant = np.add.reduceat(scores, starts), np.add.reduceat(scores * right, starts) + 1e-12
        gradient = matrix.T @ (scores / np.repeat(every, sizes) - scores * right / np.repeat(meant, sizes))
        return float(np.log(every).sum() - np.log(meant).sum() + HELD * weights @ weights), gradient + 2 * HELD * weights

    best = minimize(loss, np.zeros(len(table.vocabulary)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return LinearModel(["antecedent"], table.vocabulary, best.x[:, None].astype(np.float32), np.zeros(1, np.float32))
