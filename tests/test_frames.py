"""The frames and words of the domains that come with kg: what a reader of Korean and English texts leans on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from kg.schema import LITERALS, Frame, Schema, load_schema

LANGUAGES = ("ko", "en")
#: The fewest words that a language has for any relation of the default domain, and for all of them together.
FEWEST = 12
FEWEST_ALL = 700
#: What may follow `+` in a role: the particles of Korean, and postpositions written as one; the prepositions of English.
MARKERS = {
    "ko": {"에서", "에", "로", "와", "에게", "로부터", "에게서", "보다", "만큼", "대비", "에대해", "상대로", "대상으로", "바탕으로", "는", "만", "때문에", "덕에",
           "탓에"},
    "en": {"about", "above", "after", "against", "ahead", "and", "around", "as", "at", "before", "behind", "beside", "between",
           "beyond", "by", "for", "from", "in", "inside", "into", "of", "off", "on", "outside", "over", "since", "than", "through",
           "to", "under", "using", "with", "within"},
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()


def _frames(schema: Schema, language: str) -> Iterator[tuple[str, Frame]]:
    for relation, frames in schema.frames[language].items():
        for frame in frames:
            yield relation, frame


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_can_be_said_in_many_ways(schema: Schema, language: str) -> None:
    words = {relation: {w for f in schema.frames[language].get(relation, ()) for w in f.words} for relation in schema.relations}
    assert [r for r, found in words.items() if len(found) < FEWEST] == []
    assert sum(map(len, words.values())) >= FEWEST_ALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_the_same_roles(schema: Schema, language: str) -> None:
    keys = Counter((relation, frame.kind, frame.subject, frame.object, word.lower().replace(" ", "" if language == "ko" else " "))
                   for relation, frame in _frames(schema, language) for word in frame.words)
    assert [key for key, n in keys.items() if n > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_roles_are_possible(schema: Schema, language: str) -> None:
    """A verb names nothing and a noun does nothing; a marker is one of the language.

    Subject and object may share a role in two cases: two that do a thing together (a symmetric relation: 양사가 손잡다), and an
    amount, a time or a kept object beside a patient (2023년 설립되다, 면제받다).
    """
    wrong = []
    for relation, frame in _frames(schema, language):
        roles = {frame.subject, frame.object}
        other = {"holder"} if frame.kind == "verb" else {"agent", "patient"}
        markers = {role[1:] for role in roles if role.startswith("+")}
        shared = len(roles) < 2 and not schema.relations[relation].symmetric and roles != {"patient"}
        if shared or roles & other or not markers <= MARKERS[language]:
            wrong.append((relation, frame.words[0], frame.subject, frame.object))
    assert wrong == []


def test_a_verb_with_a_genitive_is_an_idiom_that_has_a_noun(schema: Schema) -> None:
    """`of` beside a verb is the genitive of the idiom's noun: 위즈의 지분을 사들이다 (지분을 사들이다)."""
    wrong = [(relation, word) for relation, frame in _frames(schema, "ko") if frame.kind == "verb" and "of" in (
        frame.subject, frame.object) for word in frame.words if " " not in word]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_dictionary_form(schema: Schema, language: str) -> None:
    wrong = []
    for relation, frame in _frames(schema, language):
        for word in frame.words:
            if word != " ".join(word.split()) or (language == "ko" and (frame.kind == "verb") != word.endswith("다")):
                wrong.append((relation, word))
    assert wrong == []


def test_only_symmetric_relations_are_said_both_ways_round(schema: Schema) -> None:
    """Where the types fit either way round, a word whose roles are swapped elsewhere in its relation would say nothing."""
    wrong = []
    for language in LANGUAGES:
        for relation, frames in schema.frames[language].items():
            either = any(schema.allows(a, relation, b) and schema.allows(b, relation, a) for a in schema.types for b in schema.types)
            if schema.relations[relation].symmetric or not either:
                continue
            seen = {(f.kind, f.subject, f.object, w) for f in frames for w in f.words if f.subject != f.object}
            wrong += [(language, relation, *key) for key in seen if (key[0], key[2], key[1], key[3]) in seen]
    assert wrong == []


@pytest.mark.parametrize(("language", "relation", "word", "subject", "object_"), [
    ("ko", "FOUNDED", "설립하다", "agent", "patient"),
    ("ko", "FOUNDED", "창업자", "holder", "of"),
    ("ko", "TRAINED_ON", "훈련하다", "patient", "+로"),
    ("ko", "TRAINED_ON", "훈련하다", "patient", "+에서"),
    ("ko", "OUTPERFORMS", "앞서다", "agent", "+보다"),
    ("ko", "OUTPERFORMS", "뒤지다", "+에", "agent"),
    ("ko", "ACQUIRED", "인수하다", "agent", "patient"),
    ("ko", "REVENUE", "매출", "of", "holder"),
    ("en", "FOUNDED", "set up", "agent", "patient"),
    ("en", "PART_OF", "subsidiary", "holder", "of"),
    ("en", "OUTPERFORMS", "fast", "agent", "+than"),
    ("en", "BASED_IN", "headquarter", "patient", "+in"),
    ("en", "SUPPLIES", "buy", "+from", "agent"),
])
def test_common_words_have_their_roles(schema: Schema, language: str, relation: str, word: str, subject: str, object_: str) -> None:
    frames = schema.frames[language][relation]
    assert any(word in f.words and (f.subject, f.object) == (subject, object_) for f in frames)


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_lists_tell_types_without_contradiction(schema: Schema, language: str) -> None:
    words = schema.words[language]
    for section in (words.context, words.suffixes):
        once = Counter(word.lower() for found in section.values() for word in found)
        assert [word for word, n in once.items() if n > 1] == []
        assert not set(section) & set(LITERALS.values())
    # A phrase that refers back may stand under several types of one kind (the schema is refused where they are not), under each once.
    assert [(t, w) for t, found in words.references.items() for w, n in Counter(x.lower() for x in found).items() if n > 1] == []
    assert set(schema.types) - set(words.context) == set()
    assert words.titled in schema.types
    assert set(words.shortened) <= set(schema.types)
    # A bare abbreviation of the trade must never be read as a name.
    assert {"ceo", "ai", "gpu"} <= {word.lower() for word in words.never}
