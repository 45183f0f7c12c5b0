"""What governs each word of a Korean sentence, by the particles and endings at the end of words."""

from __future__ import annotations

from collections.abc import Set

from kg.language.korean_words import CLAUSE_TIMES, Word, is_and, is_quote

#: Endings that tie a verb to the next one rather than to the next that modifies no noun, where no subject stands between: 세워 이끄는 (of 408 in
#: the training part of the Universal Dependencies treebank GSD 179 to 118 with 아, 어, 아서; with 게 135 to 14; with 거나 17 to 7).
_TIGHT = frozenset(f"EC:{form}" for form in ("어", "아", "어서", "아서", "게", "거나", "러", "도록"))
#: Endings of clauses that stand side by side.
_JOINS = frozenset({"EC:고", "EC:며", "EC:으며"})
#: The particles by which an adjective compares. Other nouns before an adjective of degree that modifies a noun belong to what comes after:
#: 시장에 큰 영향을 미쳤다 (with 에 in GSD 105 of 149, before all adjectives).
_COMPARED = frozenset({"와", "과", "보다", "만큼", "처럼"})
#: What there is between two: 국내 업체들과 동맹을 맺다.
_BETWEEN = frozenset(("제휴", "계약", "협약", "업무협약", "협정", "동맹", "연맹", "연합", "협력", "파트너십", "양해각서", "합의", "협상", "논의", "대화", "관계", "소송", "컨소시엄", "전선",
                      "경쟁", "맞대결", "합작사", "합작법인", "교류", "거래", "회의", "회담", "손"))
_DEGREE = frozenset({"크", "높", "많", "깊", "넓", "새롭", "엄청나", "뜨겁", "거대", "막대", "상당", "심각", "중요", "강력", "지대", "대대적"})
#: What sums up a list stands so many words behind it at most.
_FAR = 12
#: The index of the word that governs another, None for the root; and the label.
Governor = tuple[int | None, str]


def govern(spine: list[Word], n: int, own: Set[int], inside: Set[int]) -> Governor:
    """The index of the word that governs word `n`, and the label; None for the root. `own` are the predicates after it that have a subject,
    `inside` those that modify a noun or are tied to one that does: 걸쳐 in 3년에 걸쳐 개발한 칩.
    """
    word, last = spine[n], len(spine) - 1
    if n == last:
        return None, "ROOT"
    if word.kind == "P":
        return _govern_predicate(spine, n, inside)
    if word.kind == "D":
        return _next(spine, n, "N") or n + 1, "det"
    if word.kind == "N":
        return _govern_noun(spine, n, own, inside)
    return _next(spine, n, "P") or last, "advmod"


def _next(spine: list[Word], n: int, kind: str) -> int | None:
    return next((m for m in range(n + 1, len(spine)) if spine[m].kind == kind or (kind == "N" and spine[m].copula)), None)


def _phrase_end(spine: list[Word], m: int) -> int:
    """The head of the noun phrase that begins with word m: past bare nouns and genitives up to the noun with a particle."""
    while m + 1 < len(spine) and spine[m].kind == "N" and not spine[m].comma and (
            spine[m].relation in ("", "nmod:poss") and (spine[m + 1].kind == "N" or spine[m + 1].copula)):
        if spine[m].lemma == "등":
            return _listed(spine, m)
        m += 1
    return _listed(spine, m) if spine[m].lemma == "등" else m


def _fellow(spine: list[Word], n: int, m: int) -> int:
    """What word n is coordinated with, of the phrase that begins with word m: of names before a common noun the name, as in 메타와 구글의 주가."""
    end = _phrase_end(spine, m)
    if spine[n].proper and not spine[end].proper:
        return next((k for k in range(m, end) if spine[k].proper and spine[k].relation == "nmod:poss"), end)
    return end


def _govern_noun(spine: list[Word], n: int, own: Set[int], inside: Set[int]) -> Governor:
    word, last = spine[n], len(spine) - 1
    nxt = spine[n + 1]
    nominal_next = nxt.kind == "N" or nxt.copula or (nxt.kind == "P" and nxt.ending.startswith("ETN"))
    if word.relation in ("nmod:poss", "nmod"):
        m = _next(spine, n, "N")
        return (m if m is not None else _next(spine, n, "P") or last), word.relation
    if word.relation == "appos":
        m = _next(spine, n, "N")
        return (_phrase_end_adnominal(spine, m), "appos") if m is not None else (_next(spine, n, "P") or last, "ccomp")
    if word.relation == "conj" or (word.relation == "obl" and is_and(word.marker)):
        if _between(spine, n):
            return _next(spine, n, "P") or last, "obl"
        # Kiwi tells the particle that joins nouns from the one that a verb asks for: 음악과 저렴한 가격, H100과 비슷한 성능.
        if nominal_next or nxt.kind == "D" or (word.relation == "conj" and nxt.kind == "P" and nxt.ending.startswith("ETM") and _next(spine, n, "N")):
            m = _next(spine, n, "N")
            if m is not None:
                end = _fellow(spine, n, m)
                if not (word.relation == "obl" and word.proper and spine[end].relation and not spine[end].proper):  # 오픈AI와 제휴를 맺었다
                    return end, "conj"
        return _next(spine, n, "P") or last, "obl"
    if word.relation == "":
        if word.comma:
            m = _next(spine, n, "N")
            if m is not None and all(spine[k].kind in "NDA" or spine[k].copula or spine[k].ending.startswith("ETM")
                                     for k in range(n + 1, m)):
                return _fellow(spine, n, m), "conj"
            return _next(spine, n, "P") or last, "obl"
        if word.lemma == "등" and (m := _listed(spine, n)) != n:
            return m, "compound"
        if nominal_next and not (word.temporal and nxt.proper):
            return n + 1, "compound"
        if word.temporal:
            word.marker = word.marker or "에"  # 2016년 딥시크를 세웠다: before a name it says when, too
            return _next(spine, n, "P") or last, "obl"
        return _next(spine, n, "P") or last, "obj" if nxt.kind == "P" and not nxt.adjective and not nxt.passive else "obl"
    return _argument(spine, n, own, inside)


def _argument(spine: list[Word], n: int, own: Set[int], inside: Set[int]) -> Governor:
    """The predicate of which the noun is an argument."""
    word, last = spine[n], len(spine) - 1
    predicates = [m for m in range(n + 1, len(spine)) if spine[m].kind == "P" and not _called(spine[m])]
    if not predicates:
        # A headline or a verbless clause: hang on what ends it.
        return last, "nsubj" if word.relation == "topic" else word.relation
    if word.relation == "topic":
        return _topic(spine, predicates, own, inside), "nsubj"
    if word.relation == "nsubj":
        return _subject(spine, n, predicates), "nsubj"
    if word.relation == "obj":
        for m in predicates:
            p = spine[m]
            if not (p.last.ending.startswith("ETM") and (p.adjective or (p.passive and not p.copula) or p.copula)):
                return m, "obj"
        return predicates[-1], "obj"
    for m in predicates:
        if not (spine[m].adjective and spine[m].last.ending.startswith("ETM") and (m - n > 1 or (word.marker not in _COMPARED and spine[m].lemma in _DEGREE))):
            return m, word.relation
    return predicates[0], word.relation


def _topic(spine: list[Word], predicates: list[int], own: Set[int], inside: Set[int]) -> int:
    """A topic belongs to the first clause that is no modifier, past a quotation that has a subject of its own."""
    main = [m for m in predicates if m not in inside]
    for m in main[:-1]:
        if not (is_quote(spine[m].last.ending) and m in own):
            return m
    return main[-1] if main else predicates[-1]


def _subject(spine: list[Word], n: int, predicates: list[int]) -> int:
    """A subject belongs to the next predicate, unless that modifies a noun and has its object but lacks no subject; what reports speech lacks
    nothing (구글이 R1을 공개했다는 소식). Of two subjects the second is that of the next predicate (구글이 인텔이 만든 칩을 샀다).
    """
    if len(predicates) > 1 and any(w.kind == "N" and w.relation == "nsubj" and w.marker in ("이", "가") for w in spine[n + 1:predicates[0]]):
        predicates = predicates[1:]
    for m in predicates:
        p = spine[m]
        if p.last.ending.startswith("ETM") and m != predicates[-1] and not is_quote(p.last.ending):
            between = [w for w in spine[n + 1:m] if w.kind == "N"]
            has_object = any(w.relation == "obj" for w in between)
            if has_object and m - n > 1 and not p.group and not _subject_after(spine, m):
                continue
            if p.adjective and (between or m - n > 2):
                continue
        return m
    return predicates[-1]


def _govern_predicate(spine: list[Word], n: int, inside: Set[int]) -> Governor:
    word, last = spine[n], len(spine) - 1
    ending = word.last.ending
    if _called(word) and (noun := _next(spine, n, "N")) is not None:
        return _phrase_end_adnominal(spine, noun), "appos"
    if ending.startswith("ETM") and not is_quote(ending):
        m = _next(spine, n, "N")
        if m is not None:
            m = _phrase_end_adnominal(spine, m)
            return m, "acl:tmod" if spine[m].lemma in CLAUSE_TIMES else "acl"
        return last, "acl"
    if ending.startswith("ETN"):
        return _next(spine, n, "P") or last, word.last.relation or "xcomp"  # 팔기 시작했다, 팔기 위해: whose subject is the same
    if is_quote(ending):
        m = _next(spine, n, "P")
        return (m, "ccomp") if m is not None else (last, "ccomp")
    if word.copula and ending == "EC:자":  # 창업자이자 대표였던: two predicates of one noun
        m = _next(spine, n, "P")
        return (m if m is not None else last), "conj"
    tight = not word.last.comma and (ending in _TIGHT or (ending in _JOINS and _lacks_object(spine, n)))
    subjects = ending in _JOINS  # which may each have one
    for m in range(n + 1, len(spine)):
        if spine[m].kind == "P" and (tight or m not in inside) and not _called(spine[m]):
            return m, "advcl"
        tight = tight and (subjects or spine[m].relation != "nsubj") and spine[m].relation != "topic"
    m = _next(spine, n, "P")
    return (m, "advcl") if m is not None else (last, "advcl")


def _subject_after(spine: list[Word], m: int) -> bool:
    """Whether the noun that a predicate modifies is itself a subject, or tells when: then one before it is the predicate's, as in A가 지분을
    가진 B는, A가 지분을 판 뒤.
    """
    noun = _next(spine, m, "N")
    if noun is None:
        return False
    head = spine[_phrase_end_adnominal(spine, noun)]
    return head.relation in ("topic", "nsubj") or head.lemma in CLAUSE_TIMES


def _listed(spine: list[Word], n: int) -> int:
    """The noun that 등 (and others) after a list sums up: 업체 in A와 B 등 국내 업체들의 주가, 기업 in A, B 등 한국을 대표하는 기업; 등 itself where it
    has a particle.
    """
    if spine[n].relation or n + 1 == len(spine):
        return n
    m = n + 1
    clause = m + (spine[m].kind == "N" and spine[m].relation in ("obj", "obl", "nsubj"))
    if clause < len(spine) and spine[clause].kind == "P" and spine[clause].last.ending.startswith("ETM"):
        m = _next(spine, clause, "N") or m
    while spine[m].kind == "N" and not spine[m].relation and not spine[m].comma and m + 1 < len(spine) and m - n < _FAR and (
            spine[m + 1].kind == "N" or spine[m + 1].copula):
        m += 1
    return m if spine[m].kind == "N" or spine[m].copula else n


def _between(spine: list[Word], n: int) -> bool:
    """Whether the next noun is something that two make, and is made: 인텔과 전략적 제휴를 맺다."""
    m = _next(spine, n, "N")
    if m is None or any(w.kind == "P" for w in spine[n + 1:m]):
        return False
    made = spine[_phrase_end(spine, m)]
    return made.lemma in _BETWEEN and made.relation in ("obj", "nsubj")


def _lacks_object(spine: list[Word], n: int) -> bool:
    """Whether the clause of the verb has a subject and no object: then it shares that of the next, as in A가 만들고 B가 파는 칩."""
    if spine[n].passive or spine[n].adjective or spine[n].copula:
        return False
    found = False
    for m in range(n - 1, -1, -1):
        if spine[m].relation in ("obj", "topic"):
            return False
        if spine[m].kind == "P":
            break
        found = found or spine[m].relation == "nsubj"
    return found


def _called(word: Word) -> bool:
    """Whether it only tells what the next noun is called: 카울드런이라는 회사."""
    return word.copula and word.proper and word.ending == "ETM:라는"


def _phrase_end_adnominal(spine: list[Word], m: int) -> int:
    """The noun that a relative clause modifies: the head of the bare compound that follows; a genitive ends it, and a noun that tells when."""
    while spine[m].lemma not in CLAUSE_TIMES and m + 1 < len(spine) and spine[m].kind == "N" and spine[m].relation == "" and not spine[m].comma and (
            spine[m + 1].kind == "N" or spine[m + 1].copula):
        m += 1
    return m
