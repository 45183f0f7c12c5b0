"""Names as tags of tokens: a small convolutional network over attributes of tokens, asked with NumPy alone.

Each attribute of a token is the sum of two rows of a table (hash embeddings: Svenstrup et al. 2017, "Hash Embeddings for Efficient Word
Representations"); layers mix each token with its neighbours (maxout: Goodfellow et al. 2013; residual, as spaCy's `MaxoutWindowEncoder`).
Tags are O, B of a type, I of a type. It was trained as a linear-chain CRF (Lafferty et al. 2001) whose transitions are only allowed or
not. Trained by the recipes; a file is a NumPy archive without pickles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

from kg.archive import MEND, model_file, packed, read_arrays, unpacked, write_arrays
from kg.errors import ModelError
from kg.language.korean_sentences import NEWLINE
from kg.layers import Floats, linear, norm

Ints = NDArray[np.int64]

#: The attributes of a token that have tables, as spaCy names them; and one more table: of the first two characters of its NORM.
ATTRIBUTES = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA")
TABLES = (*ATTRIBUTES, "OPENING")
#: A hash's second row is taken from its higher bits.
SHIFT = 24
#: Pieces of maxout where attributes are joined, and in a layer.
JOINED, PIECES = 3, 2
#: What is told of a token beside its attributes (`flags_of`); a word's length counts up to so many characters.
FLAGS, LONGEST = 4, 8
#: With more words' openings in mind they are forgotten.
REMEMBERED = 100_000
#: Tokens read at once.
BATCH = 8_192


class Tagger:
    """`labels` are the types of names, in the order of their tags; `weights` by name: tables of hashes (rows x columns), matrices, norms,
    biases. A guideline says what a name is and of which type; each has a matrix of its own at the end (`out.GUIDELINE`), and of two the
    first is told by a flag from the second.
    """

    def __init__(self, labels: Sequence[str], guidelines: Sequence[str], weights: Mapping[str, Floats]) -> None:
        self.labels, self.guidelines, self.weights = tuple(labels), tuple(guidelines), weights
        self._layers = sum(name.startswith("layer") and name.endswith(".norm") for name in weights)
        self._openings: dict[int, int] = {}

    def spans(self, doc: Doc, guideline: str | None = None) -> list[tuple[int, int, str]]:
        """What the doc names by a guideline (the first where none is given): tokens (end exclusive) and type, in order."""
        if not len(doc):
            return []
        lines = line_starts(doc)
        starts = lines | (doc.to_array("SENT_START") == 1)  # no name runs over the end of a sentence
        tags = best_tags(self.log_odds(doc, lines, guideline or self.guidelines[0]), starts)
        return [(start, end, self.labels[tag - 1]) for start, end, tag in _runs(tags.tolist(), len(self.labels))]

    def log_odds(self, doc: Doc, lines: NDArray[np.bool_], guideline: str) -> Floats:
        """Of each token the log-odds of each tag (O, then B of each label, then I of each): tokens x tags. `lines`: whether a token begins a line."""
        return self.read(self.rows(doc), flags_of(doc, lines, guideline == self.guidelines[0]), lines, guideline)

    def read(self, rows: Ints, flags: Floats, lines: NDArray[np.bool_], guideline: str) -> Floats:
        """The same of tokens in numbers."""
        found = np.empty((len(rows), 1 + 2 * len(self.labels)), np.float32)
        for start in range(0, len(rows), BATCH):
            left, right = max(0, start - self._layers), start + BATCH + self._layers  # each layer sees a token further
            read = self._read(rows[left:right], flags[left:right], lines[left:right])[start - left:][:BATCH]
            found[start:start + BATCH] = linear(read, self.weights, f"out.{guideline}")
        return found

    def rows(self, doc: Doc) -> Ints:
        """Two rows a table of each token: tokens x 2 · tables. Row 0 is for what a trainer hides."""
        hashes = doc.to_array(list(ATTRIBUTES)).view(np.uint64)
        columns = [*hashes.T, self._opening(hashes[:, 0], doc)]
        found = np.empty((len(doc), 2 * len(columns)), np.int64)
        for k, (name, column) in enumerate(zip(TABLES, columns, strict=True)):
            size = np.uint64(len(self.weights[f"table.{name}"]) - 1)
            found[:, 2 * k] = (column % size).astype(np.int64) + 1
            found[:, 2 * k + 1] = ((column >> np.uint64(SHIFT)) % size).astype(np.int64) + 1
        return found

    def _opening(self, norms: NDArray[np.uint64], doc: Doc) -> NDArray[np.uint64]:
        if len(self._openings) > REMEMBERED:
            self._openings = {}
        known, names, strings = self._openings, norms.tolist(), doc.vocab.strings
        for word in set(names).difference(known):
            known[word] = get_string_id(strings[word][:2])
        return np.array([known[word] for word in names], np.uint64)

    def _read(self, rows: Ints, flags: Floats, lines: NDArray[np.bool_]) -> Floats:
        w = self.weights
        tables = [w[f"table.{name}"] for name in TABLES]
        parts = [table[rows[:, 2 * k]] + table[rows[:, 2 * k + 1]] for k, table in enumerate(tables)]
        x = self._maxout(np.concatenate([*parts, flags], axis=1), "mix", JOINED)
        around = np.zeros((len(x), 3, x.shape[1]), np.float32)
        begins, last = np.flatnonzero(lines), np.flatnonzero(np.append(lines[1:], True))
        for k in range(self._layers):
            around[1:, 0], around[:, 1], around[:-1, 2] = x[:-1], x, x[1:]
            around[begins, 0], around[last, 2] = 0, 0
            x += self._maxout(around.reshape(len(x), -1), f"layer{k}", PIECES)
        return x

    def _maxout(self, x: Floats, name: str, pieces: int) -> Floats:
        found = reduce(np.maximum, np.split(linear(x, self.weights, name), pieces, axis=1))
        return norm(found, self.weights, f"{name}.norm")

    def save(self, path: Path) -> None:
        """Write the tagger. Equal ones give equal bytes."""
        meta = json.dumps({"labels": self.labels, "guidelines": self.guidelines})
        write_arrays(path, {"meta": np.frombuffer(meta.encode(), np.uint8), **packed(self.weights)})

    @classmethod
    def load(cls, path: Path) -> Tagger:
        """Read a tagger. ModelError where the file is missing or is none."""
        with model_file(path):
            data = read_arrays(path)
            meta = json.loads(bytes(data["meta"]).decode())
            found = cls(meta["labels"], meta["guidelines"], unpacked(data))
            fit = bool(found.guidelines) and {name: weight.shape for name, weight in found.weights.items()} == found._shapes()
        if not fit:
            raise ModelError("its parts do not fit together", where=str(path), mend=MEND)
        return found

    def _shapes(self) -> dict[str, tuple[int, ...]]:
        """What shapes the weights must have, given those of the tables (two rows at least) and of the first norm."""
        w = self.weights
        tables = {f"table.{name}": (max(2, len(w[f"table.{name}"])), w[f"table.{name}"].shape[1]) for name in TABLES}
        wide, tags = len(w["mix.norm"]), 1 + 2 * len(self.labels)
        linear = {"mix": (sum(columns for _, columns in tables.values()) + FLAGS, JOINED * wide)}
        linear |= {f"layer{k}": (3 * wide, PIECES * wide) for k in range(self._layers)} | {f"out.{name}": (wide, tags) for name in self.guidelines}
        norms = {f"{name}.norm": (wide,) for name in linear if not name.startswith("out.")}
        biases = {f"{name}.bias": shape[-1:] for name, shape in {**linear, **norms}.items()}
        return {**tables, **linear, **norms, **biases}


def line_starts(doc: Doc) -> NDArray[np.bool_]:
    """Of each token whether it begins a line; what breaks lines is a line by itself."""
    found = np.zeros(len(doc) + 1, np.bool_)
    found[0] = True
    for i in np.flatnonzero(doc.to_array("IS_SPACE")).tolist():
        if NEWLINE.search(doc[i].text):
            found[i:i + 2] = True
    return found[:-1]


def flags_of(doc: Doc, lines: NDArray[np.bool_], own: bool) -> Floats:
    """Of each token whether a space follows, whether one precedes or it begins a line, its length, and whether the first guideline is asked
    for: tokens x FLAGS.
    """
    spaces = doc.to_array("SPACY").astype(np.float32)
    before = np.append(np.float32(1), spaces)[:-1]
    before[lines] = 1
    length = np.minimum(doc.to_array("LENGTH").astype(np.float32), LONGEST) / LONGEST
    return np.stack([spaces, before, length, np.full_like(spaces, own)], axis=1)


def best_tags(odds: Floats, starts: NDArray[np.bool_]) -> Ints:
    """The best tag of each token in the best sequence of each stretch (`starts`: whether a token begins one): I of a type stands only after
    B or I of it. Viterbi's search, in all stretches at once, the longest first.
    """
    begins = np.flatnonzero(starts)
    lengths = np.diff(np.append(begins, len(odds)))
    order = np.argsort(-lengths, kind="stable")
    begins, lengths = begins[order], lengths[order]
    longer = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left").tolist()  # how many have a token at each place
    many = (odds.shape[1] - 1) // 2
    outside, own = 1 + many, np.arange(1, 1 + many)  # tags from `outside` on are I
    came = np.zeros(odds.shape, np.int16)
    total = odds[begins]
    total[:, outside:] = -np.inf
    for i, alive in enumerate(longer[1:], 1):
        before, at = total[:alive], begins[:alive] + i
        best, first, further = before.argmax(axis=1), before[:, 1:outside], before[:, outside:]
        came[at, :outside] = best[:, None]
        came[at, outside:] = np.where(first >= further, own, own + many)
        inside = np.maximum(first, further) - before[np.arange(alive), best][:, None]  # beside the best: sums would grow without end
        before[:, :outside], before[:, outside:] = 0, inside
        before += odds[at]
    tags, tag = np.empty(len(odds), np.int64), total.argmax(axis=1)
    for i in range(len(longer) - 1, -1, -1):
        at = begins[:longer[i]] + i
        tags[at] = tag[:longer[i]]
        tag[:longer[i]] = came[at, tags[at]]
    return tags


def _runs(tags: Sequence[int], many: int) -> list[tuple[int, int, int]]:
    """Where each B and what follows of it stands, and its tag."""
    found: list[tuple[int, int, int]] = []
    for i, tag in enumerate(tags):
        if tag > many:
            start, _, kind = found[-1]
            found[-1] = (start, i + 1, kind)
        elif tag:
            found.append((i, i + 1, tag))
    return found
