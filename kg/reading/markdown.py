"""Markdown: the words without the marks, as a reader sees them. Code blocks and pictures are no prose and are left
out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import ReadingError
from kg.reading.encoding import decode
from kg.reading.parts import MAX_MARKUP_BYTES, Parts
from kg.reading.text import clean

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"---[ \t]*\n(.{0,8000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
#: What a block of fields begins with; without it what stands between two rules is text.
_FIRST_FIELD = re.compile(r"\s*(?:#.*\n\s*)*[\w-]+[ \t]*:")
_FIELD = re.compile(r"^(title|author|date|published)[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
#: Bold that CommonMark does not see, since a letter follows the closing stars: `**가온(Gaon)**는`.
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*\*")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)


def read(data: bytes, where: str) -> Parts:
    """Paragraphs and headings with a blank line between, list items and table cells a line each.

    A block of `key: value` lines between `---` at the top gives title, author and date. ReadingError as for plain
    text, and for a file over MAX_MARKUP_BYTES.
    """
    if len(data) > MAX_MARKUP_BYTES:
        raise ReadingError(
            f"the Markdown file is larger than {MAX_MARKUP_BYTES >> 20} MiB",
            where=where,
            mend="split it, or give it as plain text (.txt)",
        )
    text = clean(decode(data, where))
    fields: dict[str, str] = {}
    front = _FRONT.match(text)
    if front and _FIRST_FIELD.match(front.group(1)):
        fields = {m.group(1).lower(): m.group(2).strip("\"'") for m in _FIELD.finditer(front.group(1))}
        text = text[front.end() :]
    from markdown_it import MarkdownIt  # here, so that a start without Markdown stays fast

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    body = re.sub(r"\n{3,}", "\n\n", "".join(_pieces(tokens))).strip("\n")
    return Parts(
        body,
        fields.get("title") or _heading(tokens),
        fields.get("author"),
        fields.get("date") or fields.get("published"),
    )


def _heading(tokens: list[Token]) -> str | None:
    """The first heading of the first level."""
    for token, following in itertools.pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            return "".join(_inline(following)).strip() or None
    return None


def _pieces(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _BOLD.sub(r"\1", "".join(_inline(token)))
            yield "\n"
        elif token.type == "html_block":
            yield _TAG.sub("", token.content).strip() + "\n"
        elif (token.type in ("paragraph_close", "heading_close") and not token.hidden and token.level == 0) or (
            token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close", "table_close")
        ):
            yield "\n"


def _inline(token: Token) -> Iterator[str]:
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            yield child.content
        elif child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak":
            yield "\n"
