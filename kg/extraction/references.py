"""Phrases that refer back: 이 회사, the company, 그는, he; each to the entity that the text spoke of last and fits.

The phrases and their types are data (`references` in the schema's words). The antecedent is the most salient earlier mention
of a fitting type: a subject or a topic before an object, a near one before a far one (Lappin and Leass 1994, simplified).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extraction.located import text_of
from kg.model import Mention
from kg.schema import Schema

#: Sentences back that a reference may look.
REACH = 4
#: Words that make a phrase speak of two: 두 회사, 양사, the two companies, both.
_TWO = re.compile(r"^(두|양|two|both|the two)\b|^양(사|국|측)|^두 |\b(two|both)\b")


@dataclass(frozen=True, slots=True)
class _Phrase:
    text: str
    type: str
    two: bool


class References:
    """The reference phrases of a language, longest first."""

    def __init__(self, schema: Schema, language: str) -> None:
        words = schema.words.get(language)
        phrases = {}
        for type_, texts in (words.references if words else {}).items():
            for text in texts:
                phrases[text.lower()] = _Phrase(text.lower(), type_, bool(_TWO.search(text.lower())))
        self.phrases: Mapping[str, _Phrase] = phrases
        self.schema = schema
        self.language = language
        ordered = sorted(phrases, key=lambda t: (-len(t), t))
        body = "|".join(re.escape(t).replace(r"\ ", r"\s+") for t in ordered)
        left = r"(?<![\w가-힣])"
        self.pattern = re.compile(f"{left}(?:{body})", re.IGNORECASE) if body else None

    def find(self, doc: Doc, mentions: Sequence[Mention], salience: Mapping[Mention, float]) -> list[Mention]:
        """The references of the document, resolved; those without an antecedent are left out."""
        if self.pattern is None:
            return []
        taken = [(m.start, m.end) for m in mentions]
        ends = {t.idx + len(t) for t in doc}
        numbers = _sentence_numbers(doc)
        found: list[Mention] = []
        for match in self.pattern.finditer(text_of(doc)):
            start, end = match.span()
            phrase = self.phrases.get(re.sub(r"\s+", " ", match.group().lower()))
            if phrase is None or any(s < end and start < e for s, e in taken) or end not in ends:
                continue
            if not (self._alone(doc, start, end) if self.language == "ko" else _anaphoric(doc, start, end)):
                continue
            for antecedent in self._antecedents(phrase, start, mentions, found, salience, numbers):
                found.append(Mention(start, end, text_of(doc)[start:end], antecedent.type, antecedent.name, "reference",
                                     0.8 * antecedent.confidence, antecedent.known))
        return found

    def _alone(self, doc: Doc, start: int, end: int) -> bool:
        """Whether the phrase is a noun of its own: followed by a particle, not by another noun (회사 측 is, 회사원 is not)."""
        span = doc.char_span(start, end, alignment_mode="contract")
        if span is None or not len(span):
            return False
        last = span[-1]
        if span[0].tag_.startswith("MM") and len(span) == 1:
            return False
        if last.i + 1 >= len(doc):
            return True
        following = doc[last.i + 1]
        return bool(last.whitespace_) or following.tag_[:1] in "JSV_X" or following.is_space

    def _antecedents(self, phrase: _Phrase, start: int, mentions: Sequence[Mention], earlier: Iterable[Mention],
                     salience: Mapping[Mention, float], numbers: Sequence[int]) -> list[Mention]:
        here = numbers[start]
        best: dict[str, tuple[float, Mention]] = {}
        for m in mentions:
            if m.end > start or not self._fits(m.type, phrase.type):
                continue
            back = here - numbers[m.start]
            if back > REACH:
                continue
            same_sentence = 0.5 if back == 0 else 0.0
            score = salience.get(m, 0.0) - back - same_sentence + 0.001 * m.start / (start + 1)
            if m.name not in best or score > best[m.name][0]:
                best[m.name] = (score, m)
        for r in earlier:  # a chain of references keeps its antecedent alive
            if r.end <= start and self._fits(r.type, phrase.type) and here - numbers[r.start] <= REACH:
                score = 1.0 - (here - numbers[r.start])
                if r.name in best and score > best[r.name][0]:
                    best[r.name] = (score, best[r.name][1])
        if not best:  # farther back only where there is no doubt: the one thing of that type that the text has named
            far = {m.name: m for m in mentions if m.end <= start and self._fits(m.type, phrase.type)}
            if len({m.known or m.name for m in far.values()}) == 1:
                return [next(iter(far.values()))]
        ranked = sorted(best.values(), key=lambda b: (-b[0], b[1].start))
        return [m for _, m in ranked[: 2 if phrase.two else 1]]

    def _fits(self, type_: str, wanted: str) -> bool:
        """A company may be called an organisation, and an organisation of unknown kind a company."""
        return self.schema.is_a(type_, wanted) or self.schema.is_a(wanted, type_)


def _anaphoric(doc: Doc, start: int, end: int) -> bool:
    """Not so where the phrase says by itself whom it means: the president of Y Combinator, the start-up incubator Y Combinator."""
    span = doc.char_span(start, end, alignment_mode="contract")
    if span is None or not len(span):
        return False
    last = span[-1]
    if last.dep_ in ("compound", "amod") and last.head.i > last.i:
        return False
    return not any(c.dep_ == "nmod" and c.i > last.i and any(g.lower_ == "of" for g in c.children) for c in last.children)


def _sentence_numbers(doc: Doc) -> list[int]:
    numbers = [0] * (len(text_of(doc)) + 1)
    for n, sent in enumerate(doc.sents):
        for i in range(sent.start_char, sent.end_char + 1):
            numbers[i] = n
    return numbers
