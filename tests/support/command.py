"""Run the command line as a user does: in this process (fast), or as a program of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from kg.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What came of it."""

    code: int
    out: str
    err: str

    def failed_in_one_line(self) -> str:
        """The line of a failure that left nothing done: exit code 2, `kg: …` alone on standard error, nothing else."""
        assert self.code == 2, (self.code, self.err)
        assert self.out == ""
        return self.told()

    def told(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("kg: ")
        assert "Traceback" not in lines[0]
        return lines[0]


def kg(*arguments: str | Path) -> Ran:
    """Run `kg` in this process."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(buffer, encoding="utf-8", write_through=True) for buffer in (out, err)]
    # Wide enough that no line of a test is broken, whatever terminal the tests run in.
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]), mock.patch.dict(os.environ, COLUMNS="240"):
        code = main([str(a) for a in arguments])
    return Ran(code, out.getvalue().decode(), err.getvalue().decode())


def kg_program(*arguments: str | Path, folder: Path | None = None, environment: Mapping[str, str] | None = None, text: str = "") -> Ran:
    """Run `kg` as a program, in a folder, with more environment variables, with this on its standard input."""
    done = subprocess.run([sys.executable, "-m", "kg.cli", *map(str, arguments)], cwd=folder, input=text.encode(),
                          env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}, capture_output=True, timeout=300, check=False)
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
