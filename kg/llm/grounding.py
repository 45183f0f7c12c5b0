"""What a model answered, held to the text: each claim is located in the document and checked, or left out with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kg.llm.answers import Answer, AnsweredClaim, AnsweredEntity
from kg.llm.chunks import Chunk
from kg.llm.denial import denies
from kg.llm.ends import End, EndFinder, RefusedError
from kg.llm.evidence import Folded, figure, locate
from kg.llm.instructions import orders
from kg.llm.lexicon import Lexicon
from kg.llm.literals import ParseLiteral, checked
from kg.llm.names import Place, descriptive, places, same_thing
from kg.llm.sentences import Span, covering, sentences
from kg.model import MODALITIES, Document, Extraction, Finding, LeftOut, Literal, Mention, Modality, name_key
from kg.schema import LITERALS, Schema
from kg.seeds import Seed

#: (document, subject, relation, object, evidence start, evidence end) -> how plausible the relation is, 0 to 1, or None where
#: the one who is asked cannot tell.
Supports = Callable[[Document, Mention, str, Mention | Literal, int, int], float | None]

#: Below this support a claim is refused.
FLOOR = 0.02
#: Sentences that an evidence may span.
SENTENCES = 2
#: Of a claim with both ends named and its evidence to the letter; what each looseness takes from it.
CONFIDENCE, LOOSE = 0.9, 0.1
#: What each claim carries as its extractor: found to the letter, or by alignment.
EXACT, ALIGNED = "llm", "llm~"


@dataclass(frozen=True)
class Known:
    """What is known of names before a model is asked: the types and ids of seeds by `name_key`, risky names left out."""

    seeds: Mapping[str, tuple[Seed, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, seeds: Iterable[Seed]) -> Known:
        table: dict[str, list[Seed]] = {}
        for seed in seeds:
            for name in [alias.name for alias in seed.names if alias.name not in seed.risky] + list(seed.adjectives):
                table.setdefault(name_key(name), []).append(seed)
        return cls({key: tuple(dict.fromkeys(found)) for key, found in table.items()})

    def types(self, name: str) -> frozenset[str]:
        return frozenset(seed.type for seed in self.seeds.get(name_key(name), ()))

    def ids(self, name: str) -> frozenset[str]:
        return frozenset(seed.id for seed in self.seeds.get(name_key(name), ()))

    @cached_property
    def surfaces(self) -> tuple[tuple[str, str], ...]:
        """(name, type) of every name of two characters or more, to look for in texts."""
        return tuple(sorted({(alias.name, seed.type) for found in self.seeds.values() for seed in found for alias in seed.names
                             if alias.name not in seed.risky and len(alias.name) > 1}))


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity of an answer as the text bears it out: its type and its names, the first of them its fullest."""

    key: str
    type: str
    names: tuple[str, ...]
    #: For each name what to call the thing where it stands: the first name where the text shows that both are one's.
    called: Mapping[str, str]


class Grounder:
    """Holds answers to documents of one language to their text."""

    def __init__(self, schema: Schema, language: str, known: Known, parse: ParseLiteral | None = None,
                 supports: Supports | None = None, floor: float = FLOOR) -> None:
        self.schema, self.language, self.known = schema, language, known
        self.parse, self.supports, self.floor = parse, supports, floor
        self.lexicon = Lexicon(schema, language)

    def ground(self, document: Document, answers: Sequence[tuple[Chunk, Answer]], hints: Sequence[Mention] = ()) -> Extraction:
        """What of the answers the text bears out, in the order of the text; the rest counted by its reason."""
        return _Document(self, document, hints).read(answers)


@dataclass
class _Document:
    """One document while its answers are held to it."""

    grounder: Grounder
    document: Document
    hints: Sequence[Mention]
    out: Counter[str] = field(default_factory=Counter)
    mentions: dict[Span, Mention] = field(default_factory=dict)
    aliases: dict[tuple[str, str], tuple[Mention, Mention]] = field(default_factory=dict)

    @cached_property
    def sentences(self) -> list[Span]:
        return sentences(self.document.text)

    @cached_property
    def orders(self) -> list[Span]:
        return orders(self.document.text)

    def read(self, answers: Sequence[tuple[Chunk, Answer]]) -> Extraction:
        findings: list[Finding] = []
        for chunk, answer in answers:
            if answer.malformed:
                self.out["llm: an entry that is not of the form"] += answer.malformed
            findings += self._chunk(chunk, answer)
        kept = self._once(findings)
        for finding in kept:
            for end in (finding.subject, finding.object, finding.attributed_to):
                if isinstance(end, Mention):
                    self.mentions.setdefault((end.start, end.end), end)
        left = tuple(LeftOut("extraction", reason, self.document.name, n) for reason, n in sorted(self.out.items()))
        return Extraction(self.document, tuple(self.mentions[span] for span in sorted(self.mentions)), tuple(kept),
                          tuple(self.aliases[key] for key in sorted(self.aliases)), left)

    def _chunk(self, chunk: Chunk, answer: Answer) -> list[Finding]:
        text = self.document.text
        things = {e.id: thing for e in answer.entities if (thing := self._thing(e)) is not None}
        named = [(thing.key, name) for thing in things.values() for name in thing.names]
        mine = {name_key(name) for _, name in named}
        foreign = [("", hint.text) for hint in self.hints if hint.known and name_key(hint.text) not in mine]
        found = places(text, [*named, *foreign], self.document.boilerplate)
        self._note(things, found)
        finder = EndFinder(text, self.sentences, found, {t.key: t for t in things.values()}, self.grounder.schema,
                           self.grounder.language)
        folded = Folded.of(text, chunk.start, chunk.end)
        findings = []
        for claim in answer.claims:
            try:
                findings.append(self._claim(claim, chunk, folded, things, finder))
            except RefusedError as why:
                self.out[f"llm: {why}"] += 1
        return findings

    def _thing(self, entity: AnsweredEntity) -> Thing | None:
        """The entity with the names that stand in the text; None, counted, where none does."""
        schema, known, text = self.grounder.schema, self.grounder.known, self.document.text
        if entity.type not in schema.types:
            self.out["llm: an entity of an unknown type"] += 1
            return None
        wanted = dict.fromkeys(name.strip() for name in entity.names)
        names = tuple(name for name in wanted if name and places(text, [("x", name)], self.document.boilerplate))
        if len(names) < len(wanted):
            self.out["llm: a name that is not in the text"] += len(wanted) - len(names)
        if not names:
            return None
        called = {names[0]: names[0]}
        for name in names[1:]:
            shown = same_thing(names[0], name, text, (known.ids(names[0]), known.ids(name)))
            called[name] = names[0] if shown else name
            self.out["llm: another name that the text does not show to be one"] += not shown
        return Thing(entity.id, self._type(entity.type, names[0]), names, called)

    def _type(self, given: str, name: str) -> str:
        """The type given, unless the name is known and is of no such type."""
        schema, types = self.grounder.schema, self.grounder.known.types(name)
        if not types or any(schema.is_a(given, t) or schema.is_a(t, given) for t in types):
            return given
        self.out["llm: a type that is not the known one"] += 1
        return min(types)

    def _note(self, things: Mapping[str, Thing], found: Sequence[Place]) -> None:
        """Keep the mentions of named entities, and the names that are one's."""
        by_key = {thing.key: thing for thing in things.values()}
        first: dict[tuple[str, str], Mention] = {}
        for place in found:
            if not place.owner:
                continue
            mention = self._mention(by_key[place.owner], place.start, place.end)
            self.mentions.setdefault((place.start, place.end), mention)
            first.setdefault((place.owner, mention.text), mention)
        for thing in things.values():
            main = first.get((thing.key, thing.names[0]))
            for name in thing.names[1:]:
                other = first.get((thing.key, name))
                if main is not None and other is not None and thing.called[name] == thing.names[0]:
                    self.aliases.setdefault((thing.names[0], name), (main, other))

    def _mention(self, thing: Thing, start: int, end: int) -> Mention:
        text = self.document.text[start:end]
        name = thing.called.get(" ".join(text.split()), text)
        ids = self.grounder.known.ids(text)
        return Mention(start, end, text, thing.type, name, "llm", CONFIDENCE, next(iter(ids)) if len(ids) == 1 else None)

    def _claim(self, claim: AnsweredClaim, chunk: Chunk, folded: Folded, things: Mapping[str, Thing], finder: EndFinder) -> Finding:
        self._check_form(claim)
        found = locate(claim.evidence, self.document.text, chunk.start, chunk.end, folded)
        if found is None:
            raise RefusedError("evidence that is not in the text")
        span = self._sentences_of(found.start, found.end)
        subject_thing = things.get(claim.subject)
        if subject_thing is None:
            raise RefusedError("an end that is no entity of the text")
        object_: Mention | Literal
        loose = int(not found.exact)
        if claim.literal is not None:
            object_type = LITERALS.get(claim.literal.kind, "")
            self._check_allowed(subject_thing.type, claim.relation, object_type)
            object_, object_span = self._literal(claim, span)
            subject = finder.find(subject_thing, claim.subject_text, span, self._may_be_subject(claim.relation, object_type), (),
                                  (found.start, found.end))
        else:
            object_thing = things.get(claim.object)
            if object_thing is None or object_thing.key == subject_thing.key:
                raise RefusedError("an end that is no entity of the text" if object_thing is None else "one entity at both ends")
            object_type = object_thing.type
            self._check_allowed(subject_thing.type, claim.relation, object_type)
            subject, target = self._both(claim, subject_thing, object_thing, span, (found.start, found.end), finder)
            object_span, object_ = (target.start, target.end), self._end(object_thing, target)
            loose += target.named is False
        finding = Finding(
            self._end(subject_thing, subject), claim.relation, object_, *object_span, *span, self._qualifiers(claim, span),
            "negated" if claim.polarity == "negated" else "asserted", self._modality(claim), self._source(claim, things, finder, span),
            round(CONFIDENCE - LOOSE * (loose + (not subject.named)), 3), EXACT if found.exact else ALIGNED)
        self._check_sense(finding, subject_thing.type, object_type)
        return finding

    def _check_form(self, claim: AnsweredClaim) -> None:
        if claim.relation not in self.grounder.schema.relations:
            raise RefusedError("an unknown relation")
        if claim.polarity not in ("asserted", "negated") or claim.modality not in MODALITIES:
            raise RefusedError("an unknown polarity or modality")

    def _check_allowed(self, subject_type: str, relation: str, object_type: str) -> None:
        if not self.grounder.schema.allows(subject_type, relation, object_type):
            raise RefusedError("a relation that the schema does not allow between such ends")

    def _sentences_of(self, start: int, end: int) -> Span:
        """The whole sentences that an evidence is of: one or two, none of them boilerplate or an order to the reader."""
        numbers = covering(self.sentences, start, end)
        if not 1 <= len(numbers) <= SENTENCES:
            raise RefusedError("evidence of more than two sentences")
        span = (self.sentences[numbers[0]][0], self.sentences[numbers[-1]][1])
        if any(s < span[1] and span[0] < e for s, e in self.document.boilerplate):
            raise RefusedError("evidence in boilerplate")
        if any(s < span[1] and span[0] < e for s, e in self.orders):
            raise RefusedError("evidence that gives orders to the reader")
        return span

    def _both(self, claim: AnsweredClaim, subject: Thing, object_: Thing, span: Span, quoted: Span, finder: EndFinder) -> tuple[End, End]:
        target = finder.find(object_, claim.object_text, span, self._may_be_object(claim.relation, subject.type), (subject.key,), quoted)
        source = finder.find(subject, claim.subject_text, span, self._may_be_subject(claim.relation, object_.type), (object_.key,),
                             quoted)
        if not source.inside and not target.inside:
            raise RefusedError("evidence that names neither end")
        # "The maker of X" refers to its maker by naming X: the phrase then ends before the name.
        source, target = self._before_name(source, target), self._before_name(target, source)
        if (source.start < target.end and target.start < source.end
                and not any(descriptive(self.document.text[e.start:e.end]) for e in (source, target))):
            raise RefusedError("ends that overlap")
        return source, target

    def _before_name(self, end: End, other: End) -> End:
        if end.named or not other.named or not end.start < other.start < end.end:
            return end
        return replace(end, end=end.start + len(self.document.text[end.start:other.start].rstrip()))

    def _may_be_subject(self, relation: str, object_type: str) -> Callable[[str], bool]:
        return lambda type_: self.grounder.schema.allows(type_, relation, object_type)

    def _may_be_object(self, relation: str, subject_type: str) -> Callable[[str], bool]:
        return lambda type_: self.grounder.schema.allows(subject_type, relation, type_)

    def _end(self, thing: Thing, end: End) -> Mention:
        if end.named:
            return self._mention(thing, end.start, end.end)
        antecedent = self._mention(thing, *end.antecedent)
        text = self.document.text[end.start:end.end]
        return Mention(end.start, end.end, text, thing.type, antecedent.name, "llm", CONFIDENCE - LOOSE, antecedent.known)

    def _literal(self, claim: AnsweredClaim, span: Span) -> tuple[Literal, Span]:
        assert claim.literal is not None
        text = self.document.text
        found = figure(claim.object_text, text, *span)
        if found is None:
            raise RefusedError("a figure that is not in the evidence")
        surface = text[found[0]:found[1]]
        before = f"{self.document.published or ''}\n{text[:span[1]]}"
        literal = checked(claim.literal, surface, self.grounder.language, before, self.grounder.parse)
        if literal is None:
            raise RefusedError("a value that is not the figure's in the text")
        return literal, found

    def _qualifiers(self, claim: AnsweredClaim, span: Span) -> tuple[tuple[str, str], ...]:
        """Those that the relation has and the evidence holds; words that a frame may set (former) need not stand there."""
        schema, text = self.grounder.schema, self.document.text
        kept = {}
        for qualifier in claim.qualifiers:
            if qualifier.name not in schema.relations[claim.relation].qualifiers:
                continue
            value = " ".join(qualifier.value.split())
            if value and (locate(value, text, *span) is not None or value in self._set_values(qualifier.name)):
                kept[qualifier.name] = value
            else:
                self.out["llm: a qualifier that is not in the evidence"] += 1
        return tuple(sorted(kept.items()))

    def _set_values(self, qualifier: str) -> set[str]:
        return {frame.sets[qualifier] for frames in self.grounder.schema.frames.values() for some in frames.values()
                for frame in some if qualifier in frame.sets}

    def _modality(self, claim: AnsweredClaim) -> Modality:
        return next(m for m in MODALITIES if m == claim.modality)

    def _source(self, claim: AnsweredClaim, things: Mapping[str, Thing], finder: EndFinder, span: Span) -> Mention | None:
        if not claim.attributed_to:
            return None
        thing = things.get(claim.attributed_to)
        place = finder.nearest(thing.key, span) if thing is not None else None
        if thing is None or place is None:
            raise RefusedError("a source that is not in the text")
        return self._mention(thing, place.start, place.end)

    def _check_sense(self, finding: Finding, subject_type: str, object_type: str) -> None:
        """What can be told of the sense: a denial, and how another reader finds the relation; else whether its words are there."""
        grounder, text = self.grounder, self.document.text[finding.start:finding.end]
        if finding.polarity == "negated" and not denies(text, grounder.language):
            raise RefusedError("a denial that is not in the evidence")
        support = None
        if grounder.supports is not None:
            support = grounder.supports(self.document, finding.subject, finding.relation, finding.object, finding.start, finding.end)
        if support is not None:
            if support < grounder.floor:
                raise RefusedError("a relation that is not plausible in the evidence")
            return
        rivals = frozenset(grounder.schema.relations_between(subject_type, object_type))
        if grounder.lexicon.denies(finding.relation, rivals, text):
            raise RefusedError("a relation of which the evidence has no word, but words of another")

    def _once(self, findings: Sequence[Finding]) -> list[Finding]:
        """Each claim once, at its surest place; of a claim and its reverse from one evidence neither. In the text's order."""
        schema = self.grounder.schema
        best: dict[tuple[str, str, str], Finding] = {}
        for finding in findings:
            key = self._key(finding)
            if schema.relations[finding.relation].symmetric:
                key = (min(key[0], key[2]), key[1], max(key[0], key[2]))
            old = best.get(key)
            if old is None:
                best[key] = finding
                continue
            self.out["llm: a claim that was made twice"] += 1
            modality = min(old.modality, finding.modality, key=MODALITIES.index)
            chosen = finding if finding.confidence > old.confidence else old
            best[key] = replace(chosen, modality=modality)
        kept = []
        for key, finding in best.items():
            reverse = best.get((key[2], key[1], key[0]))
            if key[0] != key[2] and reverse is not None and (reverse.start, reverse.end) == (finding.start, finding.end):
                self.out["llm: a claim and its reverse from one evidence"] += 1
                continue
            kept.append(finding)
        return sorted(kept, key=lambda f: (f.start, f.subject.start, f.object_start, f.relation, f.end))

    def _key(self, finding: Finding) -> tuple[str, str, str]:
        object_ = finding.object.id if isinstance(finding.object, Literal) else name_key(finding.object.name)
        return name_key(finding.subject.name), finding.relation, object_
