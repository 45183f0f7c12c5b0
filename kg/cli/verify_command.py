"""`kg verify`: does every evidence still say what it said?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.sources import EXPORTS, read_export
from kg.cli.terminal import output, say

if TYPE_CHECKING:
    from kg.model import Document, LeftOut

NAME = "verify"
EPILOG = ("[bold]Examples[/]\n\n$ kg verify\n\n$ kg verify graph --sources articles/\n\n"
          "Exit codes: 0 all of it holds · 1 something does not · 2 there is no whole export to look at.")
_SHOWN = 20


def run(
    folder: Annotated[Path, typer.Argument(metavar="[EXPORT]", help="Where kg build wrote.")] = EXPORTS,
    sources: Annotated[list[Path] | None, typer.Option("--sources", metavar="PATH",
                                                       help="Compare with the documents' files as they are now too. May be repeated.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what does not hold.")] = False,
) -> int:
    """Check that every evidence of a graph is in its document, to the letter."""
    from kg.verify import verify

    graph = read_export(folder)
    read, unread = _read(sources) if sources else (None, [])
    for item in unread:
        say(f"{item.document}: {item.reason}")
    done = verify(graph, read)
    for fault in done.faults[:_SHOWN]:
        say(f"{fault.where}: {fault.what}")
    if len(done.faults) > _SHOWN:
        say(f"and {len(done.faults) - _SHOWN} more")
    if not quiet:
        told = "all of it holds" if not done.faults else f"{len(done.faults):,} fault{'s' * (len(done.faults) != 1)}"
        output().print(f"{done.evidence:,} evidences of {done.claims:,} claims in {done.documents:,} documents: {told}.")
    return 1 if done.faults or unread else 0


def _read(paths: list[Path]) -> tuple[list[Document], list[LeftOut]]:
    """The documents among the sources, and what cannot be read."""
    from kg.model import Document
    from kg.reading import read_all

    found = list(read_all(paths))
    return [item for item in found if isinstance(item, Document)], [item for item in found if not isinstance(item, Document)]
