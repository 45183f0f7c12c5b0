"""Bracketed pairs: 리카이푸(Lee Kai-fu), Group Relative Policy Optimization (GRPO), KAIST(카이스트): two names of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from kg.extraction.context import Context
from kg.extraction.located import text_of
from kg.extraction.placed import Placed
from kg.model import Mention
from kg.schema import Schema

_BRACKET = re.compile(r"[(（]([^()（）\n]{2,80})[)）]")
_HANGUL = re.compile(r"[가-힣]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ONLY_HAN = re.compile(r"[\u4e00-\u9fff]+")
_PART = re.compile(r"\s*[,;/·]\s*")
_NAME_LATIN = re.compile(r"[A-Z0-9][\w.&'’+-]*(?: (?:[A-Za-z0-9][\w.&'’+-]*|&)){0,6}")
_NAME_HANGUL = re.compile(r"[가-힣A-Za-z0-9.·+-]{2,20}(?: [가-힣A-Za-z0-9.·+-]{1,12}){0,3}")


def bracket_pairs(doc: Doc, mentions: Sequence[Mention], schema: Schema,
                  context: Context) -> tuple[list[Mention], list[tuple[Mention, Mention]]]:
    """The mentions with those that brackets introduce, and the pairs that name one thing."""
    result = Placed(mentions)
    pairs: list[tuple[Mention, Mention]] = []
    for match in _BRACKET.finditer(text_of(doc)):
        left = _left(text_of(doc), match.start(), result)
        previous = left
        for number, (start, end) in enumerate(_parts(match)):
            text = text_of(doc)[start:end]
            inner = result.exactly(start, end)
            overlaps = not result.free(start, end)
            if previous is None:
                previous = _introduce(doc, match.start(), inner, result, context)
                if previous is not None:
                    result.put(previous)
                if previous is None or inner is None:
                    break
            elif inner is None and ((overlaps and (number or not _whole_word(text))) or not _like_name(text, previous.text)
                                    or not context.may_name(text)):
                break
            if inner is None:
                for m in result.over(start, end):
                    result.remove(m)
                inner = Mention(start, end, text, previous.type, text, "bracket", previous.confidence * 0.95, previous.known)
                result.put(inner)
            if not _one_thing(previous, inner, schema):
                break
            inner, previous = _agree(result, inner, previous)
            pairs.append((previous, inner))
    return list(result), _current(pairs, result)


def _left(text: str, bracket: int, mentions: Placed) -> Mention | None:
    end = bracket - 1 if bracket and text[bracket - 1] == " " else bracket
    while end and text[end - 1] in "'’\"”」』>〉*":
        end -= 1
    return mentions.ending(end)


def _parts(match: re.Match[str]) -> list[tuple[int, int]]:
    """The bracket's parts between commas: (start, end) in the text."""
    found = []
    at = match.start(1)
    for piece in _PART.split(match.group(1)):
        start = match.string.index(piece, at) if piece else at
        if piece:
            found.append((start, start + len(piece)))
        at = start + len(piece)
    return found[:3]


def _like_name(text: str, beside: str) -> bool:
    """Whether the text can be another spelling of the name beside it: other script, or its initials."""
    if _HAN.search(text) and not _HANGUL.search(text):
        return len(text) <= 12
    if _HANGUL.search(text):
        return bool(_NAME_HANGUL.fullmatch(text)) and not _HANGUL.search(beside) and not text[0].isdigit()
    if not _NAME_LATIN.fullmatch(text) or not any(c.isalpha() for c in text):
        return False
    if _HANGUL.search(beside):
        return not text[0].isdigit() or any(c.isupper() for c in text)
    return is_acronym(text, beside) or abbreviates(text, beside)


def abbreviates(short: str, full: str) -> bool:
    """Whether two to five capitals stand in that order in the name, and begin it: NVDA, Nvidia; MSFT, Microsoft."""
    if not (re.fullmatch(r"[A-Z]{2,5}", short) and full[:1].upper() == short[0]):
        return False
    rest = iter(full.upper())
    return all(letter in rest for letter in short)


def is_acronym(short: str, full: str) -> bool:
    """Whether the letters of `short` are the initials of `full`, small words left out or not: MIT, UAW, FAIR."""
    letters = re.sub(r"[^A-Za-z0-9]", "", short)
    words = re.findall(r"[A-Za-z0-9]+", full)
    if not 2 <= len(letters) <= 8 or len(words) < 2 or not short[:1].isupper():
        return False
    initials = "".join(w[0] for w in words).upper()
    strong = "".join(w[0] for w in words if w[0].isupper() or w[0].isdigit()).upper()
    return letters.upper().rstrip("S") in (initials.rstrip("S"), strong.rstrip("S"))


def _whole_word(text: str) -> bool:
    return bool(_NAME_LATIN.fullmatch(text))


def _introduce(doc: Doc, bracket: int, inner: Mention | None, mentions: Placed, context: Context) -> Mention | None:
    """The word glued to a bracket that holds a known or recognised name is that name in Hangul: 노드메이즈(NodeMaze)."""
    if inner is None or _HANGUL.search(inner.text):
        return None
    start = bracket
    while start and (text_of(doc)[start - 1].isalnum() or text_of(doc)[start - 1] in "-."):
        start -= 1
    text = text_of(doc)[start:bracket]
    if len(text) < 2 or not _HANGUL.search(text) or not mentions.free(start, bracket) or not context.may_name(text) or text.lower() in context.nouns or any(
            text.endswith(noun) for noun in context.nouns if len(noun) > 1 and inner.text.isupper()):
        return None
    return Mention(start, bracket, text, inner.type, text, "bracket", inner.confidence * 0.9, inner.known)


def _one_thing(a: Mention, b: Mention, schema: Schema) -> bool:
    if a.known and b.known:
        return a.known == b.known
    if b.method == "ner" and (abbreviates(b.text, a.text) or (_HANGUL.search(a.text) and _ONLY_HAN.fullmatch(b.text))):
        return True
    if schema.ancestors(a.type)[-1] == schema.ancestors(b.type)[-1]:
        return _differ_in_script(a.text, b.text) or is_acronym(b.text, a.text) or is_acronym(a.text, b.text)
    return "ner" in (a.method, b.method) and _differ_in_script(a.text, b.text) and not (a.known or b.known)


def _differ_in_script(a: str, b: str) -> bool:
    return bool(_HANGUL.search(a)) != bool(_HANGUL.search(b)) or bool(_HAN.search(a)) != bool(_HAN.search(b))


def _agree(mentions: Placed, inner: Mention, outer: Mention) -> tuple[Mention, Mention]:
    """Give the two one type and one known entity: those of the known one, else of the surer one."""
    lead = inner if inner.known and not outer.known else outer if outer.known or outer.confidence >= inner.confidence else inner
    changed = []
    for m in (inner, outer):
        new = replace(m, type=lead.type, known=lead.known)
        if new != m:
            mentions.put(new)
        changed.append(new)
    return changed[0], changed[1]


def _current(pairs: Sequence[tuple[Mention, Mention]], mentions: Iterable[Mention]) -> list[tuple[Mention, Mention]]:
    """The pairs in terms of the mentions as they are at the end."""
    at = {(m.start, m.end): m for m in mentions}
    return [(at[a.start, a.end], at[b.start, b.end]) for a, b in pairs if (a.start, a.end) in at and (b.start, b.end) in at]
