"""Whom a phrase that names nothing means: what the passage is about, not whatever it named last."""

from __future__ import annotations

import pytest

from kg.extraction.antecedents import Anchor, Discourse, likely
from kg.extraction.arguments import arguments_of
from kg.extraction.linear import LinearModel
from kg.identity import document_keys
from kg.resources import data_folder
from kg.schema import load_schema
from tests.support.reading import mentions, read


def meant(text: str, language: str, phrase: str) -> list[str | None]:
    return [m.known for m in mentions(text, language) if m.text.lower() == phrase]


@pytest.mark.parametrize(("language", "phrase", "known", "text"), [
    ("ko", "이 회사", "naver", "네이버는 2021년 하이퍼클로바를 공개했다. 학습에는 엔비디아의 칩을 썼다. 이 회사는 성남에 본사를 두고 있다."),
    ("ko", "회사", "upstage", "업스테이지는 AWS와 손을 잡았다. 지난해에는 솔라를 내놓았다. 회사는 올해 매출이 두 배로 늘었다고 밝혔다."),
    ("ko", "동사", "sk-hynix", "SK하이닉스는 HBM3E를 엔비디아에 공급한다. 삼성전자보다 반년 빨랐다. 동사의 매출은 66조 원이다."),
    ("en", "the company", "mistral-ai", "Mistral AI opened Mixtral in 2023. Microsoft offers it on Azure. The company is based in Paris."),
    ("en", "the start-up", "anthropic", "Anthropic released Claude. Amazon and Google have invested in it. The start-up was founded by Dario Amodei."),
    ("en", "he", "sam-altman", "Sam Altman leads OpenAI. Satya Nadella of Microsoft supported the firm. In 2023 he was dismissed by the board of OpenAI."),
])
def test_a_reference_means_what_the_passage_is_about(language: str, phrase: str, known: str, text: str) -> None:
    assert meant(text, language, phrase) == [known]


TEXT = "딥시크는 2023년 량원평이 세웠다. 엔비디아와 인텔은 칩을 판다. 네이버는 성남에 있다. 매출은 100억 원이다."


def test_what_is_likely_adds_up_and_has_been_named_before() -> None:
    schema = load_schema("ai-industry")
    doc = read(TEXT)
    named = doc._.kg_mentions
    keys = document_keys(named, doc._.kg_aliases)
    discourse = Discourse(doc, arguments_of(doc), named, keys, schema)
    model = LinearModel.load(data_folder("models") / "claims_ko" / "antecedents.npz")
    seen = []
    for number, sent in enumerate(doc.sents):
        discourse.advance(sent.start_char)
        ranked = likely(model, Anchor("carried", "", "Organization", number, sent.start_char, -1), discourse.of_top("Organization"), discourse)
        assert all(e.last.mention.end <= sent.start_char for _, e in ranked)
        assert [p for p, _ in ranked] == sorted((p for p, _ in ranked), reverse=True)
        assert not ranked or sum(p for p, _ in ranked) == pytest.approx(1)
        seen.append({e.key for _, e in ranked})
    assert [len(s) for s in seen] == [0, 1, 3, 4]


def test_nothing_is_carried_into_the_first_sentence() -> None:
    assert meant("이 회사는 크다. 딥시크는 작다.", "ko", "이 회사") == []
