"""What each part of the extraction is worth: `python -m tests.bench.ablations [GOLD] [--kept] [--relations]`.

The annotated documents are built with everything, and then with one part after another switched off; the models stay as they were
trained, with everything. `--kept` measures on the third of the documents that is kept for measuring (by a hash of the name) alone.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from unittest.mock import patch

import numpy as np
from spacy.tokens import Doc

from kg.build import Settings
from kg.evaluation import Evaluation
from kg.extraction import claims, encoder, first, mentions, references, scene
from kg.gold import GoldDocument, read_gold
from kg.model import Mention, name_key
from tests.record_figures import GOLD, evaluated

Switch = Callable[[], AbstractContextManager[object]]
EVERYTHING, SEEDS = "everything", "known names (seeds)"


def kept(name: str) -> bool:
    """Whether a document belongs to the third whose errors nobody reads."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 3 == 0


@contextmanager
def _no_recogniser() -> Iterator[None]:
    find = mentions.MentionFinder.find

    def without(self: mentions.MentionFinder, doc: Doc, given: Mapping[str, Mention]) -> mentions.Found:
        doc.ents = ()
        return find(self, doc, given)

    with patch.object(mentions.MentionFinder, "find", without):
        yield


def _alone(of: int) -> Switch:
    """The first look by one of its two models alone: the encoder (0) or, of what the encoder leaves, the network (1)."""
    return lambda: patch.object(first.FirstRanker, "_agreed", lambda self, *said: said[of])


def _without(*parts: str) -> Switch:
    """The encoder without some of its tables and matrices."""
    scores = encoder.Encoder.scores

    @lru_cache
    def poorer(of: encoder.Encoder) -> encoder.Encoder:
        weights = {name: np.zeros_like(own) if name.removesuffix(".bias") in parts else own for name, own in of.weights.items()}
        return encoder.Encoder(of.vocabulary, weights, of.meta)

    return lambda: patch.object(encoder.Encoder, "scores", lambda self, of: scores(poorer(self), of))


PARTS: Mapping[str, Switch] = {
    EVERYTHING: nullcontext,
    SEEDS: nullcontext,
    "the recogniser of names": _no_recogniser,
    "types told by all places": lambda: patch.object(mentions, "types_of", lambda doc, found, *_: {
        name_key(m.name): (m.type, m.confidence) for m in found}),
    "names in brackets": lambda: patch.object(mentions, "bracket_pairs", lambda doc, found, schema, context: (found, [])),
    "references (the company)": lambda: patch.object(references.References, "find", lambda *_: []),
    "pronouns, subjects left out": lambda: patch.object(scene, "_meant", lambda *_: []),
    "the encoder's words": _without("token.lemma", "token.suffix", "vectors"),
    "the encoder's labels, common head": _without("token.label", "pair.common", "pair.steps"),
    "the encoder's frames": _without("token.frame", "pair.fit"),
    "what stands between (encoder)": _without("pair.between", "pair.place"),
    "the encoder": _alone(1),
    "the network": _alone(0),
    "the second look": lambda: patch.object(claims.ClaimFinder, "_second", lambda self, proposals: [p.p for p in proposals]),
}


def measure(golds: Sequence[GoldDocument], folder: Path, part: str) -> Evaluation:
    """The figures of these documents without a part."""
    with PARTS[part]():
        return evaluated(golds, folder, Settings(seeds="" if part == SEEDS else None))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--kept", action="store_true", help="the third that is kept for measuring alone")
    parser.add_argument("--relations", action="store_true", help="F1 by relation, with everything")
    given = parser.parse_args()
    golds = [gold for gold in read_gold(given.gold) if not given.kept or kept(gold.name)]
    languages = sorted({gold.language for gold in golds})
    print(f"{len(golds)} documents: F1 of claims (precision) / F1 of entities\n\n{'without':34}" + "".join(f"{language:>22}" for language in languages))
    for part in [EVERYTHING] if given.relations else PARTS:
        done = measure(golds, given.gold, part)
        print(f"{part:34}" + "".join(f"{t.claims.f1 or 0:8.3f} ({t.claims.precision or 0:.3f}) /{t.entities.f1 or 0:6.3f}"
                                     for _, t in sorted(done.languages.items())), flush=True)
        if given.relations:
            for relation, tally in sorted(done.relations.items()):
                print(f"  {relation:26}{tally.claims.f1 or 0:8.3f} ({tally.claims.precision or 0:.3f})  of {tally.claims.required}")


if __name__ == "__main__":
    main()
