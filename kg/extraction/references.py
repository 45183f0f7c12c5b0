"""Phrases that refer back: 이 회사, the company, 그는, he; each to the likeliest entity of a fitting type (`kg.extraction.antecedents`).

The phrases and their types are data (`references` in the schema's words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from kg.extraction.antecedents import Anchor, Discourse, Entity, likely
from kg.extraction.arguments import Arguments, arguments_of
from kg.extraction.firms import Firms
from kg.extraction.linear import LinearModel
from kg.extraction.located import text_of
from kg.model import Mention
from kg.schema import Schema

_RELATIVE = frozenset({"that", "which", "who", "whose", "behind"})
#: How what stands before a noun may tell which one is meant.
_MODIFIERS = frozenset({"acl", "acl:relcl", "amod", "appos", "compound", "det", "nmod:poss", "nummod"})
#: The tags of words that may stand in a phrase to tell of what kind its noun is: the Hangzhou-based lab, 이 중국 스타트업.
_KIND_TAGS = {"en": frozenset({"JJ", "NN", "NNP", "NNPS", "HYPH", "VBN", "VBG"}), "ko": frozenset({"NNG", "NNP", "SL", "SN", "XSN"})}
#: How many tokens there may be of them, and how many the noun has.
_BETWEEN, _NOUN = 5, 3
#: What points at what has just been named, in Korean.
_THAT = "그"
#: How sure it is what a phrase means where grammar tells.
PLAIN = 0.95
#: Words that make a phrase speak of two: 두 회사, 양사, the two companies, both, the duo.
_TWO = re.compile(r"^(두|양|two|both|the two)\b|^양(사|국|측)|^두 |\b(two|both|pair|duo)\b")


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`types`: what it may mean is of one of these; they have one topmost type."""

    text: str
    types: tuple[str, ...]
    two: bool


class References:
    """The reference phrases of a language, longest first."""

    def __init__(self, schema: Schema, language: str) -> None:
        words = schema.words.get(language)
        types: dict[str, tuple[str, ...]] = {}
        for type_, texts in (words.references if words else {}).items():
            for text in texts:
                types[text.lower()] = (*types.get(text.lower(), ()), type_)
        phrases = {text: _Phrase(text, of, bool(_TWO.search(text))) for text, of in types.items()}
        self.phrases: Mapping[str, _Phrase] = phrases
        self.schema = schema
        self.language = language
        self.pattern = _pattern(phrases) if phrases else None
        self.qualified = {p.text: p for p in phrases.values() if words is not None and any(t in words.qualified for t in p.types)}
        self.pointing = frozenset(words.pointing if words else ())
        self.which = frozenset(words.which if words else ())
        self.reflexive = frozenset(word.lower() for word in words.reflexive) if words else frozenset()
        self.speaking = frozenset(word.lower() for word in words.speaking) if words else frozenset()
        self.issuing = self.speaking | {word.lower() for word in words.issuing} if words else self.speaking

    def find(self, doc: Doc, mentions: Sequence[Mention], keys: Mapping[Mention, str], antecedents: LinearModel) -> list[Mention]:
        """The references of the document, resolved; those without an antecedent are left out."""
        discourse = Discourse(doc, arguments_of(doc), mentions, keys, self.schema)
        firms = Firms(text_of(doc), mentions, keys, self.schema, self.language)
        found: list[Mention] = []
        for anchor, end, two in self.anchors(doc, mentions, discourse):
            discourse.advance(anchor.start)
            if anchor.word in self.speaking and not firms.answered(anchor.start):
                continue
            if anchor.word in self.issuing:
                plain = [e for e in (discourse.entities.get(firms.at(anchor.start)),) if e is not None]
            else:
                plain = (self._own(anchor, mentions, keys, discourse) if anchor.word in self.reflexive else self._pair(anchor, discourse) if two
                         else self._recalled(anchor, doc, discourse))
            ranked = [(PLAIN, entity) for entity in plain] or likely(antecedents, anchor, self.fitting(anchor, discourse), discourse)
            for p, entity in ranked[: 2 if two else 1]:
                meant = entity.last.mention
                mention = Mention(anchor.start, end, text_of(doc)[anchor.start:end], meant.type, meant.name, "reference", round(p, 3), meant.known)
                discourse.add(mention, entity.key)
                found.append(mention)
        return found

    def _own(self, anchor: Anchor, mentions: Sequence[Mention], keys: Mapping[Mention, str], discourse: Discourse) -> list[Entity]:
        """What the clause of a reflexive phrase is about, or the next clause around it that is about something fitting: 인텔은 이를 자사 칩에 적용했다."""
        words, fitting = discourse.arguments, {e.key: e for e in self.fitting(anchor, discourse)}
        about = {site: keys[m] for m in mentions if discourse.sentence_of(m.start) == anchor.sentence and keys[m] in fitting
                 for site in words.sites(*words.span(m.start, m.end))}
        clauses = (token for token in words.line(anchor.token)[1:] if words.verbal(token))
        return [fitting[about[s]] for token in clauses for s in words.subjects(token) if s in about][:1]

    def _pair(self, anchor: Anchor, discourse: Discourse) -> list[Entity]:
        """The two that another clause of the sentence, or the sentence before, has named in one breath: 구글과 메타가 협의 중이라는 보도에 두 회사는 말을 아꼈다."""
        words = discourse.arguments
        named: dict[tuple[int, int], list[Entity]] = {}
        for entity in self.fitting(anchor, discourse):
            place = entity.last
            if place.grouped and anchor.sentence - place.sentence <= 1:
                first = next(iter(words.sites(*words.span(place.mention.start, place.mention.end))))
                named.setdefault((place.sentence, words.coordination(first)), []).append(entity)
        for (sentence, token), entities in sorted(named.items(), key=lambda found: found[0], reverse=True):
            if len(entities) == 2 and (sentence < anchor.sentence or words.clause(token) != words.clause(anchor.token)):
                return entities
        return []

    def _recalled(self, anchor: Anchor, doc: Doc, discourse: Discourse) -> list[Entity]:
        """What a Korean sentence says more of that is nothing but a description: 구글은 딥마인드를 샀다. 허사비스가 세운 그 회사다. That is what the
        sentence before has named last.
        """
        words = discourse.arguments
        head = words.heads[anchor.token] if doc[anchor.token].text == _THAT and doc[anchor.token].tag_ == "MM" else anchor.token
        if head == anchor.token or not words.copular(head) or words.subjects(head, climb=False):
            return []
        before = [e for e in self.fitting(anchor, discourse) if e.last.sentence == anchor.sentence - 1]
        return sorted(before, key=lambda e: -e.last.mention.start)[:1]

    def anchors(self, doc: Doc, mentions: Sequence[Mention], discourse: Discourse) -> Iterator[tuple[Anchor, int, bool]]:
        """The phrases that refer back: (the place, where it ends, whether it speaks of two), in order."""
        taken = bytearray(len(text_of(doc)))
        for m in mentions:
            taken[m.start:m.end] = b"\1" * (m.end - m.start)
        plain = list(self._plain(doc, taken))
        listed = bytearray(taken)
        for span, _, _ in plain:
            listed[span.start_char:span.end_char] = b"\1" * (span.end_char - span.start_char)
        for span, whole, phrase in sorted([*plain, *self._qualified(doc, discourse.arguments, listed)], key=lambda f: (f[0].start, f[0].end)):
            head = discourse.arguments.head(span.start, span.end - 1)
            if not (_alone(span) if self.language == "ko" else _anaphoric(span)) or _described(whole, head, discourse.arguments):
                continue
            start, end, before = span.start_char, span.end_char, whole.start_char
            if text_of(doc)[before - 2:before] == ", " and taken[before - 3] and text_of(doc)[end:end + 1] in (",", "."):
                continue  # Lisa Su, the chief executive, …: whatever the parser makes of it
            yield (Anchor("reference", phrase.text, phrase.types[0], discourse.sentence_of(start), start, span.start,
                          discourse.arguments.labels[head]), end, phrase.two)

    def _plain(self, doc: Doc, taken: bytearray) -> Iterator[tuple[Span, Span, _Phrase]]:
        """The phrases as they are listed: (its words, the same, the phrase)."""
        for match in self.pattern.finditer(_lower(text_of(doc))) if self.pattern else ():
            phrase = self.phrases.get(re.sub(r"\s+", " ", match.group()))
            if phrase is None or any(taken[match.start():match.end()]):
                continue
            span = doc.char_span(*match.span())
            if span is not None:
                yield span, span, phrase

    def _qualified(self, doc: Doc, words: Arguments, taken: bytearray) -> Iterator[tuple[Span, Span, _Phrase]]:
        """The phrases with words in them that tell of what kind the thing is: (its noun, the whole, the phrase). What these words name
        stands by itself, and may be claimed of what the noun means.
        """
        if not self.qualified:
            return
        opening = {first for first, _ in words.sentences}
        for i in (i for i, lower in enumerate(words.lowers) if lower in self.pointing):
            found: tuple[int, int, _Phrase] | None = None
            for at in range(i + 1, min(i + _BETWEEN + 2, len(doc))):
                if at > i + 1 and (found is None or at >= found[1]):
                    found = self._noun(text_of(doc), words, i, at) or found
                if at in opening or not self._tells_kind(words, at):
                    break
            if found is not None:
                first, stop, phrase = found
                if not any(taken[slice(*words.characters(first, stop))]):
                    yield doc[first:stop], doc[i:stop], phrase

    def _noun(self, text: str, words: Arguments, pointing: int, at: int) -> tuple[int, int, _Phrase] | None:
        """The longest noun at a token that makes a listed phrase with the word that points: (its first token, the one after its last, the
        phrase).
        """
        for stop in range(min(at + _NOUN, len(words.starts)), at, -1):
            phrase = self.qualified.get(f"{words.lowers[pointing]} {text[slice(*words.characters(at, stop))].lower()}")
            if phrase is not None:
                return at, stop, phrase
        return None

    def _tells_kind(self, words: Arguments, i: int) -> bool:
        """Whether a word before the noun tells of what kind it is and not which of several: Korean; not: first, larger."""
        return words.tags[i] in _KIND_TAGS.get(self.language, ()) and not words.space[i] and (
            words.lowers[i] not in self.which and "Ord" not in words.features[i].get("NumType", "").split(","))

    def fitting(self, anchor: Anchor, discourse: Discourse) -> list[Entity]:
        """What the phrase may mean."""
        top = self.schema.ancestors(anchor.type)[-1]
        wanted = self.phrases[anchor.word].types
        return [e for e in discourse.of_top(top) if any(self._fits(e.type, w) for w in wanted)]

    def _fits(self, type_: str, wanted: str) -> bool:
        """A company may be called an organisation, and an organisation of unknown kind a company."""
        return self.schema.is_a(type_, wanted) or self.schema.is_a(wanted, type_)


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds the phrases, the longest first, in a text of small letters: matching without regard to case is slow. Those that begin with
    one word are tried together.
    """
    beginning: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda t: (-len(t), t)):
        first, _, rest = phrase.partition(" ")
        beginning.setdefault(first, []).append(r"\s+" + re.escape(rest).replace(r"\ ", r"\s+") if rest else "")
    body = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(beginning.items(), key=lambda f: (-len(f[0]), f[0])))
    return re.compile(rf"(?<![\w가-힣])(?:{body})")


def _lower(text: str) -> str:
    """The text in small letters, each in its place: a letter that would become two (İ) stays."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(small if len(small := c.lower()) == 1 else c for c in text)


def _alone(span: Span) -> bool:
    """Whether a Korean phrase is a noun of its own: followed by a particle, not by another noun (회사 측 is, 회사원 is not)."""
    last = span[-1]
    if span[0].tag_.startswith("MM") and len(span) == 1:
        return False
    if last.i + 1 >= len(span.doc):
        return True
    following = span.doc[last.i + 1]
    return bool(last.whitespace_) or following.tag_[:1] in "JSV_X" or following.is_space


def _anaphoric(span: Span) -> bool:
    """Not so where an English phrase says by itself whom it means: the president of Y Combinator, the start-up incubator Y Combinator,
    the company that built it.
    """
    last = span[-1]
    if last.dep_ in ("compound", "amod") and last.head.i > last.i:
        return False
    if last.i + 1 < len(span.doc) and span.doc[last.i + 1].lower_ in _RELATIVE:
        return False
    return not any(c.dep_ == "nmod" and c.i > last.i and any(g.lower_ == "of" for g in c.children) for c in last.children)


def _described(span: Span, head: int, words: Arguments) -> bool:
    """Whether the phrase tells what something is and does not stand for it: Lisa Su, the chief executive; 2020년에 설립한 회사다."""
    if span[0].tag_ == "MM":
        return False  # 이, 그, 해당 point back, whatever is said of it: 제번스가 제시한 이 이론
    if words.copular(head) or words.labels[head] == "appos":
        return True
    return any(c < span.start and words.labels[c] in _MODIFIERS for c in words.children[head])
