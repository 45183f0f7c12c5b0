"""Predicates and who fills their roles, read from a dependency parse; one code for every language.

Input is a parsed spaCy Doc with labels of Universal Dependencies (English from its parser, Korean from its rules). Output is,
for a token that may be a predicate, the fillers of the roles that frames speak of (`kg.schema.Frame`): agent, patient, holder,
of, and `+marker`. Every filler has a strength: 3 where the grammar says it, 2 where it is inherited (a shared or raised
subject, a light verb), 1 where it is only near.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

Fillers = dict[str, dict[int, int]]

_CLAUSE_LINKS = frozenset({"conj", "advcl", "xcomp", "ccomp", "parataxis"})
_NAME_LINKS = frozenset({"compound", "flat", "appos", "conj", "nmod:desc", "flat:name"})
_RELATIVE = frozenset({"which", "who", "that", "whom"})
_PASSIVE_AGENT = frozenset({"에의해", "에게", "by"})
_VERB_FORMS = frozenset({"VERB", "AUX"})


class Arguments:
    """The roles of the predicates of one document, worked out when first asked for."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.children: list[list[Token]] = [[] for _ in doc]
        for token in doc:
            if token.head.i != token.i:
                self.children[token.head.i].append(token)
        self._fillers: dict[int, Fillers] = {}
        self._subjects: dict[tuple[int, bool], dict[int, int]] = {}

    def marker(self, token: Token) -> str:
        """The particle or preposition that marks a noun: `에서`, `from`; empty where there is none."""
        own = token.morph.get("Marker", [])
        if own:
            return own[0]
        return next((c.lower_ for c in self.children[token.i] if c.dep_ == "case" and c.i < token.i), "")

    def passive(self, token: Token) -> bool:
        if "Pass" in token.morph.get("Voice", []):
            return True
        return any(c.dep_ in ("nsubj:pass", "aux:pass") for c in self.children[token.i]) or (
            token.dep_ == "acl" and token.tag_ == "VBN")

    def verbal(self, token: Token) -> bool:
        """Whether the token heads a clause: a verb, a verbal noun with its light verb, or a predicate noun."""
        return token.pos_ in _VERB_FORMS or bool(token.morph.get("VerbForm", [])) or self.copular(token)

    def copular(self, token: Token) -> bool:
        return bool(token.morph.get("Cop", [])) or any(c.dep_ == "cop" for c in self.children[token.i])

    def fillers(self, token: Token) -> Fillers:
        """Role -> token index -> strength, for that predicate."""
        found = self._fillers.get(token.i)
        if found is None:
            found = self._fillers[token.i] = {}
            for role, index, strength in self._find(token):
                at = found.setdefault(role, {})
                at[index] = max(strength, at.get(index, 0))
        return found

    def _find(self, token: Token) -> Iterator[tuple[str, int, int]]:
        passive = self.passive(token)
        if self.verbal(token) and not self.copular(token):
            yield from self._of_verb(token, passive)
        else:
            yield from self._of_noun(token)
        for child in self.children[token.i]:
            if child.dep_ == "nsubj" and self.marker(child) == "는":
                yield "+는", child.i, 2
        if self.verbal(token):
            deep = "holder" if self.copular(token) else "patient" if passive else "agent"
            for index, strength in self.subjects(token).items():
                yield deep, index, strength

    def _of_verb(self, token: Token, passive: bool) -> Iterator[tuple[str, int, int]]:
        for child in self.children[token.i]:
            label = child.dep_
            if label == "obj":
                yield "patient", child.i, 3
            elif label == "iobj":
                yield "+to", child.i, 3
            elif label == "obl:agent":
                yield "agent", child.i, 3
            elif label in ("obl", "nmod", "obl:tmod", "obl:npmod", "obl:unmarked", "obl:tmod"):
                marker = self.marker(child)
                if passive and marker in _PASSIVE_AGENT:
                    yield "agent", child.i, 3
                yield f"+{marker}", child.i, 3
                for inner in self.children[child.i]:  # sold the unit to Arm; invested in shares of Arm
                    if inner.dep_ == "nmod" and self.marker(inner):
                        yield f"+{self.marker(inner)}", inner.i, 1
            elif label == "compound" and child.i < token.i:  # 반도체 수출: the noun before a verbal noun
                yield "patient", child.i, 2
            elif label == "nmod:poss":
                yield ("patient" if passive else "agent"), child.i, 2
        for child in self.children[token.i]:
            if child.dep_ == "obj":
                for inner in self.children[child.i]:
                    if inner.dep_ == "nmod" and self.marker(inner) not in ("", "of"):
                        yield f"+{self.marker(inner)}", inner.i, 2
                    elif inner.dep_ in ("compound", "nmod:poss"):
                        yield "patient", inner.i, 1
        gap = self.gap(token)
        if gap:
            yield gap[0], gap[1], 3
        # Light verbs and clause complements: 인수에 나서다, agreed to buy: the outer clause's obliques are weakly its own.
        if token.dep_ in ("xcomp", "advcl"):
            for child in self.children[token.head.i]:
                if child.dep_ == "obl" and self.marker(child):
                    yield f"+{self.marker(child)}", child.i, 1

    def _of_noun(self, token: Token) -> Iterator[tuple[str, int, int]]:
        head = token.head
        for child in self.children[token.i]:
            label, marker = child.dep_, self.marker(child)
            if label in ("nmod:poss",) or (label == "nmod" and marker in ("of", "의")):
                yield "of", child.i, 3
                if label == "nmod:poss":
                    yield "holder", child.i, 1
                else:
                    yield f"+{marker}", child.i, 3
            elif label == "compound":
                yield "of", child.i, 2
                yield "holder", child.i, 2
                yield "patient", child.i, 2
                for inner in self._compounds(child):  # 구글 순다르 피차이 CEO
                    yield "of", inner.i, 2
            elif label == "amod":
                yield "of", child.i, 2
            elif label in ("nmod", "obl") and marker:
                yield f"+{marker}", child.i, 3
                if marker in _PASSIVE_AGENT:
                    yield "agent", child.i, 3
            elif label in ("appos", "flat"):
                yield "holder", child.i, 3
            elif label in ("acl", "acl:relcl") and self.verbal(child):
                for role, fill in self.fillers_shallow(child).items():
                    for index in fill:
                        yield ("of" if role == "agent" else role), index, 1
        if token.dep_ in ("compound", "appos", "flat", "nmod:poss", "nmod") and head.i != token.i:
            yield "holder", head.i, 3 if token.dep_ in ("compound", "appos", "flat") else 1
        yield from self._raised(token)

    def _compounds(self, token: Token, depth: int = 3) -> Iterator[Token]:
        for child in self.children[token.i]:
            if child.dep_ in ("compound", "nmod:poss", "appos", "flat") and depth:
                yield child
                yield from self._compounds(child, depth - 1)

    def fillers_shallow(self, token: Token) -> Fillers:
        """The roles that a verb's own children fill, without inheritance."""
        found: Fillers = {}
        for child in self.children[token.i]:
            role = {"nsubj": "agent", "obj": "patient"}.get(child.dep_)
            if role:
                found.setdefault(role, {})[child.i] = 1
        return found

    def _raised(self, token: Token) -> Iterator[tuple[str, int, int]]:
        """A noun under a light verb takes the verb's other arguments: 매출 3조원을 기록했다, had revenue of 3bn."""
        if self.copular(token):
            for index, strength in self.subjects(token).items():
                yield "holder", index, strength
                for child in self.children[index]:
                    if child.dep_ in ("nmod:poss", "compound"):
                        yield "of", child.i, 1
        verb = token.head
        if verb.i == token.i or token.dep_ not in ("obj", "obl", "nsubj", "nsubj:pass", "xcomp", "nmod") or not self.verbal(verb):
            return
        if token.dep_ in ("nsubj", "nsubj:pass"):
            if self.copular(verb):
                yield "holder", verb.i, 3
            for child in self.children[verb.i]:
                if child.i != token.i and child.dep_ in ("obj", "obl", "xcomp"):
                    yield "holder", child.i, 2
                elif child.i != token.i and child.dep_ == "nsubj":  # R1은 개발비가 …
                    yield "of", child.i, 2
            return
        role_of_subject = token.dep_ == "xcomp" or self.marker(token) in ("as", "로", "에")
        for index, strength in self.subjects(verb).items():
            yield "of", index, min(strength, 2)
            yield "agent", index, min(strength, 2)
            if role_of_subject:  # became chairman, 대표로 취임했다
                yield "holder", index, 2
        for child in self.children[verb.i]:
            if child.i != token.i and child.dep_ in ("obj", "obl"):
                yield f"+{self.marker(child)}", child.i, 2
                yield "holder", child.i, 1
                if child.dep_ == "obj":
                    yield "patient", child.i, 2

    def subjects(self, token: Token, climb: bool = True) -> dict[int, int]:
        """The surface subjects of a clause: token index -> strength (3 its own, 2 shared or the noun it modifies)."""
        key = (token.i, climb)
        if key in self._subjects:
            return self._subjects[key]
        self._subjects[key] = {}  # breaks circles
        found: dict[int, int] = {}
        own = [c for c in self.children[token.i] if c.dep_ in ("nsubj", "nsubj:pass", "csubj") and c.lower_ not in _RELATIVE]
        marked = [c for c in own if c.morph.get("Marker", []) and c.morph.get("Marker", [])[0] == "가"]
        for child in own:
            topic_beside_subject = bool(marked) and child not in marked
            found[child.i] = 2 if topic_beside_subject else 3
        if token.dep_ in ("acl", "acl:relcl") and token.head.i != token.i and not found and token.tag_ != "TO":
            found[token.head.i] = 3
        if not found and climb:
            found = self._shared(token)
        self._subjects[key] = found
        return found

    def _shared(self, token: Token) -> dict[int, int]:
        if token.dep_ in _CLAUSE_LINKS and token.head.i != token.i:
            head = self.subjects(token.head)
            if head:
                return dict.fromkeys(head, 2)
        for child in self.children[token.i]:
            if child.dep_ in ("advcl", "conj", "ccomp") and child.i < token.i and self.verbal(child):
                below = self.subjects(child, climb=False)
                if below:
                    return dict.fromkeys(below, 2)
        return {}

    def sites(self, first: int, last: int) -> dict[int, int]:
        """Where a mention of tokens first..last (inclusive) stands in the tree: token -> steps from its own head.

        A name speaks for the phrase that it belongs to: in 리카이푸 대표는 the role is 대표's, in A와 B는 it is B's.
        """
        head = self.head(first, last)
        found = {head.i: 0}
        steps = 0
        while head.head.i != head.i and steps < 4:
            if head.dep_ in _NAME_LINKS:
                steps += 0 if head.dep_ in ("conj", "appos") else 1
            elif head.dep_ == "nmod:poss" or (head.dep_ == "nmod" and self.marker(head) in ("of", "in")):
                steps += 2  # X의 주가, shares in X: what the noun does is nearly X's
            else:
                break
            head = head.head
            found.setdefault(head.i, steps)
        return found

    def head(self, first: int, last: int) -> Token:
        """The highest token of the stretch."""
        best = self.doc[last]
        for i in range(last, first - 1, -1):
            if not first <= self.doc[i].head.i <= last or self.doc[i].head.i == i:
                best = self.doc[i]
                break
        return best

    def gap(self, clause: Token) -> tuple[str, int] | None:
        """The role that the noun has in the relative clause that modifies it: R1 in 딥시크가 공개한 R1 is the patient."""
        if clause.dep_ not in ("acl", "acl:relcl") or clause.head.i == clause.i:
            return None
        own = [c for c in self.children[clause.i] if c.dep_ in ("nsubj", "nsubj:pass") and c.lower_ not in _RELATIVE]
        if not own or self.copular(clause):
            return None
        return "patient", clause.head.i
