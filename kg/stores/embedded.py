"""The embedded store: a Cypher engine in this process over one file.

The file is a projection of a build, and can be made again from the build's own files at any time. A load works on a copy in
memory and publishes it by renaming, so that the file is always either the old graph or the new one.

The engine (kglite) answers as Neo4j does but for this. It makes up the properties `title` and `type` where a node has none: they
are taken out of the nodes here, and no query of ours asks for them. It keeps one node only of a label and an id, whoever made it.
A pattern with a property that no node of a label has, `(:Entity {nmae: …})`, is an error here, and no row in Neo4j. `end`, which
is a word of the language, wants backticks: e.`end`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import kglite

from kg.errors import StoreError
from kg.model import Graph
from kg.schema import Schema
from kg.stores import cypher
from kg.stores.contract import READ_ONLY, LoadSummary, Progress, QueryResult, Store
from kg.stores.loading import apply
from kg.stores.projection import Projection, project, property_names
from kg.stores.values import node_value, path_value, relation_value

#: The file in a folder.
FILE_NAME = "graph.kgl"

_NODE = frozenset({"id", "labels", "properties"})
_RELATION = frozenset({"id", "start", "end", "type", "properties"})
_PATH = frozenset({"nodes", "relationships"})
#: The engine would read any file of this machine.
_READS_FILES = re.compile(r"\bLOAD(?:\s|/\*.*?\*/|//[^\n]*)+CSV\b", re.IGNORECASE | re.DOTALL)


class EmbeddedStore(Store):
    """A graph in one file, without a server. A folder is given the file `graph.kgl`."""

    def __init__(self, path: Path, *, name: str = "kg") -> None:
        self.path = path / FILE_NAME if path.is_dir() else path
        self.name = name
        self._graph: Any = None
        self._closed = False

    def load(self, graph: Graph, schema: Schema, progress: Progress | None = None) -> LoadSummary:
        return self._apply(project(graph, schema), schema, progress)

    def clear(self) -> None:
        if self.path.exists():
            self._apply(Projection(), None, None)

    def query(self, cypher: str, parameters: Mapping[str, object] | None = None, *, read_only: bool = True) -> QueryResult:
        if _READS_FILES.search(cypher):
            raise StoreError("LOAD CSV is not for the embedded store", where=str(self.path), mend="give the rows as a parameter")
        if read_only:
            return self._ask(self._held(), cypher, parameters or {}, read_only=True)
        copy = self._fresh()
        result = self._ask(copy, cypher, parameters or {}, read_only=False)
        self._publish(copy)
        return result

    def close(self) -> None:
        self._graph = None
        self._closed = True

    def _apply(self, wanted: Projection, schema: Schema | None, progress: Progress | None) -> LoadSummary:
        copy = self._fresh() if self.path.exists() else self._empty()
        if schema is not None:
            copy.define_schema({"nodes": {kind: {"optional": list(property_names(kind, schema))} for kind in cypher.KINDS}})

        def run(text: str, parameters: Mapping[str, object]) -> Sequence[Sequence[object]]:
            return self._ask(copy, text, parameters, read_only=False).rows

        for text in cypher.constraints():
            run(text, {})
        summary = apply(run, wanted, schema, self.name, progress)
        if not (summary.unchanged and self.path.exists()):
            self._publish(copy)
        return summary

    def _empty(self) -> Any:
        self._check_open()
        return kglite.KnowledgeGraph()

    def _fresh(self) -> Any:
        """The graph in the file, read anew: what is done to it shows only when it is published."""
        self._check_open()
        if not self.path.exists():
            raise StoreError("there is no graph here yet", where=str(self.path), mend="load a build into it, or check the path")
        try:
            # Into memory: a file that is mapped could not be replaced on every system.
            return kglite.load(str(self.path), columns="memory", topology="memory")
        except kglite.FileFormatError as why:
            raise StoreError("is not a graph of the embedded store", where=str(self.path),
                             mend="name another file, or remove it and load the build again") from why
        except (kglite.KgError, OSError) as why:
            raise StoreError(f"cannot be read ({_first_line(why)})", where=str(self.path),
                             mend="check its rights, or load the build again") from why

    def _held(self) -> Any:
        self._check_open()
        if self._graph is None:
            self._graph = self._fresh()
        return self._graph

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError("the store is closed", where=str(self.path), mend="open it again")

    def _publish(self, graph: Any) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # The engine writes beside the file, flushes, and renames.
            graph.save(str(self.path))
        except (kglite.KgError, OSError, ValueError) as why:
            raise StoreError(f"cannot be written ({_first_line(why)})", where=str(self.path),
                             mend="check the folder's rights and room, and that no other program holds the file") from why
        self._graph = graph

    def _ask(self, graph: Any, text: str, parameters: Mapping[str, object], *, read_only: bool) -> QueryResult:
        try:
            # The engine's hints go to standard error otherwise, on which the command line draws its progress.
            kglite.set_query_warning_policy("silent")
            graph.read_only(read_only)
            answer = graph.cypher(text, params=dict(parameters), hide_structural_keys=True)
            columns = tuple(answer.columns)
            return QueryResult(columns, tuple(tuple(_plain(row[c]) for c in columns) for row in answer))
        except kglite.ReadOnlyError as why:
            raise StoreError("the query writes, and was asked to read only", where=str(self.path),
                             mend=READ_ONLY) from why
        except (kglite.KgError, ValueError, TypeError, OverflowError, RecursionError) as why:
            raise StoreError(f"the query failed: {_first_line(why)}", where=str(self.path),
                             mend="mend the query or its parameters") from why


def _plain(value: Any) -> object:
    if isinstance(value, dict):
        keys = value.keys()
        if keys == _NODE:
            return node_value(value["labels"], _without_made_up(value["labels"], value["properties"]))
        if keys == _RELATION:
            return relation_value(value["type"], {k: _plain(v) for k, v in value["properties"].items()})
        if keys == _PATH:
            return path_value([_plain(n) for n in value["nodes"]], [_plain(r) for r in value["relationships"]])
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _without_made_up(labels: Sequence[str], properties: Mapping[str, Any]) -> dict[str, object]:
    """A document has a title of its own; of all other nodes the engine makes it up."""
    made_up = {"type"} if "Document" in labels else {"type", "title"}
    return {key: _plain(value) for key, value in properties.items() if key not in made_up}


def _first_line(why: BaseException) -> str:
    return (str(why).splitlines() or [type(why).__name__])[0].strip()
