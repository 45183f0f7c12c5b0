"""Whether a sentence holds any word that denies: the least that a negated claim needs."""

from __future__ import annotations

import re

_ENGLISH = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|lack\w*|fail\w*|den(?:y|ies|ied|ial)|refus\w*|reject\w*|"
    r"declin\w*|abandon\w*|cancel\w*|withdr[ae]w\w*|block\w*|collaps\w*|scrap\w*|drop(?:s|ped)?|unable|hardly|barely|rather than|"
    r"instead of|far from|short of|nowhere|unlike|except|stop\w*|ceas\w*|halt\w*|prevent\w*|fell through|call\w* off|to nothing|"
    r"untouched|unaffected|false|untrue|rebuff\w*|less|un\w+ed)\b|n['’]t\b", re.IGNORECASE)
_KOREAN = re.compile(
    r"않|못|아니|없|안 |말(?:고|았|아야)|부인|거부|거절|무산|실패|불발|철회|취소|중단|포기|반려|기각|불허|미달|제외|빠지|빠졌|뒤처|떨어지|부족|"
    r"일축|반박|사실무근|허위|좌초|결렬|백지화|불가|불능|비공개|대신|커녕|모자라|어렵|막")


def denies(text: str, language: str) -> bool:
    return bool((_KOREAN if language == "ko" else _ENGLISH).search(text))
