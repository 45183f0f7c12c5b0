"""kg: documents to a knowledge graph of claims, each with its evidence.

    from kg.build import Settings, build
    graph = build([Path("articles")], Settings()).graph
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.build import Built, Settings
    from kg.errors import KgError
    from kg.model import Claim, Document, Entity, Evidence, Graph, Literal
    from kg.schema import Schema, load_schema

__all__ = ["Built", "Claim", "Document", "Entity", "Evidence", "Graph", "KgError", "Literal", "Schema", "Settings", "load_schema"]

_HOMES = {"Built": "kg.build", "Settings": "kg.build", "KgError": "kg.errors", "Schema": "kg.schema", "load_schema": "kg.schema"}


def __getattr__(name: str) -> object:
    """The public names, fetched when first asked for: `kg --help` must not wait for spaCy."""
    if name not in __all__:
        raise AttributeError(f"module 'kg' has no attribute '{name}'")
    return getattr(import_module(_HOMES.get(name, "kg.model")), name)
