"""The known entities of a domain: `seeds/NAME/*.jsonl`, one entity a line, read and checked into `Seed` values.

A line is `{"id", "type", "name", "aliases": {LANGUAGE: [names], "adjective": [words]}, "risky": [names]}`; see seeds/README.md.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kg.errors import SeedError
from kg.model import Alias, name_key
from kg.resources import data_folder, stamps
from kg.schema import Schema

_FIELDS = {"id", "type", "name", "aliases", "risky", "forms"}
#: A pattern of forms may stand for so many at most.
_MOST_FORMS = 5000
_LANGUAGE = re.compile(r"[a-z]{2,3}")
#: The key under `aliases` for words that say "of this country": no names, so they stand apart from the aliases.
_ADJECTIVE = "adjective"


@dataclass(frozen=True, slots=True)
class Seed:
    """One known entity.

    `name` is the canonical English name; `aliases` are its other names with their languages, in the order of the file (the
    commonest name of a language first), adjectives left out.
    `risky` are those of `name` and `aliases` that are ordinary words too, or names of several seeds: they name the entity
    only where the context supports it. `adjectives` (American, Chinese) tell of the entity and do not name it. `forms` are
    phrases by which texts speak of it and that are no names, written as patterns of alternatives: `{chip |}export {curbs|ban}`.
    """

    id: str
    type: str
    name: str
    aliases: tuple[Alias, ...] = ()
    risky: frozenset[str] = frozenset()
    adjectives: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """The names without their languages, in the same order."""
        return (self.name, *(alias.name for alias in self.aliases))

    @property
    def names(self) -> tuple[Alias, ...]:
        """The canonical name (as English), then the aliases."""
        return (Alias(self.name, "en"), *self.aliases)


class _Place(NamedTuple):
    """Where a line of a seed file stands."""

    path: Path
    number: int

    def __str__(self) -> str:
        return f"{self.path}, line {self.number}"


def seeds_of(schema: str) -> str:
    """The seeds that belong to a schema (a name or a folder): the .jsonl files of its own folder, those of its name, '' for none."""
    folder = Path(schema)
    if not (folder / "schema.yaml").is_file():
        folder = data_folder("schemas") / schema
    if any(folder.glob("*.jsonl")):
        return str(folder)
    return schema if not Path(schema).is_dir() and (data_folder("seeds") / Path(schema).name).is_dir() else ""


def load_seeds(folder_or_name: str | Path = "ai-industry", schema: Schema | None = None) -> tuple[Seed, ...]:
    """Read all `*.jsonl` of a folder, or of the seeds of that name which come with kg. The seeds are sorted by id.

    With a schema, each type must be one of its types. Raises SeedError, which names the file, the line and the mend.
    """
    seeds, places = _read(stamps(_folder(folder_or_name).glob("*.jsonl")))
    if schema is not None:
        for id_, place in places.items():
            if seeds[id_].type not in schema.types:
                raise SeedError(f"'{seeds[id_].type}' is no type of the schema '{schema.name}'", where=str(place),
                                mend=f"use one of: {', '.join(schema.types)}")
    return tuple(seeds[key] for key in sorted(seeds))


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int, int], ...]) -> tuple[dict[str, Seed], dict[str, _Place]]:
    """The seeds of these files by id, and where each stands; read once a process as long as they are the same."""
    seeds: dict[str, Seed] = {}
    places: dict[str, _Place] = {}
    for path, _, _ in files:
        for place, line in _lines(path):
            seed = _seed(line, place)
            if seed.id in seeds:
                raise SeedError(f"the id '{seed.id}' is taken ({places[seed.id]})", where=str(place),
                                mend="give every entity an id of its own, or make the two lines one")
            seeds[seed.id], places[seed.id] = seed, place
    _check_shared(seeds.values(), places)
    return seeds, places


def _folder(folder_or_name: str | Path) -> Path:
    folder = Path(folder_or_name)
    if folder.is_dir():
        return folder
    shipped = data_folder("seeds")
    if re.fullmatch(r"[\w-]+", str(folder_or_name)) and (shipped / folder).is_dir():
        return shipped / folder
    known = ", ".join(sorted({p.parent.name for p in shipped.glob("*/*.jsonl")})) or "none"
    raise SeedError(f"no seeds '{folder_or_name}'", mend=f"name one of: {known}; or a folder of .jsonl files")


def _lines(path: Path) -> Iterator[tuple[_Place, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as why:
        raise SeedError(f"cannot be read ({why})", where=str(path), mend="save it as UTF-8 text") from why
    # Not splitlines(): that would also cut at U+2028 and its like inside a string.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _Place(path, number), line


def _seed(line: str, place: _Place) -> Seed:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as why:
        raise SeedError(f"is not JSON ({why.msg}, column {why.colno})", where=str(place),
                        mend="write one JSON object on the line") from why
    if not isinstance(data, dict):
        raise SeedError("is no JSON object", where=str(place), mend='write {"id": …, "type": …, "name": …, "aliases": {…}}')
    if odd := sorted(set(data) - _FIELDS):
        raise SeedError(f"unknown field '{odd[0]}'", where=str(place), mend=f"use only {', '.join(sorted(_FIELDS))}")
    id_, type_, name = (_text(data.get(key), key, place) for key in ("id", "type", "name"))
    given = data.get("aliases", {})
    if not isinstance(given, dict):
        raise SeedError("'aliases' is no mapping of languages", where=str(place), mend='write {"ko": […], "en": […]}')
    if odd := sorted(k for k in given if k != _ADJECTIVE and not _LANGUAGE.fullmatch(k)):
        raise SeedError(f"'{odd[0]}' under 'aliases' is no language", where=str(place),
                        mend=f"use a code such as ko or en, or '{_ADJECTIVE}'")
    lists = {key: _texts(value, f"aliases.{key}", place) for key, value in given.items()}
    adjectives = tuple(sorted(set(lists.pop(_ADJECTIVE, ()))))
    aliases = tuple(dict.fromkeys(Alias(text, language) for language, texts in lists.items() for text in texts if text != name))
    risky = frozenset(_texts(data.get("risky", []), "risky", place))
    if odd := sorted(risky - {name} - {alias.name for alias in aliases}):
        raise SeedError(f"the risky name '{odd[0]}' is no name of the entity", where=str(place),
                        mend="list it under 'aliases' too, or take it out of 'risky'")
    forms = tuple(sorted({form for pattern in _texts(data.get("forms", []), "forms", place) for form in _expand(pattern, place)}))
    return Seed(id_, type_, name, aliases, risky, adjectives, forms)


def _expand(pattern: str, place: _Place) -> list[str]:
    """`{chip |}export {curbs|ban}` -> chip export curbs, chip export ban, export curbs, export ban."""
    parts = [part[1:-1].split("|") if part.startswith("{") else [part] for part in re.split(r"(\{[^{}]*\})", pattern)]
    if math.prod(len(part) for part in parts) > _MOST_FORMS:
        raise SeedError(f"the form '{pattern}' stands for more than {_MOST_FORMS:,}", where=str(place), mend="give it fewer alternatives")
    return [" ".join("".join(choice).split()) for choice in itertools.product(*parts)]


def _text(value: object, key: str, place: _Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SeedError(f"'{key}' is missing or no text", where=str(place), mend=f"give it a '{key}'")
    return unicodedata.normalize("NFC", value.strip())


def _texts(value: object, key: str, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise SeedError(f"'{key}' is no list", where=str(place), mend="write a list of texts")
    return tuple(_text(item, key, place) for item in value)


def _check_shared(seeds: Iterable[Seed], places: dict[str, _Place]) -> None:
    """A name of two entities must be risky in both, else a reader would take one of them blindly."""
    owners: dict[str, list[tuple[Seed, str]]] = {}
    for seed in seeds:
        for key, name in {name_key(text): text for text in seed.spellings}.items():
            owners.setdefault(key, []).append((seed, name))
    for shared in owners.values():
        if len(shared) < 2:
            continue
        for seed, name in shared:
            if name_key(name) not in {name_key(text) for text in seed.risky}:
                other = next(s for s, _ in shared if s.id != seed.id)
                raise SeedError(f"the name '{name}' of '{seed.id}' is a name of '{other.id}' too",
                                where=str(places[seed.id]), mend="list it under 'risky' of both, or take it from one")
