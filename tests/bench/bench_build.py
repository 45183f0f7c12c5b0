"""How fast a build is: `python -m tests.bench.bench_build [--language LANGUAGE] [--documents N] [--workers N] [--runs N]`.

The documents are made of the paragraphs of the sample documents, shuffled, so that no two are alike. What a language cannot do without
(Kiwi alone for Korean; for English tokens, parser and recogniser of names), the extraction of one process, and the whole build (reading,
linking, assembly and exports included) take turns; the best time of each counts.
Loading models is counted in none of them (but for several workers, each of which loads its own): it is printed by itself.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from kiwipiepy import Kiwi
from spacy.language import Language
from threadpoolctl import threadpool_limits

from kg.build import Settings, build, pipeline
from kg.exports.api import export_all
from kg.model import Document
from kg.reading import read_all
from kg.resources import data_folder
from kg.schema import load_schema

#: The components of an English pipeline that its extraction is measured by.
NEEDED = frozenset({"tok2vec", "parser", "ner"})


def documents(count: int, language: str, seed: int = 7) -> list[str]:
    """So many texts of 20 paragraphs each, from the sample documents of that language."""
    samples = [d for d in read_all([data_folder("seeds") / "documents"]) if isinstance(d, Document) and d.language == language]
    paragraphs = sorted({p.strip() for d in samples for p in d.text.split("\n") if len(p) > 40})
    chance = random.Random(seed)
    return ["\n\n".join(chance.sample(paragraphs, min(20, len(paragraphs)))) for _ in range(count)]


def bare(nlp: Language, language: str) -> tuple[str, Callable[[str], object]]:
    """What the language cannot do without: (its name, what does it to a text)."""
    if language == "ko":
        kiwi = Kiwi(num_workers=1)
        kiwi.tokenize("준비")
        return "Kiwi alone", kiwi.tokenize
    needed = [nlp.get_pipe(name) for name in nlp.pipe_names if name in NEEDED]

    def read(text: str) -> object:
        doc = nlp.make_doc(text)
        for component in needed:
            doc = component(doc)
        return doc
    return "parser and names", read


def each(read: Callable[[str], object], texts: Iterable[str]) -> None:
    """Read one text after the other, and keep none, as a build does."""
    for text in texts:
        read(text)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--language", default="ko")
    given = parser.parse_args()
    texts = documents(given.documents, given.language)
    characters = sum(map(len, texts))
    settings, schema = Settings(workers=given.workers), load_schema()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for n, text in enumerate(texts):
            paths.append(Path(folder, f"{n:04}.txt"))
            paths[-1].write_text(text, encoding="utf-8")
        print(f"{len(texts)} documents, {characters:,} characters ({given.language}), {given.workers} worker(s); "
              f"models loaded in {seconds(lambda: pipeline(given.language, Settings())):.1f} s")
        nlp = pipeline(given.language, Settings())
        base, alone = bare(nlp, given.language)
        ways: dict[str, Callable[[], object]] = {
            base: lambda: each(alone, texts),
            "extraction": lambda: each(nlp, texts),
            "whole build": lambda: export_all(build(paths, settings).graph, schema, Path(folder, "out")),
        }
        best = dict.fromkeys(ways, float("inf"))
        with threadpool_limits(1, user_api="blas"):  # as a build has it
            for _ in range(given.runs):
                for name, work in ways.items():
                    best[name] = min(best[name], seconds(work))
    words = sum(len(text.split()) for text in texts)
    for name, taken in best.items():
        print(f"{name:16} {taken:7.2f} s {characters / taken:12,.0f} characters, {words / taken:8,.0f} words a second   "
              f"{taken / best[base]:5.2f} times {base}")


if __name__ == "__main__":
    main()
