"""The RDF terms of a graph: IRIs that no id can break, and values as typed literals or small nodes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import rdflib
from rdflib.namespace import RDF, XSD
from rdflib.term import Literal as Text
from rdflib.term import URIRef

from kg.model import Literal
from kg.schema import Schema

SCHEMA = rdflib.Namespace("https://schema.org/")
NIF = rdflib.Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")

Triple = tuple[URIRef, URIRef, URIRef | Text]

#: PN_CHARS_BASE of Turtle beyond ASCII: rdflib shortens IRIs to prefixed names also with letters (µ) that Turtle lacks there.
_NAME_CHARACTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u2c00-\u2fef"
                             "\u3001-\ud7ff\uf900-\ufdcf]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def iri_part(id_: str) -> str:
    """An id as a piece of an IRI: letters and digits of any script stay, all else is percent-encoded. Different ids differ."""
    return "".join(c if _stays(c) else _encoded(c) for c in id_)


def _stays(c: str) -> bool:
    return c in "-_" or (c.isalnum() and (c.isascii() or _NAME_CHARACTER.fullmatch(c) is not None))


def _encoded(c: str) -> str:
    # A dot too: `.` and `..` would be steps in a path.
    return "%2E" if c == "." else quote(c.encode("utf-8", "surrogatepass"), safe="")


class Names:
    """The IRIs of one schema's namespace."""

    def __init__(self, schema: Schema) -> None:
        self.terms = rdflib.Namespace(schema.namespace)
        self.base = schema.namespace.rstrip("#/")

    def thing(self, kind: str, id_: str) -> URIRef:
        """`BASE/kind/id`: an entity, claim, evidence, document, value, qualifier or conflict."""
        return URIRef(f"{self.base}/{kind}/{iri_part(id_)}")


def value(literal: Literal, names: Names) -> tuple[URIRef | Text, list[Triple]]:
    """A literal as an object, with the triples about it where it is a node (money, and quantities with a unit)."""
    if literal.kind == "date":
        return date_value(literal.date), []
    if literal.kind == "percent" or (literal.kind == "quantity" and not literal.unit):
        return decimal(literal.value), []
    node = names.thing("value", literal.id)
    money = literal.kind == "money"
    triples: list[Triple] = [
        (node, RDF.type, SCHEMA.MonetaryAmount if money else SCHEMA.QuantitativeValue),
        (node, SCHEMA.value, decimal(literal.value)),
        (node, SCHEMA.currency if money else SCHEMA.unitText, text(literal.unit)),
        *precision(node, literal, names),
    ]
    return node, triples


def precision(node: URIRef, literal: Literal, names: Names) -> list[Triple]:
    """How exact a literal is, said of `node`."""
    found: list[Triple] = []
    if literal.approximate:
        found.append((node, names.terms.approximate, Text(True)))
    if literal.bound:
        found.append((node, names.terms.bound, text(literal.bound)))
    return found


def decimal(number_: float | None) -> Text:
    """A number as an xsd:decimal, without exponent."""
    number = Decimal(repr(float(number_ if number_ is not None else 0.0)))
    if not number.is_finite():
        return Text({"Infinity": "INF", "-Infinity": "-INF"}.get(str(number), "NaN"), datatype=XSD.double, normalize=False)
    digits = format(number, "f")
    return Text(digits if "." in digits else digits + ".0", datatype=XSD.decimal, normalize=False)


def date_value(iso: str) -> Text:
    """A date at its precision (xsd:gYear, xsd:gYearMonth, xsd:date); what is no date of the calendar stays a string."""
    for pattern, rest, type_ in ((r"[0-9]{4}", "-01-01", XSD.gYear), (r"[0-9]{4}-[0-9]{2}", "-01", XSD.gYearMonth),
                                 (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "", XSD.date)):
        if re.fullmatch(pattern, iso):
            try:
                date.fromisoformat(iso + rest)
            except ValueError:
                break
            return Text(iso, datatype=type_, normalize=False)
    return text(iso)


def text(content: str, language: str = "") -> Text:
    """A string, with its language where that is a language tag."""
    # rdflib writes UTF-8, which has no lone surrogates.
    return Text(content.encode("utf-8", "replace").decode(), lang=language if _LANGUAGE.fullmatch(language) else None)
