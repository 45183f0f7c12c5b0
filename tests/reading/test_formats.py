"""Each format gives the words that a reader of the file would see, and what the file says about itself."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document as DocxDocument

from kg.model import Document, LeftOut
from kg.reading import read_file
from tests.reading.conftest import Read, Write, pdf_bytes


def test_text_keeps_its_words_with_one_kind_of_line_end(read: Read) -> None:
    document = read("a.txt", "딥시크 소식\r\n\r\n딥시크가 R1을 공개했다.\r끝.")
    assert document.text == "딥시크 소식\n\n딥시크가 R1을 공개했다.\n끝."
    assert (document.name, document.title, document.language) == ("a.txt", "딥시크 소식", "ko")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949", "euc-kr"])
def test_korean_is_read_in_every_common_encoding(read: Read, encoding: str) -> None:
    text = "량원펑은 중국의 기업 딥시크를 세웠다."
    assert read("a.txt", text.encode(encoding)).text == text


def test_utf16_of_either_byte_order_is_read_by_its_mark(read: Read) -> None:
    assert read("a.txt", b"\xfe\xff" + "딥시크".encode("utf-16-be")).text == "딥시크"


def test_western_quotes_of_windows_are_not_taken_for_korean(read: Read) -> None:
    text = "“The company released a model,” it said — and the café was full of people who had read about it."
    assert read("a.txt", text.encode("cp1252")).text == text


def test_decomposed_hangul_and_invisible_characters_are_put_right(read: Read) -> None:
    decomposed = "\u1103\u1175\u11b8\u1109\u1175\u110f\u1173"
    assert read("a.txt", f"\ufeff{decomposed}\u200b는 회\u200d사\u00ad이다.\x07").text == "딥시크는 회사이다."


def test_markdown_loses_its_marks_and_keeps_its_words(read: Read) -> None:
    document = read(
        "a.md",
        "---\ntitle: 머리말\nauthor: 홍길동\ndate: 2025-01-20\n---\n# 딥시크\n\n**딥시크(DeepSeek)**는 [중국](https://x.example)의\n"
        "회사다.\n\n- `R1`을 냈다\n- V3도 냈다\n\n![그림](a.png)\n\n```\nx = 1\n```\n\n| 모델 | 해 |\n|--|--|\n| R1 | 2025 |\n",
    )
    assert document.text == "딥시크\n\n딥시크(DeepSeek)는 중국의 회사다.\n\nR1을 냈다\nV3도 냈다\n\n모델\n해\nR1\n2025"
    assert (document.title, document.author, document.published) == ("머리말", "홍길동", "2025-01-20")


def test_text_between_two_rules_is_no_front_matter(read: Read) -> None:
    document = read("a.md", "---\n\nDeepSeek was founded by Liang Wenfeng in 2023.\n\n---\n\nThe rest.\n")
    assert document.text == "DeepSeek was founded by Liang Wenfeng in 2023.\n\nThe rest."


PAGE = """<!DOCTYPE html><html lang="ko"><head><meta charset="{charset}"><title>딥시크 | 신문</title>
<meta property="og:title" content="딥시크, R1 공개"><meta name="author" content="홍길동">
<meta property="article:published_time" content="2025-01-20T09:00:00+09:00"></head>
<body><nav><a href="/">홈</a><a href="/ai">인공지능</a></nav><article><h1>딥시크, R1 공개</h1>
<p>중국 항저우의 인공지능 기업 딥시크가 추론 모델 R1을 공개했다. 이 회사는 2023년에 설립됐다.</p>
<p>창업자는 량원펑이다. 그는 헤지펀드 환팡퀀트를 운영하고 있으며 본사는 항저우에 있다고 한다.</p></article>
<script>var evil = "딥시크가 망했다";</script><footer>이용약관</footer></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("euc-kr", "cp949"), ("ks_c_5601-1987", "cp949"), ("euc-kr", "utf-8")]
)
def test_html_gives_its_main_text_and_its_metadata_in_the_declared_or_true_encoding(
    read: Read, charset: str, encoding: str
) -> None:
    document = read("a.html", PAGE.format(charset=charset).encode(encoding))
    assert "중국 항저우의 인공지능 기업 딥시크가 추론 모델 R1을 공개했다." in document.text
    assert "창업자는 량원펑이다." in document.text
    assert "망했다" not in document.text
    assert document.text.count("딥시크, R1 공개") == 1
    assert (document.title, document.author, document.published) == ("딥시크, R1 공개", "홍길동", "2025-01-20")


def test_a_short_page_without_a_main_part_still_gives_its_words(read: Read) -> None:
    assert read("a.htm", "<p>DeepSeek is <b>a company</b>.</p><p>It is in Hangzhou.</p>").text.split("\n") == [
        "DeepSeek is a company.",
        "It is in Hangzhou.",
    ]


def test_html_takes_the_date_of_linked_data(read: Read) -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-06","author":{"name":"A. Lee"}}</script>'
    document = read("a.html", f"<html><head>{head}</head><body><p>DeepSeek is a company in Hangzhou.</p></body></html>")
    assert (document.published, document.author) == ("2024-05-06", "A. Lee")


def test_html_reads_no_file_that_it_names(read: Read, write: Write) -> None:
    secret = write("secret.txt", "the secret words")
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]><html><body><p>Words: &e; end of it.</p></body></html>'
    assert "secret words" not in read("a.html", page).text


def test_pdf_lines_of_one_paragraph_are_joined(read: Read) -> None:
    lines = [
        "A report",
        "DeepSeek, a company that has its seat in the city of Hang-",
        "zhou in China, released a model of which people",
        "everywhere then spoke for weeks.",
        "",
        "It was founded by Liang Wenfeng.",
    ]
    document = read("a.pdf", pdf_bytes(lines, title="A report"))
    assert (
        "in the city of Hangzhou in China, released a model of which people everywhere then spoke for weeks."
        in document.text
    )
    assert document.title == "A report"
    assert document.text.startswith("A report\n")


def test_a_title_of_full_width_is_not_joined_to_the_paragraph_below_the_gap(read: Read) -> None:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    title = "BIS fines Idaho toolmaker $31 million over shipments to a firm in China"
    body = "The Bureau of Industry and Security, an arm of the Commerce Department, has fined a maker of tools that is at home in Boise."
    style = ParagraphStyle("plain", fontName="Helvetica", fontSize=11, leading=15)
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build(
        [Paragraph(title, style), Spacer(1, 8), Paragraph(body, style), Spacer(1, 8), Paragraph(body * 3, style)]
    )
    document = read("a.pdf", buffer.getvalue())
    assert document.text.split("\n")[:2] == [title, body]
    assert document.title == title


def test_korean_pdf_is_read(read: Read) -> None:
    document = read(
        "a.pdf", pdf_bytes(["딥시크는 중국의 인공지능 기업이다.", "량원펑이 세웠다."], font="HYSMyeongJo-Medium")
    )
    assert document.text.split("\n") == ["딥시크는 중국의 인공지능 기업이다.", "량원펑이 세웠다."]
    assert document.language == "ko"


def test_docx_gives_paragraphs_and_cells_in_order(read: Read) -> None:
    source = DocxDocument()
    source.add_heading("딥시크 보고서", 1)
    source.add_paragraph("딥시크는 기업이다.")
    table = source.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "모델", "R1"
    source.add_paragraph("끝.")
    source.core_properties.title, source.core_properties.author = "딥시크 보고서", "홍길동"
    buffer = io.BytesIO()
    source.save(buffer)
    document = read("a.docx", buffer.getvalue())
    assert document.text == "딥시크 보고서\n딥시크는 기업이다.\n모델\nR1\n끝."
    assert (document.title, document.author) == ("딥시크 보고서", "홍길동")


def test_docx_gives_inserted_text_and_content_controls_and_no_deleted_text(read: Read) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    source = DocxDocument()
    xml = (
        "<w:p {ns}><w:r><w:t xml:space='preserve'>딥시크는 </w:t></w:r><w:ins w:id='1' w:author='a'><w:r><w:t>중국 </w:t></w:r></w:ins>"
        "<w:del w:id='2' w:author='a'><w:r><w:delText>미국 </w:delText></w:r></w:del><w:moveFrom w:id='3' w:author='a'><w:r><w:t>옛 </w:t></w:r>"
        "</w:moveFrom><w:r><w:t>R</w:t><w:noBreakHyphen/><w:t>1 기업이다.</w:t></w:r></w:p>"
    )
    source.element.body.insert(0, parse_xml(xml.format(ns=nsdecls("w"))))
    source.element.body.insert(
        1,
        parse_xml(
            "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>항저우에 있다.</w:t></w:r></w:p></w:sdtContent></w:sdt>".format(
                ns=nsdecls("w")
            )
        ),
    )
    buffer = io.BytesIO()
    source.save(buffer)
    assert read("a.docx", buffer.getvalue()).text.strip() == "딥시크는 중국 R-1 기업이다.\n항저우에 있다."


def test_each_json_line_is_a_document(write: Write) -> None:
    path = write(
        "news.jsonl",
        '{"text": "DeepSeek is a company.", "id": "a1", "title": "T", "author": "A", "published": "Jan 20, 2025", '
        '"url": "https://x.example/1", "language": "ko"}\n\n{"text": "딥시크는 기업이다.", "id": 7}\n{"text": "끝.", "id": "7"}\n{"text": "x y"}\n',
    )
    first, second, third, fourth = [item for item in read_file(path, "news.jsonl") if isinstance(item, Document)]
    assert (first.name, first.title, first.author, first.published, first.source, first.language) == (
        "news.jsonl#a1",
        "T",
        "A",
        "2025-01-20",
        "https://x.example/1",
        "ko",
    )
    assert (second.name, third.name, fourth.name) == ("news.jsonl#7", "news.jsonl#7~2", "news.jsonl#5")


def test_a_broken_json_line_is_one_failure_that_names_it_and_the_others_are_read(write: Write) -> None:
    path = write(
        "a.jsonl",
        '{"text": "one"}\n{broken\n{"id": "no text"}\n{"text": "four", "title": 4}\n{"text": "five", "language": "fr"}\n'
        '{"text": " "}\n[1]\n' + "[" * 100_000 + '\n{"text": "nine"}',
    )
    items = list(read_file(path, "a.jsonl"))
    assert [d.name for d in items if not isinstance(d, LeftOut)] == ["a.jsonl#1", "a.jsonl#9"]
    reasons = [d.reason for d in items if isinstance(d, LeftOut)]
    assert [reason.split(":")[0] for reason in reasons] == [f"line {n}" for n in range(2, 9)]
    assert all(d.document == "a.jsonl" for d in items if isinstance(d, LeftOut))


def test_a_suffix_that_says_nothing_is_read_by_content(read: Read) -> None:
    assert read("page", "<!doctype html><p>DeepSeek is a company.</p>").text == "DeepSeek is a company."
    assert read("notes.log", "DeepSeek is a company.").text == "DeepSeek is a company."


def test_the_given_language_wins(write: Write) -> None:
    (document,) = read_file(write("a.txt", "DeepSeek is a company."), "a.txt", language="ko")
    assert document.language == "ko"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OpenAI와 Anthropic, Google DeepMind가 GPT-4o, Claude, Gemini로 경쟁한다", "ko"),
        ("The word 딥시크 means DeepSeek in Korean, people say.", "en"),
        ("深度求索是一家公司", "en"),
        ("123 456", "en"),
    ],
)
def test_language_is_told_by_script(read: Read, text: str, language: str) -> None:
    assert read("a.txt", text).language == language


def test_fifty_megabytes_in_one_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes("딥시크는 R1을 냈다. ".encode() * 1_800_000)
    (document,) = read_file(path, "long.txt")
    assert document.text.startswith("딥시크는 R1을 냈다. ")  # type: ignore[union-attr]
    assert len(document.text) == 13 * 1_800_000  # type: ignore[union-attr]
