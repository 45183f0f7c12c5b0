"""The claims of annotated documents are found as well as when that was last written down (`python -m tests.record_figures`)."""

from __future__ import annotations

import json

import pytest

from tests.record_figures import FIGURES, Figures, measure

#: How far a figure may fall: a change for the better in one place may cost a little in another.
SLACK = 0.01

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("quality")]


@pytest.fixture(scope="session")
def measured() -> Figures:
    return measure()


@pytest.fixture(scope="session")
def recorded() -> Figures:
    assert FIGURES.is_file(), "run python -m tests.record_figures"
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("what", ["claims", "entities"])
def test_quality_does_not_fall(language: str, what: str, measured: Figures, recorded: Figures) -> None:
    now, then = measured[language][what], recorded[language][what]
    assert now >= then - SLACK, f"{language} {what}: F1 {now} where {then} was recorded"


def test_the_figures_are_of_these_documents(measured: Figures, recorded: Figures) -> None:
    assert {k: v["documents"] for k, v in measured.items()} == {k: v["documents"] for k, v in recorded.items()}
