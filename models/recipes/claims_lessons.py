"""A first school for the encoder: the sentences of KLUE-RE (Park et al. 2021, "KLUE: Korean Language Understanding Evaluation").

Each sentence marks two names and says which of thirty relations, or none, the first has to the second. Ours are other relations, but how a
Korean sentence relates two names is learnt there too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims_data import GIVEN, Reader, keys_of

from kg.extraction.candidates import Candidate
from kg.extraction.literals import find_literals
from kg.extraction.scene import End, scenes
from kg.language.korean_structure import korean_structure
from kg.model import Mention

#: What a name is where no list and no recogniser of ours tells more; of the others, which are dates and figures, there is no mention.
TYPES = {"PER": "Person", "ORG": "Company", "LOC": "City", "POH": "Product"}


def lessons(folder: Path, reader: Reader) -> Iterator[tuple[Candidate, str]]:
    """The marked pair of each sentence of the folder's `*.jsonl`, and the relation of its two."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found = _pair(row["sentence"], row["subject_entity"], row["object_entity"], reader)
            if found is not None:
                yield found, row["label"]


def _pair(text: str, subject: dict[str, Any], object_: dict[str, Any], reader: Reader) -> Candidate | None:
    """The two names in their sentence, beside all that a build finds there; None where a part of it is in another sentence, or is no end."""
    doc = reader.parsed(text).copy()
    marked = [(e["start_idx"], e["end_idx"] + 1, e["type"]) for e in (subject, object_)]
    mentions = list(reader.finder.find(doc).mentions)
    for start, end, kind in marked:
        own = next((m for m in mentions if (m.start, m.end) == (start, end)), None)
        mentions = [m for m in mentions if m.end <= start or end <= m.start or m is own]
        if own is None and kind in TYPES:
            mentions.append(Mention(start, end, text[start:end], TYPES[kind], text[start:end], GIVEN, 1.0, text[start:end]))
    # Beside marked names a machine's would be wrong by their mark alone.
    mentions = sorted((Mention(m.start, m.end, m.text, m.type, m.name, GIVEN, 1.0, m.known or m.name) for m in mentions), key=lambda m: m.start)
    doc.user_data["kg_names"] = [(m.start, m.end) for m in mentions]
    doc = korean_structure(doc)
    literals = [(x.start, x.end, x.literal) for x in find_literals(text, "ko") if not x.secondary]
    assert reader.antecedents is not None, "learn the antecedents first"
    for scene in scenes(doc, mentions, literals, reader.schema, reader.index, keys_of(mentions), reader.antecedents):
        ends = [_end(scene.ends, start, end) for start, end, _ in marked]
        if ends[0] is not None and ends[1] is not None and ends[0] is not ends[1]:
            return Candidate(scene, ends[0], ends[1], ())
    return None


def _end(ends: list[End], start: int, end: int) -> End | None:
    """The end that stands there, or for a figure most of it."""
    return next((e for e in ends if e.first >= 0 and (e.start, e.end) == (start, end)),
                next((e for e in ends if e.kind == "literal" and e.start < end and start < e.end), None))
