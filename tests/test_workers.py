"""Work shared out among processes: in order, errors told, and nobody left waiting however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
import subprocess
import sys
import textwrap
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from kg.errors import ModelError, WorkerError
from kg.workers import _end_told, shared

ROOT = Path(__file__).parents[1]
#: More than a pipe holds.
LARGE = 1_000_000
END = {"close": "work.close()", "error": "work.throw(ValueError)", "interrupt": "work.throw(KeyboardInterrupt)",
       "signal": "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start(); next(work)"}


def doubled(n: int) -> int:
    time.sleep(0.01 * (n % 3))  # they come in another order than they are told
    return 2 * n


def large(n: int) -> str:
    return "x" * LARGE * (n + 1)


def endless(text: str) -> str:
    """The first is done at once, the others never; and all are larger than a pipe."""
    if not text.startswith("a"):
        time.sleep(3600)
    return text


class OddError(Exception):
    """One that cannot be made again of its arguments."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def failing(n: int) -> int:
    if n == 3:
        raise ModelError("is broken", where="model.npz", mend="mend it")
    if n == 9:
        raise OddError(1, 2)
    return n


def killed(n: int) -> int:
    if n == 1:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(3600)
    return n


def left(work: Generator[object, None, None]) -> list[object]:
    """What of it comes before its error, which is raised."""
    found = []
    for result in work:
        found.append(result)
    return found


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_the_order_of_the_work(workers: int) -> None:
    assert list(shared(doubled, range(12), workers)) == [2 * n for n in range(12)]
    assert not multiprocessing.active_children()


def test_there_may_be_nothing_to_do() -> None:
    assert list(shared(doubled, [], 2)) == []


def test_results_may_be_larger_than_a_pipe() -> None:
    assert [len(found) for found in shared(large, range(4), 2)] == [LARGE * (n + 1) for n in range(4)]


def test_the_error_of_a_worker_is_told_as_it_is_and_where_it_was_raised() -> None:
    with pytest.raises(ModelError, match=r"model\.npz: is broken — mend it") as told:
        left(shared(failing, range(8), 2))
    assert "in failing" in told.value.__notes__[0]
    assert not multiprocessing.active_children()


def test_an_error_that_cannot_be_sent_is_told_by_its_text() -> None:
    with pytest.raises(RuntimeError, match="OddError: 1 and 2") as told:
        left(shared(failing, range(9, 10), 2))
    assert "in failing" in told.value.__notes__[0]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_worker_that_is_ended_from_outside_is_told() -> None:
    with pytest.raises(WorkerError, match="fewer --workers"):
        left(shared(killed, range(8), 2))
    assert not multiprocessing.active_children()


def test_a_worker_that_ends_in_the_midst_of_a_message_is_told() -> None:
    ours, theirs = multiprocessing.Pipe()
    os.write(theirs.fileno(), struct.pack("!i", 1000) + b"part of it")
    theirs.close()
    with pytest.raises(WorkerError, match="before its work was done"), _end_told():
        ours.recv()


@pytest.mark.parametrize("how", END)
def test_nobody_waits_for_work_that_nobody_wants(how: str) -> None:
    """In a process of its own, for where this fails it waits for ever."""
    code = f"""
    import multiprocessing, os, signal, threading, time
    from tests.test_workers import endless
    from kg.workers import shared
    if __name__ == "__main__":
        signal.signal(signal.SIGINT, signal.default_int_handler)
        other = multiprocessing.Process(target=time.sleep, args=(3600,), daemon=True)
        other.start()
        work = shared(endless, ["a" * {LARGE}, *["b" * {LARGE}] * 8], 2)
        assert next(work) == "a" * {LARGE}
        try:
            {END[how]}
        except (ValueError, KeyboardInterrupt):
            pass
        assert multiprocessing.active_children() == [other], multiprocessing.active_children()
        print("ended")
    """
    process = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert process.stdout == "ended\n", process.stderr
    assert not process.stderr
