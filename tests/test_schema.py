"""A schema's promises: the shipped ones load, and whatever is wrong in one is told with the file, the field and the mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import SchemaError
from kg.resources import data_folder
from kg.schema import Schema, load_schema

SHIPPED = sorted(p.parent.name for p in data_folder("schemas").glob("*/schema.yaml"))

GOOD = """\
name: small
namespace: https://example.org/small#
types:
  Thing: {}
  Animal: {is_a: Thing, label: {en: animal, ko: 동물}}
  Cat: {is_a: Animal}
  Place: {}
relations:
  EATS: {subject: [Animal], object: [Thing], label: {en: eats}}
  LIKES: {subject: [Cat, Place], object: same, symmetric: true}
  WEIGHS: {subject: [Animal], object: [Quantity]}
  NEAR: {pairs: [{subject: [Cat], object: [Place]}, {subject: [Place], object: [Place]}]}
"""


def folder(tmp_path: Path, schema: str = GOOD, **others: str) -> Path:
    """A schema folder; `frames_ko="…"` is the content of frames.ko.yaml."""
    (tmp_path / "schema.yaml").write_text(schema, encoding="utf-8")
    for name, text in others.items():
        (tmp_path / f"{name.replace('_', '.')}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> Schema:
    return load_schema(folder(tmp_path))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_schemas_load_by_name_and_by_folder(name: str) -> None:
    schema = load_schema(name)
    assert schema.name == name
    assert load_schema(data_folder("schemas") / name) == schema
    assert set(schema.frames) == set(schema.words) == {"ko", "en"}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_relation_has_a_frame_in_each_language_and_labels(name: str) -> None:
    schema = load_schema(name)
    for language, frames in schema.frames.items():
        assert sorted(r for r in schema.relations if not frames.get(r)) == [], language
    for part in (*schema.types, *schema.relations):
        assert schema.label(part, "ko") != part
        assert schema.label(part, "en")


def test_a_type_stands_for_what_is_a_kind_of_it(small: Schema) -> None:
    assert small.ancestors("Cat") == ("Cat", "Animal", "Thing")
    assert small.is_a("Cat", "Thing")
    assert not small.is_a("Thing", "Cat")
    assert small.allows("Cat", "EATS", "Animal")
    assert not small.allows("Thing", "EATS", "Cat")
    assert not small.allows("Place", "EATS", "Cat")


def test_literals_pairs_and_same(small: Schema) -> None:
    assert small.relations_between("Cat", "Quantity") == ("WEIGHS",)
    assert small.relations_between("Cat", "Money") == ()
    assert set(small.relations_between("Cat", "Place")) == {"NEAR", "LIKES"}
    assert small.allows("Cat", "LIKES", "Cat")
    assert not small.allows("Animal", "LIKES", "Cat")
    assert small.allows("Place", "NEAR", "Place")
    assert not small.allows("Animal", "NEAR", "Place")


def test_labels_fall_back_to_the_name(small: Schema) -> None:
    assert small.label("Animal", "ko") == "동물"
    assert small.label("EATS", "ko") == "EATS"
    assert small.label("Unheard", "en") == "Unheard"


@pytest.mark.parametrize("name", ["nowhere", "../ai-industry", "/etc", "ai-industry/../ai-industry", ""])
def test_an_unknown_schema_is_told_with_those_there_are(name: str) -> None:
    with pytest.raises(SchemaError, match="ai-industry") as caught:
        load_schema(name)
    assert caught.value.mend


WRONG = {
    "a type that is no identifier": (("  Thing: {}", "  'bad type`) DETACH': {}"), "types"),
    "a relation that is no identifier": (("  EATS:", "  eats_it:"), "relations"),
    "a domain that is no type": (("EATS: {subject: [Animal]", "EATS: {subject: [Dog]"), "'Dog' is no type"),
    "a range that is no type": (("object: [Thing]", "object: [Stone]"), "'Stone' is no type"),
    "a parent that is no type": (("Cat: {is_a: Animal}", "Cat: {is_a: Feline}"), "'Feline'"),
    "a circle": (("Thing: {}", "Thing: {is_a: Cat}"), "a kind of itself"),
    "a type named as a literal": (("Place: {}", "Place: {}\n  Money: {}"), "name of a literal"),
    "no object": ((", object: [Thing]", ""), "lacks a subject or an object"),
    "an unknown field": (("symmetric: true", "mirrored: true"), "mirrored"),
    "a name with spaces": (("name: small", "name: A small one"), "name"),
    "a namespace that is none": (("https://example.org/small#", "javascript:alert(1)"), "namespace"),
    "no types": (("types:", "kinds:"), "types"),
    "a broken line": (("relations:", "relations: ]"), "is not YAML"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_schema_is_told(case: str, tmp_path: Path) -> None:
    (old, new), told = WRONG[case]
    assert old in GOOD
    with pytest.raises(SchemaError, match=r"schema\.yaml") as caught:
        load_schema(folder(tmp_path, GOOD.replace(old, new, 1)))
    assert told in str(caught.value)
    assert caught.value.mend
    assert str(tmp_path) in caught.value.where


WRONG_PARTS = {
    "frames of no relation": ({"frames_ko": "SLEEPS: []"}, "'SLEEPS' is no relation"),
    "frames that are a list": ({"frames_ko": "- EATS"}, "is no mapping"),
    "a role that is none": ({"frames_ko": "EATS:\n  - {words: [먹다], subject: eater, object: patient}"}, "subject"),
    "a frame without words": ({"frames_en": "EATS:\n  - {subject: agent, object: patient}"}, "words"),
    "a frame with an unknown field": ({"frames_en": "EATS:\n  - {words: [eat], subject: agent, object: patient, voice: x}"}, "voice"),
    "frames that are no list": ({"frames_en": "EATS: 5"}, "EATS"),
    "words of no type": ({"words_ko": "context: {Dog: [개]}"}, "'Dog' is no type"),
    "suffixes of no type": ({"words_ko": "suffixes: {Dog: [개]}"}, "'Dog' is no type"),
    "references of no type": ({"words_en": "references: {Dog: [the dog]}"}, "'Dog' is no type"),
    "what is left out of no type": ({"words_en": "omitted: [Dog]"}, "'Dog' is no type"),
    "a reflexive that refers to nothing": ({"words_en": "references: {Cat: [the pet]}\nreflexive: [itself]"}, "'itself' is none of the references"),
    "a reference to two kinds": ({"words_en": "references: {Cat: [the pet], Place: [the pet]}"}, "'the pet' stands under 'Cat' and 'Place'"),
    "titles of no type": ({"words_en": "titled: Dog"}, "'Dog' is no type"),
    "an unknown list": ({"words_en": "nouns: [cat]"}, "nouns"),
}


@pytest.mark.parametrize("case", WRONG_PARTS)
def test_what_is_wrong_in_frames_and_words_is_told(case: str, tmp_path: Path) -> None:
    others, told = WRONG_PARTS[case]
    name = next(iter(others)).replace("_", ".")
    with pytest.raises(SchemaError, match=f"{name}.yaml") as caught:
        load_schema(folder(tmp_path, **others))
    assert told in str(caught.value)
    assert caught.value.mend


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (folder(tmp_path) / "schema.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(SchemaError, match="cannot be read"):
        load_schema(tmp_path)


def test_yaml_makes_no_objects(tmp_path: Path) -> None:
    with pytest.raises(SchemaError):
        load_schema(folder(tmp_path, GOOD.replace("version: 1", "") + "title: !!python/object/apply:os.system ['true']\n"))


def test_a_schema_may_lie_anywhere(tmp_path: Path) -> None:
    shutil.copytree(data_folder("schemas") / "pharma-deals", tmp_path / "mine")
    assert load_schema(tmp_path / "mine").relations == load_schema("pharma-deals").relations
