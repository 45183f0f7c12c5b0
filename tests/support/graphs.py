"""Small graphs of any content, for properties that hold of every graph."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.model import Alias, Claim, Conflict, Document, Entity, Evidence, Graph, Literal, slug
from kg.schema import LITERALS, Schema

#: What an attacker, or an unlucky text, would call a thing.
HOSTILE = (
    "'; MATCH (n) DETACH DELETE n //", "`) DETACH DELETE n //", "\"}) RETURN 1 UNION MATCH (n) DETACH DELETE n //", "$kg", "$rows",
    "{{name}}", "\\", "\\u0027", "\n\r\t", "한\u200d글🤖👩\u200d💻", "</script><script>", "null", "a" * 10_000, "\u0000", "\u202etxt", " ",
)

_names = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=20), st.sampled_from(["DeepSeek", "딥시크", "H800"]))
_texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
_confidences = st.floats(0, 1)


@st.composite
def graphs(draw: st.DrawFn, schema: Schema) -> Graph:
    """A consistent graph: up to 3 documents, 6 entities, 8 claims; every name and text may be hostile."""
    documents = draw(st.lists(st.builds(
        Document, _names, _texts, st.sampled_from(["ko", "en"]), st.none() | _texts, st.none() | _texts, st.none() | _texts,
        st.none() | _texts), min_size=1, max_size=3, unique_by=lambda d: d.name))
    entities = draw(st.lists(_entities(schema), min_size=draw(st.sampled_from([0, 4])), max_size=6, unique_by=lambda e: e.id))
    claims: dict[str, Claim] = {}
    ends: list[Entity | str] = [*entities, *LITERALS]
    # No claim is of a thing and itself: assembly leaves such out, and engines differ in how often they meet a loop.
    pairs = [(a, b) for a in entities for b in ends if a is not b and schema.relations_between(a.type, _type(b))]
    for subject, target in draw(st.lists(st.sampled_from(pairs), min_size=min(len(entities), 3), max_size=8)) if pairs else ():
        claim = draw(_claims(schema, subject, target, entities, documents))
        claims[claim.id] = claim
    conflicts = []
    if len(claims) > 1:
        first, second = sorted(claims)[:2]
        conflicts = draw(st.sampled_from([[], [Conflict(first, second, "polarity")]]))
    return Graph(schema.name, tuple(sorted(documents, key=lambda d: d.name)), tuple(sorted(entities, key=lambda e: e.id)),
                 tuple(claims[key] for key in sorted(claims)), tuple(conflicts))


@st.composite
def _entities(draw: st.DrawFn, schema: Schema) -> Entity:
    name = draw(_names)
    aliases = draw(st.lists(st.builds(Alias, _names, st.sampled_from(["ko", "en", ""])), max_size=3, unique=True))
    return Entity(draw(st.sampled_from([slug(name), name])), draw(st.sampled_from(sorted(schema.types))), name,
                  tuple(sorted(aliases)), draw(st.booleans()))


def _type(end: Entity | str) -> str:
    return end.type if isinstance(end, Entity) else LITERALS[end]


@st.composite
def _claims(draw: st.DrawFn, schema: Schema, subject: Entity, target: Entity | str, entities: list[Entity],
            documents: list[Document]) -> Claim:
    """A claim of the subject and an entity, or a literal of that kind."""
    relation = draw(st.sampled_from(schema.relations_between(subject.type, _type(target))))
    qualifiers = draw(st.dictionaries(st.sampled_from(["count", "status", "no name`"]), _texts, max_size=2))
    return Claim(subject.id, relation, target.id if isinstance(target, Entity) else draw(_literals(target)),
                 tuple(sorted(qualifiers.items())), draw(st.sampled_from(["asserted", "asserted", "negated"])),
                 draw(st.sampled_from(["fact", "fact", "fact", "planned", "possible", "asked"])),
                 draw(st.none() | st.sampled_from([e.id for e in entities])),
                 tuple(draw(st.lists(_evidence(documents), min_size=1, max_size=2, unique_by=lambda e: e.id))))


@st.composite
def _evidence(draw: st.DrawFn, documents: list[Document]) -> Evidence:
    start = draw(st.integers(0, 9))
    return Evidence(draw(st.sampled_from([d.name for d in documents])), start, start + 9, draw(_texts), start, start + 2, start + 3,
                    start + 5, draw(_confidences), draw(st.sampled_from(["rules", "ranker"])))


@st.composite
def _literals(draw: st.DrawFn, kind: str) -> Literal:
    number = draw(st.floats(allow_nan=False, allow_infinity=False, width=32))
    if kind == "money":
        return Literal("money", number, "USD", approximate=draw(st.booleans()))
    if kind == "percent":
        return Literal("percent", number, bound=draw(st.sampled_from([None, "at_least"])))
    if kind == "date":
        return Literal("date", date=draw(st.sampled_from(["2023", "2023-05", "2023-05-01"])))
    return Literal("quantity", number, draw(_texts))
