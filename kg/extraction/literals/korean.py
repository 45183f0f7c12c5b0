"""Literals in Korean text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.extraction.literals import korean_dates, numbers
from kg.extraction.literals.currencies import KOREAN, SIGN, SIGNS, korean_currency
from kg.extraction.literals.spans import Finder, Hedges, Scan, minus

_HOW = r"(?:훌쩍 |크게 |이미 |처음으로 |처음 |가뿐히 |다시 |약간 )?"
HEDGES = Hedges(
    about_before=re.compile(r"(?:약|대략|어림잡아|거의|얼추|줄잡아|추정치?|(?<![0-9가-힣%])[~∼≈]|(?:^|[.?!,”’] )한 )\s?(?:미화|연|한화)?\s?$"),
    about_after=re.compile(
        r"\s?(?:가량|안팎|정도|쯤|내외|남짓|전후|언저리|가까이|(?:에|을|를)? ?(?:가까[운워이]|육박|근접|다가|눈앞)|선(?=[을에까]))"
        r"|대(?=[로의에를은는이가까 ,.)]|$)|(?:으로|로|이라고|라고) 추정"),
    least_before=re.compile(r"(?:최소|적어도|최소한)(?: 약)?\s?$"),
    least_after=re.compile(
        rf"대?(?:\s?(?:이상|초과|돌파|넘(?!보))|[을를도이가은는] ?{_HOW}(?:넘(?!보)|돌파|초과|뛰어넘|이상|웃도|웃돈|웃돌|상회)|보다 많"
        r"|의 [가-힣]{1,6}[을를] (?:돌파|넘)|\s(?:고지|시대|클럽|고개|벽)(?=[를을에의]))"),
    most_before=re.compile(r"(?:최대|많아야|기껏해야|많아 봐야|최대한)(?: 약)?\s?$"),
    most_after=re.compile(
        r"\s?(?:이하|미만|이내|한도|에도? 못 ?미|밑(?!바닥)|에도? 미치지 못)|[을를] ?(?:밑도|밑돈|밑돌|하회|넘지)"
        r"|도 ?(?:채 )?(?:안|되지 않|들지 않)|[이가]? ?(?:채 )?(?:안|못) ?(?:되|됩|된|됐|들|든)"),
)

#: Counters and units, and what they are called; a counter of things as such has no name.
UNITS: Mapping[str, str] = {
    "개국": "countries", "개월": "months", "개사": "", "개년": "years", "개소": "", "개": "", "여 명": "people", "명": "people",
    "장": "", "대": "", "건": "", "곳": "", "종": "", "편": "", "권": "", "쪽": "pages", "회": "", "차례": "", "마리": "",
    "단": "layers", "배": "times", "시간": "hours", "주일": "weeks", "주간": "weeks", "분": "minutes", "초": "seconds",
    "달": "months", "나노미터": "nm", "나노": "nm", "기가바이트": "GB", "테라바이트": "TB", "메가와트": "MW", "기가와트": "GW",
    "와트": "W", "킬로미터": "km", "포인트": "points", "토큰": "tokens", "에이커": "acres", "톤": "tonnes",
    "nm": "nm", "㎚": "nm", "GB": "GB", "TB": "TB", "PB": "PB", "MW": "MW", "GW": "GW", "kW": "kW", "W": "W",
    "GHz": "GHz", "km": "km", "GWh": "GWh", "MWh": "MWh", "TOPS": "TOPS",
}
_UNIT = re.compile(rf"\s?(?P<unit>{'|'.join(sorted((re.escape(u) for u in UNITS), key=len, reverse=True))})"
                   r"(?![A-Za-z])(?!기업|면|하다|당(?!기))")
#: Units so short that only digits right before them make a count.
_TIGHT = frozenset({"대", "단", "분", "초", "종", "편", "권", "쪽", "달", "회", "곳", "장", "건"})
_NOT_UNIT = re.compile(r"\s?(?:대표|대통령|대학|장비|장관|장면|장치|건물|건강|회사|회장|회의|편집|권리|종목|종류|종합|분기|분야|분석|초기|초반|"
                       r"초과|단계|단위|명령|대만|대비|대의|대로|장기|대형|대출|시간당|개발|개선|개념|명예|분의|달러|달성|배럴|배터리|편의|점)")
_PERCENT = re.compile(r"\s?(?:%|％|퍼센트|프로(?![가-힣]))(?!\s?(?:포인트|p\b|P\b|[pP](?![A-Za-z])))")
_POINTS = re.compile(r"\s?(?:%|％|퍼센트)\s?(?:포인트|[pP](?![A-Za-z]))")
_ORDINAL = re.compile(r"대\s?(?:주주|[0-9])")
_TO = re.compile(r"\s?[~∼〜–-]\s?(?=[0-9])")
_PREFIXED = re.compile(rf"(?P<sign>{SIGN})\s?(?=[0-9])")
_LETTERS = re.compile(r"(?P<m>[bBmMkK]|bn)(?![A-Za-z가-힣])")
#: What stands behind a sum that leaves its currency out: 1800억을, 3억에. A noun there would be what is counted.
_SUM_END = re.compile(r"(?:[을를이가의에로도은는]|까지|부터|대(?![가-힣])|[,.)’”'\"]|$)")
#: Words of money, one of which vouches for a sum without a currency: behind it, or in the same line before it.
_OF_MONEY = re.compile(r"\s?(?:규모|시리즈|투자|펀딩|매출|인정|증발|확보|조달|유치|클로징|육박|받|됩|돌파|실탄|수혈|계약|손실|적자|흑자|벌어|벌었|쓴|썼|들여)")
_MONEY_BEFORE = re.compile(r"(?:몸값|시총|시가총액|가치|매출|투자|시드|시리즈|프리 ?[A-Z]|IPO|펀드|비용|이익|적자|자금|유치|시장|값|돈|예산)[^.\n]{0,24}$")
_CALLED = re.compile(r"(?:제|第)\s?$")


def _counted(scan: Scan, start: int, number: numbers.KoreanNumber) -> int:
    """Money, percent or a quantity, by what stands right behind the number; its end, or -1."""
    text = scan.text
    money = korean_currency(text, number.end, number.large >= 4)
    if money:
        return scan.add("money", start, money[1], number.value, money[0], about=number.loose,
                        bound="at_least" if number.vague and number.loose else None)
    percent = _PERCENT.match(text, number.end)
    if percent and not number.vague:
        sign = minus(text, start)
        return scan.add("percent", start - sign, percent.end(), -number.value if sign else number.value)
    unit = _UNIT.match(text, number.end)
    called = bool(_CALLED.search(text[max(0, start - 3):start]))
    if unit and not (called or _ORDINAL.match(text, unit.end() - 1) or _NOT_UNIT.match(text, number.end)
                     or (unit["unit"] in _TIGHT and unit[0] != unit["unit"])):
        return scan.add("quantity", start, unit.end(), number.value, UNITS[unit["unit"]], about=number.loose)
    if number.vague or number.large < 8 or called:
        return -1
    behind, ends = _OF_MONEY.match(text, number.end), _SUM_END.match(text, number.end)
    used = scan.inherited(start, 200) if ends else ""
    if behind or used or (ends and _MONEY_BEFORE.search(text[max(0, start - 40):start])):
        code = used or scan.inherited(start, 200) or "KRW"
        return scan.add("money", start, number.end, number.value, code, about=number.loose)
    return -1


def _range(scan: Scan, start: int, first: numbers.KoreanNumber) -> int:
    """20~30%, 250억~258억달러: two literals, the lower and the upper bound; the end, or -1."""
    text = scan.text
    joint = _TO.match(text, first.end) or (re.match(r"\s?(?P<unit>%|달러|원|위안|유로|엔)\s?[~∼〜]\s?", text[first.end:first.end + 8]))
    if not joint:
        return -1
    at = joint.end() if joint.string is text else first.end + joint.end()
    second = numbers.korean_number(text, at)
    if not second or second.vague:
        return -1
    low = first.value * 10.0 ** second.last if first.large == 0 and second.last > 0 else first.value
    before = len(scan.found)
    end = _counted(scan, at, second)
    if end < 0 or len(scan.found) != before + 1:
        return -1
    upper = scan.found.pop()
    kind, unit = upper.literal.kind, upper.literal.unit
    stated = joint.groupdict().get("unit")
    if stated and (kind, unit) != (("percent", "") if stated == "%" else ("money", KOREAN[stated])):
        return -1  # 3달러~5유로 is no range
    low_end = first.end if joint.string is text else first.end + len(joint[0].rstrip().rstrip("~∼〜").rstrip())
    about = upper.literal.approximate or scan.hedges.at(text, start, end)[0]
    scan.add(kind, start, low_end, numbers.tidy(low), unit, about=about, bound="at_least", plain=True)
    value = upper.literal.value or 0.0
    return scan.add(kind, upper.start, upper.end, value, unit, about=about, bound="at_most", plain=True)


def figure(scan: Scan, start: int) -> int:
    """A number with its unit."""
    text = scan.text
    if not ("0" <= text[start] <= "9" or text[start] in "수십백천억"):
        return -1
    if text[start] in "수십백천억" and start and text[start - 1].isalnum():
        return -1
    number = numbers.korean_number(text, start)
    if number is None:
        return -1
    if not number.vague:
        end = _range(scan, start, number)
        if end > 0:
            return end
    points = _POINTS.match(text, number.end)
    if points:
        return scan.add("quantity", start, points.end(), number.value, "percentage points")
    fraction = re.match(r"\s?분의\s?([0-9]{1,4})", text[number.end:number.end + 10])
    if fraction and number.value:
        value = numbers.tidy(round(100 * int(fraction[1]) / number.value, 2))
        return scan.add("percent", start, number.end + fraction.end(), value)
    return _counted(scan, start, number)


def signed(scan: Scan, start: int) -> int:
    """A sum behind its sign: $320억, €1.2m, US$ 5 million."""
    found = _PREFIXED.match(scan.text, start)
    if not found:
        return -1
    code = SIGNS.get(found["sign"], found["sign"])
    number = numbers.korean_number(scan.text, found.end())
    if number is None:
        return -1
    letters = _LETTERS.match(scan.text, number.end)
    if letters:
        scale = numbers.MAGNITUDES[letters["m"].lower()]
        return scan.add("money", start, letters.end(), numbers.tidy(number.value * scale), code)
    return scan.add("money", start, number.end, number.value, code, about=number.loose)


_WORD = re.compile(
    r"(?P<times>(?P<n>두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|수십|수백) ?(?:배|곱절)|곱절|갑절)(?!에? ?[럴터])"
    r"|(?P<half>반 ?토막|절반|반(?=(?: 넘게)? ?(?:으로 |이 )?(?:줄|깎|날아|떨어|넘게)))"
    r"|(?P<count>한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무) ?(?P<unit>명|개국|나라|개월|달|해(?= ?(?:만|뒤|전|동안))|시간|곳|개(?!발|선|념|방|인))")
_WORD_UNITS = {"명": "people", "개국": "countries", "나라": "countries", "개월": "months", "달": "months", "해": "years",
               "시간": "hours"}


def word(scan: Scan, start: int) -> int:
    """두 배, 절반, 여섯 명."""
    if start and "가" <= scan.text[start - 1] <= "힣":
        return -1
    found = _WORD.match(scan.text, start)
    if not found:
        return -1
    if found["half"]:
        return scan.add("percent", start, found.end(), 50)
    if found["times"]:
        count = found["n"] or "두"
        if count in ("수십", "수백"):
            least = 10 if count == "수십" else 100
            return scan.add("quantity", start, found.end(), least, "times", about=True, bound="at_least")
        return scan.add("quantity", start, found.end(), numbers.KOREAN_COUNTS[count], "times")
    return scan.add("quantity", start, found.end(), numbers.KOREAN_COUNTS[found["count"]],
                    _WORD_UNITS.get(found["unit"], ""))


TRIGGER = re.compile(
    r"[0-9]+(?:[,.][0-9]+)*|[$€£¥￥₩￦₹₽₪]|[A-Z]{1,3}(?=[$¥])|(?:USD|EUR|GBP|JPY|CNY|RMB|KRW|TWD|HKD|CHF)(?=\s?[0-9])"
    rf"|{korean_dates.TRIGGER}"
    r"|수(?=[십백천만억조])|[십백천](?=[만억조])|억(?= ?(?:달러|원))"
    r"|절반|반 ?토막|반(?= ?(?:넘게|으로|이 ))|곱절|갑절|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무)(?= ?(?:배|곱절|명|개|나라|달|해|시간|곳))")

FINDERS: tuple[Finder, ...] = (korean_dates.full, korean_dates.relative, korean_dates.bare, signed, figure, word)
