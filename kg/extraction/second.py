"""The second look: each proposed claim beside its rivals in the sentence and in the document.

The first ranker sees a pair alone. Whether 김범수 founded 네이버 is plainer when one sees that 이해진 is the likelier founder,
that 김범수 has a company of his own in the sentence, and what the rest of the document says. Boosted trees decide on the
columns below.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extraction.candidates import Candidate
from kg.extraction.scene import Scene
from kg.schema import Schema

#: Proposals below this probability are not looked at again.
FLOOR = 0.06

COLUMNS = ["logit", "rival subject", "rival object", "rival relation", "reverse", "elsewhere", "rival subject elsewhere",
           "rival object elsewhere", "frame", "frame of a rival relation", "subject carried", "object carried", "subject reference", "object reference",
           "back", "focal", "subject likely", "object likely", "ends", "tokens", "distance", "order", "object literal", "subjects of the type",
           "objects of the type", "has subject", "times", "title", "subject pronoun", "object pronoun", "rank", "rivals", "likelier", "encoder", "network"]


@dataclass(slots=True)
class Proposal:
    """A candidate with one relation, the first ranker's probability, and how directly its frames say it (0 to 3), or another
    relation; and the log-odds of the two models that agreed on it."""

    candidate: Candidate
    relation: str
    p: float
    frame: int
    rival_frame: int
    encoder: float = 0.0
    network: float = 0.0

    @property
    def logit(self) -> float:
        p = min(max(self.p, 1e-4), 1 - 1e-4)
        return math.log(p / (1 - p))


def second_rows(proposals: Sequence[Proposal], schema: Schema, relations: Sequence[str]) -> NDArray[np.float32]:
    """A row a proposal of one document: the columns above, then one column a relation."""
    none = -6.0
    by_object: dict[tuple[int, str, str], list[tuple[float, str]]] = defaultdict(list)
    by_subject: dict[tuple[int, str, str], list[tuple[float, str]]] = defaultdict(list)
    by_pair: dict[tuple[int, str, str], list[tuple[float, str]]] = defaultdict(list)
    same: dict[tuple[str, str, str], list[tuple[float, str]]] = defaultdict(list)
    object_all: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    subject_all: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    logits = [p.logit for p in proposals]
    for p, x in zip(proposals, logits, strict=True):
        n, left, right = p.candidate.scene.number, p.candidate.subject.key, p.candidate.object.key
        by_object[n, p.relation, right].append((x, left))
        by_subject[n, p.relation, left].append((x, right))
        by_pair[n, left, right].append((x, p.relation))
        same[left, p.relation, right].append((x, str(n)))
        object_all[p.relation, right].append((x, left))
        subject_all[p.relation, left].append((x, right))

    meant: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    for p, x in zip(proposals, logits, strict=True):  # what each pronoun does best as each of its antecedents
        for e in (p.candidate.subject, p.candidate.object):
            if e.kind == "pronoun":
                at = meant[p.candidate.scene.number, e.first]
                at[e.key] = max(at.get(e.key, none), x)
    scenes = {p.candidate.scene.number: p.candidate.scene for p in proposals}
    fellows = {number: _fellows(scene) for number, scene in scenes.items()}
    of_type = {number: Counter(e.type for e in scene.ends) for number, scene in scenes.items()}

    def best(entries: Sequence[tuple[float, str]], but: Container[str]) -> float:
        return max((x for x, who in entries if who not in but), default=none)

    column = {r: len(COLUMNS) + k for k, r in enumerate(relations)}
    told: list[tuple[float, ...]] = []
    for p, x in zip(proposals, logits, strict=True):
        scene, s, o = p.candidate.scene, p.candidate.subject, p.candidate.object
        n = scene.number
        subjects, objects = fellows[n].get(s.key, {s.key}), fellows[n].get(o.key, {o.key})
        near = abs(scene.item_of[o.first] - scene.item_of[s.first]) if s.first >= 0 and o.first >= 0 else -1
        told.append((
            x, x - best(by_object[n, p.relation, o.key], subjects), x - best(by_subject[n, p.relation, s.key], objects),
            x - best(by_pair[n, s.key, o.key], {p.relation}), x - best(by_pair.get((n, o.key, s.key), []), ()),
            best(same[s.key, p.relation, o.key], {str(n)}), x - best(object_all[p.relation, o.key], subjects),
            x - best(subject_all[p.relation, s.key], objects),
            p.frame, p.rival_frame, s.kind == "carried", o.kind == "carried", s.kind == "reference", o.kind == "reference",
            max(s.back, o.back), s.focal, s.likely, o.likely, len(scene.ends), scene.end - scene.start, near,
            s.start <= o.start, o.kind == "literal", of_type[n][s.type], of_type[n][o.type],
            scene.has_subject, len(same[s.key, p.relation, o.key]), n == 0, s.kind == "pronoun", o.kind == "pronoun",
            max(s.rank, o.rank), max(s.rivals, o.rivals),
            max((y for y in meant.get((n, max(s.first if s.kind == "pronoun" else -1, o.first if o.kind == "pronoun" else -1)), {}).items()
                 if y[0] not in (s.key, o.key)), key=lambda y: y[1], default=("", none))[1] - x, p.encoder, p.network))
    rows = np.zeros((len(proposals), len(COLUMNS) + len(relations)), np.float32)
    rows[:, :len(COLUMNS)] = np.array(told, np.float32).reshape(-1, len(COLUMNS))
    for k, p in enumerate(proposals):
        if p.relation in column:
            rows[k, column[p.relation]] = 1
    return rows


def _fellows(scene: Scene) -> dict[str, set[str]]:
    """Of each thing that a phrase means, what the phrase means together, as 두 회사 does: these are no rivals."""
    places: dict[int, set[str]] = defaultdict(set)
    for end in scene.ends:
        if end.kind == "reference":
            places[end.start].add(end.key)
    found: dict[str, set[str]] = defaultdict(set)
    for keys in places.values():
        for key in keys:
            found[key] |= keys
    return dict(found)
