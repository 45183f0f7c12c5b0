"""A name that a document gives in full is known for the rest of it in its short forms: Liang, 황 CEO, R1, 타이드워터."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from spacy.tokens import Doc

from kg.extraction import columns
from kg.extraction.context import Context
from kg.extraction.located import locate, text_of
from kg.model import Mention
from kg.schema import Schema

_VERSION = re.compile(r"[A-Za-z]{1,8}[- ]?\d[\w.]*")
#: 문샷AI, for short 문샷.
_GLUED = re.compile(r"([가-힣]{2,})[A-Z]{2,3}")
_HANGUL = re.compile(r"[가-힣]")
_WORD = re.compile(r"[가-힣]{4,}")
#: What is left out of a name of one word is at least so long.
_LEFT = 2


def short_forms(doc: Doc, names: Mapping[str, Mention], schema: Schema,
                context: Context) -> Iterator[tuple[int, int, Mention, str]]:
    """Places of the names and of their short forms: (start, end, the mention that made it known, the full name).

    A short form counts only where it belongs to one name of the document. Full names come first.
    """
    ends, starts = set(columns.ends(doc)), set(columns.starts(doc))
    text = text_of(doc)
    for start, end, name in locate(text, {n: n for n in names}):
        if start in starts and (end in ends or _HANGUL.match(text[end:end + 1])):
            yield start, end, names[name], names[name].name
    shorts = _unique(names, context, schema)
    for start, end, short in locate(text, {s: s for s in shorts}):
        if start not in starts or not (end in ends or _HANGUL.match(text[end:end + 1])):
            continue
        if len(short) == 1 and not _before_title(doc, end, context):
            continue
        source, name = shorts[short]
        yield start, end, source, name


def full_names(names: Mapping[str, Mention], schema: Schema, context: Context) -> dict[str, tuple[Mention, str]]:
    """Which of the names are short forms of a fuller one of the same kind: Liang -> Liang Wenfeng, 황 CEO -> 젠슨 황.

    A known name, or one that may be short for two others, stands for itself.
    """
    owners: dict[str, dict[str, tuple[Mention, str]]] = {}
    plainly = {_untitled(name, context) for name in names}
    for name, mention in sorted(names.items()):
        plain = _untitled(name, context)
        for short in (*_shorts(plain, mention.type, context, schema), *_begun(plain, mention.type, context, schema)):
            if short in plainly:
                owners.setdefault(short, {}).setdefault(mention.known or plain, (mention, name))
    found = {}
    for name, mention in names.items():
        of = owners.get(_untitled(name, context), {})
        if mention.known or len(of) != 1:
            continue
        source, full = next(iter(of.values()))
        if source.type == context.titled or schema.ancestors(source.type)[-1] == schema.ancestors(mention.type)[-1]:
            found[name] = (source, full)
    return found


def _untitled(name: str, context: Context) -> str:
    words = name.split()
    return " ".join(words[:-1]) if len(words) > 1 and words[-1].lower() in context.titles else name


def _unique(names: Mapping[str, Mention], context: Context, schema: Schema) -> dict[str, tuple[Mention, str]]:
    owners: dict[str, set[str]] = {}
    found: dict[str, tuple[Mention, str]] = {}
    for name, mention in sorted(names.items()):
        entity = mention.known or name
        for short in _shorts(_untitled(name, context), mention.type, context, schema):
            if short in names or short.lower() in context.never or short.lower() in context.nouns or short.lower() in context.titles:
                continue
            owners.setdefault(short, set()).add(entity)
            found.setdefault(short, (mention, name))
    return {s: found[s] for s in found if len(owners[s]) == 1}


def _shorts(name: str, type_: str, context: Context, schema: Schema) -> Iterator[str]:
    words = name.split()
    if type_ == context.titled:
        if len(words) > 1:
            for word in (words[-1], words[0]):
                if len(word) > 1 and (word[0].isupper() or _HANGUL.match(word)):
                    yield word
            if _HANGUL.match(words[-1]) and len(words[-1]) == 1:
                yield words[-1]
        elif re.fullmatch(r"[가-힣]{3,4}", name):
            yield name[0]
        return
    tail = re.split(r"[- ]", name, maxsplit=1)
    if len(tail) == 2 and _VERSION.fullmatch(tail[1]) and len(tail[1]) > 1 and not tail[0].isdigit():
        yield tail[1]
    elif len(words) > 1 and schema.ancestors(type_)[-1] in context.shortened and len(words[0]) > 3 and (
            words[0][0].isupper() or (_HANGUL.match(words[0]) and len(words) == 2)):
        yield words[0]
    elif (glued := _GLUED.fullmatch(name)) and schema.ancestors(type_)[-1] in context.shortened:
        yield glued[1]


def _begun(name: str, type_: str, context: Context, schema: Schema) -> Iterator[str]:
    """What an organization whose name is one Korean word may be called where the text names it so: 루모라 of 루모라포토니카."""
    if schema.ancestors(type_)[-1] in context.shortened and _WORD.fullmatch(name):
        yield from (name[:n] for n in range(len(name) - _LEFT, 1, -1))


def _before_title(doc: Doc, end: int, context: Context) -> bool:
    """Whether a title follows: 황 CEO, 김 대표."""
    span = doc.char_span(end, min(len(text_of(doc)), end + 1), alignment_mode="expand")
    if span is None or text_of(doc)[end:end + 1] != " ":
        return False
    following = next((t for t in doc[span.end - 1:span.end + 2] if t.idx > end and not t.is_space), None)
    return following is not None and context.is_title(following)
