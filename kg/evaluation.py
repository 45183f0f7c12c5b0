"""A graph against gold: which of its claims a careful reader would have noted, and which of theirs it missed.

Claims come as rows of `claims.jsonl`, so that the claims of any program can be scored. A row matches a gold claim of its
document on subject, relation and object; a symmetric relation matches either way round. Names match casefolded, without
spaces, hyphens and dots: any name of the gold entity against any of the row's. Money matches within 0.5 % in its currency, a
date at the coarser of the two precisions, any other number exactly.

Precision is over all claims of the program, each once; recall over the required claims of the gold. A gold claim is matched by
one claim; the others that match nothing else are its duplicates and do not count. Entities are scored in the same way, on
(name, type). Polarity, modality and attribution are shares of the matched claims.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import EvaluationError
from kg.figures import Tally
from kg.gold import GoldClaim, GoldDocument
from kg.model import Literal

_QUOTES = str.maketrans("‘’“”", "''\"\"")
_IGNORED = frozenset("-.·•・‐‑‒–—―−")
_SUFFIXES = (".gold.json", ".jsonl", ".json", ".txt", ".md")
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The subject or the object of a program's claim: names as they are compared, the first its own; or a literal."""

    label: str
    names: tuple[str, ...] = ()
    type: str | None = None
    literal: Literal | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A program's claim in one document."""

    document: str
    subject: End
    relation: str
    object: End
    polarity: str
    modality: str
    by: str | None
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Errors:
    """What went wrong in one document."""

    document: str
    missed: tuple[GoldClaim, ...]
    wrong: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of everything, by language, relation and document; the errors; claims by document without gold."""

    all: Tally
    languages: Mapping[str, Tally]
    relations: Mapping[str, Tally]
    documents: Mapping[str, Tally]
    errors: tuple[Errors, ...]
    outside: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        parts = (("languages", self.languages), ("relations", self.relations), ("documents", self.documents))
        return {"all": self.all.to_json(), **{name: {key: t.to_json() for key, t in part.items()} for name, part in parts}}


def read_claims(path: Path) -> list[Said]:
    """The claims of a `claims.jsonl`. EvaluationError names the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as why:
        raise EvaluationError(f"cannot be read ({why})", where=str(path), mend="name a claims.jsonl that kg build wrote") from why
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(said(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as why:
                raise EvaluationError(f"is no claim ({why})", where=f"{path}, line {number}",
                                      mend="see exports/README.md for what a line holds") from why
    return found


def said(row: Mapping[str, object]) -> Said:
    """A row of `claims.jsonl` as a claim to score; ValueError, KeyError or TypeError where it is none."""
    words = [row["document"], row["relation"], row.get("polarity") or "asserted", row.get("modality") or "fact"]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("document, relation, polarity and modality are strings")
    subject = _end(row["subject"])
    if subject.literal is not None:
        raise ValueError("the subject is a literal")
    given = row.get("confidence")
    by = row.get("attributed_to")
    by = by.get("name") if isinstance(by, Mapping) else by
    evidence = row.get("evidence")
    evidence = evidence.get("text") if isinstance(evidence, Mapping) else evidence
    document, relation, polarity, modality = map(str, words)
    return Said(document, subject, relation, _end(row["object"]), polarity, modality,
                (comparable(by) or None) if isinstance(by, str) else None,
                float(given) if isinstance(given, int | float) else 0.0, evidence if isinstance(evidence, str) else "")


def _end(data: object) -> End:
    if not isinstance(data, Mapping):
        raise ValueError("an end that is no object")
    if isinstance(data.get("literal"), Mapping):
        literal = Literal.from_json(data["literal"])
        _literal(literal)  # a date that is none fails here, where its line is known
        return End(literal.label, literal=literal)
    label, type_ = data.get("name"), data.get("type")
    if not isinstance(label, str):
        raise ValueError("an end without a name")
    names = [label, *(a.get("name") if isinstance(a, Mapping) else a for a in data.get("aliases") or ())]
    keys = tuple(key for name in names if isinstance(name, str) and (key := comparable(name)))
    return End(label, keys, type_ if isinstance(type_, str) else None)


def comparable(name: str) -> str:
    """A name as it is compared: casefolded, without spaces, hyphens and dots, quotes straight."""
    name = unicodedata.normalize("NFKC", name).casefold().translate(_QUOTES)
    return "".join(c for c in name if not (c.isspace() or c in _IGNORED))


def stem(document: str) -> str:
    """A document's name without its folder and its suffix."""
    name = document.replace("\\", "/").rsplit("/", 1)[-1]
    return next((name[: -len(suffix)] for suffix in _SUFFIXES if name.endswith(suffix)), name)


def evaluate(golds: Sequence[GoldDocument], claims: Iterable[Said], symmetric: Collection[str]) -> Evaluation:
    """Score the claims of these documents. `symmetric` are the relations that hold either way round.

    Raises EvaluationError where two gold graphs are of one document.
    """
    known = [_Gold(gold) for gold in golds]
    by_stem: dict[str, _Gold] = {}
    for gold in known:
        for name in {stem(gold.of.name), stem(gold.of.document)}:
            if by_stem.setdefault(name, gold) is not gold:
                raise EvaluationError(f"two gold graphs are of '{name}'", mend="keep one of them")
    mine: dict[str, list[Said]] = defaultdict(list)
    outside: Counter[str] = Counter()
    for claim in claims:
        if found := by_stem.get(stem(claim.document)):
            mine[found.of.name].append(claim)
        else:
            outside[claim.document] += 1
    tallies: dict[str, dict[str, Tally]] = {part: defaultdict(Tally) for part in ("all", "languages", "relations", "documents")}
    errors = []
    for gold in known:
        result = _score(gold, mine[gold.of.name], symmetric)
        _count(gold, result, tallies)
        if result.missed or result.wrong:
            errors.append(Errors(gold.of.name, result.missed, result.wrong))
    languages, relations, documents = (dict(sorted(tallies[p].items())) for p in ("languages", "relations", "documents"))
    return Evaluation(tallies["all"]["all"], languages, relations, documents, tuple(errors), dict(sorted(outside.items())))


class _Gold:
    """A gold document with its names."""

    def __init__(self, gold: GoldDocument) -> None:
        self.of = gold
        self.types = {e.id: e.type for e in gold.entities}
        self.names: dict[str, set[str]] = defaultdict(set)
        for entity in gold.entities:
            for name in (entity.name, *entity.aliases, *entity.mentions):
                if key := comparable(name):
                    self.names[key].add(entity.id)
        self.required = {end for c in gold.claims if c.required for end in (c.subject, c.object) if isinstance(end, str)}

    def who(self, names: Sequence[str]) -> dict[str, int]:
        """The gold entities that bear one of the names: id -> 0 where the first of them is one, else 1."""
        ranked = [(who, min(rank, 1)) for rank, name in enumerate(names) for who in self.names.get(name, ())]
        return dict(reversed(ranked))  # of two ranks the smaller stays


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one document; `entities` are counts for its tallies."""

    matched: tuple[tuple[GoldClaim, Said], ...]
    missed: tuple[GoldClaim, ...]
    wrong: tuple[Said, ...]
    entities: Counter[str]


def _count(gold: _Gold, result: _Result, tallies: Mapping[str, dict[str, Tally]]) -> None:
    def add(relation: str, **what: int) -> None:
        for part, key in (("all", "all"), ("languages", gold.of.language), ("relations", relation), ("documents", gold.of.name)):
            tallies[part][key].counts.update(what)

    for claim in gold.of.claims:
        if claim.required:
            add(claim.relation, required=1)
    for claim, mine in result.matched:
        by = gold.names.get(mine.by, set()) if mine.by else None
        same = claim.attributed_to in by if by is not None and claim.attributed_to else by is None and claim.attributed_to is None
        add(claim.relation, right=1, found=1, got=int(claim.required), polarity=int(mine.polarity == claim.polarity),
            modality=int(mine.modality == claim.modality), attribution=int(same))
    for mine in result.wrong:
        add(mine.relation, found=1)
    for part, key in (("all", "all"), ("languages", gold.of.language), ("documents", gold.of.name)):
        tallies[part][key].counts.update(result.entities)


def _score(gold: _Gold, claims: Sequence[Said], symmetric: Collection[str]) -> _Result:
    found = {end: gold.who(end.names) for c in claims for end in (c.subject, c.object) if end.literal is None}
    mine = _each_once(claims, found, symmetric)
    candidates: list[list[int]] = []
    for claim in gold.of.claims:
        ranked = [(rank, -m.confidence, n) for n, m in enumerate(mine)
                  if (rank := _rank(m, claim, found, symmetric)) is not None]
        candidates.append([n for *_, n in sorted(ranked)])
    order = sorted(range(len(gold.of.claims)), key=lambda n: not gold.of.claims[n].required)
    taken = _matching(order, candidates)
    possible = {n for group in candidates for n in group}
    return _Result(
        tuple((gold.of.claims[g], mine[n]) for g, n in sorted(taken.items())),
        tuple(c for n, c in enumerate(gold.of.claims) if c.required and n not in taken),
        tuple(m for n, m in enumerate(mine) if n not in possible),
        _entities(gold, found))


def _each_once(claims: Sequence[Said], found: Mapping[End, Mapping[str, int]], symmetric: Collection[str]) -> list[Said]:
    """Of claims that say the same of the same, the one of the highest confidence."""
    key = _keys(found)
    groups: dict[_Key, Said] = {}
    for claim in claims:
        pair = (key(claim.subject), key(claim.object))
        ends = sorted(pair, key=repr) if claim.relation in symmetric else pair
        known = groups.get((claim.relation, *ends))
        if known is None or claim.confidence > known.confidence:
            groups[(claim.relation, *ends)] = claim
    return list(groups.values())


def _keys(found: Mapping[End, Mapping[str, int]]) -> Callable[[End], _Key]:
    """What an end stands for: a literal, gold entities, or else the strange entity that shares a name with it."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    for end, whos in found.items():
        if not whos:
            for name in end.names:
                parent[root(name)] = root(end.names[0])

    def key(end: End) -> _Key:
        if end.literal is not None:
            return ("literal", *_literal(end.literal))
        if found[end]:
            return ("gold", *sorted(found[end]))
        return ("none", root(end.names[0]) if end.names else f"?{end.label}")

    return key


def _rank(claim: Said, gold: GoldClaim, found: Mapping[End, Mapping[str, int]], symmetric: Collection[str]) -> int | None:
    """How well the claim matches the gold claim: 0 best; None where it does not."""
    if claim.relation != gold.relation:
        return None
    ways = [(claim.subject, claim.object)]
    if gold.relation in symmetric and claim.object.literal is None:
        ways.append((claim.object, claim.subject))
    ranks = []
    for left, right in ways:
        at = found[left].get(gold.subject)
        to: int | None
        if isinstance(gold.object, Literal):
            to = 0 if right.literal is not None and same_literal(gold.object, right.literal) else None
        else:
            to = None if right.literal is not None else found[right].get(gold.object)
        if at is not None and to is not None:
            ranks.append(at + to)
    return min(ranks, default=None)


def _literal(literal: Literal) -> _Key:
    return literal.kind, literal.value, _unit(literal), *_date(literal)


def _unit(literal: Literal) -> str:
    return literal.unit.strip().upper() if literal.kind == "money" else comparable(literal.unit)


def _date(literal: Literal) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", literal.date.split("T")[0])] if literal.kind == "date" else []


def same_literal(gold: Literal, mine: Literal) -> bool:
    """Whether a value says what the gold says: see the head of this module."""
    if gold.kind != mine.kind:
        return False
    if gold.kind == "date":
        return all(a == b for a, b in zip(_date(gold), _date(mine), strict=False))
    a, b, same_unit = gold.value or 0.0, mine.value or 0.0, _unit(gold) == _unit(mine)
    if gold.kind == "money":
        return same_unit and abs(a - b) <= 0.005 * abs(a) * (1 + 1e-9)
    return (same_unit or not gold.unit or not mine.unit) and abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def _matching(wanted: Iterable[int], candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """A largest matching, the first of `wanted` first: gold index -> claim index (augmenting paths)."""
    taken: dict[int, int] = {}
    gold_of: dict[int, int] = {}

    def place(g: int, seen: set[int]) -> bool:
        for m in candidates[g]:
            if m not in seen:
                seen.add(m)
                if m not in gold_of or place(gold_of[m], seen):
                    gold_of[m], taken[g] = g, m
                    return True
        return False

    for g in wanted:
        place(g, set())
    return taken


def _entities(gold: _Gold, found: Mapping[End, Mapping[str, int]]) -> Counter[str]:
    """The best gold entity of each end, then (entity, type) once."""
    key = _keys(found)
    right: set[str] = set()
    wrong: set[tuple[_Key, str | None]] = set()
    for end, whos in found.items():
        ranked = sorted(whos.items(), key=lambda w: (gold.types.get(w[0]) != end.type, w[1], w[0]))
        if ranked and gold.types.get(ranked[0][0]) == end.type:
            right.add(ranked[0][0])
        else:
            wrong.add((key(end), end.type))
    return Counter(e_right=len(right), e_found=len(right) + len(wrong), e_got=len(right & gold.required),
                   e_required=len(gold.required))
