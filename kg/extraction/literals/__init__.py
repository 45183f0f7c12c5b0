"""Literals by rule: sums of money, percentages, dates and quantities in Korean and English text.

Regular expressions alone, each compiled once and bounded, so that the time is linear in the text whatever it holds.
"""

from __future__ import annotations

from kg.extraction.literals import english, korean
from kg.extraction.literals.anchors import document_anchor
from kg.extraction.literals.dates import Calendar
from kg.extraction.literals.spans import LiteralSpan, Scan, mark_secondary, run
from kg.model import Literal

__all__ = ["LiteralSpan", "as_growth", "document_anchor", "find_literals"]


def find_literals(text: str, language: str, *, anchor: str | None = None) -> list[LiteralSpan]:
    """The literals of a text, sorted by offset and disjoint; `text[s.start:s.end] == s.literal.surface`.

    `language` is `ko` or `en`; any other is read as English. `anchor` is the day (ISO 8601, at any precision) on which
    the text was published: by it 지난달, last year and a bare "in March" become dates. Without it they lean on the dates
    that the text has named before them, and yield nothing where it has named none. An anchor that is no date counts as
    none.

    Multiples (27배, doubled) are quantities in `times`, percentage points are quantities in `percentage points`. The
    sign of a percent is that of the text: that a price fell is for the sentence to say.
    """
    if language == "ko":
        scan = Scan(text, korean.HEDGES, Calendar(anchor))
        run(scan, korean.TRIGGER, korean.FINDERS)
    else:
        scan = Scan(text, english.HEDGES, Calendar(anchor))
        run(scan, english.TRIGGER, english.FINDERS)
    return mark_secondary(text, scan.found)


def as_growth(literal: Literal) -> Literal | None:
    """The percentage by which something grew: `2 times` -> 100%; a percent is itself; None for anything else."""
    if literal.kind == "percent":
        return literal
    if literal.kind == "quantity" and literal.unit == "times" and literal.value is not None:
        value = round((literal.value - 1) * 100, 6)
        return Literal("percent", value, "", "", literal.approximate, literal.bound, literal.surface)
    return None
