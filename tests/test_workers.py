"""Work shared out among processes: in order, errors told, and nobody left waiting however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Generator

import pytest

from kg.errors import ModelError, WorkerError
from kg.workers import shared

#: More than a pipe holds.
LARGE = 1_000_000
END = {"close": "work.close()", "error": "work.throw(ValueError)", "interrupt": "work.throw(KeyboardInterrupt)"}


def doubled(n: int) -> int:
    time.sleep(0.01 * (n % 3))  # they come in another order than they are told
    return 2 * n


def large(n: int) -> str:
    return "x" * LARGE * (n + 1)


def slow(text: str) -> str:
    if len(text) == 1:
        return text
    time.sleep(3600)
    return text


def failing(n: int) -> int:
    if n == 3:
        raise ModelError("is broken", where="model.npz", mend="mend it")
    if n == 9:
        raise EOFError("of a file, not of a worker")
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


def test_the_error_of_a_worker_is_told_as_it_is() -> None:
    work = shared(failing, range(8), 2)
    with pytest.raises(ModelError, match=r"model\.npz: is broken — mend it"):
        left(work)
    with pytest.raises(EOFError, match="of a file"):
        left(shared(failing, range(9, 10), 2))
    assert not multiprocessing.active_children()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_worker_that_is_ended_from_outside_is_told() -> None:
    work = shared(killed, range(8), 2)
    with pytest.raises(WorkerError, match="fewer --workers"):
        left(work)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("how", END)
def test_nobody_waits_for_work_that_nobody_wants(how: str) -> None:
    """In a process of its own, for where this fails it waits for ever. Work and results that lie in the pipes are larger than they hold."""
    code = f"""
    import multiprocessing, time
    from tests.test_workers import slow, large
    from kg.workers import shared
    if __name__ == "__main__":
        other = multiprocessing.Process(target=time.sleep, args=(3600,), daemon=True)
        other.start()
        work = shared(slow, ["a", *["b" * 1_000_000] * 8], 2)
        assert next(work) == "a"
        try:
            {END[how]}
        except (ValueError, KeyboardInterrupt):
            pass
        assert multiprocessing.active_children() == [other], multiprocessing.active_children()
        print("ended")
    """
    process = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=False)
    assert process.stdout == "ended\n", process.stderr
    assert not process.stderr
