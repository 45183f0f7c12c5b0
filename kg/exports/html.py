"""graph.html: the graph as one page that needs nothing else, from a file or in an article's iframe.

The nodes, edges and options are pyvis's; the script that draws them is the vis-network that comes with pyvis, inlined. The
page asks no network for anything, and its Content-Security-Policy forbids it. Only the scripts written here may run (by
their hashes), and the page builds what it shows from text alone, so that a name that looks like HTML stays a name.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import Any

from kg.exports.layout import Box, label_box, positions
from kg.exports.ordered import View, view
from kg.exports.picture import LANGUAGES, Picture, facts, picture
from kg.exports.writing import write_text
from kg.model import Graph
from kg.schema import Schema

MAX_NODES = 300
_SCRIPTS = ("start.js", "drawing.js", "panel.js", "controls.js")
#: vis-network's own settings, handed to it through pyvis. No physics: the layout is computed beforehand.
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "tooltipDelay": 1_000_000, "keyboard": {"enabled": False}, "multiselect": False,
                    "hideEdgesOnDrag": False, "selectConnectedEdges": False, "zoomSpeed": 0.7},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "scaling": {"label": {"drawThreshold": 5, "maxVisible": 24}}},
    "edges": {"arrows": {"to": {"enabled": True, "scaleFactor": 0.45}}, "width": 1.2, "selectionWidth": 1.6, "hoverWidth": 0.6,
              "scaling": {"label": {"drawThreshold": 9, "maxVisible": 15}}},
}


def write_html(graph: Graph, schema: Schema, folder: Path, *, max_nodes: int = MAX_NODES, title: str | None = None,
               language: str | None = None) -> list[Path]:
    """Write graph.html. The options are those of `page`. Raises ExportError."""
    text = page(graph, schema, max_nodes=max_nodes, title=title, language=language)
    return [write_text(folder / "graph.html", [text])]


def page(graph: Graph, schema: Schema, *, max_nodes: int = MAX_NODES, title: str | None = None,
         language: str | None = None) -> str:
    """The page as text.

    `max_nodes`: the entities drawn, those with most claims; the page says how many are left out. `title`: a heading of your
    own for every language. `language`: the one it opens in (`ko`, `en`), else that of most documents. Raises ExportError.
    """
    seen = view(graph, schema)
    shown = picture(seen, max_nodes)
    language = language if language in LANGUAGES else _language(seen)
    titles = {lang: title or schema.title.get(lang) or schema.name for lang in LANGUAGES}
    data = {"language": language, "languages": list(LANGUAGES), "titles": titles, "network": _network(shown),
            **facts(seen, shown, schema)}
    words = json.loads(_template("words.json"))
    script = "(() => {\n'use strict';\n" + "\n".join(_template(name) for name in _SCRIPTS) + "})();"
    scripts = {"VIS": _vis_network(), "SCRIPT": script}
    sources = " ".join(f"'sha256-{_sha256(text)}'" for text in scripts.values())
    parts = {
        "LANGUAGE": language, "TITLE": html.escape(titles[language]), "STYLE": _template("page.css"), **scripts,
        "POLICY": f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
        "DATA": _json(data), "WORDS": _json(words), "NO_SCRIPT": html.escape(words[language]["no_script"]),
    }
    # One pass: what is filled in is never searched for places to fill.
    return re.sub(r"\{\{([A-Z_]+)\}\}", lambda place: parts[place[1]], _template("page.html"))


def _language(seen: View) -> str:
    counted = Counter(d.language for d in seen.graph.documents if d.language in LANGUAGES)
    return max(LANGUAGES, key=lambda lang: (counted[lang], lang == "en")) if counted else "en"


def _network(shown: Picture) -> dict[str, Any]:
    """The picture as pyvis nodes, edges and options: ids are places in the picture's lists, looks are left to the page."""
    from pyvis.network import Network  # here, because it takes a third of a second and few commands need it

    network = Network(directed=True, cdn_resources="in_line")
    network.set_options(json.dumps(_OPTIONS))
    degrees = shown.degrees()
    number, boxes = {}, {}
    for n, node in enumerate(shown.nodes):
        number[node.key] = n
        size, font = _sizes(degrees[node.key], literal=node.literal)
        longest = max(node.names.values(), key=len)[:30]  # the page cuts them too
        boxes[node.key] = Box(len(longest) * 8.0 + 26, 40) if node.literal else label_box(longest, font, size)
    places = positions(boxes, [(edge.start, edge.end) for edge in shown.edges for _ in edge.claims])
    for node in shown.nodes:
        size, font = _sizes(degrees[node.key], literal=node.literal)
        x, y = places[node.key]
        network.add_node(number[node.key], label=" ", shape="box" if node.literal else "dot", x=x, y=y, size=size,
                         font={"size": font})
    for n, edge in enumerate(shown.edges):
        network.add_edge(number[edge.start], number[edge.end], id=n)
    nodes, edges, *_, options = network.get_network_data()
    # pyvis's defaults for colours and labels would only be overwritten.
    return {"nodes": [{key: node[key] for key in ("id", "shape", "x", "y", "size", "font")} for node in nodes],
            "edges": [{key: edge[key] for key in ("id", "from", "to")} for edge in edges],
            "options": json.loads(options)}


def _sizes(degree: int, *, literal: bool) -> tuple[float, int]:
    """The radius of a node and the size of its font: more for what more is said of."""
    if literal:
        return 8.0, 12
    root = float(degree) ** 0.5
    return round(min(7 + 2.6 * root, 40), 1), round(min(12 + 2.2 * root, 38))


def _vis_network() -> str:
    """vis-network as pyvis ships it. Its style sheet is left out: it is for tooltips and buttons that the page does not use."""
    text = resources.files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    # A closing tag within would end the script early, and a map would be asked for from the network.
    return re.sub(r"//# sourceMappingURL=\S*", "", text).replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _template(name: str) -> str:
    return resources.files("kg.exports").joinpath("templates", name).read_text(encoding="utf-8")


def _json(value: object) -> str:
    """JSON that no HTML parser takes for markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "backslashreplace").decode()


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
