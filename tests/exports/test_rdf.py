"""RDF as another library reads it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from rdflib.compare import isomorphic

from kg.exports.rdf import claims_dataset, plain_graph, write_trig, write_turtle
from kg.exports.rdf_terms import date_value, decimal, iri_part
from kg.model import Graph
from kg.schema import Schema
from tests.exports.samples import hostile, sample
from tests.exports.strategies import graphs

NS = "https://example.org/sample#"
BASE = "https://example.org/sample"
PREFIXES = f"""PREFIX : <{NS}> PREFIX e: <{BASE}/entity/> PREFIX schema: <https://schema.org/> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> """


def load(path: Path) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=str(path), format=pyoxigraph.RdfFormat.TRIG if path.suffix == ".trig" else pyoxigraph.RdfFormat.TURTLE)
    return store


def ask(store: pyoxigraph.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES + query)
    return sorted(tuple(getattr(cell, "value", str(cell)) for cell in row) for row in found)  # type: ignore[union-attr]


def oxigraph_as_rdflib(path: Path) -> rdflib.Graph:
    """What pyoxigraph's parser makes of a file; not its store, which writes numbers its own way."""
    found = rdflib.Graph()
    for quad in pyoxigraph.parse(path=str(path)):
        found.parse(data=" ".join(str(part) for part in (quad.subject, quad.predicate, quad.object)) + " .", format="nt")
    return found


@pytest.fixture
def turtle(schema: Schema, tmp_path: Path) -> pyoxigraph.Store:
    return load(write_turtle(sample(), schema, tmp_path)[0])


@pytest.fixture
def trig(schema: Schema, tmp_path: Path) -> pyoxigraph.Store:
    return load(write_trig(sample(), schema, tmp_path)[0])


def test_turtle_is_the_graph_that_was_written(schema: Schema, tmp_path: Path) -> None:
    (path,) = write_turtle(sample(), schema, tmp_path)
    assert isomorphic(oxigraph_as_rdflib(path), plain_graph(sample(), schema))


def test_only_plain_claims_are_triples(turtle: pyoxigraph.Store) -> None:
    assert ask(turtle, "SELECT ?p ?o { e:haeoreum-lab ?p ?o FILTER(strstarts(str(?p), str(:))) }") == sorted([
        (NS + "DEVELOPED", BASE + "/entity/haeoreum-r1"), (NS + "BASED_IN", BASE + "/entity/busan"), (NS + "FOUNDED_ON", "2023"),
        (NS + "GREW_BY", "12.5")])
    assert ask(turtle, "SELECT ?s { ?s :USES|:OUTPERFORMS ?o }") == []  # negated, possible


def test_values_have_their_types(turtle: pyoxigraph.Store) -> None:
    assert ask(turtle, "SELECT (datatype(?o) AS ?t) { e:haeoreum-lab :FOUNDED_ON ?o }") == [("http://www.w3.org/2001/XMLSchema#gYear",)]
    assert ask(turtle, "SELECT ?v ?c { e:haeoreum-r1 :DEVELOPMENT_COST ?m . ?m a schema:MonetaryAmount; schema:value ?v; schema:currency ?c }") == [
        ("5600000", "USD"), ("6000000", "USD")]
    assert ask(turtle, "SELECT ?v { ?m schema:value ?v; :approximate true }") == [("5600000",)]
    assert ask(turtle, "SELECT ?v { ?m schema:value ?v FILTER(?v > 5700000) }") == [("6000000",)]  # numbers compare as numbers


def test_names_have_their_languages(turtle: pyoxigraph.Store) -> None:
    assert ask(turtle, 'SELECT ?e { ?e rdfs:label "해오름랩"@ko; rdfs:label "Haeoreum Lab"@en; a :Company }') == [(BASE + "/entity/haeoreum-lab",)]
    assert ask(turtle, "SELECT ?n (lang(?n) AS ?l) { e:h800 skos:altLabel ?n }") == [("H 800", ""), ("H-800", "en")]
    assert ask(turtle, 'SELECT ?e { ?e rdfs:label "소라칩"@ko }') == [(BASE + "/entity/소라칩",)]


def test_the_schema_is_there(turtle: pyoxigraph.Store) -> None:
    assert ask(turtle, "SELECT ?p { :Company rdfs:subClassOf ?p; rdfs:label '기업'@ko }") == [(NS + "Organization",)]
    assert ask(turtle, "SELECT ?d ?r { :BASED_IN a owl:ObjectProperty; rdfs:domain ?d; rdfs:range ?r }") == [(NS + "Organization", NS + "Place")]
    assert ask(turtle, "SELECT ?d { :DEVELOPED schema:domainIncludes ?d }") == [(NS + "Organization",), (NS + "Person",)]
    assert ask(turtle, "SELECT ?d { :DEVELOPED rdfs:domain ?d }") == []  # several would mean all of them at once
    assert ask(turtle, "SELECT ?p { ?p a owl:SymmetricProperty }") == [(NS + "COMPETES_WITH",)]
    assert ask(turtle, "SELECT ?p { ?p a owl:DatatypeProperty }") == [(NS + "FOUNDED_ON",), (NS + "GREW_BY",)]


def test_every_claim_is_a_named_graph_of_one_triple(trig: pyoxigraph.Store) -> None:
    claims = sample().claims
    rows = ask(trig, "SELECT ?g (count(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert rows == sorted((f"{BASE}/claim/{c.id}", "1") for c in claims)
    assert ask(trig, "SELECT ?c ?x { GRAPH ?g { ?s :USES ?x } ?g :polarity 'negated'; a ?c FILTER(?c = schema:Claim) }") == [
        ("https://schema.org/Claim", BASE + "/entity/소라칩")]
    assert ask(trig, "SELECT ?o { ?s :USES|:OUTPERFORMS ?o }") == []  # nowhere in the default graph


def test_the_default_graph_of_trig_holds_the_plain_graph(trig: pyoxigraph.Store, turtle: pyoxigraph.Store) -> None:
    default = {(q.subject, q.predicate, q.object) for q in trig.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())}
    assert {(q.subject, q.predicate, q.object) for q in turtle} <= default


def test_a_claim_leads_to_its_words(trig: pyoxigraph.Store) -> None:
    (row,) = ask(trig, """SELECT ?text (lang(?text) AS ?l) ?b ?e ?name ?by ?k ?x { GRAPH ?g { ?s :DEVELOPMENT_COST ?o } ?g :approximate true;
        prov:wasAttributedTo ?who; prov:wasDerivedFrom ?ev . ?who rdfs:label ?by FILTER(lang(?by) = 'ko')
        ?ev oa:exact ?text; nif:beginIndex ?b; nif:endIndex ?e; nif:referenceContext ?d; :confidence ?k; :extractor ?x . ?d schema:name ?name }""")
    text, language, begin, end, name, by, confidence, extractor = row
    (document,) = [d for d in sample().documents if d.name == name]
    assert document.text[int(begin):int(end)] == text
    assert (language, by, confidence, extractor) == ("ko", "김하늘", "0.7", "rules")


def test_conflicts_go_both_ways(trig: pyoxigraph.Store) -> None:
    (conflict,) = sample().conflicts
    one, other = f"{BASE}/claim/{conflict.first}", f"{BASE}/claim/{conflict.second}"
    assert ask(trig, "SELECT ?a ?b { ?a :conflictsWith ?b }") == sorted([(one, other), (other, one)])
    assert ask(trig, "SELECT ?r { ?x :conflictOf ?a; :reason ?r }") == [("value",), ("value",)]


def test_qualifiers_are_kept(trig: pyoxigraph.Store) -> None:
    assert ask(trig, "SELECT ?k ?v { GRAPH ?g { ?s :TRAINED_ON ?o } ?g :qualifier ?q . ?q schema:name ?k; schema:value ?v }") == [("count", "2048")]


@pytest.mark.parametrize("write", [write_turtle, write_trig])
def test_hostile_names_add_no_triples(write: Callable[..., list[Path]], schema: Schema, tmp_path: Path) -> None:
    store = load(write(hostile(), schema, tmp_path)[0])
    assert ask(store, "SELECT (count(*) AS ?n) { ?s a :Company }") == [("10",)]
    assert ask(store, "SELECT ?s { ?s <a:b> ?o }") == []
    assert {name for (name,) in ask(store, "SELECT ?n { ?s a :Company; rdfs:label ?n FILTER(lang(?n) = 'en') }")} == {
        e.name for e in hostile().entities if e.type == "Company" and not e.name.startswith("새")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(made=graphs())
def test_another_library_reads_as_much_as_was_written(schema: Schema, made: Graph) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = load(write_turtle(made, schema, Path(folder))[0])
        whole = load(write_trig(made, schema, Path(folder))[0])
    assert len(plain) == len(plain_graph(made, schema))
    assert len(whole) == len(set(claims_dataset(made, schema).quads()))


@pytest.mark.parametrize(("iso", "type_"), [
    ("2023", "gYear"), ("2023-05", "gYearMonth"), ("2023-05-01", "date"), ("2023-02-31", "string"), ("2023-13", "string"), ("0000", "string"),
    ("2023-Q1", "string"), ("", "string"), ("２０２３", "string")])
def test_a_date_has_the_type_of_its_precision(iso: str, type_: str) -> None:
    found = date_value(iso)
    assert str(found) == iso
    assert (found.datatype or "string").split("#")[-1] == type_


@pytest.mark.parametrize(("value", "text"), [(5.6e6, "5600000.0"), (1e22, "10000000000000000000000.0"), (1e-7, "0.0000001"), (-0.5, "-0.5"), (None, "0.0")])
def test_a_decimal_has_no_exponent(value: float | None, text: str) -> None:
    assert str(decimal(value)) == text


def test_ids_are_safe_in_iris_and_stay_apart() -> None:
    ids = ["a b", "a%20b", "a.b", "a..b", "../x", "량원평", "a<b>", "é", "e\u0301", "\u2028", "a/b", "a#b", "01-ai", "µ", "ª", "-a", "~"]
    parts = [iri_part(id_) for id_ in ids]
    assert len(set(parts)) == len(ids)
    assert not any(c in part for part in parts for c in ' <>"{}|\\^`/#?.\u2028µ')
    assert iri_part("량원평") == "량원평"
