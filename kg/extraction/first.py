"""The first look: every pair of ends that the schema allows, with how likely the text claims each relation between the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from kg.extraction.candidates import Bools, Ints, Pairing
from kg.extraction.encoder import Encoder
from kg.extraction.features import PARTS, Sentence
from kg.extraction.network import Network
from kg.extraction.roles import matched
from kg.extraction.scene import End, Scene
from kg.extraction.second import FLOOR, Proposal
from kg.layers import Floats
from kg.schema import Schema

#: Log-odds of the encoder below which the network is not asked, for time's sake: asked from -3.5 on, it changes a claim or two in a
#: hundred of the annotated documents, right and wrong ones alike.
UNREAD = -1.75
#: How sure a claim is that a frame alone proposes, by how strongly its roles are filled.
FRAME_CONFIDENCE = (0.0, 0.3, 0.65, 0.85)
#: Sentences are read together that have at most so many tokens, and pairs; a longer one alone.
TOKENS, PAIRS = 2048, 8192


class FirstRanker:
    """Proposes the claims of sentences: by an encoder, which sees them whole, and a network, which sees features of the pairs that the
    encoder leaves, as they agree; and by frames alone what these were not trained for.
    """

    def __init__(self, schema: Schema, encoder: Encoder, network: Network) -> None:
        self.schema, self.encoder, self.network, self.pairing = schema, encoder, network, Pairing(schema)
        self.trained = network.meta.get("schema") == schema.name
        encoded, column = ({r: n for n, r in enumerate(heads)} if self.trained else {} for heads in (encoder.heads, network.heads))
        self._known = np.array([r in column for r in self.pairing.relations], np.bool_)
        self._relations = [r for r in self.pairing.relations if r in column]
        self._worded = [k for k, r in enumerate(self._relations) if schema.relations[r].worded]
        self._encoded, self._columns = [encoded[r] for r in self._relations], [column[r] for r in self._relations]

    def propose(self, scenes: Sequence[Scene]) -> Iterator[Proposal]:
        """What is not ruled out in sentences of one document."""
        for chosen, pairs in self._batches(scenes):
            if self.trained:
                yield from self._ranked(chosen, pairs)
            if not self._known.all():
                for scene, (numbers, allowed) in zip(chosen, pairs, strict=True):
                    yield from self._framed(scene, numbers, allowed & ~self._known)

    def _batches(self, scenes: Iterable[Scene]) -> Iterator[tuple[list[Scene], list[tuple[Ints, Bools]]]]:
        """The sentences that have pairs, with these, so many as are read together."""
        chosen: list[Scene] = []
        pairs: list[tuple[Ints, Bools]] = []
        tokens = asked = 0
        for scene in scenes:
            own, length = self.pairing.pairs(scene), scene.end - scene.start
            if not len(own[0]):
                continue
            if chosen and (tokens + length > TOKENS or asked + len(own[0]) > PAIRS):
                yield chosen, pairs
                chosen, pairs, tokens, asked = [], [], 0, 0
            chosen.append(scene)
            pairs.append(own)
            tokens += length
            asked += len(own[0])
        if chosen:
            yield chosen, pairs

    def _ranked(self, scenes: Sequence[Scene], pairs: Sequence[tuple[Ints, Bools]]) -> Iterator[Proposal]:
        encoded = self.encoder.scores(self.encoder.vocabulary.layout(scenes, [numbers for numbers, _ in pairs]))
        of_scene = np.split(encoded, np.cumsum([len(numbers) for numbers, _ in pairs])[:-1])
        rows: list[list[str]] = []
        of: list[Ints] = []
        left: list[tuple[Scene, Ints, Bools, Floats]] = []
        for scene, (numbers, allowed), odds in zip(scenes, pairs, of_scene, strict=True):
            may, read = allowed[:, self._known] & self._sayable(scene), odds[:, self._encoded]
            hopeful = (may & (read >= UNREAD)).any(axis=1)
            if hopeful.any():
                own, parts = Sentence(scene, self.schema).rows(numbers[hopeful].tolist())
                of.append(parts + len(rows))
                rows += own
            left.append((scene, numbers[hopeful], may[hopeful], read[hopeful]))
        said = self.network.scores(rows, np.concatenate([np.zeros((0, PARTS), np.intp), *of]))[:, self._columns]
        at = 0
        for scene, numbers, may, read in left:
            net = said[at:at + len(numbers)]
            at += len(numbers)
            p = 1 / (1 + np.exp(-self._agreed(read, net)))
            found = may & (p >= FLOOR)
            for n in np.flatnonzero(found.any(axis=1)).tolist():
                candidate = self.pairing.candidate(scene, int(numbers[n, 0]), int(numbers[n, 1]))
                levels = frame_levels(scene, candidate.subject, candidate.object)
                for k in np.flatnonzero(found[n]).tolist():
                    relation = self._relations[k]
                    yield Proposal(candidate, relation, float(p[n, k]), *of_levels(levels, relation), float(read[n, k]), float(net[n, k]))

    def _sayable(self, scene: Scene) -> Bools:
        """Which of the relations that the models know the sentence has words for, where a relation needs any."""
        may = np.ones(len(self._relations), np.bool_)
        for k in self._worded:
            may[k] = any(hit.entry.relation == self._relations[k] for _, hit in scene.hits)
        return may

    def _agreed(self, encoder: Floats, network: Floats) -> Floats:
        """The log-odds on which the two agree: their mean."""
        return np.asarray((encoder + network) / 2, np.float32)

    def _framed(self, scene: Scene, numbers: Ints, allowed: Bools) -> Iterator[Proposal]:
        """By frames alone."""
        for n in np.flatnonzero(allowed.any(axis=1)).tolist():
            candidate = self.pairing.candidate(scene, int(numbers[n, 0]), int(numbers[n, 1]))
            levels = frame_levels(scene, candidate.subject, candidate.object)
            for relation in (self.pairing.relations[k] for k in np.flatnonzero(allowed[n]).tolist()):
                level, rival = of_levels(levels, relation)
                if FRAME_CONFIDENCE[level] >= FLOOR:
                    yield Proposal(candidate, relation, FRAME_CONFIDENCE[level], level, rival)


def frame_levels(scene: Scene, subject: End, object_: End) -> dict[str, int]:
    """Relation -> how strongly a frame of it fits the two (1 to 3), where any does."""
    found: dict[str, int] = {}
    for n, a, b in matched(scene.filled(subject), scene.filled(object_)):
        relation = scene.hits[n][1].entry.relation
        found[relation] = max(found.get(relation, 0), min(a, b))
    return found


def of_levels(levels: dict[str, int], relation: str) -> tuple[int, int]:
    """How strongly frames of a relation fit (0: none does), and at most those of another."""
    return levels.get(relation, 0), max((level for other, level in levels.items() if other != relation), default=0)
