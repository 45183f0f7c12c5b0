"""Files -> documents: text, Markdown, HTML, PDF, DOCX and JSON lines."""

from __future__ import annotations

from kg.reading.files import Source, find_files
from kg.reading.language import stretches_in_other
from kg.reading.reader import read_all, read_file, read_source

__all__ = ["Source", "find_files", "read_all", "read_file", "read_source", "stretches_in_other"]
