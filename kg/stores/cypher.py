"""The Cypher text that the stores run, by pure functions.

Labels and relation types are the only names that enter the text: they come from a checked schema, are checked again to be
plain identifiers, and stand in backticks. Every value travels as a parameter: `$kg` is the name of the graph, `$rows` a
batch of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.errors import StoreError

#: The labels that kg gives nodes by their kind; a schema's types cannot have these names.
KINDS: tuple[str, ...] = ("Entity", "Literal", "Claim", "Evidence", "Document")
#: Kinds that relations of ours start from.
STARTS: tuple[str, ...] = ("Entity", "Claim", "Evidence")
#: Kinds that people look up by their id alone.
LOOKED_UP: tuple[str, ...] = ("Entity", "Claim", "Document")

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def quoted(name: str) -> str:
    """A label or relation type in backticks. StoreError where it is no plain identifier."""
    if not _IDENTIFIER.fullmatch(name):
        raise StoreError(f"'{name[:80]}' cannot be a label or a relation type",
                         mend="use letters, digits and underscores, beginning with a letter")
    return f"`{name}`"


def constraints() -> tuple[str, ...]:
    """One graph's id is unique within a kind. Nodes that others made lack `kg`, and so are not under it."""
    return tuple(f"CREATE CONSTRAINT kg_{kind.lower()}_key IF NOT EXISTS FOR (n:{quoted(kind)}) REQUIRE (n.kg, n.id) IS UNIQUE"
                 for kind in KINDS)


def id_indexes() -> tuple[str, ...]:
    """For queries that know an id and not the graph's name."""
    return tuple(f"CREATE INDEX kg_{kind.lower()}_id IF NOT EXISTS FOR (n:{quoted(kind)}) ON (n.id)" for kind in LOOKED_UP)


def name_index() -> str:
    """Full text over the names of entities; `cjk` cuts Korean into pairs of letters, so that a part of a name finds it."""
    return ("CREATE FULLTEXT INDEX kg_names IF NOT EXISTS FOR (n:`Entity`) ON EACH [n.name, n.aliases] "
            "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}")


def list_nodes(kind: str) -> str:
    """Columns id, hash, type: what of this kind the store holds. `type` is null but for entities."""
    return f"MATCH (n:{quoted(kind)}) WHERE n.kg = $kg RETURN n.id AS id, n.kg_hash AS hash, n.entity_type AS type"


def list_edges(start: str) -> str:
    """Columns source, type, kind, target, hash: the relations of ours from this kind; `kind` is that of the end."""
    cases = " ".join(f"WHEN b:{quoted(kind)} THEN '{kind}'" for kind in KINDS)
    return (f"MATCH (a:{quoted(start)})-[e]->(b) WHERE e.kg = $kg AND a.kg = $kg "
            f"RETURN a.id AS source, type(e) AS type, CASE {cases} END AS kind, b.id AS target, e.kg_hash AS hash")


def write_nodes(kind: str, labels: Iterable[str] = (), drop: Iterable[str] = ()) -> str:
    """Add or set nodes. Rows: id, props (a null takes the property away). `drop` are labels that they may bear wrongly."""
    text = f"UNWIND $rows AS r MERGE (n:{quoted(kind)} {{kg: $kg, id: r.id}}) SET n += r.props"
    if given := "".join(f":{quoted(label)}" for label in labels):
        text += f" SET n{given}"
    if dropped := "".join(f":{quoted(label)}" for label in drop):
        text += f" REMOVE n{dropped}"
    return text


def write_edges(type_: str, start: str, end: str) -> str:
    """Add or set relations between kinds. Rows: source, target, props (all of the relation's properties, `kg` among them)."""
    return (f"UNWIND $rows AS r MATCH (a:{quoted(start)} {{kg: $kg, id: r.source}}) MATCH (b:{quoted(end)} {{kg: $kg, id: r.target}}) "
            f"MERGE (a)-[e:{quoted(type_)} {{kg: $kg}}]->(b) SET e = r.props")


def remove_nodes(kind: str) -> str:
    """Take nodes away with their relations. Rows: id."""
    return f"UNWIND $rows AS r MATCH (n:{quoted(kind)} {{kg: $kg, id: r.id}}) DETACH DELETE n"


def remove_edges(start: str, end: str) -> str:
    """Take relations away. Rows: source, target, type; the type is a value here, so one that no schema declares goes too."""
    return (f"UNWIND $rows AS r MATCH (a:{quoted(start)} {{kg: $kg, id: r.source}})-[e]->(b:{quoted(end)} {{kg: $kg, id: r.target}}) "
            "WHERE e.kg = $kg AND type(e) = r.type DELETE e")
