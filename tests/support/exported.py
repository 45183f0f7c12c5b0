"""An export to ask: the small graph of `sample_graph`, without running a build."""

from __future__ import annotations

import shutil
from pathlib import Path

from kg.cli.sources import SCHEMA_COPY
from kg.exports.jsonlines import write_jsonl
from kg.resources import data_folder
from tests.support.sample_graph import sample_graph


def exported(folder: Path) -> Path:
    """Write the sample graph as `kg build` would, and return the folder."""
    write_jsonl(sample_graph(), folder)
    shutil.copyfile(data_folder("schemas") / "ai-industry" / "schema.yaml", folder / SCHEMA_COPY)
    return folder
