"""Two readings of one document made one: what both found is surer, what one found alone stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kg.model import Extraction, Finding, LeftOut, Literal, Mention, name_key
from kg.schema import Schema

_Key = tuple[str, str, str]


def combine(offline: Extraction, llm: Extraction, schema: Schema | None = None) -> Extraction:
    """The claims and mentions of both readings of a document, in the order of the text.

    A claim that both found is one: the model's wording of it (evidence, polarity, modality, source), a confidence as of two
    independent witnesses, and both extractors (`ranker+llm`). Where they disagree whether the text asserts or denies it, the
    model's reading stands, no surer, and the disagreement is counted. With a schema, symmetric relations match either way round.
    Raises ValueError where the two are of different documents.
    """
    if offline.document.id != llm.document.id:
        raise ValueError(f"readings of two documents: {offline.document.name} and {llm.document.name}")
    names = _Names([*offline.aliases, *llm.aliases], [*offline.mentions, *llm.mentions])
    mentions = _merged(offline.mentions, llm.mentions)
    theirs: dict[_Key, Finding] = {}
    for finding in offline.findings:
        theirs.setdefault(_key(finding, names, schema), finding)
    findings, out = [], Counter[str]()
    met = set()
    for finding in llm.findings:
        key = _key(finding, names, schema)
        other = theirs.get(key) or theirs.get(_reversed(key, finding, schema))
        if other is None:
            findings.append(finding)
            continue
        met.add(_key(other, names, schema))
        if other.polarity != finding.polarity:
            out["llm: the two readers disagree whether the text denies it"] += 1
            findings.append(finding)
        else:
            findings.append(replace(finding, confidence=_both(other.confidence, finding.confidence),
                                    extractor=f"{other.extractor}+{finding.extractor}"))
    findings += [f for f in offline.findings if _key(f, names, schema) not in met]
    settled = sorted((_settled(f, mentions) for f in findings), key=_order)
    aliases = {(a.start, a.end, b.start, b.end): (mentions.get((a.start, a.end), a), mentions.get((b.start, b.end), b))
               for a, b in [*offline.aliases, *llm.aliases]}
    left = tuple(LeftOut("extraction", reason, llm.document.name, n) for reason, n in sorted(out.items()))
    # References may share a span, one for each antecedent: they are kept beside the mentions that are merged by span.
    shared = [m for m in offline.mentions if mentions.get((m.start, m.end)) != m and _refers(m)]
    everything = sorted({*mentions.values(), *shared}, key=lambda m: (m.start, m.end, m.name, m.type, m.method))
    return Extraction(llm.document, tuple(everything), tuple(settled), tuple(aliases[key] for key in sorted(aliases)),
                      offline.left_out + llm.left_out + left)


class _Names:
    """Which names of a document are one entity's: as its readings equate them, or as known."""

    def __init__(self, aliases: Iterable[tuple[Mention, Mention]], mentions: Iterable[Mention]) -> None:
        self.parent: dict[str, str] = {}
        for first, second in aliases:
            self._join(name_key(first.name), name_key(second.text))
            self._join(name_key(first.text), name_key(second.text))
        for mention in mentions:
            if mention.known is not None:
                self._join(name_key(mention.name), f"known:{mention.known}")

    def root(self, name: str) -> str:
        while (up := self.parent.get(name, name)) != name:
            name = up
        return name

    def _join(self, first: str, second: str) -> None:
        first, second = self.root(first), self.root(second)
        if first != second:
            self.parent[max(first, second)] = min(first, second)


def _key(finding: Finding, names: _Names, schema: Schema | None) -> _Key:
    subject = names.root(name_key(finding.subject.name))
    if isinstance(finding.object, Literal):
        o = finding.object
        return subject, finding.relation, f"{o.kind} {o.value} {o.unit} {o.date}"
    target = names.root(name_key(finding.object.name))
    if schema is not None and schema.relations[finding.relation].symmetric:
        subject, target = min(subject, target), max(subject, target)
    return subject, finding.relation, target


def _reversed(key: _Key, finding: Finding, schema: Schema | None) -> _Key:
    symmetric = schema is not None and schema.relations[finding.relation].symmetric
    return (key[2], key[1], key[0]) if symmetric else key


def _both(first: float, second: float) -> float:
    """Noisy or: wrong only where both are."""
    return round(1 - (1 - first) * (1 - second), 3)


def _refers(mention: Mention) -> bool:
    return mention.method in ("reference", "ellipsis")


def _merged(offline: Iterable[Mention], llm: Iterable[Mention]) -> dict[tuple[int, int], Mention]:
    """One mention a span: a known entity's before the model's, the model's before any other."""
    found: dict[tuple[int, int], Mention] = {}
    for mention in [*offline, *llm]:
        span = (mention.start, mention.end)
        old = found.get(span)
        if old is None or (old.known is None and mention.method == "llm"):
            found[span] = mention
    return found


def _settled(finding: Finding, mentions: dict[tuple[int, int], Mention]) -> Finding:
    """The finding with the mentions that were kept for the spans of its ends: one span, one type."""
    def of(mention: Mention) -> Mention:
        kept = mentions.get((mention.start, mention.end), mention)
        return kept if name_key(kept.name) == name_key(mention.name) and kept.type == mention.type else mention

    object_ = of(finding.object) if isinstance(finding.object, Mention) else finding.object
    source = of(finding.attributed_to) if finding.attributed_to is not None else None
    return replace(finding, subject=of(finding.subject), object=object_, attributed_to=source)


def _order(finding: Finding) -> tuple[object, ...]:
    end = finding.object.name if isinstance(finding.object, Mention) else finding.object.id
    return finding.start, finding.subject.start, finding.object_start, finding.relation, finding.end, finding.subject.name, end
