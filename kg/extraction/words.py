"""The tokens of a parsed Doc: their attributes, read once, and the phrases that names speak for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache

from spacy.tokens import Doc

from kg.extraction import columns

_NAME_LINKS = frozenset({"compound", "flat", "appos", "conj", "nmod:desc", "flat:name"})
_VERB_FORMS = frozenset({"VERB", "AUX"})
#: So far up is looked for what governs a token.
_FAR = 24


@lru_cache(maxsize=4096)
def _parsed(morph: str) -> dict[str, str]:
    """`Marker=에서|VerbForm=Fin` as a mapping."""
    return dict(part.split("=", 1) for part in morph.split("|") if "=" in part)


class Words:
    """The tokens of one document."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.korean = doc, doc.lang_ == "ko"
        # What the rules ask for, read once: attributes of spaCy tokens are slow to reach one by one.
        self.heads = columns.heads(doc)
        self.labels = columns.strings(doc, "DEP")
        self.lemmas = [lemma.lower() for lemma in columns.strings(doc, "LEMMA")]
        self.lowers = columns.strings(doc, "LOWER")
        self.tags = columns.strings(doc, "TAG")
        self.pos = columns.strings(doc, "POS")
        self.space = columns.spaces(doc)
        self.starts = columns.starts(doc)
        self.ends = columns.ends(doc)
        self.sentences = columns.sentences(doc)
        self.children: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append(i)
        self.features = [_parsed(morph) for morph in columns.strings(doc, "MORPH")]
        self.markers = [features.get("Marker", "") for features in self.features]
        self._copular = ["Cop" in features for features in self.features]
        for i, label in enumerate(self.labels):
            if label == "case" and i < self.heads[i]:
                self.markers[self.heads[i]] = self.markers[self.heads[i]] or self.lowers[i]
            elif label == "cop" and i != self.heads[i]:
                self._copular[self.heads[i]] = True

    def marker(self, i: int) -> str:
        """The particle or preposition that marks a noun: `에서`, `from`; empty where there is none."""
        return self.markers[i]

    def passive(self, i: int) -> bool:
        if self.features[i].get("Voice") == "Pass":
            return True
        return any(self.labels[c] in ("nsubj:pass", "aux:pass") for c in self.children[i]) or (
            self.labels[i] == "acl" and self.tags[i] == "VBN")

    def verbal(self, i: int) -> bool:
        """Whether the token heads a clause: a verb, a verbal noun with its light verb, or a predicate noun."""
        return self.pos[i] in _VERB_FORMS or "VerbForm" in self.features[i] or self._copular[i]

    def copular(self, i: int) -> bool:
        return self._copular[i]

    def line(self, i: int) -> list[int]:
        """A token and what governs it, upwards."""
        found = [i]
        while self.heads[found[-1]] != found[-1] and len(found) < _FAR:
            found.append(self.heads[found[-1]])
        return found

    def clause(self, i: int) -> int:
        """The first verb that governs a token, or what governs it all."""
        return next((t for t in self.line(i) if self.verbal(t) or self.heads[t] == t), i)

    def sites(self, first: int, last: int) -> dict[int, int]:
        """Where a mention of tokens first..last (inclusive) stands in the tree: token -> steps from its own head.

        A name speaks for the phrase that it belongs to: in 리카이푸 대표는 the role is 대표's, in A와 B는 it is B's.
        """
        head = self.head(first, last)
        found = {head: 0}
        steps = 0
        while self.heads[head] != head and steps < 4:
            if self.labels[head] in _NAME_LINKS:
                steps += 0 if self.labels[head] in ("conj", "appos") or self.listed(head) else 1
            elif self.labels[head] == "nmod" and self.marker(head) == "를비롯해":
                pass  # 엔비디아를 비롯한 기업들: it is one of them
            elif self.labels[head] == "nmod:poss" or (self.labels[head] == "nmod" and self.marker(head) in ("of", "in")):
                steps += 2  # X의 주가, shares in X: what the noun does is nearly X's
            else:
                break
            head = self.heads[head]
            found.setdefault(head, steps)
        return found

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last token that the characters touch."""
        first = max(0, bisect_right(self.starts, start) - 1)
        if start >= self.ends[first] and first + 1 < len(self.starts):
            first += 1  # a stretch that begins with white space
        return first, max(first, bisect_left(self.starts, end) - 1)

    def characters(self, first: int, stop: int) -> tuple[int, int]:
        """Where the tokens from the first to the one before `stop` begin and end."""
        return self.starts[first], self.ends[stop - 1]

    def marker_of(self, sites: Iterable[int]) -> str:
        """The first particle or preposition that marks one of these tokens."""
        return next((m for i in sites if (m := self.markers[i])), "")

    def listed(self, token: int) -> bool:
        """Whether a noun is the last of a list that 등 (and others) closes, or that word: A, B 등 기업."""
        closing = token if self.lemmas[token] == "등" else self.heads[token]
        return self.labels[token] == "compound" and self.lemmas[closing] == "등" and not self.tags[closing - 1].startswith(("SN", "NR"))  # 1등

    def hyphened(self, token: int) -> tuple[int, int] | None:
        """Who does it and to what, where a participle is one word with a name: Microsoft, OpenAI in Microsoft-backed OpenAI, however it is parsed."""
        if self.tags[token] != "VBN" or token < 2 or self.lowers[token - 1] != "-" or self.ends[token - 2] != self.starts[token - 1] or (
                self.ends[token - 1] != self.starts[token]) or self.pos[token - 2] != "PROPN" or token + 1 == len(self.tags):
            return None
        by, to = token - 2, self.heads[token] if self.labels[token] == "amod" else token + 1
        return self.heads[by] if self.labels[by] == "flat" else by, to

    def coordination(self, token: int) -> int:
        """The token on which a coordination hangs: the same for all its members, itself where it has none."""
        for _ in range(30):
            if self.labels[token] == "conj" or self.listed(token):
                token = self.heads[token]
            else:
                break
        return token

    def head(self, first: int, last: int) -> int:
        """The highest token of the stretch."""
        for i in range(last, first - 1, -1):
            if not first <= self.heads[i] <= last or self.heads[i] == i:
                return i
        return last
