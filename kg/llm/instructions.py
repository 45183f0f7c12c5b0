"""Sentences that give orders to a reader or a model: they are no content, and so no evidence.

A document may hold text that is meant for the model which reads it. What such text says is not what the document says.
Detection is by form (an order, and something only a model or a program would be told to do), in Korean and English; after
a direct order the rest of its line is not believed either.
"""

from __future__ import annotations

import re

from kg.llm.sentences import Span, sentences

_MODEL = (r"(?:(?:an?|the|all|any|dear|hey|attention|note to|message (?:to|for))\s+)*(?:ai|a\.i\.|llms?|(?:large )?language models?|"
          r"(?:ai )?(?:assistants?|models?|agents?|systems?|bots?|chatbots?|readers?|extractors?|annotators?|parsers?|crawlers?)|"
          r"chatgpt|gpt(?:-\d\w*)?|claude|gemini|copilot)")
_OUTPUT = (r"(?:claims?|relations?|triples?|triplets?|facts?|entit(?:y|ies)|edges?|nodes?|json|knowledge graph|graph|database|"
           r"answers?|output|response|result|list|instructions?|prompts?|rules|guidelines)")
_ORDER = (r"(?:add|insert|include|record|output|emit|return|write|state|report|list|extract|append|answer|respond|reply|say|print|"
          r"create|generate|register|assert|claim|note|remember|treat|mark|set|use|pretend|act|assume|ignore|disregard|forget|"
          r"override|bypass|do not|don't|never|always|you must|you should|you will|please)")
#: In any place of a sentence.
_ANYWHERE = re.compile("|".join((
    r"\b(?:ignore|disregard|forget|override|bypass|discard|do not follow|don't follow|stop following)\b[^.\n]{0,30}?"
    r"\b(?:your|previous|prior|above|earlier|all|any|these|those|other|original|existing|system|my|initial)\b[^.\n]{0,30}?"
    r"\b(?:instructions?|prompts?|rules?|guidelines?|directions?|ontology|schema|system message)\b",
    r"\b(?:ignore|disregard|forget) (?:all |everything )?(?:of )?(?:the |your )?(?:above|previous|prior|earlier)\b",
    r"\b(?:new|updated|revised|additional|hidden|system|developer) (?:instructions?|prompts?)\s*(?:for|to|:)",
    r"\byou are (?:now )?(?:an? )?(?:ai|language model|assistant|extract\w+|unrestricted|dan)\b",
    r"<\|[a-z_]+\|>|\[/?inst\]|<</?sys>>|^\s*(?:#+\s*)?(?:system|assistant|developer|instructions?)\s*:",
    r"(?:이전|위의?|앞선|앞의|기존|지금까지의?|모든|원래|당신의|너의|네|시스템)[^.\n]{0,20}(?:지시|명령|지침|프롬프트|규칙|안내|스키마)[^.\n]{0,20}"
    r"(?:무시|잊|따르지|버리|덮어|우회)",
    r"(?:지시|명령|지침|프롬프트|규칙)(?:를|을|은|는|사항을|사항은)?\s*(?:모두\s*|전부\s*|다\s*)?(?:무시|잊어)(?:하라|하고|하시오|하세요|해|하십시오|버려|라|하며)",
    r"(?:당신|너)(?:은|는)\s*(?:이제\s*|지금부터\s*)?[^.\n]{0,20}(?:AI|인공지능|언어 ?모델|어시스턴트|비서|추출기|챗봇)(?:이다|입니다|다|야)",
    r"(?:주장|관계|트리플|사실|지식 ?그래프|그래프|JSON|출력|답변|응답|결과|목록|엔티티|개체)[^.\n]{0,40}"
    r"(?:추가|출력|기록|포함|삽입|등록|작성|답|추출|저장|반환|입력|적|넣|생성|표시|간주|처리)"
    r"(?:하라|하시오|하십시오|하세요|해라|해줘|해 ?주세요|해 ?주십시오|할 것|해야 한다|해야 합니다|으라|어라|으시오|으세요|어 ?주세요|어 ?주십시오|을 것)",
    r"(?:라고|다고|이라고|것으로)\s*(?:추가|출력|기록|삽입|등록|작성|답|추출|저장|반환|입력|적|말)"
    r"(?:하라|하시오|하십시오|하세요|해라|해줘|해 ?주세요|해 ?주십시오|할 것|으라|어라|으시오|으세요|어 ?주세요)",
    r"(?:라고|다고|이라고|것으로)\s*(?:추가|출력|기록|삽입|등록|작성|추출|저장|반환|입력)(?:해야 (?:한다|합니다|해)|되어야 한다|돼야 한다)",
)), re.IGNORECASE | re.MULTILINE)
#: At the head of a sentence: someone is addressed, then told what to do.
_ADDRESSED = re.compile(rf"^[\s\"'“‘(\[*#>-]*{_MODEL}\s*"
                        rf"(?:[:!–—]+\s*(?:[^.\n]{{0,60}}?\b)?|,\s*(?:(?:please|you|now|must|should|will|kindly|also|now)\s+){{0,3}}){_ORDER}\b", re.IGNORECASE)
_ADDRESSED_KO = re.compile(
    r"^[\s\"'“‘(\[*#>-]*(?:이 (?:글|문서|기사|문장)을 (?:읽는|처리하는|분석하는|요약하는)\s*)?"
    r"(?:AI|인공지능|언어 ?모델|LLM|챗봇|어시스턴트|모델|시스템|독자|추출기|챗GPT|ChatGPT|클로드|GPT)(?:은|는|이여|아|야|에게|께|여러분)?\s*[:,]?"
    r"[^\n]{0,120}?(?:하라|하시오|하십시오|하세요|해라|해줘|해 ?주세요|해 ?주십시오|할 것|으시오|으세요|어라)[.!\s\"'”’]*$", re.IGNORECASE)
#: At the head of a sentence: an order, and an object that only whoever writes the graph could be ordered to touch.
_ORDERED = re.compile(
    rf"^[\s\"'“‘(\[*#>-]*(?:(?:and|also|then|now|instead|next|finally|please|you must|you should|important|note)[\s,:]+)*{_ORDER}\b"
    rf"(?:\s+(?:to|in|into|as|the|a|an|this|these|following|new|your|one|another|that|it))*\s+(?:\w+\s+){{0,3}}?{_OUTPUT}\b", re.IGNORECASE)
_ORDERED_THAT = re.compile(
    r"^[\s\"'“‘(\[*#>-]*(?:(?:and|also|then|now|instead|next|finally|please|you must|you should|important)[\s,:]+)*"
    r"(?:add|insert|include|record|output|emit|return|write|state|report|append|answer|respond|reply|say|print|register|assert|claim|"
    r"pretend|assume|remember)\s*,?\s*(?:also\s+)?that\b", re.IGNORECASE)


def orders(text: str) -> list[Span]:
    """The stretches of a text that order a reader about, as (start, end): each such sentence, to the end of its line
    where the order is direct."""
    found: list[Span] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if any(p.match(sentence) for p in (_ADDRESSED, _ADDRESSED_KO, _ORDERED, _ORDERED_THAT)):
            found.append((start, _line_end(text, end)))
        elif (order := _ANYWHERE.search(sentence)) is not None:
            # Reported (he typed “ignore your rules” and …) it taints its sentence; direct, what follows it too.
            direct = len(sentence[:order.start()].split()) <= 4
            found.append((start, _line_end(text, end) if direct else end))
    return found


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
