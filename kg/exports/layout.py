"""Where each node of a picture stands: computed once, here, so that a page opens at rest and is the same for everyone.

Springs and repulsion (Fruchterman and Reingold) for each connected part from a start without chance, then labels are pushed
off one another, and the parts are set side by side. Each step is rounded to a grid, so that the last digits of floating
point, which differ between machines, do not grow into another picture. Above `LARGE` nodes a part is set in a spiral by its
distance from its hub instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

LARGE = 2000
_LENGTH = 120.0  # of a spring at rest, in pixels
_GOLDEN = np.pi * (3 - np.sqrt(5))
_STRETCH = 1.25  # pictures are wider than high
_BETWEEN = 40.0  # parts
_DENSITY = 0.3  # of a great picture's ground, how much its boxes cover; small ones have room for the words on their lines

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a node takes with its label, in pixels."""

    width: float
    height: float


def label_box(label: str, size: float, radius: float) -> Box:
    """The room for a round node of a radius with a label of a font size under it."""
    wide = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in label)
    return Box(max(2 * radius, wide * size) + 14, 2 * radius + size + 18)


def positions(boxes: Mapping[str, Box], links: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """A place for every node of `boxes` (x to the right, y down, pixels); links join nodes, more than once where they wish."""
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(sorted(boxes))
    for start, end in sorted(links):
        if start != end:
            weight = network.get_edge_data(start, end, {"weight": 0})["weight"] + 1
            network.add_edge(start, end, weight=weight)
    parts = sorted((sorted(part) for part in nx.connected_components(network)), key=lambda part: (-len(part), part[0]))
    placed = [(part, _part(network, part, boxes)) for part in parts]
    found: dict[str, tuple[int, int]] = {}
    for (part, points), corner in zip(placed, _shelves(placed, boxes), strict=True):
        # Points lie on the grid, so that halves are exact; the corner, which does not, is rounded on its own.
        for node, (x, y) in zip(part, np.floor(_on_grid(points) + 0.5) + np.round(corner), strict=True):
            found[node] = (int(x), int(y))
    return found


def _part(network: nx.Graph[str], part: list[str], boxes: Mapping[str, Box]) -> Points:
    """The places of one connected part, rows as in `part`."""
    hub = min(part, key=lambda node: (-network.degree(node), node))
    order = {node: place for place, node in enumerate([hub, *(end for _, end in nx.bfs_edges(network, hub))])}
    sizes = np.array([(boxes[node].width, boxes[node].height) for node in part])
    turn = np.array([order[node] for node in part], dtype=float)
    spread = _LENGTH * 0.62 if len(part) <= LARGE else 1.1 * float(np.sqrt(sizes.prod(axis=1).mean()))
    radius, angle = spread * np.sqrt(turn), turn * _GOLDEN
    points: Points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    if 2 < len(part) <= LARGE:
        points = _springs(points, network, part)
    if len(part) == 2:
        return np.array([[0.0, 0.0], [sizes[:, 0].sum() / 2 + _LENGTH * 0.6, 0.0]])
    points[:, 0] *= _STRETCH
    if len(part) > LARGE:
        return points
    return _apart(_on_grid(points * _scale(points, sizes)), sizes)


def _scale(points: Points, sizes: Points) -> float:
    """What brings the points to the density at which their boxes can be read and the whole still fits a screen."""
    density = min(_DENSITY, 0.08 + 0.002 * len(points))
    spread = points.std(axis=0).prod() ** 0.5
    return float((sizes.prod(axis=1).sum() / density) ** 0.5 / (4 * spread)) if spread > 1 else 1.0


def _springs(points: Points, network: nx.Graph[str], part: list[str]) -> Points:
    index = {node: place for place, node in enumerate(part)}
    links = np.array([(index[a], index[b]) for a, b in network.edges(part)])
    pull = np.array([1 + 0.5 * np.log(network.edges[a, b]["weight"]) for a, b in network.edges(part)])[:, None]
    # Hubs push harder, so that their many neighbours have room.
    charge = np.sqrt(np.array([network.degree(node) for node in part], dtype=float))
    rounds = max(40, min(300, 60_000 // len(part)))
    step, cooling = _LENGTH * 1.5, 0.02 ** (1 / rounds)
    for _ in range(rounds):
        squares = (points ** 2).sum(axis=1)
        square = np.maximum(squares[:, None] + squares[None, :] - 2 * points @ points.T, 0.0) + 1.0
        strength = charge[:, None] * charge[None, :] * _LENGTH ** 2 / square
        push = points * strength.sum(axis=1, keepdims=True) - strength @ points
        along = points[links[:, 0]] - points[links[:, 1]]
        force = along * np.sqrt((along ** 2).sum(axis=1, keepdims=True)) / _LENGTH * pull
        np.add.at(push, links[:, 0], -force)
        np.add.at(push, links[:, 1], force)
        push -= points * 0.7 * charge[:, None]
        length = np.sqrt((push ** 2).sum(axis=1, keepdims=True)) + 1e-9
        points = _on_grid(points + push / length * np.minimum(length, step))
        step *= cooling
    return points


def _on_grid(points: Points) -> Points:
    """To 64ths of a pixel. Springs are chaotic: without this a difference in the 15th digit moves nodes by hundreds of pixels."""
    return np.round(points * 64) / 64


def _apart(points: Points, sizes: Points, rounds: int = 80) -> Points:
    """Push boxes that overlap off one another along their shorter overlap."""
    half = sizes / 2
    wide, high = half[:, None, 0] + half[None, :, 0], half[:, None, 1] + half[None, :, 1]
    for _ in range(rounds):
        across, down = points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1]
        one, other = np.nonzero(np.triu((np.abs(across) < wide) & (np.abs(down) < high), 1))
        if not len(one):
            break
        gap = np.stack([across[one, other], down[one, other]], axis=1)
        over = half[one] + half[other] - np.abs(gap)
        # Along one axis alone, half each; of two at the same place the earlier goes left.
        move = np.where(over == over.min(axis=1, keepdims=True), over, 0.0) * np.where(gap > 0, 0.5, -0.5)
        total, most = np.zeros_like(points), np.zeros_like(points)
        for ends, turned in ((one, move), (other, -move)):
            np.add.at(total, ends, turned)
            np.maximum.at(most, ends, 2 * np.abs(turned))
        # No more than the greatest single overlap: sums would throw the crowded far away.
        points = _on_grid(points + np.clip(total, -most, most))
    return points


def _shelves(placed: list[tuple[list[str], Points]], boxes: Mapping[str, Box]) -> list[Points]:
    """For each part the shift that sets it beside the others: in rows under the greatest."""
    low, high = [], []
    for part, points in placed:
        half = np.array([(boxes[node].width / 2, boxes[node].height / 2) for node in part])
        low.append((points - half).min(axis=0))
        high.append((points + half).max(axis=0))
    sizes = [end - start for start, end in zip(low, high, strict=True)]
    if not sizes:
        return []
    width = max(float(sizes[0][0]), 1.3 * float(np.sqrt(sum(float(s[0] * s[1]) for s in sizes[1:]) * 1.3)))
    shifts: list[Points] = [-low[0]]
    x, y, row = 0.0, float(sizes[0][1]) + _BETWEEN, 0.0
    for size, corner in zip(sizes[1:], low[1:], strict=True):
        if x > 0 and x + size[0] > width:
            x, y, row = 0.0, y + row + _BETWEEN, 0.0
        shifts.append(np.array([x, y]) - corner)
        x, row = x + float(size[0]) + _BETWEEN, max(row, float(size[1]))
    return shifts
