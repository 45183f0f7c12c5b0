"""Which relations the words of a sentence may express, by the frames of the schema: wide on purpose.

It is a check of another's reading, not a reading: a relation none of whose words is heard, while words of a rival relation
are, is refused; what is not clear passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from kg.schema import Schema

#: Past forms that do not begin as their infinitive does.
_IRREGULAR = {"lead": "led", "buy": "bought", "sell": "sold", "make": "made", "run": "ran", "fall": "fell", "rise": "rose",
              "lose": "lost", "win": "won", "teach": "taught", "think": "thought", "bring": "brought", "take": "took", "give": "gave",
              "grow": "grew", "hold": "held", "hit": "hit", "begin": "began", "come": "came", "go": "went", "get": "got", "keep": "kept",
              "leave": "left", "pay": "paid", "put": "put", "spend": "spent", "sink": "sunk", "write": "wrote", "drive": "drove",
              "build": "built", "send": "sent", "beat": "beat", "bear": "born", "feed": "fed", "forbid": "forbade", "sue": "sued",
              "set": "set", "cut": "cut", "see": "saw", "say": "said", "tell": "told", "know": "known", "stand": "stood", "shake": "shook"}
_LIGHT = re.compile(r"(?:하다|되다|시키다|받다|당하다)$")


class Lexicon:
    """The words of a language by the relations that they may express."""

    def __init__(self, schema: Schema, language: str) -> None:
        self.language = language
        self.relations = frozenset(schema.frames.get(language, {}))
        words: dict[tuple[str, ...], set[str]] = {}
        for relation, frames in schema.frames.get(language, {}).items():
            for frame in frames:
                for word in frame.words:
                    for form in (_korean(word) if language == "ko" else _english(word)):
                        words.setdefault(form, set()).add(relation)
        self.words: Mapping[tuple[str, ...], frozenset[str]] = {form: frozenset(r) for form, r in words.items()}
        self._heard = lru_cache(maxsize=1024)(self._listen)

    def heard(self, text: str) -> frozenset[str]:
        """The relations of which the text holds a word."""
        return self._heard(text)

    def _listen(self, text: str) -> frozenset[str]:
        if self.language == "ko":
            text = unicodedata.normalize("NFD", "".join(text.casefold().split()))
        else:
            text = " " + " ".join(re.findall(r"[^\W_]+", text.casefold()))
        return frozenset().union(*(r for form, r in self.words.items() if all(part in text for part in form)))

    def denies(self, relation: str, rivals: frozenset[str], text: str) -> bool:
        """Whether the text says one of the rivals and nothing of the relation."""
        if relation not in self.relations:
            return False
        heard = self.heard(text)
        return relation not in heard and bool(heard & (rivals - {relation}))


def _english(word: str) -> list[tuple[str, ...]]:
    parts = re.findall(r"[^\W_]+", word.casefold())
    stems = tuple(" " + (p[:-1] if len(p) > 3 and p[-1] in "ey" else p) for p in parts)
    found = [stems]
    if parts and parts[0] in _IRREGULAR:
        found.append((" " + _IRREGULAR[parts[0]], *stems[1:]))
    return [form for form in found if form]


def _korean(word: str) -> list[tuple[str, ...]]:
    word = "".join(word.casefold().split())
    stem = _LIGHT.sub("", word)
    if stem == word and word.endswith("다") and len(word) > 1:
        # The last syllable of a stem melts into its ending: 세우다, 세웠다; 이끌다, 이끈.
        stem = unicodedata.normalize("NFD", word[:-1])
        if len(word) > 2:
            return [(unicodedata.normalize("NFD", word[:-2]) + unicodedata.normalize("NFD", word[-2])[0],)]
        return [(stem,)]
    return [(unicodedata.normalize("NFD", stem),)] if stem else []
