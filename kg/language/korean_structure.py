"""Who governs whom in a Korean sentence, by rule, in the labels that English uses too.

Korean says structure at the end of each word: particles give a noun its role, endings tell how a clause attaches, and what
governs stands to the right of what is governed. The rules below read those signs; the labels are those of Universal
Dependencies (nsubj, obj, obl, nmod:poss, compound, appos, conj, acl, advcl, ccomp, aux, case; acl:tmod is a clause that tells when), with two differences:
in a coordination the last member is the head (its particle speaks for all), and a topic without a subject is `nsubj`.
The particle itself is the `case` child of its noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.language.korean_government import Governor, govern
from kg.language.korean_names import with_names
from kg.language.korean_words import MODAL_NOUNS, NOMINAL, REPORT_PASSIVE, STATES, Morphemes, Word, analyse, is_and

#: The bracket that closes each that opens, and how many tokens apart the two may stand.
_FELLOW = dict(zip("([{〈<《（［", ")]}〉>》）］", strict=True))
_STOPS = frozenset(".?!。")
_CLOSES = frozenset(_FELLOW.values())
_APART = 40
#: What stands between the members of a list that is written as one word: 삼성전자·네이버가.
_DOTS = frozenset("·ㆍ‧・")


@Language.component("kg_korean_structure", assigns=["token.head", "token.dep", "doc.sents"])
def korean_structure(doc: Doc) -> Doc:
    """Set the head, the label and the features of every token.

    Needs the morphemes that the Kiwi tokenizer leaves in `doc.user_data["kg_morphemes"]`; where names are known, their spans
    in `doc.user_data["kg_names"]` (start, end in code points) are taken for proper nouns.
    """
    if not len(doc):
        return doc
    morphemes = with_names(doc, doc.user_data.get("kg_names", ()))
    heads = np.zeros(len(doc), dtype="int64")
    labels = ["dep"] * len(doc)
    morphs = [""] * len(doc)
    starts = [t.i for t in doc if t.is_sent_start or t.i == 0]
    for start, end in zip(starts, [*starts[1:], len(doc)], strict=True):
        _Sentence(doc, morphemes, start, end).parse(heads, labels, morphs)
    ids = np.array([doc.vocab.strings.add(label) for label in labels], dtype="uint64")
    known = {m: doc.vocab.morphology.add(m) for m in set(morphs)}
    features = np.array([known[m] for m in morphs], dtype="uint64")
    columns: Any = np.stack([heads.astype("uint64"), ids, features], axis=1)
    doc.from_array(["HEAD", "DEP", "MORPH"], columns)
    return doc


class _Sentence:
    def __init__(self, doc: Doc, morphemes: Sequence[Morphemes], start: int, end: int) -> None:
        self.doc, self.morphemes, self.start, self.end = doc, morphemes, start, end
        self.head: dict[int, tuple[int, str]] = {}

    def parse(self, heads: np.ndarray, labels: list[str], morphs: list[str]) -> None:
        """Fill `heads` (offsets relative to each token), `labels` and features for this sentence: one tree, one root."""
        words = self._words()
        roots = [self._part(part, morphs) for part in _parts(words)] or [self.start]
        for word in words:
            self._inside(word)
        self.head.update((root, (roots[-1], "parataxis")) for root in roots[:-1])
        self.head.pop(roots[-1], None)
        for i in range(self.start, self.end):
            head, label = self.head.get(i, (roots[-1], "ROOT" if i == roots[-1] else "dep"))
            heads[i], labels[i] = head - i, label

    def _part(self, words: list[Word], morphs: list[str]) -> int:
        """Who governs whom in a part of the sentence that stands by itself; the token that governs all of it."""
        spine = _group(_under_way(_postpositions(words)))
        if (about := self._headline(spine)) is not None:
            about.relation, about.marker = "topic", "는"
        governors: list[Governor] = []
        own: set[int] = set()
        inside: set[int] = set()
        for n in reversed(range(len(spine))):
            governor, label = govern(spine, n, own, inside)
            if spine[n] is about and governor is not None and spine[governor].last.ending.startswith("ETM"):
                governor = len(spine) - 1  # no clause that modifies a noun is about it
            governors.append((governor, label))
            if spine[n].kind == "P" and label != "appos" and (
                    spine[n].last.ending.startswith(("ETM", "ETN")) or (label == "advcl" and governor in inside)):
                inside.add(n)
            if governor is not None and spine[n].kind == "N" and spine[n].relation in ("nsubj", "topic"):
                own.add(governor)
        for word, (governor, label) in zip(spine, reversed(governors), strict=True):
            if governor is not None:
                self.head.setdefault(word.core, (spine[governor].core, label))
            for extra in [*word.group, *word.postposition]:
                self.head.setdefault(extra.core, (word.core, "aux" if word.group else "case"))
            morphs[word.core] = word.features()
        return spine[-1].core

    def _headline(self, spine: list[Word]) -> Word | None:
        """What it is about, where a name that begins it has a comma for a particle, as in headlines and in lists of dates: 네이버, 아람코와
        데이터센터 짓는다; 2025년 9월 = 엔비디아, 인텔에 투자하기로 함.
        """
        begin = next((n for n, w in enumerate(spine) if not w.temporal), 0)
        at = next((n for n in range(begin, len(spine)) if spine[n].comma or spine[n].relation or spine[n].kind != "N"), begin)
        about, rest = spine[at], spine[at + 1:]
        if len(rest) < 2 or about.kind != "N" or not about.proper or about.relation or not about.comma:
            return None
        end = next((t.text for t in reversed(self.doc[self.start:self.end]) if not t.is_space), "")
        if (end[-1:] in _STOPS and spine[-1].last.ending.startswith("EF")) or any(w.relation in ("topic", "nsubj") for w in spine):
            return None
        second = next((w for w in rest if w.relation or w.comma or w.kind != "N"), spine[-1])
        return about if not second.comma and second.relation != "conj" and second.lemma != "등" else None

    def _words(self) -> list[Word]:
        """The sentence's words; what stands in brackets hangs on the noun before as its apposition."""
        words: list[Word] = []
        outer: list[int] = []
        inner: list[int] = []
        depth, anchor = 0, -1
        opening, closing = self._brackets()
        for i in range(self.start, self.end):
            token = self.doc[i]
            if i in opening:
                depth += 1
                if depth == 1:
                    anchor, inner = self._noun_before(outer, words), []
            if depth:
                inner.append(i)
            elif not token.is_space:
                outer.append(i)
            if i in closing:
                depth -= 1
                if not depth:
                    self._bracket(anchor, inner)
            stop = self._breaks(i)
            if (token.whitespace_ or token.is_space or stop) and not depth and outer:
                words.append(self._word(outer))
                words[-1].stop = stop
                outer = []
        if outer:
            words.append(self._word(outer))
        return [w for w in words if w.kind != "S"] or words[:1]

    def _breaks(self, i: int) -> bool:
        """Whether dots part what stands before them from what follows: R1 공개…엔비디아 급락."""
        return self.start < i < self.end - 1 and self.doc[i].text[0] == "…" and not self.doc[i].whitespace_ and any(
            tag in NOMINAL or tag == "EF" for _, tag in self.morphemes[i - 1])

    def _brackets(self) -> tuple[set[int], set[int]]:
        """The brackets that open, and those that close them; one without its fellow near by is a mark like others."""
        waiting: list[tuple[int, str]] = []
        opening: set[int] = set()
        closing: set[int] = set()
        for i in range(self.start, self.end):
            text = self.doc[i].text
            if waiting and i - waiting[0][0] >= _APART:
                del waiting[0]
            if text in _FELLOW:
                waiting.append((i, _FELLOW[text]))
                continue
            at = next((n for n in reversed(range(len(waiting))) if waiting[n][1] == text), None) if text in _CLOSES else None
            if at is not None:
                opening.add(waiting[at][0])
                closing.add(i)
                del waiting[at:]
        return opening, closing

    def _noun_before(self, outer: list[int], words: list[Word]) -> int:
        for i in reversed(outer):
            if any(tag in NOMINAL for _, tag in self.morphemes[i]):
                return i
        return words[-1].core if words else -1

    def _bracket(self, anchor: int, inner: list[int]) -> None:
        content = [i for i in inner if any(tag in NOMINAL for _, tag in self.morphemes[i])]
        if not content:
            if anchor >= 0:  # else they hang on the root
                for i in inner:
                    self.head.setdefault(i, (anchor, "punct"))
            return
        for i in inner:
            if i == content[-1]:
                self.head.setdefault(i, (anchor, "appos") if anchor >= 0 else (i, "dep"))
            else:
                self.head.setdefault(i, (content[-1], "compound" if i in content else "punct"))
        if anchor < 0:
            self.head.pop(content[-1], None)

    def _word(self, tokens: list[int]) -> Word:
        word = analyse(tokens[0], [self.morphemes[i] for i in tokens])
        if len(tokens) != tokens[-1] - tokens[0] + 1:  # a bracket was taken out of its middle: put the indexes right
            word.core = tokens[min(word.core - tokens[0], len(tokens) - 1)]
        word.start, word.end = tokens[0], tokens[-1] + 1
        return word

    def _inside(self, word: Word) -> None:
        """Within a word everything hangs on its core: nouns before it as compounds, particles as case, the rest as aux."""
        for i in range(word.start, word.end):
            if i == word.core or i in self.head:
                continue
            tags = [tag for _, tag in self.morphemes[i]]
            if any(tag[0] == "J" for tag in tags):
                label = "case"
            elif any(tag in NOMINAL for tag in tags):
                label = "conj" if i < word.core and self.doc[i + 1].text in _DOTS else "compound"
            elif all(tag[0] == "S" for tag in tags):
                label = "punct"
            else:
                label = "aux"
            self.head[i] = (word.core, label)


def _parts(words: list[Word]) -> list[list[Word]]:
    """The words up to each stop."""
    found: list[list[Word]] = [[]]
    for n, word in enumerate(words):
        found[-1].append(word)
        if word.stop and n + 1 < len(words):
            found.append([])
    return [part for part in found if part]


#: Verbs that with their particle serve as postpositions: 정부에 의해, 중국에 대한, 이를 통해, 보고서에 따르면.
_POSTPOSITIONS = {"의하": "의해", "대하": "대해", "통하": "통해", "따르": "따르면", "관하": "관해", "비하": "비해", "위하": "위해", "인하": "인해", "맞서": "맞서",
                  "더불": "더불어", "비롯하": "비롯해", "비롯": "비롯해", "향하": "향해", "둘러싸": "둘러싸", "앞두": "앞두", "달리": "달리"}


#: Nouns that do so after an object: 구글을 상대로, V3를 기반으로; and the marker that they make.
_AS = {"상대": "상대로", "대상": "대상으로", "바탕": "바탕으로", "기반": "바탕으로", "토대": "바탕으로", "밑바탕": "바탕으로"}
#: The verbs before which they do not: V3를 기반으로 하다.
_TAKEN = frozenset({"하", "삼", "두"})


def _postpositions(words: list[Word]) -> list[Word]:
    """Join a noun and what only serves as its postposition: the noun then has the marker `에의해`, `와달리`, `상대로`."""
    kept: list[Word] = []
    for n, word in enumerate(words):
        before = kept[-1] if kept else None
        if (before is not None and before.relation == "obj" and word.kind == "N" and word.lemma in _AS and word.marker in ("로", "으로")
                and not (n + 1 < len(words) and words[n + 1].lemma in _TAKEN)):
            before.marker, before.relation, before.comma = _AS[word.lemma], "obl", word.comma
            before.postposition.append(word)
            continue
        if before is not None and before.kind == "N" and word.lemma in _POSTPOSITIONS and (
                (word.kind == "P" and word.ending.startswith(("EC", "ETM")) and before.relation in ("obl", "obj"))
                or (word.kind == "A" and is_and(before.marker))):
            before.marker = ("를" if before.relation == "obj" else before.marker) + _POSTPOSITIONS[word.lemma]
            before.relation = "nmod" if word.ending.startswith("ETM") else "obl"
            before.postposition.append(word)
            before.comma = word.comma
        else:
            kept.append(word)
    return kept


def _under_way(words: list[Word]) -> list[Word]:
    """Make a predicate of a noun that only says of what something is in the midst: 개발 중인 칩, 출시 예정이다."""
    kept: list[Word] = []
    for word in words:
        before = kept[-1] if kept else None
        if (before is not None and word.copula and word.lemma in STATES and before.kind == "N" and not before.relation and not before.comma
                and not before.proper and not before.temporal and word.core == word.start):
            before.kind, before.ending, before.comma = "P", word.ending, word.comma
            before.group.append(word)
        else:
            kept.append(word)
    return kept


def _group(words: list[Word]) -> list[Word]:
    """Join auxiliaries and modal nouns to the predicate before them: 공개할 수 있다, 공개한 것으로 알려졌다, 공개하기로 했다."""
    spine: list[Word] = []
    n = 0
    while n < len(words):
        word = words[n]
        spine.append(word)
        n += 1
        if word.kind != "P":
            continue
        while n < len(words):
            nxt, kind = words[n], word.last.ending[:3]
            if nxt.kind == "X" or (kind == "ETM" and nxt.lemma in MODAL_NOUNS and nxt.copula):
                taken = 1
            elif kind == "ETM" and nxt.kind == "N" and nxt.lemma in MODAL_NOUNS and n + 1 < len(words) and _closes_modal(
                    nxt, words[n + 1]):
                taken = 2
            elif nxt.kind == "P" and _intends(word.last, nxt):
                taken = 1
            else:
                break
            for extra in words[n:n + taken]:
                word.group.append(extra)
            word.comma = word.group[-1].comma
            n += taken
    return spine


def _intends(word: Word, verb: Word) -> bool:
    """공개하기로 했다, 공개하려 한다, 공개하게 됐다: the second verb only says how the first is meant."""
    if word.relation == "obl" and word.ending.startswith("ETN"):
        return verb.lemma in ("하", "결정", "계획", "약속", "합의")
    return word.ending in ("EC:게", "EC:도록", "EC:려고", "EC:려", "EC:고자", "EC:으려고", "EC:으려") and verb.lemma in ("되", "하", "만들")


def _closes_modal(noun: Word, verb: Word) -> bool:
    if noun.lemma in ("것", "거"):
        return verb.kind == "P" and noun.relation == "obl" and verb.lemma in REPORT_PASSIVE and (verb.passive or verb.lemma in (
            "알려지", "전해지", "보이", "나타나", "드러나", "밝혀지", "점쳐지", "여겨지", "꼽히", "판단되"))
    return (verb.kind in "PX" and verb.lemma in ("있", "없", "크", "높", "보이", "나타나", "모르", "알")) or (
        verb.kind == "P" and noun.lemma in ("예정", "계획", "방침", "전망", "생각", "목표", "입장") and verb.copula)
