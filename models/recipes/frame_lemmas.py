"""Write the lemmas of a schema's Korean frames beside it, so that a start need not analyse them.

    python models/recipes/frame_lemmas.py [SCHEMA …]

To be run again when frames.ko.yaml, the seeds' names or Kiwi change: else the words are analysed at each start.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from kg.build import Settings, pipeline
from kg.extraction.frames import LEMMAS, analysed, analyser, doubtful_stems
from kg.schema import load_schema


def main(schemas: Sequence[str]) -> None:
    for name in schemas or ("ai-industry", "pharma-deals"):
        schema = load_schema(name)
        nlp = pipeline("ko", Settings(schema=name))
        lemmas = analysed(doubtful_stems(schema), nlp)
        lines = ",\n".join(f"{json.dumps(stem, ensure_ascii=False)}: {json.dumps(found, ensure_ascii=False)}" for stem, found in sorted(lemmas.items()))
        (schema.folder / LEMMAS).write_text(f'{{"analyser": {json.dumps(analyser(nlp))}, "lemmas": {{\n{lines}\n}}}}\n', encoding="utf-8")
        print(f"{name}: {len(lemmas):,} words")


if __name__ == "__main__":
    main(sys.argv[1:])
