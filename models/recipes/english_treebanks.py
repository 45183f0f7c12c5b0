"""Universal Dependencies treebanks (CoNLL-U) as training examples on spaCy's own tokens.

Dependency labels stay those of UD. What is changed, and no more: `root` is written `ROOT` (spaCy's name for it), the labels in
`LABELS` are replaced by the more general one beside them, and features outside `FEATURES` are dropped.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from english_invention import invent_word
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

#: Rare or treebank-specific labels -> the label that is trained.
LABELS = {
    "root": "ROOT", "nsubj:outer": "nsubj", "csubj:outer": "csubj", "csubj:pass": "csubj", "obl:npmod": "obl:unmarked",
    "obl:tmod": "obl:unmarked", "nmod:npmod": "nmod:unmarked", "nmod:tmod": "nmod:unmarked", "advcl:relcl": "advcl",
    "flat:foreign": "flat", "cc:preconj": "cc", "orphan": "dep", "reparandum": "dep", "dislocated": "dep", "goeswith": "dep",
}
FEATURES = {"Number", "Person", "Tense", "VerbForm", "Mood", "Voice", "Degree", "Case", "Poss", "PronType", "Definite", "Polarity",
            "NumType"}


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word. `head` counts from the sentence's first word; `joined` says that no space follows it."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    label: str
    joined: bool


@dataclass(slots=True)
class Sentence:
    """One sentence. `paragraph` and `document` say that a new one begins here."""

    words: list[Word] = field(default_factory=list)
    paragraph: bool = False
    document: bool = False


def read_conllu(path: Path) -> list[Sentence]:
    """The sentences of a file, in order. Empty nodes are left out; contractions are parted into their words."""
    found: list[Sentence] = []
    current, part_of, ends_joined = Sentence(), 0, False
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            if current.words:
                found.append(current)
            current, part_of = Sentence(), 0
        elif line.startswith("#"):
            current.document |= line.startswith("# newdoc")
            current.paragraph |= line.startswith(("# newpar", "# newdoc"))
        else:
            cells = line.split("\t")
            joined = "SpaceAfter=No" in cells[9]
            if "-" in cells[0]:
                part_of, ends_joined = int(cells[0].split("-")[1]), joined
                continue
            if "." in cells[0]:
                continue
            number = int(cells[0])
            if number <= part_of:
                joined = ends_joined if number == part_of else True
            current.words.append(_word(cells, number - 1, joined))
    return found


def _word(cells: list[str], index: int, joined: bool) -> Word:
    feats = "|".join(f for f in cells[5].split("|") if f.split("=")[0] in FEATURES)
    head = index if cells[6] == "0" else int(cells[6]) - 1
    return Word(cells[1].replace(" ", ""), cells[2], cells[3], cells[4], feats, head, LABELS.get(cells[7], cells[7]), joined)


def passages(sentences: list[Sentence], seed: int, longest: int = 6) -> Iterator[list[Sentence]]:
    """Runs of one to `longest` neighbouring sentences of one document, as texts come; another cut for each seed."""
    chance = random.Random(seed)
    run: list[Sentence] = []
    size = chance.randint(1, longest)
    for sentence in sentences:
        if run and (sentence.document or len(run) >= size):
            yield run
            run, size = [], chance.randint(1, longest)
        run.append(sentence)
    if run:
        yield run


def mark_paragraphs(doc: Doc) -> Doc:
    """Start a sentence after each blank line, as the running pipeline does."""
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            doc[token.i + 1].is_sent_start = True
    return doc


def curled(run: list[Sentence]) -> list[Sentence]:
    """The same with typographic quotes and apostrophes, which the treebanks hardly have."""
    return [replace(s, words=[replace(w, form=_curl(w)) for w in s.words]) for s in run]


def _curl(word: Word) -> str:
    if word.form == '"':
        return "“" if word.xpos == "``" else "”"
    return word.form.replace("'", "’")


def renamed(run: list[Sentence], chance: random.Random) -> list[Sentence]:
    """The same with invented words, some with a number, for half of the proper nouns: the treebanks' own are few and old."""
    known: dict[str, str] = {}

    def new(word: Word) -> Word:
        if word.xpos != "NNP" or len(word.form) < 3 or not word.form.isalpha():
            return word
        if word.form not in known:
            name = invent_word(chance)
            tail = chance.choice(("", "", "", "", f"-{chance.randint(1, 9)}", str(chance.randint(1, 999))))
            known[word.form] = name + tail if chance.random() < 0.5 else word.form
        form = known[word.form]
        return replace(word, form=form, lemma=form) if form != word.form else word

    return [replace(s, words=[new(w) for w in s.words]) for s in run]


def example(nlp: Language, run: list[Sentence]) -> Example:
    """Gold words beside the tokens that the pipeline's tokeniser makes of the same text."""
    words = [word for sentence in run for word in sentence.words]
    heads, starts, text, base = [], [], "", 0
    for sentence in run:
        if text:
            text = text.rstrip(" ") + "\n\n" if sentence.paragraph else text
        for word in sentence.words:
            text += word.form + ("" if word.joined else " ")
            heads.append(base + word.head)
            starts.append(word is sentence.words[0])
        base += len(sentence.words)
    gold = Doc(nlp.vocab, words=[w.form for w in words], spaces=[not w.joined for w in words], heads=heads,
               deps=[w.label for w in words], tags=[w.xpos for w in words], pos=[w.upos for w in words],
               morphs=[w.feats for w in words], lemmas=[w.lemma for w in words])
    return Example(mark_paragraphs(nlp.make_doc(text)), gold)
