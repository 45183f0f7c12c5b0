"""`kg query`: a Cypher question to a store."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import options
from kg.cli.sources import EXPORTS, read_export, schema_of
from kg.cli.staging import SEAL
from kg.cli.terminal import output
from kg.errors import ExportError, KgError

if TYPE_CHECKING:
    from kg.stores.contract import QueryResult

NAME = "query"
EPILOG = ("[bold]Examples[/]\n\n$ kg query \"MATCH (p:Person)-[:FOUNDED]->(c) RETURN p.name, c.name ORDER BY p.name\"\n\n"
          "$ kg query 'MATCH (e:Entity {name: $name})--(other:Entity) RETURN DISTINCT other.name' --param name=DeepSeek\n\n"
          "$ kg query - --format csv < question.cypher\n\n$ kg query \"MATCH (n) RETURN count(n)\" --store bolt://localhost:7687\n\n"
          "A query reads only. Without --store it asks the export, through a file (graph.kgl) that is made beside it when needed.")


def run(
    cypher: Annotated[str, typer.Argument(metavar="CYPHER", help="The question; - reads it from standard input.")],
    store: Annotated[str | None, typer.Option("--store", metavar="URI|FILE", help="Neo4j's address, or a file of the embedded store.")] = None,
    source: options.From = EXPORTS,
    form: Annotated[Literal["table", "json", "csv"], typer.Option("--format", "-f", help="How to print the rows.")] = "table",
    parameters: Annotated[list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE",
                                                         help="A parameter, $NAME in the query; the value is JSON, else text.")] = None,
    user: options.User = None,
    password: options.Password = None,
    database: Annotated[str | None, typer.Option("--database", help="The database of the server.")] = None,
) -> int:
    """Ask a graph in Cypher, and print the rows."""
    from kg.stores.opening import open_store

    given = dict(_parameter(text) for text in parameters or ())
    question = sys.stdin.read() if cypher == "-" else cypher
    with open_store(store or _embedded(source), user, password, database=database) as opened:
        result = opened.query(question, given)
    if form == "json":
        print(json.dumps(result.dicts(), ensure_ascii=False, indent=2))
    elif form == "csv":
        from kg.exports.tables import guard

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows([_cell(value) if isinstance(value, int | float) else guard(_cell(value)) for value in row] for row in result.rows)
    else:
        _print_table(result)
    return 0


def _parameter(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise KgError(f"'{text}' is no parameter", where="--param", mend="write NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _embedded(folder: Path) -> Path:
    """The embedded store of an export, made from its files where it lacks or was made of others: it bears the time of their seal."""
    from kg.stores.embedded import FILE_NAME
    from kg.stores.opening import open_store

    path, seal = folder / FILE_NAME, folder / SEAL
    if not seal.is_file():
        raise ExportError("holds no exported graph", where=str(folder), mend="run kg build first, or name its folder with --from")
    made = seal.stat().st_mtime_ns  # asked before the files are read: a build that ends meanwhile makes them others
    if not path.is_file() or path.stat().st_mtime_ns != made:
        path.unlink(missing_ok=True)  # a projection: whatever is in it can be made again
        graph = read_export(folder)
        with open_store(path) as store:
            store.load(graph, schema_of(folder, graph))
        os.utime(path, ns=(made, made))
    return path


def _print_table(result: QueryResult) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = output()
    if result.columns:
        made = Table(box=box.SIMPLE, pad_edge=False)
        numbers = [bool(result.rows) and all(isinstance(row[n], int | float | None) for row in result.rows) for n in range(len(result.columns))]
        for name, number in zip(result.columns, numbers, strict=True):
            made.add_column(Text(name), justify="right" if number else "left", overflow="fold")
        for row in result.rows:
            made.add_row(*(Text(_cell(value)) for value in row))
        console.print(made)
    console.print(f"{len(result.rows):,} row{'' if len(result.rows) == 1 else 's'}", style="dim")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, dict) and "_labels" in value:
        return f"({value.get('name') or value.get('id')})"
    if isinstance(value, list | dict | bool):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
