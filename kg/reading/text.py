"""The one form that all text takes: NFC, `\\n` line ends, no invisible characters."""

from __future__ import annotations

import functools
import re
import unicodedata

#: Zero-width and direction marks, soft hyphens, byte order marks, and code points that are no characters.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
#: Joiners are meant between emoji and in scripts that are not read here; beside a letter of a word they are noise.
_JOINERS = re.compile("(?<=\\w)[\u200c\u200d]+|(?<![\u200c\u200d])[\u200c\u200d]+(?=\\w)")
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAX_MARKS = 30  # of the Stream-Safe Text Format (UAX 15); sorting longer runs of marks takes quadratic time


def clean(text: str) -> str:
    """The text in NFC with `\\n` line ends; invisible and control characters are left out, lone surrogates become
    U+FFFD.

    >>> clean("가\\u200b온\\r\\n")
    '가온\\n'
    """
    if text.isascii():
        return _CONTROLS.sub("", _BREAKS.sub("\n", text))
    text = _BREAKS.sub("\n", text)
    for pattern, new in ((_CONTROLS, ""), (_SURROGATES, "\ufffd"), (_INVISIBLE, "")):
        if pattern.search(text):
            text = pattern.sub(new, text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    for runs in (_long_runs(0x300, 0x10000), _long_runs(0x10000, 0x1E94B) if _ASTRAL.search(text) else None):
        if runs and runs.search(text):
            text = runs.sub(lambda run: run.group()[:_MAX_MARKS], text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


@functools.cache
def _long_runs(first: int, end: int) -> re.Pattern[str]:
    """Runs of combining marks; those of the first plane apart, since a class with others is slow to search."""
    one = "[" + re.escape("".join(chr(c) for c in range(first, end) if unicodedata.combining(chr(c)))) + "]"
    return re.compile(f"{one}{one}{{{_MAX_MARKS},}}")
