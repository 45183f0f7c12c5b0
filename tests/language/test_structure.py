"""Who governs whom in Korean sentences, and who does what to whom: typical sentences, read as a grammar reads them."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.extraction.arguments import Arguments
from kg.language.pipelines import create_pipeline

NAMES = ("딥시크", "량원평", "엔비디아", "구글", "오픈AI", "H800", "R1", "GPT-4", "젠슨 황", "인텔", "딥마인드")


@lru_cache(maxsize=1)
def korean() -> Language:
    return create_pipeline("ko", NAMES, ner=False)


def read(text: str, *unknown: str) -> Doc:
    """The structure of a text; `unknown` are names that a later stage has found in it."""
    nlp = korean()
    doc = nlp.make_doc(text)
    doc.user_data["kg_names"] = sorted((text.index(n), text.index(n) + len(n)) for n in unknown)
    return nlp(doc)


def word(doc: Doc, text: str) -> Token:
    return next(t for t in doc if t.text == text)


def arc(doc: Doc, text: str) -> tuple[str, str]:
    """(label, head) of a word."""
    token = word(doc, text)
    return token.dep_, token.head.text


SENTENCES = [
    # text, word, its label, its head
    ("량원평은 딥시크를 설립했다.", "량원평", "nsubj", "설립"),
    ("량원평은 딥시크를 설립했다.", "딥시크", "obj", "설립"),
    ("구글이 항저우에서 R1을 공개했다.", "항저우", "obl", "공개"),
    ("젠슨 황은 엔비디아의 대표다.", "엔비디아", "nmod:poss", "대표"),
    ("젠슨 황은 엔비디아의 대표다.", "젠슨 황", "nsubj", "대표"),
    ("딥시크를 설립한 량원평은 웃었다.", "설립", "acl", "량원평"),
    ("딥시크를 설립한 량원평은 웃었다.", "딥시크", "obj", "설립"),
    ("량원평이 설립한 딥시크는 크다.", "설립", "acl", "딥시크"),
    ("량원평이 설립한 딥시크는 크다.", "량원평", "nsubj", "설립"),
    ("구글과 인텔은 엔비디아와 경쟁한다.", "구글", "conj", "인텔"),
    ("구글과 인텔은 엔비디아와 경쟁한다.", "인텔", "nsubj", "경쟁"),
    ("구글, 인텔과 오픈AI가 H800을 샀다.", "구글", "conj", "인텔"),
    ("량원평은 딥시크의 창업자이자 대표다.", "창업자", "conj", "대표"),
    ("오픈AI는 구글이 딥마인드를 인수했다고 밝혔다.", "인수", "ccomp", "밝혔"),
    ("오픈AI는 구글이 딥마인드를 인수했다고 밝혔다.", "오픈AI", "nsubj", "밝혔"),
    ("오픈AI는 구글이 딥마인드를 인수했다고 밝혔다.", "구글", "nsubj", "인수"),
    ("량원평은 대학을 졸업하고 딥시크를 세웠다.", "졸업", "advcl", "세웠"),
    ("창업자 량원평은 웃었다.", "창업자", "compound", "량원평"),
    ("량원평(40)은 딥시크(DeepSeek)를 세웠다.", "DeepSeek", "appos", "딥시크"),
    ("량원평(40)은 딥시크(DeepSeek)를 세웠다.", "딥시크", "obj", "세웠"),
    ("이 회사는 R1을 공개했다.", "이", "det", "회사"),
    # a verb that its ending ties to the next one, and the subject of such a chain
    ("량원평을 만나 설득한 구글은 웃었다.", "만나", "advcl", "설득"),
    ("량원평이 2023년 창업해 이끄는 딥시크는 상장했다.", "창업", "advcl", "이끄"),
    ("량원평은 대학을 졸업하고 딥시크를 세웠다.", "졸업", "advcl", "세웠"),
    ("구글이 개발하고 인텔이 공급하는 H800은 칩이다.", "개발", "advcl", "공급"),
    ("H800은 엔비디아가 3년에 걸쳐 개발한 칩이다.", "H800", "nsubj", "칩"),
    # a clause that has its object keeps its subject where the noun that it modifies is a subject too
    ("구글이 지분 30%를 가진 딥마인드는 크다.", "구글", "nsubj", "가진"),
    ("구글이 인공지능을 연구하는 딥마인드를 샀다.", "구글", "nsubj", "샀"),
    # the particle that joins nouns, and the one that an adjective asks for
    ("R1은 GPT-4와 비슷한 성능을 낸다.", "GPT-4", "obl", "비슷한"),
    ("구글은 R1과 GPT-4를 비교했다.", "R1", "conj", "GPT-4"),
    ("R1은 시장에 큰 영향을 미쳤다.", "시장", "obl", "미쳤"),
    ("구글은 인텔과 전략적 제휴를 맺었다.", "인텔", "obl", "맺"),
    ("구글은 오픈AI와 협력을 강화했다.", "오픈AI", "obl", "강화"),
    ("구글과 경쟁사들이 웃었다.", "구글", "conj", "경쟁사"),
    ("구글과 인텔의 주가가 올랐다.", "구글", "conj", "인텔"),
    ("구글, 인텔의 주가가 올랐다.", "구글", "conj", "인텔"),
    ("구글·인텔·오픈AI가 웃었다.", "구글", "conj", "오픈AI"),
    ("구글·인텔·오픈AI가 웃었다.", "인텔", "conj", "오픈AI"),
    ("구글은 인텔이 저비용으로 값싼 모델을 개발했다고 밝혔다.", "인텔", "nsubj", "개발"),
    # headlines: a comma for the particle of the topic, and dots between two clauses
    ("구글, 인텔에 R1 공급 임박", "구글", "nsubj", "임박"),
    ("구글, 인텔을 인수했다.", "구글", "conj", "인텔"),
    ("딥시크, R1 공개…엔비디아 급락", "딥시크", "nsubj", "공개"),
    ("딥시크, R1 공개…엔비디아 급락", "공개", "parataxis", "급락"),
    ("딥시크, R1 공개…엔비디아 급락", "엔비디아", "compound", "급락"),
    # a noun that only serves as a postposition
    ("구글은 인텔을 상대로 소송을 냈다.", "인텔", "obl", "냈"),
    ("구글은 GPT-4를 기반으로 R1을 만들었다.", "GPT-4", "obl", "만들"),
    ("구글은 GPT-4를 기반으로 한 R1을 공개했다.", "GPT-4", "obj", "한"),
    # a noun that only says in the midst of what something is
    ("구글을 조사 중인 인텔은 크다.", "조사", "acl", "인텔"),
    ("인텔은 구글을 조사중이다.", "구글", "obj", "조사"),
    ("구글은 H800을 내년에 출시 예정이다.", "H800", "obj", "출시"),
    ("량원평은 회의 중에 웃었다.", "회의", "compound", "중"),
    ("량원평은 구글을 떠나 딥마인드라는 회사를 세웠다.", "떠나", "advcl", "세웠"),
    ("구글은 중국에 있는 딥시크를 샀다.", "중국", "obl", "있"),
    ("구글은 번역에 능한 R1을 공개했다.", "번역", "obl", "능한"),
    ("구글은 수학에 강한 R1을 공개했다.", "수학", "obl", "강한"),
    ("H800을 구글이 개발하고 인텔이 투자하는 회사는 크다.", "개발", "advcl", "크"),
    ("그의 말은 사실이다.", "말", "nsubj", "사실"),
    ("텍사스 주는 구글을 고소했다.", "주", "nsubj", "고소"),
    # of two clauses each has its own subject
    ("구글은 H800을 샀고, 인텔은 R1을 만들어 성공한 뒤 훗날 GPT-4를 공개했다.", "구글", "nsubj", "샀"),
    ("구글은 H800을 샀고, 인텔은 R1을 만들어 성공한 뒤 훗날 GPT-4를 공개했다.", "샀", "advcl", "공개"),
    ("구글은 H800을 샀고, 인텔은 R1을 만들어 성공한 뒤 훗날 GPT-4를 공개했다.", "성공", "acl:tmod", "뒤"),
    ("량원평은 2016년 딥시크를 세웠다.", "년", "obl", "세웠"),
    ("구글은 딥마인드라는 회사를 샀다.", "딥마인드", "appos", "회사"),
    # when something happens is no object and no subject
    ("딥시크가 26일 공개한 R1은 빠르다.", "일", "obl", "공개"),
    ("올해는 딥시크가 R1을 공개했다.", "올해", "obl", "공개"),
    # a list that 등 closes hangs together on what sums it up
    ("구글과 인텔 등 국내 업체들의 주가가 올랐다.", "구글", "conj", "업체"),
    ("구글과 인텔 등 국내 업체들의 주가가 올랐다.", "등", "compound", "업체"),
    ("구글, 인텔 등 미국을 대표하는 기업들의 주가가 올랐다.", "구글", "conj", "기업"),
    ("구글, 인텔 등 미국을 대표하는 기업들의 주가가 올랐다.", "미국", "obj", "대표"),
]


@pytest.mark.parametrize(("text", "of", "label", "head"), SENTENCES)
def test_a_word_hangs_where_grammar_puts_it(text: str, of: str, label: str, head: str) -> None:
    assert arc(read(text), of) == (label, head)


def roles(doc: Doc, predicate: str) -> dict[str, dict[str, int]]:
    """role -> filler -> strength, of a predicate."""
    found = Arguments(doc).fillers(word(doc, predicate).i)
    return {role: {doc[i].text: n for i, n in at.items()} for role, at in found.items()}


ROLES = [
    ("젠슨 황은 량원평과 함께 엔비디아를 세웠다.", "세웠", "agent", "량원평"),
    ("젠슨 황 엔비디아 대표는 웃었다.", "대표", "of", "엔비디아"),
    ("젠슨 황 엔비디아 대표는 웃었다.", "대표", "holder", "젠슨 황"),
    ("딥마인드는 2010년 량원평이 세웠다.", "세웠", "patient", "딥마인드"),
    ("딥마인드는 2010년 량원평이 세웠다.", "세웠", "agent", "량원평"),
    ("구글이 500억 원을 투자한 딥마인드는 크다.", "투자", "+에", "딥마인드"),
    ("딥시크(대표 량원평)는 크다.", "대표", "of", "딥시크"),
    ("량원평이 2023년 창업해 이끄는 딥시크는 상장했다.", "창업", "patient", "딥시크"),
    ("량원평이 2023년 창업해 이끄는 딥시크는 상장했다.", "이끄", "agent", "량원평"),
    ("량원평이 2023년 창업해 이끄는 딥시크는 상장했다.", "이끄", "patient", "딥시크"),
    ("딥시크를 세워 이끄는 량원평이 웃었다.", "이끄", "patient", "딥시크"),
    ("딥시크를 세워 이끄는 량원평이 웃었다.", "세워", "agent", "량원평"),
    ("구글이 개발하고 인텔이 공급하는 H800은 칩이다.", "개발", "patient", "H800"),
    ("지난해 공개한 R1은 빠르다.", "공개", "patient", "R1"),
    ("H800은 엔비디아가 3년에 걸쳐 개발한 칩이다.", "개발", "patient", "H800"),
    ("딥시크를 세운 사람은 량원평이다.", "세운", "agent", "량원평"),
    ("량원평은 딥시크를 세운 인물로, 저장대를 나왔다.", "세운", "agent", "량원평"),
    ("H800은 엔비디아가 개발한 칩으로, 널리 쓰인다.", "개발", "patient", "H800"),
    ("구글이 R1을 공개했다는 소식에 인텔이 급락했다.", "급락", "+에", "구글"),
    ("구글은 인텔을 상대로 소송을 냈다.", "소송", "+상대로", "인텔"),
    ("GPT-4를 바탕으로 만든 R1은 빠르다.", "만든", "+바탕으로", "GPT-4"),
    ("R1은 GPT-4를 바탕으로 만든 모델이다.", "만든", "patient", "R1"),
    ("구글은 인텔과 전략적 제휴를 맺었다.", "제휴", "+와", "인텔"),
    ("구글이 오픈AI와 함께 설계 중인 H800은 빠르다.", "설계", "patient", "H800"),
    ("R1은 GPT-4와 비슷한 성능을 낸다.", "비슷한", "agent", "R1"),
    ("R1은 GPT-4와 비슷한 성능을 낸다.", "비슷한", "+와", "GPT-4"),
    ("량원평은 딥시크를 설립했다.", "설립", "agent", "량원평"),
    ("량원평은 딥시크를 설립했다.", "설립", "patient", "딥시크"),
    ("딥시크는 량원평에 의해 설립됐다.", "설립", "agent", "량원평"),
    ("딥시크는 량원평에 의해 설립됐다.", "설립", "patient", "딥시크"),
    ("딥시크를 설립한 량원평은 웃었다.", "설립", "agent", "량원평"),
    ("량원평이 설립한 딥시크는 크다.", "설립", "patient", "딥시크"),
    ("량원평은 대학을 졸업하고 딥시크를 세웠다.", "졸업", "agent", "량원평"),
    ("량원평은 딥시크의 창업자이자 대표다.", "창업자", "of", "딥시크"),
    ("량원평은 딥시크의 창업자이자 대표다.", "창업자", "holder", "량원평"),
    ("량원평은 딥시크의 창업자이자 대표다.", "대표", "holder", "량원평"),
    ("딥시크 창업자 량원평은 웃었다.", "창업자", "of", "딥시크"),
    ("딥시크 창업자 량원평은 웃었다.", "창업자", "holder", "량원평"),
    ("구글은 인텔에 H800을 공급했다.", "공급", "+에", "인텔"),
    ("구글은 인텔로부터 H800을 샀다.", "사", "+로부터", "인텔"),
    ("구글은 인텔과 협력했다.", "협력", "+와", "인텔"),
    ("구글은 R1을 공개할 수 없다.", "공개", "agent", "구글"),
]


@pytest.mark.parametrize(("text", "predicate", "role", "filler"), ROLES)
def test_who_does_what(text: str, predicate: str, role: str, filler: str) -> None:
    doc = read(text)
    token = next(t for t in doc if predicate in (t.text, t.lemma_))
    found = Arguments(doc).fillers(token.i).get(role, {})
    assert filler in {doc[i].text for i in found}


@pytest.mark.parametrize(("text", "predicate", "role", "not_it"), [
    ("구글과 달리 딥마인드는 인텔과 협력했다.", "협력", "+와", "구글"),
    ("구글은 상장했지만, 인텔은 딥마인드를 인수했다.", "상장", "patient", "딥마인드"),
    ("구글이 딥마인드를 인수하고 인텔이 투자했다.", "투자", "patient", "딥마인드"),
    ("딥마인드는 인텔과 함께 구글에 인수됐다.", "인수", "agent", "인텔"),
    ("구글은 R1을 GPT-4와 함께 공개했다.", "공개", "agent", "GPT-4"),
    ("량원평이 딥시크를 세운 뒤 대표가 됐다.", "세운", "agent", "뒤"),
    ("구글은 인텔이 만든 칩으로 R1을 훈련했다.", "만든", "patient", "구글"),
    ("R1은 GPT-4와 비슷한 성능을 낸다.", "비슷한", "patient", "성능"),
    ("량원평이 딥시크의 대표라는 보도가 나왔다.", "대표", "holder", "보도"),
])
def test_who_does_nothing(text: str, predicate: str, role: str, not_it: str) -> None:
    assert not_it not in roles(read(text), predicate).get(role, {})


def test_a_clause_that_tells_when_has_the_subject_of_what_it_dates() -> None:
    assert "량원평" in roles(read("량원평은 구글을 떠난 뒤 딥시크를 세웠다."), "떠난")["agent"]


@pytest.mark.parametrize(("text", "together"), [("구글과 인텔 등 업체들이 웃었다.", True), ("구글은 세계 1등 기업이다.", False)])
def test_what_closes_a_list_and_what_is_a_rank(text: str, together: bool) -> None:
    doc = read(text)
    words = Arguments(doc)
    first, last = next(t for t in doc if t.text in ("구글", "세계")).i, next(t for t in doc if t.text in ("업체", "기업")).i
    first = word(doc, "세계").i if not together else first
    assert (words.coordination(first) == words.coordination(last)) == together


def test_the_doer_is_not_the_done_to() -> None:
    found = roles(read("딥시크는 량원평에 의해 설립됐다."), "설립")
    assert "딥시크" not in found["agent"]
    assert "량원평" not in found.get("patient", {})


@pytest.mark.parametrize(("text", "name", "label"), [
    ("레플리카의 대표가 왔다.", "레플리카", "nmod:poss"), ("레플리카가 웃었다.", "레플리카", "nsubj"), ("구글은 레플리카를 샀다.", "레플리카", "obj"),
    ("구글은 레플리카에서 왔다.", "레플리카", "obl"), ("구글은 이브이다와 협력했다.", "이브이다", "obl"), ("구글은 가나다라에도 투자했다.", "가나다라", "obl"),
])
def test_particles_after_names_that_nobody_knew(text: str, name: str, label: str) -> None:
    doc = read(text, name)
    span = doc.char_span(text.index(name), text.index(name) + len(name), alignment_mode="expand")
    assert span is not None
    assert span.root.dep_ == label


@example("()딥시크")
@given(st.lists(st.sampled_from([*NAMES, "은", "는", "이", "가", "를", "의", "에", "와", "했다", "설립", "한", "고", ".", "(", ")", " ", " ", "\n", "!", "“", "”"]), max_size=30).map("".join))
@settings(max_examples=60, deadline=None)
def test_every_sentence_is_one_tree(text: str) -> None:
    doc = korean()(text)
    assert doc.text == text
    for sentence in doc.sents:
        roots = [t for t in sentence if t.head.i == t.i]
        assert len(roots) == 1
        assert roots[0].dep_ == "ROOT"
        for token in sentence:
            seen = set()
            while token.head.i != token.i:
                assert token.i not in seen
                assert sentence.start <= token.head.i < sentence.end
                seen.add(token.i)
                token = token.head


@pytest.mark.parametrize(("text", "of", "feature", "value"), [
    ("구글은 항저우에서 웃었다.", "항저우", "Marker", "에서"), ("딥시크는 량원평에 의해 설립됐다.", "량원평", "Marker", "에의해"),
    ("구글은 인텔로부터 칩을 샀다.", "인텔", "Marker", "로부터"), ("구글은 인텔과 협력했다.", "인텔", "Marker", "와"),
    ("딥시크는 량원평에 의해 설립됐다.", "설립", "Voice", "Pass"),
])
def test_a_word_tells_its_marker_and_its_voice(text: str, of: str, feature: str, value: str) -> None:
    assert word(read(text), of).morph.get(feature, []) == [value]


def test_a_predicate_noun_and_a_verb_are_told_apart() -> None:
    arguments = Arguments(doc := read("량원평은 딥시크의 대표다."))
    assert arguments.copular(word(doc, "대표").i)
    arguments = Arguments(doc := read("량원평은 딥시크를 설립했다."))
    assert arguments.verbal(word(doc, "설립").i)
    assert not arguments.copular(word(doc, "설립").i)


def test_the_structure_of_nothing_is_nothing() -> None:
    assert len(korean()("")) == 0
