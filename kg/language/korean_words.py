"""Korean sentences as words: stretches between spaces, with what their particles and endings say.

A word is nominal (N), a predicate (P), an auxiliary of the predicate before it (X), a modifier of nouns (D) or anything
else (A). Korean is head-final: what a word is, and how it attaches, stands at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Morphemes = Sequence[tuple[str, str]]

NOMINAL = frozenset({"NNG", "NNP", "NNB", "NR", "NP", "SL", "SN", "SH", "XR", "XSN", "W_URL", "W_EMAIL", "W_HASHTAG", "W_MENTION", "W_SERIAL"})
_VERBAL = frozenset({"VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA"})
_PARTICLES = {"JKS": "nsubj", "JKO": "obj", "JKG": "nmod:poss", "JKV": "vocative"}
#: Particles that add to a case rather than give one; after them the topic stays a topic and the rest is bare.
_TOPIC = frozenset({"은", "는", "ㄴ", "도", "만", "까지", "마저", "조차", "뿐", "뿐만"})
_AND = frozenset({"와", "과", "하고", "및", "이나", "나", "랑", "이랑", "이며", "며"})

#: One spelling for the particles that sound out differently after a vowel or a consonant.
CANONICAL = {"으로": "로", "과": "와", "을": "를", "이": "가", "은": "는", "ㄴ": "는", "께서": "가", "한테": "에게", "께": "에게", "으로부터": "로부터", "에게서": "로부터",
             "한테서": "로부터", "이나": "나", "으로써": "로", "로써": "로", "으로서": "로서", "하고": "와", "이랑": "와", "랑": "와", "보다는": "보다"}
FORMS = {"ETM": "Part", "EC": "Conv", "EF": "Fin", "ETN": "Ger", "JKQ": "Quot"}

#: Bound and modal nouns which, after an adnominal ending, turn their clause into a phrase of tense, ability or intent.
MODAL_NOUNS = frozenset({"수", "것", "거", "바", "적", "뿐", "중", "셈", "듯", "모양", "예정", "계획", "방침", "전망", "참", "터", "따름", "법", "줄", "만",
                         "가능성", "생각", "목표", "입장", "상황", "상태", "추세"})
#: Nouns that make a predicate of the noun before them: 개발 중인, 출시 예정이다.
STATES = frozenset({"중", "예정", "계획", "방침"})
#: What ties a name to the noun that tells what it is: 카울드런이라는 회사.
CALLED = frozenset({"라는", "이라는"})
#: Nouns that a clause before them makes tell when: 성공한 뒤.
CLAUSE_TIMES = frozenset({"뒤", "후", "때", "이후", "직후", "직전", "이래", "무렵", "즈음", "동안", "와중", "순간", "한편", "반면",
                          "대신"})
#: Nouns that tell when something happens, also without a particle: 지난 26일 공개한, 올해는, 지금도.
TIMES = frozenset({"올해", "올", "지난해", "작년", "내년", "이듬해", "그해", "오늘", "어제", "내일", "이날", "전날", "다음날", "최근", "지난달", "이달", "다음달", "내달", "이번달",
                   "지난주", "이번주", "다음주", "당시", "현재", "지금", "이전", "연말", "연초", "상반기", "하반기", "오전", "오후", "그동안", "그간", "한때", "매년", "매일",
                   "요즘", "이제", "그때", "이때", "중순", "초반", "중반", "후반", "훗날", "나중"}) | CLAUSE_TIMES
#: Those that do so after a number.
TIME_UNITS = frozenset({"년", "월", "일", "주", "달", "초", "말", "분기"})
#: Impersonal verbs of report: 것으로 알려졌다. Their subject is the inner clause's.
REPORT_PASSIVE = frozenset({"알려지", "전해지", "보이", "나타나", "예상", "전망", "조사", "추정", "파악", "관측", "풀이", "분석", "확인", "드러나", "평가", "밝혀지", "집계",
                            "예측", "기대", "점쳐지", "여겨지", "해석", "판단되", "보도", "거론", "꼽히"})


@dataclass(slots=True)
class Word:
    """Tokens `start` to `end` (end exclusive); `core` is the token that carries the meaning; `head` its governor's core."""

    start: int
    end: int
    core: int
    kind: str = "A"
    lemma: str = ""
    marker: str = ""
    relation: str = ""
    ending: str = ""
    passive: bool = False
    copula: bool = False
    adjective: bool = False
    comma: bool = False
    negated: bool = False
    proper: bool = False
    temporal: bool = False
    stop: bool = False
    group: list[Word] = field(default_factory=list)
    postposition: list[Word] = field(default_factory=list)

    def features(self) -> str:
        """Features of the word for its core token, most of them universal: Marker, Voice, VerbForm, Ending, Cop, Adjective."""
        found = []
        if self.copula:
            found.append("Cop=Yes")
        if self.kind == "P":
            kind, _, form = self.last.ending.partition(":")
            if form:
                found.append(f"Ending={form}")
        if self.marker:
            found.append(f"Marker={CANONICAL.get(self.marker, self.marker)}")
        if self.kind == "P":
            found.append(f"VerbForm={FORMS.get(kind, 'Fin')}")
            if self.passive:
                found.append("Voice=Pass")
            if self.adjective or self.lemma in ("있", "없"):
                found.append("Adjective=Yes")
        return "|".join(found)

    @property
    def last(self) -> Word:
        """The last word of its verb group, whose ending governs how the whole attaches."""
        return self.group[-1] if self.group else self


def analyse(start: int, tokens: Sequence[Morphemes]) -> Word:
    """What the word of these tokens (indexes from `start`) is."""
    flat = [(start + i, form, tag) for i, morphemes in enumerate(tokens) for form, tag in morphemes]
    word = Word(start, start + len(tokens), start)
    word.comma = any(form in {",", "、", ";"} for _, form, _ in flat[-2:])
    verbs = [n for n, (_, _, tag) in enumerate(flat) if tag.split("-")[0] in _VERBAL]
    nouns = [n for n, (_, _, tag) in enumerate(flat) if tag in NOMINAL]
    if verbs:
        _predicate(word, flat, verbs, nouns)
    elif nouns:
        _nominal(word, flat, nouns[-1])
    else:
        tags = {tag for _, _, tag in flat}
        lexical = [n for n, (_, _, tag) in enumerate(flat) if tag[0] in "MI"]
        if lexical:
            word.core, word.lemma = flat[lexical[-1]][0], flat[lexical[-1]][1]
        word.kind = "D" if "MM" in tags else "S" if all(t[0] == "S" for t in tags) else "A"
    return word


def _nominal(word: Word, flat: list[tuple[int, str, str]], last: int) -> None:
    token, form, tag = flat[last]
    if tag == "XSN" and last:  # 개발자들: the suffix carries no meaning of its own
        token, form = flat[last - 1][0], flat[last - 1][1] + form
    word.kind, word.core, word.lemma, word.proper = "N", token, form, tag in ("NNP", "SL", "SH")
    counted = any(tag in ("SN", "NR") for _, _, tag in flat[:last])
    word.temporal = form in TIMES or (counted and form.removesuffix("째") in TIME_UNITS)
    if form == "등" and counted:
        word.lemma = "등수"  # 1등 is a rank, and no "and others"
    word.relation = ""
    for _, form, tag in flat[last + 1:]:
        if tag in _PARTICLES:
            word.relation, word.marker = _PARTICLES[tag], form
        elif tag in ("JKB", "JKC"):
            word.relation, word.marker = ("nsubj" if tag == "JKC" else "obl"), (word.marker + form if word.relation == "obl" else form)
        elif tag == "JKQ":
            word.relation, word.marker = "appos" if form in CALLED else "ccomp", form
        elif tag == "JC" or (tag == "JX" and form in ("이나", "나")):
            word.relation, word.marker = "conj", form
        elif tag == "JX" and form in _TOPIC and not word.relation and word.temporal:
            word.relation, word.marker = "obl", form
        elif tag == "JX" and form in _TOPIC and not word.relation:
            word.relation, word.marker = ("topic", form) if form in ("은", "는", "ㄴ") else ("nsubj", form)
        elif tag == "JX" and not word.relation:
            word.relation, word.marker = "obl", form


def _predicate(word: Word, flat: list[tuple[int, str, str]], verbs: list[int], nouns: list[int]) -> None:
    first = verbs[0]
    token, form, tag = flat[first]
    tag = tag.split("-")[0]
    word.kind = "P"
    if tag in ("XSV", "XSA") and first:
        word.core, word.lemma = flat[first - 1][0], flat[first - 1][1]
        word.passive = form in ("되", "당하", "받")
        word.adjective = tag == "XSA"
    elif tag == "VCP" and first:
        named = next((n for n in reversed(nouns) if n < first), first - 1)  # before a closing quotation mark
        word.copula = not (flat[named][1] in STATES and named and flat[named - 1][2] == "NNG")  # 조사중이다 is 조사 중이다
        named -= not word.copula
        word.core, word.lemma, word.proper = flat[named][0], flat[named][1], flat[named][2] in ("NNP", "SL", "SH")
    else:
        word.core, word.lemma = token, form
        word.adjective = tag in ("VA", "VCN")
        if tag == "VX":
            word.kind = "X"
        if nouns and nouns[0] < first and tag == "VV" and form in ("되", "받", "당하", "하"):
            word.core, word.lemma = flat[first - 1][0], flat[first - 1][1]  # 인수당하다, written in one word
            word.passive = form != "하"
    ending = ""
    nominalised = False
    for _, form, tag in flat[first + 1:]:
        if tag in ("ETM", "EC", "EF", "ETN"):
            ending, nominalised = f"{tag}:{form}", tag == "ETN"
        elif tag == "JKQ":
            ending = f"JKQ:{form}"
        elif nominalised and tag[0] == "J":
            word.relation, word.marker = _PARTICLES.get(tag, "obl"), form
    word.ending = ending or "EF:"


def is_quote(ending: str) -> bool:
    """Whether the ending reports speech: 다고, 라고, 다며, 냐고, 자고, 다는."""
    kind, _, form = ending.partition(":")
    return kind == "JKQ" or (kind in ("EC", "ETM") and form.endswith(
        ("다고", "라고", "냐고", "자고", "다며", "라며", "다면서", "라면서", "다는", "라는", "냐는", "자는", "단", "란")))


def is_and(form: str) -> bool:
    return form in _AND
