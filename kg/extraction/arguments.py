"""Predicates and who fills their roles, read from a dependency parse; one code for every language.

Input is a parsed spaCy Doc with labels of Universal Dependencies (English from its parser, Korean from its rules). Output is,
for a token that may be a predicate, the fillers of the roles that frames speak of (`kg.schema.Frame`): agent, patient, holder,
of, and `+marker`. Every filler has a strength: 3 where the grammar says it, 2 where it is inherited (a shared or raised
subject, a light verb), 1 where it is only near.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc

from kg.extraction.words import Words

Fillers = dict[str, dict[int, int]]

_CLAUSE_LINKS = frozenset({"conj", "advcl", "xcomp", "ccomp", "parataxis"})
_RELATIVE = frozenset({"which", "who", "that", "whom", "whose"})
#: The Korean endings that make a chain of verbs.
_TIES = frozenset({"어", "아", "어서", "아서", "고", "며", "으며"})
#: So deep in clauses within clauses the topic of them all is looked for.
_DEEP = 3
#: The markers of what something comes of.
_CAUSING = frozenset({"에", "로"})
_PASSIVE_AGENT = frozenset({"에의해", "에게", "by"})


class Arguments(Words):
    """The roles of the predicates of one document, worked out when first asked for."""

    def __init__(self, doc: Doc) -> None:
        super().__init__(doc)
        self._fillers: dict[int, Fillers] = {}
        self._subjects: dict[tuple[int, bool], dict[int, int]] = {}

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
        if not self.korean and (by := self.hyphened(token)):
            yield "agent", by[0], 3
            yield "patient", by[1], 3
            return
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
                yield from ((f"+{marker}", index, 2) for index in self._told(child))
                if marker == "와" and any(self.lemmas[c] == "함께" for c in self.children[token]):
                    beside = any(self.labels[c] == "obj" and c < child for c in self.children[token])  # R1을 GPT-4와 함께 공개했다
                    yield "patient" if passive or beside else "agent", child, 2  # 이서준과 함께 회사를 세웠다
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
            yield from ((gap[0], index, 2) for index in self._same(gap[1]))
            if self.korean and any(self.labels[c] == "obj" for c in self.children[token]):
                yield "+에", gap[1], 2  # 500억 원을 투자한 회사
        elif not passive:
            yield from (("patient", index, 2) for index in self._shared_objects(token))
        # Light verbs and clause complements: 인수에 나서다, agreed to buy: the outer clause's obliques are weakly its own.
        if self.labels[token] in ("xcomp", "advcl"):
            for child in self.children[self.heads[token]]:
                if self.labels[child] == "obl" and self.marker(child):
                    yield f"+{self.marker(child)}", child, 1

    def _told(self, noun: int) -> Iterator[int]:
        """Of whom something is told that happened: 딥시크가 R1을 공개했다는 소식에 엔비디아가 급락했다."""
        if self.korean and self.marker(noun) in _CAUSING:
            for clause in self.children[self.heads[noun]]:
                if (self.labels[clause] == "ccomp" and self.features[clause].get("Ending", "").endswith("다는") and clause < noun
                        and all(self.labels[i] == "aux" for i in range(clause + 1, noun))):
                    yield from self.subjects(clause, climb=False)

    def _shared_objects(self, token: int) -> Iterator[int]:
        """The object that a verb without one may have: the noun that it modifies (지난해 공개한 R1), a topic beside its subject, and the object of
        a verb with which it makes a chain (X를 세워 이끄는, 세워 이끌고 있는 X).
        """
        if any(self.labels[c] == "obj" for c in self.children[token]):
            return
        if self.open_gap(token):
            yield self.heads[token]
            yield from self._same(self.heads[token])
        subjects = [c for c in self.children[token] if self.labels[c] == "nsubj"]
        if self.korean and any(self.markers[c] == "가" for c in subjects):
            yield from (c for c in subjects if self.markers[c] == "는")  # 해온테크는 윤상진이 세웠다
        for child in self.children[token]:
            if child < token and self._chained(child) and not (subjects and self._subjected(child)):
                yield from (c for c in self.children[child] if self.labels[c] == "obj")
        if self._chained(token):
            head = self.heads[token]
            gap = self.gap(head)
            if gap:
                yield gap[1]
            elif not (subjects and self._subjected(head)):  # two clauses with a subject each are two
                yield from (c for c in self.children[head] if self.labels[c] == "obj")

    def _chained(self, token: int) -> bool:
        """Whether a verb's ending ties it to the one that governs it."""
        return self.labels[token] == "advcl" and self.features[token].get("VerbForm") == "Conv" and self.features[token].get("Ending") in _TIES

    def _subjected(self, token: int) -> bool:
        return any(self.labels[c] == "nsubj" for c in self.children[token])

    def _chain_subjects(self, token: int) -> list[int]:
        """The subjects of the verbs before it that are tied to it: 박도현 in 박도현이 세워 이끄는 회사."""
        return [c for child in self.children[token] if child < token and self._chained(child) for c in self.children[child] if self.labels[c] == "nsubj"]

    def open_gap(self, clause: int) -> bool:
        """Whether the noun that a clause modifies may be its object as well as its subject: 지난해 공개한 R1, where the ending does not tell."""
        return (self.labels[clause] == "acl" and self.heads[clause] != clause and "Ending" in self.features[clause] and not self.copular(clause)
                and "Adjective" not in self.features[clause]
                and not any(self.labels[c] in ("nsubj", "nsubj:pass", "obj") for c in self.children[clause]) and not self._chain_subjects(clause))

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
                for inner in self._compounds(child):  # 구글 순다르 피차이 CEO, 순다르 피차이 구글 CEO
                    yield "of", inner, 2
                    if self.korean:
                        yield "holder", inner, 2
                if self.lemmas[child] == "등":  # A, B 등 미국 기업: each member is one
                    yield from (("holder", other, 2) for other in self.children[token] if self.labels[other] == "conj" and other < child)
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
            if self.korean and self.labels[token] == "compound" and self.labels[head] == "appos":
                yield "of", self.heads[head], 2  # 해온테크(대표 윤상진)
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
            subjects = self.subjects(token)
            named = {c for c in subjects if self.markers[c] == "가" and self.heads[c] == token}
            for index, strength in subjects.items():
                beside = bool(named) and index not in named and self.heads[index] == token
                yield ("of" if beside else "holder"), index, strength  # 노타는 하나증권이 최대주주다
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
            yield from (("of", index, 2) for index in self._topics(token))
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

    def _topics(self, noun: int) -> Iterator[int]:
        """Whose the subject of a Korean clause is where a clause before it that is tied to it has another: 그래프코어는 유럽의 희망이었지만 매출이
        급감했다.
        """
        verb = self.heads[noun]
        if not self.korean or self.pos[noun] != "NOUN" or any(self.labels[c] == "nsubj" and c != noun for c in self.children[verb]) or any(
                self.labels[c] == "nmod:poss" for c in self.children[noun]):
            return
        clauses = [c for c in self.children[verb] if c < noun and self.labels[c] in _CLAUSE_LINKS and self.labels[c] != "ccomp" and self.verbal(c)]
        if self.labels[verb] in ("conj", "advcl") and self.heads[verb] != verb:
            clauses.append(self.heads[verb])
        for clause in clauses:
            yield from (c for c in self.subjects(clause, climb=False) if c < noun and self.labels[c] == "nsubj")

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
        if not found:
            found = dict.fromkeys(self._chain_subjects(token), 2)
        if self.labels[token] in ("acl", "acl:relcl") and self.heads[token] != token and not found and self.tags[token] != "TO":
            noun = self.heads[token]
            found = self._owners(noun) | dict.fromkeys(self._same(noun), 2) | {noun: 3}
        if not found and climb and self.labels[token] == "acl:tmod" and self.verbal(self.heads[self.heads[token]]):
            found = dict.fromkeys(self.subjects(self.heads[self.heads[token]]), 2)  # 구글을 떠난 뒤 량원평은 …
        if not found and climb:
            found = self._shared(token)
        self._subjects[key] = found
        return found

    def _owners(self, noun: int) -> dict[int, int]:
        """Whose a noun may be that a Korean clause says something of: M200 in H100에 버금가는 성능의 M200, and in M200은 H100에 버금가는 성능을 낸다."""
        head = self.heads[noun]
        if head == noun or not self.korean or self.pos[noun] != "NOUN":
            return {}
        if self.labels[noun] == "nmod:poss":
            return {head: 1}
        if self.labels[noun] in ("obj", "obl") and self.verbal(head):
            return dict.fromkeys((c for c in self.children[head] if self.labels[c] == "nsubj" and c != noun), 1)
        return {}

    def _same(self, noun: int) -> list[int]:
        """What a Korean sentence says that a noun is: M200 in M200은 A가 만든 칩이다 and M200은 A가 만든 칩으로, …; 박도현 in A를 세운 사람은 박도현이다."""
        if not self.korean:
            return []
        if self.copular(noun):
            return [c for c in self.children[noun] if self.labels[c] == "nsubj"]
        if self.labels[noun] == "obl" and self.marker(noun) == "로" and self._comma(noun):
            return [c for c in self.children[self.heads[noun]] if self.labels[c] == "nsubj" and c < noun]
        return [self.heads[noun]] if self.labels[noun] == "nsubj" and self.copular(self.heads[noun]) else []

    def _comma(self, noun: int) -> bool:
        """Whether a comma closes the phrase of a noun."""
        after = max((c for c in self.children[noun] if self.labels[c] == "case"), default=noun) + 1
        return after < len(self.lowers) and self.lowers[after] == ","

    def _shared(self, token: int) -> dict[int, int]:
        if self.labels[token] in _CLAUSE_LINKS and self.heads[token] != token:
            head = self.subjects(self.heads[token])
            if head:
                return dict.fromkeys(head, 2)
        for child in self.children[token]:
            if self.labels[child] in ("advcl", "conj", "ccomp") and child < token and self.verbal(child):
                below = self.subjects(child, climb=False) or self._topic_within(child)
                if below:
                    return dict.fromkeys(below, 2)
        return {}

    def _topic_within(self, token: int) -> list[int]:
        """The topic with which a clause's own clause begins, and so it: 네비우스는 계약을 맺었다고 알렸는데도 밀렸다."""
        for _ in range(_DEEP if self.korean else 0):
            first = next((c for c in self.children[token] if self.labels[c] in _CLAUSE_LINKS and c < token and self.verbal(c)), None)
            if first is None:
                break
            topics = [c for c in self.children[first] if self.labels[c] == "nsubj" and self.marker(c) == "는"]
            if topics:
                return topics
            token = first
        return []

    def gap(self, clause: int) -> tuple[str, int] | None:
        """The role that the noun has in the relative clause that modifies it: R1 in 딥시크가 공개한 R1 is the patient."""
        if self.labels[clause] not in ("acl", "acl:relcl") or self.heads[clause] == clause:
            return None
        own = [c for c in self.children[clause] if self.labels[c] in ("nsubj", "nsubj:pass") and self.lowers[c] not in _RELATIVE]
        if not (own or self._chain_subjects(clause)) or self.copular(clause) or any(self._led(c) for c in self.children[clause]):
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
