"""Which of the two languages a text is in, by its letters."""

from __future__ import annotations

import re

from kg.errors import ReadingError

#: The languages that documents are read in.
LANGUAGES = ("ko", "en")
_HANGUL = re.compile("[\uac00-\ud7a3\u3131-\u318e]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SAMPLE = 200_000
# Korean technical prose is up to three quarters Latin names; English that quotes Korean names stays far below.
_SHARE = 0.12


def detect(text: str) -> str:
    """`ko` where at least 12 % of the Hangul and Latin letters are Hangul (of the first 200,000 characters), else `en`.

    Text in another script counts as the nearer of the two by the same rule: Japanese or Chinese without Hangul is `en`.
    """
    sample = text[:_SAMPLE]
    hangul = len(_HANGUL.findall(sample))
    return "ko" if hangul and hangul >= _SHARE * (hangul + len(_LATIN.findall(sample))) else "en"


def checked(language: str | None, where: str) -> str | None:
    """The language that was asked for, or None where none was; ReadingError where it is not one of LANGUAGES."""
    if language is None or language in LANGUAGES:
        return language
    raise ReadingError(
        f"the language {language!r} is not supported", where=where, mend="give ko or en, or leave it out"
    )
