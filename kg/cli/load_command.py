"""`kg load`: an export into a store."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options
from kg.cli.sources import EXPORTS, read_export, schema_of
from kg.cli.terminal import output, progress

NAME = "load"
EPILOG = ("[bold]Examples[/]\n\n$ kg load bolt://localhost:7687 --password secret-word\n\n"
          "$ NEO4J_PASSWORD=… kg load neo4j+s://HOST --database news --from graph\n\n$ kg load graph.kgl\n\n"
          "Loading twice changes nothing; what a new build no longer says is removed; nothing else in the store is touched.")


def run(
    uri: Annotated[str, typer.Argument(metavar="URI", help="bolt://HOST:7687, neo4j://…, neo4j+s://…; or the path of a file for the embedded store.")],
    source: options.From = EXPORTS,
    user: options.User = None,
    password: options.Password = None,
    database: Annotated[str | None, typer.Option("--database", help="The database of the server; else the user's own.")] = None,
    name: Annotated[str, typer.Option("--name", help="The graph's name in the store: graphs of two names live side by side in one Neo4j.")] = "kg",
    quiet: options.Quiet = False,
) -> int:
    """Put a built graph into Neo4j, or into a file of the embedded store."""
    from kg.cli.summary import table
    from kg.stores.opening import hide_password, open_store

    graph = read_export(source)
    schema = schema_of(source, graph)
    with open_store(uri, user, password, database=database, name=name) as store, progress(quiet) as report:
        done = store.load(graph, schema, report)
    if quiet:
        return 0
    made = table("", "", "in the graph", "new", "changed", "removed", numbers=[1, 2, 3, 4])
    for what, counts in (("nodes", done.nodes), ("relations", done.edges)):
        made.add_row(what, *(f"{n:,}" for n in (counts.total, counts.created, counts.updated, counts.removed)))
    console = output()
    console.print(made)
    console.print(", ".join(f"{n:,} {kind}" for kind, n in sorted(done.kinds.items())))
    console.print(f"{hide_password(uri)} held this graph already." if done.unchanged else f"{hide_password(uri)} holds the graph now.")
    return 0
