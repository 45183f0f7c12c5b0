"""The values that the stages hand to one another: frozen, hashable, and named by the glossary.

Offsets are code points in `Document.text` (NFC), end exclusive. Ids are hashes of what a thing says, never of when or where
it was built, so that the same input gives the same ids on every machine.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal as Choice

Polarity = Choice["asserted", "negated"]
Modality = Choice["fact", "planned", "possible", "asked"]
LiteralKind = Choice["money", "percent", "date", "quantity"]
Bound = Choice["at_least", "at_most"]

#: The stronger first: where one text says a thing twice, the claim takes the stronger.
MODALITIES: tuple[Modality, ...] = ("fact", "planned", "possible", "asked")


def digest(*parts: object) -> str:
    """16 hexadecimal digits (64 bits of SHA-256) over the parts' canonical JSON."""
    data = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def slug(name: str) -> str:
    """A name as an id: lower case, letters and digits of any script, the rest hyphens. `01.AI` -> `01-ai`."""
    name = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+|_+", "-", name).strip("-") or "x" + digest(name)[:8]


def blanked(text: str, spans: Iterable[tuple[int, int]], by: str = " ") -> str:
    """The text, as long as before, with one character in the place of all that the spans (in order, apart) hold."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], by * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


_NOT_COMPARED = dict.fromkeys(map(ord, "-.·•・‐‑‒–—―−'\"‘’“”"))


@lru_cache(maxsize=32768)
def name_key(name: str) -> str:
    """A name as it is compared: NFKC, casefolded, without spaces, hyphens, dots and quotes. `DeepSeek-R1` -> `deepseekr1`."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().translate(_NOT_COMPARED).split())


@dataclass(frozen=True, slots=True)
class Document:
    """One text that was read.

    `name` is the file's name (a path relative to the folder that was given, with `/`), `text` is NFC with `\\n` line ends.
    `boilerplate` are spans (start, end) that yield no claims: reader comments, copyright lines, menus.
    `published` is ISO 8601 at the precision known.
    """

    name: str
    text: str
    language: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    source: str | None = None
    boilerplate: tuple[tuple[int, int], ...] = ()

    @property
    def id(self) -> str:
        return "d" + digest(self.name, self.text)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document (start, end) that is in another language than the document: whole sentences, or what is `quoted` in one of
    the document's own. `holes` are quotations within it that are in the document's language again.
    """

    start: int
    end: int
    quoted: bool = False
    holes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Literal:
    """A normalised value. `surface` is how the text has it and takes no part in equality.

    money: `value` amount, `unit` ISO 4217 currency; percent: `value`; quantity: `value`, `unit` (may be empty);
    date: `date` in ISO 8601 at the precision of the text (`2023`, `2023-05`, `2023-05-01`).
    """

    kind: LiteralKind
    value: float | None = None
    unit: str = ""
    date: str = ""
    approximate: bool = False
    bound: Bound | None = None
    surface: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.value is not None:  # 5 and 5.0, 0.0 and -0.0 are one value, and must have one id
            object.__setattr__(self, "value", float(self.value) + 0.0)

    @property
    def id(self) -> str:
        return "l" + digest(self.kind, self.value, self.unit, self.date, self.approximate, self.bound)

    def to_json(self) -> dict[str, object]:
        """The form of the gold format: `{"amount": 5500000, "currency": "USD", "approximate": true}`."""
        number = int(self.value) if self.value is not None and float(self.value).is_integer() else self.value
        data: dict[str, object]
        if self.kind == "money":
            data = {"amount": number, "currency": self.unit}
        elif self.kind == "percent":
            data = {"percent": number}
        elif self.kind == "date":
            data = {"date": self.date}
        else:
            data = {"number": number, "unit": self.unit} if self.unit else {"number": number}
        if self.approximate:
            data["approximate"] = True
        if self.bound:
            data["bound"] = self.bound
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, object], surface: str = "") -> Literal:
        """The inverse of `to_json`; ValueError where the mapping is no literal."""
        approximate = bool(data.get("approximate"))
        given = data.get("bound")
        bound: Bound | None = "at_least" if given == "at_least" else "at_most" if given == "at_most" else None
        try:
            if "amount" in data:
                return cls("money", _number(data["amount"]), str(data["currency"]), "", approximate, bound, surface)
            if "percent" in data:
                return cls("percent", _number(data["percent"]), "", "", approximate, bound, surface)
            if "date" in data:
                return cls("date", None, "", str(data["date"]), approximate, bound, surface)
            if "number" in data:
                unit = str(data.get("unit") or "")
                return cls("quantity", _number(data["number"]), unit, "", approximate, bound, surface)
        except (KeyError, TypeError) as why:
            raise ValueError(f"not a literal: {dict(data)!r}") from why
        raise ValueError(f"not a literal: {dict(data)!r}")

    @property
    def label(self) -> str:
        """For people: `5,500,000 USD`, `150%`, `2023-05`, `2,048 chips`."""
        if self.kind == "date":
            return self.date
        value = self.value if self.value is not None else 0.0
        number = f"{int(value):,}" if float(value).is_integer() else f"{value:,}"
        return f"{number}%" if self.kind == "percent" else f"{number} {self.unit}".strip()


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"not a number: {value!r}")
    return float(value.replace(",", "")) if isinstance(value, str) else float(value)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a document that names, or refers to, an entity.

    `method` says how it was found (`seed`, `ner`, `bracket`, `title`, `shape`, `context`, `repeat`, `reference`, `ellipsis`, `llm`).
    For a reference (이 회사, the company) `name` is the antecedent's surface; else it equals `text`. An ellipsis has the span
    of the predicate whose subject is dropped. `known` is the id of a seed entity, where the surface is one of its aliases.
    """

    start: int
    end: int
    text: str
    type: str
    name: str
    method: str
    confidence: float = 1.0
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim between the mentions of one document, as an extractor found it, before linking.

    `start` and `end` span the evidence (one sentence, or two where the claim needs both).
    """

    subject: Mention
    relation: str
    object: Mention | Literal
    object_start: int
    object_end: int
    start: int
    end: int
    qualifiers: tuple[tuple[str, str], ...] = ()
    polarity: Polarity = "asserted"
    modality: Modality = "fact"
    attributed_to: Mention | None = None
    confidence: float = 1.0
    extractor: str = "rules"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that the build did not keep, and why. `stage` is reading, extraction, linking or assembly."""

    stage: str
    reason: str
    document: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document. `aliases` are pairs of surfaces that the text itself equates: 리카이푸(Lee Kai-fu)."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    findings: tuple[Finding, ...] = ()
    aliases: tuple[tuple[Mention, Mention], ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """A name of an entity with its language (`ko`, `en`, or empty where it is not known)."""

    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One real thing. `name` is the canonical English name; `aliases` are all other spellings, by language and, within
    one, the commonest first.

    `known` is true for an entity of the seeds. `reasons` say why its mentions are held to be one, sorted and unique.
    """

    id: str
    type: str
    name: str
    aliases: tuple[Alias, ...] = ()
    known: bool = False
    reasons: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """The name in that language where there is one, else the canonical name."""
        if language == "en":
            return self.name
        return next((a.name for a in self.aliases if a.language == language), self.name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a document says a claim. Spans: the evidence, the subject in it and the object in it."""

    document: str
    start: int
    end: int
    text: str
    subject_start: int
    subject_end: int
    object_start: int
    object_end: int
    confidence: float
    extractor: str

    @property
    def id(self) -> str:
        return "e" + digest(self.document, self.start, self.end, self.subject_start, self.subject_end, self.object_start,
                            self.object_end, self.extractor)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed, with every place that says so.

    `subject` is an entity's id; `object` an entity's id or a literal; `attributed_to` an entity's id. The id is the hash of
    what is claimed alone, so that the same claim of two documents is one claim with two evidences.
    """

    subject: str
    relation: str
    object: str | Literal
    qualifiers: tuple[tuple[str, str], ...] = ()
    polarity: Polarity = "asserted"
    modality: Modality = "fact"
    attributed_to: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def id(self) -> str:
        target = self.object if isinstance(self.object, str) else self.object.id
        return "c" + digest(self.subject, self.relation, target, self.qualifiers, self.polarity, self.modality,
                            self.attributed_to)

    @property
    def confidence(self) -> float:
        """That of the best evidence, 0 to 1."""
        return max((e.confidence for e in self.evidence), default=0.0)

    @property
    def plain(self) -> bool:
        """Whether it stands in the plain graph as an edge: asserted, and as a fact."""
        return self.polarity == "asserted" and self.modality == "fact"


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """Two claims that cannot both hold (ids, the smaller first), and why: `polarity` or `value`."""

    first: str
    second: str
    reason: str


@dataclass(frozen=True, slots=True)
class Graph:
    """What a build made: everything sorted by id (documents by name), so that equal graphs are equal values."""

    schema: str
    documents: tuple[Document, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
