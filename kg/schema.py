"""A domain as data: `schemas/NAME/` read and checked into a `Schema`.

`schema.yaml` declares entity types and relations. `frames.LANG.yaml` says by which words and roles a language expresses each
relation; `words.LANG.yaml` which words tell an entity's type. Every name that a store or an export uses as a label comes
from here, and is checked to be a plain identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from typing import Literal as Choice

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from kg.errors import SchemaError
from kg.resources import data_folder, stamps

#: Types of literal objects, by the kind of literal.
LITERALS: Mapping[str, str] = {"money": "Money", "percent": "Percent", "date": "Date", "quantity": "Quantity"}

Words = tuple[str, ...]
TypeName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{0,63}$")]
RelationName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
#: agent, patient, holder, of, or a marker: `+에서`, `+in`.
Role = Annotated[str, StringConstraints(pattern=r"^(agent|patient|holder|of|\+\S+)$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntityType(_Strict):
    """An entity type. `is_a` names its parent; `covers` tells people (and language models) what belongs to it. `owner`: what is of this
    type, or of a kind of it, owns things, and its name stands before theirs (US export controls, Microsoft Azure). `versioned`: what is of this
    type comes in versions, called by longer names (Claude Opus 4.1).
    """

    is_a: str | None = None
    label: dict[str, str] = {}
    covers: str = ""
    examples: Words = ()
    owner: bool = False
    versioned: bool = False


class Pair(_Strict):
    """The types of one kind of subject with one kind of object."""

    subject: Words
    object: Words | Choice["same"]


class RelationType(_Strict):
    """A relation: either one `subject` and `object`, or several `pairs` of them. `same`: any of the subject's types. `unsigned`: of a figure
    its size alone counts, for the relation says which way (a fall of -7% is one of 7%). `worded`: a sentence claims it only in words of its
    frames: who has shown a model to the public has not opened its weights.
    """

    subject: Words = ()
    object: Words | Choice["same"] = ()
    pairs: tuple[Pair, ...] = ()
    symmetric: bool = False
    functional: bool = False
    unsigned: bool = False
    worded: bool = False
    label: dict[str, str] = {}
    holds: str = ""
    qualifiers: Words = ()

    @property
    def all_pairs(self) -> tuple[Pair, ...]:
        return self.pairs or (Pair(subject=self.subject, object=self.object),)


class Frame(_Strict):
    """How a language says a relation: any of `words` as the predicate, with the subject and the object in these roles.

    Roles: `agent` (who does it: the deep subject, whatever the voice), `patient` (what it is done to), `holder` (what a noun
    names: 창업자 량원평, founder Liang; also the subject of its copula), `of` (its genitive or compound modifier), and
    `+MARKER`: what a particle or a preposition marks (`+에서`, `+from`).
    `kind` is `verb` (also its verbal noun: 설립하다 covers 설립되다, 설립을 하다, 설립; acquire covers acquisition only where that
    noun has an entry of its own) or `noun`. `sets` are qualifiers that the frame gives to the claim.
    """

    words: Words
    subject: Role
    object: Role
    kind: Choice["verb", "noun"] = "verb"
    negated: bool = False
    modality: Choice["fact", "planned", "possible"] = "fact"
    sets: dict[str, str] = {}


class WordLists(_Strict):
    """Words of a language that tell an entity's type.

    `context`: common nouns beside a name (모델 Solar; the Solar model). `suffixes`: what names of that type end in (대학교,
    University). `titles`: posts that stand beside a person's name (대표, CEO). `references`: phrases that refer back to an
    entity of that type (이 회사, the company), where one is plainly meant, and may stand under several types of one kind; `qualified`: the types whose phrases may have words in them that tell of what
    kind the thing is (the Hangzhou-based lab), after a word of `pointing` (the, this), and not with one of `which`, which tells
    which of several (first, other); `reflexive`: the references that mean what their clause, or one around it, is about (자사); `issuing`: those
    that mean the firm of who speaks or writes (당사), and `speaking`: those that do so in the answers of an interview alone (우리);
    `pronouns`: words that may mean any of that type that the text has named (it, its);
    `omitted`: the types of what a sentence may leave out where the text has just named one (Born in London.), without a list those with
    references. `titled` is the type whose names bear titles, `employer` the one of what stands between such a name and a title; `shortened` are top types whose
    names of several words are shortened to the first; `headed` are types whose names, where nobody knows them, end in a word of
    `context` or `suffixes`: what does not is a piece of a phrase. `never` are words that look like names and are none.
    """

    context: dict[str, Words] = {}
    suffixes: dict[str, Words] = {}
    titles: Words = ()
    titled: str = ""
    employer: str = ""
    shortened: Words = ()
    headed: Words = ()
    references: dict[str, Words] = {}
    qualified: Words = ()
    pointing: Words = ()
    which: Words = ()
    reflexive: Words = ()
    issuing: Words = ()
    speaking: Words = ()
    pronouns: dict[str, Words] = {}
    omitted: Words = ()
    never: Words = ()


class _SchemaFile(_Strict):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: int = 1
    title: dict[str, str] = {}
    namespace: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"{}|\\^`]+[#/]$")]
    types: dict[TypeName, EntityType]
    relations: dict[RelationName, RelationType]
    qualifier_kinds: dict[str, Choice["money", "percent", "date", "quantity"]] = {}


@dataclass(frozen=True)
class Schema:
    """A checked domain. `folder` is where it was read from; `qualifier_kinds` tells which kind of literal a qualifier is."""

    name: str
    version: int
    namespace: str
    title: Mapping[str, str]
    types: Mapping[str, EntityType]
    relations: Mapping[str, RelationType]
    frames: Mapping[str, Mapping[str, tuple[Frame, ...]]] = field(default_factory=dict)
    words: Mapping[str, WordLists] = field(default_factory=dict)
    folder: Path = Path()
    qualifier_kinds: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, type_: str) -> tuple[str, ...]:
        """The type itself and what it is a kind of, nearest first. A literal's type has itself alone."""
        return self._ancestors.get(type_, (type_,))

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        found = {}
        for name in self.types:
            line = [name]
            while (parent := self.types[line[-1]].is_a) is not None:
                line.append(parent)
            found[name] = tuple(line)
        return found

    def is_a(self, type_: str, wanted: str) -> bool:
        return wanted in self.ancestors(type_)

    @cached_property
    def _allowed(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        everything = [*self.types, *LITERALS.values()]
        for name, relation in self.relations.items():
            for s in self.types:
                for o in everything:
                    if any(self._fits(pair, s, o) for pair in relation.all_pairs):
                        found.setdefault((s, o), []).append(name)
        return {pair: tuple(names) for pair, names in found.items()}

    def _fits(self, pair: Pair, subject: str, object_: str) -> bool:
        targets = pair.subject if pair.object == "same" else pair.object
        return any(t in self.ancestors(subject) for t in pair.subject) and any(t in self.ancestors(object_) for t in targets)

    def relations_between(self, subject: str, object_: str) -> tuple[str, ...]:
        """The relations that may hold from a subject of that type to an object of that type (or a literal: Money, …)."""
        return self._allowed.get((subject, object_), ())

    @cached_property
    def _directed(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {pair: tuple(r for r in names if not self.relations[r].symmetric) for pair, names in self._allowed.items()}

    def directed_between(self, subject: str, object_: str) -> tuple[str, ...]:
        """Those of them that are not symmetric."""
        return self._directed.get((subject, object_), ())

    def allows(self, subject: str, relation: str, object_: str) -> bool:
        return relation in self.relations_between(subject, object_)

    def label(self, name: str, language: str) -> str:
        """What people read for a type or a relation."""
        found = self.types.get(name) or self.relations.get(name)
        return found.label.get(language, name) if found else name


T = TypeVar("T", bound=BaseModel)


def load_schema(name_or_folder: str | Path = "ai-industry") -> Schema:
    """Read a schema by its name (of those that come with kg) or by its folder.

    Raises SchemaError, which names the file, the field and the mend.
    """
    folder = Path(name_or_folder)
    if not (folder / "schema.yaml").is_file():
        shipped = data_folder("schemas")
        folder = shipped / str(name_or_folder)
        if not re.fullmatch(r"[\w-]+", str(name_or_folder)) or not (folder / "schema.yaml").is_file():
            known = ", ".join(sorted(p.parent.name for p in shipped.glob("*/schema.yaml"))) or "none"
            raise SchemaError(f"no schema '{name_or_folder}'", mend=f"name one of: {known}; or a folder with a schema.yaml")
    return _load(folder, stamps([folder / "schema.yaml", *folder.glob("frames.*.yaml"), *folder.glob("words.*.yaml")]))


@lru_cache(maxsize=4)
def _load(folder: Path, files: tuple[tuple[Path, int, int], ...]) -> Schema:
    """The schema of a folder with these files; read once a process as long as they are the same."""
    data = _read(folder / "schema.yaml", _SchemaFile)
    _check(data, folder / "schema.yaml")
    frames = {p.name.split(".")[1]: _read_frames(p, data) for p in sorted(folder.glob("frames.*.yaml"))}
    words = {p.name.split(".")[1]: _read(p, WordLists) for p in sorted(folder.glob("words.*.yaml"))}
    for language, lists in words.items():
        where = folder / f"words.{language}.yaml"
        for part in (lists.context, lists.suffixes, lists.references, lists.pronouns, [t for t in (lists.titled, lists.employer) if t], lists.shortened, lists.headed,
                     lists.qualified, lists.omitted):
            _known(part, data.types, where, "type")
    schema = Schema(data.name, data.version, data.namespace, data.title, data.types, data.relations, frames, words, folder,
                    data.qualifier_kinds)
    for language, lists in words.items():
        _check_references(lists, schema, folder / f"words.{language}.yaml")
    return schema


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as why:
        line = f", line {why.problem_mark.line + 1}" if isinstance(why, yaml.MarkedYAMLError) and why.problem_mark else ""
        raise SchemaError("is not YAML", where=f"{path}{line}", mend="mend its syntax") from why
    except (OSError, UnicodeDecodeError) as why:
        raise SchemaError(f"cannot be read ({why})", where=str(path), mend="save it as UTF-8 text") from why


def _read(path: Path, kind: type[T]) -> T:
    try:
        return kind.model_validate(_yaml(path))
    except ValidationError as why:
        first = why.errors()[0]
        field_ = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SchemaError(f"{field_}: {first['msg']}", where=str(path), mend="see the schema section of the README") from why


def _read_frames(path: Path, data: _SchemaFile) -> dict[str, tuple[Frame, ...]]:
    content = _yaml(path) or {}
    if not isinstance(content, dict):
        raise SchemaError("is no mapping of relations", where=str(path), mend="write RELATION: [frames]")
    _known(content, data.relations, path, "relation")
    found = {}
    for relation, items in content.items():
        try:
            found[relation] = tuple(Frame.model_validate(item) for item in items or ())
        except (ValidationError, TypeError) as why:
            told = f"{'.'.join(map(str, why.errors()[0]['loc']))}: {why.errors()[0]['msg']}" if isinstance(
                why, ValidationError) else "is no list of frames"
            raise SchemaError(f"{relation}: {told}", where=str(path),
                              mend="a frame has words, subject, object, and perhaps kind, negated, modality, sets") from why
    return found


def _known(names: Iterable[str], declared: Mapping[str, object], where: Path, what: str) -> None:
    for name in names:
        if name not in declared:
            raise SchemaError(f"'{name}' is no {what} of the schema", where=str(where),
                              mend=f"declare it in schema.yaml, or use one of: {', '.join(declared)}")


def _check_references(lists: WordLists, schema: Schema, where: Path) -> None:
    """A phrase may stand under several types of one topmost type: what it means is sought among the things of that."""
    under: dict[str, str] = {}
    for name, phrases in lists.references.items():
        for phrase in phrases:
            other = under.setdefault(phrase.lower(), name)
            if schema.ancestors(other)[-1] != schema.ancestors(name)[-1]:
                raise SchemaError(f"references: '{phrase}' stands under '{other}' and '{name}', which are not of one kind", where=str(where),
                                  mend="leave it under one of them")
    for key, phrases in (("reflexive", lists.reflexive), ("issuing", lists.issuing), ("speaking", lists.speaking)):
        for phrase in phrases:
            if phrase.lower() not in under:
                raise SchemaError(f"{key}: '{phrase}' is none of the references", where=str(where), mend="list it under references too")


def _check(data: _SchemaFile, path: Path) -> None:
    for name, type_ in data.types.items():
        if name in LITERALS.values():
            raise SchemaError(f"type '{name}' is the name of a literal", where=str(path), mend="choose another name")
        seen = {name}
        while type_.is_a is not None:
            if type_.is_a not in data.types:
                raise SchemaError(f"type '{name}' is a kind of '{type_.is_a}', which is no type", where=str(path),
                                  mend=f"declare '{type_.is_a}' under types")
            if type_.is_a in seen:
                raise SchemaError(f"type '{name}' is a kind of itself", where=str(path), mend="break the circle of is_a")
            seen.add(type_.is_a)
            type_ = data.types[type_.is_a]
    for name, relation in data.relations.items():
        if not all(pair.subject and pair.object for pair in relation.all_pairs):
            raise SchemaError(f"relation '{name}' lacks a subject or an object", where=str(path),
                              mend="give it `subject` and `object`, or `pairs`")
        for pair in relation.all_pairs:
            targets = () if pair.object == "same" else pair.object
            for type_name in pair.subject:
                if type_name not in data.types:
                    raise SchemaError(f"relation '{name}': its subject '{type_name}' is no type", where=str(path),
                                      mend=f"declare '{type_name}' under types")
            for type_name in targets:
                if type_name not in data.types and type_name not in LITERALS.values():
                    raise SchemaError(f"relation '{name}': its object '{type_name}' is no type", where=str(path),
                                      mend=f"declare '{type_name}' under types, or use {', '.join(LITERALS.values())}")
