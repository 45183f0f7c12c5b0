"""The first look: every pair of ends that the schema allows, with how likely the text claims each relation between the two.

A linear model and a small network agree on it, each pair by itself. Both add up what each feature says, so what one end says
whatever the other is (`kg.extraction.features`) is added up once for all pairs that it stands in; a gate that sees the outlines
alone shuts out most pairs before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kg.extraction.candidates import Candidate, candidates
from kg.extraction.features import end_detail, end_outline, pair_detail, pair_outline, place
from kg.extraction.linear import GROUPS, LinearModel
from kg.extraction.network import Network
from kg.extraction.scene import Scene
from kg.extraction.second import FLOOR, Proposal, frame_levels
from kg.schema import Schema

#: How sure a claim is that a frame alone proposes, by how strongly its roles are filled.
FRAME_CONFIDENCE = (0.0, 0.3, 0.65, 0.85)

Names = list[str]
Ints = NDArray[np.intp]


class FirstRanker:
    """Proposes the claims of sentences. Where the models were trained for another schema, by its frames alone."""

    def __init__(self, schema: Schema, gate: LinearModel, relations: LinearModel, network: Network | None) -> None:
        self.schema, self.gate, self.relations, self.network = schema, gate, relations, network
        self.trained = relations.meta.get("schema") == schema.name
        self.least = cast("float", gate.meta["least"]) if self.trained else 0.0
        self.columns = {r: n for n, r in enumerate(relations.heads)} if self.trained else {}

    def propose(self, scene: Scene) -> Iterator[Proposal]:
        """What is not ruled out in one sentence."""
        found = list(candidates(scene, self.schema))
        if not found:
            return
        pairs = [pair_outline(c.scene, c.subject, c.object, self.schema) for c in found]
        number = {id(e): n for n, e in enumerate(scene.ends)}
        subjects = np.array([number[id(c.subject)] for c in found], np.intp)
        objects = np.array([len(number) + number[id(c.object)] for c in found], np.intp)
        ends = [end_outline(scene, e, tag) for tag in "so" for e in scene.ends]
        if self.trained:
            passed = self._passed(ends, subjects, objects, pairs)
            found, pairs = [found[n] for n in passed.tolist()], [pairs[n] for n in passed.tolist()]
            subjects, objects = subjects[passed], objects[passed]
            if not found:
                return
        places: dict[tuple[int, int, int, int, str], int] = {}
        of = [places.setdefault(place(c.subject, c.object, self.schema), len(places)) for c in found]
        first = dict(zip(reversed(of), reversed(found), strict=True))
        details = [pair_detail(scene, first[at].subject, first[at].object, self.schema) for at in range(len(places))]
        levels = [frame_levels(names) for names in details]
        for n, e in enumerate([*scene.ends, *scene.ends]):
            ends[n] += end_detail(scene, e, "s" if n < len(number) else "o")
        rows = [*ends, *pairs, *details]
        at = [subjects, objects, len(ends) + np.arange(len(pairs)), len(ends) + len(pairs) + np.array(of, np.intp)]
        yield from self._proposals(found, [levels[k] for k in of], *self._probabilities(rows, at))

    def _passed(self, ends: Sequence[Names], subjects: Ints, objects: Ints, pairs: Sequence[Names]) -> Ints:
        """The pairs that the gate lets in."""
        sums, squares = self.gate.sums([*ends, *pairs])
        own = slice(len(ends), None)
        scores = self.gate.of_sums(sums[subjects] + sums[objects] + sums[own], squares[subjects] + squares[objects] + squares[own])[0][:, 0]
        return np.flatnonzero(scores >= self.least)

    def _probabilities(self, rows: Sequence[Names], at: Sequence[Ints]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(a probability for each head of the models, candidates x heads; what each group of features adds): the linear model and the
        network agree on the mean of their log-odds. A candidate has the features of a row of each of `at`.
        """
        scores, parts = self.relations.of_sums(*_gathered(*self.relations.sums(rows), at))
        if self.network is not None:
            scores = (scores + self.network.of_sums(*_gathered(*self.network.sums(rows), at))) / np.float32(2)
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32), parts

    def _proposals(self, found: Sequence[Candidate], levels: Sequence[dict[str, int]], probabilities: NDArray[np.float32],
                   parts: NDArray[np.float32]) -> Iterator[Proposal]:
        for n, (candidate, own, said) in enumerate(zip(found, levels, probabilities.tolist(), strict=True)):
            for relation in candidate.relations:
                column = self.columns.get(relation)
                level = own.get(relation, 0)
                p = said[column] if column is not None else FRAME_CONFIDENCE[level]
                if p >= FLOOR:
                    rival = max((v for r, v in own.items() if r != relation), default=0)
                    yield Proposal(candidate, relation, p, level, rival,
                                   tuple(parts[n, :, column].tolist()) if column is not None else (0.0,) * len(GROUPS))


def _gathered(sums: NDArray[np.float32], squares: NDArray[np.float32], at: Sequence[Ints]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of each candidate the sums of its rows."""
    first, *others = at
    total, square = sums[first], squares[first]
    for rows in others:
        total += sums[rows]
        square += squares[rows]
    return total, square
