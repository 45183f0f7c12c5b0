"""Counts of right and wrong, and the figures that follow from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Score:
    """Counts, and the figures that follow from them (None where the denominator is nought).

    `right` of `found` claims match a gold claim; `got` of `required` gold claims are matched.
    """

    right: int = 0
    found: int = 0
    got: int = 0
    required: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.got / self.required if self.required else None

    @property
    def f1(self) -> float | None:
        """None where the recall is; 0 without a match."""
        p, r = self.precision, self.recall
        if r is None:
            return None
        return 2 * p * r / (p + r) if p and r else 0.0


@dataclass(slots=True)
class Tally:
    """The counts of a document, a language, a relation, or of everything. `entities` is empty for a relation."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def claims(self) -> Score:
        return Score(self.counts["right"], self.counts["found"], self.counts["got"], self.counts["required"])

    @property
    def entities(self) -> Score:
        return Score(self.counts["e_right"], self.counts["e_found"], self.counts["e_got"], self.counts["e_required"])

    def share(self, what: str) -> float | None:
        """The share of matched claims with the gold's `polarity`, `modality` or `attribution`."""
        return self.counts[what] / self.counts["right"] if self.counts["right"] else None

    def to_json(self) -> dict[str, object]:
        """The figures and the counts, as `kg evaluate --json` prints them."""
        scores = {name: {"precision": s.precision, "recall": s.recall, "f1": s.f1, **asdict(s)}
                  for name, s in (("claims", self.claims), ("entities", self.entities))}
        return {**scores, **{what: self.share(what) for what in ("polarity", "modality", "attribution")}}
