"""What `kg build` shows when it is done."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.build import Built
from kg.model import Entity, Graph
from kg.schema import Schema

#: Rows of a list that is cut.
TOP = 10
#: What a file is good for, by its name.
FILES = {
    "graph.html": "the graph as a page: open it in a browser",
    "claims.jsonl": "the claims with their evidence, one a line",
    "entities.jsonl": "the entities with their names",
    "left_out.jsonl": "what was left out, and why",
    "graph.ttl": "the plain graph in RDF", "graph.trig": "RDF with where each claim comes from",
    "graph.graphml": "for Gephi, yEd, networkx", "nodes.csv": "the entities as a table", "edges.csv": "the claims as a table",
}


def show_built(console: Console, built: Built, schema: Schema, written: Sequence[Path], seconds: float) -> None:
    """Counts, the commonest relations, what was left out with its reason, and what to open."""
    graph = built.graph
    console.print(_counts(built, seconds))
    if graph.claims:
        console.print(_relations(graph, schema))
    if graph.left_out:
        console.print(_left_out(graph))
    console.print(_written(written))
    if main := _busiest(graph):
        again = f" --from {written[0].parent}" if written and str(written[0].parent) != "exports" else ""
        console.print(Text.assemble("Next: ", (f'kg show "{main.name}"{again}', "bold"), " · ", (f'kg query "MATCH (e:Entity) RETURN e.name"{again}', "bold")), soft_wrap=True)


def table(title: str, *columns: str, numbers: Sequence[int] = ()) -> Table:
    """A plain table; the columns of `numbers` are set to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0),
                 show_header=any(columns), header_style="dim")
    for n, column in enumerate(columns):
        made.add_column(column, justify="right" if n in numbers else "left", overflow="fold")
    return made


def _counts(built: Built, seconds: float) -> Table:
    graph = built.graph
    languages = Counter(d.language for d in graph.documents)
    characters = sum(len(d.text) for d in graph.documents)
    known = sum(e.known for e in graph.entities)
    kinds = Counter([c.modality if c.polarity == "asserted" else "negated" for c in graph.claims])
    rows = [
        ("documents", len(graph.documents), f"{_listed(languages)}; {characters:,} characters in {seconds:.1f} s"),
        ("entities", len(graph.entities), f"{known:,} known, {len(graph.entities) - known:,} new"),
        ("claims", len(graph.claims), _listed(kinds)),
        ("evidence", sum(len(c.evidence) for c in graph.claims), "places that say a claim"),
        ("conflicts", len(graph.conflicts), "pairs of claims that contradict each other"),
        ("failed", len(built.failures), "files or lines that could not be read" if built.failures else ""),
    ]
    made = table("", "", "", "", numbers=[1])
    for name, number, told in rows:
        made.add_row(name, f"{number:,}", told)
    return made


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in counts.most_common())


def _relations(graph: Graph, schema: Schema) -> Table:
    counts = Counter(c.relation for c in graph.claims)
    made = table("Claims by relation", "", "", "", numbers=[1])
    ordered = sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    for name, n in ordered[:TOP]:
        made.add_row(name, f"{n:,}", schema.label(name, "en") if schema.label(name, "en") != name else "")
    if len(ordered) > TOP:
        made.add_row(f"{len(ordered) - TOP} more", f"{sum(n for _, n in ordered[TOP:]):,}", "")
    return made


def _left_out(graph: Graph) -> Table:
    counts: Counter[tuple[str, str]] = Counter()
    for item in graph.left_out:
        counts[item.stage, item.reason] += item.count
    made = table("Left out", "in", "", "why", numbers=[1])
    ordered = sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    for (stage, reason), n in ordered[:TOP]:
        made.add_row(stage, f"{n:,}", Text(reason))
    if len(ordered) > TOP:
        made.add_row("", f"{sum(n for _, n in ordered[TOP:]):,}", f"{len(ordered) - TOP} more reasons, in left_out.jsonl")
    return made


def _written(written: Sequence[Path]) -> Table:
    made = table("Written", "", "")
    for path in sorted(written, key=lambda p: list(FILES).index(p.name) if p.name in FILES else len(FILES)):
        if path.name in FILES:
            made.add_row(os.fspath(path), FILES[path.name])
    return made


def _busiest(graph: Graph) -> Entity | None:
    """The entity of which most is claimed."""
    counts = Counter(end for c in graph.claims for end in (c.subject, c.object) if isinstance(end, str))
    return max(graph.entities, key=lambda e: (counts[e.id], e.id), default=None)
