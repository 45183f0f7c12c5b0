"""Texts read by the whole pipeline of a language, as a build does it; pipelines are made once a process."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc

from kg.build import Settings, pipeline
from kg.extraction.claims import ClaimFinder
from kg.extraction.components import CLAIMS, Claims
from kg.extraction.scene import Scene, scenes
from kg.identity import document_keys
from kg.model import Finding, Literal, Mention


class Told(NamedTuple):
    """A claim as people say it: names as the text has them, a literal by its label."""

    subject: str
    relation: str
    object: str


def read(text: str, language: str = "ko", schema: str = "ai-industry", published: str | None = None) -> Doc:
    nlp = pipeline(language, Settings(schema=schema))
    doc = nlp.make_doc(text)
    doc._.kg_anchor = published
    return nlp(doc)


def mentions(text: str, language: str = "ko", schema: str = "ai-industry") -> list[Mention]:
    return list(read(text, language, schema)._.kg_mentions)


def findings(text: str, language: str = "ko", schema: str = "ai-industry") -> dict[Told, Finding]:
    """What the text claims."""
    return {Told(f.subject.name, f.relation, label(f.object)): f for f in read(text, language, schema)._.kg_findings}


def label(end: Mention | Literal) -> str:
    return end.label if isinstance(end, Literal) else end.name


def finder(language: str) -> ClaimFinder:
    """The part of a language's pipeline that finds claims."""
    component = pipeline(language, Settings()).get_pipe(CLAIMS)
    assert isinstance(component, Claims)
    return component.finder


def sentences(text: str, language: str = "ko") -> list[Scene]:
    """The sentences of a text as the rankers see them."""
    doc, claims = read(text, language), finder(language)
    return scenes(doc, doc._.kg_mentions, doc._.kg_literals, claims.schema, claims.index, document_keys(doc._.kg_mentions, doc._.kg_aliases),
                  claims.models.antecedents)
