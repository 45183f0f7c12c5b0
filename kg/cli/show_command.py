"""`kg show`: one entity, what is claimed of it, and the sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kg.cli import options
from kg.cli.sources import EXPORTS, read_export, schema_of
from kg.cli.terminal import output
from kg.errors import KgError
from kg.model import Claim, Entity, Evidence, Graph, Literal, name_key
from kg.schema import Schema

NAME = "show"
EPILOG = ("[bold]Examples[/]\n\n$ kg show DeepSeek\n\n$ kg show 량원펑 --from graph\n\n$ kg show \"Lee Kai-fu\" --relation FOUNDED\n\n"
          "Any of its names will do, in any language and spelling; spaces, hyphens and capitals do not matter.")


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name of the entity, or its id.")],
    source: options.From = EXPORTS,
    relation: Annotated[str | None, typer.Option("--relation", "-r", metavar="RELATION", help="Only the claims of this relation.")] = None,
    sentences: Annotated[int, typer.Option("--sentences", "-n", min=1, metavar="N", help="How many sentences of each claim.")] = 3,
) -> int:
    """Show an entity by any of its names: its claims by relation, each with the sentences that say it."""
    graph = read_export(source)
    schema = schema_of(source, graph)
    if relation is not None and relation not in schema.relations:
        raise KgError(f"'{relation}' is no relation of the schema", where="--relation", mend=f"use one of: {', '.join(schema.relations)}")
    console = output()
    for n, entity in enumerate(find(graph, name)):
        if n:
            console.print()
        _Page(console, graph, schema, sentences).show(entity, relation)
    return 0


def find(graph: Graph, name: str) -> Sequence[Entity]:
    """The entities of that id or name. KgError, with the nearest names, where there is none."""
    by_id = [e for e in graph.entities if e.id == name]
    if by_id:
        return by_id
    names: dict[str, list[Entity]] = defaultdict(list)
    for entity in graph.entities:
        for key in dict.fromkeys(name_key(n) for n in (entity.name, *(a.name for a in entity.aliases))):
            names[key].append(entity)
    if found := names.get(name_key(name)):
        return found
    import difflib

    near = difflib.get_close_matches(name_key(name), [k for k in names if k], n=3, cutoff=0.6)
    part = [k for k in names if name_key(name) and name_key(name) in k]
    told = list(dict.fromkeys(e.name for key in [*near, *sorted(part, key=len)] for e in names[key]))[:5]
    raise KgError(f"no entity is named '{name}'", mend=f"did you mean {', '.join(told)}?" if told else
                  "kg query \"MATCH (e:Entity) RETURN e.name\" lists them all")


class _Page:
    """The entities and claims of a graph, written for people."""

    def __init__(self, console: Console, graph: Graph, schema: Schema, sentences: int) -> None:
        self.console, self.graph, self.schema, self.sentences = console, graph, schema, sentences
        self.entities = {e.id: e for e in graph.entities}
        self.texts = {d.name: d.text for d in graph.documents}
        self.against: dict[str, list[str]] = defaultdict(list)
        for conflict in graph.conflicts:
            self.against[conflict.first].append(conflict.second)
            self.against[conflict.second].append(conflict.first)
        self.claims = {c.id: c for c in graph.claims}

    def show(self, entity: Entity, relation: str | None) -> None:
        self.console.print(Text.assemble((entity.name, "bold"), f" · {self.schema.label(entity.type, 'en')}",
                                         f" · {entity.id}{'' if entity.known else ' · not among the seeds'}"))
        if names := ", ".join(dict.fromkeys(a.name for a in entity.aliases)):
            self.console.print(Text(f"also: {names}", "dim"))
        groups: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.graph.claims:
            if entity.id in (claim.subject, claim.object, claim.attributed_to) and relation in (None, claim.relation):
                groups[claim.relation].append(claim)
        if not groups:
            self.console.print("No claim." if relation is None else f"No claim with {relation}.")
        for name in sorted(groups):
            self.console.print()
            self.console.print(Text.assemble((name, "bold cyan"), f"  {self.schema.label(name, 'en')}" if self.schema.label(name, "en") != name else ""))
            ordered = sorted(groups[name], key=lambda c: (c.subject != entity.id, not c.plain, -c.confidence, c.id))
            for claim in ordered:
                self._claim(claim)

    def _claim(self, claim: Claim) -> None:
        line = Text.assemble((self._statement(claim), "bold"))
        for told in self._notes(claim):
            line.append(f" · {told}")
        self.console.print(Padding(line, (0, 0, 0, 2), expand=False))
        ordered = sorted(claim.evidence, key=lambda e: (-e.confidence, e.document, e.start))
        for evidence in ordered[: self.sentences]:
            self.console.print(Padding(self._sentence(evidence), (0, 0, 0, 4), expand=False))
        if (more := len(ordered) - self.sentences) > 0:
            self.console.print(Padding(Text(f"and {more} more place{'s' if more > 1 else ''}", "dim"), (0, 0, 0, 4), expand=False))

    def _statement(self, claim: Claim) -> str:
        target = claim.object.label if isinstance(claim.object, Literal) else self._name(claim.object)
        if isinstance(claim.object, Literal) and claim.object.approximate:
            target = f"about {target}"
        return f"{self._name(claim.subject)} → {target}"

    def _name(self, id_: str) -> str:
        return self.entities[id_].name if id_ in self.entities else id_

    def _notes(self, claim: Claim) -> Iterator[str]:
        yield from (f"{key}: {value}" for key, value in claim.qualifiers)
        if claim.polarity == "negated":
            yield "negated: the text denies it"
        if claim.modality != "fact":
            yield claim.modality
        if claim.attributed_to is not None:
            yield f"according to {self._name(claim.attributed_to)}"
        yield f"{claim.confidence:.2f}"
        for other in sorted(self.against[claim.id]):
            yield f"contradicted by: {self._statement(self.claims[other])}"

    def _sentence(self, evidence: Evidence) -> Text:
        """The evidence with the words for its subject and object marked: in bold, or «so» where there are no colours."""
        text = evidence.text
        spans = sorted({(max(s, evidence.start) - evidence.start, min(e, evidence.end) - evidence.start)
                        for s, e in ((evidence.subject_start, evidence.subject_end), (evidence.object_start, evidence.object_end))
                        if s < evidence.end and e > evidence.start})
        plain = self.console.color_system is None
        found = Text()
        at = 0
        for start, end in spans:
            if end <= at:
                continue
            found.append(text[at:start])
            words = text[max(start, at):end]
            found.append(f"«{words}»" if plain else words, "bold yellow")
            at = end
        found.append(text[at:])
        shown = Text(" ").join(part for part in found.split("\n") if part.plain.strip())
        return Text.assemble(shown, ("  — " + evidence.document, "dim"))
