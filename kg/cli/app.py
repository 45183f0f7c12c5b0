"""The commands, put together, and the way in: errors become one line and an exit code."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from kg.cli import (
    build_command,
    evaluate_command,
    llm_command,
    load_command,
    query_command,
    schema_command,
    show_command,
    verify_command,
)
from kg.cli.staging import ended_as_interrupted, unmoved
from kg.cli.terminal import say, use_utf8
from kg.errors import KgError

FAILED, INTERRUPTED, PIPE_CLOSED, TERMINATED = 2, 130, 141, 143

app = typer.Typer(
    name="kg", no_args_is_help=True, add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Documents in Korean and English to a knowledge graph of claims, each with the sentence that says it.",
    epilog="[bold]A first graph[/]\n\n$ kg build seeds/documents\n\n$ kg show 딥시크\n\n"
           "$ kg query \"MATCH (p)-[:FOUNDED]->(c) RETURN p.name, c.name\"\n\nThen open exports/graph.html in a browser.\n\n"
           "Exit codes: 0 all well · 1 some of it failed, the rest is done · 2 wrong usage, or nothing could be done.",
)
for _command in (build_command, show_command, query_command, load_command, verify_command, evaluate_command):
    app.command(_command.NAME, epilog=_command.EPILOG)(_command.run)
app.add_typer(schema_command.app, name="schema")
app.add_typer(llm_command.app, name="llm")


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            print(f"kg {version('kg')}")
        except PackageNotFoundError:
            print("kg (not installed)")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error; may stand anywhere.")] = False,
) -> None:
    """Documents in Korean and English to a knowledge graph of claims, each with the sentence that says it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code. The arguments are those of the process where none are given."""
    with ended_as_interrupted() as ended:
        code = _run(arguments)
    return TERMINATED if ended and code == INTERRUPTED else code


def _run(arguments: Sequence[str] | None) -> int:
    use_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [word for word in given if word != "--debug"]
    try:
        code = app(given, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return _interrupted() if code == INTERRUPTED else int(code or 0)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except (BrokenPipeError, SystemExit):  # as in `kg show … | head`; Typer makes SystemExit of it, and of nothing else here
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as why:
        if debug:
            raise
        if told := _told(why):
            say(told)
        return FAILED


def _told(why: Exception) -> str:
    if isinstance(why, KgError):
        return str(why)
    usage = getattr(why, "format_message", None)  # what Typer raises for wrong usage
    if usage is not None:
        message = str(usage()).rstrip(". ")
        asked = getattr(why, "ctx", None)
        return f"{message} — see {asked.command_path if asked else 'kg'} --help" if message else ""  # the help was shown already
    return f"an error that kg did not expect ({type(why).__name__}: {why}) — run it again with --debug, and report what that shows"


def _interrupted() -> int:
    with unmoved():
        for worker in multiprocessing.active_children():
            worker.kill()
        say("interrupted")
    return INTERRUPTED
