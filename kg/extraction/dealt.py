"""What a sentence says of lists: of those that it deals out by turns (A와 B는 각각 X와 Y를 …; A and B … X and Y respectively) the first of the one goes
with the first of the other and with no other; and what several have with another (A와 B는 C와 제휴했다) they have not with each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from kg.extraction.candidates import Pairing
from kg.extraction.scene import End, Scene
from kg.extraction.second import Proposal

_BETWEEN = frozenset({"각각", "각기"})
_AFTER = frozenset({"respectively"})
#: Words that deal out.
TURNS = _BETWEEN | _AFTER

#: The numbers of a scene's ends, in the order of the text.
Members = list[int]


def dealt(proposals: Sequence[Proposal], probabilities: Sequence[float], pairing: Pairing) -> list[tuple[Proposal, float]]:
    """The proposals with how likely they are: of two lists that a sentence deals out each pair of fellows is as likely as the likeliest pair
    of members, and the other pairs are none.
    """
    scenes = {p.candidate.scene.number: p.candidate.scene for p in proposals}
    turns = {number: found for number, scene in scenes.items() if (found := list(_turns(scene)))}
    if not turns:
        return list(zip(proposals, probabilities, strict=True))
    kept: list[tuple[Proposal, float]] = []
    best: dict[tuple[int, int, str, bool], tuple[float, Proposal]] = {}
    for p, own in zip(proposals, probabilities, strict=True):
        place = _place(p, turns.get(p.candidate.scene.number, ()))
        if place is None:
            kept.append((p, own))
        else:
            key = (p.candidate.scene.number, place[0], p.relation, place[1])
            best[key] = max(best.get(key, (own, p)), (own, p), key=lambda found: found[0])
    for (number, which, _, forward), (own, p) in best.items():
        for one, other in zip(*turns[number][which], strict=True):
            candidate = pairing.candidate(scenes[number], *((one, other) if forward else (other, one)))
            if p.relation in candidate.relations:
                kept.append((replace(p, candidate=candidate), own))
    return kept


def apart(found: Sequence[tuple[Proposal, float]], symmetric: Container[str]) -> list[tuple[Proposal, float]]:
    """Without what the members of a list are said to have with each other where one of them more likely has it with what is beside the list."""
    beside: dict[tuple[int, str, int], float] = defaultdict(float)
    for p, own in found:
        one, other = p.candidate.subject.group, p.candidate.object.group
        if p.relation in symmetric and one != other:
            for group in (one, other):
                key = (p.candidate.scene.number, p.relation, group)
                beside[key] = max(beside[key], own)
    return [(p, own) for p, own in found if p.candidate.subject.group < 0 or p.candidate.subject.group != p.candidate.object.group
            or own > beside.get((p.candidate.scene.number, p.relation, p.candidate.subject.group), 0.0)]


def _place(proposal: Proposal, turns: Sequence[tuple[Members, Members]]) -> tuple[int, bool] | None:
    """Between which of the lists a proposal stands, and whether its subject is of the first of the two."""
    ends = proposal.candidate.scene.ends
    for n, (ones, others) in enumerate(turns):
        first, second = {ends[i].key for i in ones}, {ends[i].key for i in others}
        if proposal.candidate.subject.key in first and proposal.candidate.object.key in second:
            return n, True
        if proposal.candidate.subject.key in second and proposal.candidate.object.key in first:
            return n, False
    return None


def _turns(scene: Scene) -> Iterator[tuple[Members, Members]]:
    """The pairs of lists, of as many members each, that a sentence deals out."""
    words = scene.arguments.lowers
    for at in range(scene.start, scene.end):
        if words[at] in TURNS:
            lists = sorted(_lists(scene.ends), key=lambda members: scene.ends[members[0]].first)
            before = [members for members in lists if scene.ends[members[-1]].last < at]
            after = [members for members in lists if scene.ends[members[0]].first > at]
            if words[at] in _AFTER and len(before) > 1 and len(before[-1]) == len(before[-2]):
                yield before[-2], before[-1]
            elif words[at] in _BETWEEN and before and (fellow := next((m for m in after if len(m) == len(before[-1])), None)):
                yield before[-1], fellow


def _lists(ends: Sequence[End]) -> Iterator[Members]:
    """What stands in coordination, and the figures of one kind."""
    groups: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for n, end in enumerate(ends):
        if end.first >= 0 and (end.group >= 0 or end.kind == "literal"):
            groups[end.type if end.kind == "literal" else "", end.group].setdefault(end.key, n)
    yield from (list(members.values()) for members in groups.values() if len(members) > 1)
