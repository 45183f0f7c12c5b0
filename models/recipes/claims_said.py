"""Annotated sentences said in other ways: denied, planned, possible, asked, and as facts once more.

What a few thousand annotated claims tell of how Korean denies and doubts is little: nine in ten are facts. A sentence that states one is made
to say it otherwise, by what may follow its last verb (인수했다: 인수하지 않았다, 인수하려다 포기했다, 인수했다는 보도는 사실이 아니다, 인수를 검토하고
있다). What a phrase of it says beside (네이버의 최수연 대표) stays as it was; and what no frame finds at the verb is left out, for who does not
supply a chip may still have made it. Kiwi conjugates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims_compose import Clause
from kiwipiepy import Kiwi
from ner_ko_data import agree

from kg.gold import GoldClaim, GoldDocument


@dataclass(frozen=True)
class Way:
    """How a claim is said: its polarity and modality, and what makes a sentence say it so. `after` are tails by the form that they follow: an
    ending and its tag (`지 EC`), `ㄴ ETM` of what is past, `plain` (인수했다|는), `noun` (구글은 앤트로픽 인수|를 검토한다), or `owned` (구글의 앤트로픽 인수|가 무산됐다), whose particles agree.
    """

    polarity: str
    modality: str
    after: dict[str, tuple[str, ...]]


_REPORTS = ("보도", "소문", "주장", "의혹", "관측", "이야기")
#: After which only what somebody does of his own will makes sense.
WILLED = frozenset({"기 ETN", "려 EC", "ᆯ ETM", "겠 EP", "noun", "owned"})
_BY_NOUN = frozenset({"noun", "owned"})
WAYS = (
    Way("negated", "fact", {
        "지 EC": (" 않았다.", " 않았다.", " 못했다.", " 못했다.", " 않고 있다.", " 못하고 있다.", "는 않았다.", "는 못했다.", " 않은 것으로 알려졌다.", " 못한 것으로 나타났다."),
        "ᆫ ETM": (" 적이 없다.", " 적은 없다.", " 바 없다.", " 적이 없다고 밝혔다.", " 것은 아니다.", " 것은 사실이 아니다."),
        "plain": (*(f"는 {r}{tail}" for r in _REPORTS for tail in ("는 사실이 아니다.", "는 근거가 없다.", "를 부인했다.", "를 일축했다.", "는 사실무근이다.")),
                  "고 보기 어렵다.", "고 보기는 어렵다.", "고 볼 수 없다.", "고 하기 어렵다.", "고 말할 수 없다."),
        "려 EC": ("다 포기했다.", "다 그만뒀다.", "다 실패했다.", "다 무산됐다.", "다 뜻을 이루지 못했다.", "던 시도는 실패로 끝났다.", "던 시도는 불발됐다."),
        "는 ETM": (" 데 실패했다.", " 데는 실패했다."),
        "noun": ("를 포기했다.", "에 실패했다.", "설을 부인했다.", "가 무산됐다.", "가 불발됐다.", "가 없던 일이 됐다.", "가 성사되지 않았다.", "가 좌절됐다.", "가 물거품이 됐다.",
                 "를 거부했다.", "는 하지 않았다.", " 계획이 없다고 밝혔다.", " 협상이 결렬됐다고 밝혔다.", " 협상을 중단했다.", " 협상에서 손을 뗐다."),
        "owned": ("가 무산됐다.", "는 무산됐다.", "가 불발됐다.", " 시도가 무산됐다.", " 시도가 불발됐다.", "는 성사되지 않았다.", "가 좌절됐다.", " 협상이 결렬됐다.", "설은 사실이 아니다."),
    }),
    # 인수하기로 했다 is a plan or an agreement, and that a fact, by what is agreed on: annotated texts have enough of it
    Way("asserted", "planned", {
        "ᆯ ETM": (" 계획이다.", " 예정이다.", " 방침이다.", " 계획이라고 밝혔다.", " 생각이다.", " 참이다."),
        "기 ETN": ("로 한 계획을 철회했다.", " 위한 협상을 벌이고 있다.", " 위해 협상하고 있다.", "를 바란다.", "를 원한다.",
                  " 위한 실사에 착수했다.", " 위한 절차에 들어갔다.", " 위한 협상에 들어갔다.", " 위해 협의 중이다."),
        "는 ETM": (" 협상을 벌이고 있다.", " 협상을 진행하고 있다.", " 협상을 진행 중이다.", " 협상 중이다.", " 방안을 추진하고 있다.", " 방안을 추진 중이다."),
        "겠 EP": ("다고 밝혔다.", "다고 말했다.", "다고 선언했다."),
        "려 EC": ("고 한다.", " 한다.", "는 움직임을 보이고 있다.", "던 계획을 접었다.", "던 계획을 철회했다."),
        "noun": ("를 추진하고 있다.", "를 추진한다.", "를 추진 중이다.", "를 준비하고 있다.", " 계획을 밝혔다.", " 계획을 발표했다.", " 계획을 철회했다.", "에 나설 계획이다.", "를 목표로 한다.",
                 "를 앞두고 있다.", "를 위한 실사에 착수했다.", "를 위한 협상에 들어갔다.", " 협상을 벌이고 있다.", " 협상을 진행 중이다.", " 절차에 착수했다.",
                 " 우선협상대상자로 선정됐다."),
        "owned": ("가 추진되고 있다.", " 계획이 발표됐다.", "가 예정돼 있다."),
    }),
    Way("asserted", "possible", {
        "ᆯ ETM": (" 가능성이 있다.", " 가능성이 크다.", " 것으로 보인다.", " 것으로 예상된다.", " 것으로 전망된다.", " 전망이다.", " 것이라는 소문이 돈다.", " 것이라는 관측이 나온다.",
                  " 수도 있다.", " 수 있다.", "지도 모른다.", " 가능성이 거론된다."),
        "plain": ("는 소문이 돈다.", "는 의혹이 제기됐다.", "는 의혹을 받는다.", "는 관측이 나온다.", "는 말이 나온다.", "는 설이 돌았다.", "는 추측이 나왔다."),
        "는 ETM": (" 방안을 검토하고 있다.", " 방안을 검토 중이다.", " 방안을 저울질하고 있다.", " 방안을 논의하고 있다.", " 방안이 거론된다."),
        "noun": ("를 검토하고 있다.", "를 검토 중이다.", "를 검토한다.", "를 저울질하고 있다.", "를 논의하고 있다.", "설이 돈다.", "설이 나왔다.", " 가능성을 내비쳤다.", " 가능성이 거론된다.",
                 "가 유력하다.", "를 검토하고 있는 것으로 알려졌다.", "를 검토하고 있다고 밝혔다."),
        "owned": ("가 유력하다.", "가 거론된다.", " 가능성이 제기됐다.", "설이 돈다.", "가 검토되고 있다."),
    }),
    Way("asserted", "asked", {
        "ᆯ까 EF": ("?",), "plain": ("는 말은 사실인가.", "는 말은 사실인가?", "는 게 정말인가?", "는 이야기는 사실일까?", "면 이야기가 달라진다.", "면 판도가 바뀔 것이다."),
        "었더라면 EC": (" 시장이 달라졌을 것이다.", " 이야기가 달랐을 것이다."), "는지 EC": ("는 확인되지 않았다.", "는 알 수 없다.", " 의문이다.", " 묻는 말에는 답하지 않았다."),
        "owned": ("가 성사될까?", " 여부는 확인되지 않았다.", "가 성사될지는 알 수 없다."),
        "ᆫ다면 EC": (" 판도가 바뀐다.", " 업계가 크게 흔들릴 것이다.", " 경쟁은 더 치열해질 것이다."),
    }),
    Way("asserted", "fact", {
        "plain": ("고 공식 발표했다.", "는 사실이 확인됐다.", "는 보도는 사실로 드러났다.", "는 것은 사실이다.", "는 점은 분명하다.", "는 사실을 인정했다."),
        "ᆫ ETM": (" 것으로 확인됐다.", " 것으로 나타났다.", " 것으로 알려졌다.", " 사실을 인정했다."), "는 ETM": (" 데 성공했다.",),
        "noun": ("를 마쳤다.", "를 마무리했다.", "에 성공했다.", "를 끝냈다.", "를 공식 발표했다."),
        "owned": ("가 마무리됐다.", "가 완료됐다.", "가 공식 발표됐다.", "가 성사됐다."),
    }),
)
#: The ways, the commoner ones more often.
WEIGHTS = (4, 2, 3, 2, 2)
#: How often a verb's noun is what is said something of: few sentences have one.
NOUNS = 0.4
#: A place in a text: code points, end exclusive.
Span = tuple[int, int]
#: How many sentences are tried for each that is wanted.
TRIES = 20


class Sayer:
    """Makes sentences say otherwise what they state; always the same."""

    def __init__(self, sentences: Sequence[GoldDocument], kiwi: Kiwi, seed: int = 0) -> None:
        self.rng = random.Random(seed)
        clauses = (Clause(replace(gold, text=gold.text.strip()), tuple(kiwi.tokenize(gold.text.strip())), kiwi) for gold in sentences if stating(gold))
        self.clauses = [c for c in clauses if c.end > 0 and len({t.sent_position for t in c.tokens}) == 1 and c.text.endswith(".")]

        self.deeds = [c for c in self.clauses if c.acted()[0]]

    def say(self, count: int) -> Iterator[tuple[GoldDocument, Span]]:
        """So many, fewer where hardly any sentence can be changed; each under the name of its own, with what of it was changed."""
        for _ in range(TRIES * count if self.clauses else 0):
            way = self.rng.choices(WAYS, WEIGHTS)[0]
            by_noun = bool(self.deeds) and self.rng.random() < NOUNS
            form = self.rng.choice([form for form in sorted(way.after) if (form in _BY_NOUN) is by_noun])
            clause = self.rng.choice(self.deeds if by_noun else self.clauses)
            text = said(clause, form, self.rng.choice(way.after[form]))
            if not text:
                continue
            claims = tuple(replace(c, polarity=way.polarity, modality=way.modality) for c in clause.gold.claims)
            yield replace(clause.gold, text=text, claims=claims), (clause.acted(form == "owned")[1] if form in _BY_NOUN else clause.last, len(text))
            count -= 1
            if not count:
                return


def stating(gold: GoldDocument) -> bool:
    """Whether a sentence states what it says, all of it as fact and in nobody's words."""
    return bool(gold.claims) and all(plainly(c) for c in gold.claims)


def plainly(claim: GoldClaim) -> bool:
    """Whether it is told as a fact, in nobody's words."""
    return (claim.polarity, claim.modality, claim.attributed_to) == ("asserted", "fact", None)


def said(clause: Clause, form: str, tail: str) -> str:
    """The sentence with another end; empty where its verb has none of that form."""
    verb = clause.verb()
    past = bool(verb) and verb[-1] in (("었", "EP"), ("았", "EP"))
    stem = verb[:-1] if past else verb
    if not stem or stem[-1][1] in ("EP", "VCP", "VCN") or any(form == "는" for form, _ in stem):
        return ""
    acts = stem[-1][1].split("-")[0] in ("VV", "XSV")
    if form in WILLED and not acts:
        return ""
    if form in _BY_NOUN:
        noun = clause.acted(form == "owned")[0]
        return noun and noun + _agreeing(noun, tail)
    if form == "plain":
        found = clause.ended([*verb, ("다고", "EC")]).removesuffix("고") if past else ""
    elif form in ("ᆫ ETM", "었더라면 EC") and not (past and acts):
        found = ""
    else:
        ending, tag = form.split()
        if ending in ("는", "는지") and not acts:
            return ""
        found = clause.ended([*stem, (ending, tag)])
    return found and found + _reported(tail)


def _reported(tail: str) -> str:
    """A tail whose noun has its own particle: 는 소문|은 사실이 아니다."""
    for noun in _REPORTS:
        head = f"는 {noun}"
        if tail.startswith(head) and tail[len(head):len(head) + 1] in ("는", "를"):
            return head + agree(noun, tail[len(head)]) + tail[len(head) + 1:]
    return tail


def _agreeing(noun: str, tail: str) -> str:
    """A tail whose particle follows the noun: 인수|를, 투자 유치|를."""
    return agree(noun, tail[0]) + tail[1:] if tail[0] in "를가는" else tail
