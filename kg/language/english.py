"""The English pipeline: our own by default, or any spaCy pipeline of the user's by name or folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import spacy
from spacy.attrs import NORM, PREFIX, SHAPE, SUFFIX  # type: ignore[import-not-found]  # compiled, and without stubs
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import use_ops
from thinc.types import Ints2d

from kg.errors import ModelError
from kg.language import english_labels  # noqa: F401  # registers kg_english_labels
from kg.language.vectors import FILE, set_vectors
from kg.resources import data_folder
from kg.romanization import romanised

_LANGUAGES = ("en", "xx")
_BULLETS = frozenset("-*•·–▪◦")
#: The share of lines going on from the line before, with a small letter, that tells of a text broken at a width.
_GOING_ON = 0.25
#: Of fewer lines nothing can be told.
_LINES = 4
#: Beside letters and digits, what no sentence ends in.
_WITHIN = frozenset(",&/-–(")


@Language.component("kg_paragraphs", assigns=["token.is_sent_start"])
def mark_paragraphs(doc: Doc) -> Doc:
    """Start a sentence after each blank line, and where lines are not broken at a width, after each line: a heading or an item of a
    list without a full stop does not run into the text below it. And none within a line after a word, a figure or a comma: parsers cut
    long names there.
    """
    words = [token.text for token in doc]
    starts = np.array([0, *(-(before[-1].isalnum() or before[-1] in _WITHIN) for before in words[:-1])][:len(words)], np.int64)
    breaks = [i for i, word in enumerate(words[:-1]) if "\n" in word and word.isspace()]
    single = [i for i in breaks if words[i].count("\n") == 1]
    broken = len(single) < _LINES or sum(words[i + 1][0].islower() for i in single) > _GOING_ON * len(single)
    for i in breaks:
        following = words[i + 1]
        ends = i > 0 and words[i - 1][-1] in ".!?:”\""
        item = following in _BULLETS and i + 2 < len(words) and not words[i + 2][0].islower()
        if words[i].count("\n") > 1 or item or (not following[0].islower() and (ends or not broken)):
            starts[i + 1] = 1
    return doc.from_array(["SENT_START"], cast("Ints2d", starts.view(np.uint64)))  # token by token, spaCy would look over the whole document each time


def create_english(model: str | None = None) -> Language:
    """A pipeline that parses English with Universal Dependencies labels, and names entities by our types where it has a recogniser.

    `model` is the name of an installed spaCy pipeline or a folder of one; None is ours (`models/en_core`). Parses and names in other
    label sets are mapped (`kg_english_labels`). Raises ModelError where there is none, or it cannot be used.
    """
    nlp = _load(model)
    if "parser" not in nlp.pipe_names:
        raise ModelError(f"the English pipeline '{model or 'en_core'}' has no parser",
                         mend="name one with a dependency parser, or leave the model out to use ours")
    if nlp.lang not in _LANGUAGES:
        raise ModelError(f"the pipeline '{model}' is for the language '{nlp.lang}'",
                         mend="name an English one, or leave the model out to use ours")
    _read_hangul(nlp.vocab)
    if "kg_paragraphs" not in nlp.pipe_names:
        nlp.add_pipe("kg_paragraphs", first=True)
    if "kg_english_labels" not in nlp.pipe_names:
        nlp.add_pipe("kg_english_labels", last=True)
    return nlp


def _read_hangul(vocab: Vocab) -> None:
    """Make words in Hangul look to the models of a pipeline like romanised names: they have seen none. All other words stay as they are."""
    getters = vocab.lex_attr_getters  # type: ignore[attr-defined]
    for attribute in (NORM, PREFIX, SUFFIX, SHAPE):
        getters[attribute] = partial(_of_romanised, getters[attribute])


def _of_romanised(getter: Callable[[str], object], word: str) -> object:
    return getter(romanised(word))


def _load(model: str | None) -> Language:
    if model is None:
        ours = data_folder("models") / "en_core"
        if not ((ours / "config.cfg").is_file() and (ours / FILE).is_file()):
            raise ModelError("the English pipeline is missing", where=str(ours),
                             mend="install kg again, train it with models/recipes/english.py, or name a spaCy pipeline")
        return _open(ours)
    folder = Path(model)
    if folder.is_dir():
        return _open(folder)
    if not spacy.util.is_package(model):
        raise ModelError(f"no spaCy pipeline '{model}' is installed, and no folder has that name",
                         mend=f"install the package '{model}', give a folder that holds a pipeline, or leave it out to use ours")
    return _open(model)


def _open(model: str | Path) -> Language:
    try:
        # NumPy's own matrix product is twice as fast as blis, thinc's default, on CPUs with wide vectors.
        with use_ops("numpy", use_blis=False):
            nlp = spacy.load(model)
            if (vectors := Path(model) / FILE).is_file():
                set_vectors(nlp.vocab, vectors)
            nlp("Try it.")  # what does not fit together shows only now
            return nlp
    except ModelError:
        raise
    except Exception as why:  # spaCy raises many kinds (OSError, ValueError, its own) for a broken or foreign folder.
        first = str(why).strip().splitlines()[0] if str(why).strip() else type(why).__name__
        raise ModelError(f"cannot be loaded as a spaCy pipeline ({first})", where=str(model),
                         mend="give a folder that spaCy's nlp.to_disk wrote, with all its components installed") from why
