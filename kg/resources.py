"""Where the project's data lies: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder(kind: str) -> Path:
    """The folder `schemas`, `seeds` or `models`. It need not exist."""
    packed = _PACKAGE / "data" / kind
    return packed if packed.is_dir() else _PACKAGE.parent / kind


def stamps(paths: Iterable[Path]) -> tuple[tuple[Path, int, int], ...]:
    """The files as they are now (path, time of the last change, size), for what is read once and remembered until they change."""
    found = []
    for path in sorted(paths):
        try:
            told = path.stat()
        except OSError:  # whoever reads it will say what is wrong with it
            found.append((path, 0, 0))
        else:
            found.append((path, told.st_mtime_ns, told.st_size))
    return tuple(found)
