"""Where a document names an entity: known names, names by the trained NER, and names that the text itself introduces.

In order: the aliases of the seeds; the entities that the pipeline's NER has set on the Doc; bracketed pairs (리카이푸(Lee
Kai-fu)), which also tell that two names are one; names beside a title or a common noun of their type (량원평 대표, 칩 '루빈');
then every other place where the document repeats a name found so, in full or in a short form. Where two overlap, the longer
known name wins, and one name has one type throughout a document. What all its places tell to be no name is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from spacy.tokens import Doc, Span

from kg.extraction.brackets import bracket_pairs
from kg.extraction.context import Context
from kg.extraction.entity_types import LIKELY, types_of
from kg.extraction.known import KnownNames, Match
from kg.extraction.linear import LinearModel
from kg.extraction.located import text_of
from kg.extraction.placed import Placed
from kg.extraction.posts import Posts
from kg.extraction.shortforms import full_names, short_forms
from kg.model import Mention, name_key
from kg.particles import PARTICLES
from kg.schema import Schema

#: How sure a name of the seeds is that no common word looks like.
SURE = 0.95
#: How sure at least is a name at a post.
AT_POST = 0.7
#: And one in quotation marks beside a noun of a type.
PRESENTED = 0.5
#: What may stand between the name of an owner and that of what it owns.
_JOINTS = frozenset({" ", "의 ", "'s ", "’s "})
#: What may stand between a name and the version.
_APART = frozenset(" -")
#: A version in small letters: v3.
_VERSION = re.compile(r"v\d")
#: Several of what a figure tells apart: 910Cs.
_PLURAL = re.compile(r"\d[A-Z]*s$")
#: The end of a sentence after a figure or a single sign of an abbreviation: 32B.
_FULL_STOP = re.compile(r"\d[A-Za-z]?\.$")
#: Parts of speech of words that name nothing: particles, prefixes and endings (PART), verbs, adverbs and what goes before nouns.
_WORDS = ("ADP", "PART", "VERB", "ADJ", "ADV", "AUX", "DET", "CCONJ", "SCONJ")


@dataclass(frozen=True, slots=True)
class Found:
    """The mentions of a document (sorted, not overlapping) and the pairs of them that the text equates."""

    mentions: tuple[Mention, ...]
    aliases: tuple[tuple[Mention, Mention], ...]


class MentionFinder:
    """Finds the mentions of one language's documents."""

    def __init__(self, schema: Schema, language: str, known: KnownNames, types: LinearModel | None = None) -> None:
        """`types` tells the type of a name that is not known, and how likely it is one (then its mentions' confidence), where it was
        trained for the schema; what is hardly a name is left out.
        """
        self.types = types if types is not None and types.meta.get("schema") == schema.name else None
        self.schema = schema
        self.tops = {type_: schema.ancestors(type_)[-1] for type_ in schema.types}
        self.known = known
        self.context = Context(schema, language)
        self.posts = Posts(self.context, schema)
        self.language = language

    def find(self, doc: Doc, given: Mapping[str, Mention] = MappingProxyType({})) -> Found:
        """The named mentions of a tokenized Doc whose `ents` hold what a NER proposed (labels that are no type are ignored). `given` are
        names, each with a mention elsewhere that tells what it is.
        """
        ner = [n for e in doc.ents if e.label_ in self.schema.types and (n := self.context.trimmed(e)) is not None]
        ner = [part for e in ner for part in self.posts.parted(e)]
        if any(_opening(n) for n in ner):
            kinds = [doc.vocab.strings[pos] for pos in ("PROPN", "X")]
            proper = {doc[i].text for i in np.flatnonzero(np.isin(doc.to_array("POS"), kinds)).tolist()}
            ner = [n for n in ner if not _opening(n) or n.text in proper]
        other = _other_words(doc) if self.language == "ko" else frozenset()  # Kiwi knows the seeds' names: its tag weighs them
        matches = [m for m in self.known.find(doc) if (m.start, m.end) not in other]
        sure, unsure = self._known(doc, matches, ner)
        mentions = _merge(sure, without_particles([self._headed(_from_ner(e), e) for e in ner]))
        mentions = _merge(mentions, self.context.introduced(doc, mentions))
        mentions = _merge(mentions, self.posts.introduced(doc, mentions))
        mentions = _merge(mentions, unsure)
        mentions, aliases = bracket_pairs(doc, mentions, self.schema, self.context)
        mentions = self._repeated(doc, mentions, given, other)
        mentions = _merge(self._one_type(doc, mentions, given), unsure)  # which what is no name may have stood before
        before = {m.end: m for m in mentions}
        mentions = [m for m in mentions if not self.context.figurative(doc, m, self.known, before)]
        places = {(m.start, m.end): m for m in mentions}
        pairs = tuple((places[a.start, a.end], places[b.start, b.end]) for a, b in aliases
                      if (a.start, a.end) in places and (b.start, b.end) in places)
        return Found(tuple(mentions), pairs)

    def _known(self, doc: Doc, matches: Sequence[Match], ner: Sequence[Span]) -> tuple[list[Mention], list[Mention]]:
        """Known names that stand without doubt, and risky ones that the context supports."""
        sure, risky = [], []
        around = {n: e for e in ner for n in range(e.start_char, e.end_char)}
        ends: dict[int, list[Match]] = {}
        for match in matches:
            ends.setdefault(match.end, []).append(match)
        certain = {m.name.entity for m in matches if not m.name.risky}
        busy = 0
        for match in matches:
            name, e = match.name, around.get(match.start)
            if match.start < busy:
                continue
            if e is not None and (longer := self._read_on(match, e, ends)) is not None:
                sure.append(longer)
                busy = e.end_char
                continue
            if not self._whole(doc, match, e, ends):
                continue
            mention = Mention(match.start, match.end, text_of(doc)[match.start:match.end], name.type,
                              text_of(doc)[match.start:match.end], "seed", SURE, name.entity)
            if not name.risky:
                sure.append(mention)
            elif (name.entity in certain and not _of_another(doc, match.start, match.end)) or self._supported(doc, match, around):
                risky.append(replace(mention, confidence=0.8))
        return sure, risky

    def _whole(self, doc: Doc, match: Match, e: Span | None, ends: Mapping[int, Sequence[Match]]) -> bool:
        """Not where the NER reads a longer name `e` around it: 한국 in 한국수자원공사, China in China Mobile, Robotics in Kolben Robotics; but
        where the rest of that is a known name too, as in US export controls, it is two.
        """
        if e is None or match.end > e.end_char or e.end_char - e.start_char == match.end - match.start:
            return True
        if any(m.start > match.end and text_of(doc)[match.end:m.start] in _JOINTS for m in ends.get(e.end_char, ())):
            return True
        inner = text_of(doc)[match.end:e.end_char]
        inner = "" if inner in PARTICLES else inner  # the NER took a particle for a part of the name
        before = text_of(doc)[e.start_char:match.start]
        glued = not inner[:1].isspace() if inner else bool(before) and not before[-1].isspace()
        if self.language == "ko":
            return not (glued or (match.name.common and self.tops[e.label_] != self.tops[match.name.type]))
        return not (glued or (e.label_ != match.name.type and (not before or (match.name.common and _capitalised(e)))))

    def _read_on(self, match: Match, e: Span, ends: Mapping[int, Sequence[Match]]) -> Mention | None:
        """What the NER reads from a known name on, where it is another thing: a version (Claude Opus | 4.1), or one called after its owner
        (구글 | 코리아); but his title makes none of 메타 | CTO, and where the list knows what follows it is two unless that is a place:
        US | Commerce Department, Naver | Whale.
        """
        rest = text_of(e.doc)[match.end:e.end_char]
        if match.name.risky or e.start_char != match.start or rest[:1] not in _APART or any("a" <= word[0] <= "z" and not _VERSION.match(word) for word in rest.split()):
            return None
        types, top = self.schema.types, self.tops[e.label_]
        longer = replace(_from_ner(e), method="seed", confidence=SURE)
        if types[match.name.type].versioned and types[e.label_].versioned:
            return replace(longer, type=match.name.type)
        owners = match.name.owner and types[top].owner and top != self.context.titled
        return longer if owners and all(m.name.owner and m.name.top != top for m in ends.get(e.end_char, ())) else None

    def _headed(self, m: Mention, e: Span) -> Mention:
        """The mention, or what a title that is one word with its name makes of it: 한국로봇융합학회 of 한국로봇융합학|회장."""
        types = self.schema.types
        following = e.doc[e.end].text if e.end < len(e.doc) and not e.doc[e.end - 1].whitespace_ and m.end == e.end_char else ""
        headed = self.context.headed_by(m.text, "") or self.context.headed_by(m.text, following)
        if headed is None or not types[self.tops[m.type]].owner or self.tops[headed[1]] != self.tops[m.type]:
            return m
        name, type_ = headed
        return replace(m, end=m.start + len(name), text=name, name=name, type=type_)

    def _supported(self, doc: Doc, match: Match, around: Mapping[int, Span]) -> bool:
        type_ = match.name.type
        e = next((around[n] for n in range(match.start, match.end) if n in around), None)
        if e is not None:
            return self.schema.ancestors(e.label_)[-1] == self.schema.ancestors(type_)[-1]
        return self.context.type_at(doc, match.start, match.end) == type_

    def _repeated(self, doc: Doc, mentions: list[Mention], given: Mapping[str, Mention], other: Container[tuple[int, int]]) -> list[Mention]:
        """Every further place of a name of the document, or of those given, in full or in a short form; of a known one not where it is
        another word.
        """
        names = dict(given)
        for m in mentions:
            if m.text not in names or m.confidence > names[m.text].confidence:
                names[m.text] = m
        full = full_names(names, self.schema, self.context)
        mentions = [replace(m, type=full[m.text][0].type, name=full[m.text][1], known=full[m.text][0].known) if m.text in full and not m.known else m
                    for m in mentions]
        names = {n: m for n, m in names.items() if n not in full and len(n) > 1}  # 美 is found where it stands alone
        placed = Placed(mentions)
        for start, end, source, name in short_forms(doc, names, self.schema, self.context):
            unsure = text_of(doc)[start:end] != source.text or source.confidence < SURE
            if placed.free(start, end) and not (unsure and _of_another(doc, start, end)) and not (source.known and (start, end) in other):
                placed.put(Mention(start, end, text_of(doc)[start:end], source.type, name, "repeat", source.confidence * 0.95, source.known))
        return list(placed)

    def _one_type(self, doc: Doc, mentions: list[Mention], given: Mapping[str, Mention]) -> list[Mention]:
        """One name, one type: that of the known entity, else the one with the most confidence, from which, with the model for that, all
        its places tell what it is, if it is a name at all. A name that nothing here tells of but that it was given is what it was given as.
        """
        votes: dict[str, defaultdict[str, float]] = {}
        known: dict[str, tuple[str, str]] = {}
        for m in mentions:
            key = name_key(m.name)
            votes.setdefault(key, defaultdict(float))[m.type] += m.confidence
            if m.known:
                known.setdefault(key, (m.type, m.known))
        voted = {key: max(sorted(types), key=lambda t: types[t]) for key, types in votes.items()}
        longer = {name_key(m.name): m.type for m in mentions if m.method == "seed" and not m.known}
        settled = {name_key(m.name) for m in given.values()} - {name_key(m.name) for m in mentions if m.method != "repeat"}
        kinds = {key: known.get(key, (longer.get(key, type_), None)) for key, type_ in voted.items()}
        agreed = [m if (m.type, m.known) == kinds[key := name_key(m.name)] else replace(m, type=kinds[key][0], known=kinds[key][1]) for m in mentions]
        if self.types is None:
            return agreed
        told = types_of(doc, agreed, self.context.nouns, self.types, self.tops)
        at_posts = self.posts.sure(doc, agreed)
        named = {name_key(m.name): m for m in agreed if (m.start, m.end) in at_posts}
        presented = {name_key(m.name) for m in agreed if self.language == "ko" and self.context.presented(doc, m.start, m.end)}
        found = []
        for m in agreed:
            key = name_key(m.name)
            type_, likely = (m.type, 1.0) if m.known or key in longer else (m.type, m.confidence) if key in settled else told[key]
            if key in named and likely < AT_POST:
                type_, likely = type_ if self.tops[type_] == self.tops[named[key].type] else named[key].type, AT_POST
            likely = max(likely, PRESENTED) if key in presented else likely
            if likely >= LIKELY:
                found.append(m if m.known or key in longer else replace(m, type=type_, confidence=likely))
        return found


def _of_another(doc: Doc, start: int, end: int) -> bool:
    """Whether a genitive before a common noun says whose it is: 통제 in 인간의 통제."""
    span = doc.char_span(start, end, alignment_mode="expand")
    return span is not None and span.start > 0 and doc[span.start - 1].tag_ == "JKG" and all(t.tag_ == "NNG" for t in span)


def _from_ner(e: Span) -> Mention:
    text = text_of(e.doc)[e.start_char:e.end_char]
    if _PLURAL.search(text) or _FULL_STOP.search(text):
        text = text[:-1]
    return Mention(e.start_char, e.start_char + len(text), text, e.label_, text, "ner", 0.7)


def without_particles(found: Sequence[Mention]) -> list[Mention]:
    """The same names; one that is another of its type with a particle loses the particle: 고쿠사이와 where the text has 고쿠사이 too."""
    names = {(m.text, m.type) for m in found}

    def cut(m: Mention) -> Mention:
        base = next((m.text[:-n] for n in range(min(3, len(m.text) - 2), 0, -1) if m.text[-n:] in PARTICLES and (m.text[:-n], m.type) in names), None)
        return m if base is None else replace(m, end=m.start + len(base), text=base, name=base)

    return [cut(m) for m in found]


def _other_words(doc: Doc) -> frozenset[tuple[int, int]]:
    """Where words stand that name nothing (start, end): the 달리 of 와 달리, "unlike", which is no DALL-E."""
    kinds = [doc.vocab.strings[pos] for pos in _WORDS]
    words = np.flatnonzero(np.isin(doc.to_array("POS"), kinds))
    begins = doc.to_array("IDX").astype(np.int64)[words]
    return frozenset(zip(begins.tolist(), (begins + doc.to_array("LENGTH").astype(np.int64)[words]).tolist(), strict=True))


def _opening(span: Span) -> bool:
    """Whether it is a word that may have its capital from opening a sentence: Subscribing. It is a name where the text has it as one."""
    word = span[0]
    return len(span) == 1 and word.is_sent_start is True and bool(word.pos_) and word.text.istitle()


def _capitalised(span: Span) -> bool:
    """Whether each word of it begins as names do."""
    return all(t.text[:1].isupper() or t.text[:1].isdigit() for t in span)


def _merge(kept: Sequence[Mention], more: Iterable[Mention]) -> list[Mention]:
    """Both, where they do not overlap; where they do, the kept ones, unless a newcomer strictly contains a single one."""
    result = Placed(kept)
    for m in sorted(more, key=lambda m: (m.start, -m.end)):
        clash = result.over(m.start, m.end)
        if not clash:
            result.put(m)
        elif len(clash) == 1 and m.start <= clash[0].start and clash[0].end <= m.end and (m.end - m.start) > (
                clash[0].end - clash[0].start) and not clash[0].known and m.method != "context":
            result.remove(clash[0])
            result.put(m)
    return list(result)
