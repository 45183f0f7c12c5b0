"""Bytes -> text: UTF-8, UTF-16 with a byte order mark, CP949 (EUC-KR) and Windows-1252, each tried strictly.

Strict tries in a fixed order, and no statistics: the same bytes always give the same text, and a damaged file is
refused rather than read as nonsense.
"""

from __future__ import annotations

import codecs
import re

from kg.errors import ReadingError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: What a page may declare -> the codec. Others are not obeyed: some of Python's codecs are slow or are no encodings
#: of text.
_DECLARED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "cp949": "cp949",
    "uhc": "cp949",
    "windows-949": "cp949",
    "ms949": "cp949",
    "johab": "johab",
    "iso-2022-kr": "iso2022_kr",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
}

_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office file (DOC, XLS, HWP)"),
    (b"SQLite format 3\x00", "a database"),
    (b"OggS", "a sound file"),
    (b"ID3", "a sound file"),
    (b"RIFF", "a sound or picture file"),
)
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r\f\v\x1b")
#: Letters and signs that English in Windows-1252 is apt to hold; ÿ, þ and the like are rather signs of damage.
_WESTERN = frozenset("‘’“”„–—…•€£¥©®™°·§×½¼¾«»¡¿àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœšžÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÚÜŒŠŽ\u00a0")


def kind_of(data: bytes) -> str | None:
    """What binary kind the bytes are, in words, by their first bytes and their share of control characters; None for
    text."""
    if data.startswith(tuple(mark for mark, _ in _MARKS)):
        return None
    head = data[:8192]
    for start, kind in _KINDS:
        # A text may well begin with letters such as MZ, ID3 or GIF8: those count only where zero bytes follow.
        if head.startswith(start) and (b"\0" in head or not start.isalnum()):
            return kind
    if b"\0" in data:
        return "a binary file"
    controls = len(head) - len(head.translate(None, _CONTROL))
    return "a binary file" if controls > max(4, len(head) // 50) else None


def decode(data: bytes, where: str, declared: str | None = None) -> str:
    """The bytes as text, without a byte order mark.

    `declared` is the encoding that the file names itself (HTML); it is tried first, where it is a known encoding of
    text.
    ReadingError for binary data and for bytes that none of the encodings reads.
    """
    kind = kind_of(data)
    if kind:
        raise ReadingError(
            f"this is {kind}, not text",
            where=where,
            mend="give text, Markdown, HTML, PDF, DOCX or JSON lines (text as UTF-8, or UTF-16 with a byte order mark)",
        )
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, name, where).lstrip("\ufeff")
    named = _DECLARED.get((declared or "").strip().lower())
    for name in (named, "utf-8") if named else ("utf-8",):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    text = _korean(data)
    if text is None:
        text = _western(data)
    return text if text is not None else _strict(data, "utf-8", where)


def _strict(data: bytes, name: str, where: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as why:
        line = data.count(b"\n", 0, why.start) + 1
        raise ReadingError(
            f"the bytes are not valid {name.upper()} (line {line}, byte {why.start})" + (", nor CP949" if name == "utf-8" else ""),
            where=where,
            mend="save the file as UTF-8",
        ) from None


def _korean(data: bytes) -> str | None:
    """CP949, where it fits and most pairs lie in the plain KS X 1001 plane, as those of real Korean do."""
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError:
        return None
    wide = sum(1 for c in text if c > "\x7f")
    # The rows of Microsoft's extension hold rare syllables; `“The` of Windows-1252 would land there.
    plain = len(re.findall(rb"[\xa1-\xfe][\xa1-\xfe]", data))
    return text if wide and plain >= 0.8 * wide else None


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    wide = [c for c in text if c > "\x7f"]
    return text if len(wide) * 10 <= len(text) and _WESTERN.issuperset(wide) else None
