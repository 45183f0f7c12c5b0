"""Trains `models/en_core`, the English pipeline: parser and the like on UD treebanks, names on the merged sets and the gold.

    python models/recipes/word_vectors.py GLOVE models/en_core/kg_vectors.npz
    python models/recipes/english.py --ud UD_FOLDER --ner NER_FOLDER --gold GOLD_FOLDER --out models/en_core

`--stage parse` and `--stage ner` train one half each, and keep the other where the output folder has it.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, NumpyOps, fix_random_seed, set_current_ops

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

import english_names as names  # noqa: E402
import english_treebanks as treebanks  # noqa: E402

from kg.language.english_tokens import set_tokenizer  # noqa: E402
from kg.language.vectors import FILE, read_vectors, set_vectors  # noqa: E402

WIDTH, NAMES_WIDTH, DEPTH, ROWS = 96, 96, 4, 4000
_LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}
_EMBED = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": WIDTH, "depth": DEPTH,
          "embed_size": ROWS, "window_size": 1, "maxout_pieces": 3, "subword_features": True}


def blank_parser() -> Language:
    """One tok2vec shared by the tagger, the morphologizer, the parser and the lemmatizer."""
    nlp = spacy.blank("en")
    set_tokenizer(nlp)
    nlp.add_pipe("tok2vec", config={"model": _EMBED})
    softmax = {"@architectures": "spacy.Tagger.v2", "tok2vec": _LISTENER}
    nlp.add_pipe("tagger", config={"model": softmax})
    nlp.add_pipe("morphologizer", config={"model": softmax})
    nlp.add_pipe("parser", config={"min_action_freq": 20, "model": {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser", "extra_state_tokens": False,
        "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": _LISTENER}})
    nlp.add_pipe("trainable_lemmatizer", name="lemmatizer",
                 config={"top_k": 3, "min_tree_freq": 3, "model": softmax})
    return nlp


def train(nlp: Language, epochs: Iterable[list[Example]], steps: int, batch: int, peak: float, note: str,
          check: Callable[[], dict[str, float]] | None = None) -> None:
    """Update for `steps` batches of about `batch` words; the learning rate rises to `peak` and falls to nothing, linearly."""
    optimizer = Adam(peak, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
    losses: dict[str, float] = {}
    started, seen = time.time(), 0
    for step, examples in enumerate(_batches(epochs, batch)):
        if step >= steps:
            break
        optimizer.learn_rate = peak * min((step + 1) / 100, max(0.02, 1 - step / steps))
        nlp.update(examples, drop=0.1, sgd=optimizer, losses=losses)
        seen += sum(len(e.predicted) for e in examples)
        if (step + 1) % 200 == 0:
            told = " ".join(f"{k} {v / 200:.2f}" for k, v in losses.items())
            print(f"{note} {step + 1}/{steps} {time.time() - started:.0f}s {seen} words {told}", flush=True)
            losses.clear()
        if check and (step + 1) % 1000 == 0:
            print(note, {k: round(100 * v, 1) for k, v in check().items()}, flush=True)


def _batches(epochs: Iterable[list[Example]], words: int) -> Iterator[list[Example]]:
    for examples in epochs:
        batch: list[Example] = []
        size = 0
        for one in examples:
            batch.append(one)
            size += len(one.predicted)
            if size >= words:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def parse_scores(nlp: Language, sentences: list[treebanks.Sentence]) -> dict[str, float]:
    """Tagger, UPOS, features, lemma accuracy, UAS, LAS and sentence F on runs of up to six sentences."""
    examples = [treebanks.example(nlp, run) for run in treebanks.passages(sentences, 0)]
    scores = nlp.evaluate(examples)
    return {k: scores[k] for k in ("tag_acc", "pos_acc", "morph_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f") if scores.get(k) is not None}


def train_parse(ud: Path, steps: int, seed: int) -> Language:
    """The parsing half, trained on EWT and GUM."""
    fix_random_seed(seed)
    nlp = blank_parser()
    corpora = [treebanks.read_conllu(path) for path in sorted(ud.glob("*/*-train.conllu"))]
    print("treebanks:", [len(c) for c in corpora], "sentences")

    def epochs() -> Iterator[list[Example]]:
        epoch = seed
        while True:
            runs = [run for corpus in corpora for run in treebanks.passages(corpus, epoch)]
            chance = random.Random(epoch)
            chance.shuffle(runs)
            runs = [treebanks.renamed(run, chance) if chance.random() < 0.4 else run for run in runs]
            yield [treebanks.example(nlp, treebanks.curled(run) if chance.random() < 0.2 else run) for run in runs]
            epoch += 1

    first = [treebanks.example(nlp, run) for corpus in corpora for run in treebanks.passages(corpus, seed)]
    nlp.initialize(lambda: first)
    dev = [s for path in sorted(ud.glob("*/*-dev.conllu")) for s in treebanks.read_conllu(path)[:500]]
    train(nlp, epochs(), steps, 1200, 0.002, "parse", lambda: parse_scores(nlp, dev))
    return nlp


def blank_names(vectors: Path) -> Language:
    """The entity recogniser with a tok2vec of its own, which sees the vectors of words too."""
    nlp = spacy.blank("en")
    set_tokenizer(nlp)
    set_vectors(nlp.vocab, vectors)
    nlp.add_pipe("ner", config={"model": {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
        "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "tok2vec": {**_EMBED, "width": NAMES_WIDTH, "pretrained_vectors": True}}})
    return nlp


def train_names(sets: Path, gold: Path, vectors: Path, steps: int, seed: int) -> Language:
    """The entity recogniser, trained on the third-party sets at first and ever more on the gold, with names replaced."""
    fix_random_seed(seed)
    chance = random.Random(seed)
    nlp = blank_names(vectors)
    domain = [*names.read_bank(gold / "bank"), *names.read_gold(gold / "train")]
    places = names.known_places(domain)
    others = [t for part in ("train", "dev") for t in names.read_sets(sets / f"ner.{part}.jsonl", places)]
    rename = names.Renamer([*domain, *others], names.gold_names(gold / "train"), chance)
    print("names:", len(domain), "texts of the domain,", len(others), "others")

    def epochs() -> Iterator[list[Example]]:
        for epoch in itertools.count():
            texts = [*names.passages(domain, chance), *(rename(t, 0.7) for t in names.passages(domain, chance)),
                     *(rename(t, 0.9) for t in names.passages(domain, chance))]
            texts += chance.sample(others, max(3000, 10000 - 1000 * epoch))
            chance.shuffle(texts)
            yield [e for t in texts if (e := names.example(nlp, t)) is not None]

    first = [e for t in (*domain, *others[::10]) if (e := names.example(nlp, t)) is not None]
    nlp.initialize(lambda: first)
    dev = names.read_gold(gold / "dev", _dev_names(gold / "dev"))
    train(nlp, epochs(), steps, 1000, 0.002, "names", lambda: name_scores(nlp, dev))
    return nlp


def _dev_names(folder: Path) -> list[str]:
    """The documents of the development folder that a recipe may look at: a third by hash is kept for measuring alone."""
    found = [p.name.removesuffix(".gold.json") for p in folder.glob("en-*.gold.json")]
    return [n for n in found if int(hashlib.sha256(n.encode()).hexdigest()[:8], 16) % 3]


#: Fine types -> the coarse ones of the third-party sets.
COARSE = {**dict.fromkeys(("Company", "University", "ResearchInstitute", "GovernmentBody"), "Organization"),
          **dict.fromkeys(("Country", "Region", "City"), "Place"), **dict.fromkeys(("AIModel", "Hardware"), "Product"),
          **dict.fromkeys(("Technique", "Industry"), "Concept")}


def name_scores(nlp: Language, texts: list[names.Text], coarse: bool = False) -> dict[str, float]:
    """Precision, recall and F1 of whole names with their types, and F1 of the stretches alone; what is open does not count."""
    hits = stretches = said = wanted = 0
    for item, doc in zip(texts, nlp.pipe([t.text for t in texts]), strict=True):
        found = {(e.start_char, e.end_char, e.label_) for e in doc.ents
                 if not any(e.start_char < end and e.end_char > start for start, end in item.open)}
        gold = set(item.names)
        if coarse:
            found = {(s, e, COARSE.get(t, t)) for s, e, t in found}
            gold = {(s, e, COARSE.get(t, t)) for s, e, t in gold}
        hits += len(found & gold)
        stretches += len({f[:2] for f in found} & {g[:2] for g in gold})
        said, wanted = said + len(found), wanted + len(gold)
    p, r = hits / max(1, said), hits / max(1, wanted)
    return {"ents_p": p, "ents_r": r, "ents_f": 2 * hits / max(1, said + wanted), "stretch_f": 2 * stretches / max(1, said + wanted)}


def join(out: Path, parse: Language | None, recogniser: Language | None) -> Language:
    """One pipeline of the two halves; a half that was not trained now is taken from the output folder."""
    old = spacy.load(out) if (out / "config.cfg").is_file() else None
    nlp = parse or old
    if nlp is None:
        raise SystemExit("train the parse stage first")
    source = recogniser or (old if old is not None and "ner" in old.pipe_names else None)
    if source is not None and source is not nlp:
        if "ner" in nlp.pipe_names:
            nlp.remove_pipe("ner")
        nlp.add_pipe("ner", source=source)
    set_tokenizer(nlp)
    nlp.meta.update(name="core_kg", version="0.1.0", license="CC BY-SA 4.0", author="the kg project",
                    description="English: tags, features, parse, lemmas and named entities for kg")
    return nlp


def report(nlp: Language, ud: Path, sets: Path, gold: Path) -> None:
    """Print the scores on the official test parts."""
    for path in sorted(ud.glob("*/*-test.conllu")):
        print(path.name, _percent(parse_scores(nlp, treebanks.read_conllu(path))))
    if "ner" in nlp.pipe_names:
        domain = [*names.read_bank(gold / "bank"), *names.read_gold(gold / "train")]
        test = names.read_sets(sets / "ner.test.jsonl", names.known_places(domain), test=True)
        print("NER test, coarse types", _percent(name_scores(nlp, test, coarse=True)))
        dev = names.read_gold(gold / "dev", _dev_names(gold / "dev"))
        print("NER gold/dev, fine types", _percent(name_scores(nlp, dev)))


def _percent(scores: dict[str, float]) -> dict[str, float]:
    return {k: round(100 * v, 1) for k, v in scores.items()}


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__)
    for name in ("--ud", "--ner", "--gold", "--out"):
        args.add_argument(name, type=Path, required=True)
    args.add_argument("--stage", choices=("all", "parse", "ner", "report"), default="all")
    args.add_argument("--parse-steps", type=int, default=5000)
    args.add_argument("--ner-steps", type=int, default=3500)
    args.add_argument("--seed", type=int, default=1)
    given: Any = args.parse_args()
    if given.stage in ("all", "ner"):
        read_vectors(given.out / FILE)  # before hours of training
    set_current_ops(NumpyOps(use_blis=False))  # NumPy's own matrix product is twice as fast as blis on CPUs with wide vectors.
    parse = train_parse(given.ud, given.parse_steps, given.seed) if given.stage in ("all", "parse") else None
    recogniser = train_names(given.ner, given.gold, given.out / FILE, given.ner_steps, given.seed) if given.stage in ("all", "ner") else None
    nlp = join(given.out, parse, recogniser)
    if given.stage != "report":
        nlp.to_disk(given.out)
    if "ner" in nlp.pipe_names:
        set_vectors(nlp.vocab, given.out / FILE)  # after writing, or they would be written twice
    report(nlp, given.ud, given.ner, given.gold)


if __name__ == "__main__":
    main()
