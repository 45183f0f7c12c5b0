"""How a text says a claim: denied or not, as fact, plan, possibility or question, and in whose words.

The features here describe the clause of a claim; linear models trained on annotated text (see models/) decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from spacy.tokens import Token

from kg.extraction.scene import End, Scene

_OPEN, _CLOSE = "“‘「『\"", "”’」』\""
_QUESTION = re.compile(r"[?？]\s*[\"”’']?\s*$")


def clause(scene: Scene, s: End, o: End) -> Token:
    """The verb (or predicate noun) of the clause that holds the claim: the first one that governs the later of the ends."""
    later = max((e for e in (s, o) if e.first >= 0), key=lambda e: e.last)
    token = scene.doc[next(iter(later.sites))]
    steps = 0
    while not scene.arguments.verbal(token) and token.head.i != token.i and steps < 12:
        token, steps = token.head, steps + 1
    return token


def status_features(scene: Scene, s: End, o: End, relation: str) -> list[str]:
    """What tells the polarity and the modality of a claim between the two ends."""
    return list(dict.fromkeys(_status(scene, s, o, relation)))


def _status(scene: Scene, s: End, o: End, relation: str) -> Iterator[str]:
    doc = scene.doc
    verb = clause(scene, s, o)
    yield f"rel={relation}"
    yield f"k={s.kind}"
    yield from _verb(scene, verb, "v")
    for n, token in enumerate(_chain(verb)):
        if n:
            yield from _verb(scene, token, f"u{min(n, 2)}")
    last = max(e.last for e in (s, o))
    for token in doc[max(last + 1, scene.start):min(last + 14, scene.end)]:
        yield f"a={token.lemma_.lower()}"
    words = [t.lemma_.lower() for t in doc[max(last + 1, scene.start):min(last + 14, scene.end)] if not t.is_space]
    for a, b in pairwise(words):
        yield f"a2={a} {b}"
    for token in doc[scene.start:scene.end]:
        yield f"s={token.lemma_.lower()}"
    final = [t for t in doc[scene.start:scene.end] if not t.is_space][-5:]
    yield "end=" + " ".join(t.lemma_.lower() for t in final[-3:])
    for t in final:
        yield f"z={t.lemma_.lower()}"
    if _QUESTION.search(doc[scene.start:scene.end].text):
        yield "question"
    if in_quote(scene, o if o.first >= 0 else s):
        yield "quoted"
    for i, hits in scene.entries.items():
        for hit in hits:
            if hit.entry.relation == relation and abs(i - last) < 10:
                if hit.entry.frame.negated:
                    yield "frame negated"
                if hit.entry.frame.modality != "fact":
                    yield f"frame {hit.entry.frame.modality}"
                for key, value in hit.entry.frame.sets.items():
                    yield f"frame {key}={value}"


def _verb(scene: Scene, token: Token, tag: str) -> Iterator[str]:
    yield f"{tag}={token.lemma_.lower()}"
    for name in ("Ending", "VerbForm", "Voice", "Mood", "Tense", "Polarity"):
        for value in token.morph.get(name, []):
            yield f"{tag}{name}={value}"
    for child in scene.arguments.children[token.i]:
        if child.dep_ in ("aux", "advmod", "mark", "neg", "aux:pass", "cop", "det"):
            yield f"{tag}c={child.lemma_.lower()}"
        for inner in scene.arguments.children[child.i] if child.dep_ == "aux" else ():
            yield f"{tag}cc={inner.lemma_.lower()}"


def _chain(token: Token) -> Iterator[Token]:
    """The verb and the clauses above it, three at most."""
    for _ in range(4):
        yield token
        if token.head.i == token.i:
            return
        token = token.head


def in_quote(scene: Scene, end: End) -> bool:
    """Whether the end stands inside quotation marks that hold more than a name."""
    doc = scene.doc
    opened = -1
    for i in range(scene.start, scene.end):
        text = doc[i].text
        if opened < 0 and text in _OPEN and text:
            opened = i
        elif opened >= 0 and text in _CLOSE:
            if opened < end.first < i and i - opened > 6:
                return True
            opened = -1
    return 0 <= opened < end.first


def speaker_features(scene: Scene, s: End, o: End, speaker: End) -> list[str]:
    """What tells whether the claim is in the words of that end."""
    return list(dict.fromkeys(_speaker(scene, s, o, speaker)))


def _speaker(scene: Scene, s: End, o: End, speaker: End) -> Iterator[str]:
    doc, arguments = scene.doc, scene.arguments
    quoted = in_quote(scene, o if o.first >= 0 else s)
    yield f"t={speaker.type}"
    yield f"k={speaker.kind}|{quoted}"
    yield f"same={'s' if speaker.key == s.key else 'o' if speaker.key == o.key else 'n'}|{quoted}"
    verb = clause(scene, s, o)
    chain = [t.i for t in _chain(verb)]
    if speaker.first < 0:
        yield f"back={min(speaker.back, 4)}|{quoted}"
        yield f"focal={speaker.focal}"
        for i in chain:
            yield f"carried={doc[i].lemma_.lower()}|{not arguments.subjects(doc[i])}"
        yield f"starts={doc[scene.start].text in _OPEN}|{speaker.type}"
        return
    yield f"m={speaker.marker}"
    yield f"m={speaker.marker}|{quoted}"
    before = speaker.last < min(e.first for e in (s, o) if e.first >= 0)
    after = speaker.first > max(s.last, o.last)
    yield f"place={'before' if before else 'after' if after else 'between'}|{speaker.marker}"
    for site in speaker.sites:
        head = doc[site].head
        yield f"g={doc[site].dep_}|{head.lemma_.lower()}"
        yield f"gl={head.lemma_.lower()}"
        yield f"above={head.i in chain[1:]}|{doc[site].dep_}"
        if head.i in chain[1:]:
            yield f"gu={head.lemma_.lower()}"
        yield f"verb={head.i == verb.i}"
    for token in doc[speaker.last + 1:min(speaker.last + 4, scene.end)]:
        yield f"r={token.lemma_.lower()}"
    for token in doc[max(scene.start, speaker.first - 3):speaker.first]:
        yield f"l={token.lemma_.lower()}"
    final = [t for t in doc[scene.start:scene.end] if not t.is_space][-4:]
    for t in final:
        yield f"z={t.lemma_.lower()}|{speaker.marker}"
    if in_quote(scene, speaker):
        yield "inside"
