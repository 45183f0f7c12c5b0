"""Invented claims slipped into honest answers, and what the text says kept."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.llm.lies import MAKERS, Lie, lies
from tests.llm.material import NAMES, ground, recording

ALL = lies()


@pytest.fixture(scope="module", params=NAMES)
def honest(request: pytest.FixtureRequest) -> tuple[str, set[object]]:
    return str(request.param), set(ground(request.param, recording(request.param)).findings)


def _slipped_in(lie: Lie) -> dict[str, object]:
    data = recording(lie.document)
    return {"entities": [*data["entities"], *lie.entities], "claims": [*data["claims"], lie.claim]}


def test_there_are_enough_lies_of_every_kind() -> None:
    kinds = Counter(lie.kind for lie in ALL)
    assert set(kinds) == set(MAKERS)
    assert min(kinds.values()) >= 8
    assert len(ALL) >= 200


def test_every_invented_claim_is_refused_and_no_honest_one_is_lost(honest: tuple[str, set[object]]) -> None:
    name, kept = honest
    of_this = [lie for lie in ALL if lie.document == name]
    assert of_this
    for lie in of_this:
        findings = set(ground(name, _slipped_in(lie)).findings)
        assert findings <= kept, f"{lie.kind}: {lie.claim}"
        assert findings == kept, f"{lie.kind}: costs {kept - findings}"


def test_all_lies_of_a_document_at_once_change_nothing(honest: tuple[str, set[object]]) -> None:
    """A model that lies in every second claim still tells its honest ones."""
    name, kept = honest
    data = recording(name)
    some = [lie for lie in ALL if lie.document == name and not lie.entities]
    data["claims"] = [c for pair in zip([lie.claim for lie in some], data["claims"], strict=False) for c in pair] + data["claims"][len(some):]
    assert set(ground(name, data).findings) == kept


def test_a_claim_and_its_reverse_from_one_evidence_are_both_refused() -> None:
    data = recording("en-nvidia-entry")
    claim = next(c for c in data["claims"] if c["relation"] == "ACQUIRED" and c["polarity"] == "asserted")
    turned = {**claim, "subject": claim["object"], "object": claim["subject"], "subject_text": claim["object_text"],
              "object_text": claim["subject_text"]}
    findings = ground("en-nvidia-entry", {**data, "claims": [claim, turned]}).findings
    assert findings == ()


def test_what_a_swapped_relation_is_refused_by() -> None:
    """Words alone tell about half of the relations that are swapped for others such ends may have; the offline ranker, where it
    is given, tells most of the rest. This holds the first figure."""
    from tests.llm.material import schema

    swapped = refused = 0
    for name in NAMES:
        data = recording(name)
        types = {e["id"]: e["type"] for e in data["entities"]}
        said = {(c["subject"], c["object"], c["relation"]) for c in data["claims"]}
        for claim in data["claims"][::4]:
            if not claim["object"]:
                continue
            others = [r for r in schema().relations_between(types[claim["subject"]], types[claim["object"]])
                      if (claim["subject"], claim["object"], r) not in said]
            for relation in others[::3]:
                swapped += 1
                lie = {**claim, "relation": relation, "qualifiers": []}
                refused += not ground(name, {**data, "claims": [lie]}).findings
    assert swapped > 100
    assert refused / swapped > 0.35
