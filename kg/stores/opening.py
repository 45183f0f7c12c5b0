"""Open a store by its address."""

from __future__ import annotations

import re
from pathlib import Path

from kg.errors import StoreError
from kg.stores.contract import Store

#: The schemes that Neo4j's driver speaks.
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def open_store(uri_or_path: str | Path, user: str | None = None, password: str | None = None, *,
               database: str | None = None, name: str = "kg") -> Store:
    """The store at a Bolt address (`bolt://localhost:7687`, `neo4j+s://…`), or the embedded one in a file or folder.

    `name` is that of the graph in the store: two graphs of different names live side by side in one Neo4j. Raises StoreError
    where nothing answers, the password is wrong, the database is not there, or the address is of another kind.
    """
    # Each store is imported when it is asked for: the embedded one should not wait for the driver, nor the other way round.
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", str(uri_or_path))
    if scheme is None and re.fullmatch(r"localhost|[A-Za-z0-9.-]+:[0-9]+", str(uri_or_path)) and not Path(uri_or_path).exists():
        raise StoreError("is the address of a server, without its kind", where=str(uri_or_path), mend=f"write bolt://{uri_or_path} for Neo4j")
    if scheme is None:
        from kg.stores.embedded import EmbeddedStore
        return EmbeddedStore(Path(uri_or_path), name=name)
    if scheme[1].lower() not in SCHEMES:
        raise StoreError(f"'{scheme[1]}://' is no address of a store", where=hide_password(str(uri_or_path)),
                         mend="use bolt://HOST:7687 or neo4j+s://HOST for Neo4j, or the path of a file")
    from kg.stores.neo4j import Neo4jStore
    return Neo4jStore(str(uri_or_path), user, password, database=database, name=name)


def hide_password(uri: str) -> str:
    """The address as it may be shown: without a user and password in it."""
    return re.sub(r"//.*@", "//", uri)
