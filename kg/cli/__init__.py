"""The command line: `kg build`, `load`, `query`, `show`, `evaluate`, `verify`, `schema`.

A command parses, calls, and shows; it returns its exit code: 0 all well, 1 something did not go well and the rest was done,
2 wrong usage or nothing could be done, 130 interrupted. What takes long to import is imported inside the commands.
"""

from kg.cli.app import main

__all__ = ["main"]
