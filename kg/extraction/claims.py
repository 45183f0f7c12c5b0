"""From mentions and literals to claims: propose every pair that the schema allows, rank, and say how the text says it."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from kg.archive import MEND
from kg.errors import ModelError
from kg.extraction.candidates import Candidate, value_in
from kg.extraction.dealt import TURNS, apart, dealt
from kg.extraction.encoder import Encoder
from kg.extraction.first import FirstRanker
from kg.extraction.forest import Forest
from kg.extraction.frames import FrameIndex
from kg.extraction.linear import LinearModel
from kg.extraction.network import Network
from kg.extraction.qualifiers import qualifiers
from kg.extraction.scene import CLOSING, OPENING, End, Scene, scenes
from kg.extraction.second import COLUMNS, Proposal, second_rows
from kg.extraction.status import Wording
from kg.identity import document_keys
from kg.model import MODALITIES, Finding, LeftOut, Literal, Mention, Modality, Polarity
from kg.schema import Schema

#: How sure one must be that a text denies a claim, or ascribes it to someone, before the claim says so.
NEGATED = 0.5
SPOKEN = 0.5
#: How sure that it was so once: who held a post, and no more, is told as if he held it where this is missed.
FORMER = 0.4
#: How much surer one must be of a fact than of what is none: a plan told as a fact misleads more than a fact told as a plan.
DOUBT = 0.1
#: Rivals may weaken a proposal, but what the words themselves hardly say, of it or of what it is coordinated with, they cannot make a claim.
LEAST = 0.25
#: What is said of a member of a list this surely is said of it alone where it hardly shares what is said of the others.
PLAINLY = 0.5
#: How much less sure a second value may be of what has one value.
HARDLY = 0.1
#: How likely at least must be what frames say the other way round.
TURNED = 0.1
#: How directly frames say what they say plainly.
PLAIN = 2
#: How sure a claim must be where the models name no threshold of the relation.
THRESHOLD = 0.4
#: Polarity, modality, and what qualifies the claim beside them.
Status = tuple[Polarity, Modality, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """`quoted` are the findings that were given, with their speakers."""

    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]
    quoted: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Models:
    """The trained models of one language: the encoder and the network that look first, the second look, polarity and modality, speakers,
    antecedents, and the types of names.
    """

    encoder: Encoder
    network: Network
    second: Forest
    status: LinearModel
    speakers: LinearModel
    antecedents: LinearModel
    types: LinearModel

    @classmethod
    def load(cls, folder: Path) -> Models:
        """Read `encoder`, `network`, `second`, `status`, `speakers`, `antecedents` and `types.npz`. ModelError where one is missing or broken."""
        encoder, second = Encoder.load(folder / "encoder.npz"), Forest.load(folder / "second.npz")
        if second.columns[:len(COLUMNS)] != COLUMNS:
            raise ModelError("its columns are not those of this version", where=str(folder / "second.npz"), mend=MEND)
        return cls(encoder, Network.load(folder / "network.npz"), second,
                   *(LinearModel.load(folder / f"{name}.npz") for name in ("status", "speakers", "antecedents", "types")))


class ClaimFinder:
    """Finds the claims of parsed documents of one language."""

    def __init__(self, schema: Schema, language: str, nlp: Language | None, models: Models) -> None:
        self.schema = schema
        self.index = FrameIndex(schema, language, nlp)
        self.models = models
        self.first = FirstRanker(schema, models.encoder, models.network)
        self._symmetric = frozenset(name for name, relation in schema.relations.items() if relation.symmetric)
        tops = cast("Sequence[str]", models.speakers.meta.get("tops", ()) if self.first.trained else ())
        #: The types of which is asked whether they speak: of another schema than the models', all.
        self._speak = frozenset(t for t in schema.types if not tops or schema.ancestors(t)[-1] in tops)
        self.thresholds = cast("Mapping[str, float]", models.second.meta.get("thresholds", {}) if self.first.trained else {})

    def find(self, doc: Doc, mentions: Sequence[Mention], aliases: Iterable[tuple[Mention, Mention]],
             literals: Sequence[tuple[int, int, Literal]], silent: Sequence[tuple[int, int]] = (), quoted: Sequence[Finding] = ()) -> Found:
        """The claims of a document, in the order of the text. Sentences within the spans `silent` yield none. `quoted` were found in it
        by another reading, between mentions of these: who speaks there is found here.
        """
        keys = document_keys(mentions, aliases)
        found = scenes(doc, mentions, literals, self.schema, self.index, keys, self.models.antecedents)
        proposals = _with_room(list(self.first.propose([scene for scene in found if not _silent(scene, silent)])))
        said: dict[tuple[str, str, str], dict[int, tuple[float, Candidate]]] = defaultdict(dict)
        out: Counter[str] = Counter()
        for proposal, p in apart(dealt(proposals, self._second(proposals), self.first.pairing), self._symmetric):
            candidate, relation = proposal.candidate, proposal.relation
            if p < self.thresholds.get(relation, THRESHOLD):
                out["below the threshold"] += 1
                continue
            ends = (candidate.subject.key, candidate.object.key)
            if relation in self._symmetric:
                ends = (min(ends), max(ends))
            in_scene = said[ends[0], relation, ends[1]]
            number = candidate.scene.number
            if number not in in_scene or p > in_scene[number][0]:
                in_scene[number] = (p, candidate)
        best = {key: max(found.values(), key=lambda f: f[0]) for key, found in said.items()}
        kept = [(key[1], confidence, candidate) for key, _ in _one_value(_strongest(best, self.schema), self.schema)
                for confidence, candidate in said[key].values()]
        wordings = _wordings(kept)
        findings = [self._finding(relation, confidence, candidate, status, speaker) for (relation, confidence, candidate), status, speaker
                    in zip(kept, self._statuses(kept, wordings), self._speakers(kept, wordings), strict=True)]
        findings.sort(key=lambda f: (f.start, f.subject.start, f.object_start, f.relation))
        return Found(tuple(findings), tuple(LeftOut("extraction", reason, count=n) for reason, n in sorted(out.items())),
                     self._spoken(found, quoted))

    def _second(self, proposals: Sequence[Proposal]) -> list[float]:
        if not self.first.trained or not proposals:
            return [p.p for p in proposals]
        rows = second_rows(proposals, self.schema, self.models.second.columns[len(COLUMNS):])
        looked = distributed(proposals, [float(p) for p in self.models.second.probabilities(rows)])
        first = distributed(proposals, [proposal.p for proposal in proposals])
        return self._turned(proposals, [p if max(said, proposal.p) >= LEAST else 0.0 for proposal, said, p in zip(proposals, first, looked, strict=True)])

    def _turned(self, proposals: Sequence[Proposal], probabilities: Sequence[float]) -> list[float]:
        """What is claimed one way round where frames say it the other way round is claimed so: H20은 H100보다 성능이 낮다."""
        at = {(p.candidate.scene.number, p.relation, p.candidate.subject.key, p.candidate.object.key): n for n, p in enumerate(proposals)}
        changed = list(probabilities)
        for (scene, relation, subject, object_), n in at.items():
            m = at.get((scene, relation, object_, subject))
            if m is not None and not proposals[n].frame and proposals[m].frame >= PLAIN and proposals[m].p >= TURNED and relation not in self._symmetric:
                changed[m], changed[n] = max(probabilities[m], probabilities[n]), 0.0
        return changed

    def _finding(self, relation: str, confidence: float, candidate: Candidate, said: Status, speaker: Mention | None) -> Finding:
        scene, s, o = candidate.scene, candidate.subject, candidate.object
        start, end = _trimmed(scene)
        assert isinstance(s.value, Mention)
        polarity, modality, status = said
        narrowed = tuple(sorted({*qualifiers(scene, s, o, relation, self.schema), *status}))
        at = (o.value.start, o.value.end) if isinstance(o.value, Mention) else (o.start, o.end)
        value = o.value if isinstance(o.value, Mention) else value_in(self.schema.relations[relation], o.value)
        return Finding(s.value, relation, value, *at, start, end, narrowed, polarity, modality, speaker, round(confidence, 3), "ranker")

    def _statuses(self, claims: Sequence[tuple[str, float, Candidate]], wordings: Sequence[Wording]) -> list[Status]:
        """How the text says each of these claims."""
        model = self.models.status
        column = {head: n for n, head in enumerate(model.heads)}
        found: list[Status] = []
        rows = [wording.status(c.subject, c.object, relation) for wording, (relation, _, c) in zip(wordings, claims, strict=True)]
        for (relation, _, _), p in zip(claims, model.all_probabilities(rows).tolist(), strict=True):
            polarity: Polarity = "negated" if p[column["negated"]] >= NEGATED else "asserted"
            shares = {m: p[column[m]] - DOUBT * (m == "fact") for m in MODALITIES if m in column}
            modality: Modality = max(shares, key=lambda m: shares[m])
            former = "former" in column and p[column["former"]] >= FORMER and "status" in self.schema.relations[relation].qualifiers
            found.append((polarity, modality, (("status", "former"),) if former else ()))
        return found

    def _speakers(self, claims: Sequence[tuple[str, float, Candidate]], wordings: Sequence[Wording]) -> list[Mention | None]:
        """In whose words the text says each of these claims."""
        ends = [[(end, end.value) for end in c.scene.ends if isinstance(end.value, Mention) and end.type in self._speak] for _, _, c in claims]
        rows = [row for wording, (_, _, c), own in zip(wordings, claims, ends, strict=True)
                for row in wording.speakers(c.subject, c.object, (end for end, _ in own))]
        said = iter(self.models.speakers.all_probabilities(rows)[:, 0].tolist())
        found: list[Mention | None] = []
        for own in ends:
            p, likeliest = max(((p, n) for n, p in enumerate(islice(said, len(own)))), default=(0.0, 0))
            found.append(own[likeliest][1] if p >= SPOKEN else None)
        return found

    def _spoken(self, found: Sequence[Scene], quoted: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings, those that tell no speaker with the one that the sentence around them tells."""
        starts = [scene.arguments.starts[scene.start] for scene in found]
        at = [bisect_right(starts, f.start) - 1 for f in quoted]
        said = [(f, None if f.attributed_to or n < 0 else _between(f, found[n])) for f, n in zip(quoted, at, strict=True)]
        claims = [(f.relation, f.confidence, candidate) for f, candidate in said if candidate is not None]
        speakers = iter(self._speakers(claims, _wordings(claims)))
        return tuple(f if candidate is None else replace(f, attributed_to=next(speakers)) for f, candidate in said)


def _wordings(claims: Sequence[tuple[str, float, Candidate]]) -> list[Wording]:
    """Of each claim how its sentence says things."""
    known: dict[int, Wording] = {}
    for _, _, c in claims:
        if id(c.scene) not in known:
            known[id(c.scene)] = Wording(c.scene)
    return [known[id(c.scene)] for _, _, c in claims]


def _between(f: Finding, scene: Scene) -> Candidate | None:
    """The ends of a sentence between which a finding stands; one that it only implies is taken to be where the other is. None where the
    sentence does not hold it.
    """
    if f.start >= _trimmed(scene)[1]:
        return None
    places = {(e.start, e.end): e for e in scene.ends if e.first >= 0}
    subject, object_ = places.get((f.subject.start, f.subject.end)), places.get((f.object_start, f.object_end))
    named = subject or object_
    if named is None:
        return None
    words = scene.arguments.lowers
    opened = next((i for i in range(named.first - 1, scene.start - 1, -1) if words[i] in OPENING), None)
    closed = next((i for i in range(named.last + 1, scene.end) if words[i] in CLOSING), None)
    if opened is not None and closed is not None:  # however few words: what another reading found a claim in is no name in quotes
        scene = replace(scene, quotes=[(opened, closed)])
    return Candidate(scene, subject or named, object_ or named, (f.relation,))


def distributed(proposals: Sequence[Proposal], probabilities: Sequence[float]) -> list[float]:
    """What is said of one member of a coordination is said of the others: each takes half the mean of their log-odds and half the greatest,
    for the one that the sentence links plainest tells most.

    Not where the sentence deals out by turns (각각, respectively), nor to a member that has something of its own: 구글의 A, 인텔 출신의 B.
    """
    groups: dict[tuple[int, str, str, str, int], list[int]] = defaultdict(list)
    for n, p in enumerate(proposals):
        scene, s, o = p.candidate.scene, p.candidate.subject, p.candidate.object
        if TURNS.intersection(scene.items):
            continue
        if s.group >= 0:
            groups[scene.number, p.relation, "subject", o.key, s.group].append(n)
        if o.group >= 0 and o.kind != "literal":
            groups[scene.number, p.relation, "object", s.key, o.group].append(n)
    changed = list(probabilities)
    ends = {"subject": [p.candidate.subject.key for p in proposals], "object": [p.candidate.object.key for p in proposals]}
    best: dict[tuple[int, str, str, str], float] = defaultdict(float)
    for side, keys in ends.items():
        for p, key, own in zip(proposals, keys, probabilities, strict=True):
            place = (p.candidate.scene.number, p.relation, side, key)
            best[place] = max(best[place], own)
    for (number, relation, side, _, _), every in groups.items():
        members = [n for n in every if probabilities[n] >= LEAST or best[number, relation, side, ends[side][n]] < PLAINLY]
        if len({ends[side][n] for n in members}) < 2:
            continue
        odds = [math.log(min(max(probabilities[n], 1e-4), 0.9999) / (1 - min(max(probabilities[n], 1e-4), 0.9999))) for n in members]
        shared = 1 / (1 + math.exp(-(sum(odds) / len(odds) + max(odds)) / 2))
        for n in members:
            changed[n] = shared
    return changed


def _with_room(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Without those of what a sentence leaves out where what it names stands plainly in that place."""
    named: dict[tuple[int, str, bool, str], int] = defaultdict(int)
    for p in proposals:
        for left, end, other in _sides(p):
            if end.kind != "carried" and other.kind != "literal":
                place = (p.candidate.scene.number, p.relation, left, other.key)
                named[place] = max(named[place], p.frame)

    def filled(p: Proposal) -> int:
        return max((named.get((p.candidate.scene.number, p.relation, left, other.key), 0) for left, end, other in _sides(p) if end.kind == "carried"), default=0)

    return [p for p in proposals if p.frame > filled(p) or filled(p) < PLAIN]


def _sides(p: Proposal) -> tuple[tuple[bool, End, End], tuple[bool, End, End]]:
    """Each end of a proposal, whether it is the subject, and the other."""
    s, o = p.candidate.subject, p.candidate.object
    return (True, s, o), (False, o, s)


def _strongest(best: dict[tuple[str, str, str], tuple[float, Candidate]],
               schema: Schema) -> list[tuple[tuple[str, str, str], tuple[float, Candidate]]]:
    """Of a claim and its reverse (A SUPPLIES B, B SUPPLIES A) the surer one."""
    kept = []
    for key, value in best.items():
        reverse = best.get((key[2], key[1], key[0]))
        if reverse is None or schema.relations[key[1]].symmetric or (reverse[0], key) <= (value[0], (key[2], key[1], key[0])):
            kept.append((key, value))
    return kept


def _one_value(found: Sequence[tuple[tuple[str, str, str], tuple[float, Candidate]]],
               schema: Schema) -> list[tuple[tuple[str, str, str], tuple[float, Candidate]]]:
    """Without the values that a document hardly gives beside one that it plainly gives, where a thing has one value: 2016, not 2008. Nor
    does one sentence give two.
    """
    top: dict[tuple[str, str], float] = {}
    here: dict[tuple[str, str, int], float] = {}
    said: dict[tuple[int, int], tuple[float, str]] = {}
    for (subject, relation, _), (p, candidate) in found:
        number = candidate.scene.number
        top[subject, relation] = max(p, top.get((subject, relation), 0.0))
        here[subject, relation, number] = max(p, here.get((subject, relation, number), 0.0))
        if candidate.object.kind == "literal":  # and a figure says one thing: what was lost is not what was spent
            at = (candidate.object.start, candidate.object.end)
            said[at] = max((p, relation), said.get(at, (0.0, "")))

    def plain(subject: str, relation: str, p: float, candidate: Candidate) -> bool:
        return p >= max(top[subject, relation] - HARDLY, here[subject, relation, candidate.scene.number])

    return [entry for entry in found if (not schema.relations[entry[0][1]].functional or plain(*entry[0][:2], *entry[1]))
            and said.get((entry[1][1].object.start, entry[1][1].object.end), (0.0, entry[0][1]))[1] == entry[0][1]]


def _silent(scene: Scene, spans: Sequence[tuple[int, int]]) -> bool:
    if not spans:
        return False
    start, end = _trimmed(scene)
    return any(s < end and start < e and min(e, end) - max(s, start) > (end - start) / 2 for s, e in spans)


def _trimmed(scene: Scene) -> tuple[int, int]:
    """The sentence's characters without white space at its ends."""
    words = scene.arguments
    first, stop = scene.start, scene.end
    while stop > first and words.space[stop - 1]:
        stop -= 1
    while first < stop and words.space[first]:
        first += 1
    return words.characters(first, stop) if stop > first else (words.starts[scene.start],) * 2
