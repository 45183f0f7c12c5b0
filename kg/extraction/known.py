"""Known names in a text: the aliases of the seeds, matched without regard to spaces, hyphens and, mostly, case."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from kg.extraction import columns
from kg.extraction.located import desk, text_of
from kg.particles import PARTICLES

#: Left out when names are compared.
_IGNORED = frozenset(" -‐‑‒–—·・\u00a0")
_TO_NOTHING = dict.fromkeys(map(ord, _IGNORED))
#: By code point whether it is kept; all beyond are.
_KEPT = np.ones(max(_TO_NOTHING) + 2, np.bool_)
_KEPT[list(_TO_NOTHING)] = False
_MAX = 60
#: So many letters of a name are looked up first: as many of these as it has (one alone has a Chinese one: 美).
_OPENINGS = (8, 4, 2, 1)


@dataclass(frozen=True, slots=True)
class KnownName:
    """A surface that names a known entity. `risky`: only with support from the context. `adjective`: American, 미국산. `common`: its
    canonical name is no proper name: robotics. `top`: its topmost type; `owner`: what is of that type owns things.
    """

    text: str
    entity: str
    type: str
    risky: bool = False
    adjective: bool = False
    common: bool = False
    top: str = ""
    owner: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    start: int
    end: int
    name: KnownName


@dataclass
class KnownNames:
    """A matcher over many names; `find` is linear in the text for names of bounded length. `lengths` are, by their openings, those of the names,
    longest first; `opening` are the first two letters of any, or the one that is a name.
    """

    names: dict[str, list[KnownName]] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    opening: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[KnownName]) -> KnownNames:
        table: dict[str, list[KnownName]] = {}
        lengths: dict[str, set[int]] = {}
        for name in names:
            key = _key(name.text)
            if not (len(key) > 1 or _chinese(key)) or len(key) > _MAX:
                continue
            entries = table.setdefault(key, [])
            if name not in entries:
                entries.append(name)
            lengths.setdefault(key[:next(n for n in _OPENINGS if len(key) >= n)], set()).add(len(key))
        for entries in table.values():
            entries.sort(key=lambda n: (n.risky, n.adjective, n.entity, n.text))
        return cls(table, {k: sorted(v, reverse=True) for k, v in lengths.items()}, frozenset(k[:2] for k in lengths))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _key(name) in self.names

    def find(self, doc: Doc) -> list[Match]:
        """The longest known name at each token, from left to right, not overlapping."""
        text = text_of(doc)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        kept = np.flatnonzero(_KEPT[np.minimum(codes, len(_KEPT) - 1)])
        squeezed = text.translate(_TO_NOTHING).casefold()
        if len(squeezed) != len(kept):  # casefolding that changes lengths (ß): fall back to simple lower case
            squeezed = "".join(text[i].lower()[:1] for i in kept.tolist())
        ends = set(columns.ends(doc))
        found: list[Match] = []
        busy = 0
        starts = columns.starts(doc)
        for start, n in zip(starts, np.searchsorted(kept, starts).tolist(), strict=True):
            if start < busy or (squeezed[n:n + 2] not in self.opening and squeezed[n:n + 1] not in self.opening) or kept[n] != start:
                continue
            match = self._at(text, squeezed, kept, n, ends)
            if match is not None:
                found += self._parted(match, starts[bisect_right(starts, match.start):bisect_left(starts, match.end)], text) or [match]
                busy = match.end
        return found

    def _parted(self, match: Match, inner: Sequence[int], text: str) -> list[Match]:
        """A phrase that begins with its owner's name, and whose rest alone names the same thing, is two: US | export controls; but
        Claude Opus 4 and Google DeepMind are one: no product owns another, and what is of one kind with its owner is called after it.
        Beside its owner a risky name is none: Naver | Whale. `inner` are where its other tokens begin.
        """
        for begin in inner:
            rest = next((n for n in self.names.get(_key(text[begin:match.end]), ()) if n.entity == match.name.entity), None)
            if rest is None or text[begin] in _IGNORED or len(_key(text[begin:match.end])) < 4:
                continue  # DeepSeek R1 is one name: R1 alone is no phrase
            key = _key(text[match.start:begin])
            for owner in (key, key.removesuffix("의"), key.removesuffix("'s")):
                names = [n for n in self.names.get(owner, ()) if n.owner and not n.risky and n.top != match.name.top]
                if names:
                    return [Match(match.start, match.start + len(text[match.start:begin].rstrip("".join(_IGNORED))) - (len(key) - len(owner)), names[0]),
                            Match(begin, match.end, replace(rest, risky=match.name.risky))]
        return []

    def _at(self, text: str, squeezed: str, kept: NDArray[np.intp], n: int, ends: set[int]) -> Match | None:
        for opening in _OPENINGS:
            for length in self.lengths.get(squeezed[n:n + opening], ()):
                entries = self.names.get(squeezed[n:n + length])
                if entries and n + length <= len(kept):
                    start, end = int(kept[n]), int(kept[n + length - 1]) + 1
                    name = _written(entries, text, start, end, ends)
                    if name is not None:
                        return Match(start, end, name)
        return None


def _written(entries: Sequence[KnownName], text: str, start: int, end: int, ends: set[int]) -> KnownName | None:
    """The first of the names that the text has there, as it may be written, and ending where a word does."""
    surface = text[start:end]
    if "\n" in surface or desk(text, end) or (end - start == 1 and not _alone(text, start, end)) or (end not in ends and not _latin_stop(text, end) and not _particle(text, start, end, ends)
                                                                            and not _its_head(text, start, end, ends)):
        return None
    return next((name for name in entries if surface == name.text or _written_as(surface, name.text)), None)


def _chinese(text: str) -> bool:
    return bool(text) and all("\u4e00" <= c <= "\u9fff" for c in text)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether one letter stands for a whole name: 美 상무부, 美·中; but no part of a word (訪美, 14日) and no number of a part ((中))."""
    before, after = text[start - 1:start], text[end:end + 1]
    return not before.isalnum() and not _chinese(after) and before + after not in ("()", "[]", "（）")


def _latin_stop(text: str, end: int) -> bool:
    """Whether a name may end before this character though no token does: a plural s, or a particle glued to Latin letters."""
    return end < len(text) and text[end - 1].isascii() and ("가" <= text[end] <= "힣")


def _particle(text: str, start: int, end: int, ends: set[int]) -> bool:
    """Whether all that the tokenizer has left glued to a longer Hangul name is a particle: 차이나|의, read as one unknown noun."""
    rest = next((text[end:end + n] for n in (1, 2) if end + n in ends), "")
    return rest in PARTICLES and end - start > 3 and "가" <= text[end - 1] <= "힣"


def _its_head(text: str, start: int, end: int, ends: set[int]) -> bool:
    """Whether the word goes on with who heads what has the name, a long Hangul one: LG AI연구원|장."""
    return text[end:end + 1] == "장" and end + 1 in ends and end - start > 4 and "가" <= text[end - 1] <= "힣"


def _written_as(surface: str, name: str) -> bool:
    """Whether a text may write the name so."""
    return (_same_case(surface, name) and not _run_together(surface, name) and not _torn_apart(surface, name)
            and (len(surface) - surface.count(" ") >= 4 or surface.count(" ") == name.count(" ")))


def _same_case(surface: str, name: str) -> bool:
    """Lower-case text does not name what is written with capitals (apple is not Apple); capitals may stand for any."""
    letters = [c for c in name if c.isalpha()]
    if not letters or not letters[0].isupper():
        return True
    first = next((c for c in surface if c.isalpha()), "")
    return not first.islower()


def _torn_apart(surface: str, name: str) -> bool:
    """Whether the text parts before a small letter what the name has as one: not a is no Nota, 3 billion no 3billion."""
    parted = [after for before, after in pairwise(surface) if before.isspace()]
    return len(parted) > sum(map(str.isspace, name)) and any("a" <= c <= "z" for c in parted)


def _run_together(surface: str, name: str) -> bool:
    """Whether the text has as one lower-case word what the name parts before a capital: Models is no Model S."""
    at = 0
    for i, c in enumerate(name):
        if c in _IGNORED:
            continue
        parted = at < len(surface) and surface[at] in _IGNORED
        while at < len(surface) and surface[at] in _IGNORED:
            at += 1
        if i and name[i - 1] in _IGNORED and not parted and c.isupper() and at and surface[at - 1:at + 1].islower() and surface[at - 1:at + 1].isalpha():
            return True
        at += 1
    return False


def _key(text: str) -> str:
    return text.translate(_TO_NOTHING).casefold()
