"""HTML: the main text of a page (trafilatura), with title, author and date from its head. Nothing is ever fetched."""

from __future__ import annotations

import contextlib
import json
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.errors import ReadingError
from kg.reading.encoding import decode
from kg.reading.parts import MAX_MARKUP_BYTES, Parts
from kg.reading.text import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: A page that nests deeper, or has more tags, was not made for readers.
MAX_DEPTH = 200
MAX_TAGS = 200_000

_SMALL = 1000  # characters: below this the library is apt to fall back on a list of all pieces of text

_CHARSET = re.compile(rb"<meta[^<>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
#: An XML declaration (whose encoding no longer holds) and a document type, with the entities that it may define.
_PROLOGUE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,300}\?>)?\s*(?:<!doctype[^<>\[]{0,400}(?:\[[^\]]{0,20000}\])?\s*>)?", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_NO_END = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "optgroup",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "rt",
        "rp",
        "html",
        "head",
        "body",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "nav",
        "form",
        "button",
        "select",
    ]
)

_TITLE = ("og:title", "twitter:title", "dc.title", "headline")
_AUTHOR = ("author", "article:author", "og:article:author", "dc.creator", "dc.creator.name", "byl", "twitter:creator")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "publish_date",
    "publishdate",
    "sailthru.date",
    "date",
    "parsely-pub-date",
)


def read(data: bytes, where: str) -> Parts:
    """The main text, a block a line; where no main text stands out, all visible text.

    The heading (`h1`) comes first even where the library leaves it out. ReadingError where the page is over
    MAX_MARKUP_BYTES, MAX_DEPTH or MAX_TAGS, is binary, or shows no text.
    """
    if len(data) > MAX_MARKUP_BYTES:
        raise ReadingError(
            f"the HTML file is larger than {MAX_MARKUP_BYTES >> 20} MiB", where=where, mend="split it, or give its text"
        )
    named = _CHARSET.search(data[:4096])
    text = clean(decode(data, where, named.group(1).decode("ascii") if named else None))
    _check(text, where)
    import lxml.html  # here, so that a start without HTML stays fast

    text = _PROLOGUE.sub("", text, count=1)
    try:
        # The tree is built here from text, so that the library sees no address and no encoding to guess.
        # `huge_tree` lifts a limit at which the parser drops the rest in silence: size and depth were checked above.
        parser = lxml.html.HTMLParser(no_network=True, remove_pis=True, remove_comments=True, huge_tree=True)
        tree = lxml.html.document_fromstring(text, parser=parser)
        meta = _meta(tree)
        heading = _heading(tree)
        body = _whole_lines(_main_text(tree), tree)
    except Exception as why:  # the libraries raise whatever a hostile page leads them to
        raise ReadingError(
            "the page cannot be read as HTML", where=where, mend="open it in a browser and save its text"
        ) from why
    title = next((meta[name] for name in _TITLE if name in meta), None) or heading or meta.get("title")
    if not body.strip():
        raise ReadingError(
            "the page shows no text", where=where, mend="save it after its scripts have run, or give its text"
        )
    if heading and heading not in " ".join(body[:2000].split()):
        body = f"{heading}\n{body}"
    return Parts(
        body,
        title,
        next((meta[name] for name in _AUTHOR if name in meta and "/" not in meta[name]), None),
        next((meta[name] for name in _PUBLISHED if name in meta), None),
    )


def _check(text: str, where: str) -> None:
    """Counts tags and depth without building a tree; elements whose end tag may be left out do not count as depth."""
    depth = deepest = count = 0
    for count, tag in enumerate(_TAG.finditer(text), 1):
        name = tag.group(2).lower()
        if name not in _NO_END:
            depth = max(0, depth - 1) if tag.group(1) else depth + 1
            deepest = max(deepest, depth)
        if deepest > MAX_DEPTH or count > MAX_TAGS:
            what = (
                f"its tags nest deeper than {MAX_DEPTH}"
                if deepest > MAX_DEPTH
                else f"it has more than {MAX_TAGS:,} tags"
            )
            raise ReadingError(f"the page is not read: {what}", where=where, mend="give its text, or a smaller page")


def _main_text(tree: HtmlElement) -> str:
    import copy

    import trafilatura

    with _quiet():
        # No metadata of the library's: its dates depend on the day on which they are sought.
        found = trafilatura.bare_extraction(
            copy.deepcopy(tree), include_comments=False, include_tables=True, with_metadata=False, favor_recall=True
        )
    text = getattr(found, "text", None) or ""
    return re.sub(r"\n{3,}", "\n\n", text)


def _whole_lines(main: str, tree: HtmlElement) -> str:
    """The main text; from small pages, and from those that the library broke at every tag, by the blocks of the
    page."""
    lines = [line.strip() for line in main.split("\n") if line.strip()]
    broken = sum(1 for line in lines if not any(c.isalnum() for c in line))
    if len(main) >= _SMALL and broken * 20 < len(lines):
        return main
    visible = list(_visible(tree))
    squeezed = "".join(main.split())
    if not lines or len(squeezed) > 100 * _SMALL:
        return "\n".join(visible)
    return "\n".join(line for line in visible if "".join(line.split()) in squeezed) or main


def _visible(tree: HtmlElement) -> Iterator[str]:
    """All text that a reader would see, a line a block."""
    line: list[str] = []
    for event, element in _events(tree):
        if not isinstance(element.tag, str):
            continue
        if element.tag in _BLOCKS and line:
            joined = " ".join("".join(line).split())
            line.clear()
            if joined:
                yield joined
        piece = element.text if event == "start" else element.tail
        if piece:
            line.append(piece)
    if joined := " ".join("".join(line).split()):
        yield joined


def _events(tree: HtmlElement) -> Iterator[tuple[str, Any]]:
    """Start and end of each element in order, those within silent elements left out (their tails are text of the
    outer one)."""
    from lxml import etree

    silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        hush = element.tag in _SILENT
        if hush:
            silent += 1 if event == "start" else -1
        if not silent and not (hush and event == "start"):
            yield event, element


def _heading(tree: HtmlElement) -> str | None:
    """The only `h1` of the page: where there are several none of them is surely the title."""
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    return headings[0] if len(headings) == 1 and headings[0] else None


def _meta(tree: HtmlElement) -> dict[str, str]:
    """What the head says, by lower-case name; JSON-LD fills what the tags leave open."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            meta.setdefault(name.strip().lower(), content[:500])
    for element in tree.iter("time"):
        if element.get("datetime") and (
            element.get("pubdate") is not None or element.get("itemprop") == "datePublished"
        ):
            meta.setdefault("datepublished", str(element.get("datetime")))
    title = tree.find(".//title")
    if title is not None and title.text:
        meta.setdefault("title", " ".join(title.text.split())[:500])
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            _linked_data(script.text or "", meta)
    return meta


def _linked_data(text: str, meta: dict[str, str]) -> None:
    try:
        data = json.loads(text[:1_000_000])
    except (ValueError, RecursionError):
        return
    for item in data if isinstance(data, list) else [data]:
        if not isinstance(item, dict):
            continue
        if isinstance(item.get("datePublished"), str):
            meta.setdefault("datepublished", item["datePublished"])
        if isinstance(item.get("headline"), str):
            meta.setdefault("headline", item["headline"])
        author = item.get("author")
        first = author[0] if isinstance(author, list) and author else author
        name = first.get("name") if isinstance(first, dict) else first
        if isinstance(name, str):
            meta.setdefault("author", name)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the library's remarks about pages off the terminal."""
    loggers = [logging.getLogger(name) for name in ("trafilatura", "readability", "justext", "htmldate")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
