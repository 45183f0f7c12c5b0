"""Names inside Korean words: once a name's exact characters are known, what follows it in the word is its particle.

Kiwi guesses at names it has never met (레플리카의 as one noun, 이브|이|다); the stages that find names know better. Before the
structure is read, the morphemes under a name become one proper noun, and the rest of the word is looked up as a particle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from kg.particles import PARTICLES

Morphemes = Sequence[tuple[str, str]]

_CLOSERS = "\"'”’)]}〉》」』>,.;:…·!?"


def with_names(doc: Doc, names: Iterable[tuple[int, int]]) -> list[Morphemes]:
    """The document's morphemes, in which each name (start, end in code points) is one proper noun. Names do not overlap."""
    morphemes: list[Morphemes] = list(doc.user_data["kg_morphemes"])
    for start, end in names:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None or not len(span):
            continue
        for token in span:
            morphemes[token.i] = [(token.text, "NNP")] if not token.is_space else ()
        last = span[-1]
        inside = last.text[end - last.idx:]
        if inside:  # the particle stands in the name's own token
            name = last.text[: end - last.idx]
            particles = PARTICLES.get(inside)
            morphemes[last.i] = [(name, "NNP"), *(particles or [(inside, "NNG")])]
            continue
        _particle(doc, last.i, morphemes)
    return morphemes


def _particle(doc: Doc, i: int, morphemes: list[Morphemes]) -> None:
    """Read what follows token i in its word as a particle, where it is one."""
    rest = []
    j = i
    while j + 1 < len(doc) and not doc[j].whitespace_ and not doc[j + 1].is_space:
        j += 1
        if doc[j].text in _CLOSERS:
            break
        rest.append(j)
    if rest and all(tag[0] == "J" for k in rest for _, tag in morphemes[k]):
        return  # Kiwi reads particles there, and knows better which: the 과 of H100과 비슷한 is no "and"
    text = "".join(doc[k].text for k in rest)
    particles = PARTICLES.get(text)
    if particles and rest:
        morphemes[rest[0]] = particles
        for k in rest[1:]:
            morphemes[k] = ()
