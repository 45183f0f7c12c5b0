"""The English pipeline: our own by default, or any spaCy pipeline of the user's by name or folder."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import use_ops

from kg.errors import ModelError
from kg.language import english_labels  # noqa: F401  # registers kg_english_labels
from kg.resources import data_folder

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
    breaks = [token for token in doc[:-1] if token.is_space and "\n" in token.text]
    single = [token for token in breaks if token.text.count("\n") == 1]
    broken = len(single) < _LINES or sum(doc[t.i + 1].text[:1].islower() for t in single) > _GOING_ON * len(single)
    for token in breaks:
        following = doc[token.i + 1]
        ends = token.i > 0 and doc[token.i - 1].text[-1] in ".!?:”\""
        item = following.text in _BULLETS and following.i + 1 < len(doc) and not doc[following.i + 1].text[:1].islower()
        if token.text.count("\n") > 1 or item or (not following.text[:1].islower() and (ends or not broken)):
            following.is_sent_start = True
    for before, token in pairwise(doc):
        if not token.is_space and token.is_sent_start is None and (before.text[-1].isalnum() or before.text[-1] in _WITHIN):
            token.is_sent_start = False
    return doc


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
    if "kg_paragraphs" not in nlp.pipe_names:
        nlp.add_pipe("kg_paragraphs", first=True)
    if "kg_english_labels" not in nlp.pipe_names:
        nlp.add_pipe("kg_english_labels", last=True)
    return nlp


def _load(model: str | None) -> Language:
    if model is None:
        ours = data_folder("models") / "en_core"
        if not (ours / "config.cfg").is_file():
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
            return spacy.load(model)
    except Exception as why:  # spaCy raises many kinds (OSError, ValueError, its own) for a broken or foreign folder.
        first = str(why).strip().splitlines()[0] if str(why).strip() else type(why).__name__
        raise ModelError(f"cannot be loaded as a spaCy pipeline ({first})", where=str(model),
                         mend="give a folder that spaCy's nlp.to_disk wrote, with all its components installed") from why
