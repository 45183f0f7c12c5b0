"""Claims that no document makes, of many kinds, to be slipped into a model's honest answers.

Each kind takes one honest claim and falsifies it. Which claim is taken depends on a hash, not on whether the lie is found out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kg.llm.sentences import covering, sentences
from kg.schema import LITERALS, Schema
from tests.llm.material import NAMES, document, known, recording, schema

Data = dict[str, Any]


@dataclass(frozen=True)
class Lie:
    kind: str
    document: str
    claim: Data
    entities: tuple[Data, ...] = ()


@dataclass
class Source:
    """An honest answer with its document, for the makers of lies."""

    name: str
    text: str
    data: Data
    schema: Schema

    @property
    def entities(self) -> dict[str, Data]:
        return {e["id"]: e for e in self.data["entities"]}

    @property
    def claims(self) -> list[Data]:
        """In an order that has nothing to do with what they say."""
        def order(claim: Data) -> str:
            return hashlib.sha256(f"{self.name}{claim['evidence']}{claim['relation']}{claim['object']}".encode()).hexdigest()

        return sorted(self.data["claims"], key=order)

    def sentence(self, claim: Data) -> str:
        at = self.text.index(claim["evidence"])
        spans = sentences(self.text)
        numbers = covering(spans, at, at + len(claim["evidence"]))
        return self.text[spans[numbers[0]][0]:spans[numbers[-1]][1]]

    def named(self, id_: str, text: str) -> bool:
        return any(name.casefold() in text.casefold() for name in self.entities[id_]["names"])

    def strangers(self, type_: str, claim: Data) -> Iterator[Data]:
        """Entities of that type that the sentence does not name, and that the answer relates to neither end so."""
        sentence = self.sentence(claim)
        for entity in self.data["entities"]:
            said = any(c["relation"] == claim["relation"] and entity["id"] in (c["subject"], c["object"])
                       and {claim["subject"], claim["object"]} & {c["subject"], c["object"]} for c in self.data["claims"])
            if entity["type"] == type_ and not self.named(entity["id"], sentence) and not said:
                yield entity


Maker = Callable[[Source], Iterator[Lie]]
MAKERS: dict[str, Maker] = {}


def kind(name: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return register


@kind("a sentence that was made up")
def _invented(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["object"]:
            s, o = source.entities[c["subject"]]["names"][0], source.entities[c["object"]]["names"][0]
            told = f"{s}는 {o}와 새로운 합의를 이루었다고 밝혔다." if source.name.startswith("ko") else f"{s} has confirmed its new deal with {o}."
            yield Lie("", source.name, {**c, "evidence": told, "subject_text": s, "object_text": o})


@kind("a quotation with another name put in")
def _put_in(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        for stranger in source.strangers(source.entities[c["subject"]]["type"], c):
            if c["subject_text"] and c["subject_text"] in c["evidence"]:
                name = stranger["names"][0]
                yield Lie("", source.name, {**c, "evidence": c["evidence"].replace(c["subject_text"], name, 1), "subject": stranger["id"],
                                            "subject_text": name})


@kind("a quotation with another figure put in")
def _figure_put_in(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["literal"] and c["literal"]["kind"] != "date" and (digit := re.search(r"[1-8]", c["object_text"])):
            at = digit.start()
            surface = c["object_text"][:at] + str(int(digit.group()) + 1) + c["object_text"][at + 1:]
            yield Lie("", source.name, {**c, "evidence": c["evidence"].replace(c["object_text"], surface), "object_text": surface})


@kind("evidence of something else")
def _elsewhere(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        for other in source.claims:
            sentence = source.sentence(other)
            if c["object"] and not source.named(c["subject"], sentence) and not source.named(c["object"], sentence):
                yield Lie("", source.name, {**c, "evidence": other["evidence"], "subject_text": source.entities[c["subject"]]["names"][0],
                                            "object_text": source.entities[c["object"]]["names"][0]})


@kind("a subject from elsewhere in the document")
def _other_subject(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        for stranger in source.strangers(source.entities[c["subject"]]["type"], c):
            yield Lie("", source.name, {**c, "subject": stranger["id"], "subject_text": stranger["names"][0]})


@kind("an object from elsewhere in the document")
def _other_object(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["object"]:
            for stranger in source.strangers(source.entities[c["object"]]["type"], c):
                yield Lie("", source.name, {**c, "object": stranger["id"], "object_text": stranger["names"][0]})


@kind("a subject said to be left out where another stands")
def _left_out(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        before = source.text[:source.text.index(c["evidence"])]
        stands = re.compile(re.escape(c["subject_text"]) + (r"(?:은|는|이|가) " if source.name.startswith("ko") else r"(?: |,)"))
        if c["subject_text"] in source.entities[c["subject"]]["names"] and stands.match(c["evidence"]):
            for stranger in source.strangers(source.entities[c["subject"]]["type"], c):
                if source.named(stranger["id"], before):
                    yield Lie("", source.name, {**c, "subject": stranger["id"], "subject_text": ""})


@kind("a pronoun that the evidence does not have")
def _pronoun(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        word = "해당 단체" if source.name.startswith("ko") else "the said body"
        for stranger in source.strangers(source.entities[c["subject"]]["type"], c):
            yield Lie("", source.name, {**c, "subject": stranger["id"], "subject_text": word})


@kind("words that name another entity")
def _misnamed(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["subject_text"] in source.entities[c["subject"]]["names"]:
            for stranger in source.strangers(source.entities[c["subject"]]["type"], c):
                yield Lie("", source.name, {**c, "subject": stranger["id"]})


@kind("a relation that such ends cannot have")
def _forbidden(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        s = source.entities[c["subject"]]["type"]
        o = LITERALS[c["literal"]["kind"]] if c["literal"] else source.entities[c["object"]]["type"]
        wrong = [r for r in source.schema.relations if not source.schema.allows(s, r, o)]
        yield Lie("", source.name, {**c, "relation": wrong[len(c["evidence"]) % len(wrong)]})


@kind("a claim turned round where the schema forbids it")
def _reversed(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["object"] and not source.schema.allows(source.entities[c["object"]]["type"], c["relation"], source.entities[c["subject"]]["type"]):
            yield Lie("", source.name, {**c, "subject": c["object"], "object": c["subject"], "subject_text": c["object_text"],
                                        "object_text": c["subject_text"]})


@kind("an unknown relation")
def _unknown(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        yield Lie("", source.name, {**c, "relation": f"SECRETLY_{c['relation']}"})


@kind("a known thing passed off as another type")
def _passed_off(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        entity = source.entities[c["subject"]]
        types = known().types(entity["names"][0])
        for type_ in ("Person", "AIModel"):
            if types and type_ not in types and not any(source.schema.is_a(t, type_) for t in types) and c["object"]:
                other = source.entities[c["object"]]["type"]
                for relation in source.schema.relations_between(type_, other):
                    if not any(source.schema.allows(t, relation, other) for t in types):
                        yield Lie("", source.name, {**c, "subject": "liar", "relation": relation},
                                  ({"id": "liar", "type": type_, "names": [entity["names"][0]]},))


@kind("a value that is not the figure's")
def _value(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["literal"] and c["literal"]["value"] is not None:
            yield Lie("", source.name, {**c, "literal": {**c["literal"], "value": c["literal"]["value"] * (10 if len(c["evidence"]) % 2 else 1.1)}})


@kind("a currency that is not the sum's")
def _currency(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["literal"] and c["literal"]["kind"] == "money":
            yield Lie("", source.name, {**c, "literal": {**c["literal"], "unit": "EUR" if c["literal"]["unit"] != "EUR" else "USD"}})


@kind("a date that is not the text's")
def _date(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        if c["literal"] and c["literal"]["kind"] == "date":
            year = int(c["literal"]["date"][:4])
            yield Lie("", source.name, {**c, "literal": {**c["literal"], "date": f"{year - 3}{c['literal']['date'][4:]}"}})


@kind("a figure of another sentence")
def _other_figure(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        for other in source.claims:
            if (c["literal"] and other["literal"] and c["literal"]["kind"] == other["literal"]["kind"]
                    and other["object_text"] not in source.sentence(c)):
                yield Lie("", source.name, {**c, "object_text": other["object_text"], "literal": other["literal"]})


@kind("the claim of another document")
def _swapped(source: Source) -> Iterator[Lie]:
    other = NAMES[(NAMES.index(source.name) + 5) % len(NAMES)]
    theirs = Source(other, document(other).text, recording(other), schema())
    for c in theirs.claims:
        renamed = {key: f"x-{c[key]}" if c[key] else "" for key in ("subject", "object", "attributed_to")}
        yield Lie("", source.name, {**c, **renamed}, tuple({**e, "id": f"x-{e['id']}"} for e in theirs.data["entities"]))


@kind("an entity that the document does not name")
def _nobody(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        type_ = source.entities[c["subject"]]["type"]
        yield Lie("", source.name, {**c, "subject": "nobody"}, ({"id": "nobody", "type": type_, "names": ["Zorblatt Quillon"]},))


@kind("an entity of no declared id")
def _undeclared(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        yield Lie("", source.name, {**c, "subject": "e9999"})


@kind("a denial of what is asserted")
def _denied(source: Source) -> Iterator[Lie]:
    denying = re.compile(r"\b(?:not|no|never|nothing|less|without|un\w+ed)\b|n't|않|못|아니|없|안 |말고|대신|부인|막|떨어|어렵|무산|실패")
    for c in source.claims:
        if c["polarity"] == "asserted" and not denying.search(source.sentence(c)):
            yield Lie("", source.name, {**c, "polarity": "negated"})


@kind("one entity at both ends")
def _itself(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        type_ = source.entities[c["subject"]]["type"]
        for relation in source.schema.relations_between(type_, type_):
            yield Lie("", source.name, {**c, "relation": relation, "object": c["subject"], "object_text": c["subject_text"], "literal": None})


@kind("a source that the text does not name")
def _source(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        yield Lie("", source.name, {**c, "attributed_to": "nobody"}, ({"id": "nobody", "type": "Person", "names": ["Zorblatt Quillon"]},))


@kind("evidence of a whole page")
def _wide(source: Source) -> Iterator[Lie]:
    for c in source.claims:
        for stranger in source.strangers(source.entities[c["subject"]]["type"], c):
            at = source.text.index(c["evidence"])
            place = source.text.find(stranger["names"][0])
            start, end = min(at, place), max(at + len(c["evidence"]), place + len(stranger["names"][0]))
            if len(sentences(source.text, start, end)) > 3:
                yield Lie("", source.name, {**c, "evidence": source.text[start:end], "subject": stranger["id"],
                                            "subject_text": stranger["names"][0]})


def lies(each: int = 1) -> list[Lie]:
    """`each` lies of every kind for every document that gives occasion to it."""
    found = []
    for name in NAMES:
        source = Source(name, document(name).text, recording(name), schema())
        for kind_, maker in MAKERS.items():
            for number, lie in enumerate(maker(source)):
                if number == each:
                    break
                found.append(Lie(kind_, lie.document, lie.claim, lie.entities))
    return found
