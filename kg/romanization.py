"""Hangul in Latin letters: what has been trained on English alone reads a Korean name as if it were romanised."""

from __future__ import annotations

import re

_RUN = re.compile("[가-힣]+")
_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = ("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i")
_FINALS = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t")
_FIRST = ord("가")


def romanised(text: str) -> str:
    """The text with its Hangul in Latin letters, each run with a capital: 네이버 -> Neibeo. Syllable by syllable after the Revised
    Romanization of Korean (2000), without the changes of sounds between them.
    """
    return _RUN.sub(lambda run: "".join(map(_letters, run[0])).capitalize(), text)


def _letters(syllable: str) -> str:
    rest, final = divmod(ord(syllable) - _FIRST, len(_FINALS))
    initial, vowel = divmod(rest, len(_VOWELS))
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
