"""RDF: the plain graph as Turtle, and every claim with its provenance as TriG.

`graph.ttl` has the schema as classes and properties, the entities, and one triple for each plain claim (asserted, as a fact).
`graph.trig` has the same in its default graph; besides, each claim, whatever its polarity and modality, is a named graph
that holds its triple, and the default graph describes that claim: its evidence with offsets (NIF, code points, end
exclusive), its document, who it is attributed to (PROV-O), and what it conflicts with. A negated, planned, possible or asked
claim is never a triple of the default graph.

Nothing is a blank node, so that equal graphs give equal bytes: what has no name of its own has an IRI made from its id.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD
from rdflib.plugins.serializers.trig import TrigSerializer
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Literal as Text
from rdflib.term import URIRef

from kg.exports.ordered import View, view
from kg.exports.rdf_terms import NIF, OA, SCHEMA, Names, Triple, date_value, decimal, precision, text, value
from kg.exports.writing import write_bytes
from kg.model import Claim, Document, Entity, Evidence, Graph, Literal, digest
from kg.schema import Schema

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def write_turtle(graph: Graph, schema: Schema, folder: Path) -> list[Path]:
    """Write graph.ttl. Raises ExportError."""
    plain = plain_graph(graph, schema)
    return [write_bytes(folder / "graph.ttl", [_serialised(TurtleSerializer(plain))])]


def write_trig(graph: Graph, schema: Schema, folder: Path) -> list[Path]:
    """Write graph.trig. Raises ExportError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib against itself
        serializer = TrigSerializer(claims_dataset(graph, schema))
    # rdflib gives the named graphs in the order of a set, which differs from run to run.
    serializer.contexts = sorted({c.identifier: c for c in serializer.contexts}.values(),
                                 key=lambda c: (c.identifier != serializer.default_context, str(c.identifier)))
    return [write_bytes(folder / "graph.trig", [_serialised(serializer)])]


def _serialised(serializer: TurtleSerializer) -> bytes:
    buffer = io.BytesIO()
    serializer.serialize(buffer)
    return buffer.getvalue().strip(b"\n") + b"\n"


def _bind(graph: rdflib.Graph, names: Names) -> None:
    prefixes = {"": names.terms, "entity": f"{names.base}/entity/", "claim": f"{names.base}/claim/",
                "evidence": f"{names.base}/evidence/", "document": f"{names.base}/document/", "rdf": RDF, "rdfs": RDFS,
                "owl": OWL, "skos": SKOS, "xsd": XSD, "schema": SCHEMA, "prov": PROV, "nif": NIF, "oa": OA, "dcterms": DCTERMS}
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, rdflib.Namespace(str(namespace)))


def plain_graph(graph: Graph, schema: Schema) -> rdflib.Graph:
    """Schema, entities and the plain claims as one rdflib graph. Raises ExportError where the schema does not fit."""
    found = rdflib.Graph(bind_namespaces="none")
    names = Names(schema)
    _bind(found, names)
    _fill_plain(found, view(graph, schema), schema, names)
    return found


def claims_dataset(graph: Graph, schema: Schema) -> rdflib.Dataset:
    """The plain graph with every claim as a named graph and its provenance. Raises ExportError."""
    seen, names = view(graph, schema), Names(schema)
    found = rdflib.Dataset()
    found.namespace_manager = rdflib.namespace.NamespaceManager(found, bind_namespaces="none")
    _bind(found, names)
    default = found.default_graph
    _fill_plain(default, seen, schema, names)
    for document in seen.graph.documents:
        _add_document(default, names.thing("document", document.id), document)
    for claim in seen.graph.claims:
        triple, about_value = _claim_triples(claim, names)
        found.graph(names.thing("claim", claim.id)).add(triple)
        for each in about_value:
            default.add(each)
        _describe(default, claim, seen, names)
    for conflict in seen.graph.conflicts:
        first, second = (names.thing("claim", c) for c in (conflict.first, conflict.second))
        node = names.thing("conflict", digest(conflict.first, conflict.second, conflict.reason))
        default.add((first, names.terms.conflictsWith, second))
        default.add((second, names.terms.conflictsWith, first))
        default.add((node, RDF.type, PROV.Entity))
        default.add((node, names.terms.conflictOf, first))
        default.add((node, names.terms.conflictOf, second))
        default.add((node, names.terms.reason, text(conflict.reason)))
    return found


def _fill_plain(found: rdflib.Graph, seen: View, schema: Schema, names: Names) -> None:
    _add_schema(found, schema, names)
    for entity in seen.graph.entities:
        _add_entity(found, entity, names)
    for claim in seen.graph.claims:
        if claim.plain:
            triple, nodes = _claim_triples(claim, names)
            for each in (triple, *nodes):
                found.add(each)


def _add_schema(found: rdflib.Graph, schema: Schema, names: Names) -> None:
    ontology = URIRef(names.base)
    found.add((ontology, RDF.type, OWL.Ontology))
    found.add((ontology, OWL.versionInfo, Text(str(schema.version))))
    _add_labels(found, ontology, schema.title)
    for name, type_ in schema.types.items():
        node = names.terms[name]
        found.add((node, RDF.type, OWL.Class))
        _add_labels(found, node, type_.label)
        if type_.covers:
            found.add((node, RDFS.comment, text(type_.covers, "en")))
        if type_.is_a:
            found.add((node, RDFS.subClassOf, names.terms[type_.is_a]))
    for name, relation in schema.relations.items():
        node = names.terms[name]
        subjects = {names.terms[t] for pair in relation.all_pairs for t in pair.subject}
        objects = {range_ for pair in relation.all_pairs
                   for t in (pair.subject if pair.object == "same" else pair.object) for range_ in _ranges(t, names)}
        # A relation of dates, percents and bare numbers alone has values; of anything else, things; of both, RDF has no word.
        values = {o for o in objects if str(o).startswith(str(XSD))}
        kind = OWL.DatatypeProperty if values == objects else OWL.ObjectProperty if not values else RDF.Property
        found.add((node, RDF.type, kind))
        if relation.symmetric:
            found.add((node, RDF.type, OWL.SymmetricProperty))
        _add_labels(found, node, relation.label)
        if relation.holds:
            found.add((node, RDFS.comment, text(relation.holds, "en")))
        # Several rdfs:domain would mean all of them at once; schema.org's word means any of them.
        for includes, only, classes in ((SCHEMA.domainIncludes, RDFS.domain, subjects), (SCHEMA.rangeIncludes, RDFS.range, objects)):
            for class_ in classes:
                found.add((node, includes, class_))
                if len(classes) == 1:
                    found.add((node, only, class_))


def _ranges(type_: str, names: Names) -> tuple[URIRef, ...]:
    literals = {"Money": (SCHEMA.MonetaryAmount,), "Percent": (XSD.decimal,), "Date": (XSD.gYear, XSD.gYearMonth, XSD.date),
                "Quantity": (XSD.decimal, SCHEMA.QuantitativeValue)}
    return literals.get(type_, (names.terms[type_],))


def _add_labels(found: rdflib.Graph, node: URIRef, labels: Mapping[str, str]) -> None:
    for language, label in labels.items():
        found.add((node, RDFS.label, text(label, language)))


def _add_entity(found: rdflib.Graph, entity: Entity, names: Names) -> None:
    node = names.thing("entity", entity.id)
    found.add((node, RDF.type, names.terms[entity.type]))
    # The canonical name is English but for what no text names in English.
    labels = {"ko" if _HANGUL.search(entity.name) else "en": entity.name}
    for alias in entity.aliases:
        if alias.language in ("ko", "en") and alias.language not in labels:
            labels[alias.language] = alias.name
    _add_labels(found, node, labels)
    for alias in entity.aliases:
        if labels.get(alias.language) != alias.name:
            found.add((node, SKOS.altLabel, text(alias.name, alias.language)))


def _claim_triples(claim: Claim, names: Names) -> tuple[Triple, list[Triple]]:
    """The claim's own triple, and the triples that describe its value where that is a node."""
    subject, predicate = names.thing("entity", claim.subject), names.terms[claim.relation]
    if isinstance(claim.object, str):
        return (subject, predicate, names.thing("entity", claim.object)), []
    target, nodes = value(claim.object, names)
    return (subject, predicate, target), nodes


def _describe(found: rdflib.Graph, claim: Claim, seen: View, names: Names) -> None:
    """What is known of a claim, in the default graph: its standing, its qualifiers, and where it is said."""
    node, terms = names.thing("claim", claim.id), names.terms
    for triple in (
        (node, RDF.type, SCHEMA.Claim), (node, RDF.type, PROV.Entity), (node, terms.polarity, text(claim.polarity)),
        (node, terms.modality, text(claim.modality)), (node, terms.confidence, decimal(claim.confidence)),
    ):
        found.add(triple)
    if claim.attributed_to:
        found.add((node, PROV.wasAttributedTo, names.thing("entity", claim.attributed_to)))
    if isinstance(claim.object, Literal):
        for each in precision(node, claim.object, names):
            found.add(each)
    for key, given in claim.qualifiers:
        qualifier = names.thing("qualifier", digest(key, given))
        found.add((node, terms.qualifier, qualifier))
        found.add((qualifier, RDF.type, SCHEMA.PropertyValue))
        found.add((qualifier, SCHEMA.name, text(key)))
        found.add((qualifier, SCHEMA.value, text(given)))
    for evidence in claim.evidence:
        # An evidence's id does not say which claim it is for, and its confidence is for that claim.
        place = names.thing("evidence", f"{claim.id}-{evidence.id}")
        found.add((node, PROV.wasDerivedFrom, place))
        _add_evidence(found, place, evidence, seen, names)


def _add_evidence(found: rdflib.Graph, place: URIRef, evidence: Evidence, seen: View, names: Names) -> None:
    document, terms = seen.documents[evidence.document], names.terms
    source = names.thing("document", seen.document_ids[evidence.document])
    for predicate, target in (
        (RDF.type, PROV.Entity), (RDF.type, NIF.OffsetBasedString), (NIF.referenceContext, source), (OA.hasSource, source),
        (OA.exact, text(evidence.text, document.language)),
        (terms.confidence, decimal(evidence.confidence)), (terms.extractor, text(evidence.extractor)),
    ):
        found.add((place, predicate, target))
    for predicate, offset in (
        (NIF.beginIndex, evidence.start), (NIF.endIndex, evidence.end), (terms.subjectBegin, evidence.subject_start),
        (terms.subjectEnd, evidence.subject_end), (terms.objectBegin, evidence.object_start), (terms.objectEnd, evidence.object_end),
    ):
        found.add((place, predicate, Text(str(offset), datatype=XSD.nonNegativeInteger)))


def _add_document(found: rdflib.Graph, node: URIRef, document: Document) -> None:
    for class_ in (SCHEMA.CreativeWork, NIF.Context, PROV.Entity):
        found.add((node, RDF.type, class_))
    found.add((node, SCHEMA.name, text(document.name)))
    found.add((node, DCTERMS.language, text(document.language)))
    for predicate, given in ((DCTERMS.title, document.title), (DCTERMS.creator, document.author), (DCTERMS.source, document.source)):
        if given:
            # A source too is a string: what a file says of itself need not be a valid IRI.
            found.add((node, predicate, text(given, document.language if predicate == DCTERMS.title else "")))
    if document.published:
        found.add((node, DCTERMS.issued, date_value(document.published)))
