"""The house keeps its plan: who may import whom, one home for each library, no circles, no word of a domain in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.resources import data_folder
from kg.schema import LITERALS, load_schema

KG = Path(__file__).parents[1] / "kg"

#: Room -> the rooms it may import. A room is a package under kg, or a module beside them.
FOUNDATION = {"errors", "model", "resources", "archive", "layers", "particles", "romanization", "schema", "seeds", "identity", "gold"}
STAGES = {"reading", "language", "extraction", "linking", "stores", "exports", "llm"}
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "resources": set(),
    "archive": {"errors"},
    "layers": set(),
    "particles": set(),
    "romanization": set(),
    "model": {"errors"},
    "schema": {"errors", "resources", "model"},
    "seeds": {"errors", "resources", "model", "schema"},
    "identity": {"model"},
    "gold": {"errors", "model"},
    **dict.fromkeys(STAGES, FOUNDATION),
    "assembly": {"linking", *FOUNDATION},
    "figures": set(),
    "evaluation": {"figures", *FOUNDATION},
    "verify": FOUNDATION,
    "workers": {"errors"},
    "build": {"assembly", "workers", *STAGES - {"stores", "exports"}, *FOUNDATION},
    "__main__": {"cli"},
    "cli": {"build", "assembly", "evaluation", "figures", "verify", *STAGES, *FOUNDATION},
}

#: Library -> where alone it may be imported: a room, or a module.
HOMES: dict[str, set[str]] = {
    "spacy": {"language", "extraction", "build"}, "thinc": {"language", "extraction"}, "kiwipiepy": {"language"},
    "neo4j": {"stores.neo4j"}, "kglite": {"stores.embedded"}, "rdflib": {"exports"}, "pyvis": {"exports.html"}, "openai": {"llm"},
    "trafilatura": {"reading"}, "lxml": {"reading"}, "pypdf": {"reading"}, "docx": {"reading"},
    "threadpoolctl": {"build"}, "typer": {"cli"}, "rich": {"cli"}, "pydantic": {"schema", "llm"},
}


def modules() -> list[Path]:
    return sorted(KG.rglob("*.py"))


def name_of(path: Path) -> str:
    """`kg/stores/neo4j.py` -> `stores.neo4j`; `kg/__init__.py` -> ``."""
    parts = path.relative_to(KG).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(name: str) -> str:
    return name.split(".")[0]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path, *, at_import: bool = False) -> Iterator[str]:
    """Every absolute module that a file imports, `from kg.a import b` as `kg.a.b` where that is a module.

    With `at_import` only what is imported when the file is: not inside functions, nor for type checkers alone.
    """
    nodes: list[ast.AST] = [parsed(path)]
    while nodes:
        node = nodes.pop()
        if at_import and (isinstance(node, ast.FunctionDef | ast.Lambda | ast.AsyncFunctionDef)
                          or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            for alias in node.names:
                inner = KG.parent / Path(*node.module.split("."), alias.name)
                yield f"{node.module}.{alias.name}" if inner.is_dir() or inner.with_suffix(".py").is_file() else node.module
        nodes += ast.iter_child_nodes(node)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_room_imports_only_the_rooms_it_may(path: Path) -> None:
    here = room(name_of(path))
    if not here:  # kg/__init__: the public names
        return
    assert here in ALLOWED, f"kg/{here} has no place in the plan: give it one here, and in the README"
    for imported in imports(path):
        if imported.startswith("kg."):
            there = room(imported.removeprefix("kg."))
            assert there == here or there in ALLOWED[here], f"{name_of(path)} imports {imported}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_each_library_has_one_home(path: Path) -> None:
    name = name_of(path)
    for imported in imports(path):
        homes = HOMES.get(imported.split(".")[0])
        assert homes is None or room(name) in homes or name in homes, f"{name} imports {imported}, whose home is {homes}"


def test_every_library_with_a_home_is_used_there() -> None:
    used = {imported.split(".")[0] for path in modules() for imported in imports(path)}
    assert set(HOMES) - used <= {"openai"}


def test_no_module_imports_itself_by_a_circle() -> None:
    arrows = {name_of(path): {i.removeprefix("kg.") for i in imports(path, at_import=True) if i.startswith("kg.")} for path in modules()}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for other in arrows.get(name, ()):
                visit(other, (*way, name))
            done.add(name)

    for name in arrows:
        visit(name, ())


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string in the code, docstrings left out."""
    documentation = {id(node.body[0].value) for node in ast.walk(parsed(path))
                     if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                     and node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


@cache
def names_of_domains() -> set[str]:
    """The names of the relations and types of every schema that comes with kg, those of literals left out."""
    schemas = [load_schema(path.parent) for path in data_folder("schemas").glob("*/schema.yaml")]
    return {name for schema in schemas for name in (*schema.types, *schema.relations)} - set(LITERALS.values())


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_name_of_a_domain_stands_in_the_code(path: Path) -> None:
    # What commands show as examples in their help is for people: it takes no part in any decision.
    names = names_of_domains() - ({"FOUNDED", "Person"} if room(name_of(path)) == "cli" else set())
    found = [(line, word) for line, text in strings(path) for word in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", text)
             if word in names and (text == word or word.isupper())]
    assert not found


def test_no_file_is_a_room_of_its_own() -> None:
    long = {name_of(path): lines for path in modules() if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long
