"""The first look: every pair of ends that the schema allows, with how likely the text claims each relation between the two.

An encoder, which sees the whole sentence, a small network and a linear model, which see features of each pair, agree on it. A cascade
(Viola and Jones 2001, "Rapid Object Detection using a Boosted Cascade of Simple Features"): the encoder rules out most pairs, a gate that
sees the outlines alone and the network most of the others, before their features are looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kg.extraction.candidates import Candidate, candidates
from kg.extraction.encoder import Encoder
from kg.extraction.features import end_detail, end_outline, pair_detail, pair_outline, place
from kg.extraction.linear import GROUPS, LinearModel
from kg.extraction.network import Network
from kg.extraction.scene import Scene
from kg.extraction.second import FLOOR, Proposal, frame_levels
from kg.schema import Schema

#: Log-odds of the encoder below which the others are not asked, and of the network below which the linear model is not: they could hardly
#: lift the mean above the floor.
UNREAD, HOPELESS = -4.5, -5.0
#: How sure a claim is that a frame alone proposes, by how strongly its roles are filled.
FRAME_CONFIDENCE = (0.0, 0.3, 0.65, 0.85)
_NOTHING = (0.0,) * len(GROUPS)

Floats = NDArray[np.float32]
Sums = tuple[Floats, Floats]
Ints = NDArray[np.intp]


class FirstRanker:
    """Proposes the claims of sentences. Where the models were trained for another schema, by its frames alone."""

    def __init__(self, schema: Schema, gate: LinearModel, relations: LinearModel, network: Network, encoder: Encoder) -> None:
        self.schema, self.gate, self.relations, self.network, self.encoder = schema, gate, relations, network, encoder
        self.trained = relations.meta.get("schema") == schema.name
        self.least = cast("float", gate.meta["least"])
        self.columns = {r: n for n, r in enumerate(relations.heads)} if self.trained else {}
        self._weight = np.float32(cast("float", encoder.meta["weight"]))
        self._encoded = [encoder.heads.index(r) for r in self.columns]
        self._allowed: dict[tuple[str, ...], NDArray[np.bool_]] = {}

    def propose(self, scene: Scene) -> Iterator[Proposal]:
        """What is not ruled out in one sentence."""
        pairs = Pairs(scene, self.schema)
        if self.trained and pairs.candidates:
            probabilities, parts = self._cascade(pairs)
        for n, (candidate, levels) in enumerate(zip(pairs.candidates, pairs.levels(), strict=True)):
            for relation in candidate.relations:
                column, level = self.columns.get(relation), levels.get(relation, 0)
                p = probabilities[n][column] if column is not None else FRAME_CONFIDENCE[level]
                if p >= FLOOR:
                    rival = max((v for r, v in levels.items() if r != relation), default=0)
                    yield Proposal(candidate, relation, p, level, rival, tuple(parts[n, :, column].tolist()) if column is not None else _NOTHING)

    def _cascade(self, pairs: Pairs) -> tuple[list[list[float]], Floats]:
        """Keeps the pairs that may be claimed. (A probability for each head of the models, candidates x heads; what each group of features
        adds): the linear model, the network and the encoder agree on the mean of their log-odds, in which the encoder has a weight.
        """
        read = self.encoder.scores(self.encoder.vocabulary.layout(pairs.scene, pairs.numbers()))[:, self._encoded]
        read = read[self._keep_hopeful(pairs, read, UNREAD)]
        passed = np.asarray(self.gate.of_sums(*pairs.outlined(self.gate.sums))[0][:, 0] >= self.least, np.bool_)
        pairs.keep(passed)
        said = self.network.of_sums(*pairs.summed(self.network.sums))
        hopeful = self._keep_hopeful(pairs, said, HOPELESS)
        scores, parts = self.relations.of_sums(*pairs.summed(self.relations.sums))
        return (1.0 / (1.0 + np.exp(-self._agreed(scores, said[hopeful], read[passed][hopeful])))).astype(np.float32).tolist(), parts

    def _keep_hopeful(self, pairs: Pairs, said: Floats, least: float) -> NDArray[np.bool_]:
        """Keeps the pairs of which a model gives at least these log-odds to any relation that their types allow, and tells which."""
        hopeful = np.asarray((said >= np.where(self._columns_of(pairs.candidates), least, np.inf)).any(axis=1), np.bool_)
        pairs.keep(hopeful)
        return hopeful

    def _agreed(self, linear: Floats, network: Floats, encoder: Floats) -> Floats:
        """The log-odds on which the three agree."""
        return np.asarray((linear + network + self._weight * encoder) / (2 + self._weight), np.float32)

    def _columns_of(self, found: Sequence[Candidate]) -> NDArray[np.bool_]:
        """Whether the types of each candidate allow each head: candidates x heads."""
        rows = np.zeros((len(found), len(self.columns)), np.bool_)
        for n, candidate in enumerate(found):
            row = self._allowed.get(candidate.relations)
            if row is None:
                row = self._allowed[candidate.relations] = np.array([r in candidate.relations for r in self.columns])
            rows[n] = row
        return rows


class Pairs:
    """The candidates of a sentence, their features laid out in rows that several share: what an end says by itself is looked up once
    for all its pairs. `subjects` and `objects` number the scene's ends.
    """

    def __init__(self, scene: Scene, schema: Schema) -> None:
        self.scene, self.schema = scene, schema
        self.candidates = list(candidates(scene, schema))
        number = {id(e): n for n, e in enumerate(scene.ends)}
        self.subjects = np.array([number[id(c.subject)] for c in self.candidates], np.intp)
        self.objects = np.array([number[id(c.object)] for c in self.candidates], np.intp)
        self._outlines: list[list[str]] = []
        self._ends: dict[tuple[int, str, bool], list[str]] = {}
        self._details: dict[tuple[int, int, int, int, str], list[str]] = {}

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Forget the other candidates."""
        at = np.flatnonzero(chosen)
        self._outlines = [self._outlines[n] for n in at.tolist()] if self._outlines else []
        self.candidates = [self.candidates[n] for n in at.tolist()]
        self.subjects, self.objects = self.subjects[at], self.objects[at]

    def numbers(self) -> list[tuple[int, int]]:
        """Of each candidate the numbers of its ends in the scene."""
        return list(zip(self.subjects.tolist(), self.objects.tolist(), strict=True))

    def outlined(self, sums: Callable[[Sequence[Sequence[str]]], Sums]) -> Sums:
        """Of each candidate what the features of its outline add up to."""
        return self._gathered(sums, False)

    def summed(self, sums: Callable[[Sequence[Sequence[str]]], Sums]) -> Sums:
        """Of each candidate what all its features add up to."""
        return self._gathered(sums, True)

    def levels(self) -> list[dict[str, int]]:
        """Of each candidate how strongly the frames of which relations fit."""
        return [frame_levels(self._detail(c)) for c in self.candidates]

    def _gathered(self, sums: Callable[[Sequence[Sequence[str]]], Sums], whole: bool) -> Sums:
        rows: list[Sequence[str]] = []
        at: list[Ints] = []
        for tag, ends in (("s", self.subjects), ("o", self.objects)):
            used, own = np.unique(ends, return_inverse=True)
            at.append(len(rows) + own)
            rows += [self._end(n, tag, whole) for n in used.tolist()]
        if not self._outlines:
            self._outlines = [pair_outline(self.scene, c.subject, c.object, self.schema) for c in self.candidates]
        at.append(np.arange(len(rows), len(rows) + len(self._outlines)))
        rows += self._outlines
        if whole:
            places = [place(c.subject, c.object, self.schema) for c in self.candidates]
            one_of = dict(zip(places, self.candidates, strict=True))
            row = {key: n for n, key in enumerate(one_of, len(rows))}
            at.append(np.array([row[key] for key in places], np.intp))
            rows += [self._detail(candidate) for candidate in one_of.values()]
        values, squares = sums(rows)
        first, *others = at
        total, square = values[first], squares[first]
        for of in others:
            total += values[of]
            square += squares[of]
        return total, square

    def _end(self, number: int, tag: str, whole: bool) -> list[str]:
        found = self._ends.get((number, tag, whole))
        if found is None:
            end = self.scene.ends[number]
            found = end_outline(self.scene, end, tag) if not whole else [*self._end(number, tag, False), *end_detail(self.scene, end, tag)]
            self._ends[number, tag, whole] = found
        return found

    def _detail(self, candidate: Candidate) -> list[str]:
        key = place(candidate.subject, candidate.object, self.schema)
        found = self._details.get(key)
        if found is None:
            found = self._details[key] = pair_detail(self.scene, candidate.subject, candidate.object, self.schema)
        return found
