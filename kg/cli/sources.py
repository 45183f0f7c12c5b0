"""Reading back what a build wrote."""

from __future__ import annotations

from pathlib import Path

from kg.model import Graph
from kg.schema import Schema, load_schema

#: Where a build writes, and where the other commands look.
EXPORTS = Path("exports")
#: The schema's types and relations beside the graph, so that an export can be used where its schema is not at hand.
SCHEMA_COPY = "schema.yaml"


def read_export(folder: Path) -> Graph:
    """The graph of an export. ExportError where there is none, or it is not whole."""
    from kg.exports.jsonlines import read_graph

    return read_graph(folder)


def schema_of(folder: Path, graph: Graph) -> Schema:
    """The schema that an export was built with: the copy beside it, else the one of that name."""
    return load_schema(folder if (folder / SCHEMA_COPY).is_file() else graph.schema)
