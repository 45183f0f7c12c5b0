"""The exceptions of kg, as a tree. Each message says what is wrong, where, and how to mend it."""

from __future__ import annotations


class KgError(Exception):
    """Any error that kg raises on purpose.

    `what` says what is wrong, `where` names the file, server or field, `mend` says what to do.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what = what
        self.where = where
        self.mend = mend
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} — {self.mend}" if self.mend else text

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process borders when documents are read by several workers.
        return (_rebuild, (type(self), self.what, self.where, self.mend), self.__dict__)


def _rebuild(kind: type[KgError], what: str, where: str, mend: str) -> KgError:
    return kind(what, where=where, mend=mend)


class ReadingError(KgError):
    """A file cannot be read as a document."""


class SchemaError(KgError):
    """A schema folder is missing, broken or contradicts itself."""


class SeedError(KgError):
    """A file of known entities is broken."""


class ModelError(KgError):
    """A trained pipeline is missing or does not fit."""


class StoreError(KgError):
    """A graph store cannot be reached, refuses, or fails."""


class ExportError(KgError):
    """An export cannot be written or read back."""


class EvaluationError(KgError):
    """A gold folder or a file of claims cannot be compared."""


class LlmError(KgError):
    """A language-model server cannot be used."""


class WorkerError(KgError):
    """A process that was to read documents is gone."""
