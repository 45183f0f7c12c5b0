"""Any graph that holds together, for hypothesis: every end, document and offset exists."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.exports.ordered import ordered
from kg.model import Alias, Claim, Conflict, Document, Entity, Evidence, Graph, LeftOut, Literal

_NAMES = st.text(max_size=12)
_SOME = st.text(min_size=1, max_size=12)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda value: value + 0.0)
_PRECISE = {"approximate": st.booleans(), "bound": st.sampled_from([None, "at_least", "at_most"]), "surface": _NAMES}
_LITERALS = st.one_of(
    st.builds(Literal, st.just("money"), _NUMBERS, _SOME, **_PRECISE),
    st.builds(Literal, st.just("percent"), _NUMBERS, **_PRECISE),
    st.builds(Literal, st.just("quantity"), _NUMBERS, st.sampled_from(["", "chips", "명", "\u2028"]), **_PRECISE),
    st.builds(Literal, st.just("date"), date=st.one_of(st.sampled_from(["2023", "2023-05", "2023-02-31", "2024-02-29", "0000"]), _SOME), **_PRECISE),
)
_TYPES = {"Company": "USES", "AIModel": "OUTPERFORMS"}


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    texts = draw(st.dictionaries(_NAMES, st.text(min_size=1, max_size=40), min_size=1, max_size=3))
    documents = [Document(name, text, draw(st.sampled_from(["ko", "en", ""])), draw(st.none() | _NAMES), draw(st.none() | _NAMES),
                          draw(st.none() | _NAMES), draw(st.none() | _NAMES), draw(st.sampled_from([(), ((0, 1),)]))) for name, text in texts.items()]
    ids = draw(st.lists(_SOME, min_size=2, max_size=4, unique=True))
    entities = [Entity(id_, draw(st.sampled_from(list(_TYPES))), draw(_NAMES),
                       tuple(sorted(draw(st.sets(st.builds(Alias, _NAMES, st.sampled_from(["", "ko", "en", "zh-Hans", "no tag!"])), max_size=3)))),
                       draw(st.booleans()), tuple(sorted(draw(st.sets(_NAMES, max_size=2))))) for id_ in ids]
    claims = {}
    for _ in range(draw(st.integers(0, 5))):
        claim = Claim(
            draw(st.sampled_from(ids)), draw(st.sampled_from(list(_TYPES.values()))), draw(st.sampled_from(ids) | _LITERALS),
            tuple(sorted(draw(st.lists(st.tuples(_NAMES, _NAMES), max_size=3)))), draw(st.sampled_from(["asserted", "negated"])),
            draw(st.sampled_from(["fact", "planned", "possible", "asked"])), draw(st.none() | st.sampled_from(ids)),
            tuple(_evidence(draw, documents) for _ in range(draw(st.integers(0, 4)))))
        claims[claim.id] = claim
    pairs = draw(st.sets(st.tuples(st.sampled_from(sorted(claims)), st.sampled_from(sorted(claims))), max_size=2)) if claims else set()
    return ordered(Graph(draw(_NAMES), tuple(documents), tuple(entities), tuple(claims.values()),
                         tuple(Conflict(min(pair), max(pair), "value") for pair in pairs),
                         tuple(draw(st.lists(st.builds(LeftOut, _NAMES, _NAMES, _NAMES, st.integers(1, 9)), max_size=2)))))


def _evidence(draw: st.DrawFn, documents: list[Document]) -> Evidence:
    document = draw(st.sampled_from(documents))
    length = len(document.text)
    start, end, *spans = (*sorted(draw(st.tuples(st.integers(0, length), st.integers(0, length)))),
                          *sorted(draw(st.tuples(st.integers(0, length), st.integers(0, length)))), *sorted(draw(st.tuples(st.integers(0, length), st.integers(0, length)))))
    return Evidence(document.name, start, end, document.text[start:end], spans[0], spans[1], spans[2], spans[3],
                    draw(st.floats(0, 1)), draw(_NAMES))
