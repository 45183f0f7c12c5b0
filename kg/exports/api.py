"""All exports by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from kg.errors import ExportError
from kg.exports.html import write_html
from kg.exports.jsonlines import write_jsonl
from kg.exports.rdf import write_trig, write_turtle
from kg.exports.tables import write_csv, write_graphml
from kg.model import Graph
from kg.schema import Schema

Writer = Callable[[Graph, Schema, Path], list[Path]]
#: Called before each export with its name, how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


def _jsonl(graph: Graph, schema: Schema, folder: Path) -> list[Path]:
    return write_jsonl(graph, folder)


#: What can be written, by the name that a user gives.
FORMATS: Mapping[str, Writer] = {
    "jsonl": _jsonl, "ttl": write_turtle, "trig": write_trig, "csv": write_csv, "graphml": write_graphml, "html": write_html,
}


def export_all(graph: Graph, schema: Schema, folder: Path, *, formats: Collection[str] | None = None,
               progress: Progress | None = None) -> list[Path]:
    """Write the graph in the formats named (all of `FORMATS` where none are) into a folder; return the files, in order.

    The folder is made where it lacks. Each file is whole or as it was before. Raises ExportError for an unknown format
    (before anything is written), for a schema that does not fit the graph, and for a folder that cannot be written.
    """
    wanted = list(FORMATS) if formats is None else [name for name in FORMATS if name in formats]
    if unknown := sorted(set(formats or ()) - set(FORMATS)):
        raise ExportError(f"no export '{unknown[0]}'", mend=f"name any of: {', '.join(FORMATS)}")
    written: list[Path] = []
    for done, name in enumerate(wanted):
        if progress is not None:
            progress(name, done, len(wanted))
        written += FORMATS[name](graph, schema, folder)
    return written
