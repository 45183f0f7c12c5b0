"""What the finders of every language share: the span, the words around it, the memory of what was said before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kg.extraction.literals.dates import Calendar
from kg.model import Bound, Literal, LiteralKind

#: How far before and behind a figure a word such as "about" is looked for, in code points.
REACH = 28
#: A figure in brackets, as the same sum in another currency: what stands behind it is said of both.
_ASIDE = re.compile(r"\s?[(（][^()（）\n]{0,20}\d[^()（）\n]{0,20}[)）]")


@dataclass(frozen=True, slots=True, order=True)
class LiteralSpan:
    """A literal and where the text has it: `text[start:end] == literal.surface`, in code points, end exclusive.

    `secondary` marks a sum that repeats the one before it in another currency: 6000억달러(863조원).
    """

    start: int
    end: int
    literal: Literal = field(compare=False)
    secondary: bool = field(default=False, compare=False)


@dataclass(slots=True)
class Hedges:
    """The words of one language that loosen a figure, as patterns over the text right before and right behind it."""

    about_before: re.Pattern[str]
    about_after: re.Pattern[str]
    least_before: re.Pattern[str]
    least_after: re.Pattern[str]
    most_before: re.Pattern[str]
    most_after: re.Pattern[str]

    def at(self, text: str, start: int, end: int) -> tuple[bool, Bound | None]:
        """Whether the figure at [start, end) is approximate, and its bound."""
        before = text[max(0, start - REACH):start]
        aside = _ASIDE.match(text, end, end + 2 * REACH)
        after = text[aside.end():aside.end() + REACH] if aside else text[end:end + REACH]
        about = bool(self.about_before.search(before) or self.about_after.match(after))
        bound: Bound | None = None
        if self.least_before.search(before) or self.least_after.match(after):
            bound = "at_least"
        elif self.most_before.search(before) or self.most_after.match(after):
            bound = "at_most"
        return about, bound


@dataclass(slots=True)
class Scan:
    """One pass over one text: the literals found so far, and what later ones lean on."""

    text: str
    hedges: Hedges
    calendar: Calendar
    found: list[LiteralSpan] = field(default_factory=list)
    currency: str = ""
    currency_at: int = -1

    def add(self, kind: LiteralKind, start: int, end: int, value: float, unit: str = "", *,
            about: bool = False, bound: Bound | None = None, plain: bool = False) -> int:
        """Keep a figure with the hedges around it (none are looked for where `plain`); its end."""
        if not plain:
            loose, limit = self.hedges.at(self.text, start, end)
            about, bound = about or loose, bound or limit
        literal = Literal(kind, value, unit, "", about, bound, self.text[start:end])
        self.found.append(LiteralSpan(start, end, literal))
        if kind == "money":
            self.currency, self.currency_at = unit, end
        return end

    def add_date(self, start: int, end: int, date: str) -> int:
        """Keep a date; its end."""
        self.found.append(LiteralSpan(start, end, Literal("date", date=date, surface=self.text[start:end])))
        return end

    def inherited(self, at: int, reach: int) -> str:
        """The currency that the text used last, no more than `reach` code points before `at`; else empty."""
        return self.currency if self.currency and at - self.currency_at <= reach else ""


#: A finder tries to read a literal that begins at an offset; it keeps it and returns its end, or -1.
Finder = Callable[[Scan, int], int]


def run(scan: Scan, trigger: re.Pattern[str], finders: tuple[Finder, ...]) -> None:
    """Try the finders, in order, where the trigger matches. The trigger takes a run of digits whole: time is linear."""
    text, at = scan.text, 0
    while found := trigger.search(text, at):
        at = found.end()
        start = found.start()
        if found.end() - start > LONGEST or inside_name(text, start):
            continue
        for finder in finders:
            end = finder(scan, start)
            if end > start:
                at = end
                break


#: A longer run of digits is no figure that anyone reads.
LONGEST = 32


def inside_name(text: str, start: int) -> bool:
    """Whether what begins here is the tail of a word or of a model's number: GPT-4, H800, v2.5, area51."""
    if start == 0:
        return False
    before = text[start - 1]
    if before.isascii() and (before.isalnum() or before in "_@#/"):
        return text[start].isascii() and not (before == "/" and text[start].isdigit())
    return before in "-." and start > 1 and text[start - 2].isascii() and text[start - 2].isalnum()


def minus(text: str, start: int) -> int:
    """1 where a minus sign, and no dash between figures, stands before the number, else 0."""
    if start == 0 or text[start - 1] not in "-−–":
        return 0
    return int(start == 1 or not (text[start - 2].isalnum() or text[start - 2] == "%"))


_BRACKET = re.compile(r"\s?[(（\[]\s?(?:약|한화(?:로)?|우리 ?돈(?:으로)?|미화|원화로|about|around|roughly|some|approximately|or"
                      r"|nearly|[≈~])?"
                      r"\s?(?:약|about)?\s?$")
_OR = re.compile(r",? or (?:about |around |roughly |some |nearly )?$")


def mark_secondary(text: str, spans: list[LiteralSpan]) -> list[LiteralSpan]:
    """Flag each sum that stands in brackets (or after "or") right behind a sum in another currency."""
    out: list[LiteralSpan] = []
    for span in spans:
        last = out[-1] if out else None
        if (last is not None and not last.secondary and span.literal.kind == last.literal.kind == "money"
                and span.literal.unit != last.literal.unit and span.start - last.end <= REACH):
            between = text[last.end:span.start]
            if (_BRACKET.search(between) and ")" not in between) or _OR.fullmatch(between):
                span = replace(span, secondary=True)
        out.append(span)
    return out
