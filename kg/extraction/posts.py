"""Who holds a post, and where: 서태오 온누리웨더 대표, 온누리웨더 서태오 대표.

Korean news names people so, the person, where he works and his title side by side. A recogniser that knows neither name takes the two
for one person, and what a text says but once of them tells little else of what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from kg.extraction import columns
from kg.extraction.context import Context
from kg.extraction.located import text_of
from kg.extraction.placed import Placed
from kg.model import Mention
from kg.schema import Schema

#: Korean family names of the common people; and those of two syllables.
_FAMILY = frozenset("김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부")
_FAMILIES = ("남궁", "황보", "제갈", "선우", "독고", "사공")
#: The first and the second syllable of a Korean given name. Of a foreign name hardly both are among these: 마이클, 조나단, 소피아.
_FIRST = frozenset("가강건경계관광교규근기길나남다대덕도동두래명무문미민병보복봉상새서석선설성세소송수순승시신아안양연영예오용우원유윤은의이인일장재정제종주준중지진차창채천철춘충치태하학한해향현형혜호홍화환효후훈휘희")
_SECOND = frozenset("강건걸겸경곤관광구국권규균근기길나남년대덕도동두락란람래련령로록룡률름림린만명모무묵문미민배백범별병보복봉빈상샘석선설섭성세솔송수숙순슬승식신안애양연열영예오옥온완용우욱웅원월유윤율은을의익인일자재전정제조종주준중지진찬창채천철춘충태택표필하학한해향혁현형혜호홍화환효후훈휘흠희힘")
#: Given names of other syllables.
_NATIVE = frozenset(["보라", "아라", "나라", "미라", "세라", "유라", "소라", "하라", "새라", "누리", "유리", "나리", "소리", "두리", "초롱", "바다", "다다", "루다", "겨레", "나래", "고은", "단비", "이든", "라온", "라희", "라엘", "로운", "로이", "리원", "수아", "시아"])
#: What may stand before a title: 공동 대표, 전 CEO; so many of them at most.
_BESIDE, _MOST = frozenset(("전", "현", "前", "現", "공동", "각자", "단독", "신임", "초대", "겸", "수석", "선임", "총괄", "최고")), 2
#: How a word ends that says of what the title is: HBM개발담당 부사장.
_CHARGES = ("담당", "총괄", "부문", "사업부", "본부")
#: How a part of a firm ends, for which some title stands: 연구개발 이사, 반도체사업 부사장.
_PARTS = (*_CHARGES, "사업", "개발", "지원", "전략", "기획", "협력", "경험", "법인", "기술", "연구", "영업", "관리", "운영", "마케팅", "인사", "재무", "정책", "홍보",
          "생산", "품질", "디자인", "서비스", "솔루션", "부", "팀", "실", "국", "당시")
_NOUNS = ("N", "SL", "SN", "XPN", "XSN", "XR")
#: A particle with which many names end.
_NAMELIKE = "만"
#: A title may be so many tokens: 대표|이사.
_TOKENS = 3
#: How tags of what may follow a title in its word begin: particles, the copula, signs, 들 and 님.
_AFTER = ("J", "V", "S", "XSN")
_HANGUL = re.compile(r"[가-힣]+$")


class Posts:
    """Reads posts in Korean texts; in others it finds none."""

    def __init__(self, context: Context, schema: Schema) -> None:
        self.context = context
        self.owners = frozenset(t for t in schema.types if schema.types[schema.ancestors(t)[-1]].owner and t != context.titled)
        self.asked = context.language == "ko" and bool(context.titled and context.employer)
        self.begins = {title[:n] for title in context.titles for n in range(1, len(title) + 1)} if self.asked else frozenset()

    def parted(self, e: Span) -> list[Span]:
        """A person's name that holds where he works too, as two: 서태오 | 온누리웨더 before 대표; and one whose end looks like a particle whole, for
        none stands between a name and its title: 리하르트 블릭만 최고경영자. Any other as it is.
        """
        if not self.asked or e.label_ != self.context.titled:
            return [e]
        end = e.end_char + len(_NAMELIKE)
        if text_of(e.doc)[e.end_char:end] == _NAMELIKE and end in set(self._posts(e.doc)) and (longer := e.doc.char_span(e.start_char, end, label=e.label_)):
            return [longer]
        words = e.text.split(" ")
        if len(words) != 2 or not (is_korean_name(words[0]) and self._employs(words[1])):
            return [e]
        person = e.doc.char_span(e.start_char, e.start_char + len(words[0]), label=e.label_)
        work = e.doc.char_span(e.end_char - len(words[1]), e.end_char, label=self.context.employer)
        if person is None or work is None or e.end_char not in set(self._posts(e.doc)):
            return [e]
        return [person, work]

    def introduced(self, doc: Doc, mentions: Sequence[Mention]) -> list[Mention]:
        """Who stands right before a title that nobody has found, and what stands between a person and a title."""
        placed = Placed(mentions)
        found: list[Mention] = []
        for end in self._posts(doc):
            start = _start(text_of(doc), end)
            if not placed.free(start, end):
                work = placed.ending(end)
                if work is not None and work.type in self.owners and (who := self._before(doc, placed, work.start)) is not None:
                    found.append(who)
                continue
            text = text_of(doc)[start:end]
            if self._is_person(doc, start, end):
                found.append(_mention(text, start, self.context.titled))
            elif self._employs(text) and _unknown(doc, start, end) and (who := self._before(doc, placed, start)) is not None:
                found += [who, _mention(text, start, self.context.employer)]
        return [m for m in found if placed.free(m.start, m.end)]

    def sure(self, doc: Doc, mentions: Sequence[Mention]) -> set[tuple[int, int]]:
        """Where mentions stand that are surely names, of persons and of where they work, for they stand at a post (start, end)."""
        placed = Placed(mentions)
        found: set[tuple[int, int]] = set()
        for end in self._posts(doc):
            last = placed.ending(end)
            first = placed.ending(last.start - 1) if last is not None and text_of(doc)[last.start - 1:last.start] == " " else None
            if last is None or (last.type in self.owners and not self._employs(last.text)):
                continue
            for m, other in ((first, last), (last, first)):
                if m is not None and m.type == self.context.titled and is_korean_name(m.text):
                    found.add((m.start, m.end))
                    if other is not None and other.type in self.owners:
                        found.add((other.start, other.end))
        return found

    def _posts(self, doc: Doc) -> Iterator[int]:
        """Where what stands before each title ends, the words beside the title left out."""
        text = text_of(doc)
        for i, lower in enumerate(columns.strings(doc, "LOWER") if self.asked else ()):
            if lower not in self.begins or not i or not self._titled(doc, i):
                continue
            end = _start(text, doc[i].idx) - 1  # a part of the firm may be written in one with the title: 검색플랫폼총괄
            if end < 1 or text[end] != " " or (end + 1 < doc[i].idx and not _is_part(doc, i, end + 1)):
                continue
            for _ in range(_MOST):
                start = _start(text, end)
                if (text[start:end] in _BESIDE or text[start:end].endswith(_CHARGES)) and text[start - 1:start] == " ":
                    end = start - 1
            yield end

    def _titled(self, doc: Doc, i: int) -> bool:
        """Whether the token begins a title after which the word ends, but for particles: 대표|이사|는, not 대표|적."""
        word = ""
        for n in range(i, min(len(doc), i + _TOKENS)):
            if n > i and doc[n - 1].whitespace_:
                break
            word += doc[n].lower_
            if word in self.context.titles and (n + 1 == len(doc) or doc[n].whitespace_ or doc[n + 1].tag_.startswith(_AFTER)):
                return True
        return False

    def _is_person(self, doc: Doc, start: int, end: int) -> bool:
        """Whether a word before a title that nobody has found is the name of a person: 김성훈."""
        text, tokens = text_of(doc)[start:end], doc.char_span(start, end)
        return (tokens is not None and 3 <= len(text) <= 4 and text[0] in _FAMILY and _HANGUL.match(text) is not None
                and (tokens[0].tag_ == "NNP" or is_korean_name(text)) and tokens[-1].tag_ in ("NNP", "NNG") and self._names(text) and self.context.type_of_name(text) is None)

    def _employs(self, text: str) -> bool:
        """Whether a word can name where one works, and not a part of it or of a title."""
        return len(text) > 1 and self._names(text) and not text.endswith(_PARTS)

    def _names(self, text: str) -> bool:
        low = text.lower()
        return self.context.may_name(text) and low not in self.context.nouns and low not in self.context.titles and text not in _BESIDE

    def _before(self, doc: Doc, placed: Placed, start: int) -> Mention | None:
        """The person whose Korean name stands right before."""
        if text_of(doc)[start - 1:start] != " ":
            return None
        if (m := placed.ending(start - 1)) is not None:
            return m if m.type == self.context.titled and is_korean_name(m.text) else None
        first = _start(text_of(doc), start - 1)
        name = text_of(doc)[first:start - 1]
        return _mention(name, first, self.context.titled) if is_korean_name(name) and placed.free(first, start - 1) else None


def _is_part(doc: Doc, i: int, start: int) -> bool:
    """Whether all of the tokens between a word's start and its token i are nouns."""
    while i and doc[i - 1].idx >= start:
        i -= 1
        if not doc[i].tag_.startswith(_NOUNS):
            return False
    return True


def is_korean_name(text: str) -> bool:
    """Whether it is a full Korean name of a person, by its syllables: 서태오, 황보라, 남궁민수; not 마이클, 제프리."""
    return (text[:1] in _FAMILY and _given(text[1:])) or (text.startswith(_FAMILIES) and (_given(text[2:]) or text[2:] in _FIRST | _SECOND))


def _given(text: str) -> bool:
    """Whether it is a given name of two syllables."""
    return text in _NATIVE or (len(text) == 2 and text[0] in _FIRST and text[1] in _SECOND)


def _unknown(doc: Doc, start: int, end: int) -> bool:
    """Whether it is one word that Kiwi does not know for a common one."""
    tokens = doc.char_span(start, end)
    return tokens is not None and len(tokens) == 1 and tokens[0].tag_ == "NNP" and _HANGUL.match(tokens.text) is not None


def _start(text: str, end: int) -> int:
    """Where the word begins that ends there."""
    start = end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start


def _mention(text: str, start: int, type_: str) -> Mention:
    return Mention(start, start + len(text), text, type_, text, "title", 0.6)
