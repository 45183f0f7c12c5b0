"""The store on a Neo4j server (version 5 or newer), over Bolt, by the official driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from kg.errors import StoreError
from kg.model import Graph
from kg.schema import Schema
from kg.stores import cypher
from kg.stores.contract import READ_ONLY, LoadSummary, Progress, QueryResult, Store
from kg.stores.loading import apply
from kg.stores.opening import hide_password
from kg.stores.projection import Projection, project
from kg.stores.values import node_value, path_value, relation_value

#: Seconds until a host that does not answer counts as not there.
CONNECTION_TIMEOUT = 10.0
#: Seconds that a new index may take to come online.
_INDEX_TIMEOUT = 300
_START_IT = "start Neo4j, or check host and port (Bolt listens on 7687, the browser on 7474)"


class Neo4jStore(Store):
    """A graph on a Neo4j server. Opening connects, so that a wrong address or password is told at once.

    `database` is the user's own default one where it is not named. Without a password the server must ask for none.
    """

    def __init__(self, uri: str, user: str | None = None, password: str | None = None, *, database: str | None = None,
                 name: str = "kg") -> None:
        self.name = name
        self._where = hide_password(uri)
        self._database = database
        auth = (user or "neo4j", password) if password is not None else None
        try:
            # The server's hints (an unknown property, say) are for its own browser, not for whoever runs a command.
            self._driver = neo4j.GraphDatabase.driver(uri, auth=auth, connection_timeout=CONNECTION_TIMEOUT,
                                                      notifications_min_severity="OFF", user_agent="kg")
        except (ConfigurationError, ValueError, TypeError) as why:
            raise StoreError(f"is no address of a Neo4j server ({hide_password(_first_line(why))})", where=self._where,
                             mend="write bolt://HOST:7687, or neo4j+s://HOST for Aura; user and password go beside it") from why
        try:
            # Without the driver's half minute of trying again: who mistypes an address should know it now.
            with self._driver.session(database=database) as session:
                session.run("RETURN 1").consume()
        except (Neo4jError, DriverError, ValueError, OSError) as why:
            self._driver.close()
            raise self._error(why) from why

    def load(self, graph: Graph, schema: Schema, progress: Progress | None = None) -> LoadSummary:
        wanted = project(graph, schema)
        # Constraints first: without their index each MERGE would look at every node.
        for text in (*cypher.constraints(), *cypher.id_indexes(), cypher.name_index()):
            self._run(text, {})
        self._run("CALL db.awaitIndexes($seconds)", {"seconds": _INDEX_TIMEOUT})
        return apply(self._run, wanted, schema, self.name, progress)

    def clear(self) -> None:
        apply(self._run, Projection(), None, self.name)

    def query(self, cypher: str, parameters: Mapping[str, object] | None = None, *, read_only: bool = True) -> QueryResult:
        columns, rows = self._transact(cypher, parameters or {}, read_only=read_only)
        return QueryResult(columns, rows)

    def close(self) -> None:
        self._driver.close()

    def _run(self, text: str, parameters: Mapping[str, object]) -> Sequence[Sequence[object]]:
        return self._transact(text, parameters, read_only=False)[1]

    def _transact(self, text: str, parameters: Mapping[str, object], *,
                  read_only: bool) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
        """One statement in one managed transaction, which the driver tries again where the server asks for it."""

        def work(transaction: neo4j.ManagedTransaction) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
            result = transaction.run(text, dict(parameters))
            return tuple(result.keys()), tuple(tuple(_plain(value) for value in record.values()) for record in result)

        try:
            with self._driver.session(database=self._database) as session:
                return session.execute_read(work) if read_only else session.execute_write(work)
        except (Neo4jError, DriverError, ValueError, TypeError, OverflowError, OSError) as why:
            raise self._error(why) from why

    def _error(self, why: Exception) -> StoreError:
        code = why.code if isinstance(why, Neo4jError) and why.code else ""
        told = _first_line(why.message) if isinstance(why, Neo4jError) and why.message else _first_line(why)
        if isinstance(why, AuthError) or ".Security." in code:
            what, mend = "the server refuses this user or password", "check them; Neo4j's first user is 'neo4j'"
        elif code.endswith("DatabaseNotFound"):
            what, mend = f"there is no database '{self._database}'", "name one that the server has, or none for its default one"
        elif isinstance(why, ServiceUnavailable | OSError):
            what, mend = "no Neo4j answers there", _START_IT
        elif isinstance(why, ClientError) and code.endswith("AccessMode"):
            what, mend = "the query writes, and was asked to read only", READ_ONLY
        elif isinstance(why, ClientError | ValueError | TypeError | OverflowError):
            what, mend = f"the query failed: {told}", "mend the query or its parameters"
        elif isinstance(why, DriverError):
            what, mend = f"the driver cannot speak with it ({told})", f"{_START_IT}; it must be Neo4j 5 or newer"
        else:
            what, mend = f"the server failed: {told}", "look into its log, then do this again"
        return StoreError(what, where=self._where, mend=mend)


def _plain(value: Any) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Node):
        return node_value(value.labels, {k: _plain(v) for k, v in value.items()})
    if isinstance(value, Relationship):
        return relation_value(value.type, {k: _plain(v) for k, v in value.items()})
    if isinstance(value, Path):
        return path_value([_plain(n) for n in value.nodes], [_plain(r) for r in value.relationships])
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, Date | Time | DateTime):
        return str(value.to_native().isoformat())
    return str(value.iso_format()) if isinstance(value, Duration) else str(value)


def _first_line(why: object) -> str:
    return (str(why).splitlines() or [type(why).__name__])[0].strip()
