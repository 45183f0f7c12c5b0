"""The English tokeniser: spaCy's, with names such as DeepSeek-R1, GPT-4o-mini and Character.AI kept whole.

Everything here ends up in the saved pipeline as plain patterns, so that a pipeline of ours loads without kg.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # compiled, and without stubs
from spacy.util import compile_infix_regex, compile_suffix_regex

_YEAR = r"(?:1[89]|20)\d\d(?:s|\b)"
#: Words that English hangs on a name by a hyphen; a name ends before them (GPT-4-like, H100-led).
_TAILS = r"(?:like|led|era|free|only|wide|run|type|made|plus|bit|day|year|week|long|old|size|fold|inch)\b"
#: Prefixes that the treebanks keep with their word (co-founder, non-profit); other hyphens part words (AI-powered).
_PREFIXES = "co|non|pre|post|anti|re|ex|e|un|multi|semi|mid|pro|sub|inter|counter|mini|micro|over|under"
#: What may follow a hyphen in such a name. No two of the ways fit one part, or a long chain of them would take for ever.
_PART = r"(?:[A-Z]\w*|[a-z]{1,4}\b|(?![A-Z])[^\W\d]*\d\w*)"
_WHOLE = "|".join((
    # A letter somewhere before, and after a hyphen a part with a digit: DeepSeek-R1, gpt-oss-120b, Llama-3.1-405B-Instruct.
    rf"(?=[^\W\d_]|\d+[^\W\d_])(?!\w+-{_YEAR})(?:[\w.]+-)+(?:(?:[^\W\d_]{{1,4}})?\d[\w.]*\w|(?:[^\W\d_]{{1,4}})?\d)"
    rf"(?:-(?!{_TAILS}){_PART})*",
    # A digit in the first part and a short or capitalised second: o3-mini, Qwen2.5-Instruct.
    rf"(?=[^\W\d_])[^\W\d]*\d[\w.]*(?:-(?!{_TAILS}){_PART})+",
    rf"(?i:{_PREFIXES})-[^\W\d_]+",
    r"[A-Za-z]{2,9}-(?:up|off|out|in|down|over|on|back)s?",  # start-up, spin-offs
    r"\d[\d,.]*(?:[kKmMbBtT]|bn|mn|tn|nm)",  # $5.6bn, 300m, 7B, 3nm
    # Names written as internet domains: Character.AI, Booking.com.
    r"[^\W_]+\.(?:ai|AI|io|com|COM|org|net|dev|app)",
))
#: No name has more characters; trying whether it is one would take long.
_LONGEST = 80
_MORE_INFIXES = (
    r"(?<=[0-9])-(?=[A-Za-z]{3,})",  # 3-year, H100-based
    r"(?<=[A-Z]\.)-(?=[A-Z])",  # U.S.-China
    r"(?<=%)-(?=[A-Za-z])",  # 60%-owned
    r"(?<=[A-Za-z])[—–](?=[A-Za-z0-9])",
    # The marks of notes after a word: ChatGPT.[28][29]
    r"[\"”’)](?=[.,;:!?]?\[\d{1,3}\b)", r"[.,;:!?](?=\[\d{1,3}\b)", r"(?<=[\w.,;:!?\"”’)\]])\[(?=\d{1,3}\b)", r"(?<=\d)\](?=\[)",
)
#: A full stop after a name in a digit and a capital (Falcon-40B., HBM3E.) or &T ends the sentence.
_MORE_SUFFIXES = (r"(?<=[0-9])%", r"(?<=[0-9][kKmMbBtTn])\.(?=$)", r"(?<=[0-9][A-Z])\.", r"(?<=&[A-Z])\.")


def set_tokenizer(nlp: Language) -> None:
    """Give the pipeline this tokeniser. It parts text, and never changes it: `doc.text` equals the text."""
    defaults = nlp.Defaults
    whole = re.compile(rf"(?=.{{1,{_LONGEST}}}\Z)(?:{_WHOLE})\Z")
    # Without the rule that parts units (40m, 30km), so that a number is one token whatever its unit.
    suffixes = [s for s in map(str, defaults.suffixes or ()) if "|km²|" not in s]
    given = nlp.tokenizer
    assert isinstance(given, Tokenizer)  # English in spaCy has no other
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules=dict(defaults.tokenizer_exceptions or {}),
        prefix_search=given.prefix_search,
        suffix_search=compile_suffix_regex([*_MORE_SUFFIXES, *suffixes]).search,
        infix_finditer=compile_infix_regex([*_MORE_INFIXES, *(defaults.infixes or ())]).finditer,
        token_match=whole.match,
        url_match=given.url_match,
    )
