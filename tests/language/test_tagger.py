"""The tagger of names: its tags are the best that may follow each other, a file of one is read back as written, or told."""

from __future__ import annotations

from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.language import Language

from kg.archive import read_arrays, write_arrays
from kg.errors import ModelError
from kg.language.korean import FILE, FOLDER, create_korean
from kg.language.tagger import BATCH, FLAGS, JOINED, PIECES, TABLES, Tagger, best_tags, flags_of, line_starts

LABELS = ("Person", "Company")
TAGS = 1 + 2 * len(LABELS)


def allowed(tags: tuple[int, ...]) -> bool:
    """Whether each I (3, 4) follows the B (1, 2) or I of its type."""
    return all(tag <= len(LABELS) or before in (tag, tag - len(LABELS)) for before, tag in zip((0, *tags), tags, strict=False))


@given(arrays(np.float32, st.tuples(st.integers(1, 5), st.just(TAGS)), elements=st.floats(-4, 4, width=16)), st.data())
def test_no_allowed_tags_are_better(odds: np.ndarray[tuple[int, ...], np.dtype[np.float32]], data: st.DataObject) -> None:
    lines = np.array([True, *data.draw(st.lists(st.booleans(), min_size=len(odds) - 1, max_size=len(odds) - 1))])
    found = best_tags(odds, lines)
    begins = [*np.flatnonzero(lines).tolist(), len(odds)]
    for start, end in pairwise(begins):
        own = tuple(found[start:end].tolist())
        assert allowed(own)
        place = np.arange(start, end)
        best = max(odds[place, list(tags)].sum() for tags in product(range(TAGS), repeat=end - start) if allowed(tags))
        assert odds[place, list(own)].sum() == pytest.approx(best, abs=1e-4)


def small() -> Tagger:
    """A tagger that has learnt nothing."""
    chance = np.random.default_rng(0)
    wide, columns = 8, 6
    sizes: dict[str, tuple[int, ...]] = {f"table.{name}": (50, columns) for name in TABLES}
    sizes |= {"mix": (7 * columns + FLAGS, JOINED * wide), "mix.bias": (JOINED * wide,), "mix.norm": (wide,), "mix.norm.bias": (wide,)}
    for k in range(2):
        sizes |= {f"layer{k}": (3 * wide, PIECES * wide), f"layer{k}.bias": (PIECES * wide,), f"layer{k}.norm": (wide,), f"layer{k}.norm.bias": (wide,)}
    for name in ("kg", "klue"):
        sizes |= {f"out.{name}": (wide, TAGS), f"out.{name}.bias": (TAGS,)}
    return Tagger(LABELS, ("kg", "klue"), {name: chance.normal(size=size).astype(np.float32) for name, size in sizes.items()})


@pytest.fixture(scope="module")
def korean() -> Language:
    return create_korean(ner=False)


def test_a_file_of_one_is_read_back_and_equal_ones_give_equal_bytes(tmp_path: Path, korean: Language) -> None:
    first, again = tmp_path / "first.npz", tmp_path / "again.npz"
    small().save(first)
    read = Tagger.load(first)
    assert (read.labels, read.guidelines) == (LABELS, ("kg", "klue"))
    read.save(again)
    Tagger.load(again).save(first)
    assert first.read_bytes() == again.read_bytes()
    doc = korean.make_doc("량원평은 항저우에서 딥시크를 설립했다.\n엔비디아는 H800을 판다.")
    for guideline in read.guidelines:
        odds = [one.log_odds(doc, line_starts(doc), guideline) for one in (small(), read)]
        assert np.abs(odds[0] - odds[1]).max() < 0.2  # weights are kept as bytes


@pytest.mark.parametrize("name", ["table.NORM", "mix", "layer1", "out.kg"])
def test_parts_that_do_not_fit_together_are_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "names.npz"
    small().save(path)
    data = read_arrays(path)
    data[f"table {name}"] = data[f"table {name}"][:, 1:]
    write_arrays(path, data)
    with pytest.raises(ModelError, match=r"names\.npz"):
        Tagger.load(path)


@pytest.mark.parametrize("name", ["row mix.norm.bias", "row out.kg.bias", "table layer1", "row layer1.norm"])
def test_a_file_without_a_part_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "names.npz"
    small().save(path)
    data = read_arrays(path)
    del data[name]
    write_arrays(path, data)
    with pytest.raises(ModelError, match=r"names\.npz"):
        Tagger.load(path)


def test_a_table_without_rows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "names.npz"
    small().save(path)
    data = read_arrays(path)
    write_arrays(path, data | {"table table.NORM": data["table table.NORM"][:1]})
    with pytest.raises(ModelError, match=r"names\.npz"):
        Tagger.load(path)
    write_arrays(path, data | {"table table.NORM": data["table table.NORM"][:1], "scale table.NORM": data["scale table.NORM"][:1]})
    with pytest.raises(ModelError, match=r"names\.npz"):
        Tagger.load(path)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\n\n  "])
def test_whatever_breaks_lines(korean: Language, end: str) -> None:
    doc = korean.make_doc(f"딥시크는 H800을 썼다{end}량원평 대표가 말했다")
    begins = [doc[i].text for i in np.flatnonzero(line_starts(doc)).tolist()]
    assert [word for word in begins if not word.isspace()] == ["딥시크", "량원평"]


def test_a_line_is_read_by_itself(korean: Language) -> None:
    lines = ["딥시크는 H800을 썼다.\n", "량원평 대표가 말했다.\n", "01.AI의 리카이푸\n"]
    tagger = small()
    docs, whole = [korean.make_doc(line) for line in lines], korean.make_doc("".join(lines))
    alone = np.concatenate([tagger.log_odds(doc, line_starts(doc), "kg") for doc in docs])
    assert len(whole) == sum(map(len, docs))
    np.testing.assert_allclose(tagger.log_odds(whole, line_starts(whole), "kg"), alone, atol=1e-3)


def test_what_is_read_at_once_changes_nothing_where_lines_are_shorter(korean: Language) -> None:
    tagger, line = small(), "딥시크는 중국의 회사이고 엔비디아의 칩을 쓴다.\n"
    once = korean.make_doc(line)
    times = 2 * BATCH // len(once) + 2
    many = korean.make_doc(line * times)
    assert len(many) == times * len(once) > 2 * BATCH
    assert len(tagger.spans(many)) == times * len(tagger.spans(once)) > 0


def test_a_line_longer_than_what_is_read_at_once(korean: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger, doc = small(), korean.make_doc("딥시크는 중국의 회사이고 엔비디아의 칩을 쓰며 " * 20)
    whole = tagger.log_odds(doc, line_starts(doc), "kg")
    monkeypatch.setattr("kg.language.tagger.BATCH", 7)
    np.testing.assert_allclose(tagger.log_odds(doc, line_starts(doc), "kg"), whole, atol=1e-3)


def test_a_name_ends_with_its_sentence(korean: Language) -> None:
    tagger, doc = small(), korean.make_doc("딥시크가 나섰다. 엔비디아는 칩을 판다. 량원평이 말했다. " * 10)
    begins = {sent.start for sent in doc.sents}
    spans = tagger.spans(doc)
    assert spans
    assert not any(begins & set(range(start + 1, end)) for start, end, _ in spans)


def test_an_empty_doc_names_nothing(korean: Language) -> None:
    doc = korean.make_doc("")
    assert small().spans(doc) == []
    assert flags_of(doc, line_starts(doc), True).shape == (0, FLAGS)


@pytest.mark.skipif(not (FOLDER / FILE).is_file(), reason="models/ko_ner is not there")
def test_dates_and_sums_are_told_by_the_other_guideline_alone(korean: Language) -> None:
    tagger, doc = Tagger.load(FOLDER / FILE), korean.make_doc("딥시크는 2023년 5월에 560만 달러를 썼다.")
    assert {"Date", "Money"} <= {label for _, _, label in tagger.spans(doc, "klue")}
    assert {label for _, _, label in tagger.spans(doc)} == {"Company"}
