"""Names inside Korean words: once a name's exact characters are known, what follows it in the word is its particle.

Kiwi guesses at names it has never met (레플리카의 as one noun, 이브|이|다); the stages that find names know better. Before the
structure is read, the morphemes under a name become one proper noun, and the rest of the word is looked up as a particle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

Morphemes = Sequence[tuple[str, str]]

_BASE = {
    "이": "JKS", "가": "JKS", "께서": "JKS", "을": "JKO", "를": "JKO", "의": "JKG", "은": "JX", "는": "JX", "도": "JX", "만": "JX", "까지": "JX", "부터": "JX",
    "조차": "JX", "마저": "JX", "에": "JKB", "에서": "JKB", "에게": "JKB", "에게서": "JKB", "한테": "JKB", "께": "JKB", "로": "JKB", "으로": "JKB",
    "로서": "JKB", "으로서": "JKB", "로써": "JKB", "으로써": "JKB", "로부터": "JKB", "으로부터": "JKB", "보다": "JKB", "처럼": "JKB", "만큼": "JKB", "대로": "JX",
    "와": "JC", "과": "JC", "하고": "JC", "랑": "JC", "이랑": "JC", "이나": "JC", "나": "JC", "라고": "JKQ", "이라고": "JKQ", "라는": "JKQ", "이라는": "JKQ",
    "라며": "JKQ", "이라며": "JKQ",
}
_ADDED = {"는": "JX", "은": "JX", "도": "JX", "만": "JX", "의": "JKG", "까지": "JX"}
_BEFORE_ADDED = ("에", "에서", "에게", "로", "으로", "와", "과", "보다", "까지", "부터", "로부터", "에게서", "만")

#: What may follow a name in its word -> the particles it is made of.
PARTICLES: dict[str, list[tuple[str, str]]] = {form: [(form, tag)] for form, tag in _BASE.items()}
PARTICLES |= {a + b: [(a, "JKB" if _BASE[a] == "JC" else _BASE[a]), (b, tag)] for a in _BEFORE_ADDED for b, tag in _ADDED.items()}
PARTICLES["들"] = [("들", "XSN")]

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
    text = "".join(doc[k].text for k in rest)
    particles = PARTICLES.get(text)
    if particles and rest:
        morphemes[rest[0]] = particles
        for k in rest[1:]:
            morphemes[k] = ()
