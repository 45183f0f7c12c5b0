"""Long sentences made of short ones: what each says stays true in all the ways in which Korean joins clauses.

Writers put several clauses into one sentence, a bank mostly one: a reader taught by it knows each turn of phrase by itself, and loses it in
company. Two sentences are joined by an ending (A하고 B), share what they begin with (S는 A하고 B), or the one becomes what modifies a name of
the other (A한 S는 B; S가 A한 O는 B), stands within it (T는 S가 A한 뒤 B), or before it (S는 A. 이 회사는 B). A name that takes the place of
another is of its type. Kiwi conjugates.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kiwipiepy import Kiwi, Token
from ner_ko_data import agree

from kg.extraction.located import locate
from kg.gold import GoldClaim, GoldDocument, GoldEntity

#: How clauses are tied, the commonest more often.
TIES = ("고", "고", "고", "며", "며", "면서", "지만", "는데", "아서", "으나")
#: What a clause that ends in a modifier stands within another with.
WHEN = ("뒤", "뒤", "직후", "가운데", "상황에서", "것과 달리", "것과 함께", "데 이어")
#: How the next sentence speaks of what the one before began with; most often not at all.
MEANT = {
    "Company": ("", "", "", "이 회사", "회사", "동사", "이 업체", "이 기업"), "Person": ("", "", "그", "그"), "AIModel": ("", "", "이 모델", "이 모델"),
    "Hardware": ("", "", "이 칩"), "Product": ("", "", "이 서비스", "이 제품"), "ResearchInstitute": ("", "", "이 연구소"),
}
#: How someone says it.
SAID = ("고 말했다", "고 밝혔다", "고 설명했다", "고 전했다")
TOPIC, SUBJECT, OBJECT = frozenset({"은", "는"}), frozenset({"이", "가"}), frozenset({"을", "를"})
#: The particles that a name may have where another takes its place with what modifies it.
PLACED = TOPIC | SUBJECT | OBJECT | {"의", "에", "에서", "에게"}
#: Longer sentences are not made of; and what is made is at most twice as long.
LONGEST = 110
#: How many pairs are tried for each that is wanted (about three are).
TRIES = 50
#: How often what is made is made longer still, is said by someone, and how often one of the two says something.
LONGER, SPOKEN, SAYING = 0.3, 0.08, 0.7
#: A sentence that refers to others cannot stand alone.
REFERS = re.compile(r"(?:^|[\s“\"'‘(])(?:이|그|해당|동|저|두|양|세|같은|이들|자사|당사|회사|본사|동사|양사|그녀|업체|여기|이곳)(?=[\s은는이가의를과와에])")

Way = Callable[["Clause", "Clause"], GoldDocument | None]
#: A name; where it ends, and where its particle ends.
Begun = tuple[str, int, int]


@dataclass(frozen=True)
class Clause:
    """One sentence with what it says, whose entities are their mentions."""

    gold: GoldDocument
    tokens: tuple[Token, ...]
    kiwi: Kiwi

    @property
    def text(self) -> str:
        return self.gold.text

    @cached_property
    def types(self) -> dict[str, str]:
        return {e.id: e.type for e in self.gold.entities}

    @cached_property
    def end(self) -> int:
        """The number of the ending that closes it; -1 where none does."""
        n = len(self.tokens) - 1
        while n >= 0 and self.tokens[n].tag.startswith("S"):
            n -= 1
        return n if n > 0 and self.tokens[n].tag == "EF" else -1

    @cached_property
    def begun(self) -> Begun | None:
        """The name that it begins with as its topic or subject."""
        for name in sorted(self.types, key=len, reverse=True):
            if self.text.startswith(name) and self.text.count(name) == 1:
                after = next((t for t in self.tokens if t.start == len(name)), None)
                if after is not None and after.tag in ("JX", "JKS") and after.form in TOPIC | SUBJECT and self.text[after.end:].startswith(" "):
                    return name, after.start, after.end
        return None

    @cached_property
    def plain(self) -> Begun | None:
        """The same where nothing else is a topic or a subject: all that is said is then said of it."""
        found = self.begun
        if found is None or any(t.tag == "JKS" or (t.tag == "JX" and t.form in TOPIC) for t in self.tokens if t.start > found[1]):
            return None
        return found

    @cached_property
    def object(self) -> tuple[str, int, int] | None:
        """The name that the last verb takes as its object, where it begins, and where its particle ends."""
        for n in range(self.end - 1, 0, -1):
            token = self.tokens[n]
            if token.tag in ("EC", "ETM"):
                return None
            if token.tag == "JKO":
                name = next((m for m in self.types if self.text[:token.start].endswith(m) and self.text.count(m) == 1), "")
                begin = token.start - len(name)
                before = next((t for t in reversed(self.tokens) if t.start < begin), None)
                if not name or before is None or self.text[begin - 1] != " " or not _apart(before):
                    return None
                return name, begin, token.end
        return None

    @cached_property
    def modifier(self) -> str:
        """The sentence as what modifies a noun (하다, 했다 -> 하는, 한), and nothing after it; empty where that cannot be."""
        before = self.verb()
        if not before:
            return ""
        past = before[-1] in (("었", "EP"), ("았", "EP"))
        verb = before[-2 if past else -1] if len(before) > past else ("", "EP")
        if verb[1] == "EP":
            return ""
        acts = verb[1].split("-")[0] in ("VV", "VX", "XSV")
        exists = verb[0] in ("있", "없")
        if past:
            return self.ended([*before[:-1], ("ᆫ" if acts and not exists else "던", "ETM")])
        return self.ended([*before, ("는" if acts or exists else "ᆫ", "ETM")])

    def tied(self, ending: str) -> str:
        """The sentence with a connective ending, and nothing after it; empty where that cannot be."""
        before = self.verb()
        if ending == "아서" and before and before[-1][1] == "EP":
            before = before[:-1]  # 해서 has no past
        return self.ended([*before, (ending, "EC")]) if before else ""

    def _first(self) -> int:
        """The first morpheme of its last verb after the noun that this may be made of."""
        first = self.end
        while first > 0 and self.tokens[first - 1].word_position == self.tokens[self.end].word_position and self.tokens[first - 1].tag[0] in "VEX":
            first -= 1
        return first

    @property
    def last(self) -> int:
        """Where its last verb begins, or the noun that this is made of."""
        first = self._first()
        return int(self.tokens[first - 1 if self.tokens[first].tag.startswith("XS") else first].start)

    def verb(self) -> list[tuple[str, str]]:
        """The morphemes of its last verb before the ending."""
        return [(t.form, t.tag) for t in self.tokens[self._first():self.end]] if self.end > 0 and self._first() > 0 else []

    def acted(self, owned: bool = False) -> tuple[str, int]:
        """The sentence up to the noun of its last verb, which has become what is done to a name right before it, and where what that name had
        was: 구글은 앤트로픽 인수, 구글은 앤트로픽에 대한 투자, 구글은 앤트로픽과의 제휴. `owned`: with what it begins with as whose that is: 구글의 앤트로픽
        인수. ("", 0) where the verb has no noun or no name right before it, or it begins with none.
        """
        first = self._first()
        if first < 2 or self.tokens[first].tag != "XSV" or self.tokens[first - 1].tag != "NNG" or self.tokens[first - 2].tag not in ("JKO", "JKB"):
            return "", 0
        particle, noun = self.tokens[first - 2], self.tokens[first - 1]
        before, said = self.text[:particle.start], self.text[noun.start:noun.end]
        link = "" if particle.tag == "JKO" else {"에": "에 대한", "와": "와의", "과": "과의"}.get(particle.form)
        if link is None or not any(before.endswith(name) for name in self.types):
            return "", 0
        if owned:
            name, _, end = self.plain or ("", 0, 0)
            if not name or end >= particle.start - 1:
                return "", 0
            before = f"{name}의{before[end:]}"
        return f"{before}{link} {said}", len(before)

    def ended(self, morphemes: Sequence[tuple[str, str]]) -> str:
        """The sentence with other morphemes after its last verb's noun, and nothing after them; empty where that cannot be."""
        before = self.tokens[self._first() - 1]
        base = [(before.form, before.tag)]
        alone, whole = self.kiwi.join(base), self.kiwi.join([*base, *morphemes])
        return self.text[:before.end] + whole[len(alone):] if whole.startswith(alone) else ""


def _apart(before: Token) -> bool:
    """Whether what ends there does not belong to the noun that follows."""
    return before.tag[0] in "JE" and before.tag not in ("JKG", "JC", "ETM")


def _with(name: str, particle: str) -> str:
    return name + agree(name, particle)


class Composer:
    """Makes long sentences of annotated ones (each a document of one sentence); always the same."""

    def __init__(self, sentences: Sequence[GoldDocument], kiwi: Kiwi, seed: int = 0) -> None:
        self.kiwi, self.rng = kiwi, random.Random(seed)
        self.clauses = [c for gold in sentences if len(gold.text) <= LONGEST for c in [self._clause(gold)] if c is not None]
        self.saying = [c for c in self.clauses if c.gold.claims]
        self.plain = [c for c in self.saying if c.plain and c.modifier]
        self.objects = [c for c in self.plain if c.object]
        #: By the type of what they begin with; and by the types of what they name elsewhere.
        self.beginning: dict[str, list[Clause]] = {}
        self.naming: dict[str, list[Clause]] = {}
        for clause in self.saying:
            if clause.plain:
                self.beginning.setdefault(clause.types[clause.plain[0]], []).append(clause)
            for name, kind in clause.types.items():
                if clause.text.find(name) > 0:
                    self.naming.setdefault(kind, []).append(clause)
        self.joins: tuple[Way, ...] = (self.side_by_side, self.side_by_side, self.sharing, self.sharing, self.modifying, self.modifying)
        modified: tuple[Way, ...] = (self.modified,) if self.objects else ()
        more: tuple[Way, ...] = (self.modifying_inside, self.modifying_inside, *modified, self.passage, self.passage, self.embedded)
        self.ways: tuple[Way, ...] = (*self.joins, *more) if self.plain else (self.side_by_side,)

    def compose(self, count: int) -> Iterator[GoldDocument]:
        """So many, fewer where hardly any two go together; each under the name of one of those that it is made of."""
        for _ in range(TRIES * count if self.clauses else 0):
            way, first, second = self._chosen()
            found = way(first, second)
            if found is None:
                continue
            if self.rng.random() < LONGER:
                found = self._longer(found) or found
            if self.rng.random() < SPOKEN:
                found = self.spoken(found) or found
            yield found
            count -= 1
            if not count:
                return

    def _clause(self, gold: GoldDocument) -> Clause | None:
        gold = replace(gold, text=gold.text.strip())
        made = Clause(gold, tuple(self.kiwi.tokenize(gold.text)), self.kiwi)
        return made if made.end > 0 and len({t.sent_position for t in made.tokens}) == 1 else None

    def _chosen(self) -> tuple[Way, Clause, Clause]:
        way = self.rng.choice(self.ways)
        if way == self.side_by_side:
            return way, self._any(), self._any()
        if way == self.embedded:
            return way, self.rng.choice(self.plain), self.rng.choice(self.plain)
        first = self.rng.choice(self.objects if way == self.modified else self.plain)
        name = first.object if way == self.modified else first.plain
        kind = first.types[name[0]] if name else ""
        return way, first, self.rng.choice((self.naming if way == self.modifying_inside else self.beginning).get(kind) or self.clauses)

    def _any(self) -> Clause:
        return self.rng.choice((self.rng.random() < SAYING and self.saying) or self.clauses)

    def _longer(self, found: GoldDocument) -> GoldDocument | None:
        clause = self._clause(found)
        if clause is None:
            return None
        if clause.plain and self.rng.random() < 0.5:
            way, other = self.rng.choice(self.joins), self.rng.choice(self.beginning[clause.types[clause.plain[0]]])
        else:
            way, other = self.side_by_side, self._any()
        return way(other, clause) if self.rng.random() < 0.5 else way(clause, other)

    def _joined(self, text: str, a: Clause, b: Clause, became: tuple[str, str] = ("", "")) -> GoldDocument | None:
        """The text with what both say, where a name of `b` became another; None where it is too long, or a name is not its own."""
        entities = {e.id: e for e in a.gold.entities}
        others = [e for e in b.gold.entities if e.id != became[0]]
        if any(e.id in entities for e in others):
            return None
        entities |= {e.id: e for e in others}
        names = list(entities)
        if len(text) > 2 * LONGEST or any(n not in text or any(n != other and n in other for other in names) for n in names):
            return None
        claims = [*a.gold.claims, *(_renamed(c, *became) for c in b.gold.claims)]
        if any(c.subject == c.object for c in claims):
            return None
        return GoldDocument(a.gold.name, "", a.gold.language, tuple(entities.values()), tuple(claims), text)

    def side_by_side(self, a: Clause, b: Clause) -> GoldDocument | None:
        """A하고 B."""
        left = a.tied(self.rng.choice(TIES))
        return self._joined(left + self.rng.choice((", ", " ")) + b.text, a, b) if left else None

    def sharing(self, a: Clause, b: Clause) -> GoldDocument | None:
        """S는 A하고 B."""
        left = a.tied(self.rng.choice(TIES))
        if not left or not a.plain or not b.plain:
            return None
        return self._joined(left + self.rng.choice((",", "")) + b.text[b.plain[2]:], a, b, (b.plain[0], a.plain[0]))

    def modifying(self, a: Clause, b: Clause) -> GoldDocument | None:
        """A한 S는 B."""
        if not a.modifier or not a.plain or not b.plain:
            return None
        name = a.plain[0]
        text = a.modifier[a.plain[2]:].strip() + " " + _with(name, b.text[b.plain[1]:b.plain[2]]) + b.text[b.plain[2]:]
        return self._joined(text, a, b, (b.plain[0], name))

    def modifying_inside(self, a: Clause, b: Clause) -> GoldDocument | None:
        """… A한 S를 …, where b has another of its type."""
        if not a.modifier or not a.plain:
            return None
        name = a.plain[0]
        for other, kind in b.types.items():
            at = b.text.find(other)
            if kind != a.types[name] or at <= 0 or b.text.count(other) != 1 or b.text[at - 1] != " ":
                continue
            n = next((n for n, t in enumerate(b.tokens) if t.start == at), 0)
            after = next((t for t in b.tokens if t.start == at + len(other)), None)
            if n and _apart(b.tokens[n - 1]) and after is not None and after.tag[0] == "J" and after.form in PLACED:
                text = b.text[:at] + a.modifier[a.plain[2]:].strip() + " " + _with(name, after.form) + b.text[after.end:]
                return self._joined(text, a, b, (other, name))
        return None

    def modified(self, a: Clause, b: Clause) -> GoldDocument | None:
        """S가 A한 O는 B."""
        if not a.modifier or not a.plain or not a.object or not b.plain or a.object[1] < a.plain[2]:
            return None
        clause = _with(a.plain[0], "가") + a.modifier[a.plain[2]:a.object[1]].rstrip() + a.modifier[a.object[2]:]
        text = clause + " " + _with(a.object[0], b.text[b.plain[1]:b.plain[2]]) + b.text[b.plain[2]:]
        return self._joined(text, a, b, (b.plain[0], a.object[0]))

    def embedded(self, a: Clause, b: Clause) -> GoldDocument | None:
        """T는 S가 A한 뒤 B: two clauses, each with its own subject."""
        if not a.modifier or not a.plain or not b.begun or b.text[b.begun[1]:b.begun[2]] not in TOPIC:
            return None
        inner = _with(a.plain[0], "가") + a.modifier[a.plain[2]:]
        return self._joined(f"{b.text[:b.begun[2]]} {inner} {self.rng.choice(WHEN)}{b.text[b.begun[2]:]}", a, b)

    def passage(self, a: Clause, b: Clause) -> GoldDocument | None:
        """S는 A. 이 회사는 B; or B without its subject."""
        if not a.plain or not b.plain:
            return None
        reference = self.rng.choice(MEANT.get(a.types[a.plain[0]], ("",)))
        begin = _with(reference, b.text[b.plain[1]:b.plain[2]]) if reference else ""
        return self._joined(f"{a.text} {(begin + b.text[b.plain[2]:]).strip()}", a, b, (b.plain[0], a.plain[0]))

    def spoken(self, gold: GoldDocument) -> GoldDocument | None:
        """P는 A했다고 말했다."""
        clause = self._clause(gold)
        person = next((e for e in self._any().gold.entities if e.type == "Person"), None)
        said = clause.tied("다고") if clause else ""
        if not said or person is None or any(person.id in e.id or e.id in person.id for e in gold.entities):
            return None
        text = f"{_with(person.id, '는')} {said.removesuffix('고')}{self.rng.choice(SAID)}."
        claims = tuple(replace(c, attributed_to=c.attributed_to or person.id) for c in gold.claims)
        return replace(gold, text=text, entities=(*gold.entities, person), claims=claims)


def _renamed(claim: GoldClaim, old: str, new: str) -> GoldClaim:
    """The claim with another name for one of those in it."""
    if not old:
        return claim
    return replace(claim, subject=new if claim.subject == old else claim.subject, object=new if claim.object == old else claim.object,
                   attributed_to=new if claim.attributed_to == old else claim.attributed_to)


def cut(documents: Sequence[GoldDocument], split: Callable[[str], Iterable[tuple[int, int]]], longest: int = LONGEST,
        refers: re.Pattern[str] = REFERS) -> Iterator[GoldDocument]:
    """The sentences of annotated documents that stand alone, with what each says, as documents of their own; `split` tells where sentences are."""
    for gold in documents:
        entities = {text: e for e in gold.entities for text in e.mentions}
        places = [(start, end, gold.text[start:end]) for start, end, _ in locate(gold.text, {text: e.id for text, e in entities.items()})]
        for begun, ended in split(gold.text):
            text = gold.text[begun:ended]
            named = {name for start, end, name in places if begun <= start and end <= ended}
            ids = {entities[name].id: name for name in named}
            if "\n" in text or not 15 < len(text) <= longest or not ids or len(ids) != len(named) or refers.search(text):
                continue
            claims = _own(gold, ids, begun, ended)
            if claims is not None:
                found = tuple(GoldEntity(name, entities[name].type, name, (name,)) for name in sorted(named))
                yield GoldDocument(gold.name, "", gold.language, found, tuple(claims), text)


def korean_sentences(kiwi: Kiwi) -> Callable[[str], Iterable[tuple[int, int]]]:
    """Where Kiwi says that sentences are."""
    return lambda text: ((s.start, s.end) for s in kiwi.split_into_sents(text))


def _own(gold: GoldDocument, ids: dict[str, str], start: int, end: int) -> list[GoldClaim] | None:
    """The claims that the sentence makes of what it names; None where the document makes one of these elsewhere."""
    found = []
    for claim in gold.claims:
        target = ids.get(claim.object) if isinstance(claim.object, str) else claim.object
        if claim.subject not in ids or target is None:
            continue
        at = gold.text.find(claim.evidence)
        if at < end and at + len(claim.evidence) > start:
            found.append(replace(claim, subject=ids[claim.subject], object=target, attributed_to=ids.get(claim.attributed_to or "")))
        elif isinstance(target, str):
            return None
    return found
