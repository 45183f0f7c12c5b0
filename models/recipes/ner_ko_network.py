"""Train the tagger of names (`kg.language.tagger`) with PyTorch, which nothing but recipes needs."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from ner_ko_data import UNKNOWN, Span
from numpy.typing import NDArray
from spacy.tokens import Doc
from torch import nn
from torch.nn import functional

from kg.language.tagger import FLAGS, JOINED, PIECES, TABLES, Tagger, flags_of, line_starts

WIDTH, LAYERS = 96, 5
#: Of each table its rows and columns.
SIZES = {"NORM": (8000, 64), "PREFIX": (2500, 32), "SUFFIX": (3000, 32), "SHAPE": (1500, 16), "TAG": (500, 32), "LEMMA": (8000, 48),
          "OPENING": (6000, 32)}
#: The tables that say which word it is; a share of words is hidden from these.
WORDS = ("NORM", "LEMMA", "OPENING")
HIDDEN, DROPPED = 0.1, 0.2
RATE, DECAY, BATCH = 2e-3, 0.01, 3500
#: Samples of like lengths go together within stretches of so many.
STRETCH = 2000
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sample as the net sees it: `rows` and `flags` of its tokens (`Tagger`), and their tags (-1: nothing is asked)."""

    rows: NDArray[np.int64]
    flags: NDArray[np.float32]
    tags: NDArray[np.int64]


def blank(labels: Sequence[str], guidelines: Sequence[str]) -> Tagger:
    """A tagger that knows the sizes of its tables, and nothing else."""
    return Tagger(labels, guidelines, {f"table.{name}": np.zeros(size, np.float32) for name, size in SIZES.items()})


def sentence(tagger: Tagger, doc: Doc, spans: Sequence[Span], own: bool) -> Sentence:
    """The tokens with the sample's spans by the first guideline (`own`) or the second; what no token boundary meets, and what has no sure type, is asked of nobody."""
    tags = np.zeros(len(doc), np.int64)
    many = len(tagger.labels)
    unclear: set[int] = set()
    for s, e, kind in spans:
        span = doc.char_span(s, e)
        if span is not None and kind != UNKNOWN:
            number = tagger.labels.index(kind)
            tags[span.start], tags[span.start + 1:span.end] = 1 + number, 1 + many + number
        elif (wide := doc.char_span(s, e, alignment_mode="expand")) is not None:
            unclear.update(range(wide.start, wide.end))
    tags[[i for i in sorted(unclear) if tags[i] == 0]] = -1
    return Sentence(tagger.rows(doc), flags_of(doc, line_starts(doc), own), tags)


class Layer(nn.Module):  # type: ignore[misc]
    """Each token with its neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.mix, self.norm = nn.Linear(3 * WIDTH, PIECES * WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x: Any, mask: Any) -> Any:
        edge = torch.zeros_like(x[:, :1])
        around = torch.cat([torch.cat([edge, x[:, :-1]], 1), x, torch.cat([x[:, 1:], edge], 1)], -1)
        return (x + functional.dropout(self.norm(_maxout(self.mix(around), PIECES)), DROPPED, self.training)) * mask


class Net(nn.Module):  # type: ignore[misc]
    """The tagger while it learns: what `Tagger.log_odds` says, over samples side by side."""

    def __init__(self, tagger: Tagger) -> None:
        super().__init__()
        self.tables = nn.ModuleDict({name: nn.Embedding(*SIZES[name]) for name in TABLES})
        for table in self.tables.values():
            nn.init.normal_(table.weight, std=0.3)
        self.mix, self.norm = nn.Linear(sum(columns for _, columns in SIZES.values()) + FLAGS, JOINED * WIDTH), nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.out = nn.ModuleList(nn.Linear(WIDTH, 1 + 2 * len(tagger.labels)) for _ in tagger.guidelines)

    def forward(self, rows: Any, flags: Any, mask: Any) -> Any:
        """The log-odds of every tag for every token: samples x tokens x tags."""
        if self.training:
            hidden = torch.rand(rows.shape[:2]) < HIDDEN
            rows = rows.clone()
            for k in (TABLES.index(name) for name in WORDS):
                rows[:, :, 2 * k:2 * k + 2][hidden] = 0
        parts = [table(rows[:, :, 2 * k]) + table(rows[:, :, 2 * k + 1]) for k, table in enumerate(self.tables.values())]
        x = self.mix(functional.dropout(torch.cat([*parts, flags], -1), DROPPED, self.training))
        x = self.norm(_maxout(x, JOINED)) * mask
        for layer in self.layers:
            x = layer(x, mask)
        x = functional.dropout(x, DROPPED, self.training)
        return torch.where(flags[:, :1, -1:] > 0, self.out[0](x), self.out[1](x))

    def weights(self, tagger: Tagger) -> dict[str, NDArray[np.float32]]:
        """By the names that `Tagger` has for them."""
        found = {f"table.{name}": table.weight for name, table in self.tables.items()}
        linear = {"mix": self.mix, **{f"layer{k}": layer.mix for k, layer in enumerate(self.layers)}}
        norms = {"mix.norm": self.norm, **{f"layer{k}.norm": layer.norm for k, layer in enumerate(self.layers)}}
        linear |= {f"out.{name}": out for name, out in zip(tagger.guidelines, self.out, strict=True)}
        found |= {name: module.weight for name, module in norms.items()} | {name: module.weight.T for name, module in linear.items()}
        found |= {f"{name}.bias": module.bias for name, module in {**norms, **linear}.items()}
        return {name: np.ascontiguousarray(weight.detach().numpy(), np.float32) for name, weight in found.items()}


def _maxout(x: Any, pieces: int) -> Any:
    return x.unflatten(-1, (pieces, WIDTH)).amax(-2)


def partition(odds: Any, mask: Any) -> Any:
    """Of each sample the logarithm of the sum over all allowed sequences of tags (the forward algorithm). `odds` is samples x tokens x tags."""
    many = (odds.shape[-1] - 1) // 2
    outside, begun = odds[:, 0, :1], odds[:, 0, 1:1 + many]
    inside = torch.full_like(begun, _NEVER)
    for t in range(1, odds.shape[1]):
        total = torch.logsumexp(torch.cat([outside, begun, inside], 1), 1, keepdim=True)
        now, there = odds[:, t], mask[:, t, None]
        further = torch.logaddexp(begun, inside) + now[:, 1 + many:]
        outside = torch.where(there, total + now[:, :1], outside)
        begun, inside = torch.where(there, total + now[:, 1:1 + many], begun), torch.where(there, further, inside)
    return torch.logsumexp(torch.cat([outside, begun, inside], 1), 1)


def _allowed(tags: Any, many: int) -> Any:
    """Which of so many tags each token may have: samples x tokens x tags."""
    return functional.one_hot(tags.clamp(min=0), many).bool() | (tags == -1).unsqueeze(-1)


def _batches(data: Sequence[Sentence], rng: random.Random) -> list[list[Sentence]]:
    """Samples of like lengths together, in any order."""
    order = rng.sample(range(len(data)), len(data))
    made: list[list[Sentence]] = []
    for start in range(0, len(order), STRETCH):
        made.append([])
        for n in sorted(order[start:start + STRETCH], key=lambda n: len(data[n].tags)):
            if (len(made[-1]) + 1) * len(data[n].tags) > BATCH and made[-1]:
                made.append([])
            made[-1].append(data[n])
    rng.shuffle(made)
    return made


def _side_by_side(chosen: Sequence[Sentence]) -> tuple[Any, ...]:
    longest = max(len(s.tags) for s in chosen)
    rows = np.zeros((len(chosen), longest, 2 * len(TABLES)), np.int64)
    flags, tags = np.zeros((len(chosen), longest, FLAGS), np.float32), np.full((len(chosen), longest), -1, np.int64)
    for n, one in enumerate(chosen):
        size = len(one.tags)
        rows[n, :size], flags[n, :size], tags[n, :size] = one.rows, one.flags, one.tags
    mask = np.arange(longest) < np.array([len(s.tags) for s in chosen])[:, None]
    return tuple(map(torch.from_numpy, (rows, flags, tags, mask)))


def fit(tagger: Tagger, epoch_data: Callable[[int], Sequence[Sentence]], epochs: int, seed: int) -> Tagger:
    """The tagger that has learnt what `epoch_data` gives for each epoch; its weights are a running mean of the last steps'."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = random.Random(seed)
    net = Net(tagger)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY, betas=(0.9, 0.99))
    mean = {name: value.detach().clone() for name, value in net.state_dict().items()}
    step = 0
    for epoch in range(epochs):
        began, batches, lost = time.time(), _batches([s for s in epoch_data(epoch) if len(s.tags)], rng), 0.0
        for n, chosen in enumerate(batches):
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, step / 200) * max(0.02, 1 - (epoch + n / len(batches)) / epochs)
            rows, flags, tags, mask = _side_by_side(chosen)
            odds = net(rows, flags, mask.unsqueeze(-1).float())
            right = odds.masked_fill(~_allowed(tags, odds.shape[-1]), _NEVER)
            loss = (partition(odds, mask) - partition(right, mask)).sum() / mask.sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step += 1
            with torch.no_grad():
                for name, value in net.state_dict().items():
                    mean[name].lerp_(value, 1 - min(0.999, step / (step + 19)))
            lost += float(loss.detach())
        print(f"  epoch {epoch + 1} of {epochs}: loss {lost / len(batches):.4f}, {time.time() - began:.0f} s", flush=True)
    net.load_state_dict(mean)
    found = Tagger(tagger.labels, tagger.guidelines, net.weights(tagger))
    _compare(net.eval(), found, batches[-1][-1])
    return found


def _compare(net: Net, tagger: Tagger, sentence: Sentence) -> None:
    """AssertionError where the tagger does not say what the net says."""
    rows, flags, _, mask = _side_by_side([sentence])
    with torch.no_grad():
        odds = net(rows, flags, mask.unsqueeze(-1).float())[0].numpy()
    lines = np.arange(len(sentence.rows)) == 0
    own = tagger.guidelines[0 if sentence.flags[0, -1] else 1]
    np.testing.assert_allclose(tagger.read(sentence.rows, sentence.flags, lines, own), odds, atol=1e-3)
