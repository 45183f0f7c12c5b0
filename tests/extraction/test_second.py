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


def test_a_member_with_something_of_its_own_takes_nothing_from_the_others() -> None:
    found = proposals("구글 출신의 젠슨 황, 인텔 출신의 샘 올트먼도 합류했다.", "WORKED_AT")
    own = {("known jensen-huang", "known google"): 0.9, ("known sam-altman", "known intel"): 0.9}
    given = [own.get((p.candidate.subject.key, p.candidate.object.key), 0.1) for p in found]
    assert set(given) == {0.9, 0.1}
    assert [p < 0.2 for p in distributed(found, given)] == [p < 0.2 for p in given]


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
