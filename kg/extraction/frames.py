"""Frames made ready for a document: which predicates of a sentence may express which relation, and in which roles.

A frame's word is a key of lemmas. The key's head is the verb or the noun itself; its other parts (set *up*, *손을* 잡다) must
stand near it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path

from spacy.language import Language

from kg.errors import SchemaError
from kg.extraction.arguments import Arguments
from kg.model import digest
from kg.schema import Frame, Schema

#: How many tokens away from its head another part of an idiom may stand: Korean puts arguments between them.
REACH = {"ko": 6, "en": 4}

#: The lemmas of a schema's Korean words, analysed before; and by what.
LEMMAS = "lemmas.ko.json"
#: Verb-making endings of Korean nouns: 설립하다, 설립되다 and 설립 are one predicate.
_LIGHT = ("하다", "되다", "시키다", "당하다", "받다")
#: The parts of speech that a word of an English frame may have.
_FITTING = {"verb": frozenset({"VERB", "AUX", "ADJ", "NOUN"}), "noun": frozenset({"NOUN", "PROPN", "ADJ"})}
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


@dataclass(slots=True)
class Entries:
    """The entries of one head, each with its place among them: `alone` those of one word, `idioms` the others, by the first of their other
    words.
    """

    alone: list[tuple[int, Hit]] = field(default_factory=list)
    idioms: dict[str, list[tuple[int, Entry]]] = field(default_factory=dict)
    many: int = 0

    def add(self, entry: Entry) -> None:
        """Take one in."""
        if entry.others:
            self.idioms.setdefault(entry.others[0], []).append((self.many, entry))
        else:
            self.alone.append((self.many, Hit(entry, ())))
        self.many += 1


class FrameIndex:
    """The frames of one language by the lemma of their head."""

    def __init__(self, schema: Schema, language: str, nlp: Language | None = None) -> None:
        self.language = language
        self.by_head: dict[str, Entries] = {}
        frames = [(r, f, w) for r, fs in sorted(schema.frames.get(language, {}).items()) for f in fs for w in f.words]
        split = _splitter(schema, nlp) if language == "ko" else {}
        for relation, frame, word in frames:
            parts = split.get((word, frame.kind)) or tuple(word.lower().split())
            if parts:
                head, others = _key(parts, frame.kind, language)
                self.by_head.setdefault(head, Entries()).add(Entry(relation, frame, others))

    def at(self, words: Arguments, i: int) -> list[Hit]:
        """The entries whose word stands at token i."""
        found = self.by_head.get(words.lemmas[i]) or self.by_head.get(words.lowers[i])
        if found is None and self.language == "ko" and len(words.lemmas[i]) == 1 and words.tags[i + 1:i + 2] and words.tags[i + 1].startswith(("XSA", "XSV")):
            found = self.by_head.get(words.lemmas[i] + words.lemmas[i + 1])  # Kiwi cuts short verbs in two: 보다 못하다
        if found is None:
            return []
        hits = found.alone
        if found.idioms:
            reach = REACH.get(self.language, 4)
            near = slice(max(0, i - reach + 1), i + reach)
            lemmas, lowers, others = words.lemmas[near], words.lowers[near], found.idioms.keys()
            if not others.isdisjoint(lemmas) or not others.isdisjoint(lowers):  # few idioms have their other words anywhere near
                met = others & {*lemmas, *lowers}
                whole = [(n, hit) for word in met for n, entry in found.idioms[word] if (hit := self._whole(entry, words, i, reach)) is not None]
                turned = {(e.relation, e.frame.object, e.frame.subject) for e in (hit.entry for _, hit in whole)}
                hits = [(n, hit) for n, hit in hits if (hit.entry.relation, hit.entry.frame.subject, hit.entry.frame.object) not in turned]
                hits = sorted([*hits, *whole], key=itemgetter(0))
        if self.language != "en":
            return [hit for _, hit in hits]
        pos = words.pos[i]
        return [hit for _, hit in hits if pos in _FITTING[hit.entry.frame.kind]]

    def _whole(self, entry: Entry, words: Arguments, i: int, reach: int) -> Hit | None:
        """The entry with its other lemmas, where these stand near its head."""
        found = []
        for other in entry.others:
            before, after = range(i - 1, max(-1, i - reach), -1), range(i + 1, min(len(words.lemmas), i + reach))
            order = (before, after) if self.language == "ko" else (after, before)
            at = next((j for side in order for j in side if other in (words.lemmas[j], words.lowers[j])), None)
            if at is None:
                return None
            found.append(at)
        return Hit(entry, tuple(found))


def _key(parts: tuple[str, ...], kind: str, language: str) -> tuple[str, tuple[str, ...]]:
    """(head, others): a Korean phrase ends in its head, an English verb phrase begins with it."""
    if language == "en" and kind == "verb":
        return parts[0], parts[1:]
    return parts[-1], parts[:-1]


def _splitter(schema: Schema, nlp: Language | None) -> dict[tuple[str, str], tuple[str, ...]]:
    """The content lemmas of the Korean frames' words, by word and kind: 설립하다 -> 설립; 손을 잡다 -> 손, 잡."""
    lemmas: dict[str, tuple[str, ...]] = {}
    if nlp is not None:
        lemmas.update(_kept(schema.folder, nlp))
        if unknown := [stem for stem in doubtful_stems(schema) if stem not in lemmas]:
            lemmas.update(analysed(unknown, nlp))
    return {pair: tuple(x for s, sure in _stems(*pair) for x in ((s,) if sure else lemmas.get(s) or (s,))) for pair in _words(schema)}


def _words(schema: Schema) -> set[tuple[str, str]]:
    return {(w, f.kind) for fs in schema.frames.get("ko", {}).values() for f in fs for w in f.words}


def doubtful_stems(schema: Schema) -> list[str]:
    """The parts of the Korean frames' words of which only an analysis tells the lemmas."""
    return sorted({s for pair in _words(schema) for s, sure in _stems(*pair) if not sure})


def analysed(stems: Sequence[str], nlp: Language) -> dict[str, tuple[str, ...]]:
    """The content lemmas of each; all are analysed in one go."""
    lines: list[list[str]] = [[]]
    for token in nlp.make_doc("\n".join(stems)):
        if token.is_space:
            lines += [[] for _ in range(token.text.count("\n"))]
        elif token.tag_[:1] in _CONTENT and not token.tag_.startswith(("XSV", "XSA", "VCP", "VX")):
            lines[-1].append(token.lemma_.lower())
    return {stem: tuple(line) for stem, line in zip(stems, lines, strict=True)} if len(lines) == len(stems) else {}


def analyser(nlp: Language) -> str:
    """What decides how a Korean pipeline cuts words: Kiwi, its model, and the names that it keeps whole."""
    names = digest("\n".join(getattr(nlp.tokenizer, "names", ())))
    return f"kiwipiepy {version('kiwipiepy')}, model {version('kiwipiepy_model')}, names {names}"


def _kept(folder: Path, nlp: Language) -> Mapping[str, tuple[str, ...]]:
    """What `models/recipes/frame_lemmas.py` has written beside a schema, where the analyser is the same. Analysing thousands of words at
    each start takes seconds.
    """
    path = folder / LEMMAS
    if folder == Path() or not path.is_file():  # a schema made in code has no folder
        return {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {stem: tuple(lemmas) for stem, lemmas in kept["lemmas"].items()} if kept["analyser"] == analyser(nlp) else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as why:
        raise SchemaError(f"holds no lemmas ({why})", where=str(path), mend="remove it: the words are analysed anew then") from why


def _stems(word: str, kind: str) -> list[tuple[str, bool]]:
    """The parts of a phrase without their endings, and whether each is a lemma as it stands."""
    found: list[tuple[str, bool]] = []
    for part in word.split():
        light = next((x for x in _LIGHT if part.endswith(x) and len(part) > len(x)), "")
        if light and len(part) - len(light) > 1:
            found.append((part[: -len(light)], False))
        elif kind == "verb" and part.endswith("다") and len(part) > 1 and part == word.split()[-1]:
            # The analyser misreads short verbs that stand alone (막다); their stem is their lemma.
            found.append((part[:-1], True) if len(part) <= 4 else (part, False))
        else:
            found.append((part, False))
    return found


def entries_of(index: FrameIndex, words: Arguments, start: int, end: int) -> Mapping[int, list[Hit]]:
    """Token -> the entries that stand there, for the tokens of a sentence."""
    found = {}
    for i in range(start, end):
        hits = index.at(words, i)
        if hits:
            found[i] = hits
    return found
