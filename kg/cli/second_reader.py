"""`kg build --extractor llm|both`: a language model reads the documents too."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as Choice

from kg.assembly import assemble
from kg.build import Built, Settings, extract, read
from kg.cli.terminal import Report
from kg.errors import LlmError
from kg.extraction.literals import find_literals
from kg.linking.resolve import link
from kg.llm import Estimate, LlmReader, LlmSettings, Usage, combine
from kg.model import Document, Extraction, LeftOut, Literal, Mention
from kg.schema import Schema, load_schema
from kg.seeds import load_seeds

Extractor = Choice["offline", "llm", "both"]


@dataclass(frozen=True)
class ReadByModel:
    """What was built, what was asked for it, and what went wrong with the server."""

    built: Built
    usage: Usage
    errors: Sequence[LlmError]


def model_settings(url: str | None, model: str | None, budget: int | None) -> LlmSettings:
    """The settings that the options name. LlmError where the address or the model is missing or is none."""
    if not url or not model:
        raise LlmError("no language model is named", where="--extractor", mend="give --llm URL and --llm-model NAME too")
    if "://" not in url:
        raise LlmError("is no address of a server", where=url, mend="give one such as http://localhost:11434/v1")
    return LlmSettings(url, model, max_calls=budget)


def estimate(paths: Iterable[Path], settings: Settings, model: LlmSettings) -> Estimate:
    """What a build would ask the model for, without asking it anything."""
    documents, _ = read(paths, settings)
    return _reader(settings, model).estimate(documents)


def build_with_model(paths: Iterable[Path], settings: Settings, extractor: Extractor, model: LlmSettings, report: Report) -> ReadByModel:
    """As `kg.build.build`; the findings are the model's, or with `both` the model's and kg's own made one."""
    documents, failures = read(paths, settings, report)
    offline = list(extract(documents, settings, report)) if extractor == "both" else []
    return _with_model(documents, failures, offline, settings, model, report)


def build_each_way(paths: Iterable[Path], settings: Settings, model: LlmSettings, report: Report) -> dict[Extractor, ReadByModel]:
    """What each reader makes of the documents, which are read, and read by kg, once; with kept answers the model is asked once."""
    schema = load_schema(settings.schema)
    documents, failures = read(paths, settings, report)
    offline = list(extract(documents, settings, report))
    return {"offline": ReadByModel(_built(offline, failures, settings, schema), Usage(), ()),
            "llm": _with_model(documents, failures, [], settings, model, report),
            "both": _with_model(documents, failures, offline, settings, model, report)}


def _with_model(documents: Sequence[Document], failures: Sequence[LeftOut], offline: Sequence[Extraction], settings: Settings,
                model: LlmSettings, report: Report) -> ReadByModel:
    """The model's reading, made one with kg's own where that is given."""
    schema = load_schema(settings.schema)
    hints: Mapping[str, Sequence[Mention]] = {e.document.id: e.mentions for e in offline}
    reader = _reader(settings, model)
    extractions = list(reader.read(documents, hints, lambda done, total: report("asking the model", done, total)))
    if offline:
        extractions = [combine(mine, theirs, schema) for mine, theirs in zip(offline, extractions, strict=True)]
    return ReadByModel(_built(extractions, failures, settings, schema), reader.usage, reader.errors)


def _built(extractions: Sequence[Extraction], failures: Sequence[LeftOut], settings: Settings, schema: Schema) -> Built:
    seeds = load_seeds(settings.seed_folder, schema) if settings.seed_folder else ()
    graph = assemble(extractions, link(extractions, seeds, schema), schema, failures)
    return Built(graph, tuple(extractions), tuple(failures))


def _reader(settings: Settings, model: LlmSettings) -> LlmReader:
    schema = load_schema(settings.schema)
    seeds = load_seeds(settings.seed_folder, schema) if settings.seed_folder else ()
    return LlmReader(model, schema, answers_folder(), seeds=seeds, parse=_parse)


def answers_folder() -> Path:
    """Where answers that were paid for are kept: KG_LLM_ANSWERS, else in the user's cache."""
    if given := os.environ.get("KG_LLM_ANSWERS"):
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kg" / "answers"


def _parse(surface: str, language: str) -> Literal | None:
    found = find_literals(surface, language)
    return found[0].literal if len(found) == 1 else None
