"""A file that cannot be read gives one clear error: what, where, and the mend."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from kg.errors import ReadingError
from kg.model import Document, LeftOut
from kg.reading import read_all, read_file
from tests.reading.conftest import Write, pdf_bytes


def bomb_docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(5):
            archive.writestr(f"word/{number}.xml", b"0" * 60_000_000)
    return buffer.getvalue()


CASES: list[tuple[str, str | bytes, str]] = [
    ("empty.txt", "", "empty"),
    ("blank.txt", " \n\t\r\n ", "empty"),
    ("invisible.txt", "\ufeff\u200b", "empty"),
    ("marks.md", "> >\n", "empty"),
    ("zero.txt", b"abc\0def", "binary"),
    ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "PNG image"),
    ("image.txt", b"\xff\xd8\xff\xe0abc", "JPEG"),
    ("box.zip", b"PK\x03\x04" + bytes(30), "ZIP"),
    ("tool.exe", b"MZ\x90\0" + bytes(60), "Windows program"),
    ("old.hwp", b"\xd0\xcf\x11\xe0" + bytes(60), "old office file"),
    ("controls.txt", bytes(range(1, 9)) * 100, "binary"),
    ("data.json", '{"text": "x"}', "JSON is data"),
    ("damaged.txt", "딥시크는 기업이다.\n".encode() + b"\xff" + "끝".encode(), "not valid UTF-8 (line 2, byte 27)"),
    ("cut.txt", "딥시크는 기업이다".encode()[:-1], "not valid UTF-8"),
    ("half.txt", "딥시크".encode("utf-16") + b"x", "not valid UTF-16"),
    ("no.pdf", "DeepSeek is a company.", "not a PDF"),
    ("damaged.pdf", b"%PDF-1.7\n1 0 obj\n<<", "damaged"),
    ("pictures.pdf", pdf_bytes([]), "no text layer"),
    ("locked.pdf", pdf_bytes(["secret"], password="x"), "password"),
    ("cut.pdf", pdf_bytes(["DeepSeek is a company."])[:400], "damaged"),
    ("no.docx", "DeepSeek is a company.", "damaged, or is none"),
    ("cut.docx", b"PK\x03\x04" + bytes(100), "damaged, or is none"),
    ("locked.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
    ("bomb.docx", bomb_docx(), "unpacks to more than"),
    ("deep.html", "<div>" * 100_000 + "DeepSeek", "nest deeper"),
    ("many.html", "<br>" * 300_000 + "DeepSeek", "more than 200,000 tags"),
    ("large.html", b"<p>" * 6_000_000, "larger than 16 MiB"),
    ("large.md", b"# a\n" * 5_000_000, "larger than 16 MiB"),
    ("large.txt", b"words " * 12_000_000, "larger than 64 MiB"),
    ("script.html", "<html><body><script>draw()</script></body></html>", "shows no text"),
]


@pytest.mark.parametrize(("name", "data", "what"), CASES, ids=[case[0] for case in CASES])
def test_a_bad_file_is_refused_in_one_line_with_the_mend(write: Write, name: str, data: str | bytes, what: str) -> None:
    path = write(name, data)
    with pytest.raises(ReadingError) as caught:
        read_file(path, name)
    error = caught.value
    assert what in error.what
    assert error.where == name
    assert error.mend
    assert "\n" not in str(error)


def test_an_empty_file_of_json_lines_is_refused(write: Write) -> None:
    with pytest.raises(ReadingError, match="empty"):
        list(read_file(write("a.jsonl", " \n\n"), "a.jsonl"))


def test_an_unknown_language_is_refused_before_anything_is_read(write: Write) -> None:
    with pytest.raises(ReadingError, match="language 'fr' is not supported"):
        list(read_all([write("a.txt", "x")], language="fr"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_refused(write: Write) -> None:
    path = write("a.txt", "DeepSeek")
    path.chmod(0)
    with pytest.raises(ReadingError, match="permission"):
        read_file(path, "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl"):
        os.mkfifo(tmp_path / name)
        with pytest.raises(ReadingError, match="regular file"):
            list(read_file(tmp_path / name, name))


def test_a_path_that_does_not_exist_is_a_failure_and_the_others_are_read(write: Write, tmp_path: Path) -> None:
    items = list(read_all([tmp_path / "none.txt", tmp_path / "none.jsonl", write("a.txt", "DeepSeek is a company.")]))
    assert [item.name for item in items if isinstance(item, Document)] == ["a.txt"]
    failures = [item for item in items if isinstance(item, LeftOut)]
    assert ["no such file" in failure.reason for failure in failures] == [True, True]


def test_a_folder_without_files_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("x")
    (failure,) = read_all([tmp_path])
    assert isinstance(failure, LeftOut)
    assert "no file to read" in failure.reason


def test_each_bad_file_is_one_failure_and_all_others_are_read(write: Write, tmp_path: Path) -> None:
    for name, data, _ in CASES[:12]:
        write(f"in/{name}", data)
    write("in/good.txt", "DeepSeek is a company.")
    items = list(read_all([tmp_path / "in"]))
    assert [item.name for item in items if isinstance(item, Document)] == ["good.txt"]
    failures = [item for item in items if isinstance(item, LeftOut)]
    assert sorted(item.document for item in failures) == sorted(case[0] for case in CASES[:12])
    assert all(item.stage == "reading" and "\n" not in item.reason for item in failures)
