"""The page in a real browser: it opens from a file, asks the network for nothing, and shows what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kg.exports.html import write_html
from kg.model import Graph
from kg.schema import Schema
from tests.exports.samples import HOSTILE, hostile, sample, wide

pytestmark = pytest.mark.browser


@dataclass
class Open:
    """A page that is open, with all that it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def opened(browser: Browser, schema: Schema, tmp_path: Path) -> Iterator[OpenFor]:
    opener = OpenFor(browser, schema, tmp_path)
    yield opener
    for one in opener.all:
        # Whatever a test does: no request but for the page itself, and no error.
        assert {url.rsplit("/", 1)[-1] for url in one.requests} <= {"graph.html", "article.html"}
        assert all(url.startswith("file://") for url in one.requests)
        assert one.complaints == []
        one.page.context.close()


class OpenFor:
    """Writes a graph's page and opens it."""

    def __init__(self, browser: Browser, schema: Schema, folder: Path) -> None:
        self.browser, self.schema, self.folder = browser, schema, folder
        self.all: list[Open] = []

    def __call__(self, graph: Graph, *, width: int = 1200, height: int = 800, scheme: str = "light", address: str | None = None,
                 max_nodes: int = 300) -> Page:
        (path,) = write_html(graph, self.schema, self.folder, max_nodes=max_nodes)
        context = self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme,  # type: ignore[arg-type]
                                           reduced_motion="reduce", locale="en-US")
        one = Open(context.new_page())
        self.all.append(one)
        one.page.on("request", lambda request: one.requests.append(request.url))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("console", lambda message: one.complaints.append(message.text))
        one.page.goto(address or path.as_uri())
        return one.page


def click_edge(page: Page, relation: str, style: str = "fact") -> None:
    """A real click, with the mouse, on the middle of an edge of the canvas."""
    x, y = page.evaluate("""([relation, style]) => {
        const data = JSON.parse(document.getElementById('kg-data').textContent);
        const number = data.edges.findIndex((edge) => edge.relation === relation && edge.style === style);
        const edge = kgNetwork.body.edges[number];
        const {x, y} = kgNetwork.canvasToDOM(edge.edgeType.getPoint(0.5));
        const {left, top} = document.getElementById('network').getBoundingClientRect();
        return [left + x, top + y];
    }""", [relation, style])
    page.mouse.click(x, y)


def shown(page: Page) -> set[str]:
    """The labels of the nodes that are drawn."""
    return set(page.evaluate("kgNetwork.body.data.nodes.get().filter((node) => !node.hidden).map((node) => node.label)"))


def test_a_click_on_an_edge_shows_the_sentence_with_its_words_marked(opened: OpenFor) -> None:
    page = opened(sample())
    click_edge(page, "TRAINED_ON")
    expect(page.locator("blockquote")).to_have_text("해오름랩이 공개한 해오름-R1은 H800으로 학습됐다.")
    expect(page.locator("mark.s")).to_have_text("해오름-R1")
    expect(page.locator("mark.o")).to_have_text("H800")
    expect(page.locator("figcaption")).to_contain_text("ko/report.txt")
    expect(page.locator("#details")).to_contain_text("count: 2048")
    expect(page.locator("#details")).to_contain_text("90%")


def test_an_attributed_claim_says_who_said_it_and_what_it_conflicts_with(opened: OpenFor) -> None:
    page = opened(sample())
    page.get_by_role("button", name="English").click()
    page.evaluate("kgNetwork.fit()")
    page.get_by_role("combobox").fill("해오름 r1")
    page.keyboard.press("Enter")
    page.locator("#details .row", has_text="≈ 5,600,000 USD").click()
    expect(page.locator(".badge.by")).to_have_text("according to Kim Haneul")
    expect(page.locator(".badge.against")).to_have_text("Conflicts with")
    page.locator(".claim .row", has_text="6,000,000 USD").click()
    expect(page.locator("blockquote")).to_have_text("Training Haeoreum-R1 cost at least $6 million.")
    page.locator(".back").click()
    expect(page.locator("blockquote")).to_contain_text("약 560만 달러")


def test_a_click_on_a_node_shows_its_names_and_claims(opened: OpenFor) -> None:
    page = opened(sample())
    x, y = page.evaluate("""() => {
        const data = JSON.parse(document.getElementById('kg-data').textContent);
        const {x, y} = kgNetwork.canvasToDOM(kgNetwork.getPosition(data.nodes.findIndex((node) => node.names.en === 'Haeoreum Lab')));
        const {left, top} = document.getElementById('network').getBoundingClientRect();
        return [left + x, top + y];
    }""")
    page.mouse.click(x, y)
    expect(page.locator("#details h2")).to_have_text("Haeoreum Lab")
    expect(page.locator("#details .aliases")).to_contain_text("해오름랩")
    assert page.locator("#details .row").count() == 6  # the denied one too
    page.keyboard.press("Escape")
    expect(page.locator("#details h2")).to_have_count(0)


def test_the_language_switch_changes_labels_and_words(opened: OpenFor) -> None:
    page = opened(sample())
    assert "Haeoreum Lab" in shown(page)
    expect(page.locator("h1")).to_have_text("A small industry")
    page.get_by_role("button", name="한국어").click()
    assert {"해오름랩", "부산"} <= shown(page)
    assert "Haeoreum Lab" not in shown(page)
    expect(page.locator("h1")).to_have_text("작은 산업")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("#types")).to_contain_text("기업")
    assert "개발함" in page.evaluate("kgNetwork.body.data.edges.get().map((edge) => edge.label)")


def test_denied_claims_are_off_until_asked_for(opened: OpenFor) -> None:
    page = opened(sample())
    assert "소라칩" not in shown(page)
    page.locator("#styles").get_by_text("denied").click()
    assert "소라칩" in shown(page)
    dashes = page.evaluate("kgNetwork.body.data.edges.get().filter((edge) => !edge.hidden && edge.dashes).length")
    assert dashes == 3  # denied, planned, possible


def test_filters_by_relation_and_type_hide(opened: OpenFor) -> None:
    page = opened(sample())
    page.locator("#relations").get_by_text("outperforms").click()
    assert "Sora-2" not in shown(page)
    page.locator("#types").get_by_text("City").click()
    assert "Busan" not in shown(page)
    page.locator("#types").get_by_role("button", name="None").click()
    assert shown(page) == set()
    expect(page.locator("#empty")).to_be_visible()
    page.locator("#types").get_by_role("button", name="All").click()
    assert "Busan" in shown(page)


def test_everything_can_be_reached_by_keyboard(opened: OpenFor) -> None:
    page = opened(sample())
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("부산")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("Busan")
    expect(page.locator("#details")).to_be_focused()
    page.keyboard.press("Tab")  # back
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("blockquote")).to_have_count(1)
    scale = page.evaluate("kgNetwork.getScale()")
    page.locator("#network").focus()
    page.keyboard.press("+")
    assert page.evaluate("kgNetwork.getScale()") > scale


def test_hostile_names_stay_names(opened: OpenFor) -> None:
    page = opened(hostile())
    page.locator("#most, .rows .row").first.click()
    for name in HOSTILE:
        page.get_by_role("combobox").fill(name)
        page.keyboard.press("Enter")
        page.locator("#details .row").first.click()
        expect(page.locator("blockquote").first).to_have_text(f"{name} uses {name}.")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, #details script, #details a, #found script").count() == 0


def test_the_page_says_how_many_are_left_out(opened: OpenFor) -> None:
    page = opened(wide(60, 200), max_nodes=20)
    left = page.evaluate("JSON.parse(document.getElementById('kg-data').textContent).counts.left_out")
    assert left > 0
    expect(page.locator("#note")).to_contain_text(f"{left} less connected entities are left out")


def test_an_empty_graph_says_so(opened: OpenFor) -> None:
    page = opened(Graph("export-sample"))
    expect(page.locator("#empty")).to_have_text("No claims to draw.")


@pytest.mark.parametrize("width", [360, 700, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_is_painted_at_any_width_and_in_light_and_dark(opened: OpenFor, width: int, scheme: str) -> None:
    page = opened(sample(), width=width, height=640, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for selector in ("#network", "#search", "aside", "#theme"):
        box = page.locator(selector).bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert box["height"] > 20
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(22, 24, 28)") == (scheme == "dark")
    ink = page.evaluate("kgNetwork.body.data.nodes.get()[0].font.color")
    page.locator("#theme").click()
    assert page.evaluate("kgNetwork.body.data.nodes.get()[0].font.color") != ink


def test_in_an_article_the_wheel_scrolls_the_article_until_the_picture_is_held(opened: OpenFor, tmp_path: Path, schema: Schema) -> None:
    article = tmp_path / "article.html"
    article.write_text('<!doctype html><body style="height:3000px"><iframe src="graph.html" style="width:700px;height:480px"></iframe>')
    page = opened(sample(), address=article.as_uri())
    frame = page.frames[1]
    frame.wait_for_function("window.kgNetwork")
    before = frame.evaluate("kgNetwork.getScale()")
    page.mouse.move(200, 300)
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 0")
    assert frame.evaluate("kgNetwork.getScale()") == before
    page.evaluate("scrollTo(0, 0)")
    page.mouse.click(200, 300)
    page.mouse.wheel(0, -200)
    frame.wait_for_function(f"kgNetwork.getScale() !== {before}")


def test_three_hundred_entities_open_fast_enough(opened: OpenFor) -> None:
    page = opened(wide(400, 1500))
    page.wait_for_function("window.kgNetwork", timeout=15_000)
    assert page.evaluate("kgNetwork.body.data.nodes.length") == 300
    positions = "JSON.stringify(kgNetwork.getPositions())"
    first = page.evaluate(positions)
    page.wait_for_timeout(300)
    assert page.evaluate(positions) == first  # at rest
