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
from kg.model import Literal, Mention
from kg.schema import load_schema
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
    schema = load_schema(settings.schema)
    documents, failures = read(paths, settings, report)
    offline = list(extract(documents, settings, report)) if extractor == "both" else []
    hints: Mapping[str, Sequence[Mention]] = {e.document.id: e.mentions for e in offline}
    reader = _reader(settings, model)
    extractions = list(reader.read(documents, hints, lambda done, total: report("asking the model", done, total)))
    if extractor == "both":
        extractions = [combine(mine, theirs, schema) for mine, theirs in zip(offline, extractions, strict=True)]
    seeds = load_seeds(settings.seed_folder, schema) if settings.seed_folder else ()
    graph = assemble(extractions, link(extractions, seeds, schema), schema, failures)
    return ReadByModel(Built(graph, tuple(extractions), tuple(failures)), reader.usage, reader.errors)


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
