"""The patterns behind `boilerplate`. They run on stripped lines of bounded length; none nests quantifiers over one
class."""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LEAD = r"[\W_]{0,8}"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
#: How a line says whose the text is; `copyright` and its Korean word alone may be what a text is about.
_RIGHTS = r"(?:(?:저작권자?|copyright)\s*[:=]?\s*(?:ⓒ|©|\(c\)|(?:19|20)\d\d)|ⓒ|©|\(c\)\s*(?:19|20)\d\d)"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s+(?:19|20)\d\d)?"

EMAIL = re.compile(_MAIL)

#: Whole lines, wherever they stand.
LINES_ANYWHERE = _any(
    # Forms for readers' comments.
    _LEAD
    + r"댓글\s*(?:달기|쓰기|남기기|작성|등록|입력|보기|취소|\d[\d,]*\s*개?)?(?:\s*[·|]\s*[^\s·|]+(?:\s+\d+)?){0,5}",
    _LEAD + r"(?:이메일|메일)\s*주소(?:는|를|가)?\s*공개.*",
    _LEAD + r"필수\s*(?:필드|항목|입력)(?:는|은).*",
    r"다음 번 댓글 작성을 위해.*",
    r"leave a (?:comment|reply).*",
    r"(?:post|add|write) (?:a )?comment.*",
    r"cancel reply",
    r"your e-?mail address will not be published.*",
    r"required fields are marked.*",
    r"save my name, e-?mail.*",
    # Whose the text is.
    rf"[\W_]*{_RIGHTS}.*",
    r".{0,60}무단\s*(?:전재|복제|배포).{0,40}(?:금지|금합니다|처벌|책임).{0,20}",
    r".{0,60}재배포\s*금지[\W_]*",
    r".{0,80}all rights reserved.{0,40}",
    # Pictures.
    r"\S{1,80}\.(?:jpe?g|png|gif|webp|svg|bmp)",
    r"[\W_]*(?:사진|이미지|그래픽|일러스트|영상)(?:\s*(?:제공|출처))?\s*[=:：]\s*.{1,20}",
    # Other articles, in one line with their heading.
    r"[\W_]*(?:관련\s?(?:기사|글|뉴스|보도|링크)|추천\s?(?:기사|글)|많이 본 (?:뉴스|"
    r"기사))[\])】>]?\s*[:：▶☞▷·•\-‘“'\"].*",
    # Who wrote it, by address.
    rf"[\W_]*{_MAIL}[\W_]*",
)

_BUTTON = (
    r"brunch|브런치(?:스토리)?|velog|tistory|티스토리|medium|substack|네이버 ?블로그|naver blog|다음 ?블로그|"
    r"wordpress|blogger|"
    r"위로 스크롤|맨\s?위로|top|(?:back|scroll|return) to top|skip to (?:main )?content|본문\s?(?:바로가기|"
    r"듣기)|기사\s?듣기|"
    r"글자\s?크기.{0,20}|프린트|인쇄|스크랩|공유(?:하기)?|(?:url|링크|주소)\s?복사|카카오톡|페이스북|트위터|"
    r"share(?: this.{0,20})?|"
    r"tweet|facebook|twitter|linkedin|whatsapp|print|save|menu|메뉴|로그인|회원가입|log ?in|sign (?:in|up)|"
    r"subscribe|구독(?:하기)?|"
    r"(?:좋아요|공감)\s*\d*|keywords?|tags?|태그|키워드|광고|advertisement|조회(?:수)?\s*[\d,]+|"
    r"\d+ min(?:ute)?s? read|목록(?:으로)?"
)

#: Whole lines near the head or the end.
LINES_AT_EDGE = _any(
    rf"[\W_]*(?:{_BUTTON})[\W_]*",
    _LEAD + r"(?:키워드|태그|keywords?|tags?|filed under)\s*[:：].*",
    r"(?:작가의|매거진의)\s*(?:이전|다음)\s?글.{0,100}",
    r"[\W_]*(?:이전|다음)\s?(?:글|기사|포스트)(?!에|은|는|을|를|이|과|의|로|들)(?:[\W_]*|"
    r"\s*[\W_\w].{0,80}(?<!다\.)(?<!요\.))",
    _LEAD + r"(?:previous|next|older|newer) (?:posts?|articles?|story|stories|entry)\b.{0,120}",
    r"[\W_]*(?:입력|수정|등록|승인|송고|발행|게시|기사\s?입력|최종\s?수정)(?:일시?|시각)?\s*[:：]?\s*(?:19|"
    r"20)\d\d.{0,80}",
    rf"[\W_]*(?:published|posted|updated|last (?:updated|modified))(?: on)?\s*:?\s*(?:{_DATE}|(?:19|20)\d\d-).{{0,60}}",
    r"posted by .{1,60}",
    rf"[\W_]*(?:.{{1,20}}\s)?(?:문의|연락처|제보|작성|contact|(?:media|press|investor) contacts?|enquiries|"
    rf"inquiries)\s*[:：].{{0,80}}{_MAIL}.{{0,20}}",
    r"[\W_]*(?:photo(?:graph)?s?|picture|image|illustration)(?: credit| courtesy)?\s*(?::|by\b|courtesy)\s*.{1,40}",
    r"[\W_]*(?:사진|그림|이미지)\s*(?:제공|출처)?\s*[:=\]：].{1,20}",
    r"for immediate release",
    r"보도자료\s*\(.{1,30}\)",
    r"배포\s?즉시.{0,20}",
    r"[\W_]*보도자료[\W_]*",
    r"(?:수신\s?거부|구독\s?해지|unsubscribe)(?:\s*[|:·]\s*.{1,100})?",
)
#: The first line, which else is the title.
FIRST_LINES = _any(
    rf"[\W_]*(?:{_BUTTON})[\W_]*", r"for immediate release", r"보도자료\s*\(.{1,30}\)", r"[\W_]*보도자료[\W_]*"
)

#: Bylines: words that may stand in one (see `boilerplate.is_byline`).
BYLINE_WORD = re.compile(r"[^\s=:·/,|()\[\]<>▲△■□◆◇※|]+")
ROLE = re.compile(r"[가-힣]{0,6}(?:기자|특파원|논설위원|편집위원|편집장|칼럼니스트|에디터|앵커|리포터|통신원)")
LABELS = frozenset(["글", "사진", "정리", "취재", "영상", "그래픽", "편집", "작성", "번역", "제공"])
NAME = re.compile(r"[가-힣]{1,4}|[가-힣]{1,8}(?:팀|부|국|실)")
_PERSON = r"[A-Z가-힣][\w.'’-]{0,30}(?:\s[\w.'’-]{1,30}){0,4}"
ENGLISH_BYLINE = re.compile(
    rf"(?:(?:[Pp]osted|[Ww]ritten|[Ww]ords|[Ss]tory|[Tt]ext) )?(?:by|By|BY):?\s+{_PERSON}"
    rf"(?:\s*(?:,|and|&)\s*{_PERSON}){{0,4}}\s*(?:[|·—–].{{0,60}})?(?<![.?!,])"
)
REPORTING = re.compile(
    r"\(?(?:additional )?(?:reporting|writing|editing)(?: and (?:writing|editing))? by .{1,180}", re.IGNORECASE
)

#: What stands before the first words of a report: `[서울=가온뉴스] 홍길동 기자 = `. Not where it holds a date, which
#: the report's first sentence may need; nor the English kind (`OSLO, Nov 6 - `), whose place and date a sentence leans
#: on as often as not.
_REPORTER = r"[가-힣]{2,4}\s*[가-힣]{0,4}(?:기자|특파원|통신원)"
DATELINE = re.compile(
    rf"[\[(（【][^\]\n)=\d]{{1,40}}=[^\]\n)=\d]{{1,40}}[\])）】]\s*(?:{_REPORTER}(?:\s*[·,]\s*{_REPORTER}){{0,3}}\s*=\s*)?"
)

#: Credits of pictures within or at the end of a line.
INLINE_CREDITS = _any(
    r"\s*[/|]\s*(?:사진|이미지|그래픽|자료|영상)(?:\s*(?:제공|출처))?\s*[=:]\s*[^/\n]{1,40}$",
    r"[(\[（]\s*(?:사진|이미지|그래픽|자료|출처)(?:\s*(?:제공|출처))?\s*[=:]\s*[^()\[\]\n]{1,20}[)\]）]",
    r"\s*[/|]\s?[가-힣]{2,4}\s?(?:기자|특파원)\s*$",
    r"\s/\s?(?:연합뉴스|신화|로이터|AP|AFP|EPA|뉴시스|뉴스1|게티이미지(?:뱅크)?|"
    r"[가-힣]{2,6}\s?제공)(?:\s?[=·]?\s?[가-힣]{2,6})?$",
    r"[\[(](?:photo|image|picture)(?: credit)?(?::| by)\s[^()\[\]\n]{1,80}[)\]]",
    r"(?:^|(?<=[.!?]\s))(?:photo(?:graph)?|image)(?: credit)?(?: by|:)\s[^\n]{1,40}$",
)
COPYRIGHT_END = re.compile(
    rf"[<(\[]?\s*(?:{_RIGHTS}.{{0,380}}|무단\s*(?:전재|복제|배포).{{0,20}}금지[\W_]*)$", re.IGNORECASE
)

SENTENCE_END = re.compile(r"[.!?…。]+[\"”’)\]]*\s+|\s(?=[|])")
#: Sentences near an edge that speak to the reader and not of the subject.
PROMPTS = _any(
    r"^[\W_]*(?:unsubscribe|subscribe (?:to|for|now|here)|sign up (?:for|to|here|now)|follow us|share this|"
    r"forward this|click here)\b",
    r"\bunsubscribe\b",
    r"^[\W_]*you (?:are|receive|'re|’re)\b.{0,20}(?:getting|receiv|reading|this).{0,60}(?:sign|subscri)",
    r"^[\W_]*you may also like\b",
    r"^[\W_]*comments are closed",
    r"^[\W_]*got a (?:news )?tip\b",
    r"^[\W_]*(?:tips|corrections?) to \S+@",
    r"^[\W_]*opinions (?:are|here are|expressed) .{0,20}(?:mine|my own|the author)",
    r"^[\W_]*forward-looking statements",
    r"\b(?:not|nothing)\b.{0,60}investment advice",
    r"^this (?:article|story) was (?:corrected|updated) on",
    r"구독\s?(?:해\s?주세|하기|신청(?:하|은)|과 좋아요|을 눌러|은 아래|해지(?:는|를 원|하시|\s*[:|]))",
    r"수신\s?(?:거부(?:는|를|하|\s*[:|]|$)|을 원치)",
    r"댓글(?:로|을|에|도)?\s.{0,20}(?:남겨|나눠|알려|달아|적어|들려)\s?(?:주세|주시|주십|줘|보세)",
    r"공유(?:해\s?주(?:세|시|십)|하고 댓글)",
    r"좋아요(?:와 구독|를? 눌러\s?주| 부탁)",
    r"이웃\s?추가",
    r"투자 (?:권유(?:가|를? ?목적| 목적)|판단의 책임|참고용)",
    r"편집 방향과 다를",
    r"기사\s?제보(?:는|하|\s*[:|])",
    r"알림\s?(?:신청|설정)(?:하기|을 눌러|해 주)",
    r"복제[·, ]?\s?배포할 수 없",
)

#: Headings by themselves, after which readers speak.
COMMENTS_HEADING = re.compile(
    r"[\W_]*(?:댓글(?:\s*\(?\d*\)?개?|\s*(?:달기|쓰기|남기기|작성))?|독자\s?(?:의견|댓글)|leave a (?:comment|"
    r"reply)|post a comment|"
    r"(?:reader )?comments?(?:\s*\(\d+\))?|\d+ (?:comments?|replies|responses)|join the (?:conversation|"
    r"discussion))[\W_]*",
    re.IGNORECASE,
)
#: Headings by themselves, or with their items behind a colon, of lists of other texts.
LIST_HEADING = re.compile(
    r"[\W_]*(?:관련\s?(?:기사|글|뉴스|보도|링크|자료|문서)|참고\s?(?:링크|자료|문헌|기사)|추천\s?(?:기사|글)|"
    r"함께\s?(?:읽기|보기|볼 만한 \S+)|"
    r"같이\s?보기|외부\s?링크|각주|많이 본 (?:뉴스|기사)|인기\s?(?:기사|글|뉴스)|이\s?시각\s?(?:주요|"
    r"인기)\s?(?:뉴스|기사)|see also|external links|"
    r"(?:related|recommended|further|more)(?: articles?| stor(?:y|ies)| posts?| reading| links?| news)|related|"
    r"read (?:more|next|also)|"
    r"references|sources|출처|you may also like)(?:[\W_]*|[\])】>]*\s*[:：]\s*.{1,100})",
    re.IGNORECASE,
)
BULLET = re.compile(r"[▶▷►☞👉·•ㆍ*■□◆◇▲△○●\-–—]|\[\d+\]|\d{1,2}[.)]\s")
KOREAN_SENTENCE = re.compile(r"[다요]\.[\"”’)]?$")

#: A prompt to a machine, shown below the text that it wrote.
PROMPT_LABEL = re.compile(r"[\W_]*(?:질문|프롬프트|입력한? ?(?:문장|글)|prompt|question)[\W_]*", re.IGNORECASE)
PROMPT_REQUEST = re.compile(
    r"(?:써|작성해|정리해|만들어|요약해|번역해)\s?(?:줘|주세요|달라|줄래)|\b(?:write|draft|summari[sz]e)\b",
    re.IGNORECASE,
)
