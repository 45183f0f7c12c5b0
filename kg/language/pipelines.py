"""The pipeline of a language: from text to tokens, names and structure."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language

from kg.errors import ModelError
from kg.language.english import create_english
from kg.language.korean import create_korean
from kg.language.korean_structure import korean_structure

LANGUAGES = ("ko", "en")
#: The component that reads Korean structure; it must run after names are known.
KOREAN_STRUCTURE = "kg_korean_structure"


def create_pipeline(language: str, names: Iterable[str] = (), *, ner: bool = True, model: str | None = None) -> Language:
    """A fresh pipeline for `ko` or `en`. `names` are known names that its tokenizer keeps whole.

    `model` names an installed spaCy pipeline (or a folder) that takes the place of kg's own for English. Without `ner` the
    trained names are left out: for training on text whose names are annotated. Raises ModelError for another language.
    """
    if language == "ko":
        nlp = create_korean(names, ner=ner)
        if KOREAN_STRUCTURE not in nlp.pipe_names:
            nlp.add_pipe(KOREAN_STRUCTURE)
        return nlp
    if language == "en":
        nlp = create_english(model)
        if not ner and "ner" in nlp.pipe_names:
            nlp.remove_pipe("ner")
        return nlp
    raise ModelError(f"no pipeline for the language '{language}'", mend=f"use one of: {', '.join(LANGUAGES)}")


__all__ = ["KOREAN_STRUCTURE", "LANGUAGES", "create_pipeline", "korean_structure"]
