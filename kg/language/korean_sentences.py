"""Where Korean sentences begin, from tokens and their Kiwi tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: A quotation or bracket of at most this many code points is never split.
SHORT = 200

_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", "〈": "〉", "<": ">", '"': '"', "'": "'"}
_CLOSERS = frozenset(")]}”’」』》〉>\"'")
_ENDERS = frozenset(".!?。！？…")
#: What ends a line, as a set of a regular expression has it; and where it does.
BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
NEWLINE = re.compile(f"[{BREAKS}]")
_ABBREVIATION = re.compile(
    r"(?:.*\.)?[A-Za-z]|Inc|Co|Corp|Ltd|LLC|Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|No|vs|Vol|Fig|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
#: A token so tagged goes on with the sentence: a particle, an ending, a copula after a quotation ("…했다."며, "…했다." 라고).
_GOES_ON = re.compile(r"J|E[CPT]|VCP|XS")


def sentence_starts(words: Sequence[str], spaces: Sequence[bool], tags: Sequence[str]) -> list[bool | int | None]:
    """One flag a token. A sentence ends at a line's end, and after `.`, `!` or `?` (and what closes after it) but not within
    a short quotation or bracket, a number, a name, an abbreviation, or before a particle.
    """
    count = len(words)
    starts: list[bool | int | None] = [False] * count
    inside = _inside(words, spaces)
    line = True
    ended = False
    first = 0
    for i, word in enumerate(words):
        if line or (ended and _may_start(i, words, spaces, tags)):
            if not word.isspace() or i == 0:
                starts[i] = True
                first = i
                line = ended = False
        elif ended and not (word in _CLOSERS or word[0] in _ENDERS or word.isspace()):
            ended = False
        if word.isspace():
            line = line or bool(NEWLINE.search(word))
        elif word[0] in _ENDERS and not inside[i]:
            ended = _ends(i, words, spaces, tags, first)
        elif word in _CLOSERS and i and words[i - 1][-1] in _ENDERS and not inside[i] and inside[first]:
            # Only where the quotation is the whole sentence: not for 그는 (처음이다.) 말했다.
            ended = _ends(i - 1, words, spaces, tags, first)
    return starts


def _may_start(i: int, words: Sequence[str], spaces: Sequence[bool], tags: Sequence[str]) -> bool:
    """Whether token i, after an end mark, begins a sentence: not what closes the one before, nor a particle."""
    word = words[i]
    if word.isspace() or word[0] in _ENDERS or _GOES_ON.match(tags[i]):
        return False
    apart = spaces[i - 1] or words[i - 1].isspace()
    if word in _CLOSERS and not apart:
        return False
    return apart or "가" <= word[0] <= "힣" or word in _PAIRS


def _ends(i: int, words: Sequence[str], spaces: Sequence[bool], tags: Sequence[str], first: int) -> bool:
    """Whether the mark at token i ends the sentence that began at token `first`."""
    if words[i][0] in "!?！？。":
        return True
    if i == first:
        return False
    before, tag = words[i - 1], tags[i - 1]
    apart = spaces[i] or (i + 1 < len(words) and words[i + 1].isspace())
    follows = i + 1 < len(words) and words[i + 1] not in _CLOSERS and not words[i + 1].isspace()
    if words[i][0] == "…" or words[i].startswith(".."):
        return "EF" in tag and (apart or not follows)
    if "EF" in tag:
        return True
    if tag.startswith("SN"):
        return i - 1 != first and not (i + 1 < len(words) and tags[i + 1].startswith("SN"))
    if before[-1:].isascii() and _ABBREVIATION.fullmatch(before):
        return False
    return apart or not follows


def _stands_alone(words: Sequence[str], opening: int, closing: int) -> bool:
    """Whether a quotation is no part of a sentence: it begins after one, or its line, and ends its line (an answer)."""
    after = words[closing + 1] if closing + 1 < len(words) else "\n"
    before = words[opening - 1] if opening else "\n"
    return bool(NEWLINE.search(after)) and (bool(NEWLINE.search(before)) or before[-1] in ".?!:")


def _inside(words: Sequence[str], spaces: Sequence[bool]) -> list[bool]:
    """One flag a token: whether it lies within a short quotation or bracket of its line (the closing mark does not)."""
    inside = [False] * len(words)
    open_at: list[tuple[str, int, int]] = []
    at = 0
    for i, word in enumerate(words):
        if word.isspace() and NEWLINE.search(word):
            open_at.clear()
        elif word in _CLOSERS and any(mark == word for mark, _, _ in open_at):
            while open_at:
                mark, began, place = open_at.pop()
                if mark == word:
                    if at - place <= SHORT and not _stands_alone(words, began, i):
                        inside[began:i] = [True] * (i - began)
                    break
        elif word in _PAIRS:
            open_at.append((_PAIRS[word], i, at))
            del open_at[:-8]
        at += len(word) + spaces[i]
    return inside
