"""Stretches of a text that yield no claims: forms, menus, bylines, copyright lines, lists of other articles.

They are marked, never cut, so that offsets are those of the text as it was read. The rules know the habits of Korean
and English pages and no subject. Most hold at the edges of a text alone, since the same words in its midst may be its
subject; what a rule is not sure of stays unmarked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from kg.reading import boilerplate_rules as rules

Span = tuple[int, int]
_MAX_LINE = 2000  # longer lines are prose: only their two ends are looked at
_HEAD_LINES = 6
_TAIL_LINES = 4
_TAIL_SHARE = 0.6
_MIN_REPEATED = 20  # shorter lines are repeated for good reasons (headings, names in an interview)
_MAX_REPEATED = 5000


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: `start` and `end` of its stripped text, and whether it stands near an edge of the
    document."""

    start: int
    end: int
    text: str
    number: int
    head: bool
    tail: bool

    @property
    def edge(self) -> bool:
        return self.tail or (self.head and self.number > 0)


def find_boilerplate(text: str) -> tuple[Span, ...]:
    """The spans (start, end; code points, end exclusive) that yield no claims: sorted, disjoint, none empty."""
    lines = list(_lines(text))
    spans = [*_whole_lines(lines), *_sections(lines), *_repeated(lines), *_prompt(lines)]
    for line in lines:
        spans.extend(_within(line))
    return _merged(text, spans)


def _lines(text: str) -> Iterator[_Line]:
    places: list[Span] = []
    position = 0
    while position <= len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        start = position
        while start < end and text[start].isspace():
            start += 1
        stop = end
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if start < stop:
            places.append((start, stop))
        position = end + 1
    for number, (start, stop) in enumerate(places):
        tail = number > 0 and (number >= len(places) - _TAIL_LINES or start >= _TAIL_SHARE * len(text))
        # Long lines are not copied whole: no rule looks further than their two ends.
        yield _Line(start, stop, text[start : min(stop, start + _MAX_REPEATED)], number, number < _HEAD_LINES, tail)


def _whole_lines(lines: list[_Line]) -> Iterator[Span]:
    for line in lines:
        if line.end - line.start <= _MAX_LINE and (_anywhere(line) or (line.edge and _at_edge(line)) or _first(line)):
            yield line.start, line.end


def _anywhere(line: _Line) -> bool:
    text = line.text
    return (len(text) <= 200 and rules.LINES_ANYWHERE.fullmatch(text) is not None) or _is_hashtags(text)


def _at_edge(line: _Line) -> bool:
    text = line.text
    return len(text) <= 400 and (rules.LINES_AT_EDGE.fullmatch(text) is not None or is_byline(text))


def _first(line: _Line) -> bool:
    """The first line is as a rule the title: only the name of a platform or a note to editors is none."""
    return line.number == 0 and rules.FIRST_LINES.fullmatch(line.text) is not None


def _is_hashtags(text: str) -> bool:
    words = text.replace(",", " ").split()
    return bool(words) and all(len(word) > 1 and word[0] in "#＃" and word[1] not in "#＃" for word in words)


def is_byline(text: str) -> bool:
    """Whether a line is the reporter's alone: `글·사진=홍길동 기자 a@example.com`, `by Ann Lee`, `(Reporting by A.
    Lee)`."""
    if len(text) > 120:
        return False
    if rules.ENGLISH_BYLINE.fullmatch(text) or rules.REPORTING.fullmatch(text):
        return True
    words = rules.BYLINE_WORD.findall(text)
    if not 1 <= len(words) <= 12 or len(text) > 80:
        return False
    role = email = False
    after_label = False
    for place, word in enumerate(words):
        if rules.EMAIL.fullmatch(word):
            email = True
        elif rules.ROLE.fullmatch(word):
            if place == 0 and len(words) == 1:
                return False
            role = True
        elif word in rules.LABELS:
            after_label = True
        elif role and not after_label:
            return False  # words after the reporter are a sentence, not a byline
        elif not (rules.NAME.fullmatch(word) or (after_label and role)):
            return False
    return role or (email and len(words) <= 3)


def _within(line: _Line) -> Iterator[Span]:
    """The ends of a line, and sentences of a line near the end of the text."""
    if line.head and (m := rules.DATELINE.match(line.text[:200])):
        yield line.start, line.start + m.end()
    if line.end - line.start <= _MAX_LINE:
        for credit in rules.INLINE_CREDITS.finditer(line.text):
            yield line.start + credit.start(), line.start + credit.end()
        if line.edge:
            yield from _prompts(line)
    if line.tail and line.end - line.start <= _MAX_REPEATED:
        cut = max(0, len(line.text) - 400)
        if m := rules.COPYRIGHT_END.search(line.text, cut):
            yield line.start + m.start(), line.end


def _prompts(line: _Line) -> Iterator[Span]:
    """The sentences that ask the reader to subscribe, share or comment, or that decline liability."""
    starts = [0, *(m.end() for m in rules.SENTENCE_END.finditer(line.text)), len(line.text)]
    for start, end in itertools.pairwise(starts):
        sentence = line.text[start:end].strip()
        if sentence and len(sentence) <= 200 and rules.PROMPTS.search(sentence):
            yield line.start + start, line.start + start + len(line.text[start:end].rstrip())


def _sections(lines: list[_Line]) -> Iterator[Span]:
    """What a heading announces: reader comments to the end of the text, other articles to the end of their list."""
    half = lines[-1].end / 2 if lines else 0
    for index, line in enumerate(lines):
        if len(line.text) > 120:
            continue
        if line.start >= half and rules.COMMENTS_HEADING.fullmatch(line.text):
            yield line.start, lines[-1].end
            return
        if line.number > 0 and rules.LIST_HEADING.fullmatch(line.text):
            yield line.start, line.end
            for item in lines[index + 1 : index + 31]:
                if not _is_item(item):
                    break
                yield item.start, item.end


def _is_item(line: _Line) -> bool:
    text = line.text
    if len(text) > 160:
        return False
    if rules.BULLET.match(text):
        return not rules.KOREAN_SENTENCE.search(text)
    return line.tail and len(text) <= 80 and not text.endswith((".", "?", "!", ":", "。"))


def _repeated(lines: list[_Line]) -> Iterator[Span]:
    """A paragraph that stands word for word a second time (the caption of a picture, a pull quote)."""
    seen: set[str] = set()
    for line in lines:
        if not _MIN_REPEATED <= line.end - line.start < _MAX_REPEATED:
            continue
        words = " ".join(line.text.split())
        if words in seen:
            yield line.start, line.end
        seen.add(words)


def _prompt(lines: list[_Line]) -> Iterator[Span]:
    """What a writer asked of a machine, shown at the end: a label by itself, then a quotation that asks for a text."""
    for index, line in enumerate(lines[:-1]):
        if not (line.tail and rules.PROMPT_LABEL.fullmatch(line.text)):
            continue
        block = lines[index + 1 : index + 13]
        if block[0].text[0] not in "\"“'‘「" or not any(rules.PROMPT_REQUEST.search(item.text) for item in block[:2]):
            continue
        yield line.start, line.end
        for item in block:
            yield item.start, item.end
            if item.text[-1] in "\"”'’」":
                break


def _merged(text: str, spans: list[Span]) -> tuple[Span, ...]:
    """Sorted, and joined where they overlap or where white space alone lies between."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and (start <= merged[-1][1] or text[merged[-1][1] : start].isspace()):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
