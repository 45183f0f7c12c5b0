"""Currencies by the words and signs that name them, as ISO 4217 codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "$": "USD", "US$": "USD", "U.S.$": "USD", "USD$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
    "CA$": "CAD", "HK$": "HKD", "NT$": "TWD", "NZ$": "NZD", "S$": "SGD", "SG$": "SGD", "R$": "BRL",
    "MX$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY", "JP¥": "JPY", "CN¥": "CNY", "RMB¥": "CNY", "￥": "JPY",
    "₩": "KRW", "￦": "KRW", "₹": "INR", "₽": "RUB", "₪": "ILS", "₫": "VND", "฿": "THB", "₺": "TRY", "₱": "PHP",
    "zł": "PLN", "RMB": "CNY", "Rs": "INR", "Rs.": "INR",
}
CODES = (
    "USD", "EUR", "GBP", "JPY", "CNY", "KRW", "TWD", "HKD", "INR", "CHF", "CAD", "AUD",
    "SGD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RUB", "TRY", "ILS", "AED",
    "SAR", "QAR", "BRL", "MXN", "ZAR", "THB", "IDR", "MYR", "PHP", "VND",
)

#: Korean currency words, without the spaces they may be written with.
KOREAN: Mapping[str, str] = {
    "달러": "USD", "미국달러": "USD", "미달러": "USD", "홍콩달러": "HKD", "대만달러": "TWD", "타이완달러": "TWD", "신대만달러": "TWD",
    "신타이완달러": "TWD", "호주달러": "AUD", "캐나다달러": "CAD", "싱가포르달러": "SGD", "뉴질랜드달러": "NZD", "원": "KRW", "위안": "CNY",
    "엔": "JPY", "유로": "EUR", "파운드": "GBP", "루피": "INR", "루피아": "IDR", "루블": "RUB", "프랑": "CHF", "스위스프랑": "CHF",
    "크로나": "SEK", "크로네": "NOK", "셰켈": "ILS", "세켈": "ILS", "디르함": "AED", "리얄": "SAR", "바트": "THB", "동": "VND",
    "링깃": "MYR", "헤알": "BRL", "즈워티": "PLN", "즐로티": "PLN", "리라": "TRY", "포린트": "HUF", "코루나": "CZK", "랜드": "ZAR",
    "페소": "MXN",
}
#: Words that mean something else behind a small number (3동, 2원): money only behind 만, 억, 조.
KOREAN_LARGE_ONLY = frozenset({"동", "랜드", "리라"})

ENGLISH: Mapping[str, str] = {
    "dollar": "USD", "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "buck": "USD",
    "hong kong dollar": "HKD", "taiwan dollar": "TWD", "new taiwan dollar": "TWD", "taiwanese dollar": "TWD",
    "australian dollar": "AUD", "canadian dollar": "CAD", "singapore dollar": "SGD",
    "new zealand dollar": "NZD", "euro": "EUR", "pound": "GBP", "pound sterling": "GBP", "yuan": "CNY",
    "renminbi": "CNY", "rmb": "CNY", "yen": "JPY", "won": "KRW", "rupee": "INR", "indian rupee": "INR",
    "rupiah": "IDR", "rouble": "RUB", "ruble": "RUB", "franc": "CHF", "swiss franc": "CHF", "krona": "SEK",
    "kronor": "SEK", "swedish krona": "SEK", "swedish kronor": "SEK", "krone": "NOK", "kroner": "NOK",
    "norwegian kroner": "NOK", "norwegian krone": "NOK", "danish kroner": "DKK", "danish krone": "DKK",
    "shekel": "ILS", "dirham": "AED", "riyal": "SAR", "baht": "THB", "dong": "VND", "ringgit": "MYR",
    "real": "BRL", "reai": "BRL", "zloty": "PLN", "zlotys": "PLN", "lira": "TRY", "forint": "HUF",
    "koruna": "CZK", "rand": "ZAR", "peso": "MXN",
}
#: Words that are more often something else behind a small number in letters.
WORDS_TOO = frozenset({"won", "real"})


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_BOUNDARY = r"(?![A-Za-z])"
SIGN = rf"(?:{_any(list(SIGNS))}|(?:{'|'.join(CODES)})(?=[ 0-9]))"
ENGLISH_WORD = rf"(?:{_any(list(ENGLISH))})s?{_BOUNDARY}|(?:{'|'.join(CODES)}){_BOUNDARY}"


def _spaced(word: str) -> str:
    """홍콩달러 also as 홍콩 달러."""
    for tail in ("달러", "프랑"):
        if word.endswith(tail) and word != tail:
            return re.escape(word[:-len(tail)]) + r"\s?" + tail
    return re.escape(word)


_KOREAN_AT = re.compile(
    rf"\s?(?P<word>{'|'.join(_spaced(w) for w in sorted(KOREAN, key=len, reverse=True))}|{'|'.join(CODES)}|RMB"
    rf"|\$)(?P<hwa>화)?"
    r"(?!칙|소|자력|심|색|형|점|비|스|리|진|터|드|남|북|시|트(?!레)|전자|격|료|천|작|글|본)")

_DENMARK = re.compile(r"[Dd]anish|Denmark|Copenhagen|덴마크|코펜하겐")
_NORWAY = re.compile(r"[Nn]orw|Oslo|노르웨이|오슬로")


def korean_currency(text: str, at: int, large: bool) -> tuple[str, int] | None:
    """The currency that a word names right behind a number, and its end; `large` where the number has 만, 억 or 조."""
    found = _KOREAN_AT.match(text, at)
    if not found:
        return None
    word = re.sub(r"\s", "", found["word"])
    if word in KOREAN_LARGE_ONLY and not large:
        return None
    code = "USD" if word == "$" else "CNY" if word == "RMB" else KOREAN.get(word, word)
    return settled(code, word, text, at), found.end()


def english_currency(words: str, text: str, at: int) -> str:
    """`Swiss francs` -> CHF; `kroner` by the country that the text names."""
    words = " ".join(words.split())
    if words in CODES:
        return words
    low = words.lower()
    code = ENGLISH.get(low) or ENGLISH.get(low.removesuffix("s")) or "USD"
    return settled(code, low, text, at)


def settled(code: str, word: str, text: str, at: int) -> str:
    """A krone is Danish where the text around it speaks of Denmark and not of Norway."""
    if code == "NOK" and "norwegian" not in word:
        around = text[max(0, at - 1500):at + 500]
        if _DENMARK.search(around) and not _NORWAY.search(around):
            return "DKK"
    return code
