"""Trains `models/ko_ner`: spaCy's NER over Kiwi's tokens, for names never seen before.

    nice -n 10 python models/recipes/ner_ko.py --ner NER --gold GOLD --out models/ko_ner

NER is the folder with `train.silver.jsonl` and `konec-dev.tsv`; GOLD holds `train/`, `bank/` and `dev/`. One thread; the
same seed and versions give the same weights. `--score-only` measures what lies in `--out`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.training.batchers import minibatch_by_words
from spacy.util import fix_random_seed  # type: ignore[attr-defined]
from thinc.api import Adam

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from ner_ko_data import UNKNOWN, Renamer, Sample, bank, documents, konec, lines, reconcile, silver

from kg.language.korean import create_korean

ATTRS = {"NORM": 5000, "PREFIX": 2500, "SUFFIX": 2500, "SHAPE": 1500, "TAG": 500, "LEMMA": 5000}


def model_config(width: int, depth: int) -> dict[str, Any]:
    """The component's config: embedded hashes of each token's attributes, a window of one token a layer, transitions."""
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": width,
                    "attrs": list(ATTRS),
                    "rows": list(ATTRS.values()),
                    "include_static_vectors": False,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": width,
                    "depth": depth,
                    "window_size": 1,
                    "maxout_pieces": 2,
                },
            },
        }
    }


def example(nlp: Language, doc: Doc, sample: Sample) -> Example:
    """The tokens with the sample's spans; what no token boundary meets, and what has no sure type, is asked of nobody."""
    reference = doc.copy()
    ents = []
    unclear: set[int] = set()
    for s, e, kind in sample.spans:
        span = reference.char_span(s, e, label=kind)
        if span is not None and kind != UNKNOWN:
            ents.append(span)
        elif (wide := reference.char_span(s, e, alignment_mode="expand")) is not None:
            unclear.update(range(wide.start, wide.end))
    unclear -= {i for span in ents for i in range(span.start, span.end)}
    reference.set_ents(ents, missing=[reference[i : i + 1] for i in sorted(unclear)], default="outside")
    return Example(doc, reference)


def examples(nlp: Language, samples: Iterable[Sample]) -> list[Example]:
    """An example a sample, over the pipeline's own tokens."""
    return [example(nlp, nlp.make_doc(sample.text), sample) for sample in samples]


def train(nlp: Language, given: Sequence[Sample], domain: Sequence[Sample], args: argparse.Namespace) -> None:
    """Adds the component and trains it: each epoch sees a part of the silver, the domain as it is and with other names."""
    fix_random_seed(args.seed)
    rng = random.Random(args.seed)
    ner: Any = nlp.add_pipe("ner", config=model_config(args.width, args.depth))
    given = list(reconcile(given, domain))
    fixed = examples(nlp, given)
    rng.shuffle(fixed)
    rename = Renamer(domain, given)
    # What names companies and countries alone is half of the bank: one copy of it an epoch is enough.
    rich = [sample for sample in domain if any(kind not in ("Company", "Country") for _, _, kind in sample.spans)]
    poor = [sample for sample in domain if all(kind in ("Company", "Country") for _, _, kind in sample.spans)]
    plain = examples(nlp, rich)
    nlp.initialize(lambda: [*plain[:2000], *_one_of_each([*plain, *fixed])])
    optimizer = Adam(args.rate, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True)
    for epoch in range(args.epochs):
        began = time.time()
        renamed = [rename(sample, rng, args.share) for sample in [*rich * args.renamed, *poor]]
        batchable = [*fixed[epoch % args.parts :: args.parts], *plain, *examples(nlp, renamed)]
        rng.shuffle(batchable)
        losses: dict[str, float] = {}
        optimizer.learn_rate = args.rate * max(0.1, 1 - epoch / args.epochs)
        for batch in minibatch_by_words(batchable, size=args.batch, discard_oversize=False):
            nlp.update(batch, sgd=optimizer, drop=args.drop, losses=losses)
        words = sum(len(item.predicted) for item in batchable)
        loss, took = losses["ner"], time.time() - began
        print(f"epoch {epoch + 1}/{args.epochs}: loss {loss:.0f}, {words} words, {took:.0f} s", flush=True)
        with ner.model.use_params(optimizer.averages):
            nlp.to_disk(args.out, exclude=["vocab"])


def _one_of_each(seen: Sequence[Example]) -> list[Example]:
    """Examples that between them show every label."""
    found: dict[str, Example] = {}
    for item in seen:
        for ent in item.reference.ents:
            found.setdefault(ent.label_, item)
    return list(found.values())


def score(nlp: Language, samples: Iterable[Sample]) -> dict[str, tuple[float, float, float, int]]:
    """Strict precision, recall, F1 and gold count, over all (`ALL`), by place alone (`SPAN`) and a type."""
    right, said, gold = Counter[str](), Counter[str](), Counter[str]()
    for sample in samples:
        truth = {span for span in sample.spans if span[2] != UNKNOWN}
        unclear = [span for span in sample.spans if span[2] == UNKNOWN]
        ents = [(ent.start_char, ent.end_char, ent.label_) for ent in nlp(sample.text).ents]
        found = {ent for ent in ents if all(e <= ent[0] or ent[1] <= s for s, e, _ in unclear)}
        for counter, spans in ((right, truth & found), (said, found), (gold, truth)):
            counter.update(kind for _, _, kind in spans)
            counter["ALL"] += len(spans)
        right["SPAN"] += len({span[:2] for span in truth} & {span[:2] for span in found})
        said["SPAN"] += len(found)
        gold["SPAN"] += len(truth)
    out = {}
    for kind in sorted(gold | said, key=lambda k: -gold[k]):
        p, r = right[kind] / max(1, said[kind]), right[kind] / max(1, gold[kind])
        out[kind] = (round(p, 3), round(r, 3), round(2 * p * r / max(1e-9, p + r), 3), gold[kind])
    return out


def report(args: argparse.Namespace) -> dict[str, Any]:
    """Scores and speed of the pipeline in `--out`."""
    nlp = create_korean(ner=False)
    nlp.add_pipe("ner", source=spacy.load(args.out, vocab=nlp.vocab))
    dev = [line for sample in documents(args.gold / "dev", only_open=True) for line in lines(sample)]
    general = list(konec(args.ner / "konec-dev.tsv"))
    scores = {"dev": score(nlp, dev), "konec-dev": score(nlp, general)}
    docs = [nlp.make_doc(sample.text) for sample in documents(args.gold / "train")]
    began = time.process_time()
    ner = nlp.get_pipe("ner")
    for doc in docs:
        ner(doc)
    speed = sum(map(len, docs)) / (time.process_time() - began)
    for name, table in scores.items():
        print(f"\n{name}: precision, recall, F1, count")
        for kind, row in table.items():
            print(f"  {kind:18} {row[0]:.3f} {row[1]:.3f} {row[2]:.3f} {row[3]:6}")
    print(f"\n{speed:.0f} tokens a second of processor time")
    return {**scores, "tokens_per_second": round(speed)}


def _all_domain(gold: Path) -> Iterator[Sample]:
    for sample in documents(gold / "train"):
        yield from lines(sample)
    for sample in bank(gold / "bank"):
        yield from lines(sample)


def main() -> None:
    """Reads the arguments, trains, measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ner", type=Path, required=True, help="folder of train.silver.jsonl and konec-dev.tsv")
    parser.add_argument("--gold", type=Path, required=True, help="folder of train/, bank/ and dev/")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pipeline")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--renamed", type=int, default=1, help="renamed copies of the domain's samples an epoch")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--depth", type=int, default=6)
    parser.add_argument("--drop", type=float, default=0.2)
    parser.add_argument("--rate", type=float, default=0.0015)
    parser.add_argument("--batch", type=int, default=800, help="words a step")
    parser.add_argument("--share", type=float, default=0.7, help="of the names of a renamed copy that are put out")
    parser.add_argument("--parts", type=int, default=3, help="an epoch sees one of so many parts of the silver")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--score-only", action="store_true")
    args = parser.parse_args()
    if not args.score_only:
        given = list(silver(args.ner / "train.silver.jsonl"))
        train(create_korean(ner=False), given, list(_all_domain(args.gold)), args)
    print(json.dumps(report(args)["tokens_per_second"]))


if __name__ == "__main__":
    main()
