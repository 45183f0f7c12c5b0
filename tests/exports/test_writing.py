"""A file is whole or as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import ExportError
from kg.exports.writing import write_lines, write_text


def interrupted() -> Iterator[str]:
    yield "half of it"
    raise KeyboardInterrupt


def test_an_interrupted_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = write_text(tmp_path / "file.txt", ["old"])
    with pytest.raises(KeyboardInterrupt):
        write_text(path, interrupted())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_first_writing_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "file.txt", interrupted())
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_made(tmp_path: Path) -> None:
    assert write_text(tmp_path / "a" / "나" / "file.txt", ["가\n"]).read_bytes() == "가\n".encode()


def test_a_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    made = write_text(tmp_path / "file.txt", ["x"])
    assert made.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_place_that_cannot_be_written_is_an_error_with_a_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="cannot be written") as caught:
        write_text(tmp_path / "file" / "under.txt", ["x"])
    assert caught.value.mend
    assert "under.txt" in caught.value.where


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX users")
def test_a_folder_without_permission_is_an_error_with_a_mend(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "file.txt").write_text("old")
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:  # root may write anywhere: be nobody for a moment
        for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            parent.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(ExportError, match="cannot be written") as caught:
            write_text(folder / "file.txt", ["new"])
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert "may write" in caught.value.mend
    assert (folder / "file.txt").read_text() == "old"


def test_json_lines_survive_what_other_readers_take_for_line_ends(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", [{"a": "1\u20282\u20293\x854\r5\n6"}, {"가": "\ud800"}])
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 2
    assert text.endswith('"\\ud800"}\n')
