"""Files and folders -> what there is to read, each with the name that its document will bear.

Names do not depend on the machine, nor on the order in which paths are given: they are relative to the given folder.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import ReadingError
from kg.reading.parts import MAX_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is its document's name; `problem` is set where it is known already that it cannot be
    read."""

    path: Path
    name: str
    problem: ReadingError | None = None


def printable(name: str) -> str:
    """A file name in NFC that is safe to print and to store: control characters, bytes that are no UTF-8 and the like
    escaped.

    >>> printable("a\\nb.txt")
    'a\\\\nb.txt'
    """
    name = unicodedata.normalize("NFC", name)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def find_files(paths: Sequence[Path]) -> list[Source]:
    """All files at and under the paths, sorted by name.

    Folders are searched to any depth; hidden files and folders in them are left out; links are followed, each folder
    once.
    A file under a folder is named relative to that folder (with `/`), a file given by itself by its own name. A file
    that is met twice is listed once, by its shorter name. Where different files would have one name, each gets as many
    parent folders in front as tell them apart.
    A path that does not exist, a folder without files and the like are in the list too, with `problem` set.
    """
    found: dict[str, Source] = {}
    problems: list[Source] = []
    for path in paths:
        try:
            sources = list(_under(Path(path)))
        except OSError as why:
            problems.append(Source(Path(path), printable(str(path)), _unreadable(why, printable(str(path)))))
            continue
        for source in sources:
            real = os.path.realpath(source.path)
            if source.problem:
                problems.append(source)
            elif real not in found or _rank(source.name) < _rank(found[real].name):
                found[real] = source
    unique = {(source.path, source.name): source for source in problems}
    return sorted([*_distinct(found.values()), *unique.values()], key=lambda source: (source.name, str(source.path)))


def read_bytes(path: Path, where: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file; ReadingError where it is none, cannot be opened, is empty or larger than the limit
    (bytes)."""
    try:
        with open_regular(path, where) as file:
            data = file.read(limit + 1)
    except OSError as why:
        raise _unreadable(why, where) from None
    if len(data) > limit:
        raise ReadingError(
            f"the file is larger than {limit >> 20} MiB", where=where, mend="split it into smaller files"
        )
    if not data.strip():
        raise empty(where)
    return data


def open_regular(path: Path, where: str) -> BinaryIO:
    """The file, open for reading bytes; ReadingError where it is no regular file (a pipe would wait for ever) or
    denied."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ReadingError("this is not a regular file", where=where, mend="give files or folders")
        return path.open("rb")
    except (OSError, ValueError) as why:
        raise _unreadable(why, where) from None


def empty(where: str) -> ReadingError:
    """The error for a file that holds no text."""
    return ReadingError("the file is empty", where=where, mend="leave it out, or give it some text")


def _unreadable(why: OSError | ValueError, where: str) -> ReadingError:
    code = why.errno if isinstance(why, OSError) else None
    if code == errno.ENOENT:
        return ReadingError("there is no such file or folder", where=where, mend="check the path")
    if code in (errno.EACCES, errno.EPERM):
        return ReadingError("permission to read it is denied", where=where, mend="make it readable (chmod +r)")
    if code == errno.ELOOP:
        return ReadingError("the link leads back to itself", where=where, mend="mend or remove the link")
    reason = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
    return ReadingError(f"it cannot be read: {printable(reason)}", where=where, mend="check the file and the disk")


def _rank(name: str) -> tuple[int, str]:
    return name.count("/"), name


def _under(path: Path) -> Iterator[Source]:
    """The files of one given path; OSError where it cannot be looked at."""
    mode = path.stat().st_mode
    if not stat.S_ISDIR(mode):
        yield Source(path, printable(path.name))
        return
    any_file = False
    for source in _walk(path):
        any_file = True
        yield source
    if not any_file:
        problem = ReadingError(
            "the folder has no file to read",
            where=printable(str(path)),
            mend="put documents into it (hidden files are left out)",
        )
        yield Source(path, printable(str(path)), problem)


def _walk(root: Path) -> Iterator[Source]:
    """Real folders first, then linked ones that were not met: a file bears the name of its real place where it has
    one."""
    seen: set[str] = set()
    queue: list[Path] = [root]
    links: list[Path] = []
    while queue or links:
        folder = queue.pop() if queue else links.pop(0)
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as why:
            name = _relative(folder, root)
            yield Source(folder, name, _unreadable(why, name))
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                queue.append(path)
            elif entry.is_symlink() and path.is_dir():
                links.append(path)
            else:
                yield Source(path, _relative(path, root))
        links.sort(key=str)


def _relative(path: Path, root: Path) -> str:
    return "/".join(printable(part) for part in path.relative_to(root).parts)


def _distinct(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources, those that share a name with parent folders in front, and numbered where even that does not help."""
    by_name: dict[str, list[Source]] = defaultdict(list)
    for source in sorted(sources, key=lambda source: str(source.path)):
        by_name[source.name].append(source)
    taken = {name for name, group in by_name.items() if len(group) == 1}
    for name, group in sorted(by_name.items()):
        if len(group) == 1:
            yield group[0]
            continue
        for source, wanted in zip(group, _with_parents(group), strict=True):
            number, new = 2, wanted
            while new in taken or new == name:
                new, number = f"{wanted}~{number}", number + 1
            taken.add(new)
            yield Source(source.path, new)


def _with_parents(group: Sequence[Source]) -> list[str]:
    depth = group[0].name.count("/") + 1
    parts = [[printable(part) for part in source.path.absolute().parts[1:]] for source in group]
    for length in range(depth + 1, max(len(p) for p in parts) + 1):
        names = ["/".join(p[-length:]) for p in parts]
        if len(set(names)) == len(names):
            return names
    return [source.name for source in group]
