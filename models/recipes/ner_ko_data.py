"""Examples for the Korean recogniser: silver sentences, gold documents, sentences of the bank; and names put in others' place."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int, str]

#: The type that a span has where only its place is known to be unclear: the trainer asks nothing of it.
UNKNOWN = "?"

#: The types that names are tagged with; dates and sums of money by the guideline of the silver sentences alone: elsewhere they are rules' business.
LABELS = ("AIModel", "City", "Company", "Concept", "Country", "Event", "GovernmentBody", "Hardware", "Industry", "Organization", "Person", "Place",
          "Policy", "Product", "Region", "ResearchInstitute", "Technique", "University", "Date", "Money")
LITERALS = ("Date", "Money")
#: The 150 types of the NIKL guideline to ours. What is not here is nothing of ours.
NIKL: Mapping[str, str] = {
    "PS_NAME": "Person", "PS_CHARACTER": "Person", "LCP_COUNTRY": "Country", "LCP_CITY": "City",
    "LCP_CAPITALCITY": "City", "LCP_PROVINCE": "Region", "LCP_COUNTY": "Place", "LCG_CONTINENT": "Region",
    "LCG_ISLAND": "Place", "LCG_OCEAN": "Place", "LCG_MOUNTAIN": "Place", "LCG_RIVER": "Place", "LCG_BAY": "Place",
    "LC_OTHERS": "Place", "AF_BUILDING": "Place", "AF_ROAD": "Place", "AF_CULTURAL_ASSET": "Place",
    "OGG_POLITICS": "GovernmentBody", "OGG_LAW": "GovernmentBody", "OGG_MILITARY": "GovernmentBody",
    "OGG_ECONOMY": "Company", "OGG_MEDIA": "Company", "OGG_FOOD": "Company", "OGG_HOTEL": "Company",
    "OGG_EDUCATION": "University", "OGG_SCIENCE": "ResearchInstitute", "OGG_MEDICINE": "Organization",
    "OGG_SPORTS": "Organization", "OGG_OTHERS": "Organization", "OGG_RELIGION": "Organization",
    "OGG_ART": "Organization", "OGG_LIBRARY": "Organization", "TMI_SERVICE": "Product", "TMI_SW": "Product",
    "AFW_OTHER_PRODUCTS": "Product", "AFW_SERVICE_PRODUCTS": "Product", "CV_POLICY": "Policy", "EV_OTHERS": "Event",
    "EV_SPORTS": "Event", "EV_FESTIVAL": "Event", "EV_WAR_REVOLUTION": "Event", "EV_ACTIVITY": "Event",
    "TR_SCIENCE": UNKNOWN, "TR_SOCIAL_SCIENCE": UNKNOWN, "FD_SCIENCE": UNKNOWN, "TMI_HW": UNKNOWN, "TMI_PROJECT": UNKNOWN,
    "TMI_MODEL": UNKNOWN, "CV_LANGUAGE": UNKNOWN, "CV_LAW": UNKNOWN,
    **dict.fromkeys(("DT_DAY", "DT_YEAR", "DT_MONTH", "DT_DURATION", "DT_OTHERS", "DT_WEEK", "DT_SEASON", "DT_GEOAGE", "DT_DYNASTY"), "Date"),
    "QT_PRICE": "Money",
}  # fmt: skip
#: Bare common nouns that the guideline counts as bodies; to us they name nobody.
GENERIC = frozenset(("정부", "경찰", "검찰", "법원", "당국", "대법", "군", "당", "여당", "야당"))
_PARTY = re.compile(r"당$|연합$")
_COLLEGE = re.compile(r"대$|대학|대학원$|카이스트|KAIST|MIT")


@dataclass(frozen=True, slots=True)
class Sample:
    """A stretch of text with what it names: spans in code points, end exclusive, sorted and without overlap."""

    text: str
    spans: tuple[Span, ...]


def our_type(nikl: str, surface: str) -> str | None:
    """Our type for one of the 150, by the name itself where the guideline is coarser; None for what we leave out."""
    if surface in GENERIC:
        return UNKNOWN
    if nikl == "OGG_POLITICS" and _PARTY.search(surface):
        return "Organization"
    if nikl == "OGG_EDUCATION" and not _COLLEGE.search(surface):
        return "Organization"
    return NIKL.get(nikl)


def silver(path: Path) -> Iterator[Sample]:
    """The sentences of `train.silver.jsonl`."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            data = json.loads(line)
            typed = ((s, e, our_type(fine, data["text"][s:e])) for s, e, _, fine in data["spans"])
            yield Sample(data["text"], tuple((s, e, kind) for s, e, kind in typed if kind))


def konec(path: Path) -> Iterator[Sample]:
    """The sentences of `konec-dev.tsv` (one character and its BIO tag a line)."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line and not line.startswith("##")]
        if not rows:
            continue
        text = "".join(row[0] for row in rows)
        spans: list[Span] = []
        start, at, kind = 0, 0, ""
        for char, tag in [*((row[0], row[-1]) for row in rows), ("", "O")]:
            if kind and not tag.startswith("I-"):
                ours = our_type(kind, text[start:at])
                if ours:
                    spans.append((start, at, ours))
                kind = ""
            if tag.startswith("B-"):
                start, kind = at, tag[2:]
            at += len(char)
        yield Sample(text, tuple(spans))


def documents(folder: Path, *, only_open: bool = False) -> Iterator[Sample]:
    """The Korean documents of a gold folder. `only_open` leaves out the third that is kept for the last measuring."""
    for path in sorted(folder.glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        stem = path.name.removesuffix(".gold.json")
        if data["language"] != "ko" or (only_open and int(hashlib.sha256(stem.encode()).hexdigest()[:8], 16) % 3 == 0):
            continue
        text = (folder / data["document"]).read_text(encoding="utf-8")
        names = [(mention, entity["type"]) for entity in data["entities"] for mention in entity["mentions"]]
        yield Sample(text, find_all(text, names))


def bank(folder: Path) -> Iterator[Sample]:
    """The Korean sentences of the bank."""
    for path in sorted(folder.glob("ko-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            names = [(entity["mention"], entity["type"]) for entity in data["entities"]]
            yield Sample(data["text"], find_all(data["text"], names))


def find_all(text: str, names: Iterable[tuple[str, str]]) -> tuple[Span, ...]:
    """Every occurrence of the names, the longest first; a Latin name not within a longer word; references are no names."""
    taken = bytearray(len(text))
    spans: list[Span] = []
    for name, kind in sorted(set(names), key=lambda pair: (-len(pair[0]), pair)):
        if not name.strip() or name.startswith(("이 ", "그 ", "해당 ", "양사", "두 ")):
            continue
        left = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
        right = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
        for match in re.finditer(left + re.escape(name) + right, text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end, kind))
    return tuple(sorted(spans))


def lines(sample: Sample) -> Iterator[Sample]:
    """The sample's lines, each with its own spans."""
    at = 0
    for line in sample.text.split("\n"):
        inner = tuple((s - at, e - at, kind) for s, e, kind in sample.spans if at <= s and e <= at + len(line))
        if line.strip():
            yield Sample(line, inner)
        at += len(line) + 1


class Renamer:
    """Puts other names of the same type and script in the place of a sample's names: known ones, and ones crossed from two.

    The names are the domain's; a type that has few there takes those of `more` too.
    """

    #: Types whose names are open: for the others an invented name would teach nonsense.
    OPEN = frozenset(
        ("Person", "Company", "University", "ResearchInstitute", "Organization", "AIModel", "Product", "Hardware", "City")
    )

    def __init__(self, domain: Iterable[Sample], more: Iterable[Sample]) -> None:
        pool: dict[tuple[str, str], set[str]] = defaultdict(set)
        for sample in domain:
            for s, e, kind in sample.spans:
                pool[kind, script(sample.text[s:e])].add(sample.text[s:e])
        scarce = {key for key, names in pool.items() if len(names) < 400}
        for sample in more:
            for s, e, kind in sample.spans:
                key = kind, script(sample.text[s:e])
                if key in scarce and e - s > 2:
                    pool[key].add(sample.text[s:e])
        self._pool = {key: sorted(names) for key, names in pool.items() if key[0] != UNKNOWN}

    def __call__(self, sample: Sample, rng: random.Random, share: float) -> Sample:
        """Each name replaced with probability `share`, the same name by the same one; particles agree with the new end."""
        chosen: dict[tuple[str, str], str] = {}
        out: list[str] = []
        spans: list[Span] = []
        at = size = 0
        for s, e, kind in sample.spans:
            old = sample.text[s:e]
            if (old, kind) not in chosen:
                swap = rng.random() < share
                chosen[old, kind] = self._name(kind, old, rng) if swap else old
            new = chosen[old, kind]
            before = sample.text[at:s]
            out += [before, new]
            size += len(before)
            spans.append((size, size + len(new), kind))
            size += len(new)
            at = e
            if new != old and (particle := _PARTICLE.match(sample.text, e)):
                agreed = agree(new, particle[0])
                out.append(agreed)
                size += len(agreed)
                at = particle.end()
        out.append(sample.text[at:])
        return Sample("".join(out), tuple(spans))

    def _name(self, kind: str, old: str, rng: random.Random) -> str:
        names = self._pool.get((kind, script(old)), [old])
        first = rng.choice(names)
        if kind not in self.OPEN or rng.random() < 0.4:
            return first
        return cross(first, rng.choice(names), rng)


def script(name: str) -> str:
    """`hangul` where there is any, else `hanja`, else `latin`."""
    return "hangul" if _HANGUL.search(name) else "hanja" if _HANJA.search(name) else "latin"


def cross(first: str, second: str, rng: random.Random) -> str:
    """The beginning of one name and the end of another: 링샤오AI, 온빛메디 -> 링샤메디; Lee Kai-fu, Sam Altman -> Lee Altman.
    Latin names are cut at spaces and hyphens alone, and their digits changed.
    """
    if script(first) == "latin":
        a, b = re.split(r"(?<=[ -])", first), re.split(r"(?<=[ -])", second)
        mixed = a[0] + b[-1] if len(a) > 1 and len(b) > 1 else first
        return re.sub(r"\d", lambda _: str(rng.randint(1, 9)), mixed)
    heads = [i for i in range(1, len(first)) if ord(first[i - 1]) > 0x2E7F]
    tails = [i for i in range(1, len(second)) if ord(second[i]) > 0x2E7F]
    if heads and tails:
        return first[: rng.choice(heads)] + second[rng.choice(tails) :]
    return first


_HANGUL = re.compile(r"[가-힣]")
_HANJA = re.compile(r"[\u3400-\u9fff]")
_PARTICLE = re.compile(r"(?:이라는|라는|으로|은|는|이|가|을|를|과|와|로)(?=[\s,.?!”\"’')]|도\b|의\b|는\b|만\b|$)")
_PAIRS = (("이라는", "라는"), ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"))


def agree(name: str, particle: str) -> str:
    """The form of the particle after the name: 은 after a final consonant, 는 after a vowel. Codes are left as they were."""
    last = ord(name[-1]) - 0xAC00
    if not 0 <= last < 11172:
        return particle
    final = last % 28
    if particle in ("으로", "로"):
        return "으로" if final not in (0, 8) else "로"
    for closed, opened in _PAIRS:
        if particle in (closed, opened):
            return closed if final else opened
    return particle
