"""Literals: what a Korean and an English text says of money, percentages, dates and counts becomes the same values."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.literals import LiteralSpan, as_growth, document_anchor, find_literals
from kg.model import Literal

ANCHOR = "2025-02-14"  # a Friday


def read(text: str, language: str, anchor: str | None = None) -> list[str]:
    """Each literal as one short string: value, hedges, and whether it repeats the one before."""
    shown = []
    for span in find_literals(text, language, anchor=anchor):
        one = span.literal
        shown.append(one.label + (" ~" if one.approximate else "") + (f" {one.bound}" if one.bound else "")
                     + (" secondary" if span.secondary else ""))
    return shown


MONEY = [
    ("ko", "개발비는 약 550만 달러였다.", ["5,500,000 USD ~"]),
    ("ko", "시가총액 6000억달러(863조원)가 사라졌다.", ["600,000,000,000 USD", "863,000,000,000,000 KRW secondary"]),
    ("ko", "1조 위안(약 170조 원) 규모", ["1,000,000,000,000 CNY", "170,000,000,000,000 KRW ~ secondary"]),
    ("ko", "매출은 24조4489억원, 이익은 11억 2,400만 원이다.", ["24,448,900,000,000 KRW", "1,124,000,000 KRW"]),
    ("ko", "557만6000달러", ["5,576,000 USD"]),
    ("ko", "기본요금 3만달러에 45홍콩달러를 더한다.", ["30,000 USD", "45 HKD"]),
    ("ko", "1억8천만원과 2억 캐나다 달러", ["180,000,000 KRW", "200,000,000 CAD"]),
    ("ko", "3.2조 원대의 자금", ["3,200,000,000,000 KRW ~"]),
    ("ko", "1000억원가량, 200억원 안팎, 30억원쯤", ["100,000,000,000 KRW ~", "20,000,000,000 KRW ~", "3,000,000,000 KRW ~"]),
    ("ko", "1억 달러를 넘는 돈", ["100,000,000 USD at_least"]),
    ("ko", "기업 가치 10억 달러를 돌파했다.", ["1,000,000,000 USD at_least"]),
    ("ko", "기업 가치가 300억달러(약 43조원)를 넘었다.", ["30,000,000,000 USD at_least", "43,000,000,000,000 KRW ~ secondary"]),
    ("ko", "최소 5억유로, 최대 7억유로", ["500,000,000 EUR at_least", "700,000,000 EUR at_most"]),
    ("ko", "2억 원 미만으로, 9억원이 채 안 되게", ["200,000,000 KRW at_most", "900,000,000 KRW at_most"]),
    ("ko", "수천만 달러가 든다.", ["10,000,000 USD ~ at_least"]),
    ("ko", "전망은 250억~258억달러다.", ["25,000,000,000 USD at_least", "25,800,000,000 USD at_most"]),
    ("ko", "$320억을 벌었다.", ["32,000,000,000 USD"]),
    ("ko", "시드에서 3억, 프리A에서 18억 받았습니다.", ["300,000,000 KRW", "1,800,000,000 KRW"]),
    ("en", "It cost $5.6 million.", ["5,600,000 USD"]),
    ("en", "about €35m, and $700m more", ["35,000,000 EUR ~", "700,000,000 USD"]),
    ("en", "US$1bn, HK$4.8 billion, NT$640 million and A$45 million",
     ["1,000,000,000 USD", "4,800,000,000 HKD", "640,000,000 TWD", "45,000,000 AUD"]),
    ("en", "90 billion yen, 2 trillion won and RMB 10 billion",
     ["90,000,000,000 JPY", "2,000,000,000,000 KRW", "10,000,000,000 CNY"]),
    ("en", "half a billion dollars, ninety-four million Swiss francs", ["500,000,000 USD", "94,000,000 CHF"]),
    ("en", "a bill of five and a half million dollars", ["5,500,000 USD"]),
    ("en", "more than $500 million, up to $3 million, less than €2m",
     ["500,000,000 USD at_least", "3,000,000 USD at_most", "2,000,000 EUR at_most"]),
    ("en", "nearly $600 billion and roughly 200 billion won", ["600,000,000,000 USD ~", "200,000,000,000 KRW ~"]),
    ("en", "no more than $7 million", ["7,000,000 USD at_most"]),
    ("en", "not exceeding $5 million; must not exceed €2m; not less than £3m", ["5,000,000 USD at_most", "2,000,000 EUR at_most", "3,000,000 GBP at_least"]),
    ("en", "four won contracts, two real problems, 5 won, 300 million reais", ["4 contracts", "2 problems", "5 KRW", "300,000,000 BRL"]),
    ("ko", "프랑스 기업 2 프랑스, 상위 5 파운드리 업체, 5 엔비디아 칩, 5 프랑을", ["5 CHF"]),
    ("ko", "3달러~5유로, 5% ~ 10만 가운데", ["3 USD", "5 EUR", "5%"]),
    ("en", "2.88 billion yuan ($403 million)", ["2,880,000,000 CNY", "403,000,000 USD secondary"]),
    ("en", "between $610 million and $630 million", ["610,000,000 USD at_least", "630,000,000 USD at_most"]),
    ("en", "They fined one 500 million euros and the other 200 million.", ["500,000,000 EUR", "200,000,000 EUR"]),
    ("en", "310 crore rupees", ["3,100,000,000 INR"]),
]

PERCENTS = [
    ("en", "Sales grew 20% in 2022 and 10% in 2023, against 5 or 8%.", ["20%", "2022", "10%", "2023", "5%", "8%"]),
    ("ko", "14.2% 늘고 150 퍼센트 뛰었다.", ["14.2%", "150%"]),
    ("ko", "20~30%를 차지한다.", ["20% at_least", "30% at_most"]),
    ("ko", "점유율이 3%포인트 올랐다.", ["3 percentage points"]),
    ("ko", "값이 절반으로 줄어 4분의 1이 남았다.", ["50%", "25%"]),
    ("ko", "영업이익률은 -6.3%다.", ["-6.3%"]),
    ("en", "17 percent, 18 per cent, ten per cent and 4,348%", ["17%", "18%", "10%", "4,348%"]),
    ("en", "two percentage points, then 0.5 percentage point", ["2 percentage points", "0.5 percentage points"]),
    ("en", "It lost a third of its value, then halved.", ["33%", "50%"]),
    ("en", "in the first half, the shares fell by 12%", ["12%"]),
]

DATES = [
    ("ko", "2023년, 2023년 5월, 2023년 5월 1일", None, ["2023", "2023-05", "2023-05-01"]),
    ("ko", "2025.01.31 오전, 2026. 1. 14. 접수", None, ["2025-01-31", "2026-01-14"]),
    ("ko", "2024년 4분기와 2027년 상반기", None, ["2024", "2027"]),
    ("ko", "1990년대 유행과 2015~2019년 기록", None, ["2015", "2019"]),
    ("ko", "지난해, 올해 6월, 내년, 지난달 20일", ANCHOR, ["2024", "2025-06", "2026", "2025-01-20"]),
    ("ko", "지난해, 올해 6월, 지난달 20일", None, []),
    ("ko", "지난 1월에, 12월에", ANCHOR, ["2025-01", "2024-12"]),
    ("ko", "3일 발표했고 20일간 이어졌다.", ANCHOR, ["2025-02-03"]),
    ("ko", "2024년 5월 V2가 나왔고, 그해 12월 26일 V3가, 이듬해 1월 20일 R1이 나왔다.", None,
     ["2024-05", "2024-12-26", "2025-01-20"]),
    ("ko", "2025년 2월 4일 손을 잡았고 같은 달 27일 공개했다.", None, ["2025-02-04", "2025-02-27"]),
    ("en", "20 January 2025, Jan. 20, 2025, 2023-05-01 and May 2023", None,
     ["2025-01-20", "2025-01-20", "2023-05-01", "2023-05"]),
    ("en", "It was set up in 2016 with 2048 chips.", None, ["2016", "2,048 chips"]),
    ("en", "last year, this month, next year", ANCHOR, ["2024", "2025-02", "2026"]),
    ("en", "last year, this month", None, []),
    ("en", "last November; on Monday; today", ANCHOR, ["2024-11", "2025-02-10", "2025-02-14"]),
    ("en", "It may march on in May 2024 and again in October.", None, ["2024-05", "2024-10"]),
    ("en", "Founded in 2019, it moved two years later.", None, ["2019", "2021"]),
    ("en", "sales in fiscal 2025, in the 1990s", None, ["2025"]),
    ("en", "31 February 2025", None, ["2025-02"]),
]

QUANTITIES = [
    ("ko", "칩 2,048개로 비용을 27배 아꼈다.", ["2,048", "27 times"]),
    ("ko", "GPU 26만장, 직원 약 300명, 석 자가 아니라 3개월", ["260,000", "300 people ~", "3 months"]),
    ("ko", "매개변수 310억개와 4나노 공정", ["31,000,000,000", "4 nm"]),
    ("ko", "2대 주주와 제21회 대회", []),
    ("en", "2,048 chips, roughly 2,000 H800s, 314 billion parameters",
     ["2,048 chips", "2,000 ~", "314,000,000,000 parameters"]),
    ("en", "Revenue doubled; costs rose fivefold, tests ran 27 times.", ["2 times", "5 times", "27 times"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*MONEY, *PERCENTS, *QUANTITIES])
def test_figures(language: str, text: str, expected: list[str]) -> None:
    assert read(text, language) == expected


@pytest.mark.parametrize(("language", "text", "anchor", "expected"), DATES)
def test_dates(language: str, text: str, anchor: str | None, expected: list[str]) -> None:
    assert read(text, language, anchor) == expected


@pytest.mark.parametrize("name", ["GPT-4", "H800", "Yi-34B", "R1", "v2.5", "Janus-Pro-7B", "KOMBI3"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_number_of_a_name_is_no_literal(name: str, language: str) -> None:
    assert read(f"{name}.", language) == []


def test_growth_reads_multiples_as_percentages() -> None:
    twice, _ = (s.literal for s in find_literals("매출이 두 배로, 27배로 늘었다.", "ko"))
    assert as_growth(twice) == Literal("percent", 100.0)
    assert as_growth(Literal("percent", 12.0)) == Literal("percent", 12.0)
    assert as_growth(Literal("money", 12.0, "USD")) is None


@pytest.mark.parametrize(("text", "language", "expected"), [
    ("제목\n입력 2025.01.31 09:30\n본문이다.", "ko", "2025-01-31"),
    ("제목\n\n(청두=2026년 3월 18일) 회사가 밝혔다.", "ko", "2026-03-18"),
    ("제목\n\n[2025년 4월 29일] 회사가 밝혔다.", "ko", "2025-04-29"),
    ("편지 31호 · 2025년 6월 셋째 주\n\n안녕하세요.", "ko", "2025-06"),
    ("제목\n\n■ 2022년 10월 7일\n규정을 냈다.", "ko", None),
    ("회사는 2019년 3월 4일 문을 열었다.", "ko", None),
    ("Title\n\nOULU, Finland – 14 October 2025 – The company said", "en", "2025-10-14"),
    ("Title\n\nSANTA CLARA, California, Feb. 5, 2025 — The company", "en", "2025-02-05"),
    ("Title\nPosted January 31, 2025 by Ada\n\nText.", "en", "2025-01-31"),
    ("Title\n\nIt was launched on 4 March 2024.\n\n© 2025 A Company", "en", "2025"),
    ("Title\n\nIt was launched on 4 March 2024 in Oslo.", "en", None),
])
def test_the_document_says_its_own_date(text: str, language: str, expected: str | None) -> None:
    assert document_anchor(text, language) == expected


def check(text: str, spans: list[LiteralSpan]) -> None:
    """What holds of any result."""
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(text)
        assert text[span.start:span.end] == span.literal.surface
        assert Literal.from_json(span.literal.to_json()) == span.literal
        last = span.end


PIECES = ["1", "20", "2,048", "3.5", "2023", "억", "조 ", "만", "원", "달러", "%", "년", "월", "일", "개", " ", "~", "-", "(", ")", "$", "€",
          "약 ", "이상", "지난해 ", "올해", "지난달 ", "수십", "절반", "두 배", "a ", "half ", "billion", " million ", "dollars", "percent", "May ",
          "Jan. ", "last year", "today", ",", ".", "\n", "H800", "ten ", " of ", "and ", "tens ", "’98년"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(["ko", "en", "xx"]),
       st.sampled_from([None, "2025", "2025-02", ANCHOR, "soon"]))
def test_spans_lie_in_the_text_and_apart(text: str, language: str, anchor: str | None) -> None:
    check(text, find_literals(text, language, anchor=anchor))


@given(st.text(max_size=200), st.sampled_from(["ko", "en"]))
def test_any_text_is_read(text: str, language: str) -> None:
    check(text, find_literals(text, language))
    document_anchor(text, language)


def korean(amount: int) -> str:
    """24448900000000 -> 24조4489억"""
    said = ""
    for power, unit in ((10**12, "조"), (10**8, "억"), (10**4, "만"), (1, "")):
        part, amount = divmod(amount, power)
        if part:
            said += f"{part}{unit}"
    return said


@given(st.integers(1, 10**15 - 1), st.sampled_from([("원", "KRW"), ("달러", "USD"), ("위안", "CNY"), (" 유로", "EUR")]))
def test_a_korean_amount_is_read_back(amount: int, currency: tuple[str, str]) -> None:
    (span,) = find_literals(f"모두 {korean(amount)}{currency[0]}이다.", "ko")
    assert span.literal == Literal("money", float(amount), currency[1])


@given(st.integers(1, 99999), st.sampled_from([("k", 10**3), (" million", 10**6), ("m", 10**6), ("bn", 10**9), (" billion", 10**9),
                                              (" trillion", 10**12)]),
       st.sampled_from([("$", "USD"), ("€", "EUR"), ("HK$", "HKD"), ("£", "GBP")]))
def test_an_english_amount_is_read_back(tenths: int, scale: tuple[str, int], sign: tuple[str, str]) -> None:
    (span,) = find_literals(f"It took {sign[0]}{tenths / 10:g}{scale[0]} then.", "en")
    assert span.literal == Literal("money", float(tenths * scale[1] // 10), sign[1])


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("piece", ["1", "1,", "1억", "$", "1%", "2023년 ", "half a ", "one hundred and ", "수십억", "May ", "("])
def test_time_is_linear_in_hostile_text(piece: str, language: str) -> None:
    def took(size: int) -> float:
        text = piece * (size // len(piece))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            find_literals(text, language)
            best = min(best, time.process_time() - start)
        return best

    small, large = took(5_000), took(40_000)
    # Eight times the text; quadratic time would be sixty-four times.
    assert large < 24 * small + 0.2
