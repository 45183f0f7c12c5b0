"""Frames made ready for a document: which predicates of a sentence may express which relation, and in which roles.

A frame's word is a key of lemmas. The key's head is the verb or the noun itself; its other parts (set *up*, *손을* 잡다) must
stand near it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.schema import Frame, Schema

#: How many tokens away from its head another part of an idiom may stand.
REACH = 6

#: Verb-making endings of Korean nouns: 설립하다, 설립되다 and 설립 are one predicate.
_LIGHT = ("하다", "되다", "시키다", "당하다", "받다")
_CONTENT = ("N", "V", "X", "S", "M")


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of one frame: its other lemmas beside the head (possibly none)."""

    relation: str
    frame: Frame
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a text, with the tokens of its other lemmas."""

    entry: Entry
    others: tuple[int, ...]


class FrameIndex:
    """The frames of one language by the lemma of their head."""

    def __init__(self, schema: Schema, language: str, nlp: Language | None = None) -> None:
        self.language = language
        self.by_head: dict[str, list[Entry]] = {}
        for relation, frames in sorted(schema.frames.get(language, {}).items()):
            for frame in frames:
                for word in frame.words:
                    head, others = _key(word, frame.kind, language, nlp)
                    if head:
                        self.by_head.setdefault(head, []).append(Entry(relation, frame, others))

    def at(self, token: Token) -> list[Hit]:
        """The entries whose word stands at this token."""
        found = self.by_head.get(token.lemma_.lower()) or self.by_head.get(token.lower_) or ()
        hits = ((entry, self._others(entry, token)) for entry in found)
        return [Hit(entry, others) for entry, others in hits if others is not None]

    def _others(self, entry: Entry, token: Token) -> tuple[int, ...] | None:
        """Where the other lemmas of the entry stand near its head; None where the entry does not fit."""
        if self.language == "en":
            if entry.frame.kind == "verb" and token.pos_ not in ("VERB", "AUX", "ADJ", "NOUN"):
                return None
            if entry.frame.kind == "noun" and token.pos_ not in ("NOUN", "PROPN", "ADJ"):
                return None
        found = []
        doc = token.doc
        for other in entry.others:
            near = (i for i in range(token.i - 1, max(-1, token.i - REACH), -1)), (i for i in range(token.i + 1, min(len(doc), token.i + REACH)))
            at = next((i for side in (near if self.language == "ko" else near[::-1]) for i in side
                       if other in (doc[i].lemma_.lower(), doc[i].lower_)), None)
            if at is None:
                return None
            found.append(at)
        return tuple(found)


def _key(word: str, kind: str, language: str, nlp: Language | None) -> tuple[str, tuple[str, ...]]:
    parts = word.lower().split()
    if language == "ko":
        parts = [lemma for part in word.split() for lemma in _korean(part, kind, nlp)]
        return (parts[-1], tuple(parts[:-1])) if parts else ("", ())
    if not parts:
        return "", ()
    return (parts[0], tuple(parts[1:])) if kind == "verb" else (parts[-1], tuple(parts[:-1]))


def _korean(part: str, kind: str, nlp: Language | None) -> list[str]:
    """The content lemmas of a Korean dictionary form: 설립하다 -> 설립; 손잡다 -> 손잡 (or 손, 잡, as the analyser has it)."""
    stem = part
    for light in _LIGHT:
        if part.endswith(light) and len(part) > len(light):
            return _split(part[: -len(light)], nlp)
    if kind == "verb" and part.endswith("다") and len(part) > 1:
        if nlp is None:
            return [part[:-1]]
        found = _content(nlp.make_doc(part))
        return found[-2:] if found else [part[:-1]]
    return _split(stem, nlp)


def _split(noun: str, nlp: Language | None) -> list[str]:
    if nlp is None:
        return [noun]
    return _content(nlp.make_doc(noun)) or [noun]


def _content(doc: Doc) -> list[str]:
    return [t.lemma_.lower() for t in doc if t.tag_[:1] in _CONTENT and not t.tag_.startswith(("XSV", "XSA", "VCP", "VX"))]


def entries_of(index: FrameIndex, tokens: Iterable[Token]) -> Mapping[int, list[Hit]]:
    """Token index -> the entries that stand there, for the tokens given."""
    found = {}
    for token in tokens:
        entries = index.at(token)
        if entries:
            found[token.i] = entries
    return found
