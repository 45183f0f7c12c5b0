"""Mentions by where they stand in a text, none over another, so that a text with thousands of names is read in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model import Mention


class Placed:
    """A set of mentions that do not overlap: whoever puts one in sees to that. Offsets are code points, end exclusive."""

    def __init__(self, mentions: Iterable[Mention] = ()) -> None:
        self._at: dict[int, Mention] = {}
        self._starts: dict[int, Mention] = {}
        for m in mentions:
            self.put(m)

    def put(self, mention: Mention) -> None:
        """Take a mention in, in the place of one with the same span."""
        self._at.update(dict.fromkeys(range(mention.start, mention.end), mention))
        self._starts[mention.start] = mention

    def remove(self, mention: Mention) -> None:
        """Take a mention out."""
        for n in range(mention.start, mention.end):
            del self._at[n]
        del self._starts[mention.start]

    def over(self, start: int, end: int) -> list[Mention]:
        """Those that overlap the stretch, from left to right."""
        found: list[Mention] = []
        while start < end:
            m = self._at.get(start)
            if m is not None:
                found.append(m)
            start = start + 1 if m is None else m.end
        return found

    def free(self, start: int, end: int) -> bool:
        """Whether none overlaps the stretch."""
        return self._at.keys().isdisjoint(range(start, end))

    def ending(self, end: int) -> Mention | None:
        """The one that ends there."""
        found = self._at.get(end - 1)
        return found if found is not None and found.end == end else None

    def exactly(self, start: int, end: int) -> Mention | None:
        """The one with that span."""
        found = self._at.get(start)
        return found if found is not None and (found.start, found.end) == (start, end) else None

    def __iter__(self) -> Iterator[Mention]:
        """From left to right."""
        return (self._starts[n] for n in sorted(self._starts))
