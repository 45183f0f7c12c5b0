"""How a text says a claim: denied or not, as fact, plan, possibility or question, and in whose words.

The features here describe the clause of a claim; linear models trained on annotated text (see models/) decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, pairwise

from kg.extraction.arguments import Arguments
from kg.extraction.located import text_of
from kg.extraction.scene import OPENING, End, Scene

#: The verb of a claim and what stands above it, so many in all, tell how it is said.
ABOVE = 4
_QUESTION = re.compile(r"[?？]\s*[\"”’']?\s*$")


class Wording:
    """How one sentence says its claims, as features; what many of its claims have in common is worked out once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        words = scene.arguments
        self._closing = list(islice((words.lemmas[i] for i in range(scene.end - 1, scene.start - 1, -1) if not words.space[i]), 4))
        self._of_clause: dict[int, list[str]] = {}
        self._of_pair: dict[tuple[int, int, int | None], list[str]] = {}
        self._helped: dict[int | None, list[str]] = {None: []}
        self._of_speaker: dict[tuple[int, bool], list[str]] = {}

    @cached_property
    def _whole(self) -> list[str]:
        scene, words = self.scene, self.scene.arguments
        whole = [scene.lemma(i) for i in range(scene.start, scene.end) if not words.space[i]]  # what is named says nothing of how it is said
        begin, end = words.characters(scene.start, scene.end)
        asked = ["question"] if _QUESTION.search(text_of(scene.doc)[begin:end]) else []
        return [*dict.fromkeys(f"s={lemma}" for lemma in whole), "end=" + " ".join(whole[-3:]), *dict.fromkeys(f"z={lemma}" for lemma in whole[-5:]), *asked]

    def status(self, s: End, o: End, relation: str) -> list[str]:
        """What tells the polarity and the modality of a claim between the two ends."""
        scene = self.scene
        verb = clause(scene, s, o, relation)
        pair = (id(s), id(o), verb)
        if pair not in self._of_pair:
            if verb is None:  # what the sentence goes on to say of it all is said of something else
                self._of_pair[pair] = ["phrase", *dict.fromkeys(_aside(scene, s, o))]
            else:
                if verb not in self._of_clause:
                    self._of_clause[verb] = list(dict.fromkeys(_clauses(scene.arguments, verb)))
                    self._helped[verb] = [f for f in self._of_clause[verb] if f.startswith("vc=")]
                self._of_pair[pair] = [f"k={s.kind}", *self._of_clause[verb], *self._whole, *dict.fromkeys(_around(scene, s, o))]
        helped = (f"rel={relation}|{f}" for f in self._helped[verb])  # agreed to: a partnership stands, a delivery is to come
        return [f"rel={relation}", *helped, *self._of_pair[pair], *dict.fromkeys(_framed(scene, max(s.last, o.last), relation))]

    def speakers(self, s: End, o: End, speakers: Iterable[End]) -> list[list[str]]:
        """Of each end that may speak, what tells whether the claim is in its words."""
        scene = self.scene
        verb = clause(scene, s, o)
        words = scene.arguments
        chain = words.line(words.clause(next(iter((o if o.first >= 0 else s).sites))) if verb is None else verb)[:ABOVE]
        quoted = in_quote(scene, o if o.first >= 0 else s)
        found = []
        for speaker in speakers:
            known = self._of_speaker.get((id(speaker), quoted))
            if known is None:
                known = self._of_speaker[id(speaker), quoted] = list(dict.fromkeys(_speaker(scene, speaker, quoted, self._closing)))
            found.append([*known, *dict.fromkeys(_speaker_of(scene, s, o, speaker, chain, quoted))])
        return found


def clause(scene: Scene, s: End, o: End, relation: str = "") -> int | None:
    """The verb (or predicate noun) of the clause that holds the claim: the first one between the later of the ends and what governs both, or
    between that and the other; else what governs both. None where this is no verb: one phrase makes the claim (네이버의 최수연 대표); but what
    is said of a deed is said of the claim of that `relation` (메타의 퓨리오사AI 인수는 무산됐다).
    """
    words = scene.arguments
    if s.first < 0 or o.first < 0:
        return words.clause(next(iter((o if s.first < 0 else s).sites)))
    later, other = (s, o) if s.last > o.last else (o, s)
    up, down = (words.line(next(iter(end.sites))) for end in (later, other))
    common = next((token for token in up if token in down), None)
    if common is None:
        return words.clause(up[0])
    between = (token for line in (up, down) for token in line[:line.index(common)])
    found = next((token for token in between if words.verbal(token)), None)
    return found if found is not None else common if words.verbal(common) else _of_deed(scene, common, relation)


def _of_deed(scene: Scene, noun: int, relation: str) -> int | None:
    """The verb that says something of the Korean noun of which a verb is made that says the relation, where the phrase of another noun belongs
    to it: 무산 of 메타의 퓨리오사AI 인수는 무산됐다.
    """
    words = scene.arguments
    deeds = {i for i, hit in scene.hits if hit.entry.relation == relation and hit.entry.frame.kind == "verb"} if words.korean else set()
    for token in words.line(noun) if deeds else ():
        if words.verbal(token):
            break
        if token in deeds:
            return words.clause(token)
    return None


def _clauses(words: Arguments, verb: int) -> Iterator[str]:
    """The verb of a claim, and those above it."""
    yield from _verb(words, verb, "v")
    for n, token in enumerate(words.line(verb)[:ABOVE]):
        if n:
            yield from _verb(words, token, f"u{min(n, 2)}")


def _around(scene: Scene, s: End, o: End) -> Iterator[str]:
    """What stands after the two, around both, and beside each."""
    last = max(e.last for e in (s, o))
    after = [scene.lemma(i) for i in range(max(last + 1, scene.start), min(last + 14, scene.end)) if not scene.arguments.space[i]]
    for lemma in after:
        yield f"a={lemma}"
    for a, b in pairwise(after):
        yield f"a2={a} {b}"
    if in_quote(scene, o if o.first >= 0 else s):
        yield "quoted"
    yield from _aside(scene, s, o)


def _aside(scene: Scene, s: End, o: End) -> Iterator[str]:
    """What stands beside each of the two."""
    for tag, end in (("s", s), ("o", o)):
        if end.first >= 0:  # 전 구글 대표, the former head of Google, its then chairman
            for lemma in _beside(scene, range(end.first - 1, scene.start - 1, -1)):
                yield f"b{tag}={lemma}"
            for lemma in _beside(scene, range(end.last + 1, scene.end)):
                yield f"e{tag}={lemma}"


def _framed(scene: Scene, last: int, relation: str) -> Iterator[str]:
    """What the frames of the relation that stand near the later end say of how it is said."""
    for i, hit in scene.hits:
        if hit.entry.relation == relation and abs(i - last) < 10:
            if hit.entry.frame.negated:
                yield "frame negated"
            if hit.entry.frame.modality != "fact":
                yield f"frame {hit.entry.frame.modality}"
            for key, value in hit.entry.frame.sets.items():
                yield f"frame {key}={value}"


def _beside(scene: Scene, tokens: Iterable[int]) -> list[str]:
    """The first two words of these, what is named as such."""
    return list(islice((scene.lemma(i) for i in tokens if not scene.arguments.space[i]), 2))


def _verb(words: Arguments, token: int, tag: str) -> Iterator[str]:
    yield f"{tag}={words.lemmas[token]}"
    for name in ("Ending", "VerbForm", "Voice", "Mood", "Tense", "Polarity"):
        value = words.features[token].get(name)
        if value:
            yield f"{tag}{name}={value}"
    for child in words.children[token]:
        if words.labels[child] in ("aux", "advmod", "mark", "neg", "aux:pass", "cop", "det"):
            yield f"{tag}c={words.lemmas[child]}"
        for inner in words.children[child] if words.labels[child] == "aux" else ():
            yield f"{tag}cc={words.lemmas[inner]}"


def in_quote(scene: Scene, end: End) -> bool:
    """Whether the end stands inside quotation marks that hold more than a name."""
    return any(opened < end.first < closed for opened, closed in scene.quotes)


def _speaker(scene: Scene, speaker: End, quoted: bool, closing: Sequence[str]) -> Iterator[str]:
    """What one who may speak says by itself, whatever the claim; `closing` are the sentence's last words."""
    words = scene.arguments
    yield f"t={speaker.type}"
    yield f"k={speaker.kind}|{quoted}"
    if speaker.first < 0:
        yield f"back={min(speaker.back, 4)}|{quoted}"
        yield f"focal={speaker.focal}"
        yield f"starts={words.lowers[scene.start] in OPENING}|{speaker.type}"
        return
    yield f"m={speaker.marker}"
    yield f"m={speaker.marker}|{quoted}"
    for site in speaker.sites:
        head = words.heads[site]
        yield f"g={words.labels[site]}|{words.lemmas[head]}"
        yield f"gl={words.lemmas[head]}"
    for i in range(speaker.last + 1, min(speaker.last + 4, scene.end)):
        yield f"r={words.lemmas[i]}"
    for i in range(max(scene.start, speaker.first - 3), speaker.first):
        yield f"l={words.lemmas[i]}"
    for lemma in closing:
        yield f"z={lemma}|{speaker.marker}"
    if in_quote(scene, speaker):
        yield "inside"


def _speaker_of(scene: Scene, s: End, o: End, speaker: End, chain: Sequence[int], quoted: bool) -> Iterator[str]:
    """How one who may speak stands to a claim, and to the verbs above it."""
    words = scene.arguments
    yield f"same={'s' if speaker.key == s.key else 'o' if speaker.key == o.key else 'n'}|{quoted}"
    if speaker.first < 0:
        for i in chain:
            yield f"carried={words.lemmas[i]}|{not words.subjects(i)}"
        return
    before = speaker.last < min(e.first for e in (s, o) if e.first >= 0)
    after = speaker.first > max(s.last, o.last)
    yield f"place={'before' if before else 'after' if after else 'between'}|{speaker.marker}"
    for site in speaker.sites:
        head = words.heads[site]
        above = head in chain[1:]
        yield f"above={above}|{words.labels[site]}"
        if above:
            yield f"gu={words.lemmas[head]}"
        yield f"verb={head == chain[0]}"
