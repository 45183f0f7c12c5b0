"""Annotated sentences said in other ways: good Korean, and denied, planned, possible or asked as the way says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from kiwipiepy import Kiwi

from kg.gold import GoldDocument
from tests.language.test_compose import BOUGHT, FOUNDED, RELEASED, kiwi, sentence

sys.path.append(str(Path(__file__).resolve().parents[2] / "models" / "recipes"))
from claims_compose import Clause
from claims_said import WAYS, Sayer, said, stating

TOOK = sentence("구글은 지난해 딥마인드를 인수했다.", {"구글": "Company", "딥마인드": "Company"}, ("구글", "ACQUIRED", "딥마인드"))
PUT = sentence("구글은 딥마인드에 투자했다.", {"구글": "Company", "딥마인드": "Company"}, ("구글", "INVESTED_IN", "딥마인드"))
JOINED = sentence("구글은 딥마인드와 제휴했다.", {"구글": "Company", "딥마인드": "Company"}, ("구글", "PARTNERED_WITH", "딥마인드"))
LEAVES = sentence("구글은 딥마인드의 모회사다.", {"구글": "Company", "딥마인드": "Company"}, ("구글", "OWNS", "딥마인드"))


def clause(gold: GoldDocument) -> Clause:
    tokenizer: Kiwi = kiwi()
    return Clause(gold, tuple(tokenizer.tokenize(gold.text)), tokenizer)


@pytest.mark.parametrize(("gold", "form", "tail", "text"), [
    (TOOK, "지 EC", " 않았다.", "구글은 지난해 딥마인드를 인수하지 않았다."),
    (TOOK, "ᆫ ETM", " 적이 없다.", "구글은 지난해 딥마인드를 인수한 적이 없다."),
    (TOOK, "plain", "는 소문는 사실이 아니다.", "구글은 지난해 딥마인드를 인수했다는 소문은 사실이 아니다."),
    (TOOK, "plain", "고 보기 어렵다.", "구글은 지난해 딥마인드를 인수했다고 보기 어렵다."),
    (TOOK, "려 EC", "다 포기했다.", "구글은 지난해 딥마인드를 인수하려다 포기했다."),
    (TOOK, "ᆯ ETM", " 계획이다.", "구글은 지난해 딥마인드를 인수할 계획이다."),
    (TOOK, "ᆯ까 EF", "?", "구글은 지난해 딥마인드를 인수할까?"),
    (TOOK, "noun", "가 무산됐다.", "구글은 지난해 딥마인드 인수가 무산됐다."),
    (TOOK, "noun", "를 검토하고 있다.", "구글은 지난해 딥마인드 인수를 검토하고 있다."),
    (RELEASED, "겠 EP", "다고 밝혔다.", "오픈AI는 미국에서 GPT-4를 공개하겠다고 밝혔다."),
    (TOOK, "owned", "가 무산됐다.", "구글의 지난해 딥마인드 인수가 무산됐다."),
    (PUT, "noun", "를 검토하고 있다.", "구글은 딥마인드에 대한 투자를 검토하고 있다."),
    (JOINED, "owned", "가 무산됐다.", "구글의 딥마인드와의 제휴가 무산됐다."),
    (FOUNDED, "noun", "가 무산됐다.", ""),  # nothing is done to an object
    (LEAVES, "지 EC", " 않았다.", ""),  # a noun has no such form
    (BOUGHT, "지 EC", " 않았다.", "구글은 소문과 다르게 인텔을 인수하지 않지 않았다."),
])
def test_a_sentence_is_said_in_another_way(gold: GoldDocument, form: str, tail: str, text: str) -> None:
    assert said(clause(gold), form, tail) == text


def test_every_form_can_be_made_of_a_plain_deed() -> None:
    for way in WAYS:
        for form, tails in way.after.items():
            for tail in tails:
                assert said(clause(TOOK), form, tail).startswith(("구글은 지난해 딥마인드", "구글의 지난해 딥마인드")), (form, tail)


def test_what_is_said_has_the_way_s_polarity_and_modality() -> None:
    made = list(Sayer([TOOK, LEAVES], kiwi()).say(40))
    assert len(made) == 40
    assert {(c.polarity, c.modality) for gold, _ in made for c in gold.claims} == {(w.polarity, w.modality) for w in WAYS}
    assert all(gold.text[start:end].lstrip().startswith("인수") and end == len(gold.text) for gold, (start, end) in made)
    assert made == list(Sayer([TOOK, LEAVES], kiwi()).say(40))


def test_only_what_states_is_said_otherwise() -> None:
    assert stating(TOOK)
    assert not stating(sentence("구글은 웃었다.", {"구글": "Company"}))
    assert list(Sayer([LEAVES], kiwi()).say(3)) == []
