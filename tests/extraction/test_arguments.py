"""Who fills which role of a predicate, in both languages, by one code."""

from __future__ import annotations

import pytest

from kg.extraction.arguments import Arguments
from tests.support.reading import read


def fillers(text: str, predicate: str, role: str, language: str) -> dict[str, int]:
    doc = read(text, language)
    token = next(t for t in doc if predicate in (t.text, t.lemma_))
    return {doc[i].text: n for i, n in Arguments(doc).fillers(token.i).get(role, {}).items()}


CASES = [
    ("en", "Google acquired DeepMind.", "acquire", "agent", "Google"),
    ("en", "Google acquired DeepMind.", "acquire", "patient", "DeepMind"),
    ("en", "DeepMind was acquired by Google.", "acquire", "agent", "Google"),
    ("en", "DeepMind was acquired by Google.", "acquire", "patient", "DeepMind"),
    ("en", "Microsoft invested in OpenAI.", "invest", "+in", "OpenAI"),
    ("en", "Google bought the unit from Intel.", "buy", "+from", "Intel"),
    ("en", "Sam Altman is the head of OpenAI.", "head", "of", "OpenAI"),
    ("en", "Sam Altman is the head of OpenAI.", "head", "holder", "Sam"),
    ("en", "Google, which acquired DeepMind, is large.", "acquire", "agent", "Google"),
    ("en", "Google developed the chip and sold it to Intel.", "sell", "agent", "Google"),
    ("en", "Google plans to acquire DeepMind.", "acquire", "agent", "Google"),
    ("ko", "구글은 딥마인드를 인수했다.", "인수", "agent", "구글"),
    ("ko", "딥마인드는 구글에 의해 인수됐다.", "인수", "agent", "구글"),
    ("ko", "딥마인드는 구글에 의해 인수됐다.", "인수", "patient", "딥마인드"),
    ("ko", "구글이 인수한 딥마인드는 런던에 있다.", "인수", "patient", "딥마인드"),
    ("ko", "딥마인드를 인수한 구글은 크다.", "인수", "agent", "구글"),
    ("ko", "구글은 칩을 개발해 인텔에 공급했다.", "개발", "agent", "구글"),
    ("ko", "구글은 딥마인드를 인수하기로 했다.", "인수", "agent", "구글"),
    # tied clauses share whose their subjects are, and the topic that begins a clause within one of them
    ("ko", "구글은 희망이었지만 지난해 매출이 급감했다.", "매출", "of", "구글"),
    ("ko", "구글이 전망을 낮추자 주가가 급락했다.", "주가", "of", "구글"),
    ("ko", "구글은 인텔과 계약을 맺었다고 알렸는데도 급락했다.", "급락", "agent", "구글"),
]


@pytest.mark.parametrize(("language", "text", "predicate", "role", "filler"), CASES)
def test_who_fills_a_role(language: str, text: str, predicate: str, role: str, filler: str) -> None:
    found = fillers(text, predicate, role, language)
    assert found.get(filler, 0) >= 2, found


@pytest.mark.parametrize(("language", "text", "predicate", "role", "not_it"), [
    ("en", "DeepMind was acquired by Google.", "acquire", "agent", "DeepMind"),
    ("en", "DeepMind was acquired by Google.", "acquire", "patient", "Google"),
    ("ko", "딥마인드는 구글에 의해 인수됐다.", "인수", "agent", "딥마인드"),
    ("ko", "구글은 딥마인드를 인수했다.", "인수", "patient", "구글"),
    ("ko", "구글은 컸지만 인텔의 주가가 급락했다.", "주가", "of", "구글"),
    ("ko", "구글은 컸지만 인텔은 매출이 급감했다.", "매출", "of", "구글"),
])
def test_who_does_not(language: str, text: str, predicate: str, role: str, not_it: str) -> None:
    assert not_it not in fillers(text, predicate, role, language)


def test_a_name_speaks_for_its_phrase() -> None:
    doc = read("리카이푸 대표는 구글과 인텔을 비판했다.")
    arguments = Arguments(doc)
    at = {t.text: t.i for t in doc}
    assert at["대표"] in arguments.sites(at["리카이푸"], at["리카이푸"])
    assert at["인텔"] in arguments.sites(at["구글"], at["구글"])
    assert at["비판"] not in arguments.sites(at["구글"], at["구글"])


def test_a_text_without_structure_has_no_roles() -> None:
    doc = read("…")
    assert all(not Arguments(doc).fillers(t.i) for t in doc)
