"""Plain text: the bytes as they are."""

from __future__ import annotations

from kg.reading.encoding import decode
from kg.reading.parts import Parts


def read(data: bytes, where: str) -> Parts:
    """The text as it stands; ReadingError for binary data and for bytes in no known encoding."""
    return Parts(decode(data, where))
