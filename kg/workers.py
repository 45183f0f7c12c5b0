"""Work shared out among processes: results in the order of the work, and no process that outlives it, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

from kg.errors import KgError, WorkerError

#: More processes are not started: Windows cannot wait for more than 63 things at once.
MOST = 60
Item = TypeVar("Item")
Result = TypeVar("Result")


def shared(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Generator[Result, None, None]:
    """What `work`, a function that can be pickled, makes of each item. A KgError of it is raised here as it is, another one as a
    RuntimeError; WorkerError where a process cannot be started, or ends before its work is done.

    Each process has a pipe of its own, and it is asked only when it waits. So one that is ended in the midst of a message leaves nobody
    waiting for the rest of it, as the queues of ProcessPoolExecutor can.
    """
    processes: list[BaseProcess] = []
    ours: list[Connection] = []
    try:
        with _inherited_mask():
            for _ in range(min(workers, len(items), MOST)):
                _start(work, processes, ours)
        yield from _in_order(items, ours)
    finally:
        for process in processes:
            process.kill()  # they have nothing to tidy up, and may have been told to ignore a request to end
        for pipe in ours:
            pipe.close()
        for process in processes:
            process.join()


def _start(work: Callable[[Any], object], processes: list[BaseProcess], ours: list[Connection]) -> None:
    # A fresh process each: forking a process that already runs threads of the tokenizer can hang.
    context = multiprocessing.get_context("spawn")
    try:
        own, theirs = context.Pipe()
        ours.append(own)
        process = context.Process(target=_serve, args=(work, theirs), daemon=True)
        process.start()
    except OSError as why:
        raise WorkerError(f"a worker cannot be started ({why})", mend="use fewer --workers") from why
    processes.append(process)
    theirs.close()  # or its end would not be noticed


def _in_order(items: Sequence[Any], pipes: Sequence[Connection]) -> Iterator[Any]:
    done: dict[int, Any] = {}
    busy: dict[Connection, int] = {}
    asked = told = 0
    idle = list(pipes)
    while told < len(items):
        while idle and asked < len(items):
            pipe = idle.pop()
            with _end_told():
                pipe.send(items[asked])
            busy[pipe] = asked
            asked += 1
        for pipe in cast("list[Connection]", wait(list(busy))):
            with _end_told():
                worked, result = pipe.recv()
            if not worked:
                raise result
            done[busy.pop(pipe)] = result
            idle.append(pipe)
        while told in done:
            yield done.pop(told)
            told += 1


@contextmanager
def _end_told() -> Iterator[None]:
    """The end of the process on the other side, also in the midst of a message, becomes an error that says so."""
    try:
        yield
    except (EOFError, OSError) as why:
        raise WorkerError("a worker ended before its work was done", mend="if it said nothing, memory may be short: use fewer --workers") from why


def _serve(work: Callable[[Any], object], pipe: Connection) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what Ctrl-C means the parent knows, and ends its workers
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            item = pipe.recv()
            try:
                told = True, work(item)
            except Exception as why:
                told = False, _sendable(why)
            pipe.send(told)


def _sendable(why: Exception) -> Exception:
    """The error with a note of where it was raised; its text alone where it is none of ours, for not every one can be sent."""
    told = why if isinstance(why, KgError) else RuntimeError(f"{type(why).__name__}: {why}")
    told.add_note("".join(traceback.format_exception(why)))
    return told


def _end_with_parent() -> None:
    """A worker whose parent was killed would work on for nobody."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _inherited_mask() -> Iterator[None]:
    """Ctrl-C waits in the processes that are started meanwhile, which ignore it once they are ready. On Windows there is no such mask."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it is started with the first process otherwise, and then lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
