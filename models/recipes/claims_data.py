"""Annotated text as training examples: every candidate pair with the relations that the annotators gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacy.tokens import Doc

from kg.errors import ModelError
from kg.evaluation import same_literal
from kg.extraction.candidates import Candidate, Pairing, candidates, value_in
from kg.extraction.components import known_names
from kg.extraction.frames import FrameIndex
from kg.extraction.linear import LinearModel
from kg.extraction.literals import find_literals
from kg.extraction.located import locate
from kg.extraction.mentions import MentionFinder
from kg.extraction.references import References
from kg.extraction.scene import End, scenes
from kg.gold import GoldClaim, GoldDocument, read_bank, read_gold
from kg.language.korean import FILE, KoreanRecognizer
from kg.language.pipelines import KOREAN_STRUCTURE, create_pipeline
from kg.model import Literal, Mention, name_key
from kg.schema import Schema

#: The component that recognises names in Korean.
RECOGNISER = "kg_korean_ner"
#: How the annotated names were found: no build finds any so.
GIVEN = "given"


@dataclass(slots=True)
class Example:
    """`gold` maps a relation to the claim annotated; `sure` tells whether this sentence is the one that says it; `found`, that the
    names are those which a machine found; `whole`, that it is of a document and not of a sentence of the bank; `composed`, that nobody
    wrote its sentence; `said`, that it is said in another way than it was written.
    """

    document: str
    candidate: Candidate
    gold: dict[str, GoldClaim] = field(default_factory=dict)
    sure: dict[str, bool] = field(default_factory=dict)
    speaker: End | None = None
    found: bool = False
    whole: bool = True
    composed: bool = False
    said: bool = False


def gold_documents(folder: Path, language: str) -> tuple[list[GoldDocument], list[GoldDocument]]:
    """(whole documents, sentences of the bank) of that language."""
    whole = [g for g in read_gold(folder / "train") if g.language == language] if (folder / "train").is_dir() else []
    bank = [g for path in sorted((folder / "bank").glob(f"{language}-*.jsonl")) for g in read_bank(path)]
    return whole, bank


def gold_mentions(gold: GoldDocument) -> tuple[list[Mention], dict[str, str]]:
    """Every place of every annotated name, and name key -> entity id."""
    types = {e.id: e.type for e in gold.entities}
    names: dict[str, str] = {}
    for entity in gold.entities:
        for text in entity.mentions:
            names.setdefault(text, entity.id)
    found = []
    for start, end, entity_id in locate(gold.text, names):
        text = gold.text[start:end]
        found.append(Mention(start, end, text, types[entity_id], text, GIVEN, 1.0, entity_id))
    return found, names


class Reader:
    """Reads annotated texts as a build would: the names found by seeds and models stand beside the annotated ones.

    An annotator notes only names that a claim needs; a build meets all the others too, and must learn that nothing is claimed
    of them.
    """

    def __init__(self, language: str, schema: Schema, seeds: str) -> None:
        self.schema = schema
        self.nlp = create_pipeline(language)
        self.structure = self.nlp.get_pipe(KOREAN_STRUCTURE) if KOREAN_STRUCTURE in self.nlp.pipe_names else None
        self.finder = MentionFinder(schema, language, known_names(schema.name, seeds))
        self.index = FrameIndex(schema, language, self.nlp)
        self.references = References(schema, language)
        self.pairing = Pairing(schema)
        self.antecedents: LinearModel | None = None
        self.types_for: Callable[[str], LinearModel] | None = None
        #: Of texts that the language's recogniser of names was trained on, another that was not.
        self.recognisers: dict[str, KoreanRecognizer] = {}
        self._parsed: dict[str, Doc] = {}
        self._read: dict[tuple[str, bool], tuple[Doc, list[Mention]]] = {}

    def read_unseen(self, folder: Path, language: str) -> list[GoldDocument]:
        """The documents of a folder that a recogniser was not trained on: the language's, or, where one lies in the folder, that one."""
        found = gold_documents(folder, language)[0]
        if (folder / FILE).is_file():
            if RECOGNISER not in self.nlp.pipe_names:
                raise ModelError(f"{language} has no recogniser of names that it could stand for", where=str(folder / FILE), mend="Take it out of the folder.")
            recogniser = KoreanRecognizer(self.nlp, RECOGNISER, str(folder))
            self.recognisers.update((gold.text, recogniser) for gold in found)
        return found

    def parsed(self, text: str) -> Doc:
        """The text as all components before kg's own read it. Each text is parsed once."""
        if text not in self._parsed:
            doc = self.nlp.make_doc(text)
            for name, component in self.nlp.pipeline:
                if name != KOREAN_STRUCTURE:
                    doc = (self.recognisers.get(text, component) if name == RECOGNISER else component)(doc)
            self._parsed[text] = doc
        return self._parsed[text]

    def names(self, gold: GoldDocument, found: bool = False) -> tuple[Doc, list[Mention]]:
        """The parsed text and its names; `known` of an annotated one is the annotation's id. `found`: with the names that a build
        would find, and no others.
        """
        if (gold.text, found) not in self._read:
            self._read[gold.text, found] = self._names(gold, found)
        return self._read[gold.text, found]

    def _names(self, gold: GoldDocument, found: bool) -> tuple[Doc, list[Mention]]:
        doc = self.parsed(gold.text).copy()
        self.finder.types = self.types_for(gold.name) if self.types_for is not None else None
        mentions = [] if found else gold_mentions(gold)[0]
        ids = {name_key(n): e.id for e in gold.entities for n in (*e.aliases, *e.mentions, e.name)} if found else {}
        for m in self.finder.find(doc).mentions:
            if not any(m.start < g.end and g.start < m.end for g in mentions):
                known = ids.get(name_key(m.text)) or ids.get(name_key(m.name))
                # Beside annotated names a machine's would be wrong by their mark alone.
                m = replace(m, known=known or f"unnoted {m.known or m.name}")
                mentions.append(m if found else replace(m, method=GIVEN, confidence=1.0))
        mentions.sort(key=lambda m: (m.start, m.end))
        doc.user_data["kg_names"] = [(m.start, m.end) for m in mentions]
        if self.structure is not None:
            doc = self.structure(doc)
        return doc, mentions

    def forget(self, text: str) -> None:
        """Keep nothing of a text that will not be read again."""
        self._parsed.pop(text, None)
        for found in (False, True):
            self._read.pop((text, found), None)

    def read(self, gold: GoldDocument, found: bool = False) -> tuple[Doc, list[Mention]]:
        """The names, and what refers to them."""
        assert self.antecedents is not None, "learn the antecedents first"
        doc, mentions = self.names(gold, found)
        more = self.references.find(doc, mentions, keys_of(mentions), self.antecedents)
        return doc, sorted([*mentions, *more], key=lambda m: (m.start, m.end))


def keys_of(mentions: Sequence[Mention]) -> dict[Mention, str]:
    """The entity of each mention that a reader found."""
    return {m: str(m.known) for m in mentions}


def examples(gold: GoldDocument, reader: Reader, whole: bool, found: bool = False) -> Iterator[Example]:
    """The candidates of one annotated text. `whole`: a document, whose claims name their evidence; `found`: see `Reader.read`."""
    schema = reader.schema
    doc, mentions = reader.read(gold, found)
    assert reader.antecedents is not None
    literals = [(x.start, x.end, x.literal) for x in find_literals(gold.text, gold.language) if not x.secondary]
    claims: dict[tuple[str, str], list[GoldClaim]] = {}
    for claim in gold.claims:
        claims.setdefault((claim.subject, claim.object if isinstance(claim.object, str) else ""), []).append(claim)
    listed = []
    for scene in scenes(doc, mentions, literals, schema, reader.index, keys_of(mentions), reader.antecedents):
        start, end = doc[scene.start].idx, doc[scene.end - 1].idx + len(doc[scene.end - 1])
        for candidate in candidates(scene, reader.pairing):
            example = Example(gold.name, candidate, found=found, whole=whole)
            for relation, claim in _labels(candidate, claims, schema):
                example.gold[relation] = claim
                at = gold.text.find(claim.evidence) if whole else -1
                example.sure[relation] = not whole or (0 <= at < end and at + len(claim.evidence) > start)
            listed.append(example)
    if not whole:
        _nearest(listed)
    _plainest(listed)
    yield from listed


def _labels(candidate: Candidate, claims: Mapping[tuple[str, str], list[GoldClaim]], schema: Schema) -> Iterator[tuple[str, GoldClaim]]:
    s, o = candidate.subject, candidate.object
    for a, b in ((s, o), (o, s)):
        if a.kind == "literal":
            continue
        for claim in claims.get((a.key, b.key if b.kind != "literal" else ""), ()):
            if isinstance(claim.object, Literal) and not (
                    isinstance(b.value, Literal) and same_literal(claim.object, value_in(schema.relations[claim.relation], b.value))):
                continue
            if claim.relation in candidate.relations and (a is s or schema.relations[claim.relation].symmetric):
                yield claim.relation, claim


def _nearest(found: list[Example]) -> None:
    """A bank's passage does not say which sentence holds a claim: the candidate whose ends are nearest does."""
    best: dict[int, int] = {}
    for example in found:
        for claim in example.gold.values():
            back = example.candidate.subject.back + example.candidate.object.back
            best[id(claim)] = min(back, best.get(id(claim), 99))
    for example in found:
        for relation, claim in example.gold.items():
            back = example.candidate.subject.back + example.candidate.object.back
            example.sure[relation] = back == best[id(claim)]


def _plainest(found: list[Example]) -> None:
    """Where its evidence names an end, and refers to it too, the name teaches; what the reference says then is uncertain, be it in the
    same sentence or in the other one of two.
    """
    best: dict[int, int] = {}
    for example in found:
        for relation, claim in example.gold.items():
            if example.sure[relation]:
                best[id(claim)] = min(best.get(id(claim), 99), _distance(example.candidate))
    for example in found:
        for relation, claim in example.gold.items():
            if _distance(example.candidate) > best.get(id(claim), 99):
                example.sure[relation] = False


def _distance(candidate: Candidate) -> int:
    order = {"name": 0, "literal": 0, "reference": 1, "pronoun": 2, "carried": 3}
    return order[candidate.subject.kind] + order[candidate.object.kind]
