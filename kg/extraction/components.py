"""The spaCy components of extraction, in the order in which they run.

    kg_mentions    assigns doc._.kg_mentions, doc._.kg_aliases, doc.user_data["kg_names"]; needs tokens, uses doc.ents and
                   doc._.kg_given (name -> a mention of it elsewhere)
    (the language's own structure: a parser, or kg_korean_structure)
    kg_references  adds references to doc._.kg_mentions; needs token.dep, token.head
    kg_literals    assigns doc._.kg_literals; uses doc._.kg_anchor (the publication date)
    kg_claims      assigns doc._.kg_findings, doc._.kg_left_out; needs all of these; uses doc._.kg_silent, and says of
                   doc._.kg_quoted (findings in the text, by another pipeline) in whose words they are

They are registered as entry points of the package, so that `nlp.add_pipe("kg_mentions")` works in anyone's pipeline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.arguments import arguments_of
from kg.extraction.claims import ClaimFinder, Models
from kg.extraction.known import KnownName, KnownNames
from kg.extraction.literals import document_anchor, find_literals
from kg.extraction.located import text_of
from kg.extraction.mentions import MentionFinder
from kg.extraction.references import References
from kg.identity import document_keys
from kg.model import name_key
from kg.resources import data_folder
from kg.schema import Schema, load_schema
from kg.seeds import Seed, load_seeds

#: The components, by name, in order; structure stands between the first two where a language reads it by rule.
MENTIONS, REFERENCES, LITERALS, CLAIMS = "kg_mentions", "kg_references", "kg_literals", "kg_claims"


def _extend(name: str, default: object) -> None:
    if not Doc.has_extension(name):
        Doc.set_extension(name, default=default)


for _name, _default in (("kg_mentions", ()), ("kg_aliases", ()), ("kg_literals", ()), ("kg_findings", ()), ("kg_left_out", ()),
                        ("kg_silent", ()), ("kg_anchor", None), ("kg_given", MappingProxyType({})), ("kg_quoted", ())):
    _extend(_name, _default)


@lru_cache(maxsize=8)
def known_names(schema: str, seeds: str) -> KnownNames:
    """The matcher over the names of these seeds."""
    return KnownNames.of(names_of(load_seeds(seeds, load_schema(schema)) if seeds else (), load_schema(schema)))


def names_of(seeds: Iterable[Seed], schema: Schema) -> Iterable[KnownName]:
    """Every name, adjective and form of the seeds; a form that is another's name is that other's. A small first letter tells a common
    noun (robotics) only where most names of its type have one: imec is a proper name.
    """
    seeds = list(seeds)
    small = Counter(seed.type for seed in seeds if seed.name[:1].islower())
    of_type = Counter(seed.type for seed in seeds)
    tops = {type_: schema.ancestors(type_)[-1] for type_ in of_type}
    owned = {name_key(text) for seed in seeds for text in seed.spellings}
    for seed in seeds:
        common = seed.name[:1].islower() and 2 * small[seed.type] > of_type[seed.type]
        top = tops[seed.type]
        owner = schema.types[top].owner
        for text in seed.spellings:
            yield KnownName(text, seed.id, seed.type, text in seed.risky, False, common, top, owner)
        for text in seed.adjectives:
            yield KnownName(text, seed.id, seed.type, text in seed.risky, True, common, top, owner)
        for text in seed.forms:
            if name_key(text) not in owned:
                yield KnownName(text, seed.id, seed.type, False, False, common, top, owner)


@Language.factory(MENTIONS, assigns=["doc._.kg_mentions", "doc._.kg_aliases"], requires=[],
                  default_config={"schema": "ai-industry", "seeds": "ai-industry", "models": None})
class Mentions:
    """Finds named mentions; see `kg.extraction.mentions`. `schema` and `seeds` are names or folders; no seeds: ''. `models` as of the
    claims.
    """

    def __init__(self, nlp: Language, name: str, schema: str, seeds: str, models: str | None) -> None:
        types = _models(_folder(models, nlp)).types
        self.finder = MentionFinder(load_schema(schema), nlp.lang or "", known_names(schema, seeds), types)

    def __call__(self, doc: Doc) -> Doc:
        found = self.finder.find(doc, doc._.kg_given)
        doc._.kg_mentions, doc._.kg_aliases = found.mentions, found.aliases
        doc.user_data["kg_names"] = [(m.start, m.end) for m in found.mentions]
        return doc


@Language.factory(REFERENCES, assigns=["doc._.kg_mentions"], requires=["doc._.kg_mentions", "doc._.kg_aliases", "token.dep"],
                  default_config={"schema": "ai-industry", "models": None})
class ReferencesComponent:
    """Resolves 이 회사, the company, he; see `kg.extraction.references`. `models` as of the claims."""

    def __init__(self, nlp: Language, name: str, schema: str, models: str | None) -> None:
        self.references = References(load_schema(schema), nlp.lang or "")
        self.antecedents = _models(_folder(models, nlp)).antecedents

    def __call__(self, doc: Doc) -> Doc:
        mentions = doc._.kg_mentions
        more = self.references.find(doc, mentions, document_keys(mentions, doc._.kg_aliases), self.antecedents)
        doc._.kg_mentions = tuple(sorted([*mentions, *more], key=lambda m: (m.start, m.end, m.name)))
        return doc


@Language.factory(LITERALS, assigns=["doc._.kg_literals"], requires=[])
class Literals:
    """Finds money, percentages, quantities and dates; see `kg.extraction.literals`."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.language = nlp.lang or ""

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        anchor = doc._.kg_anchor or document_anchor(text, self.language)
        doc._.kg_literals = tuple((x.start, x.end, x.literal) for x in find_literals(text, self.language, anchor=anchor)
                                  if not x.secondary)
        return doc


@Language.factory(CLAIMS, assigns=["doc._.kg_findings", "doc._.kg_left_out"],
                  requires=["doc._.kg_mentions", "doc._.kg_literals", "token.dep"],
                  default_config={"schema": "ai-industry", "models": None})
class Claims:
    """Finds claims; see `kg.extraction.claims`. `models` is a folder; by default that of the language which comes with kg."""

    def __init__(self, nlp: Language, name: str, schema: str, models: str | None) -> None:
        self.finder = ClaimFinder(load_schema(schema), nlp.lang or "", nlp, _models(_folder(models, nlp)))

    def __call__(self, doc: Doc) -> Doc:
        found = self.finder.find(doc, doc._.kg_mentions, doc._.kg_aliases, doc._.kg_literals, doc._.kg_silent, doc._.kg_quoted)
        doc._.kg_findings, doc._.kg_left_out, doc._.kg_quoted = found.findings, found.left_out, found.quoted
        arguments_of.cache_clear()
        return doc


def _folder(models: str | None, nlp: Language) -> str:
    return models or str(data_folder("models") / f"claims_{nlp.lang}")


@lru_cache(maxsize=4)
def _models(folder: str) -> Models:
    return Models.load(Path(folder))


def add_extraction(nlp: Language, schema: str, seeds: str, structure: str | None = None) -> Language:
    """Add the components to a language's pipeline. `structure` names a component that must run after the mentions."""
    if structure and structure in nlp.pipe_names:
        nlp.add_pipe(MENTIONS, before=structure, config={"schema": schema, "seeds": seeds})
    else:
        nlp.add_pipe(MENTIONS, config={"schema": schema, "seeds": seeds})
    nlp.add_pipe(REFERENCES, config={"schema": schema})
    nlp.add_pipe(LITERALS)
    nlp.add_pipe(CLAIMS, config={"schema": schema})
    return nlp
