"""`kg build`: documents to a graph, written as files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options
from kg.cli.sources import EXPORTS, SCHEMA_COPY
from kg.cli.staging import staged
from kg.cli.terminal import output, progress, say
from kg.errors import ExportError

if TYPE_CHECKING:
    from kg.build import Built

NAME = "build"
EPILOG = ("[bold]Examples[/]\n\n$ kg build articles/\n\n$ kg build report.pdf notes/*.md --out graph --workers 4\n\n"
          "$ kg build deals/ --schema ./my-schema --seeds none\n\n$ kg build news.jsonl --language ko --format ttl --format html\n\n"
          "The graph itself (claims.jsonl and the files beside it) is always written; --format chooses what else is.")


def run(
    paths: Annotated[list[Path], typer.Argument(metavar="PATHS", help="Files and folders: text, Markdown, HTML, PDF, DOCX, JSON lines.")],
    schema: options.Schema = "ai-industry",
    seeds: options.Seeds = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where to write.")] = EXPORTS,
    workers: options.Workers = 1,
    language: Annotated[str | None, typer.Option("--language", metavar="ko|en", help="The language of all documents; else each is detected.")] = None,
    spacy_model: Annotated[str | None, typer.Option("--spacy-model", metavar="NAME|FOLDER",
                                                    help="A spaCy pipeline of yours for English, in place of kg's own.")] = None,
    formats: Annotated[list[str] | None, typer.Option("--format", "-f", metavar="FORMAT",
                                                      help="Write only this: ttl, trig, graphml, csv, html, jsonl. May be repeated.")] = None,
    quiet: options.Quiet = False,
) -> int:
    """Read documents, find their claims, and write the graph: JSON lines, RDF, tables, and a page to look at."""
    from kg.build import Settings, build
    from kg.cli.summary import show_built
    from kg.exports.api import FORMATS, export_all
    from kg.schema import load_schema

    started = time.monotonic()
    if unknown := sorted(set(formats or ()) - set(FORMATS)):
        raise ExportError(f"no format '{unknown[0]}'", where="--format", mend=f"name any of: {', '.join(FORMATS)}")
    _check_apart(paths, out)
    checked = load_schema(schema)
    settings = Settings(schema, options.seed_folder(schema, seeds), language, spacy_model, workers)
    with staged(out) as aside:
        with progress(quiet) as report:
            built = build(paths, settings, report)
            written = export_all(built.graph, checked, aside, formats={"jsonl", *formats} if formats else None,
                                 progress=lambda name, done, total: report("writing", done, total))
        if checked.folder is not None:
            shutil.copyfile(checked.folder / "schema.yaml", aside / SCHEMA_COPY)
    _tell_failures(built)
    if not quiet:
        show_built(output(), built, checked, [out / path.name for path in written], time.monotonic() - started)
    return 1 if built.failures else 0


def _check_apart(paths: Sequence[Path], out: Path) -> None:
    """An export inside a folder that is read would be read itself the next time."""
    for path in paths:
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise ExportError(f"lies in '{path}', which is to be read", where=str(out),
                              mend="name a folder elsewhere with --out, or build the documents' own folder")


def _tell_failures(built: Built) -> None:
    shown = 20
    for failure in built.failures[:shown]:
        say(f"{failure.document}: {failure.reason}")
    if len(built.failures) > shown:
        say(f"and {len(built.failures) - shown} more; all are in left_out.jsonl")
