"""What a format hands over: the text and what the file itself says about it, before any rule of ours has looked at
it."""

from __future__ import annotations

from dataclasses import dataclass

#: The largest file that is read, in bytes (64 MiB).
MAX_BYTES = 64 * 1024 * 1024
#: The largest HTML or Markdown file, in bytes (16 MiB): a tree takes many times the room of its text.
MAX_MARKUP_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Parts:
    """The text of a file and its metadata, where the format has any. `published` may still be in any spelling."""

    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
