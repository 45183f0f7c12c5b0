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

from kg.errors import WorkerError

Item = TypeVar("Item")
Result = TypeVar("Result")


def shared(work: Callable[[Item], Result], items: Sequence[Item], workers: int) -> Generator[Result, None, None]:
    """What `work`, a function that can be pickled, makes of each item. What it raises is raised here; WorkerError where a process was
    ended from outside.

    Each process has a pipe of its own, and it is asked only when it waits. So one that is ended in the midst of a message leaves nobody
    waiting for the rest of it, as the queues of ProcessPoolExecutor can.
    """
    processes: list[BaseProcess] = []
    ours: list[Connection] = []
    try:
        with _no_interrupts():
            for _ in range(min(workers, len(items))):
                _start(work, processes, ours)
        yield from _in_order(items, ours)
    finally:
        with _no_interrupts():
            for process in processes:
                process.terminate()
            for process in processes:
                process.join()
            for pipe in ours:
                pipe.close()


def _start(work: Callable[[Any], object], processes: list[BaseProcess], ours: list[Connection]) -> None:
    # A fresh process each: forking a process that already runs threads of the tokenizer can hang.
    context = multiprocessing.get_context("spawn")
    own, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(work, theirs), daemon=True)
    ours.append(own)
    process.start()
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
    """The end of the process on the other side becomes an error that says so."""
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError) as why:
        raise WorkerError("a worker was ended from outside, perhaps for want of memory", mend="use fewer --workers") from why


def _serve(work: Callable[[Any], object], pipe: Connection) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends a worker at once and without a traceback: the parent tells
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with suppress(EOFError):  # the parent is gone
        while True:
            item = pipe.recv()
            try:
                pipe.send((True, work(item)))
            except Exception as why:
                why.add_note(traceback.format_exc())  # where it was raised is told in the parent's traceback
                pipe.send((False, why))


def _end_with_parent() -> None:
    """A worker whose parent was killed would work on for nobody."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C waits until this is left; in the processes that are started meanwhile, until they are ready for it."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it is started with the first process otherwise, and then lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
