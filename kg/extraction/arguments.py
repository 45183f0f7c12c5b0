"""Predicates and who fills their roles, read from a dependency parse; one code for every language.

Input is a parsed spaCy Doc with labels of Universal Dependencies (English from its parser, Korean from its rules). Output is,
for a token that may be a predicate, the fillers of the roles that frames speak of (`kg.schema.Frame`): agent, patient, holder,
of, and `+marker`. Every filler has a strength: 3 where the grammar says it, 2 where it is inherited (a shared or raised
subject, a light verb), 1 where it is only near.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from spacy.tokens import Doc

from kg.extraction import columns

Fillers = dict[str, dict[int, int]]

_CLAUSE_LINKS = frozenset({"conj", "advcl", "xcomp", "ccomp", "parataxis"})
_NAME_LINKS = frozenset({"compound", "flat", "appos", "conj", "nmod:desc", "flat:name"})
_RELATIVE = frozenset({"which", "who", "that", "whom", "whose"})
_PASSIVE_AGENT = frozenset({"에의해", "에게", "by"})
_VERB_FORMS = frozenset({"VERB", "AUX"})


@lru_cache(maxsize=4096)
def _parsed(morph: str) -> dict[str, str]:
    """`Marker=에서|VerbForm=Fin` as a mapping."""
    return dict(part.split("=", 1) for part in morph.split("|") if "=" in part)


class Arguments:
    """The roles of the predicates of one document, worked out when first asked for."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
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
        self._fillers: dict[int, Fillers] = {}
        self._subjects: dict[tuple[int, bool], dict[int, int]] = {}

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

    def fillers(self, token: int) -> Fillers:
        """Role -> token index -> strength, for that predicate."""
        found = self._fillers.get(token)
        if found is None:
            found = self._fillers[token] = {}
            for role, index, strength in self._find(token):
                at = found.setdefault(role, {})
                at[index] = max(strength, at.get(index, 0))
                if self.lowers[index] in _RELATIVE and (antecedent := self.antecedent(index)) is not None:
                    at[antecedent] = max(strength, at.get(antecedent, 0))
        return found

    def antecedent(self, relative: int) -> int | None:
        """The noun that a relative pronoun stands for: Groq in `Groq, whose chip …` and in `Groq, in which it invested`."""
        at = relative
        for _ in range(8):
            if self.labels[at] == "acl:relcl":
                return self.heads[at]
            if self.heads[at] == at:
                return None
            at = self.heads[at]
        return None

    def _find(self, token: int) -> Iterator[tuple[str, int, int]]:
        passive = self.passive(token)
        if self.verbal(token) and not self.copular(token):
            yield from self._of_verb(token, passive)
        else:
            yield from self._of_noun(token)
        for child in self.children[token]:
            if self.labels[child] == "nsubj" and self.marker(child) == "는":
                yield "+는", child, 2
        if self.verbal(token):
            deep = "holder" if self.copular(token) else "patient" if passive else "agent"
            for index, strength in self.subjects(token).items():
                yield deep, index, strength

    def _of_verb(self, token: int, passive: bool) -> Iterator[tuple[str, int, int]]:
        for child in self.children[token]:
            label = self.labels[child]
            if label == "obj":
                yield "patient", child, 3
            elif label == "iobj":
                yield "+to", child, 3
            elif label == "obl:agent":
                yield "agent", child, 3
            elif label in ("obl", "nmod", "obl:tmod", "obl:npmod", "obl:unmarked", "obl:tmod"):
                marker = self.marker(child)
                if passive and marker in _PASSIVE_AGENT:
                    yield "agent", child, 3
                yield f"+{marker}", child, 3
                for inner in self.children[child]:  # sold the unit to Arm; invested in shares of Arm
                    if self.labels[inner] == "nmod" and self.marker(inner):
                        yield f"+{self.marker(inner)}", inner, 1
            elif label == "compound" and child < token:  # 반도체 수출: the noun before a verbal noun
                yield "patient", child, 2
            elif label == "nmod:poss":
                yield ("patient" if passive else "agent"), child, 2
        for child in self.children[token]:
            if self.labels[child] == "obj":
                for inner in self.children[child]:
                    if self.labels[inner] == "nmod" and self.marker(inner) not in ("", "of"):
                        yield f"+{self.marker(inner)}", inner, 2
                    elif self.labels[inner] in ("compound", "nmod:poss"):
                        yield "patient", inner, 1
        gap = self.gap(token)
        if gap:
            yield gap[0], gap[1], 3
        # Light verbs and clause complements: 인수에 나서다, agreed to buy: the outer clause's obliques are weakly its own.
        if self.labels[token] in ("xcomp", "advcl"):
            for child in self.children[self.heads[token]]:
                if self.labels[child] == "obl" and self.marker(child):
                    yield f"+{self.marker(child)}", child, 1

    def _of_noun(self, token: int) -> Iterator[tuple[str, int, int]]:
        head = self.heads[token]
        for child in self.children[token]:
            label, marker = self.labels[child], self.marker(child)
            if label in ("nmod:poss",) or (label == "nmod" and marker in ("of", "의")):
                yield "of", child, 3
                if label == "nmod:poss":
                    yield "holder", child, 1
                else:
                    yield f"+{marker}", child, 3
            elif label == "compound":
                yield "of", child, 2
                yield "holder", child, 2
                yield "patient", child, 2
                for inner in self._compounds(child):  # 구글 순다르 피차이 CEO
                    yield "of", inner, 2
            elif label == "amod":
                yield "of", child, 2
            elif label in ("nmod", "obl") and marker:
                yield f"+{marker}", child, 3
                if marker in _PASSIVE_AGENT:
                    yield "agent", child, 3
            elif label in ("appos", "flat"):
                yield "holder", child, 3
            elif label in ("acl", "acl:relcl") and self.verbal(child):
                for role, fill in self.fillers_shallow(child).items():
                    for index in fill:
                        yield ("of" if role == "agent" else role), index, 1
        for other in self._joined(token):  # 01.AI의 창업자이자 대표; founder and chief executive of 01.AI
            for inner in self.children[other]:
                if self.labels[inner] == "nmod:poss" or (self.labels[inner] == "nmod" and self.marker(inner) == "of"):
                    yield "of", inner, 2
        if self.labels[token] in ("compound", "appos", "flat", "nmod:poss", "nmod") and head != token:
            yield "holder", head, 3 if self.labels[token] in ("compound", "appos", "flat") else 1
        yield from self._raised(token)

    def _joined(self, token: int) -> Iterator[int]:
        """The nouns in coordination with a noun."""
        for child in self.children[token]:
            if self.labels[child] == "conj":
                yield child
        if self.labels[token] == "conj":
            yield self.heads[token]

    def _compounds(self, token: int, depth: int = 3) -> Iterator[int]:
        for child in self.children[token]:
            if self.labels[child] in ("compound", "nmod:poss", "appos", "flat") and depth:
                yield child
                yield from self._compounds(child, depth - 1)

    def fillers_shallow(self, token: int) -> Fillers:
        """The roles that a verb's own children fill, without inheritance."""
        found: Fillers = {}
        for child in self.children[token]:
            role = {"nsubj": "agent", "obj": "patient"}.get(self.labels[child])
            if role:
                found.setdefault(role, {})[child] = 1
        return found

    def _raised(self, token: int) -> Iterator[tuple[str, int, int]]:
        """A noun under a light verb takes the verb's other arguments: 매출 3조원을 기록했다, had revenue of 3bn."""
        if self.copular(token):
            for index, strength in self.subjects(token).items():
                yield "holder", index, strength
                for child in self.children[index]:
                    if self.labels[child] in ("nmod:poss", "compound"):
                        yield "of", child, 1
        verb = self.heads[token]
        if verb == token or self.labels[token] not in ("obj", "obl", "nsubj", "nsubj:pass", "xcomp", "nmod") or not self.verbal(verb):
            return
        if self.labels[token] in ("nsubj", "nsubj:pass"):
            if self.copular(verb):
                yield "holder", verb, 3
            for child in self.children[verb]:
                if child != token and self.labels[child] in ("obj", "obl", "xcomp"):
                    yield "holder", child, 2
                elif child != token and self.labels[child] == "nsubj":  # R1은 개발비가 …
                    yield "of", child, 2
            return
        role_of_subject = self.labels[token] == "xcomp" or self.marker(token) in ("as", "로", "에")
        for index, strength in self.subjects(verb).items():
            yield "of", index, min(strength, 2)
            yield "agent", index, min(strength, 2)
            if role_of_subject:  # became chairman, 대표로 취임했다
                yield "holder", index, 2
        for child in self.children[verb]:
            if child != token and self.labels[child] in ("obj", "obl"):
                yield f"+{self.marker(child)}", child, 2
                yield "holder", child, 1
                if self.labels[child] == "obj":
                    yield "patient", child, 2

    def subjects(self, token: int, climb: bool = True) -> dict[int, int]:
        """The surface subjects of a clause: token index -> strength (3 its own, 2 shared or the noun it modifies)."""
        above = []  # from the outermost clause down, so that a chain of clauses as long as a text needs no deep recursion
        at = token
        while climb and (at, True) not in self._subjects and self.labels[at] in _CLAUSE_LINKS and self.heads[at] != at:
            above.append(at)
            at = self.heads[at]
        for clause in reversed(above):
            self._own_or_shared(clause, True)
        return self._own_or_shared(token, climb)

    def _own_or_shared(self, token: int, climb: bool) -> dict[int, int]:
        key = (token, climb)
        if key in self._subjects:
            return self._subjects[key]
        self._subjects[key] = {}  # breaks circles
        found: dict[int, int] = {}
        own = [c for c in self.children[token] if self.labels[c] in ("nsubj", "nsubj:pass", "csubj") and self.lowers[c] not in _RELATIVE]
        marked = [c for c in own if self.markers[c] == "가"]
        for child in own:
            topic_beside_subject = bool(marked) and child not in marked
            found[child] = 2 if topic_beside_subject else 3
        if self.labels[token] in ("acl", "acl:relcl") and self.heads[token] != token and not found and self.tags[token] != "TO":
            found[self.heads[token]] = 3
        if not found and climb:
            found = self._shared(token)
        self._subjects[key] = found
        return found

    def _shared(self, token: int) -> dict[int, int]:
        if self.labels[token] in _CLAUSE_LINKS and self.heads[token] != token:
            head = self.subjects(self.heads[token])
            if head:
                return dict.fromkeys(head, 2)
        for child in self.children[token]:
            if self.labels[child] in ("advcl", "conj", "ccomp") and child < token and self.verbal(child):
                below = self.subjects(child, climb=False)
                if below:
                    return dict.fromkeys(below, 2)
        return {}

    def sites(self, first: int, last: int) -> dict[int, int]:
        """Where a mention of tokens first..last (inclusive) stands in the tree: token -> steps from its own head.

        A name speaks for the phrase that it belongs to: in 리카이푸 대표는 the role is 대표's, in A와 B는 it is B's.
        """
        head = self.head(first, last)
        found = {head: 0}
        steps = 0
        while self.heads[head] != head and steps < 4:
            if self.labels[head] in _NAME_LINKS:
                steps += 0 if self.labels[head] in ("conj", "appos") else 1
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

    def coordination(self, token: int) -> int:
        """The token on which a coordination hangs: the same for all its members, itself where it has none."""
        for _ in range(30):
            if self.labels[token] == "conj" or (self.labels[token] == "compound" and self.lemmas[self.heads[token]] == "등"):
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

    def gap(self, clause: int) -> tuple[str, int] | None:
        """The role that the noun has in the relative clause that modifies it: R1 in 딥시크가 공개한 R1 is the patient."""
        if self.labels[clause] not in ("acl", "acl:relcl") or self.heads[clause] == clause:
            return None
        own = [c for c in self.children[clause] if self.labels[c] in ("nsubj", "nsubj:pass") and self.lowers[c] not in _RELATIVE]
        if not own or self.copular(clause) or any(self._led(c) for c in self.children[clause]):
            return None
        return "patient", self.heads[clause]

    def _led(self, i: int) -> bool:
        """Whether a phrase of a relative clause holds its pronoun, as in which, of whose chips: then that says the role."""
        if self.lowers[i] in _RELATIVE:
            return bool(self.markers[i])
        return self.labels[i] in ("obl", "obj", "nsubj", "nsubj:pass", "nmod") and any(
            self.lowers[c] == "whose" or (self.lowers[c] in _RELATIVE and self.markers[c]) for c in self.children[i])


@lru_cache(maxsize=1)
def arguments_of(doc: Doc) -> Arguments:
    """The document's arguments, worked out once its parse stands: for the components that read one document after the other."""
    return Arguments(doc)
