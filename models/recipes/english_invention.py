"""Invented names, so that a model learns how names stand in a sentence rather than which there are."""

from __future__ import annotations

import random


def invent_word(chance: random.Random) -> str:
    """One capitalised word: Zelmora, Trebridge, KORani, xVanta."""
    pick = chance.choice
    word = "".join(pick(_ONSETS) + pick(_VOWELS) for _ in range(pick((1, 2, 2, 3)))) + pick(_CODAS)
    if chance.random() < 0.2:
        word += pick(_TAILS)
    word = word.capitalize()
    if chance.random() < 0.1:
        word = pick((word.upper() if len(word) < 6 else word, word + "AI", word + pick(_CAPITAL_TAILS), "x" + word))
    return word


def invent_model(chance: random.Random, word: str) -> str:
    """A name as those of language models: Zelmora-3, ZelmoraLM 70B, zelmora-2.5-mini."""
    pick = chance.choice
    number, tail = _number(chance), pick(("", "", "", "-mini", " Pro", " Mini", "-Instruct", "-Chat", " Ultra", "-Base", "-Coder"))
    base = pick((word, word, f"{word}LM", f"{word}GPT", word.lower(), word.upper()[:4]))
    return pick((f"{base}-{number}{tail}", f"{base} {number}{tail}", f"{base} {number}", f"{base}-{number}", base.capitalize()))


def invent_chip(chance: random.Random, word: str) -> str:
    """A name as those of chips: KX400, H-70i, Zelmora B2."""
    pick = chance.choice
    letters = "".join(pick("ABCDEGHKLMNPRSTVX") for _ in range(chance.randint(1, 3)))
    code = f"{letters}{pick(('', '-'))}{chance.randint(1, 99) * pick((1, 10, 100))}{pick(('', '', 'X', 's', 'i'))}"
    return pick((code, code, f"{word} {code}", word, f"{word} {_number(chance)}"))


def _number(chance: random.Random) -> str:
    pick, digit = chance.choice, chance.randint(1, 9)
    return pick((str(digit), f"{digit}.{chance.randint(1, 9)}", f"V{chance.randint(1, 5)}", f"{chance.randint(1, 700)}B",
                 f"{pick('ABCHKLMPRSTVX')}{digit}{pick(('', '0', '00', '00X', 'e'))}"))


_ONSETS = ("b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pr", "qu", "r", "s", "sh", "st",
           "t", "tr", "v", "w", "x", "y", "z", "zh", "th", "")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ia", "ea", "ei", "ou", "y", "oo")
_CODAS = ("", "n", "x", "r", "l", "s", "m", "ng", "th", "ra", "no", "va", "tek", "don", "ly", "k", "nd", "rt")
_TAILS = ("soft", "wave", "forge", "mind", "field", "stone", "light", "works", "chip", "net", "labs", "well", "bridge", "path")
_CAPITAL_TAILS = ("Tech", "Bot", "Mind", "Works", "Ware", "Scale", "Core")
