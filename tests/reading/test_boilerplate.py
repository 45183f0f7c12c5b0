"""What is no claim is marked; what is the article is not."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.reading.boilerplate import find_boilerplate

BODY_KO = "\n\n".join(
    f"딥시크는 중국 항저우에 본사를 둔 인공지능 기업으로, 이 문단은 {n}번째 이야기를 길게 적은 것이다."
    for n in range(6)
)
BODY_EN = "\n\n".join(
    f"DeepSeek is a company in Hangzhou, and this is paragraph number {n} of a story about it and its models."
    for n in range(6)
)


def marked(text: str) -> str:
    return "\n".join(text[start:end] for start, end in find_boilerplate(text))


@pytest.mark.parametrize(
    "line",
    [
        "홍길동 기자",
        "홍길동 기자 hong@example.com",
        "글·사진=홍길동 기자",
        "정리 = 홍길동 기자 hong@example.com",
        "부산=홍길동 기자 hong@example.com",
        "홍길동 논설위원",
        "hong@example.com",
        "저작권자 ⓒ 새소식, 무단전재 및 재배포 금지",
        "<저작권자 ⓒ 새소식, 무단 전재-재배포 금지>",
        "#인공지능 #딥시크",
        "[관련기사] ▶ 다른 소식",
        "▶관련기사: 다른 소식",
        "키워드: 인공지능, 반도체",
        "같이 보기: 반도체, 인공지능",
        "작가의 이전글다른 글",
        "매거진의 이전글다른 글",
        "다음글 다른 이야기",
        "위로 스크롤",
        "keyword",
        "댓글로 여러분의 의견을 남겨 주세요!",
        "수신을 원치 않으시면 여기를 눌러 주세요.",
        "수신 거부 | 지난 호 보기",
        "사진=새소식",
        "※ 외부 필자의 글은 본지의 편집 방향과 다를 수 있습니다.",
        "댓글 7 · 공감 31",
        "이메일 주소는 공개되지 않습니다. 필수 필드는 *로 표시됩니다",
        "문의: 홍보팀 pr@example.com",
    ],
)
def test_korean_lines_below_an_article_are_marked_whole_and_alone(line: str) -> None:
    assert marked(f"제목 한 줄\n\n{BODY_KO}\n\n{line}") == line


@pytest.mark.parametrize(
    "line",
    [
        "All rights reserved.",
        "© 2025 Some Wire. All rights reserved.",
        "(Reporting by A. Lee; editing by B. Kim)",
        "Leave a comment",
        "Previous post: Another story",
        "Share this",
        "Unsubscribe: a@example.com",
        "You are reading this because you signed up. Unsubscribe any time.",
        "Photo: A. Lee / Some Wire",
        "See also: Chips; Models",
        "Related: Another story | A third",
        "Comments are closed.",
        "Tags: chips, models",
        "#chips #models",
        "Press contact: press@example.com",
        "Back to top",
        "cover-image.jpg",
    ],
)
def test_english_lines_below_an_article_are_marked_whole_and_alone(line: str) -> None:
    assert marked(f"A title\n\n{BODY_EN}\n\n{line}") == line


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("brunch\n\n제목\n\nby Dennis Kim\n\n", "brunch\nby Dennis Kim"),
        ("제목\n\nby 김박사의 생각들\n\n", "by 김박사의 생각들"),
        ("제목\n입력 2025.01.20 09:00 | 수정 2025.01.20 10:00\n", "입력 2025.01.20 09:00 | 수정 2025.01.20 10:00"),
        ("제목\n[서울=새소식] 홍길동 기자 = ", "[서울=새소식] 홍길동 기자 = "),
        ("제목\n[새소식=홍길동 기자] ", "[새소식=홍길동 기자] "),
    ],
)
def test_lines_above_an_article_are_marked(head: str, expected: str) -> None:
    assert marked(head + BODY_KO) == expected


def test_comments_are_marked_to_the_end_of_the_text() -> None:
    comments = "Comments\n\nreader1: DeepSeek was founded by my uncle.\n\nreader2: Was it? I doubt that very much, and so should you."
    assert marked(f"A title\n\n{BODY_EN}\n\n{comments}") == comments


def test_a_list_of_other_articles_is_marked_with_its_items() -> None:
    items = "[관련기사]\n· 본더 전쟁 2년, 누가 웃었나\n· 한숨 쉬는 협력사들"
    assert marked(f"제목\n\n{BODY_KO}\n\n{items}") == items
    links = "참고 링크\n[2] 새소식: 관련 기사\n[3] 영상: 수출 통제"
    assert marked(f"제목\n\n{BODY_KO}\n\n{links}\n\n위로 스크롤") == f"{links}\n\n위로 스크롤"


def test_the_second_of_two_equal_captions_is_marked_and_of_the_first_the_credit_alone() -> None:
    caption = "딥시크 소식에 뉴욕 증시가 폭락했고 엔비디아는 6000억달러를 날렸다."
    credit = " / 이미지=딥시크"
    text = f"제목\n\n{BODY_KO}\n\n{caption}{credit}\n{caption}{credit}\n\n{BODY_EN}"
    assert marked(text) == f"{credit}\n{caption}{credit}"


def test_a_prompt_shown_at_the_end_is_marked() -> None:
    prompt = '질문 :\n\n"아래 내용을 바탕으로 글을 써줘.\n모든 모델은 공개, 값싼 칩을 사용"'
    assert marked(f"제목\n\n{BODY_KO}\n\n{prompt}") == prompt


@pytest.mark.parametrize(
    "text",
    [
        f"이전 글로벌 기업의 구독 매출\n\n{BODY_KO}\n\n넷플릭스의 구독 매출은 늘었고 댓글 기능은 폐지됐다.",
        f"로봇 기자\n\n{BODY_KO}\n\n법원은 무단 학습 증거가 없다고 보았다.",
        f"홍길동 기자, 오픈AI로\n\n{BODY_KO}",
        f"By Design\n\n{BODY_EN}\n\nBy 2030, Nvidia will sell more.\n\nThe firm bought a subscription service.",
        f"A title\n\n{BODY_EN}\n\nDeepSeek shared its weights with Hugging Face and commented on the rights of authors.",
        f"제목\n\n질문: 왜 만들었나\n\n{BODY_KO}\n\n질문:\n\n좋은 모델이 나왔기 때문이다.\n\n{BODY_EN}",
        f"제목\n\n{BODY_KO}\n\n저작권자들은 오픈AI를 상대로 소송을 냈다.\n\n신문사는 무단 전재를 이유로 네이버를 고소했다.\n\n미국은 모델의 재배포를 금지했다.",
        f"넷플릭스 구독해지 급증\n\n{BODY_KO}\n\n구독 해지율이 12%로 올랐다.\n\n이전 기사에서 삼성전자가 HBM4를 공급한다고 썼다.\n\n그는 댓글로 사과문을 남겨 논란이 됐다.",
        f"제목\n\n{BODY_KO}\n\n영상은 좋아요를 100만 개 받았다.\n\n모델을 공유해 주목받았다.\n\n올해의 매출 / 영업이익",
        f"A title\n\n{BODY_EN}\n\nCopyright holders sued OpenAI.\n\nCorrections to the law were made.\n\nPerplexity gives investment advice.",
        f"제목\n\n(청두=2026년 3월 18일) {BODY_KO}",
        f"A title\n\nOSLO, Nov 6 (Newswire) - {BODY_EN}",
    ],
)
def test_prose_with_such_words_is_not_marked(text: str) -> None:
    assert marked(text) == ""


PIECES = st.sampled_from(
    [
        "홍길동 기자",
        "댓글 달기",
        "[관련기사]",
        "· 항목",
        "#태그",
        "저작권자 ⓒ",
        "Comments",
        "/ 이미지=x",
        "by Ann",
        " ",
        "",
        "\u3000",
        "딥시크는 기업이다.",
        BODY_EN,
        "질문 :",
        '"글을 써줘',
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=25), st.sampled_from(["\n", "\n\n", " "]))
@settings(max_examples=200, deadline=None)
def test_spans_are_sorted_disjoint_and_inside_the_text(pieces: list[str], separator: str) -> None:
    text = separator.join(pieces)
    spans = find_boilerplate(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))
    assert spans == find_boilerplate(text)


@pytest.mark.parametrize(
    "line",
    [
        "댓글 " + "·a" * 95 + "!",
        "by " + "A and " * 18 + ".",
        "#" * 200,
        "<" * 1999,
        " /" * 900,
        "사진=" * 400,
        "a@" * 900,
        "무단 전재" * 40,
        "." * 1999,
        "1 " * 60,
    ],
)
def test_no_line_takes_long(line: str) -> None:
    import time

    start = time.process_time()
    find_boilerplate(f"A title\n\n{BODY_EN}\n\n" + f"{line}\n" * 20)
    assert time.process_time() - start < 2
