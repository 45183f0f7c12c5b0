"""What a user may rely on, whichever store it is: one suite, run over both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import StoreError
from kg.model import Alias, Claim, Document, Entity, Evidence, Graph, Literal
from kg.schema import EntityType, RelationType, Schema
from kg.stores.projection import clean_text, store_id
from tests.stores.conftest import Place, everything
from tests.support.graphs import HOSTILE, graphs
from tests.support.sample_graph import sample_graph

#: A store is emptied by each example itself; a server takes its time.
_EACH = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                                                        HealthCheck.data_too_large])


def test_a_loaded_graph_holds_every_entity_claim_and_evidence(place: Place, schema: Schema) -> None:
    graph = sample_graph()
    with place.open() as store:
        summary = store.load(graph, schema)
        counts = {kind: store.query(f"MATCH (n:{kind}) RETURN count(n) AS n").rows[0][0]
                  for kind in ("Entity", "Literal", "Claim", "Evidence", "Document")}
    assert counts == summary.kinds == {"Entity": 24, "Literal": 6, "Claim": 35, "Evidence": 37, "Document": 3}
    assert summary.nodes.created == summary.nodes.total == sum(summary.kinds.values())
    assert summary.edges.created == summary.edges.total > 100


def test_an_entity_bears_its_type_and_what_that_is_a_kind_of(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        rows = store.query("MATCH (e:Organization {name: $name}) RETURN e", {"name": "DeepSeek"}).rows
    assert rows == (({"aliases": ["딥시크"], "entity_type": "Company", "id": "deepseek", "known": True, "name": "DeepSeek",
                      "name_ko": "딥시크", "_labels": ["Company", "Entity", "Organization"]},),)


def test_only_what_is_asserted_as_fact_is_a_plain_relation(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        owns = store.query("MATCH (:Entity {id: 'high-flyer'})-[r:OWNS]->(:Entity {id: 'deepseek'}) RETURN r").rows
        planned = store.query("MATCH (:Entity)-[r:INVESTED_IN]->(:Entity) RETURN r").rows
        negated = store.query("MATCH (c:Claim {polarity: 'negated'}) RETURN c.name AS name, c.attributed_name AS who").rows
    assert len(owns) == 1
    relation = owns[0][0]
    assert isinstance(relation, dict)
    assert relation["_type"] == "OWNS"
    assert (relation["confidence"], relation["evidences"], len(relation["claims"])) == (0.85, 2, 1)
    assert planned == ()
    assert negated == (("DeepSeek-R1 OUTPERFORMS OpenAI o1", "Sam Altman"),)


def test_loading_twice_changes_nothing(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        before = everything(store)
        assert store.load(sample_graph(), schema).unchanged
        assert everything(store) == before
    with place.open() as again:
        assert again.load(sample_graph(), schema).unchanged
        assert everything(again) == before


def test_a_newer_graph_leaves_nothing_behind_of_the_older(place: Place, schema: Schema) -> None:
    newer = sample_graph(leave_out=["two.txt"])
    with place.open() as store:
        store.load(newer, schema)
        wanted = everything(store)
        store.clear()
        store.load(sample_graph(), schema)
        summary = store.load(newer, schema)
        assert everything(store) == wanted
    assert summary.nodes.removed > 10
    assert summary.edges.removed > 10


def test_an_entity_that_changes_keeps_nothing_of_what_it_was(place: Place, schema: Schema) -> None:
    before = Entity("x", "Company", "X", (Alias("엑스", "ko"),))
    after = Entity("x", "City", "X")
    with place.open() as store:
        store.load(Graph("ai-industry", entities=(before,)), schema)
        summary = store.load(Graph("ai-industry", entities=(after,)), schema)
        rows = store.query("MATCH (n {id: 'x'}) RETURN n").rows
    assert (summary.nodes.created, summary.nodes.updated, summary.nodes.removed) == (0, 1, 0)
    assert rows == (({"aliases": [], "entity_type": "City", "id": "x", "known": False, "name": "X",
                      "_labels": ["City", "Entity", "Place"]},),)


def test_a_type_that_the_schema_gave_up_leaves_no_label(place: Place, schema: Schema) -> None:
    older = replace(schema, types={**schema.types, "Startup": EntityType(is_a="Company")})
    entity = Entity("x", "Startup", "X")
    other = Entity("y", "Person", "Y")
    claim = Claim("y", "FOUNDED", "x", evidence=(Evidence("d", 0, 1, "t", 0, 1, 0, 1, 0.5, "rules"),))
    graph = Graph("ai-industry", (Document("d", "t", "en"),), (entity, other), (claim,))
    with place.open() as store:
        store.load(graph, older)
        store.load(replace(graph, entities=(replace(entity, type="Company"), other)), schema)
        assert store.query("MATCH (n:Startup) RETURN n").rows == ()
        assert store.query("MATCH (:Company)<-[r:FOUNDED]-(:Person) RETURN count(r) AS n").rows == ((1,),)
        assert store.query("MATCH (:Claim)-[r:OBJECT]->(:Company) RETURN count(r) AS n").rows == ((1,),)


def test_a_relation_that_the_schema_gave_up_goes(place: Place, schema: Schema) -> None:
    older = replace(schema, relations={**schema.relations, "ADMIRES": RelationType(subject=("Person",), object=("Person",))})
    people = (Entity("x", "Person", "X"), Entity("y", "Person", "Y"))
    with place.open() as store:
        store.load(Graph("ai-industry", (), people, (Claim("x", "ADMIRES", "y"),)), older)
        assert store.query("MATCH ()-[r:ADMIRES]->() RETURN count(r) AS n").rows == ((1,),)
        store.load(Graph("ai-industry", (), people), schema)
        assert store.query("MATCH (a)-[r]->(b) RETURN count(r) AS n").rows == ((0,),)


def test_what_others_put_in_stays(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        store.query("CREATE (:Reader {id: 'me', name: 'Me'})-[:OWNS {since: 2020}]->(:Reader {id: 'you', name: 'You'})", read_only=False)
        store.query("MATCH (r:Reader {id: 'me'}), (e:Entity {id: 'deepseek'}) CREATE (r)-[:LIKES]->(e) SET e.note = 'good'",
                    read_only=False)
        store.load(sample_graph(leave_out=["two.txt"]), schema)
        theirs = "MATCH (r:Reader)-[x]->(o) RETURN r.name AS r, type(x) AS x, o.name AS o ORDER BY x"
        assert store.query(theirs).rows == (("Me", "LIKES", "DeepSeek"), ("Me", "OWNS", "You"))
        assert store.query("MATCH (e:Entity {id: 'deepseek'}) RETURN e.note AS note").rows == (("good",),)
        store.clear()
        assert store.query("MATCH (n) RETURN n.name AS name ORDER BY name").rows == (("Me",), ("You",))


@pytest.mark.parametrize("stage", ["compare", "remove", "nodes", "edges"])
def test_a_load_that_is_cut_off_is_mended_by_the_next(place: Place, schema: Schema, stage: str) -> None:
    class CutOffError(Exception):
        pass

    def cut(now: str, done: int, total: int) -> None:
        if now == stage and done * 2 >= total:
            raise CutOffError

    newer = sample_graph(leave_out=["one.txt"])
    with place.open() as store:
        store.load(newer, schema)
        wanted = everything(store)
        store.clear()
        store.load(sample_graph(leave_out=["two.txt"]), schema)
        with pytest.raises(CutOffError):
            store.load(newer, schema, cut)
    with place.open() as again:
        again.load(newer, schema)
        assert everything(again) == wanted


def test_progress_tells_each_stage_to_its_end(place: Place, schema: Schema) -> None:
    told: list[tuple[str, int, int]] = []
    with place.open() as store:
        summary = store.load(sample_graph(), schema, lambda *now: told.append(now))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == ["compare", "remove", "nodes", "edges"]
    ends = {stage: (done, total) for stage, done, total in told}
    assert ends["nodes"] == (summary.nodes.total, summary.nodes.total)
    assert all(done == total for done, total in ends.values())


def test_clearing_an_empty_store_is_no_error(place: Place) -> None:
    with place.open() as store:
        store.clear()
        store.clear()


def test_values_come_back_as_plain_python(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        path = store.query("MATCH p = (:Entity {id: 'h800'})-[:RESTRICTED_BY]->() RETURN p, nodes(p) AS n").rows[0]
        mixed = store.query("RETURN $list AS list, $map AS map, 1 AS i, 1.0 AS f, true AS b, null AS nothing, date('2024-01-02') AS d",
                            {"list": [1, "둘", None], "map": {"a": {"b": [1.5]}}})
    assert mixed.columns == ("list", "map", "i", "f", "b", "nothing", "d")
    assert mixed.dicts() == [{"list": [1, "둘", None], "map": {"a": {"b": [1.5]}}, "i": 1, "f": 1.0, "b": True, "nothing": None,
                              "d": "2024-01-02"}]
    way, nodes = path
    assert isinstance(way, list)
    assert isinstance(nodes, list)
    assert [step.get("_type") or step["name"] for step in way] == ["H800", "RESTRICTED_BY", "US export controls"]
    assert nodes == way[::2]


def test_a_reading_query_cannot_write(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        before = everything(store)
        for text in ("MATCH (n) DETACH DELETE n", "CREATE (n:Person {id: 'x'}) RETURN n", "MATCH (e:Entity) SET e.name = 'x'"):
            with pytest.raises(StoreError, match="read_only=False"):
                store.query(text)
        assert everything(store) == before


def test_what_a_writing_query_wrote_is_there_when_opened_again(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(sample_graph(), schema)
        assert store.query("CREATE (n:Reader {id: 'me', name: 'Me'}) RETURN n.name AS name", read_only=False).rows == (("Me",),)
    with place.open() as again:
        assert again.query("MATCH (n:Reader) RETURN n.name AS name").rows == (("Me",),)


@pytest.mark.parametrize(("text", "parameters"), [
    ("MATCH (n RETURN n", {}), ("MATCH (n) RETURN $missing", {}), ("RETURN $x AS x", {"x": object()}), ("RETURN $x AS x", {"x": 2**70})])
def test_a_query_that_cannot_be_run_says_so_in_one_line(place: Place, schema: Schema, text: str, parameters: dict[str, object]) -> None:
    with place.open() as store:
        store.load(Graph("ai-industry"), schema)
        with pytest.raises(StoreError) as caught:
            store.query(text, parameters)
    assert caught.value.mend
    assert caught.value.where
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_data(place: Place, schema: Schema, name: str) -> None:
    graph = sample_graph()
    hostile = Entity(name, "Company", name, (Alias(name, "ko"),))
    claim = Claim(name, "OWNS", "deepseek", (("share", name), (name, name)),
                  evidence=(Evidence("one.txt", 0, 5, name, 0, 1, 2, 3, 0.5, name),))
    graph = replace(graph, entities=(*graph.entities, hostile), claims=(*graph.claims, claim))
    with place.open() as store:
        summary = store.load(graph, schema)
        assert store.query("MATCH (n) RETURN count(n) AS n").rows == ((summary.nodes.total,),)
        row = store.query("MATCH (e:Company)<-[:SUBJECT]-(c:Claim)-[:SUPPORTED_BY]->(v:Evidence) WHERE e.name = $name "
                          "RETURN e.aliases AS a, c.q_share AS q, v.text AS t, v.extractor AS x", {"name": name}).rows
        assert row == (([name], name, name, name),)
        assert store.load(graph, schema).unchanged


def test_half_a_character_does_not_stop_a_load(place: Place, schema: Schema) -> None:
    with place.open() as store:
        store.load(Graph("ai-industry", entities=(Entity("x", "Company", "a\ud800b"),)), schema)
        assert store.query("MATCH (e:Entity) RETURN e.name AS name").rows == (("a\ufffdb",),)


def test_a_graph_that_does_not_fit_its_schema_is_refused_before_anything_is_touched(place: Place, schema: Schema) -> None:
    good = sample_graph()
    person = Entity("p", "Person", "P")
    bad = [
        (replace(good, entities=(*good.entities, Entity("z", "Dragon", "Z"))), "Dragon"),
        (replace(good, claims=(Claim("deepseek", "EATS", "openai"),)), "EATS"),
        (replace(good, claims=(Claim("nobody", "FOUNDED", "openai"),)), "nobody"),
        (replace(good, documents=()), "one.txt|two.txt|three.txt"),
        (Graph("ai-industry", (), (person,), (Claim("p", "LEADS]->() DETACH DELETE n //", "p"),)), "DETACH"),
    ]
    with place.open() as store:
        store.load(good, schema)
        before = everything(store)
        for graph, told in bad:
            with pytest.raises(StoreError, match=told):
                store.load(graph, schema)
        assert everything(store) == before


def test_names_that_are_no_identifiers_never_reach_the_text(place: Place, schema: Schema) -> None:
    """Even a schema that was made by hand, past all checks, cannot smuggle Cypher in."""
    evil = "X`) DETACH DELETE n //"
    forged = replace(schema, types={**schema.types, evil: EntityType()},
                     relations={**schema.relations, evil: RelationType(subject=("Person",), object=("Person",))})
    people = (Entity("p", "Person", "P"), Entity("q", "Person", "Q"))
    with place.open() as store:
        for graph in (Graph("x", entities=(Entity("x", evil, "X"),)), Graph("x", (), people, (Claim("p", evil, "q"),))):
            with pytest.raises(StoreError, match="cannot be a label or a relation type"):
                store.load(graph, forged)


def test_a_type_with_the_name_of_a_label_of_ours_is_refused(place: Place, schema: Schema) -> None:
    with place.open() as store, pytest.raises(StoreError, match=r"'Document'.*another name"):
        store.load(Graph("x"), replace(schema, types={**schema.types, "Document": EntityType()}))


@_EACH
@given(data=st.data())
def test_any_graph_comes_back_as_it_went_in(place: Place, schema: Schema, data: st.DataObject) -> None:
    graph = data.draw(graphs(schema))
    place.empty()
    with place.open() as store:
        summary = store.load(graph, schema)
        assert summary.nodes.created == summary.nodes.total
        entities = store.query("MATCH (e:Entity) RETURN e.id AS id, e.name AS name, e.aliases AS aliases, e.entity_type AS type").rows
        claims = store.query(
            "MATCH (s:Entity)<-[:SUBJECT]-(c:Claim)-[:OBJECT]->(o) RETURN c.id AS id, s.id AS s, c.relation AS r, o.id AS o").rows
        plain = store.query("MATCH (a:Entity)-[r]->(b) RETURN a.id AS a, type(r) AS r, b.id AS b").rows
        evidence = store.query("MATCH (c:Claim)-[r:SUPPORTED_BY]->(e:Evidence)-[:IN_DOCUMENT]->(d:Document) "
                               "RETURN c.id AS c, e.id AS e, d.name AS d, r.confidence AS n").rows
        assert store.load(graph, schema).unchanged
    assert sorted(entities, key=repr) == sorted(
        ((store_id(e.id), e.name, sorted({a.name for a in e.aliases}), e.type) for e in graph.entities), key=repr)
    assert sorted(claims) == sorted((c.id, store_id(c.subject), c.relation, _target(c)) for c in graph.claims)
    assert sorted(plain) == sorted({(store_id(c.subject), c.relation, _target(c)) for c in graph.claims if c.plain})
    assert sorted(evidence) == sorted((c.id, e.id, clean_text(e.document), e.confidence) for c in graph.claims for e in c.evidence)


@_EACH
@given(data=st.data())
def test_any_graph_after_any_other_is_as_if_it_alone_had_been_loaded(place: Place, schema: Schema, data: st.DataObject) -> None:
    first, second = data.draw(graphs(schema)), data.draw(graphs(schema))
    place.empty()
    with place.open() as store:
        store.load(second, schema)
        wanted = everything(store)
    place.empty()
    with place.open() as store:
        store.load(first, schema)
        store.load(second, schema)
        assert everything(store) == wanted


def _target(claim: Claim) -> str:
    return claim.object.id if isinstance(claim.object, Literal) else store_id(claim.object)
