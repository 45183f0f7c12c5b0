"""What a graph store promises, whichever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from kg.model import Graph
from kg.schema import Schema

#: What mends a query that writes.
READ_ONLY = "kg query only reads; in Python, Store.query(…, read_only=False) writes"
#: Called with a stage (`compare`, `remove`, `nodes`, `edges`), how many rows of it are done, and how many there are.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query: the names of its columns, and its rows in order, each as long as `columns`.

    Values are plain Python, the same from every store: None, bool, int, float, str, lists and dicts of these. A node is a
    dict of its properties with `_labels` (sorted); a relation is a dict of its properties with `_type`; a path is the list
    of its nodes and relations, in turn. Dates and times are strings in ISO 8601. The store's own book-keeping (`kg`,
    `kg_hash`) is left out of nodes and relations.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def dicts(self) -> list[dict[str, object]]:
        """Each row as column -> value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one sort of thing: how many the graph has, and how many of them a load had to touch."""

    total: int = 0
    created: int = 0
    updated: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What a load did. `kinds` counts the nodes of each kind (Entity, Claim, …) that the graph has now."""

    nodes: Counts
    edges: Counts
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Whether the store held this graph already."""
        return not any((self.nodes.created, self.nodes.updated, self.nodes.removed,
                        self.edges.created, self.edges.updated, self.edges.removed))


class Store(ABC):
    """A place that holds a graph and answers Cypher. Use it in a `with` statement.

    A store holds one graph for each `name`; what it made bears that name in the property `kg`, and nothing else is ever
    changed or removed, save that a relation which others hung on a node of ours goes when that node goes.
    Every method raises StoreError, whose message says what is wrong, where, and how to mend it.
    """

    #: The name that the store's nodes and relations bear.
    name: str = "kg"

    @abstractmethod
    def load(self, graph: Graph, schema: Schema, progress: Progress | None = None) -> LoadSummary:
        """Make the store hold exactly this graph under its name.

        What is new is added, what differs is set, what the graph no longer has is removed. Loading twice changes nothing; a load
        that was cut off is mended by loading again.
        """

    @abstractmethod
    def query(self, cypher: str, parameters: Mapping[str, object] | None = None, *, read_only: bool = True) -> QueryResult:
        """Run one Cypher statement. Where it is `read_only`, a statement that writes is refused."""

    @abstractmethod
    def clear(self) -> None:
        """Remove the graph of this store's name, and nothing else."""

    @abstractmethod
    def close(self) -> None:
        """Let go of connections and files. May be called twice."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
