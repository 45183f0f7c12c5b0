"""A graph made by hand, in our own words: three documents that partly contradict each other.

Each line of a document is one sentence; `_say` makes a claim of it, with the spans of its evidence found in the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Alias, Claim, Conflict, Document, Entity, Evidence, Graph, Literal, Modality, Polarity

_LINES = {
    "one.txt": (
        "Liang Wenfeng founded DeepSeek in Hangzhou.",
        "Liang Wenfeng leads DeepSeek as its CEO.",
        "Liang Wenfeng also founded High-Flyer.",
        "DeepSeek developed DeepSeek-V3 and DeepSeek-R1.",
        "DeepSeek-V3 was trained on 2,048 H800 chips of Nvidia.",
        "DeepSeek-V3 cost 5.6 million dollars to train.",
        "Nvidia's H800 falls under the US export controls.",
        "Jensen Huang leads Nvidia.",
        "Jensen Huang said that DeepSeek-R1 is on a par with OpenAI o1.",
        "High-Flyer owns DeepSeek.",
        "DeepSeek-R1 is good at mathematics.",
    ),
    "two.txt": (
        "딥시크-V3의 개발 비용은 13억 달러에 이른다.",
        "엔비디아의 A100도 미국의 수출 통제를 받는다.",
        "샘 올트먼은 오픈AI를 이끈다.",
        "소프트뱅크는 오픈AI에 투자할 계획이다.",
        "OpenAI raised 40 billion dollars.",
        "OpenAI had 3.7 billion dollars of revenue in 2024.",
        "Sam Altman said that DeepSeek-R1 is not better than OpenAI o1.",
        "딥시크-R1은 2025년 1월 20일에 나왔다.",
        "High-Flyer는 딥시크의 최대 주주이다.",
        "Eric Schmidt once led Google.",
        "Sundar Pichai leads Google.",
    ),
    "three.txt": (
        "DeepSeek-R1 beats OpenAI o1.",
        "DeepSeek-V3 cost 5.6 million dollars to train, the firm says.",
        "Meta may acquire Scale AI.",
        "DeepSeek uses Mixture-of-Experts.",
        "DeepSeek-R1 was released in 2025.",
        "Chinese firms, DeepSeek among them, are under the US export controls.",
        "Liang Wenfeng said that DeepSeek competes with OpenAI.",
        "Is DeepSeek buying Manus?",
        "DeepSeek-V3 was trained on 10,000 A100 chips.",
        "OpenAI developed OpenAI o1.",
        "Washington imposed the US export controls.",
    ),
}

_ENTITIES = (
    ("liang-wenfeng", "Person", "Liang Wenfeng", "량원평"), ("jensen-huang", "Person", "Jensen Huang", "젠슨 황"),
    ("sam-altman", "Person", "Sam Altman", "샘 올트먼"), ("eric-schmidt", "Person", "Eric Schmidt", ""),
    ("sundar-pichai", "Person", "Sundar Pichai", ""), ("deepseek", "Company", "DeepSeek", "딥시크"),
    ("high-flyer", "Company", "High-Flyer", ""), ("nvidia", "Company", "Nvidia", "엔비디아"),
    ("openai", "Company", "OpenAI", "오픈AI"), ("google", "Company", "Google", "구글"),
    ("softbank", "Company", "SoftBank", "소프트뱅크"), ("meta", "Company", "Meta", "메타"),
    ("scale-ai", "Company", "Scale AI", ""), ("manus", "Product", "Manus", ""),
    ("deepseek-v3", "AIModel", "DeepSeek-V3", "딥시크-V3"), ("deepseek-r1", "AIModel", "DeepSeek-R1", "딥시크-R1"),
    ("openai-o1", "AIModel", "OpenAI o1", ""), ("h800", "Hardware", "H800", ""), ("a100", "Hardware", "A100", ""),
    ("hangzhou", "City", "Hangzhou", "항저우"), ("united-states", "Country", "United States", "미국"),
    ("us-export-controls", "Policy", "US export controls", "수출 통제"),
    ("mixture-of-experts", "Technique", "Mixture-of-Experts", ""), ("mathematics", "Concept", "mathematics", "수학"),
)


def _money(amount: float) -> Literal:
    return Literal("money", amount, "USD")


@dataclass(frozen=True)
class _Said:
    """Line `line` of a document says it; `subject_text` and `object_text` are the words for the ends."""

    document: str
    line: int
    subject: str
    relation: str
    object: str | Literal
    subject_text: str
    object_text: str
    qualifiers: tuple[tuple[str, str], ...] = ()
    polarity: Polarity = "asserted"
    modality: Modality = "fact"
    attributed_to: str | None = None
    confidence: float = 0.9


_SAID = (
    _Said("one.txt", 0, "liang-wenfeng", "FOUNDED", "deepseek", "Liang Wenfeng", "DeepSeek", confidence=0.97),
    _Said("one.txt", 0, "deepseek", "BASED_IN", "hangzhou", "DeepSeek", "Hangzhou"),
    _Said("one.txt", 1, "liang-wenfeng", "LEADS", "deepseek", "Liang Wenfeng", "DeepSeek", (("role", "CEO"),)),
    _Said("one.txt", 2, "liang-wenfeng", "FOUNDED", "high-flyer", "Liang Wenfeng", "High-Flyer", confidence=0.92),
    _Said("one.txt", 3, "deepseek", "DEVELOPED", "deepseek-v3", "DeepSeek", "DeepSeek-V3"),
    _Said("one.txt", 3, "deepseek", "DEVELOPED", "deepseek-r1", "DeepSeek", "DeepSeek-R1"),
    _Said("one.txt", 4, "deepseek-v3", "TRAINED_ON", "h800", "DeepSeek-V3", "H800", (("count", "2048"),)),
    _Said("one.txt", 4, "nvidia", "DEVELOPED", "h800", "Nvidia", "H800"),
    _Said("one.txt", 5, "deepseek-v3", "DEVELOPMENT_COST", _money(5_600_000), "DeepSeek-V3", "5.6 million dollars"),
    _Said("one.txt", 6, "h800", "RESTRICTED_BY", "us-export-controls", "H800", "US export controls"),
    _Said("one.txt", 7, "jensen-huang", "LEADS", "nvidia", "Jensen Huang", "Nvidia"),
    _Said("one.txt", 8, "deepseek-r1", "COMPARABLE_TO", "openai-o1", "DeepSeek-R1", "OpenAI o1", attributed_to="jensen-huang"),
    _Said("one.txt", 9, "high-flyer", "OWNS", "deepseek", "High-Flyer", "DeepSeek", confidence=0.8),
    _Said("one.txt", 10, "deepseek-r1", "CAPABLE_OF", "mathematics", "DeepSeek-R1", "mathematics"),
    _Said("two.txt", 0, "deepseek-v3", "DEVELOPMENT_COST", _money(1_300_000_000), "딥시크-V3", "13억 달러", confidence=0.7),
    _Said("two.txt", 1, "a100", "RESTRICTED_BY", "us-export-controls", "A100", "수출 통제"),
    _Said("two.txt", 1, "nvidia", "DEVELOPED", "a100", "엔비디아", "A100"),
    _Said("two.txt", 2, "sam-altman", "LEADS", "openai", "샘 올트먼", "오픈AI"),
    _Said("two.txt", 3, "softbank", "INVESTED_IN", "openai", "소프트뱅크", "오픈AI", modality="planned"),
    _Said("two.txt", 4, "openai", "RAISED", _money(40_000_000_000), "OpenAI", "40 billion dollars"),
    _Said("two.txt", 5, "openai", "REVENUE", _money(3_700_000_000), "OpenAI", "3.7 billion dollars", (("year", "2024"),)),
    _Said("two.txt", 6, "deepseek-r1", "OUTPERFORMS", "openai-o1", "DeepSeek-R1", "OpenAI o1", polarity="negated",
          attributed_to="sam-altman"),
    _Said("two.txt", 7, "deepseek-r1", "RELEASED_ON", Literal("date", date="2025-01-20"), "딥시크-R1", "2025년 1월 20일"),
    _Said("two.txt", 8, "high-flyer", "OWNS", "deepseek", "High-Flyer", "딥시크", confidence=0.85),
    _Said("two.txt", 9, "eric-schmidt", "LEADS", "google", "Eric Schmidt", "Google", (("status", "former"),)),
    _Said("two.txt", 10, "sundar-pichai", "LEADS", "google", "Sundar Pichai", "Google"),
    _Said("three.txt", 0, "deepseek-r1", "OUTPERFORMS", "openai-o1", "DeepSeek-R1", "OpenAI o1"),
    _Said("three.txt", 1, "deepseek-v3", "DEVELOPMENT_COST", _money(5_600_000), "DeepSeek-V3", "5.6 million dollars"),
    _Said("three.txt", 2, "meta", "ACQUIRED", "scale-ai", "Meta", "Scale AI", modality="possible"),
    _Said("three.txt", 3, "deepseek", "USES", "mixture-of-experts", "DeepSeek", "Mixture-of-Experts"),
    _Said("three.txt", 4, "deepseek-r1", "RELEASED_ON", Literal("date", date="2025"), "DeepSeek-R1", "2025"),
    _Said("three.txt", 5, "deepseek", "RESTRICTED_BY", "us-export-controls", "DeepSeek", "US export controls"),
    _Said("three.txt", 6, "deepseek", "COMPETES_WITH", "openai", "DeepSeek", "OpenAI", attributed_to="liang-wenfeng"),
    _Said("three.txt", 7, "deepseek", "ACQUIRED", "manus", "DeepSeek", "Manus", modality="asked"),
    _Said("three.txt", 8, "deepseek-v3", "TRAINED_ON", "a100", "DeepSeek-V3", "A100", (("count", "10000"),)),
    _Said("three.txt", 9, "openai", "DEVELOPED", "openai-o1", "OpenAI", "OpenAI o1"),
    _Said("three.txt", 10, "united-states", "IMPOSED", "us-export-controls", "Washington", "US export controls"),
)


def sample_graph(leave_out: Iterable[str] = ()) -> Graph:
    """24 entities, 35 claims, 3 documents and 2 conflicts; or what is left of them without some of the documents.

    As a build does, an entity that no claim names any more goes with its document.
    """
    left_out = set(leave_out)
    documents = tuple(_document(name) for name in sorted(_LINES) if name not in left_out)
    places: dict[Claim, list[Evidence]] = defaultdict(list)
    for said in _SAID:
        if said.document not in left_out:
            bare = Claim(said.subject, said.relation, said.object, said.qualifiers, said.polarity, said.modality, said.attributed_to)
            places[bare].append(_evidence(said))
    claims = sorted((Claim(c.subject, c.relation, c.object, c.qualifiers, c.polarity, c.modality, c.attributed_to, tuple(found))
                     for c, found in places.items()), key=lambda c: c.id)
    named = {end for c in claims for end in (c.subject, c.object, c.attributed_to) if isinstance(end, str)}
    entities = tuple(Entity(id_, type_, name, (Alias(korean, "ko"),) if korean else (), known=True)
                     for id_, type_, name, korean in sorted(_ENTITIES) if id_ in named)
    return Graph("ai-industry", documents, entities, tuple(claims), tuple(_conflicts(claims)))


def _document(name: str) -> Document:
    return Document(name, "\n".join(_LINES[name]), "ko" if name == "two.txt" else "en", title=f"Document {name[:-4]}",
                    author="A. Writer" if name == "one.txt" else None, published="2025-02" if name != "three.txt" else None)


def _evidence(said: _Said) -> Evidence:
    line = _LINES[said.document][said.line]
    start = sum(len(earlier) + 1 for earlier in _LINES[said.document][:said.line])
    subject, target = line.index(said.subject_text), line.index(said.object_text)
    return Evidence(said.document, start, start + len(line), line, start + subject, start + subject + len(said.subject_text),
                    start + target, start + target + len(said.object_text), said.confidence, "rules")


def _conflicts(claims: list[Claim]) -> Iterable[Conflict]:
    found = []
    for relation, reason in (("OUTPERFORMS", "polarity"), ("DEVELOPMENT_COST", "value")):
        first, *others = sorted(c.id for c in claims if c.relation == relation) or [""]
        found += [Conflict(first, other, reason) for other in others]
    return sorted(found)
