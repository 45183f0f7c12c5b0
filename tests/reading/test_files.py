"""Which files are found, and what their documents are called."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from kg.model import Document, LeftOut
from kg.reading import find_files, read_all
from tests.reading.conftest import Write


def names(*paths: Path) -> list[str]:
    return [source.name for source in find_files(paths)]


def test_folders_are_searched_to_any_depth_without_hidden_files(write: Write, tmp_path: Path) -> None:
    for name in ("b.txt", "a/c/d.md", ".git/config", "a/.draft.txt", "a/b.txt"):
        write(name, "x")
    assert names(tmp_path) == ["a/b.txt", "a/c/d.md", "b.txt"]


def test_a_file_given_by_itself_bears_its_own_name_even_when_hidden(write: Write) -> None:
    assert names(write("deep/.note.txt", "x")) == [".note.txt"]


def test_a_file_met_twice_is_listed_once(write: Write, tmp_path: Path) -> None:
    path = write("in/a.txt", "x")
    assert names(tmp_path / "in", path, tmp_path / "in" / ".." / "in") == ["a.txt"]
    assert names(path, tmp_path) == ["a.txt"]


def test_different_files_of_one_name_are_told_apart_in_any_order(write: Write) -> None:
    one, two = write("x/p/a.txt", "1"), write("y/p/a.txt", "2")
    assert names(one, two) == names(two, one) == ["x/p/a.txt", "y/p/a.txt"]
    assert names(one.parent, two.parent) == ["x/p/a.txt", "y/p/a.txt"]


def test_names_that_differ_in_their_unicode_form_alone_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "가.txt").write_text("1")
    (tmp_path / "\u1100\u1161.txt").write_text("2")
    found = names(tmp_path)
    assert len(found) == len(set(found)) == len(list(tmp_path.iterdir()))


def test_the_order_of_the_paths_changes_nothing(write: Write) -> None:
    paths = [write(f"{folder}/{name}.txt", f"words of {folder} {name}") for folder in "abc" for name in ("x", "y", "z")]
    expected = list(read_all(paths))
    random.Random(7).shuffle(paths)
    assert list(read_all(paths)) == expected


def test_links_that_lead_in_circles_are_followed_once(write: Write, tmp_path: Path) -> None:
    write("in/a.txt", "x")
    write("in/sub/b.txt", "x")
    write("out/c.txt", "x")
    (tmp_path / "in/sub/back").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/again").symlink_to(tmp_path / "in/sub", target_is_directory=True)
    (tmp_path / "in/far").symlink_to(tmp_path / "out", target_is_directory=True)
    assert names(tmp_path / "in") == ["a.txt", "far/c.txt", "sub/b.txt"]


def test_a_link_to_nothing_and_one_to_itself_are_failures(write: Write, tmp_path: Path) -> None:
    write("in/a.txt", "DeepSeek is a company.")
    (tmp_path / "in/gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "in/self.txt").symlink_to(tmp_path / "in/self.txt")
    items = list(read_all([tmp_path / "in"]))
    assert [type(item) for item in items] == [Document, LeftOut, LeftOut]


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not allow")
def test_hostile_names_are_safe_to_print_and_to_store(tmp_path: Path) -> None:
    for name in (b"new\nline.txt", b"quote'\".txt", b"bell\x07\x1b[31m.txt", b"not-utf8-\xff.txt"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"\0")
    failures = list(read_all([tmp_path]))
    assert len(failures) == 4
    for failure in failures:
        assert isinstance(failure, LeftOut)
        assert failure.document.isprintable()
        failure.document.encode("utf-8")
    assert "new\\nline.txt" in [failure.document for failure in failures if isinstance(failure, LeftOut)]
