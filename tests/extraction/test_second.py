"""The second look: what rivals are, and what the members of a list share."""

from __future__ import annotations

import pytest

from kg.extraction.claims import distributed
from kg.extraction.second import COLUMNS, Proposal, second_rows
from tests.support.reading import Told, finder, findings, sentences

pytestmark = pytest.mark.xdist_group("build")


def proposals(text: str, relation: str) -> list[Proposal]:
    return [p for p in finder("ko").first.propose(sentences(text)) if p.relation == relation]


def test_what_is_said_of_the_members_of_a_list_is_said_of_all() -> None:
    found = [p for p in proposals("구글과 인텔이 딥마인드를 인수했다.", "ACQUIRED") if p.candidate.object.marker == "를"]
    assert len(found) == 2
    plain, hardly = distributed(found, [0.9, 0.2])
    assert plain == hardly
    assert 0.7 < plain < 0.9  # the mean of their log-odds would be 0.6


def test_by_turns_nothing_is_shared() -> None:
    found = proposals("구글과 인텔은 각각 딥마인드와 하바나랩스를 인수했다.", "ACQUIRED")
    given = [n / 10 for n in range(1, 1 + len(found))]
    assert found
    assert distributed(found, given) == given


def test_what_one_phrase_means_together_is_no_rival() -> None:
    found = [p for p in proposals("네이버와 인텔은 상장했다. 소프트뱅크는 두 회사에 투자했다.", "INVESTED_IN")
             if p.candidate.object.kind == "reference"]
    assert {p.candidate.object.key for p in found} == {"known naver", "known intel"}
    rivals = second_rows(found, finder("ko").schema, [])[:, COLUMNS.index("rival object")]
    assert (rivals > 5).all()  # as where there is none


def test_a_claim_about_both_is_one_about_each() -> None:
    found = findings("네이버와 인텔은 상장했다. 소프트뱅크는 두 회사에 투자했다.")
    assert {t for t in found if t.relation == "INVESTED_IN"} == {Told("소프트뱅크", "INVESTED_IN", "네이버"), Told("소프트뱅크", "INVESTED_IN", "인텔")}
