"""The build, on one screen: files -> documents -> findings -> entities -> graph."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path

from spacy.language import Language
from threadpoolctl import threadpool_limits

from kg.assembly import assemble
from kg.errors import ReadingError
from kg.extraction.components import add_extraction
from kg.extraction.documents import read as read_document
from kg.extraction.documents import read_in_both
from kg.language.pipelines import KOREAN_STRUCTURE, create_pipeline
from kg.linking.resolve import link
from kg.model import Document, Extraction, Graph, LeftOut
from kg.reading import read_all, stretches_in_other
from kg.schema import load_schema
from kg.seeds import load_seeds, seeds_of
from kg.workers import shared

Progress = Callable[[str, int, int], None]
#: Longer documents are left out: they would not fit in memory beside their analysis.
LONGEST = 3_000_000
#: How seldom the garbage collector makes its rounds, at least (`gc.set_threshold`): reading makes many objects, and hardly any that
#: point to each other in a circle.
ROUNDS = (20_000, 50, 100)


@dataclass(frozen=True)
class Settings:
    """What a build needs to know. `schema` and `seeds` are names or folders; `seeds` empty for none, and not given for the schema's own.

    `language` is given to every document that does not say its own; `spacy_model` replaces kg's own English pipeline.
    """

    schema: str = "ai-industry"
    seeds: str | None = None
    language: str | None = None
    spacy_model: str | None = None
    workers: int = 1

    @property
    def seed_folder(self) -> str:
        return seeds_of(self.schema) if self.seeds is None else self.seeds


@dataclass(frozen=True)
class Built:
    """The graph, what was found in each document, and the files that could not be read."""

    graph: Graph
    extractions: tuple[Extraction, ...]
    failures: tuple[LeftOut, ...]


def build(paths: Iterable[Path], settings: Settings | None = None, progress: Progress | None = None) -> Built:
    """Read the files, find their claims, and assemble the graph. Equal input gives an equal graph, whatever the order or the workers.

    Raises SchemaError and SeedError before anything is read, and ReadingError where nothing at all could be read.
    """
    settings = settings or Settings()
    schema = load_schema(settings.schema)
    seeds = load_seeds(settings.seed_folder, schema) if settings.seed_folder else ()
    documents, failures = read(paths, settings, progress)
    extractions = list(extract(documents, settings, progress))
    linked = link(extractions, seeds, schema)
    graph = assemble(extractions, linked, schema, failures)
    return Built(graph, tuple(extractions), tuple(failures))


def read(paths: Iterable[Path], settings: Settings, progress: Progress | None = None) -> tuple[list[Document], list[LeftOut]]:
    """The documents, by name, and what could not be read. ReadingError where there is no document at all."""
    documents: list[Document] = []
    failures: list[LeftOut] = []
    for item in read_all(list(paths), language=settings.language):
        if isinstance(item, LeftOut):
            failures.append(item)
        elif len(item.text) > LONGEST:
            failures.append(LeftOut("reading", f"has {len(item.text):,} characters — split it into parts of less than {LONGEST:,}", item.name))
        else:
            documents.append(item)
        if progress:
            progress("reading", len(documents) + len(failures), 0)
    if not documents:
        first = failures[0] if failures else None
        raise ReadingError(first.reason if first else "no document to read", where=first.document if first else "",
                           mend="" if first and "—" in first.reason else "name files or folders with text, Markdown, HTML, PDF, DOCX or JSON lines")
    return sorted(documents, key=lambda d: d.name), failures


def extract(documents: Sequence[Document], settings: Settings, progress: Progress | None = None) -> Generator[Extraction, None, None]:
    """What each document says, in their order."""
    workers = min(settings.workers, len(documents))
    if workers <= 1:
        results: Iterator[Extraction] = (_extract(settings, d) for d in documents)
        with _one_thread():
            yield from _counted(results, len(documents), progress)
        return
    size = max(1, min(8, len(documents) // (4 * workers)))
    parts = [documents[n:n + size] for n in range(0, len(documents), size)]
    with closing(shared(partial(_extract_all, settings), parts, workers)) as found:
        yield from _counted(chain.from_iterable(found), len(documents), progress)


def _one_thread() -> threadpool_limits:
    """One thread for products of matrices, until it is left: ours are so small that more threads cost time, twice it in English."""
    return threadpool_limits(1, user_api="blas")


def _counted(results: Iterator[Extraction], total: int, progress: Progress | None) -> Iterator[Extraction]:
    for n, extraction in enumerate(results, 1):
        if progress:
            progress("extracting", n, total)
        yield extraction


def _extract_all(settings: Settings, documents: Sequence[Document]) -> list[Extraction]:
    with _one_thread():
        return [_extract(settings, document) for document in documents]


def _extract(settings: Settings, document: Document) -> Extraction:
    alone = replace(settings, workers=1)
    own = pipeline(document.language, alone)
    stretches = stretches_in_other(document.text, document.language)
    if not stretches:
        return read_document(document, own)
    return read_in_both(document, own, pipeline("en" if document.language == "ko" else "ko", alone), stretches)


@lru_cache(maxsize=4)
def pipeline(language: str, settings: Settings) -> Language:
    """The whole pipeline of a language under these settings; made once a process, of the schema and the seeds as they are then. What the
    process holds when it stands, its hundreds of thousands of objects among the rest, is taken out of the garbage collector's rounds
    (`gc.freeze`), each of which would cost a tenth of a second; and these become fewer.
    """
    schema = load_schema(settings.schema)
    seeds = load_seeds(settings.seed_folder, schema) if settings.seed_folder else ()
    names = sorted({text for seed in seeds for text in seed.spellings if text not in seed.risky}) if language == "ko" else []
    nlp = create_pipeline(language, names, model=settings.spacy_model if language == "en" else None)
    nlp.max_length = LONGEST + 1
    add_extraction(nlp, settings.schema, settings.seed_folder, KOREAN_STRUCTURE)
    gc.freeze()
    gc.set_threshold(*map(max, gc.get_threshold(), ROUNDS))
    return nlp
