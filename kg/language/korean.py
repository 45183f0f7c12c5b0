"""Korean: a spaCy pipeline whose tokens are Kiwi's morphemes, merged so that `doc.text == text` always holds.

Each token has `tag_` (Kiwi's tags joined by `+`: `VV+EP`), `pos_` (coarse Universal POS), `lemma_` (the stem of its first
morpheme: 하, 듣) and `is_sent_start`. `morphemes(token)`, or `token._.morphemes`, gives the pairs (form, tag) themselves.
Names of Latin letters and digits (H800, DeepSeek-R1, 01.AI) are one token, apart from the particle after them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from kiwipiepy import Kiwi
from spacy.attrs import SUFFIX  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.util import registry
from spacy.vocab import Vocab

from kg.language.korean_sentences import BREAKS, sentence_starts
from kg.language.tagger import Tagger
from kg.resources import data_folder

Morpheme = tuple[str, str]
Word = tuple[int, int, tuple[Morpheme, ...]]

#: Where a doc keeps its morphemes: a list, per token, of (form, tag) pairs; a space token has none.
MORPHEMES = "kg_morphemes"
#: Kiwi sees at most this many code points at once: its memory grows with the stretch, a line may have 20 MB.
LONGEST = 4_000

FOLDER = data_folder("models") / "ko_ner"
FILE = "names.npz"

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_PART = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|[{_LATIN}\d]+)"
#: 01.AI, DeepSeek-R1, GPT-4o, AT&T, C++, Moore's; a match counts only where it has a letter.
_NAME = re.compile(rf"{_PART}(?:[-‑.&+_]?{_PART})*(?:['’]s(?![{_LATIN}]))?(?:\+\+?(?![{_LATIN}\d]))?")
_LETTER = re.compile(rf"[{_LATIN}]")
_LINE = re.compile(f"[^{BREAKS}]+")
_CUT = re.compile(r"(?s).*(?:[.!?。]['\"’”)]*\s)|.*\s")
_HANGUL = re.compile(r"[가-힣]{2,}")
_POS = {
    "NNG": "NOUN", "NNP": "PROPN", "NNB": "NOUN", "NR": "NUM", "NP": "PRON", "XR": "NOUN", "VV": "VERB", "VA": "ADJ",
    "VX": "AUX", "VCP": "AUX", "VCN": "ADJ", "XSV": "VERB", "XSA": "ADJ", "XSM": "ADV", "MM": "DET", "MAG": "ADV",
    "MAJ": "CCONJ", "IC": "INTJ", "JC": "CCONJ", "EC": "SCONJ", "SL": "PROPN", "SH": "NOUN", "SN": "NUM", "SW": "SYM",
    "SF": "PUNCT", "SP": "PUNCT", "SS": "PUNCT", "SSO": "PUNCT", "SSC": "PUNCT", "SE": "PUNCT", "SO": "PUNCT",
    "SB": "PUNCT", "W_EMOJI": "SYM",
}  # fmt: skip


def create_korean(names: Iterable[str] = (), *, ner: bool = True) -> Language:
    """The Korean pipeline; `names` are known names, which stay one token (NNP) where they hold no space.

    With `ner`, the trained recogniser of `models/ko_ner` runs as well where it is installed, and `doc.ents` has what it found.
    The analysis of a line depends on the line and the names alone. Kiwi itself (0.5 GB) is made at the first call.
    """
    nlp = spacy.blank("ko", config={"nlp": {"tokenizer": {"@tokenizers": "kg.kiwi_tokenizer.v1"}}})
    nlp.tokenizer = KiwiTokenizer(nlp.vocab, names)
    nlp.max_length = 100_000_000
    if ner and (FOLDER / FILE).is_file():
        nlp.add_pipe("kg_korean_ner")
    return nlp


def morphemes(token: Token) -> tuple[Morpheme, ...]:
    """The token's morphemes as pairs (form, tag): 했 -> (하, VV), (었, EP). Empty for spaces and for docs of other tokenizers.

    Endings are written with compatibility letters (ㄴ, ㅂ니다), as a keyboard types them.
    """
    found = token.doc.user_data.get(MORPHEMES)
    return tuple((form, tag) for form, tag in found[token.i]) if found else ()


def coarse(tag: str) -> str:
    """The Universal POS of a tag of ours, by its first morpheme: `VV+EP` -> VERB, `JKO` -> ADP."""
    first = tag.partition("+")[0]
    return _POS.get(first) or ("ADP" if first.startswith("J") else "PART" if first[:1] in "EX" else "X")


def ending(word: str) -> str:
    """What the SUFFIX of a Korean pipeline's words is: the last syllable, of four and more the last two; else three letters."""
    if "가" <= word[-1:] <= "힣":
        return word[-2:] if len(word) > 3 else word[-1:]
    return word[-3:]


class KiwiTokenizer:
    """Text to Doc through Kiwi. It pickles without Kiwi, which each process makes for itself."""

    def __init__(self, vocab: Vocab, names: Iterable[str] = ()) -> None:
        self.vocab = vocab
        # The recogniser learns by a name's last syllables (공대, 전자): spaCy's own three are most of a Korean word.
        vocab.lex_attr_getters[SUFFIX] = ending  # type: ignore[attr-defined]
        self.names = tuple(sorted(set(names)))
        self._known: dict[tuple[Morpheme, ...], tuple[tuple[Morpheme, ...], str, str, str]] = {}

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        found: list[tuple[Morpheme, ...]] = []
        at = 0
        for start, end, parts in self._words(text):
            if start - at == 1 and words and text[at] == " ":
                spaces[-1] = True
            elif at < start:
                _gap(text, at, start, words, spaces, found)
            words.append(text[start:end])
            spaces.append(False)
            found.append(parts)
            at = end
        if at < len(text):
            _gap(text, at, len(text), words, spaces, found)
        tags, pos, lemmas = self._annotate(words, found)
        starts = sentence_starts(words, spaces, tags)
        doc = Doc(self.vocab, words=words, spaces=spaces, tags=tags, pos=pos, lemmas=lemmas, sent_starts=starts)
        doc.user_data[MORPHEMES] = found
        return doc

    def __reduce__(self) -> tuple[object, ...]:
        return (KiwiTokenizer, (self.vocab, self.names))

    def _annotate(self, words: list[str], found: list[tuple[Morpheme, ...]]) -> tuple[list[str], list[str], list[str]]:
        """Tags, coarse tags and stems; equal morphemes become one object, so that a long text stays small."""
        tags, pos, lemmas = [], [], []
        known = self._known
        for i, parts in enumerate(found):
            seen = known.get(parts)
            if seen is None:
                if len(known) > 100_000:
                    known.clear()
                tag = "+".join(tag for _, tag in parts) or "_SP"
                seen = known[parts] = (parts, tag, coarse(tag) if parts else "SPACE", parts[0][0] if parts else "")
            found[i], tag, kind, stem = seen
            tags.append(tag)
            pos.append(kind)
            lemmas.append(stem or words[i])
        return tags, pos, lemmas

    def _words(self, text: str) -> Iterator[Word]:
        kiwi = _kiwi(self.names)
        for start, end in _stretches(text):
            stretch = text[start:end]
            for s, e, parts in _join_names(stretch, _merge(stretch, kiwi)):
                yield start + s, start + e, parts

    def to_bytes(self, **_: Any) -> bytes:
        return json.dumps(self.names, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, **_: Any) -> KiwiTokenizer:
        self.names = tuple(json.loads(data))
        return self

    def to_disk(self, path: Path | str, **_: Any) -> None:
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, **_: Any) -> KiwiTokenizer:
        return self.from_bytes(Path(path).read_bytes())


@registry.tokenizers("kg.kiwi_tokenizer.v1")  # type: ignore[untyped-decorator]
def create_kiwi_tokenizer() -> Any:
    """What a spaCy config names: `{"@tokenizers": "kg.kiwi_tokenizer.v1"}`."""

    def make(nlp: Language) -> KiwiTokenizer:
        return KiwiTokenizer(nlp.vocab)

    return make


@Language.factory("kg_korean_ner", assigns=["doc.ents", "token.ent_iob", "token.ent_type"])
class KoreanRecognizer:
    """The trained recogniser of `folder`, by default `models/ko_ner`."""

    def __init__(self, nlp: Language, name: str, folder: str | None = None) -> None:
        self.name = name
        self.tagger = Tagger.load(Path(folder or FOLDER) / FILE)

    def __call__(self, doc: Doc) -> Doc:
        doc.set_ents([Span(doc, start, end, label) for start, end, label in self.tagger.spans(doc)])
        return doc


#: How likely Kiwi takes a known name to be (log-probability): at 0, its words' own, a name changes how it reads the words beside; at -12 it
#: is no more seen.
RARE = -7.0


@lru_cache(maxsize=2)
def _kiwi(names: tuple[str, ...]) -> Any:
    """Kiwi with the names as user words. Each set of names has its own, or one pipeline would change another's tokens."""
    kiwi = Kiwi(num_workers=1)
    # A name with a space is left to Kiwi: its words may be common nouns (연구소), which must not become names everywhere.
    for name in names:
        if _HANGUL.search(name) and not any(c.isspace() for c in name):
            kiwi.add_user_word(name, "NNP", RARE)
    return kiwi


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Lines, the long ones cut after a sentence, else at a space, else at the limit."""
    for line in _LINE.finditer(text):
        at, end = line.span()
        while end - at > LONGEST:
            cut = _CUT.match(text, at, at + LONGEST)
            to = cut.end() if cut else at + LONGEST
            yield at, to
            at = to
        yield at, end


#: 한 that follows a noun in one word: not the numeral one, as Kiwi has it in 창업한 김도현 and 상장한 다섯 곳, but 하다 that modifies what follows.
_ONE: tuple[Morpheme, ...] = (("한", "MM"),)
_DONE: tuple[Morpheme, ...] = (("하", "XSV"), ("ㄴ", "ETM"))
_VERBAL = frozenset({"NNG", "XR"})


def _merge(text: str, kiwi: Any) -> list[Word]:
    """Kiwi's morphemes as words that do not overlap; one of no width (이/VCP in 'CEO다') goes to the word after it."""
    words: list[Word] = []
    at = 0
    waiting: tuple[Morpheme, ...] = ()
    for token in kiwi.tokenize(text, compatible_jamo=True):
        start: int = token.start
        end: int = start + token.len
        part = ((token.form, token.tag.partition("-")[0]),)
        if start < at:
            first, _, parts = words[-1]
            at = max(at, end)
            words[-1] = (first, at, parts + part)
        elif start == end:
            waiting += part
        elif token.tag == "SW" and text[start:end].isspace():
            continue  # Kiwi takes some control characters for symbols; spaCy holds them for spaces.
        else:
            words.append((start, end, waiting + part))
            waiting = ()
            at = end
    if waiting and words:
        words[-1] = (*words[-1][:2], words[-1][2] + waiting)
    for n in range(1, len(words)):
        start, end, parts = words[n]
        if parts == _ONE and words[n - 1][1] == start and words[n - 1][2][-1][1] in _VERBAL and text[end:end + 1] == " ":
            words[n] = (start, end, _DONE)
    return words


def _join_names(text: str, words: list[Word]) -> Iterator[Word]:
    """The words, those that share a name of Latin letters and digits joined to one."""
    i = 0
    for name in _NAME.finditer(text):
        start, end = name.span()
        if not _LETTER.search(name[0]):
            continue
        while i < len(words) and words[i][1] <= start:
            yield words[i]
            i += 1
        j = i
        while j < len(words) and words[j][0] < end:
            j += 1
        if j - i > 1:
            start, end = min(start, words[i][0]), max(end, words[j - 1][1])
            known = any(tag == "NNP" for word in words[i:j] for _, tag in word[2])
            words[j - 1] = (start, end, ((text[start:end], "NNP" if known else "SL"),))
            i = j - 1
    yield from words[i:]


def _gap(
    text: str, start: int, end: int, words: list[str], spaces: list[bool], found: list[tuple[Morpheme, ...]]
) -> None:
    """Tokens for what Kiwi left out: one space belongs to the token before, more spaces are a token, the rest another."""
    if text[start] == " " and words:
        spaces[-1] = True
        start += 1
    for run in re.finditer(r"\s+|\S+", text[start:end]):
        words.append(run[0])
        spaces.append(False)
        found.append(() if run[0].isspace() else ((run[0], "SW"),))


Token.set_extension("morphemes", getter=morphemes, force=True)
