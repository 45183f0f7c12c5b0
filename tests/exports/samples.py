"""Graphs for the tests of the exports: one of every kind of claim, one of hostile names, and any size of a plain one."""

from __future__ import annotations

from kg.model import Alias, Claim, Conflict, Document, Entity, Evidence, Graph, LeftOut, Literal

KO = Document(
    "ko/report.txt",
    "해오름랩은 2023년에 설립됐다. 해오름랩이 공개한 해오름-R1은 H800으로 학습됐다.\n"
    "김하늘 대표는 개발에 약 560만 달러가 들었다고 말했다. 해오름랩은 소라칩을 쓰지 않았다.\n"
    "해오름랩은 내년에 부산으로 옮길 계획이다.\n", "ko", title="해오름랩의 첫 모델", author="기자", published="2025-02",
    source="https://example.org/ko/report")
EN = Document(
    "en/note.txt",
    "Haeoreum Lab released Haeoreum-R1, which may outperform Sora-2. Haeoreum Lab is based in Busan.\n"
    "Training Haeoreum-R1 cost at least $6 million. Sales grew by 12.5%. Copyright.\n", "en", title="A note",
    published="2025-03-04", boilerplate=((156, 166),))

ENTITIES = (
    Entity("haeoreum-lab", "Company", "Haeoreum Lab", (Alias("해오름랩", "ko"),), True, ("seed",)),
    Entity("haeoreum-r1", "AIModel", "Haeoreum-R1", (Alias("해오름-R1", "ko"),)),
    Entity("sora-2", "AIModel", "Sora-2"),
    Entity("소라칩", "Hardware", "소라칩"),
    Entity("h800", "Hardware", "H800", (Alias("H 800"), Alias("H-800", "en")), True),
    Entity("kim-haneul", "Person", "Kim Haneul", (Alias("김하늘", "ko"),)),
    Entity("busan", "City", "Busan", (Alias("부산", "ko"),), True),
)


def say(document: Document, sentence: str, subject: str, object_: str, confidence: float = 0.9, extractor: str = "rules") -> Evidence:
    """The evidence for a sentence of a document, with its subject and object words; they are found, so that offsets hold."""
    start = document.text.index(sentence)
    first, second = start + sentence.index(subject), start + sentence.index(object_)
    return Evidence(document.name, start, start + len(sentence), sentence, first, first + len(subject), second,
                    second + len(object_), confidence, extractor)


def sample() -> Graph:
    """Plain, planned, possible, negated and attributed claims; money, percent, date and quantity; a conflict; two languages."""
    cost = "김하늘 대표는 개발에 약 560만 달러가 들었다고 말했다."
    claims = (
        Claim("haeoreum-lab", "DEVELOPED", "haeoreum-r1", evidence=(
            say(EN, "Haeoreum Lab released Haeoreum-R1, which may outperform Sora-2.", "Haeoreum Lab", "Haeoreum-R1", 0.8),
            say(KO, "해오름랩이 공개한 해오름-R1은 H800으로 학습됐다.", "해오름랩", "해오름-R1", 0.95))),
        Claim("haeoreum-lab", "FOUNDED_ON", Literal("date", date="2023", surface="2023년"), evidence=(
            say(KO, "해오름랩은 2023년에 설립됐다.", "해오름랩", "2023년"),)),
        Claim("haeoreum-r1", "TRAINED_ON", "h800", (("count", "2048"),), evidence=(
            say(KO, "해오름랩이 공개한 해오름-R1은 H800으로 학습됐다.", "해오름-R1", "H800"),)),
        Claim("haeoreum-r1", "DEVELOPMENT_COST", Literal("money", 5600000.0, "USD", approximate=True, surface="약 560만 달러"),
              attributed_to="kim-haneul", evidence=(say(KO, cost, "개발", "약 560만 달러", 0.7),)),
        Claim("haeoreum-r1", "DEVELOPMENT_COST", Literal("money", 6000000.0, "USD", bound="at_least"), evidence=(
            say(EN, "Training Haeoreum-R1 cost at least $6 million.", "Haeoreum-R1", "$6 million"),)),
        Claim("haeoreum-lab", "USES", "소라칩", polarity="negated", evidence=(
            say(KO, "해오름랩은 소라칩을 쓰지 않았다.", "해오름랩", "소라칩"),)),
        Claim("haeoreum-lab", "BASED_IN", "busan", modality="planned", evidence=(
            say(KO, "해오름랩은 내년에 부산으로 옮길 계획이다.", "해오름랩", "부산"),)),
        Claim("haeoreum-lab", "BASED_IN", "busan", evidence=(
            say(EN, "Haeoreum Lab is based in Busan.", "Haeoreum Lab", "Busan"),)),
        Claim("haeoreum-r1", "OUTPERFORMS", "sora-2", modality="possible", evidence=(
            say(EN, "Haeoreum Lab released Haeoreum-R1, which may outperform Sora-2.", "Haeoreum-R1", "Sora-2", 0.6),)),
        Claim("haeoreum-lab", "GREW_BY", Literal("percent", 12.5), (("metric", "sales"),), evidence=(
            say(EN, "Sales grew by 12.5%.", "Sales", "12.5%", 0.5),)),
    )
    first, second = sorted(c.id for c in claims if c.relation == "DEVELOPMENT_COST")
    return graph((KO, EN), ENTITIES, claims, (Conflict(first, second, "value"),), (LeftOut("extraction", "below the threshold", KO.name, 3),))


def graph(documents: tuple[Document, ...], entities: tuple[Entity, ...], claims: tuple[Claim, ...],
          conflicts: tuple[Conflict, ...] = (), left_out: tuple[LeftOut, ...] = ()) -> Graph:
    """A graph in the order of the model: everything by id, documents by name."""
    return Graph("export-sample", tuple(sorted(documents, key=lambda d: d.name)), tuple(sorted(entities, key=lambda e: e.id)),
                 tuple(sorted(claims, key=lambda c: c.id)), tuple(sorted(conflicts)),
                 tuple(sorted(left_out, key=lambda x: (x.stage, x.reason, x.document, x.count))))


#: Names that break what does not escape them.
HOSTILE = ("</script><script>window.hacked=1</script>", "<img src=x onerror='window.hacked=1'>", '"\'`;--\\', "=HYPERLINK(\"http://e.org\")",
           "a\u2028b\u2029c", "<!-- <script>", "x> . <a:b> <a:c> <a:d", "{{DATA}} ${1} \\1", "새 이름\u202eabc", "tab\there & there")


def hostile() -> Graph:
    """Every hostile name as an entity, a document, a qualifier and an evidence."""
    entities, documents, claims = [], [], []
    for n, name in enumerate(HOSTILE):
        text = f"{name} uses {name}.\n"
        document = Document(f"{n}{name}.txt", text, "en", title=name, author=name, source="javascript:window.hacked=1")
        documents.append(document)
        entities += [Entity(f"{name}-{n}", "Company", name, (Alias(name + "!", "ko"),)), Entity(f"t{n}", "Product", f"{n} {name}")]
        claims.append(Claim(f"{name}-{n}", "USES", f"t{n}", (("count", name),), attributed_to=f"{name}-{n}", evidence=(
            Evidence(document.name, 0, len(text) - 1, text[:-1], 0, len(name), len(name) + 6, 2 * len(name) + 6, 0.9, name),)))
    return graph(tuple(documents), tuple(entities), tuple(claims))


def wide(entities: int, claims: int) -> Graph:
    """A plain graph of any size: companies that use products, hubs among them."""
    things = [Entity(f"e{n:05}", ("Company", "AIModel", "Hardware", "Person", "City", "Technique")[n % 6], f"Thing {n}",
                     (Alias(f"사물 {n}", "ko"),)) for n in range(entities)]
    document = Document("wide.txt", "A uses B.\n", "en")
    made: dict[str, Claim] = {}
    for n in range(claims):
        left, right = int((n * 7919 % entities) ** 2 / entities), (n * 104729 + 1) % entities
        claim = Claim(things[left].id, "USES", things[right].id, evidence=(Evidence(document.name, 0, 9, "A uses B.", 0, 1, 7, 8, 0.9, "rules"),))
        made[claim.id] = claim
    return graph((document,), tuple(things), tuple(made.values()))
