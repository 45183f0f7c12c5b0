"""The particles of Korean that may follow a name in its word, with their tags (those of the Sejong corpus, which Kiwi gives too)."""

from __future__ import annotations

_BASE = {
    "이": "JKS", "가": "JKS", "께서": "JKS", "을": "JKO", "를": "JKO", "의": "JKG", "은": "JX", "는": "JX", "도": "JX", "만": "JX", "까지": "JX", "부터": "JX",
    "조차": "JX", "마저": "JX", "에": "JKB", "에서": "JKB", "에게": "JKB", "에게서": "JKB", "한테": "JKB", "께": "JKB", "로": "JKB", "으로": "JKB",
    "로서": "JKB", "으로서": "JKB", "로써": "JKB", "으로써": "JKB", "로부터": "JKB", "으로부터": "JKB", "보다": "JKB", "처럼": "JKB", "만큼": "JKB", "대로": "JX",
    "와": "JC", "과": "JC", "하고": "JC", "랑": "JC", "이랑": "JC", "이나": "JC", "나": "JC", "라고": "JKQ", "이라고": "JKQ", "라는": "JKQ", "이라는": "JKQ",
    "라며": "JKQ", "이라며": "JKQ",
}
_ADDED = {"는": "JX", "은": "JX", "도": "JX", "만": "JX", "의": "JKG", "까지": "JX"}
_BEFORE_ADDED = ("에", "에서", "에게", "로", "으로", "와", "과", "보다", "까지", "부터", "로부터", "에게서", "만")

#: What may follow a name in its word -> the particles it is made of.
PARTICLES: dict[str, list[tuple[str, str]]] = {form: [(form, tag)] for form, tag in _BASE.items()}
PARTICLES |= {a + b: [(a, "JKB" if _BASE[a] == "JC" else _BASE[a]), (b, tag)] for a in _BEFORE_ADDED for b, tag in _ADDED.items()}
PARTICLES["들"] = [("들", "XSN")]
