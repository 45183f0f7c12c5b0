"""Find the given names in a text: for training on annotated documents, and for names that a document has made known."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc

from kg.romanization import romanised


def text_of(doc: Doc) -> str:
    """The document's text; spaCy joins it anew from all tokens each time that it is asked."""
    text = doc.user_data.get("kg_text")
    if not isinstance(text, str):
        text = doc.user_data["kg_text"] = doc.text
    return text


def seen(doc: Doc, name: str) -> str:
    """The name as those know names who learned them from texts in the language of the Doc: 네이버 in English as Neibeo."""
    return name if doc.lang_ == "ko" else romanised(name)


def desk(text: str, end: int) -> bool:
    """Whether what ends there goes on to name who heads a desk or a department: 산업부|장. A ministry of the name has a minister."""
    return text[end - 1:end + 1] == "부장"


def locate(text: str, names: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """Every occurrence of every name (name -> label), longest first, not overlapping: (start, end, label), sorted.

    A name of Latin letters or digits must not continue on either side with one; a Hangul name may be followed by anything.
    """
    taken = bytearray(len(text))
    found = []
    for name in sorted(names, key=lambda n: (-len(n), n)):
        if not name:
            continue
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if not any(taken[at:end]) and _edges(text, at, end):
                taken[at:end] = b"\1" * len(name)
                found.append((at, end, names[name]))
            at = text.find(name, at + 1)
    return sorted(found)


def _edges(text: str, start: int, end: int) -> bool:
    return not (_joins(text, start - 1, start) or _joins(text, end - 1, end))


def _joins(text: str, a: int, b: int) -> bool:
    """Whether the characters at a and b belong to one word of Latin letters or digits, or one Hangul word to the left."""
    if a < 0 or b >= len(text):
        return False
    return _latin(text[a]) and _latin(text[b])


def _latin(c: str) -> bool:
    return c.isascii() and c.isalnum()
