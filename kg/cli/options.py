"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Schema = Annotated[str, typer.Option("--schema", metavar="NAME|FOLDER", help="The domain: a schema of kg's own, or a folder with a schema.yaml.")]
Seeds = Annotated[str | None, typer.Option("--seeds", metavar="NAME|FOLDER|none",
                                           help="The known entities. Without it, those of the schema, where it has some.")]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, metavar="N", help="Processes that read documents side by side.")]
From = Annotated[Path, typer.Option("--from", metavar="FOLDER", help="The export to read: where kg build wrote.")]
User = Annotated[str | None, typer.Option("--user", envvar=["NEO4J_USERNAME", "NEO4J_USER"], help="Neo4j's user; 'neo4j' where none is given.")]
Password = Annotated[str | None, typer.Option("--password", envvar="NEO4J_PASSWORD", help="Neo4j's password; better in the environment.")]
Llm = Annotated[str | None, typer.Option("--llm", metavar="URL", help="An OpenAI-compatible server: http://localhost:11434/v1. "
                                         "Its key, if it wants one, in KG_LLM_API_KEY.")]
LlmModel = Annotated[str | None, typer.Option("--llm-model", metavar="NAME", help="The model to ask there.")]
LlmBudget = Annotated[int | None, typer.Option("--llm-budget", min=0, metavar="N", help="Ask it at most so many times.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what failed.")]


def seed_folder(seeds: str | None) -> str | None:
    """What --seeds means to a build: a name or a folder, '' for none, nothing where it is not given."""
    return "" if seeds == "none" else seeds
