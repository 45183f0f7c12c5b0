"""What the commands print: results on standard output, all else on standard error, always in UTF-8."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

#: Columns of a table that goes into a file or a pipe, where there is no screen to fit.
WIDTH = 120
#: A stage, how many of it are done, and how many there are (0: not known yet).
Report = Callable[[str, int, int], None]


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says: Korean must not break, or stop, the output."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def output() -> Console:
    """Standard output. Colours only on a terminal, and not with NO_COLOR."""
    return _console(stderr=False)


def messages() -> Console:
    """Standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS", "").isdigit() else WIDTH
    return Console(stderr=stderr, width=width, highlight=False, emoji=False, markup=False)


def say(text: str) -> None:
    """One line on standard error, `kg: …`, whatever characters a file name brought into it."""
    line = " ".join(text.split())
    line = "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in line)
    print(f"kg: {line}", file=sys.stderr)


@contextlib.contextmanager
def progress(quiet: bool = False) -> Iterator[Report]:
    """Bars on standard error while the work goes on; nothing where that is no terminal, and nothing is left of them."""
    console = messages()
    if quiet or not console.is_terminal:
        yield lambda stage, done, total: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield report
