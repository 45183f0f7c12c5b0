"""Where the names of a document's entities stand, and which of them the text itself shows to be one thing's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.llm.sentences import Span
from kg.model import name_key

#: What may follow a Hangul name within its word: particles, the copula, suffixes. 카카오가 is Kakao, 카카오톡 is not.
_AFTER = ("은|는|이|가|을|를|의|에|도|와|과|로|으로|만|까지|부터|서|께|처럼|보다|라|란|며|고|나|든|야|요|다|였|입니|인|측|사(?![가-힣])|들|등|간|발|산|"
          "판|계|식|형|내|외|행|조차|마저|뿐|밖|별|당|씨|님|여|아(?![가-힣])|하고|랑|이랑|한테")
_LATIN, _HANGUL = "A-Za-z0-9", "가-힣"
#: What stands between two names that the text equates: 리카이푸(Lee Kai-fu), Bureau of Industry and Security ("BIS").
_APPOSED = re.compile(r"\s?[(（\[]\s?(?:[^()（）\[\]\n]{0,40}?[:·,]\s?)?[\"'“‘]?")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A name of the entity `owner` in the text (code points, end exclusive); an empty owner is a known name of no entity here."""

    start: int
    end: int
    owner: str


def pattern(name: str) -> re.Pattern[str]:
    """Matches a name as a word or words of its own, with any white space between them."""
    body = r"\s+".join(re.escape(part) for part in name.split())
    left = right = ""
    if re.match(f"[{_LATIN}]", name):
        left = rf"(?<![{_LATIN}])" + (r"(?<!\d\.)" if name[0].isdigit() else "")
    elif re.match(f"[{_HANGUL}]", name):
        left = f"(?<![{_HANGUL}])"
    if re.search(r"\d", name):
        left += r"(?<![\w]-)"
    if re.search(f"[{_LATIN}]$", name):
        # H800s and TPUs are the H800 and the TPU; GPT-4o, GPT-4.5 and H8000 are not GPT-4 or the H800.
        right = rf"(?:(?![{_LATIN}])|(?=s(?![{_LATIN}])))" + (r"(?!\.\d)(?!-[A-Z])" if name[-1].isdigit() else "")
    elif re.search(f"[{_HANGUL}]$", name):
        right = f"(?=[^{_HANGUL}]|$|{_AFTER})"
    return re.compile(f"{left}{body}{right}(?!-\\w*\\d)")


def places(text: str, names: Iterable[tuple[str, str]], silent: Sequence[Span] = ()) -> list[Place]:
    """The places of (owner, name) pairs, sorted; of overlapping ones the longest, but for what is named within a name that describes.
    None lies within the spans `silent`.
    """
    found: list[Place] = []
    for owner, name in dict.fromkeys(names):
        if name.strip():
            found += [Place(m.start(), m.end(), owner) for m in pattern(name.strip()).finditer(text)]
    found.sort(key=lambda p: (p.start - p.end, p.owner == "", p))
    kept: list[Place] = []
    taken: list[Span] = []
    for place in found:
        at = bisect_left(taken, (place.start, place.end))
        # One surface may name two entities of an answer (a firm and its app): both keep it.
        clash = any(s < place.end and place.start < e and ((s, e) != (place.start, place.end) or place.owner == "")
                    and not descriptive(text[s:e]) for s, e in taken[max(0, at - 1):at + 2])
        if clash or any(s < place.end and place.start < e for s, e in silent):
            continue
        kept.append(place)
        if taken[at:at + 1] != [(place.start, place.end)]:
            taken.insert(at, (place.start, place.end))
    return sorted(kept)


def descriptive(name: str) -> bool:
    """Whether a name describes rather than names (controls on exports to China): what is named within it stands on its own."""
    return name[:1].islower() and " " in name


def same_thing(first: str, second: str, text: str, known: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Whether two names of one entity are so by more than the model's word: as known, by form, or by brackets in the text.

    `known` are the ids of known entities that bear either name.
    """
    ids, other = known
    if ids and other:
        return bool(ids & other)
    if name_key(first) == name_key(second):
        return True
    return _short_form(first, second) or _short_form(second, first) or _bracketed(first, second, text) or _bracketed(
        second, first, text)


def _short_form(short: str, full: str) -> bool:
    """R1 of DeepSeek-R1, Intel of Intel Corporation, TSMC of Taiwan Semiconductor Manufacturing Company; never GPT-4 of GPT-4o."""
    if re.findall(r"\d+", short) != re.findall(r"\d+", full):
        return False
    parts = re.findall(r"[^\W_]+", full)
    wanted = re.findall(r"[^\W_]+", short)
    if not wanted or len(wanted) > len(parts):
        return False
    if any(parts[i:i + len(wanted)] == wanted for i in range(len(parts) - len(wanted) + 1)):
        return True
    initials = "".join(p[0] for p in parts if p[0].isupper())
    return len(wanted) == 1 and len(short) >= 2 and short.isupper() and initials == short


def _bracketed(outer: str, inner: str, text: str) -> bool:
    return any(
        re.match(f"{_APPOSED.pattern}{re.escape(inner)}(?![{_LATIN}{_HANGUL}])", text[m.end():m.end() + 60 + len(inner)])
        for m in pattern(outer).finditer(text))
