"""The lemmas that are kept beside a schema say what the analyser says, and stand in for it only then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kg.build import Settings, pipeline
from kg.errors import SchemaError
from kg.extraction.frames import LEMMAS, FrameIndex, analysed, analyser, doubtful_stems
from kg.resources import data_folder
from kg.schema import Schema, load_schema


@pytest.mark.parametrize("name", ["ai-industry", "pharma-deals"])
def test_what_is_kept_is_what_the_analyser_says(name: str) -> None:
    """After a change of the frames, the seeds or Kiwi: python models/recipes/frame_lemmas.py."""
    schema, nlp = load_schema(name), pipeline("ko", Settings(schema=name))
    kept = json.loads((schema.folder / LEMMAS).read_text(encoding="utf-8"))
    assert kept["analyser"] == analyser(nlp)
    assert {stem: tuple(lemmas) for stem, lemmas in kept["lemmas"].items()} == analysed(doubtful_stems(schema), nlp)


def test_they_are_not_taken_where_other_names_are_kept_whole() -> None:
    """Without the seeds Kiwi cuts 오픈소스 in two, in a text and in a frame."""
    schema, nlp = load_schema("ai-industry"), pipeline("ko", Settings(seeds=""))
    words = {token.lemma_ for token in nlp.make_doc("메타는 라마 3를 오픈소스로 공개했다.")}
    others = {o for idioms in FrameIndex(schema, "ko", nlp).by_head["공개"].idioms.values() for _, entry in idioms for o in entry.others}
    assert {"오픈", "소스"} <= words & others
    assert "오픈소스" not in others


def copied(folder: Path, lemmas: str | None = None) -> Schema:
    """A schema of the user's own, with these lemmas beside it or none."""
    shutil.copytree(data_folder("schemas") / "pharma-deals", folder)
    (folder / LEMMAS).unlink()
    if lemmas is not None:
        (folder / LEMMAS).write_text(lemmas, encoding="utf-8")
    return load_schema(folder)


def test_without_them_or_from_another_analyser_the_words_are_analysed(tmp_path: Path) -> None:
    nlp = pipeline("ko", Settings(schema="pharma-deals"))
    shipped = FrameIndex(load_schema("pharma-deals"), "ko", nlp).by_head
    assert FrameIndex(copied(tmp_path / "none"), "ko", nlp).by_head == shipped
    assert FrameIndex(copied(tmp_path / "other", '{"analyser": "another", "lemmas": {"인수": ["x"]}}'), "ko", nlp).by_head == shipped


def test_a_word_that_is_added_to_a_schema_is_analysed(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(data_folder("schemas") / "pharma-deals", folder)
    frames = folder / "frames.ko.yaml"
    relation = next(iter(load_schema(folder).frames["ko"]))
    told = frames.read_text(encoding="utf-8")
    assert f"\n{relation}:\n" in "\n" + told
    frames.write_text(("\n" + told).replace(f"\n{relation}:\n", f"\n{relation}:\n  - {{words: [복제하다], subject: agent, object: patient}}\n", 1),
                      encoding="utf-8")
    nlp = pipeline("ko", Settings(schema="pharma-deals"))
    added, = FrameIndex(load_schema(folder), "ko", nlp).by_head.keys() - FrameIndex(load_schema("pharma-deals"), "ko", nlp).by_head.keys()
    assert added in [token.lemma_ for token in nlp.make_doc("바이젠은 약을 복제했다.")]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="remove it"):
        FrameIndex(copied(tmp_path / "broken", '{"analyser": 3'), "ko", pipeline("ko", Settings(schema="pharma-deals")))
