"""The encoder: what it says of a pair depends on its sentence alone, and a file of one is read back as it was written, or told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ModelError
from kg.extraction.candidates import Ints, Pairing
from kg.extraction.encoder import ATTENDING, Encoder, _Adding, _alike
from kg.extraction.first import frame_levels
from kg.extraction.layout import END, FITS, TOKEN, Layout
from kg.extraction.scene import Scene
from kg.resources import data_folder
from kg.schema import load_schema
from tests.support.reading import sentences

TEXT = {"ko": "량원평은 2023년 항저우에서 딥시크를 설립했다. 그는 딥시크와 하이플라이어를 이끌고 있다.",
        "en": "Liang Wenfeng founded DeepSeek in Hangzhou in 2023. He leads DeepSeek and High-Flyer."}

pytestmark = pytest.mark.xdist_group("build")


@pytest.fixture(scope="module", params=["ko", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def encoder(language: str) -> Encoder:
    return Encoder.load(data_folder("models") / f"claims_{language}" / "encoder.npz")


def pairs(scene: Scene) -> Ints:
    return Pairing(load_schema()).pairs(scene)[0]


def laid_out(encoder: Encoder, scene: Scene) -> Layout:
    return encoder.vocabulary.layout([scene], [pairs(scene)])


def test_a_sentence_in_numbers(language: str, encoder: Encoder) -> None:
    for scene in sentences(TEXT[language], language):
        found = laid_out(encoder, scene)
        tokens = len(found.tokens)
        assert found.tokens.shape == (tokens, len(TOKEN))
        assert tokens == scene.end - scene.start + sum(end.kind == "carried" for end in scene.ends)
        assert found.ends.shape == (len(scene.ends), 2 + len(END))
        for k, name in enumerate(TOKEN):
            assert found.tokens[:, k].max() < len(encoder.weights[f"token.{name}"])
        for k, name in enumerate(END):
            assert found.ends[:, 2 + k].max() < len(encoder.weights[f"end.{name}"])
        assert ((found.heads >= 0) & (found.heads < tokens)).all()
        _, _, holds, common, begin, end, distance, steps = found.pairs.T
        assert common.max() < tokens
        assert (begin <= end).all()
        for column, table in ((holds, "holds"), (distance, "place"), (steps, "steps")):
            assert column.max() < len(encoder.weights[f"pair.{table}"])


def test_frames_tell_of_a_pair_what_they_tell_of_its_ends(language: str, encoder: Encoder) -> None:
    for scene in sentences(TEXT[language], language):
        found = laid_out(encoder, scene)
        for pair, (s, o, *_) in enumerate(found.pairs.tolist()):
            told = {code for rows, end in ((found.as_subject, s), (found.as_object, o)) for n, code in rows.tolist() if n == end}
            here = [(code, way) for at, code, way in found.fits.tolist() if at == pair]
            assert {code for code, way in here if way < 0} <= told
            assert not {code for code, way in here if way > 0} & told
            fits = [divmod(code, FITS) for code in told ^ {code for code, _ in here}]
            strengths: dict[str, int] = {}
            for relation, how in fits:
                if how < 3:
                    strengths[encoder.heads[relation]] = max(how + 1, strengths.get(encoder.heads[relation], 0))
            assert strengths == frame_levels(scene, scene.ends[s], scene.ends[o])
    assert any(len(laid_out(encoder, scene).fits) for scene in sentences(TEXT[language], language))


def test_a_pair_is_judged_by_itself(language: str, encoder: Encoder) -> None:
    """Which other pairs are asked about changes nothing."""
    scene = sentences(TEXT[language], language)[0]
    every = pairs(scene)
    together = encoder.scores(encoder.vocabulary.layout([scene], [every]))
    assert together.shape == (len(every), len(encoder.heads))
    alone = [encoder.scores(encoder.vocabulary.layout([scene], [every[n:n + 1]])) for n in range(len(every))]
    assert np.allclose(np.concatenate(alone), together, atol=1e-3)


def test_a_sentence_is_judged_by_itself(language: str, encoder: Encoder) -> None:
    """Which other sentences are read beside it changes nothing, nor does one without pairs."""
    found = sentences(TEXT[language] * 3, language)
    none = np.zeros((0, 2), np.intp)
    together = encoder.scores(encoder.vocabulary.layout([found[0], *found, found[0]], [none, *map(pairs, found), none]))
    assert np.allclose(np.concatenate([encoder.scores(laid_out(encoder, scene)) for scene in found]), together, atol=1e-3)
    assert encoder.scores(encoder.vocabulary.layout([found[0]], [none])).shape == (0, len(encoder.heads))


@given(st.lists(st.integers(1, 900), min_size=1, max_size=50))
def test_sentences_attend_in_groups_of_like_lengths(lengths: list[int]) -> None:
    groups = [group.tolist() for group in _alike(np.array(lengths, np.intp))]
    assert sorted(n for group in groups for n in group) == list(range(len(lengths)))
    longest = [max(lengths[n] for n in group) for group in groups]
    assert longest == sorted(longest)
    assert all(len(group) == 1 or len(group) * most <= ATTENDING for group, most in zip(groups, longest, strict=True))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9)), max_size=20))
def test_rows_are_added_where_they_belong(rows: list[tuple[int, int]]) -> None:
    rows.sort()
    at, values = np.array([n for n, _ in rows], np.intp), np.array([[v, 2 * v] for _, v in rows], np.float32).reshape(-1, 2)
    once, slowly = np.ones((6, 2), np.float32), np.ones((6, 2), np.float32)
    _Adding(at).add(once, np.concatenate([np.zeros((1, 2), np.float32), values]), np.arange(1, len(rows) + 1))
    np.add.at(slowly, at, values)
    assert (once == slowly).all()


def test_it_tells_a_founder_from_what_is_founded(language: str, encoder: Encoder) -> None:
    scene = sentences(TEXT[language], language)[0]
    person, firm = (next(n for n, end in enumerate(scene.ends) if end.type == type_) for type_ in ("Person", "Company"))
    said = encoder.scores(encoder.vocabulary.layout([scene], [np.array([[person, firm]], np.intp)]))[0]
    assert encoder.heads[int(said.argmax())] == "FOUNDED"
    assert said.max() > 0


def test_written_and_read_again(encoder: Encoder, tmp_path: Path) -> None:
    encoder.save(tmp_path / "a.npz")
    again = Encoder.load(tmp_path / "a.npz")
    again.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert again.vocabulary == encoder.vocabulary


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"text"])
def test_a_file_that_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "encoder.npz").write_bytes(content)
    with pytest.raises(ModelError, match=r"encoder\.npz"):
        Encoder.load(tmp_path / "encoder.npz")
