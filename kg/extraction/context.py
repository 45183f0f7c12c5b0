"""What stands beside a name tells its type: 스타트업 노드메이즈, the Solar model, 량원평 대표, Hangzhou University."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from kg.extraction import columns
from kg.extraction.located import desk, text_of
from kg.extraction.placed import Placed
from kg.model import Mention
from kg.schema import Schema

_QUOTED = re.compile(r"['‘\"“「『<〈]([^'’\"”」』>〉\n]{2,40})['’\"”」』>〉]")
_OPENING, _CLOSING = frozenset("'‘\"“"), frozenset("'’\"”")
#: What follows the name of what somebody is likened to, with a particle between.
_LIKENED = frozenset({"불리", "꼽히", "통하", "꿈꾸", "자처", "표방", "지향", "되", "거듭나", "떠오르"})
#: No title that is one word with a name is longer: 연구원장.
_LONGEST_TITLE = 4
_HANGUL = re.compile(r"[가-힣]")


class Context:
    """The context words of a language, ready to be asked about a place in a document."""

    def __init__(self, schema: Schema, language: str) -> None:
        words = schema.words.get(language)
        self.language = language
        self.schema = schema
        self.nouns = {w.lower(): t for t, ws in (words.context if words else {}).items() for w in ws}
        self.suffixes = sorted(((s, t) for t, ws in (words.suffixes if words else {}).items() for s in ws), key=lambda x: -len(x[0]))
        self.titles = frozenset(t.lower() for t in (words.titles if words else ()))
        self.titled = words.titled if words else ""
        self.employer = words.employer if words else ""
        self.shortened = frozenset(words.shortened if words else ())
        self.heads = {t: tuple(w for w in (*(words.context.get(t, ())), *(words.suffixes.get(t, ()))))
                      for t in words.headed} if words else {}
        self.never = frozenset(w.lower() for w in (words.never if words else ()))

    def may_name(self, text: str) -> bool:
        """Whether the text can be a name at all: not a word that only looks like one, not a bare number or sign."""
        return len(text) > 1 and text.lower() not in self.never and any(c.isalpha() for c in text) and "\n" not in text

    def trimmed(self, span: Span) -> Span | None:
        """The span without determiners and quotes at its edges; None where what is left names nothing: 이 통제, 퀀트 펀드."""
        first, last = span.start, span.end
        while first < last and ((span.doc[first].tag_ in ("MM", "DT", "PRP$") and span.doc[first].whitespace_) or span.doc[first].is_punct) and (
                first - span.start < 3):
            first += 1
        last = _to_bracket(span.doc, first, last)
        while last > first and not any(c.isalnum() for c in span.doc[last - 1].text):
            last -= 1
        if first == last:
            return None
        kept = span.doc[first:last]
        if first != span.start and span.doc[span.start].tag_ in ("MM", "DT") and kept.text.lower() in self.nouns:
            return None
        if desk(text_of(span.doc), kept.end_char) or not self.may_name(kept.text) or (kept.text.lower() in self.nouns and self.language == "ko"):
            return None
        if span.label_ in self.heads and not in_quotes(span.doc, kept.start_char, kept.end_char) and _HANGUL.match(kept.text[-1]) and not kept.text.endswith(self.heads[span.label_]):
            return None
        if self.language == "ko" and kept[-1].text.lower() in self.nouns and all(t.tag_ == "NNG" for t in kept) and len(kept) <= 2 and (
                kept[0].whitespace_ or len(kept) == 1) and self.nouns[kept[-1].text.lower()] == span.label_:
            return None
        return Span(span.doc, first, last, label=span.label_)

    def figurative(self, doc: Doc, name: Mention, named: Container[str], before: Mapping[int, Mention]) -> bool:
        """Whether the name stands for something like it elsewhere: 샘 올트먼 in 중국판 샘 올트먼, 딥시크 in 제2의 딥시크 and in 한국의
        딥시크로 불린다. `named` are names, `before` what the text names, by where it ends.
        """
        span = doc.char_span(name.start, name.end, alignment_mode="expand") if self.language == "ko" else None
        if span is None:
            return False
        at = span.start - 1
        while at >= 0 and (doc[at].is_punct or doc[at].is_space):
            at -= 1
        word = doc[at].text if at >= 0 else ""
        if (word.endswith("판") and word[:-1] in named) or (word == "판" and at > 0 and doc[at - 1].text in named and not doc[at - 1].whitespace_):
            return True
        if word != "의" or at != span.start - 1 or at < 2:
            return False
        if doc[at - 1].text == "2" and doc[at - 2].text == "제":
            return True
        owner = before.get(doc[at].idx)
        return owner is not None and self._top(owner) != self._top(name) and _likened(doc, owner, span)

    def _top(self, m: Mention) -> str:
        return self.schema.ancestors(m.type)[-1]

    def type_at(self, doc: Doc, start: int, end: int) -> str | None:
        """The type that the words right before or after the stretch give it; None where they tell nothing."""
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or not len(span):
            return None
        for token in self._around(doc, span.start, span.end):
            found = self.nouns.get(token.lower_) or self.nouns.get(token.lemma_.lower())
            if found:
                return found
        return self.type_of_name(text_of(doc)[start:end])

    def type_of_name(self, text: str) -> str | None:
        """The type that the end of the name itself tells: …대학교, … University, … Ministry."""
        low = text.lower()
        for suffix, type_ in self.suffixes:
            if low.endswith(suffix.lower()) and len(text) > len(suffix) + (0 if len(suffix) > 1 else 1):
                if suffix.isascii() and not low.endswith(" " + suffix.lower()):
                    continue
                return type_
        return None

    def headed_by(self, text: str, after: str) -> tuple[str, str] | None:
        """(its name, its type) of what a person heads whose title is one word with its name: 한국로봇융합학회 of 한국로봇융합학|회장, where a
        name was read up to there, and of 한국로봇협회장|. None where its end tells no type.
        """
        name = text + after
        if self.language != "ko" or not name.endswith("장") or (after and len(after) > _LONGEST_TITLE):
            return None
        type_ = self.type_of_name(name[:-1])
        return (name[:-1], type_) if type_ and len(name) > _LONGEST_TITLE else None

    def _around(self, doc: Doc, first: int, last: int) -> list[Token]:
        """The nouns next to the stretch: before it, past quotes; after it, past quotes, unless a particle comes first."""
        found = []
        for step, i in ((1, last), (-1, first - 1)):
            skipped = 0
            while 0 <= i < len(doc) and skipped < 3 and (doc[i].is_punct or doc[i].is_quote or doc[i].is_bracket) and doc[i].text not in ",.":
                i += step
                skipped += 1
            if 0 <= i < len(doc) and not doc[i].is_space:
                found.append(doc[i])
        return found

    def is_title(self, token: Token) -> bool:
        return token.lower_ in self.titles

    def presented(self, doc: Doc, start: int, end: int) -> bool:
        """Whether a name fills quotation marks beside a common noun that tells a type: 모델 ‘온손-1’, ‘수련’ 기술."""
        return in_quotes(doc, start, end) and bool(self._before(doc, start - 1) or self._after(doc, end + 1))

    def introduced(self, doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
        """Names that no list and no model knows, but the text introduces: in quotes after a noun of a type."""
        placed = Placed(mentions)
        found = []
        for match in _QUOTED.finditer(text_of(doc)):
            start, end = match.span(1)
            text = match.group(1)
            if "(" in text[1:]:  # ‘시드(Seed)’: the bracket tells another name of it
                text = text[:text.index("(")].rstrip()
                end = start + len(text)
            if not placed.free(start, end) or not self._like_name(text) or not self.may_name(text):
                continue
            type_ = self._before(doc, match.start()) or self._after(doc, match.end())
            if type_:
                found.append(Mention(start, end, text, type_, text, "context", 0.6))
        for m in found:
            placed.put(m)
        return found + [m for m in self._by_shape(doc) if placed.free(m.start, m.end)]

    def _like_name(self, text: str) -> bool:
        words = text.split()
        if len(words) > 4:
            return False
        if _HANGUL.search(text):
            return len(text) <= 20 and not text.endswith(("다", "요", "까", "자", "기", "는", "한", "의"))
        return all(w[:1].isupper() or w[:1].isdigit() for w in words)

    def _before(self, doc: Doc, at: int) -> str | None:
        token = _token_before(doc, at)
        return self.nouns.get(token.lower_) if token is not None and at - (token.idx + len(token)) <= 1 else None

    def _after(self, doc: Doc, at: int) -> str | None:
        token = _token_before(doc, at + 1)
        token = doc[token.i + 1] if token is not None and token.i + 1 < len(doc) and token.idx < at else token
        if token is None or token.idx < at or token.idx - at > 1:
            return None
        return self.nouns.get(token.lower_)

    def _by_shape(self, doc: Doc) -> list[Mention]:
        """Latin-digit names (MZ-2, XR-Route 3) beside a noun of a type."""
        found = []
        for i, text in enumerate(columns.strings(doc, "ORTH")):
            if not ("A" <= text[:1] <= "Z") or len(text) < 2 or not any(map(str.isdigit, text)) or not self.may_name(text):
                continue
            token = doc[i]
            type_ = next((self.nouns[t.lower_] for t in self._around(doc, token.i, token.i + 1) if t.lower_ in self.nouns), None)
            if type_:
                found.append(Mention(token.idx, token.idx + len(token), text, type_, text, "shape", 0.5))
        return found


def in_quotes(doc: Doc, start: int, end: int) -> bool:
    """Whether a stretch fills quotation marks."""
    return text_of(doc)[start - 1:start] in _OPENING and text_of(doc)[end:end + 1] in _CLOSING


def _likened(doc: Doc, owner: Mention, name: Span) -> bool:
    """Whether the owner and the name stand alone in quotation marks, or are what one is called or would be: 한국의 딥시크를 꿈꾸다."""
    if in_quotes(doc, owner.start, name.end_char):
        return True
    after = doc[name.end:name.end + 2]
    return len(after) == 2 and after[0].tag_.startswith("J") and after[1].lemma_ in _LIKENED


def _to_bracket(doc: Doc, first: int, last: int) -> int:
    """Where a bracket opens among the tokens: what stands in it is another name, or none. Else `last`: 인공지능|(AI), 그록|(Groq)3."""
    return next((i for i in range(first + 1, last) if doc[i].is_bracket and doc[i].is_left_punct), last)


def _token_before(doc: Doc, at: int) -> Token | None:
    low, high = 0, len(doc)
    while low < high:
        middle = (low + high) // 2
        if doc[middle].idx + len(doc[middle]) <= at:
            low = middle + 1
        else:
            high = middle
    while low > 0 and doc[low - 1].is_space:
        low -= 1
    return doc[low - 1] if low else None
