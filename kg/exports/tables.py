"""Tables: nodes.csv and edges.csv for spreadsheets and data frames, graph.graphml for Gephi, yEd and networkx."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import networkx as nx

from kg.exports.networks import to_networkx
from kg.exports.ordered import view
from kg.exports.writing import write_bytes, write_text
from kg.model import Claim, Graph, Literal
from kg.schema import Schema

NODE_COLUMNS = ("id", "type", "name", "name_ko", "aliases", "known", "claims")
EDGE_COLUMNS = ("id", "subject", "subject_name", "relation", "object", "object_name", "object_kind", "value", "unit", "date",
                "approximate", "bound", "qualifiers", "polarity", "modality", "attributed_to", "confidence", "documents",
                "places", "evidence")

#: What a spreadsheet may take for a formula, ASCII and full width; and our own guard, so that it can be told from the text's.
_RISKY = re.compile(r"^\s*[=+\-@＝＋－＠|%']|^[\t\r\n]")
#: What XML 1.0 cannot hold, and carriage returns, which it reads back as line feeds.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def guard(text: str) -> str:
    """A text as a cell that no spreadsheet runs: one apostrophe before what could start a formula.

    Spreadsheets hide it or show it, never compute. A text that begins with an apostrophe gets one too, so that taking one
    leading apostrophe away (`unguard`) always gives the text. Numbers that we write as numbers are not guarded.
    """
    return "'" + text if _RISKY.match(text) else text


def unguard(cell: str) -> str:
    """The text of a guarded cell."""
    return cell[1:] if cell.startswith("'") else cell


def write_csv(graph: Graph, schema: Schema, folder: Path) -> list[Path]:
    """Write nodes.csv and edges.csv (RFC 4180 but `\\n` line ends, UTF-8 without a mark). Raises ExportError."""
    seen = view(graph, schema)
    degree: dict[str, int] = {}
    for claim in seen.graph.claims:
        for end in {claim.subject, claim.object if isinstance(claim.object, str) else claim.subject}:
            degree[end] = degree.get(end, 0) + 1
    nodes = ((guard(e.id), e.type, guard(e.name), guard(e.label("ko")),
              guard(" | ".join(dict.fromkeys(a.name for a in e.aliases))), _truth(e.known), str(degree.get(e.id, 0)))
             for e in seen.graph.entities)
    names = {e.id: e.name for e in seen.graph.entities}
    edges = (_edge(claim, names) for claim in seen.graph.claims)
    return [write_text(folder / "nodes.csv", _rows(NODE_COLUMNS, nodes)),
            write_text(folder / "edges.csv", _rows(EDGE_COLUMNS, edges))]


def _edge(claim: Claim, names: dict[str, str]) -> tuple[str, ...]:
    target = claim.object
    ends: tuple[str, ...]
    if isinstance(target, Literal):
        ends = ("", guard(target.label), target.kind, _number(target.value), guard(target.unit), guard(target.date),
                _truth(target.approximate), target.bound or "")
    else:
        ends = (guard(target), guard(names[target]), "entity", "", "", "", "", "")
    best = max(claim.evidence, key=lambda e: e.confidence, default=None)
    return (claim.id, guard(claim.subject), guard(names[claim.subject]), claim.relation, *ends,
            guard("; ".join(f"{key}: {value}" for key, value in claim.qualifiers)), claim.polarity, claim.modality,
            guard(names[claim.attributed_to]) if claim.attributed_to else "", _number(claim.confidence),
            guard(" | ".join(dict.fromkeys(e.document for e in claim.evidence))), str(len(claim.evidence)),
            guard(best.text) if best else "")


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (header, *rows):
        buffer = io.StringIO(newline="")
        # Carriage returns within a cell would read as line ends in some programs; documents have none (`\n` only).
        csv.writer(buffer, lineterminator="\n").writerow([cell.replace("\x00", "\ufffd") for cell in row])
        yield buffer.getvalue()


def write_graphml(graph: Graph, schema: Schema, folder: Path) -> list[Path]:
    """Write graph.graphml: `to_networkx` as XML. Characters that XML cannot hold become U+FFFD. Raises ExportError."""
    network = to_networkx(graph, schema)
    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=_xml(graph.schema))
    for node, data in network.nodes(data=True):
        clean.add_node(_xml(node), **{key: _xml(value) for key, value in data.items()})
    for start, end, key, data in network.edges(keys=True, data=True):
        clean.add_edge(_xml(start), _xml(end), key=key, **{name: _xml(value) for name, value in data.items()})
    buffer = io.BytesIO()
    # Not write_graphml: it gives other bytes where lxml is installed.
    nx.write_graphml_xml(clean, buffer, named_key_ids=True)
    return [write_bytes(folder / "graph.graphml", [buffer.getvalue().replace(b"\r\n", b"\n"), b"\n"])]


def _xml(value: object) -> str:
    return _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value  # type: ignore[return-value]
