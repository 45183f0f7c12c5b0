"""Phrases that refer back to something named before: it, the company, 이 회사, 그는."""

from __future__ import annotations

import re

from kg.schema import Schema

_ENGLISH = re.compile(
    r"(?:the|this|that|these|those|its|his|her|their|our|my)(?:\s+(?:same\s+)?[\w’'.-]+){1,6}|"
    r"it|its|itself|he|him|his|himself|she|her|hers|herself|they|them|their|theirs|themselves|we|us|our|ours|i|me|my|"
    r"who|whom|whose|which|that|this|both|neither|one|former|latter|the\s+(?:former|latter)", re.IGNORECASE)
_KOREAN = re.compile(
    r"(?:이|그|저|해당|동|당|본|같은|두|양|이런|그런|이들|그들)\s+[^\s]+(?:\s+[^\s]+){0,2}|"
    r"이|그|그녀|이들|그들|자신|자신들|본인|우리|저희|나|저|자사|당사|동사|양사|본사|회사|업체|기업|연구소|재단|대학|정부|당국|이곳|그곳|여기|거기|이것|그것|이는|"
    r"이를|그는|그의|그가|그를|이 회사|(?:회사|업체|기업|그룹)\s*(?:측|쪽|관계자)|모회사|자회사|양측|양국|전자|후자|고인")
_FIRST_PERSON = re.compile(r"(?:we|us|our|ours|i|me|my)\b.*|(?:우리|저희|나|저|당사|자사|동사).*", re.IGNORECASE)


def refers(text: str, language: str, schema: Schema) -> bool:
    """Whether the phrase refers back, rather than names. Phrases of the schema's words count too."""
    text = " ".join(text.split())
    words = schema.words.get(language)
    if words and any(text.casefold() == p.casefold() for phrases in words.references.values() for p in phrases):
        return True
    return bool((_KOREAN if language == "ko" else _ENGLISH).fullmatch(text))


def speaks_of_itself(text: str) -> bool:
    """Whether the phrase is of the first person, whose antecedent is the speaker or the author, however far back."""
    return bool(_FIRST_PERSON.fullmatch(" ".join(text.split())))
