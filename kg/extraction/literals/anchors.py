"""Where a text says when it was published: a dateline, a date line, a line of copyright."""

from __future__ import annotations

import re

from kg.extraction.literals.dates import MONTH, iso, month_number

#: How much of the beginning and of the end of a text is searched, in code points, and the longest line read.
_HEAD, _TAIL, _LINE = 1500, 500, 400

_Y, _M, _D = r"(?P<y>20[0-9]{2}|19[0-9]{2})", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_NUMERIC = re.compile(rf"(?<![0-9]){_Y}(?P<s>[-./])\s?{_M}(?P=s)\s?{_D}(?![0-9])")
_KOREAN = re.compile(rf"(?<![0-9]){_Y}년 {_M}월(?: {_D}일)?")
_DAY_FIRST = re.compile(rf"{_D}(?:st|nd|rd|th)? (?P<m>{MONTH}),? {_Y}")
_MONTH_FIRST = re.compile(rf"(?P<m>{MONTH}) (?:{_D}(?:st|nd|rd|th)?,? )?{_Y}")
_ANY = (_NUMERIC, _KOREAN, _DAY_FIRST, _MONTH_FIRST)

#: What stands before the date where a line or a dateline gives the date of publication.
_SAYS_SO = re.compile(r"(?:입력|승인|등록|송고|게재|작성|발행|배포|기사입력|최초입력|날짜|[Pp]ublished|[Pp]osted|[Uu]pdated|[Dd]ate[d:]?"
                      r"|[Ff]iled|PUBLISHED|수정|편집)[^\n]{0,30}$")
_DATELINE = re.compile(r"^\W{0,3}(?:[A-Z][\w.'’-]*(?:[ ,/]+[A-Z][\w.'’-]*){0,4}|[가-힣·,/ ]{0,20})[\s,=–—(-]*$")
_BEHIND = re.compile(r"\s*(?:\)|\])?(?:\s*(?:[-–—/:.]|\([A-Z]|$)|(?<=[)\]]))")
#: What may stand before a date that has a line for itself, or ends a line of the masthead; what tells a story instead.
_OWN_LINE = re.compile(r"[·|/,\[(]\s*$|^\W*$|호\s*[·|]?\s*$|\]\s*$")
_TOLD = re.compile(r"[가-힣]{2,}(?:했|였|이)다|출시|발표| [a-z]+ed\b")
_BULLET = re.compile(r"\s*(?:[■▲▷▶•○●◆◇△]|[*] |[-–—] |[0-9]+[.)] )")
_RIGHTS = re.compile(r"(?:©|ⓒ|\([cC]\)|[Cc]opyright)[^\n]{0,20}?(?P<y>20[0-9]{2})|(?P<y2>20[0-9]{2})[^\n]{0,5}(?:©|ⓒ)")
_EDITED = re.compile(r"(?:편집|수정|갱신|last (?:edited|modified|updated))", re.I)


def _date(found: re.Match[str]) -> str | None:
    month = int(found["m"]) if found["m"].isdigit() else month_number(found["m"])
    return iso(int(found["y"]), month, int(found["d"]) if found["d"] else None)


def document_anchor(text: str, language: str) -> str | None:
    """The day, month or year (ISO 8601) on which the text says that it was published; None where it does not say.

    Looked for, in this order: a line that is nothing but a date or says that it is one (입력 2025.01.31, Posted January
    31, 2025), a dateline at the head of a paragraph, the same at the end, a year of copyright.
    `language` chooses nothing yet but keeps the call like `find_literals`.
    """
    del language
    head, tail = text[:_HEAD], text[max(_HEAD, len(text) - _TAIL):]
    for part, first in ((head, True), (tail, False)):
        for line in part.split("\n")[:14 if first else None]:
            line = line.strip()
            if not line:
                continue
            date = _of_line(line[:_LINE], len(line) <= 90)
            if date:
                return date
    rights = _RIGHTS.search(tail or head) or _RIGHTS.search(head)
    return (rights["y"] or rights["y2"]) if rights else None


def _of_line(line: str, short: bool) -> str | None:
    for pattern in _ANY:
        found = pattern.search(line)
        if not found:
            continue
        before, rest = line[:found.start()], line[found.end():]
        if _BULLET.match(line):
            continue
        alone = short and len(rest) <= 24 and bool(_OWN_LINE.search(before)) and not _TOLD.search(rest)
        dateline = bool(len(before) <= 60 and _DATELINE.match(before) and _BEHIND.match(rest) and (before.strip() or rest[:1] in ")]"))
        if _SAYS_SO.search(before) or alone or dateline or (short and _EDITED.search(rest)):
            return _date(found)
    return None
