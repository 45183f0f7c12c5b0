"""What the page is made from: which nodes, where they stand, and how a sentence is cut."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exports import html
from kg.exports.colours import type_colours
from kg.exports.layout import LARGE, Box, label_box, positions
from kg.exports.ordered import view
from kg.exports.picture import picture, pieces
from kg.model import Evidence
from kg.schema import Schema
from tests.exports.samples import HOSTILE, hostile, sample, wide


def evidence(text: str, start: int, subject: tuple[int, int], object_: tuple[int, int]) -> Evidence:
    return Evidence("d", start, start + len(text), text, *subject, *object_, 0.9, "rules")


@pytest.mark.parametrize(("subject", "object_", "wanted"), [
    ((10, 12), (13, 15), [["s", "가나"], ["", " "], ["o", "😀b"]]),
    ((10, 15), (13, 15), [["s", "가나 "], ["o", "😀b"]]),  # the shorter over the longer
    ((13, 15), (10, 15), [["o", "가나 "], ["s", "😀b"]]),
    ((0, 5), (13, 99), [["", "가나 "], ["o", "😀b"]]),  # what lies outside is not painted
    ((11, 11), (11, 11), [["", "가나 😀b"]]),
])
def test_a_sentence_is_cut_at_code_points(subject: tuple[int, int], object_: tuple[int, int], wanted: list[list[str]]) -> None:
    assert pieces(evidence("가나 😀b", 10, subject, object_)) == wanted


@given(st.text(max_size=20), st.tuples(*[st.integers(-5, 30)] * 4))
def test_the_pieces_are_the_sentence(text: str, spans: tuple[int, int, int, int]) -> None:
    assert "".join(piece for _, piece in pieces(evidence(text, 3, spans[:2], spans[2:]))) == text


def test_the_most_connected_are_kept_and_the_rest_counted() -> None:
    made = view(wide(400, 900))
    shown = picture(made, 50)
    drawn = {node.key for node in shown.nodes}
    assert len(drawn) == shown.entities <= 50
    connected = {end for c in made.graph.claims for end in (c.subject, c.object)}
    assert shown.entities + shown.left_out == len(connected)
    assert shown.without_claims == 400 - len(connected)
    assert all({edge.start, edge.end} <= drawn for edge in shown.edges)


def test_a_value_is_drawn_for_each_subject_alone() -> None:
    shown = picture(view(sample()), 300)
    values = [node for node in shown.nodes if node.literal]
    assert sorted(node.names["en"] for node in values) == ["12.5%", "2023", "≈ 5,600,000 USD", "≥ 6,000,000 USD"]
    assert all(sum(edge.end == node.key for edge in shown.edges) == 1 for node in values)


def test_no_label_lies_on_another() -> None:
    boxes = {f"n{n}": label_box(f"Some name {n}", 14, 12) for n in range(60)}
    links = [(f"n{n}", f"n{n * n % 17}") for n in range(60)]
    places = positions(boxes, links)
    assert places.keys() == boxes.keys()
    for a, b in itertools.combinations(boxes, 2):
        (xa, ya), (xb, yb) = places[a], places[b]
        apart = (abs(xa - xb) - (boxes[a].width + boxes[b].width) / 2, abs(ya - yb) - (boxes[a].height + boxes[b].height) / 2)
        assert max(apart) >= -6, (a, b)  # a few pixels of touch are not seen


def test_a_layout_does_not_depend_on_the_order_of_its_input() -> None:
    boxes = {f"n{n}": Box(60, 40) for n in range(30)}
    links = [(f"n{n}", f"n{n * 3 % 30}") for n in range(30)]
    assert positions(boxes, links) == positions(dict(reversed(boxes.items())), links[::-1])


def test_a_great_part_is_laid_out_at_once() -> None:
    boxes = {f"n{n}": Box(60, 40) for n in range(LARGE + 500)}
    places = positions(boxes, [("n0", name) for name in boxes])
    assert len(set(places.values())) == len(boxes)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=25))
def test_any_network_has_a_layout(links: list[tuple[int, int]]) -> None:
    boxes = {str(n): Box(50, 30) for n in range(13)}
    assert len(set(positions(boxes, [(str(a), str(b)) for a, b in links]).values())) == 13


def test_every_type_has_its_own_colour(schema: Schema) -> None:
    colours = type_colours(schema)
    assert len(set(colours.values())) == len(schema.types)
    assert all(re.fullmatch("#[0-9a-f]{6}", tone) for colour in colours.values() for tone in (colour.light, colour.dark))


def test_the_page_names_no_address_but_those_of_documents(schema: Schema) -> None:
    page = html.page(sample(), schema)
    page = page.replace(html._vis_network(), "")
    assert set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"'<]*", page)) == {"https://example.org/ko/report"}
    assert not re.findall(r"<(?:link|img|iframe|script[^>]*\ssrc)", page)


def test_hostile_names_are_data(schema: Schema) -> None:
    page = html.page(hostile(), schema)
    found = re.search(r'<script type="application/json" id="kg-data">(.*?)</script>', page, re.DOTALL)
    assert found
    assert "<" not in found[1]
    names = {node["names"]["en"] for node in json.loads(found[1])["nodes"]}
    assert set(HOSTILE) <= names
    assert page.count("</script>") == 4  # two of data, vis-network and the page's own
    assert all(document["source"] == "" for document in json.loads(found[1])["documents"])  # javascript: is no address


def test_a_title_of_ones_own_is_escaped(schema: Schema) -> None:
    page = html.page(sample(), schema, title="A <b>& \"B\"")
    assert "<title>A &lt;b&gt;&amp; &quot;B&quot;</title>" in page


def test_the_language_is_that_of_most_documents(schema: Schema) -> None:
    assert '<html lang="en">' in html.page(wide(5, 9), schema)
    assert '<html lang="ko">' in html.page(wide(5, 9), schema, language="ko")
