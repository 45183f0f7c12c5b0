"""A sentence as the ranker sees it: its ends (names, references, carried topics, literals) and its predicates.

An end is what may be the subject or the object of a claim. A *carried* end is not in the sentence: it is what the text was
about just before, and may be the subject that the sentence leaves out. A *pronoun* end is such a thing, or one that the sentence
has named before, at the place of an `it` or `its` that may mean it: one end for the likeliest of each kind, and the ranker chooses.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal as Choice
from typing import NamedTuple

from spacy.tokens import Doc

from kg.extraction.antecedents import SUBJECTS, Anchor, Discourse, Entity, likely
from kg.extraction.arguments import Arguments, arguments_of
from kg.extraction.firms import Firms
from kg.extraction.frames import FrameIndex, Hit, entries_of
from kg.extraction.linear import LinearModel
from kg.extraction.located import text_of
from kg.extraction.placed import Placed
from kg.extraction.roles import Filled, Roles
from kg.model import Literal, Mention
from kg.schema import LITERALS, Schema

Kind = Choice["name", "reference", "pronoun", "carried", "literal"]

OPENING = frozenset('“‘「『"')
CLOSING = frozenset('”’」』"')
#: How many pronouns of a sentence are looked at.
PRONOUNS = 3


class Reach(NamedTuple):
    """How likely the likeliest thing of a kind must be for a place to mean it, and how many sentences before it was last named at
    most; headings do not count.
    """

    likely: float
    back: int


#: Of what annotated documents leave out, or mean by pronouns, nearly all is the likeliest, and named shortly before.
ANTECEDENTS = {"pronoun": Reach(0.3, 5), "carried": Reach(0.5, 3)}
#: What a text is about, named where it begins, is left out for long.
OPENED = Reach(0.7, 10)
#: How likely an answer of an interview leaves out the firm of who speaks.
SPOKEN_OF = 0.9
_NOTHING = Filled({}, {})


@dataclass(slots=True)
class End:
    """`first` and `last` are tokens (inclusive), -1 for a carried end; `key` tells which entity it is within the document.

    Ends of one coordination (A, B and C) have the same `group`. `likely` is how likely a pronoun, a reference or a subject left out
    means this, and `rivals` how many others of its kind there are; `rank`, how many are likelier, is 0 since the likeliest alone is an end, and
    stands for the models that know it.
    """

    value: Mention | Literal
    type: str
    kind: Kind
    key: str
    start: int
    end: int
    first: int = -1
    last: int = -1
    back: int = 0
    sites: Mapping[int, int] = field(default_factory=dict)
    marker: str = ""
    likely: float = 1.0
    focal: bool = False
    group: int = -1
    rank: int = 0
    rivals: int = 0


@dataclass(slots=True)
class Scene:
    """One sentence: tokens `start` to `end` (end exclusive), its ends in order, carried ones last; the `entries` of frames by their
    token, and the same in a row, as `hits`.
    """

    doc: Doc
    arguments: Arguments
    number: int
    start: int
    end: int
    ends: list[End]
    entries: Mapping[int, list[Hit]]
    items: list[str]
    item_of: dict[int, int]
    has_subject: bool
    masks: dict[int, str]
    quotes: list[tuple[int, int]]
    hits: list[tuple[int, Hit]] = field(init=False)
    _roles: Roles | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.hits = [(i, hit) for i, hits in self.entries.items() for hit in hits]

    @property
    def roles(self) -> Roles:
        """What the ends fill."""
        if self._roles is None:
            sites = {(e.first, e.last): e.sites for e in self.ends if e.first >= 0}
            self._roles = Roles(self.arguments, self.hits, sites, any(e.first < 0 for e in self.ends))
        return self._roles

    def filled(self, end: End) -> Filled:
        """The hits of frames that the end may be the subject or the object of."""
        return self.roles.filled.get((end.first, end.last), _NOTHING)

    def lemma(self, i: int) -> str:
        """The token's lemma; its type, in angle brackets, where it belongs to an end."""
        mask = self.masks.get(i)
        return f"<{mask}>" if mask else self.arguments.lemmas[i]


def scenes(doc: Doc, mentions: Sequence[Mention], literals: Sequence[tuple[int, int, Literal]], schema: Schema,
           index: FrameIndex, keys: Mapping[Mention, str], antecedents: LinearModel) -> list[Scene]:
    """The sentences of a document that have any end, with what is carried into each."""
    arguments = arguments_of(doc)
    discourse = Discourse(doc, arguments, mentions, keys, schema)
    tops = carried_tops(schema, index.language)
    pronouns = pronoun_tops(schema, index.language)
    found: list[Scene] = []
    firms = Firms(text_of(doc), mentions, keys, schema, index.language)
    mentions = sorted(mentions, key=lambda m: (m.start, m.end))
    literals = _outside(literals, Placed(m for m in mentions if m.method != "reference"))
    m = n = 0
    for number, (first, stop) in enumerate(arguments.sentences):
        begin, end_char = arguments.characters(first, stop)
        own: list[End] = []
        while m < len(mentions) and mentions[m].start < end_char:
            end = _entity_end(arguments, mentions[m], keys, first, stop)
            if end is not None:
                own.append(end)
            m += 1
        while n < len(literals) and literals[n][0] < end_char:
            own.append(_literal_end(arguments, literals[n], first, stop))
            n += 1
        if not own:
            continue
        own.sort(key=lambda e: (e.start, e.end))
        discourse.advance(begin)
        focal = discourse.focal()
        for end in own:
            end.focal = end.key in focal
        here = {e.key for e in own}
        carried = [end for anchor in carried_anchors(tops, number, begin)
                   for end in _meant(anchor, discourse.of_top(anchor.type, here), antecedents, discourse, focal, {})]
        firm = discourse.entities.get(firms.left_out(begin))
        if firm is not None:
            carried = [end for end in carried if schema.ancestors(end.type)[-1] != firm.top]
            carried += [] if firm.key in here else [_absent(firm, 1, SPOKEN_OF, firm.key in focal)]
        meant = []
        for anchor in pronoun_anchors(arguments, pronouns, number, first, stop):
            discourse.advance(anchor.start)
            meant += _meant(anchor, discourse.of_top(anchor.type), antecedents, discourse, focal, arguments.sites(anchor.token, anchor.token))
        named = {e.key for e in meant}
        masks = {i: e.type for e in own for i in range(e.first, e.last + 1)}
        subjects = any(arguments.labels[i] in SUBJECTS for i in range(first, stop))
        found.append(Scene(doc, arguments, number, first, stop, [*own, *meant, *(e for e in carried if e.key not in named)],
                           entries_of(index, arguments, first, stop), *_items(arguments, first, stop, own), subjects, masks,
                           _quotes(arguments, first, stop)))
    return found


def _outside(literals: Sequence[tuple[int, int, Literal]], names: Placed) -> list[tuple[int, int, Literal]]:
    """The literals that are no part of a name: not the 2.5 of 제미나이 2.5 프로."""
    return [(start, end, value) for start, end, value in literals
            if not any(name.start <= start and end <= name.end for name in names.over(start, end))]


def carried_tops(schema: Schema, language: str) -> list[str]:
    """The kinds of things that a sentence may leave out: the topmost types of those listed, or else of those with references."""
    words = schema.words.get(language)
    return sorted({schema.ancestors(t)[-1] for t in words.omitted or words.references} if words else ())


def carried_anchors(tops: Sequence[str], number: int, start: int) -> list[Anchor]:
    """What a sentence may leave out: one thing of each kind."""
    return [Anchor("carried", "", top, number, start, -1) for top in tops]


def pronoun_tops(schema: Schema, language: str) -> dict[str, list[str]]:
    """Each pronoun of a language with the kinds of things that it may mean."""
    words = schema.words.get(language)
    found: dict[str, set[str]] = {}
    for type_, listed in words.pronouns.items() if words else ():
        for word in listed:
            found.setdefault(word, set()).add(schema.ancestors(type_)[-1])
    return {word: sorted(tops) for word, tops in found.items()}


def pronoun_anchors(arguments: Arguments, pronouns: Mapping[str, Sequence[str]], number: int, start: int, end: int) -> list[Anchor]:
    """The first pronouns of a sentence, once for each kind of thing that they may mean."""
    at = [i for i in range(start, end) if arguments.lowers[i] in pronouns and arguments.labels[i] != "expl"]
    return [Anchor("pronoun", arguments.lowers[i], top, number, arguments.starts[i], i, arguments.labels[i])
            for i in at[:PRONOUNS] for top in pronouns[arguments.lowers[i]]]


def _meant(anchor: Anchor, entities: Sequence[Entity], antecedents: LinearModel, discourse: Discourse, focal: Container[str],
           sites: Mapping[int, int]) -> list[End]:
    """An end for the likeliest of the things, the one named last first, that an anchor may mean; none where none is likely."""
    reach = ANTECEDENTS[anchor.kind]
    if not entities or discourse.back(entities[0].last.sentence, anchor.sentence) > max(reach.back, OPENED.back):
        return []
    p, entity = likely(antecedents, anchor, entities, discourse)[0]
    far = discourse.back(entity.last.sentence, anchor.sentence)
    if far > reach.back and anchor.kind == "carried" and entity.opening:
        reach = OPENED
    if p < reach.likely or far > reach.back:
        return []
    back = anchor.sentence - entity.last.sentence
    mention = entity.last.mention
    start, end = mention.start, mention.end
    if anchor.token >= 0:
        start, end = anchor.start, anchor.start + len(anchor.word)
    return [End(mention, entity.type, "pronoun" if anchor.kind == "pronoun" else "carried", entity.key, start, end, anchor.token, anchor.token,
                back, sites, anchor.word, p, entity.key in focal, rivals=len(entities) - 1)]


def _absent(entity: Entity, back: int, likely: float, focal: bool) -> End:
    """What is carried into a sentence."""
    mention = entity.last.mention
    return End(mention, entity.type, "carried", entity.key, mention.start, mention.end, back=back, likely=likely, focal=focal)


def _quotes(arguments: Arguments, start: int, end: int) -> list[tuple[int, int]]:
    """The tokens of the quotation marks that hold more than a name; an open quotation runs to the end of the sentence."""
    found = []
    opened = -1
    for i in range(start, end):
        text = arguments.lowers[i]
        if opened < 0 and text in OPENING:
            opened = i
        elif opened >= 0 and text in CLOSING:
            if i - opened > 6:
                found.append((opened, i))
            opened = -1
    if opened >= 0:
        found.append((opened, end))
    return found


def _entity_end(arguments: Arguments, mention: Mention, keys: Mapping[Mention, str], low: int, high: int) -> End | None:
    first, last = arguments.span(mention.start, mention.end)
    first, last = max(first, low), min(last, high - 1)
    if last < first:
        return None
    sites = arguments.sites(first, last)
    marker = arguments.marker_of(sites)
    kind: Kind = "reference" if mention.method == "reference" else "name"
    return End(mention, mention.type, kind, keys[mention], mention.start, mention.end, first, last, 0, sites, marker,
               mention.confidence if kind == "reference" else 1.0, group=arguments.coordination(next(iter(sites))))


def _literal_end(arguments: Arguments, found: tuple[int, int, Literal], low: int, high: int) -> End:
    start, end, literal = found
    first, last = arguments.span(start, end)
    first = min(max(first, low), high - 1)
    last = max(min(last, high - 1), first)
    sites = arguments.sites(first, last)
    marker = arguments.marker_of(sites)
    return End(literal, LITERALS[literal.kind], "literal", f"literal {literal.id}", start, end, first, last, 0, sites, marker)


def _items(arguments: Arguments, start: int, end: int, ends: Sequence[End]) -> tuple[list[str], dict[int, int]]:
    """The sentence as a row of lemmas in which each end is one item with its type's name; token -> item."""
    covered: dict[int, End] = {}
    for e in ends:
        for i in range(e.first, e.last + 1):
            covered.setdefault(i, e)
    items: list[str] = []
    item_of: dict[int, int] = {}
    last: End | None = None
    for i in range(start, end):
        over = covered.get(i)
        if arguments.space[i]:
            item_of[i] = max(0, len(items) - 1)
            continue
        if over is None:
            items.append(arguments.lemmas[i] or arguments.lowers[i])
        elif over is not last:
            items.append(f"<{over.type}>")
        last = over
        item_of[i] = len(items) - 1
    return items, item_of
