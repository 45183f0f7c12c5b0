"""An export whose files change together: written aside, then put in place in one go."""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import FrameType

from kg.errors import ExportError

#: Put in place last: it seals the others.
SEAL = "graph.json"


@contextlib.contextmanager
def staged(folder: Path, replaced: Collection[str] = ()) -> Iterator[Path]:
    """A folder to write into, whose files take the place of those of `folder` at the end. Files of the names `replaced` that were
    not written again go: they would tell of another graph.

    Where the work fails or is interrupted, `folder` stays as it was. Raises ExportError at once where it cannot be written.
    """
    made = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".kg-", dir=folder))
    except OSError as why:
        raise ExportError(f"cannot be written to ({why.strerror or why})", where=str(folder),
                          mend="name another folder with --out, or give yourself the right to write there") from why
    try:
        try:
            yield aside
        except OSError as why:
            if why.filename is not None and Path(str(why.filename)).parent != aside:  # of what was read, not of what was written
                raise
            raise _unwritten(why, folder) from why
        paths = sorted(aside.iterdir(), key=lambda p: (p.name == SEAL, p.name))
        for path in paths:
            if (folder / path.name).is_dir():  # the one thing that would stop the renaming half-way
                raise ExportError("is a folder, and a file is to stand there", where=str(folder / path.name),
                                  mend="remove it, or name another folder with --out")
        with _uninterrupted():
            try:
                for path in paths:
                    path.replace(folder / path.name)
                for name in sorted(set(replaced) - {path.name for path in paths}):
                    (folder / name).unlink(missing_ok=True)
            except OSError as why:
                raise _unwritten(why, folder) from why
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):  # folders made for nothing go again
            for path in made:
                path.rmdir()


def _unwritten(why: OSError, folder: Path) -> ExportError:
    return ExportError(f"cannot be written ({why.strerror or why})", where=str(why.filename or folder),
                       mend="name another folder with --out, with space left")


@contextlib.contextmanager
def ended_as_interrupted() -> Iterator[list[int]]:
    """Let a request to end (SIGTERM) stop the block as Ctrl-C does, so that it leaves nothing behind; whether there was one."""
    ended: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        if not ended:  # a second one must not stop the tidying up after the first
            ended.append(number)
            raise KeyboardInterrupt

    with _handled(end, signal.SIGTERM):
        yield ended


@contextlib.contextmanager
def unmoved() -> Iterator[None]:
    """Let Ctrl-C and a request to end do nothing more: they were heard."""
    with _handled(lambda number, frame: None, signal.SIGINT, signal.SIGTERM):
        yield


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and a request to end wait until the block is done."""
    asked: list[int] = []
    with _handled(lambda number, frame: asked.append(number), signal.SIGINT, signal.SIGTERM):
        yield
    for number in asked:
        signal.raise_signal(number)


@contextlib.contextmanager
def _handled(handler: Callable[[int, FrameType | None], object], *signals: signal.Signals) -> Iterator[None]:
    """Handle these signals so; where it can be done, which is in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [(number, signal.signal(number, handler)) for number in signals]
    try:
        yield
    finally:
        for number, was in before:
            signal.signal(number, was)
