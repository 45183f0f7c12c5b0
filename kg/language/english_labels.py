"""One label set for all English pipelines: ClearNLP parses become Universal Dependencies, OntoNotes names our types.

The heads change too: (acquired, prep by, pobj Meta) becomes (acquired, obl:agent Meta, case by), and a copula hangs on its predicate.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from spacy.language import Language
from spacy.tokens import Doc, Span

#: Labels that UD does not have, or has with another meaning only beside these: one of them in a doc says ClearNLP.
_CLEARNLP = frozenset({"nsubjpass", "csubjpass", "auxpass", "dobj", "dative", "attr", "acomp", "oprd", "prep", "pobj", "pcomp", "prt",
                       "poss", "predet", "preconj", "relcl", "neg", "npadvmod", "quantmod", "complm", "agent"})
_BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re", "’re", "'m", "’m"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


@cache
def _tables() -> tuple[dict[str, str], dict[str, str | None]]:
    data = yaml.safe_load(Path(__file__).with_name("english_labels.yaml").read_text(encoding="utf-8"))
    return data["dependencies"], data["entities"]


@Language.component("kg_english_labels", requires=["token.dep", "token.head"], assigns=["token.dep", "token.head", "doc.ents"])
def map_labels(doc: Doc) -> Doc:
    """Rewrite, in place, ClearNLP dependencies and OntoNotes entity labels. A doc that has neither stays as it is.

    Sentences stay the same. Applying it twice is applying it once.
    """
    if any(doc.vocab.strings[dep] in _CLEARNLP for dep in np.unique(doc.to_array("DEP")).tolist()):
        _Tree(doc).convert()
    types = _tables()[1]
    if any(entity.label_ in types for entity in doc.ents):
        kept = ((e, types.get(e.label_, e.label_)) for e in doc.ents)
        doc.ents = tuple(Span(doc, e.start, e.end, label=label) for e, label in kept if label)
    return doc


class _Tree:
    """The heads (indices in the doc; a root is its own head) and labels of a doc while they are changed."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.heads = [token.head.i for token in doc]
        # ClearNLP's nmod is a modifier inside a name; UD's is a noun with its preposition.
        self.deps = ["compound" if token.dep_ == "nmod" else token.dep_ for token in doc]
        depths = [sum(1 for _ in token.ancestors) for token in doc]
        #: The deepest first: "out of the lab" is turned from the inside out.
        self.inner_first = sorted(range(len(doc)), key=lambda i: (-depths[i], i))

    def convert(self) -> None:
        for i in self.inner_first:
            if self.deps[i] in {"prep", "agent", "dative"}:
                self._preposition(i)
        for i in self.inner_first:
            if self.deps[i] not in {"aux", "auxpass", "cop"} and self.doc[i].lower_ in _BE:
                self._copula(i)
        self._coordination()
        names = _tables()[0]
        strings = self.doc.vocab.strings
        deps = [strings.add(names.get(dep, dep)) for dep in self.deps]
        offsets = np.array([head - i for i, head in enumerate(self.heads)], dtype=np.int64).astype(np.uint64)
        table: Any = np.column_stack([offsets, np.array(deps, dtype=np.uint64)])
        self.doc.from_array(["HEAD", "DEP"], table)

    def _children(self, i: int) -> list[int]:
        return [k for k, head in enumerate(self.heads) if head == i and k != i]

    def _hand_over(self, old: int, new: int, dep: str) -> None:
        """`new`, a child of `old`, takes its place and its other children; `old` becomes its child with label `dep`."""
        for child in self._children(old):
            self.heads[child] = new
        self.heads[new] = new if self.heads[old] == old else self.heads[old]
        self.heads[old], self.deps[old] = new, dep

    def _preposition(self, i: int) -> None:
        head, children = self.heads[i], self._children(i)
        nominal = self.doc[head].pos_ in _NOMINAL
        noun = next((k for k in children if self.deps[k] == "pobj"), None)
        if noun is None:
            noun = next((k for k in children if self.deps[k] in {"obl", "nmod"}), None)
        clause = next((k for k in children if self.deps[k] == "pcomp"), None)
        if noun is not None:
            label = "obl:agent" if self.deps[i] == "agent" else "nmod" if nominal else "obl"
            self._hand_over(i, noun, "case")
            self.deps[noun] = label
        elif clause is not None:
            self._hand_over(i, clause, "mark")
            self.deps[clause] = "acl" if nominal else "advcl"

    def _copula(self, i: int) -> None:
        children = self._children(i)
        predicate = next((k for k in children if self.deps[k] in {"attr", "acomp"}), None)
        if any(self.deps[k] == "expl" for k in children):
            if predicate is not None:
                self.deps[predicate] = "nsubj"
            return
        if predicate is None:
            predicate = next((k for k in children if self.deps[k] == "obl" and k > i), None)
        if predicate is not None:
            label = self.deps[i]
            self._hand_over(i, predicate, "cop")
            self.deps[predicate] = label

    def _coordination(self) -> None:
        """All conjuncts hang on the first, and a conjunction on the conjunct after it."""
        first = list(range(len(self.heads)))
        for i in range(len(self.heads)):
            while self.deps[first[i]] == "conj" and self.heads[first[i]] != first[i]:
                first[i] = self.heads[first[i]]
        for i, dep in enumerate(self.deps):
            if dep == "conj":
                self.heads[i] = first[i]
        for i, dep in enumerate(self.deps):
            if dep == "cc":
                home = first[self.heads[i]]
                after = (k for k in range(i + 1, len(self.deps)) if self.deps[k] == "conj" and self.heads[k] == home)
                self.heads[i] = next(after, self.heads[i])
