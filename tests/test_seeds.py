"""The known entities: that the shipped ones hold to their rules, and that a broken line is told with its mend."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from kg.errors import SeedError
from kg.model import name_key, slug
from kg.resources import data_folder
from kg.schema import load_schema
from kg.seeds import Seed, load_seeds

FOLDER = data_folder("seeds") / "ai-industry"
#: Names of two Latin letters that are so common that capitals are enough to know them.
SHORT = {"US", "UK", "EU", "AI", "KT", "LG", "SK", "HP", "GM", "UN", "MS", "RL", "GS", "CJ", "BP"}


@pytest.fixture(scope="module")
def seeds() -> tuple[Seed, ...]:
    return load_seeds("ai-industry", load_schema("ai-industry"))


def named(seeds: tuple[Seed, ...], name: str) -> list[Seed]:
    return [seed for seed in seeds if name_key(name) in {name_key(alias.name) for alias in seed.names}]


def test_there_are_enough_of_every_kind(seeds: tuple[Seed, ...]) -> None:
    assert len(seeds) >= 2000
    assert {seed.type for seed in seeds} == set(load_schema("ai-industry").types)


def test_ids_are_the_slugs_of_the_names(seeds: tuple[Seed, ...]) -> None:
    wrong = [s.id for s in seeds if s.id not in {slug(s.name), f"{slug(s.name)}-{s.type.lower()}"}]
    assert not wrong


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_files_are_sorted_and_plain(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert text.endswith("\n")
    assert unicodedata.normalize("NFC", text) == text
    assert [json.dumps(json.loads(line), ensure_ascii=False) for line in lines] == lines
    ids = [json.loads(line)["id"] for line in lines]
    assert ids == sorted(ids)


def test_short_names_are_risky(seeds: tuple[Seed, ...]) -> None:
    names = [(s.id, a.name) for s in seeds for a in s.names if a.name not in s.risky and a.name not in SHORT]
    # 美 is read only where it stands alone (tests/extraction/test_mentions.py)
    assert {id_ for id_, name in names if len(name) < 2} <= {s.id for s in seeds if s.type == "Country"}
    assert not [pair for pair in names if len(pair[1]) < 2 and not "\u4e00" <= pair[1] <= "\u9fff"]
    assert not [pair for pair in names if re.fullmatch(r"[A-Za-z]{1,2}", pair[1])]


def test_korean_names_are_plenty(seeds: tuple[Seed, ...]) -> None:
    for type_ in ("Person", "Company", "Country", "Region", "City", "University", "Industry"):
        of_type = [s for s in seeds if s.type == type_]
        korean = [s for s in of_type if any(re.search("[가-힣]", alias.name) for alias in s.aliases)]
        assert len(korean) >= 0.8 * len(of_type), type_


@pytest.mark.parametrize(("name", "id_"), [
    ("딥시크", "deepseek"), ("Deep Seek", "deepseek"), ("딥시크-R1", "deepseek-r1"), ("딥시크 R1", "deepseek-r1"), ("R1", "deepseek-r1"),
    ("H800", "h800"), ("H800 GPU", "h800"), ("엔비디아 H100", "h100"), ("엔비디아", "nvidia"), ("젠슨황", "jensen-huang"),
    ("샘 알트만", "sam-altman"), ("리카이푸", "lee-kai-fu"), ("챗GPT", "chatgpt"), ("GPT-4o", "gpt-4o"), ("4o", "gpt-4o"),
    ("오픈 AI", "openai"), ("미국 정부", "united-states"), ("중국 정부", "china"), ("홍콩", "hong-kong"), ("후난성", "hunan"),
    ("대중국 수출 통제", "us-export-controls"), ("AI 칩 수출 제한", "us-export-controls"), ("chip export controls", "us-export-controls"),
    ("AI 기본법", "ai-basic-act"), ("EU AI법", "eu-ai-act"), ("칭화대", "tsinghua-university"), ("카이스트", "kaist"), ("월가", "wall-street"),
    ("나스닥", "nasdaq"), ("강화 학습", "reinforcement-learning"), ("MoE", "mixture-of-experts"), ("AI 업계", "ai-industry"),
])
def test_a_name_leads_to_its_entity_alone(seeds: tuple[Seed, ...], name: str, id_: str) -> None:
    assert [seed.id for seed in named(seeds, name)] == [id_]


def test_types_follow_the_rulings(seeds: tuple[Seed, ...]) -> None:
    types = {seed.id: seed.type for seed in seeds}
    assert types["chatgpt"] == types["claude"] == "Product"
    assert types["gpt-4"] == types["gpt"] == "AIModel"
    assert types["hong-kong"] == "Region"
    assert types["european-union"] == types["federal-reserve"] == "GovernmentBody"


def test_ordinary_words_are_risky(seeds: tuple[Seed, ...]) -> None:
    for word in ("라마", "솔라", "제재", "선전", "국내", "달리", "미", "중"):
        assert all(word in seed.risky for seed in named(seeds, word)), word
    assert {seed.id for seed in named(seeds, "Washington")} == {"united-states", "washington-d-c"}


def test_adjectives_are_no_names(seeds: tuple[Seed, ...]) -> None:
    china = next(seed for seed in seeds if seed.id == "china")
    assert "Chinese" in china.adjectives
    assert "Chinese" not in {alias.name for alias in china.aliases}


def line(**fields: object) -> str:
    return json.dumps({"id": "a-one", "type": "Company", "name": "A One", "aliases": {}} | fields, ensure_ascii=False)


@pytest.mark.parametrize(("second", "told", "mend"), [
    ("{", "is not JSON", "one JSON object"),
    ("[]", "is no JSON object", "write"),
    (line(), "the id 'a-one' is taken", "id of its own"),
    (line(id="b", name="B", note="x"), "unknown field 'note'", "use only"),
    (line(id="b", name=" "), "'name' is missing", "give it a 'name'"),
    (line(id="b", name="B", aliases={"Korean": []}), "'Korean' under 'aliases'", "ko or en"),
    (line(id="b", name="B", aliases={"ko": "비"}), "'aliases.ko' is no list", "list of texts"),
    (line(id="b", name="B", risky=["Bee"]), "the risky name 'Bee'", "under 'aliases'"),
    (line(id="b", name="B", type="Firm"), "'Firm' is no type", "Company"),
])
def test_a_broken_line_is_told(tmp_path: Path, second: str, told: str, mend: str) -> None:
    (tmp_path / "some.jsonl").write_text(f"{line()}\n\n{second}\n", encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_seeds(tmp_path, load_schema("ai-industry"))
    assert told in caught.value.what
    assert "some.jsonl, line 3" in caught.value.where
    assert mend in caught.value.mend


def test_a_name_of_two_must_be_risky_in_both(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    other = {"id": "b", "name": "B", "aliases": {"en": ["a-one"]}}
    path.write_text(f"{line()}\n{line(**other)}\n", encoding="utf-8")
    with pytest.raises(SeedError, match="a name of 'b' too"):
        load_seeds(tmp_path)
    path.write_text(f"{line(risky=['A One'])}\n{line(**other, risky=['a-one'])}\n", encoding="utf-8")
    assert [seed.id for seed in load_seeds(tmp_path)] == ["a-one", "b"]


def test_names_are_read_as_nfc_in_the_order_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(line(aliases={"ko": [unicodedata.normalize("NFD", "한글"), "가나"]}), encoding="utf-8")
    (seed,) = load_seeds(tmp_path)
    assert [(alias.name, alias.language) for alias in seed.names] == [("A One", "en"), ("한글", "ko"), ("가나", "ko")]


def test_missing_seeds_are_told() -> None:
    with pytest.raises(SeedError, match=r"no seeds 'nowhere'.*ai-industry"):
        load_seeds("nowhere")
