"""`kg build`: documents to a graph, written as files."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli import options
from kg.cli.sources import EXPORTS, SCHEMA_COPY
from kg.cli.staging import staged
from kg.cli.terminal import output, progress, say
from kg.errors import ExportError, LlmError

if TYPE_CHECKING:
    from kg.build import Built
    from kg.llm import Estimate

NAME = "build"
EPILOG = ("[bold]Examples[/]\n\n$ kg build articles/\n\n$ kg build report.pdf notes/*.md --out graph --workers 4\n\n"
          "$ kg build deals/ --schema ./my-schema --seeds none\n\n$ kg build articles/ --extractor both --llm http://localhost:11434/v1 --llm-model NAME\n\n$ kg build news.jsonl --language ko --format ttl --format html\n\n"
          "The graph itself (claims.jsonl and the files beside it) is always written; --format chooses what else is.")


def run(
    paths: Annotated[list[Path], typer.Argument(metavar="PATHS", help="Files and folders: text, Markdown, HTML, PDF, DOCX, JSON lines.")],
    schema: options.Schema = "ai-industry",
    seeds: options.Seeds = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where to write.")] = EXPORTS,
    workers: options.Workers = 1,
    language: Annotated[str | None, typer.Option("--language", metavar="ko|en", help="The language of all documents, in the main; else each is detected.")] = None,
    spacy_model: Annotated[str | None, typer.Option("--spacy-model", metavar="NAME|FOLDER",
                                                    help="A spaCy pipeline of yours for English, in place of kg's own.")] = None,
    formats: Annotated[list[str] | None, typer.Option("--format", "-f", metavar="FORMAT",
                                                      help="Write only this: ttl, trig, graphml, csv, html, jsonl. May be repeated.")] = None,
    extractor: Annotated[Literal["offline", "llm", "both"], typer.Option(
        "--extractor", help="Who finds the claims: kg itself, a language model, or both together.")] = "offline",
    llm: options.Llm = None,
    llm_model: options.LlmModel = None,
    llm_budget: options.LlmBudget = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what a language model would be asked, and ask and write nothing.")] = False,
    quiet: options.Quiet = False,
) -> int:
    """Read documents, find their claims, and write the graph: JSON lines, RDF, tables, and a page to look at."""
    from kg.build import Settings, build
    from kg.cli.summary import FILES, show_built
    from kg.exports.api import FORMATS, export_all
    from kg.schema import load_schema

    started = time.monotonic()
    _check_formats(formats or (), FORMATS)
    if extractor == "offline" and not dry_run:
        _check_unasked({"--llm": llm, "--llm-model": llm_model, "--llm-budget": llm_budget})
    _check_apart(paths, out)
    checked = load_schema(schema)
    settings = Settings(schema, options.seed_folder(seeds), language, spacy_model, workers)
    model = None
    if extractor != "offline" or dry_run:
        from kg.cli.second_reader import build_with_model, estimate, model_settings

        model = model_settings(llm, llm_model, llm_budget)
        if dry_run:
            _tell_estimate(estimate(paths, settings, model))
            return 0
    asked = None
    with staged(out, FILES) as aside:
        with progress(quiet) as report:
            if model is None:
                built = build(paths, settings, report)
            else:
                asked = build_with_model(paths, settings, extractor, model, report)
                built = asked.built
            written = export_all(built.graph, checked, aside, formats={"jsonl", *formats} if formats else None,
                                 progress=lambda name, done, total: report("writing", done, total))
        if checked.folder is not None:
            shutil.copyfile(checked.folder / "schema.yaml", aside / SCHEMA_COPY)
    _tell_failures(built)
    for error in asked.errors if asked else ():
        say(str(error))
    if not quiet:
        show_built(output(), built, checked, [out / path.name for path in written], time.monotonic() - started)
        if asked:
            output().print(f"The model was asked {asked.usage.calls:,} times, for {asked.usage.tokens:,} tokens.")
    return 1 if built.failures or (asked and asked.errors) else 0


def _tell_estimate(told: Estimate) -> None:
    output().print(f"{told.calls:,} questions to the model, about {told.prompt_tokens:,} tokens of questions and {told.answer_tokens:,} of answers; "
                   f"{told.kept:,} answers are kept from before.")


def _check_formats(named: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(named) - set(known)):
        raise ExportError(f"no format '{unknown[0]}'", where="--format", mend=f"name any of: {', '.join(known)}")


def _check_unasked(given: Mapping[str, object]) -> None:
    """Options of a language model would be of no use where none is asked."""
    if useless := next((option for option, value in given.items() if value is not None), None):
        raise LlmError("no language model is asked for", where=useless, mend="give --extractor both, or llm, too")


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
