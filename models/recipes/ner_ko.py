"""Trains `models/ko_ner`: a tagger of names over Kiwi's tokens, for names never seen before.

    nice -n 10 python models/recipes/ner_ko.py --ner NER --gold GOLD --out models/ko_ner

NER is the folder with `train.silver.jsonl` and `konec-dev.tsv`; GOLD holds `train/`, `bank/` and `dev/`. One thread; the
same seed and versions give the same weights. `--score-only` measures what lies in `--out`, and needs no PyTorch.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from spacy.language import Language

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from ner_ko_data import LABELS, LITERALS, UNKNOWN, Renamer, Sample, bank, documents, konec, lines, silver

from kg.language.korean import FILE, create_korean
from kg.language.tagger import Tagger

#: By whose guideline names are tagged: this project's, and that of KLUE-NER and konec.
GUIDELINES = ("kg", "klue")


def train(nlp: Language, given: Sequence[Sample], domain: Sequence[Sample], args: argparse.Namespace) -> Tagger:
    """Each epoch sees a part of the silver, the domain as it is and with other names."""
    from ner_ko_network import Sentence, blank, fit, sentence

    rng = random.Random(args.seed)
    tagger = blank(LABELS, GUIDELINES)

    def seen(samples: Iterable[Sample], own: bool) -> list[Sentence]:
        return [sentence(tagger, nlp.make_doc(sample.text), sample.spans, own) for sample in samples]

    fixed = seen(given, False)
    rng.shuffle(fixed)
    rename = Renamer(domain, given)
    # What names companies and countries alone is half of the bank: one copy of it an epoch is enough.
    rich = [sample for sample in domain if any(kind not in ("Company", "Country") for _, _, kind in sample.spans)]
    poor = [sample for sample in domain if all(kind in ("Company", "Country") for _, _, kind in sample.spans)]
    plain = seen(rich, True)

    def epoch_data(epoch: int) -> list[Sentence]:
        renamed = [rename(sample, rng, args.share) for sample in [*rich * args.renamed, *poor]]
        return [*fixed[epoch % args.parts::args.parts], *plain, *seen(renamed, True)]
    return fit(tagger, epoch_data, args.epochs, args.seed)


def score(nlp: Language, tagger: Tagger, guideline: str, samples: Iterable[Sample]) -> dict[str, tuple[float, float, float, int]]:
    """Strict precision, recall, F1 and gold count, over all (`ALL`) and without dates and sums (`NAMES`), of these by place alone (`SPAN`),
    and a type.
    """
    right, said, gold = Counter[str](), Counter[str](), Counter[str]()
    for sample in samples:
        truth = {span for span in sample.spans if span[2] != UNKNOWN}
        unclear = [span for span in sample.spans if span[2] == UNKNOWN]
        doc = nlp.make_doc(sample.text)
        ents = [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), kind) for start, end, kind in tagger.spans(doc, guideline)]
        found = {ent for ent in ents if all(e <= ent[0] or ent[1] <= s for s, e, _ in unclear)}
        for counter, spans in ((right, truth & found), (said, found), (gold, truth)):
            counter.update(kind for _, _, kind in spans)
            counter["ALL"] += len(spans)
            counter["NAMES"] += sum(kind not in LITERALS for _, _, kind in spans)
        places = [{span[:2] for span in spans if span[2] not in LITERALS} for spans in (truth, found)]
        right["SPAN"] += len(places[0] & places[1])
        said["SPAN"] += len(places[1])
        gold["SPAN"] += len(places[0])
    out = {}
    for kind in sorted(gold | said, key=lambda k: -gold[k]):
        p, r = right[kind] / max(1, said[kind]), right[kind] / max(1, gold[kind])
        out[kind] = (round(p, 3), round(r, 3), round(2 * p * r / max(1e-9, p + r), 3), gold[kind])
    return out


def report(args: argparse.Namespace) -> None:
    """Prints scores and speed of the tagger in `--out`."""
    nlp, tagger = create_korean(ner=False), Tagger.load(args.out / FILE)
    dev = [line for sample in documents(args.gold / "dev", only_open=True) for line in lines(sample)]
    general = list(konec(args.ner / "konec-dev.tsv"))
    for name, samples, guideline in (("dev", dev, "kg"), ("konec-dev", general, "klue"), ("konec-dev", general, "kg")):
        print(f"\n{name} by the guideline {guideline}: precision, recall, F1, count")
        for kind, row in score(nlp, tagger, guideline, samples).items():
            print(f"  {kind:18} {row[0]:.3f} {row[1]:.3f} {row[2]:.3f} {row[3]:6}")
    docs = [nlp.make_doc(sample.text) for sample in documents(args.gold / "train")]
    began = time.process_time()
    for doc in docs:
        tagger.spans(doc)
    print(f"\n{sum(map(len, docs)) / (time.process_time() - began):,.0f} tokens a second of processor time")


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
    parser.add_argument("--out", type=Path, required=True, help="folder for the tagger")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--renamed", type=int, default=1, help="renamed copies of the domain's samples an epoch")
    parser.add_argument("--share", type=float, default=0.7, help="of the names of a renamed copy that are put out")
    parser.add_argument("--parts", type=int, default=2, help="an epoch sees one of so many parts of the silver")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--score-only", action="store_true")
    args = parser.parse_args()
    if not args.score_only:
        tagger = train(create_korean(ner=False), list(silver(args.ner / "train.silver.jsonl")), list(_all_domain(args.gold)), args)
        args.out.mkdir(parents=True, exist_ok=True)
        tagger.save(args.out / FILE)
    report(args)


if __name__ == "__main__":
    main()
