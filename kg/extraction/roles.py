"""What the ends of a sentence fill of its predicates, and so of the frames that these meet."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.extraction.arguments import Arguments
from kg.extraction.frames import Hit

#: The first and the last token of an end: those of one place fill the same. What is carried into a sentence has none.
Span = tuple[int, int]
CARRIED: Span = (-1, -1)
#: Of each end what it has of something, with strengths.
_Roles = dict[Span, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Filled:
    """The hits of frames, by their numbers, whose subject or object an end may be, with strengths."""

    subject_of: Mapping[int, int]
    object_of: Mapping[int, int]


def matched(subject: Filled, object_: Filled) -> Iterator[tuple[int, int, int]]:
    """The hits of frames that fit two ends: (its number, how strongly the one is its subject, and the other its object)."""
    return ((n, strength, object_.object_of[n]) for n, strength in subject.subject_of.items() if n in object_.object_of)


class Roles:
    """What each end of a sentence fills, worked out once: `hits` are the sentence's, `sites` the tokens that an end speaks for, with the
    steps to them; `carried`: whether anything is carried into it.
    """

    def __init__(self, arguments: Arguments, hits: Sequence[tuple[int, Hit]], sites: Mapping[Span, Mapping[int, int]], carried: bool) -> None:
        self.arguments, self.carried = arguments, carried
        self.at: dict[int, list[tuple[Span, int]]] = {}
        for span, own in sites.items():
            for site, steps in own.items():
                self.at.setdefault(site, []).append((span, steps))
        self.known: dict[tuple[int, ...], _Roles] = {}
        self.filled = self._fill(hits)

    def _fill(self, hits: Sequence[tuple[int, Hit]]) -> dict[Span, Filled]:
        subject_of: dict[Span, dict[int, int]] = {}
        object_of: dict[Span, dict[int, int]] = {}
        filling: dict[tuple[int, ...], dict[str, list[tuple[Span, int]]]] = {}  # many frames stand at one word
        by_role: dict[str, list[tuple[Span, int]]]
        for n, (token, hit) in enumerate(hits):
            tokens = (token, *hit.others)
            if tokens not in filling:
                by_role = filling[tokens] = {}
                for span, own in self.of(tokens).items():
                    for role, strength in own.items():
                        by_role.setdefault(role, []).append((span, strength))
            frame = hit.entry.frame
            for span, strength in filling[tokens].get(frame.subject, ()):
                subject_of.setdefault(span, {})[n] = strength
            for span, strength in filling[tokens].get(frame.object, ()):
                object_of.setdefault(span, {})[n] = strength
        return {span: Filled(subject_of.get(span, {}), object_of.get(span, {})) for span in {**subject_of, **object_of}}

    def of(self, tokens: tuple[int, ...]) -> _Roles:
        """The roles of a predicate, or of an idiom's words together."""
        found = self.known.get(tokens)
        if found is None:
            found = self.known[tokens] = self._one(tokens[0]) if len(tokens) == 1 else self._several(tokens)
        return found

    def _one(self, token: int) -> _Roles:
        found: _Roles = {CARRIED: carried_roles(self.arguments, token, self.at)} if self.carried else {}
        for role, fillers in self.arguments.fillers(token).items():
            for site, strength in fillers.items():
                for span, steps in self.at.get(site, ()):
                    own = found.setdefault(span, {})
                    own[role] = max(own.get(role, 1), strength - (steps if steps < 2 else 2))
        return found

    def _several(self, tokens: Sequence[int]) -> _Roles:
        """An idiom's roles are those of all its words; nothing carried fills one that any of them has filled in the sentence."""
        best: _Roles = {}
        for token in tokens:
            for span, roles in self.of((token,)).items():
                own = best.setdefault(span, {})
                for role, strength in roles.items():
                    own[role] = max(strength, own.get(role, 0))
        if self.carried:
            taken = {role for token in tokens for role, fillers in self.arguments.fillers(token).items()
                     if any(site not in tokens and fills(self.arguments, site, self.at) for site in fillers)}
            best[CARRIED] = {role: n for role, n in best[CARRIED].items() if role not in taken}
        return best


def carried_roles(arguments: Arguments, token: int, named: Container[int]) -> dict[str, int]:
    """The roles of a predicate that nothing in the sentence fills, and so may be a carried topic's, with strengths. `named` are the tokens that
    stand for ends.
    """
    if arguments.labels[token] == "aux":
        return {}  # it has no roles of its own to fill
    fillers, verbal, copular = arguments.fillers(token), arguments.verbal(token), arguments.copular(token)
    found = {}
    if "holder" not in fillers:
        found["holder"] = 1
    if not verbal and "agent" not in fillers:
        found["agent"] = 1
    if not any(fills(arguments, site, named) for site in fillers.get("of", ())) and not (verbal and not copular):
        found["of"] = 2
    if verbal and (not arguments.subjects(token) or (arguments.open_gap(token) and not arguments.passive(token))):
        found["holder" if copular else "patient" if arguments.passive(token) else "agent"] = 2
    return found


def fills(arguments: Arguments, site: int, named: Container[int]) -> bool:
    """Whether what has a role leaves nothing else to have it: of a Korean noun a common one before it is only a part (지난해 매출, 시가|총액)."""
    return site in named or not arguments.korean or arguments.labels[site] != "compound"
