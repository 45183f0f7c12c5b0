"""Train the encoder of sentences (`kg.extraction.encoder`) with PyTorch, which nothing but this recipe needs."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from claims_data import Example
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from kg.extraction.encoder import ATTENTION_HEADS, Encoder
from kg.extraction.layout import END, TOKEN, Layout, Vocabulary, method_of
from kg.extraction.scene import Scene
from kg.schema import Schema

WIDTH, HIDDEN, LAYERS, ATTENDING = 128, 192, 3, 1
EPOCHS, RATE, DECAY = 5, 2e-3, 0.02
#: The shares of units that a step leaves out, and of lemmas.
DROPPED, FORGOTTEN = 0.25, 0.15
#: So many tokens, and four times as many pairs, make a batch.
BATCH = 4096
#: So many sentences are read together once the encoder has learnt.
AT_ONCE = 64
#: What is rarer than this in the texts is not known by its name.
LEMMAS, TAGS, MARKERS = 6, 20, 10
#: Sentences with more tokens or ends teach nothing.
LONGEST, MOST = 250, 60
#: How many morphemes have vectors, the commonest, and of how many numbers.
MORPHEMES, NUMBERS = 20_000, 96
#: Where the numbers of names begin: 0 is what has none, and for lemmas 1 what is not known.
FIRST = {"lemmas": 2, "tags": 1, "labels": 1, "markers": 1, "types": 1, "methods": 1, "vectors": 1}


def morpheme_vectors() -> tuple[dict[str, int], NDArray[np.float32]]:
    """The commonest morphemes of Kiwi as `form/TAG`, and their vectors (row 0: none). Kiwi's language model tells how alike two are: from
    how alike each is to some others its embedding comes back (Nyström's method), then its principal components.
    """
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    ids: dict[str, int] = {}
    for n in range(3 * MORPHEMES):
        found = kiwi.morpheme(n)
        tag = str(found.tag).split("-")[0]
        if found.form and not tag.startswith(("W", "S")) and kiwi.morpheme_similarity(n, n) > 0.9:
            ids.setdefault(f"{found.form}/{tag}", n)
    marks = random.Random(0).sample(list(ids.values()), 700)
    like = np.array([[kiwi.morpheme_similarity(n, mark) for mark in marks] for n in ids.values()])
    values, axes = np.linalg.eigh(np.array([[kiwi.morpheme_similarity(a, b) for b in marks] for a in marks]))
    kept = values > 1e-3
    points = like @ (axes[:, kept] / np.sqrt(values[kept]))
    points -= points.mean(axis=0)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    values, axes = np.linalg.eigh(np.cov(points.T))
    vectors = points @ axes[:, np.argsort(-values)[:NUMBERS]]
    vectors = (vectors / vectors.std())[:MORPHEMES]
    return dict(zip(list(ids)[:MORPHEMES], range(1, MORPHEMES + 1), strict=True)), np.vstack([np.zeros((1, NUMBERS)), vectors]).astype(np.float32)


@dataclass
class Sentence:
    """A scene with its candidates, by their places in the data; laid out once the vocabulary is known."""

    scene: Scene
    places: list[int] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    layout: Layout | None = None


def sentences(data: Sequence[Example]) -> list[Sentence]:
    """The sentences of the candidates, in order."""
    found: dict[int, Sentence] = {}
    numbers: dict[int, dict[int, int]] = {}
    for place, example in enumerate(data):
        scene = example.candidate.scene
        sentence = found.setdefault(id(scene), Sentence(scene))
        number = numbers.setdefault(id(scene), {id(end): n for n, end in enumerate(scene.ends)})
        sentence.places.append(place)
        sentence.pairs.append((number[id(example.candidate.subject)], number[id(example.candidate.object)]))
    return list(found.values())


def vocabulary(found: Iterable[Sentence], schema: Schema, vectors: Mapping[str, int]) -> Vocabulary:
    """What these sentences have often enough."""
    counts = {name: Counter[str]() for name in ("lemmas", "tags", "labels", "markers", "types", "methods")}
    for scene in (s.scene for s in found):
        named = {i for end in scene.ends if end.first >= 0 and end.kind != "pronoun" for i in range(end.first, end.last + 1)}
        words = scene.arguments
        counts["lemmas"].update(words.lemmas[i] for i in range(scene.start, scene.end) if i not in named)
        counts["tags"].update(words.tags[scene.start:scene.end])
        counts["labels"].update(words.labels[scene.start:scene.end])
        counts["markers"].update(end.marker for end in scene.ends)
        counts["types"].update(end.type for end in scene.ends)
        counts["methods"].update(method_of(end) for end in scene.ends)
    least = {"lemmas": LEMMAS, "tags": TAGS, "markers": MARKERS}
    names = {name: {w: n for n, w in enumerate((w for w, c in sorted(of.items()) if c >= least.get(name, 1)), FIRST[name])}
             for name, of in counts.items()}
    return Vocabulary(**names, vectors=vectors, relations={r: n for n, r in enumerate(schema.relations)})


def _laid_out(chosen: Sequence[Sentence], of: Vocabulary) -> Layout:
    return of.layout([s.scene for s in chosen], [np.array(s.pairs, np.intp).reshape(-1, 2) for s in chosen])


class Layer(nn.Module):  # type: ignore[misc]
    """Each token with its neighbours, its head and the mean of its children."""

    def __init__(self) -> None:
        super().__init__()
        self.mix, self.norm = nn.Linear(5 * WIDTH, WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x: Any, heads: Any, mask: Any, children: Any) -> Any:
        edge = torch.zeros_like(x[:, :1])
        index = heads.unsqueeze(-1).expand(-1, -1, WIDTH)
        below = torch.zeros_like(x).scatter_add_(1, index, x * mask) / children
        around = torch.cat([torch.cat([edge, x[:, :-1]], 1), x, torch.cat([x[:, 1:], edge], 1), torch.gather(x, 1, index), below], -1)
        return self.norm(x + functional.dropout(functional.gelu(self.mix(around), approximate="tanh"), DROPPED, self.training)) * mask


class Attention(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.into, self.out, self.norm = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x: Any, mask: Any) -> Any:
        many, length, _ = x.shape
        q, k, v = self.into(x).view(many, length, 3, ATTENTION_HEADS, WIDTH // ATTENTION_HEADS).permute(2, 0, 3, 1, 4)
        odds = (q @ k.transpose(-1, -2)) / (WIDTH // ATTENTION_HEADS) ** 0.5
        odds = odds.masked_fill(mask.view(many, 1, 1, length) == 0, -1e4).softmax(-1)
        mixed = self.out((odds @ v).transpose(1, 2).reshape(many, length, WIDTH))
        return self.norm(x + functional.dropout(mixed, DROPPED, self.training)) * mask


class Net(nn.Module):  # type: ignore[misc]
    """The encoder while it learns; what `kg.extraction.encoder.Encoder` says, over batches of sentences."""

    def __init__(self, of: Vocabulary, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        rows = of.tables()
        self.token = nn.ModuleDict({f"of {n}": _embedding(rows[f"token.{n}"], 0.3) for n in (*TOKEN, "frame")})
        self.end = nn.ModuleDict({f"of {n}": _embedding(rows[f"end.{n}"], 0.1) for n in END})
        self.at = nn.ModuleDict({n: _embedding(rows[f"pair.{n}"], 0.1, HIDDEN) for n in ("place", "steps", "holds", "fit")})
        self.vectors = torch.from_numpy(vectors)
        self.project = nn.Linear(NUMBERS, WIDTH, bias=False)
        self.token_norm, self.end_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.attention = nn.ModuleList(Attention() for _ in range(ATTENDING))
        self.first, self.last = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.pair = nn.ModuleDict({n: nn.Linear(WIDTH, HIDDEN) for n in ("subject", "object", "between", "common", "by", "with")})
        self.out = nn.Linear(HIDDEN, len(of.relations))
        nn.init.constant_(self.out.bias, -4)

    def forward(self, batch: Mapping[str, Any]) -> Any:
        """The log-odds of every relation for every pair: pairs x relations."""
        tokens, mask, vectors = batch["tokens"], batch["mask"], batch["vectors"]
        if self.training:
            tokens, vectors = tokens.clone(), vectors.clone()
            lemma, suffix = tokens[..., TOKEN.index("lemma")], tokens[..., TOKEN.index("suffix")]
            lemma[(torch.rand(lemma.shape) < FORGOTTEN) & (lemma > 1)] = 1
            forgotten = torch.rand(lemma.shape) < FORGOTTEN / 3
            vectors[forgotten] = 0
            suffix[forgotten] = 0
        x = sum(self.token[f"of {n}"](tokens[..., k]) for k, n in enumerate(TOKEN)) + self.project(self.vectors[vectors])
        many, length, _ = x.shape
        x = x.reshape(many * length, WIDTH).index_add(0, batch["frames"][:, 0], self.token["of frame"](batch["frames"][:, 1]))
        x = functional.dropout(self.token_norm(x.view(many, length, WIDTH)), DROPPED, self.training) * mask
        heads = batch["heads"]
        children = torch.zeros(many, length).scatter_add_(1, heads, mask.squeeze(-1)).clamp(min=1).unsqueeze(-1)
        for k, layer in enumerate(self.layers):
            x = layer(x, heads, mask, children)
            if k < ATTENDING:
                x = self.attention[k](x, mask)
        flat = x.reshape(many * length, WIDTH)
        ends = self.first(flat[batch["ends"][:, 0]]) + self.last(flat[batch["ends"][:, 1]])
        ends = ends + sum(self.end[f"of {n}"](batch["ends"][:, 2 + k]) for k, n in enumerate(END))
        ends = functional.dropout(functional.gelu(self.end_norm(ends), approximate="tanh"), DROPPED, self.training)
        sums = torch.cat([torch.zeros_like(x[:, :1]), x.cumsum(1)], 1).reshape(many * (length + 1), WIDTH)
        s, o, holds, common, low, high, distance, steps = batch["pairs"].T
        between = (sums[high] - sums[low]) / (high - low).clamp(min=1).unsqueeze(-1)
        p = self.pair
        at = p["between"](between) + p["common"](flat)[common] + self.at["place"](distance) + self.at["steps"](steps) + self.at["holds"](holds)
        fit = self.at["fit"]
        at = at.index_add(0, batch["fits"][:, 0], fit(batch["fits"][:, 1]) * batch["fits"][:, 2:])
        told = [p[side](ends).index_add(0, batch[f"as_{side}"][:, 0], fit(batch[f"as_{side}"][:, 1])) for side in ("subject", "object")]
        z = told[0][s] + told[1][o] + at + p["by"](ends)[s] * p["with"](ends)[o]
        return self.out(functional.dropout(functional.gelu(z, approximate="tanh"), DROPPED, self.training))


def _embedding(count: int, spread: float, width: int = WIDTH) -> Any:
    table = nn.Embedding(count, width)
    nn.init.normal_(table.weight, std=spread)
    return table


def _batch(chosen: Sequence[Sentence]) -> dict[str, Any]:
    """Sentences side by side: their tokens padded, all else in a row by places in the batch."""
    layouts = [s.layout for s in chosen if s.layout is not None]
    length = max(len(found.tokens) for found in layouts)
    tokens = np.zeros((len(layouts), length, len(TOKEN)), np.int64)
    vectors, heads = np.zeros((len(layouts), length), np.int64), np.zeros((len(layouts), length), np.int64)
    mask = np.zeros((len(layouts), length, 1), np.float32)
    rows: dict[str, list[NDArray[np.intp]]] = {name: [] for name in ("frames", "ends", "pairs", "as_subject", "as_object", "fits")}
    ends = pairs = 0
    for n, found in enumerate(layouts):
        size = len(found.tokens)
        tokens[n, :size], vectors[n, :size], heads[n, :size], mask[n, :size] = found.tokens, found.vectors, found.heads, 1
        rows["frames"].append(found.frames + np.array([n * length, 0]))
        rows["ends"].append(found.ends + np.array([n * length] * 2 + [0] * len(END)))
        rows["as_subject"].append(found.as_subject + np.array([ends, 0]))
        rows["as_object"].append(found.as_object + np.array([ends, 0]))
        rows["fits"].append(found.fits + np.array([pairs, 0, 0]))
        rows["pairs"].append(found.pairs + np.array([ends, ends, 0, n * length, n * (length + 1), n * (length + 1), 0, 0]))
        ends += len(found.ends)
        pairs += len(found.pairs)
    return {name: torch.from_numpy(array) for name, array in (
        ("tokens", tokens), ("vectors", vectors), ("heads", heads), ("mask", mask), *((name, np.concatenate(of)) for name, of in rows.items()))}


def _batches(found: Sequence[Sentence], rng: np.random.Generator) -> Iterator[list[Sentence]]:
    """Sentences of like lengths together, in any order."""
    made: list[list[Sentence]] = []
    open_: list[Sentence] = []
    for sentence in sorted(found, key=lambda s: s.scene.end - s.scene.start + rng.random() * 6):
        longest = max((s.scene.end - s.scene.start for s in (*open_, sentence)), default=0)
        if open_ and (longest * (len(open_) + 1) > BATCH or sum(len(s.pairs) for s in open_) + len(sentence.pairs) > 4 * BATCH):
            made.append(open_)
            open_ = []
        open_.append(sentence)
    made.append(open_)
    return (made[n] for n in rng.permutation(len(made)))


def fit(data: Sequence[Example], labels: NDArray[np.float32], weights: NDArray[np.float32], schema: Schema, language: str,
        vectors: tuple[Mapping[str, int], NDArray[np.float32]]) -> Encoder:
    """The encoder of these candidates. `labels` and `weights` are candidates x relations (weight 0: says nothing); `vectors` are as of
    `morpheme_vectors`.
    """
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    known = [s for s in sentences(data) if s.scene.end - s.scene.start <= LONGEST and len(s.scene.ends) <= MOST]
    of = vocabulary(known, schema, vectors[0])
    for sentence in known:
        sentence.layout = _laid_out([sentence], of)
    net = Net(of, vectors[1])
    groups = [{"params": [p for p in net.parameters() if p.dim() > 1], "weight_decay": DECAY},
              {"params": [p for p in net.parameters() if p.dim() <= 1], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98))
    total, step, started = EPOCHS * sum(1 for _ in _batches(known, rng)), 0, time.time()
    for epoch in range(EPOCHS):
        for chosen in _batches(known, rng):
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / 200) * max(0.02, 1 - step / total)
            places = [place for s in chosen for place in s.places]
            said = net(_batch(chosen))
            wrong = functional.binary_cross_entropy_with_logits(said, torch.from_numpy(labels[places]), reduction="none")
            loss = (wrong * torch.from_numpy(weights[places])).sum() / len(chosen)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimizer.step()
            step += 1
        print(f"  encoder, epoch {epoch + 1} of {EPOCHS}: {time.time() - started:.0f} s", flush=True)
    return Encoder(of, _weights(net), {"schema": schema.name, "language": language, "first": FIRST})


def _weights(net: Net) -> dict[str, NDArray[np.float32]]:
    found: dict[str, Any] = {f"token.{n}": net.token[f"of {n}"].weight for n in (*TOKEN, "frame")}
    found |= {f"end.{n}": net.end[f"of {n}"].weight for n in END}
    found |= {f"pair.{n}": table.weight for n, table in net.at.items()}
    found |= {"vectors": net.vectors, "vector.project": net.project.weight.T}
    norms = {"token.norm": net.token_norm, "end.norm": net.end_norm}
    linear = {"end.first": net.first, "end.last": net.last, "out": net.out, **{f"pair.{n}": m for n, m in net.pair.items()}}
    for k, layer in enumerate(net.layers):
        norms[f"layer{k}.norm"], linear[f"layer{k}.mix"] = layer.norm, layer.mix
    for k, layer in enumerate(net.attention):
        norms[f"attention{k}.norm"] = layer.norm
        linear |= {f"attention{k}.in": layer.into, f"attention{k}.out": layer.out}
    for name, module in norms.items():
        found |= {name: module.weight, f"{name}.bias": module.bias}
    for name, module in linear.items():
        found |= {name: module.weight.T, f"{name}.bias": module.bias}
    return {name: np.ascontiguousarray(weight.detach().numpy(), np.float32) for name, weight in found.items()}


def log_odds(encoder: Encoder, data: Sequence[Example]) -> NDArray[np.float32]:
    """What the encoder says of each candidate: candidates x relations."""
    found = np.zeros((len(data), len(encoder.heads)), np.float32)
    listed = sentences(data)
    for start in range(0, len(listed), AT_ONCE):
        chosen = listed[start:start + AT_ONCE]
        found[[place for s in chosen for place in s.places]] = encoder.scores(_laid_out(chosen, encoder.vocabulary))
    return found
