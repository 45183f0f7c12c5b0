"""Annotated English sentences said in other ways: denied, planned, possible, asked, and as facts once more (see `claims_said`).

What stands before the verb of a sentence, its verb in another form and what stands after it are put into a template: Apple failed to
acquire Nuvia; reports that Apple acquired Nuvia are false; talks for Apple to acquire Nuvia fell through. Forms of verbs are those that the
annotated sentences have.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims_said import TRIES, Span, stating
from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.gold import GoldDocument

#: A polarity, a modality, how often, and templates: `before` and `rest` of the verb, `lower` is what begins a sentence no more.
WAYS: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("negated", "fact", 4, (
        "{before} did not {base} {rest}.", "{before} didn't {base} {rest}.", "{before} does not {base} {rest}.", "{before} never {same} {rest}.",
        "{before} has not {part} {rest}.", "{before} has never {part} {rest}.", "{before} has yet to {base} {rest}.", "{before} failed to {base} {rest}.",
        "{before} refused to {base} {rest}.", "{before} declined to {base} {rest}.", "{before} was unable to {base} {rest}.",
        "{before} could not {base} {rest}.", "{before} decided not to {base} {rest}.", "{before} gave up trying to {base} {rest}.",
        "{before} walked away from {ing} {rest}.", "{before} stopped short of {ing} {rest}.", "{before} denied {ing} {rest}.",
        "{before} denied that it had {part} {rest}.", "{before} dismissed reports that it had {part} {rest}.", "{before} ruled out {ing} {rest}.",
        "Reports that {lower} {same} {rest} are false.", "Reports that {lower} {same} {rest} were untrue.", "It is not true that {lower} {same} {rest}.",
        "There is no evidence that {lower} {same} {rest}.", "The claim that {lower} {same} {rest} is wrong.", "A spokesperson denied that {lower} {same} {rest}.",
        "Officials denied reports that {lower} {same} {rest}.", "It would be wrong to say that {lower} {same} {rest}.",
        "Contrary to reports, {lower} did not {base} {rest}.", "It is a myth that {lower} {same} {rest}.",
        "Talks for {begin} to {base} {rest} fell through.", "A deal for {begin} to {base} {rest} collapsed.", "An attempt by {begin} to {base} {rest} failed.",
        "Efforts by {begin} to {base} {rest} came to nothing.", "Neither side confirmed it: {lower} did not {base} {rest}.")),
    ("asserted", "planned", 2, (
        "{before} will {base} {rest}.", "{before} plans to {base} {rest}.", "{before} intends to {base} {rest}.", "{before} is set to {base} {rest}.",
        "{before} is preparing to {base} {rest}.", "{before} wants to {base} {rest}.", "{before} aims to {base} {rest}.", "{before} hopes to {base} {rest}.",
        "{before} said it would {base} {rest}.", "{before} is about to {base} {rest}.", "{before} vowed to {base} {rest}.", "{before} is in talks to {base} {rest}.",
        "{before} offered to {base} {rest}.", "{before} offered $2 billion to {base} {rest}.", "{before} made an offer to {base} {rest}.",
        "{before} made a bid to {base} {rest}.", "{before} proposed to {base} {rest}.", "{before} is trying to {base} {rest}.", "{before} is moving to {base} {rest}.", "{before} dropped a plan to {base} {rest}.",
        "{before} had planned to {base} {rest}.", "Talks for {begin} to {base} {rest} are under way.", "Plans for {begin} to {base} {rest} were announced.")),
    ("asserted", "possible", 3, (
        "{before} may {base} {rest}.", "{before} might {base} {rest}.", "{before} could {base} {rest}.", "{before} may have {part} {rest}.",
        "{before} is considering {ing} {rest}.", "{before} is weighing whether to {base} {rest}.", "{before} is said to be considering {ing} {rest}.",
        "{before} is reportedly in talks to {base} {rest}.", "{before} is expected to {base} {rest}.", "{before} is likely to {base} {rest}.",
        "{before} has allegedly {part} {rest}.", "{before} allegedly {same} {rest}.", "{before} is rumoured to have {part} {rest}.",
        "{before} is suspected of {ing} {rest}.", "It is possible that {lower} {same} {rest}.", "Rumours that {lower} {same} {rest} are going around.",
        "Some suspect that {lower} {same} {rest}.", "It is alleged that {lower} {same} {rest}.", "Speculation that {lower} will {base} {rest} is growing.",
        "Perhaps {lower} {same} {rest}.")),
    ("asserted", "asked", 2, (
        "Is it true that {lower} {same} {rest}?", "It is unclear whether {lower} {same} {rest}.", "Nobody knows whether {lower} {same} {rest}.",
        "Analysts ask whether {lower} {same} {rest}.", "Whether {lower} {same} {rest} remains to be seen.", "Executives would not say whether {lower} {same} {rest}.",
        "If {lower} {same} {rest}, the market will change.", "Unless {lower} {same} {rest}, little will change.", "Had {begin} {part} {rest}, the market would look different.",
        "Did {begin} {base} {rest}?", "Will {begin} {base} {rest}?", "The question is whether {lower} will {base} {rest}.")),
    ("asserted", "fact", 3, (
        "{before} managed to {base} {rest}.", "{before} succeeded in {ing} {rest}.", "{before} has already {part} {rest}.", "{before} went on to {base} {rest}.",
        "{before} confirmed that it had {part} {rest}.", "{before} announced that it had {part} {rest}.",
        "It is no secret that {lower} {same} {rest}.", "Few doubt that {lower} {same} {rest}.", "There is no doubt that {lower} {same} {rest}.",
        "It emerged that {lower} {same} {rest}.", "Filings confirmed that {lower} {same} {rest}.", "{before} {same} {rest}, which surprised no one.",
        "{before} {same} {rest}, though not everyone was happy.", "{before} {same} {rest}, and did not say why.", "{before} {same} {rest}, but could not say what it will bring.",
        "Not everyone liked it when {lower} {same} {rest}.", "Reports that {lower} {same} {rest} proved true.")),
)
#: After a template's begin is one who is one: is, has, plans, it.
_ONE = re.compile(r"\{before\} (?:is|has|was|plans|intends|wants|aims|hopes|does|said it|denied that|dismissed|confirmed|announced)\b")
_FORM = re.compile(r"\{(base|part|ing|same)\}")
#: A sentence that refers to others cannot stand alone.
REFERS = re.compile(r"\b(?:he|she|it|they|its|his|her|their|this|these|that|those|both|the (?:company|firm|start-?up|model|chip))\b", re.IGNORECASE)
#: Longer sentences are not cut of documents.
LONGEST = 220


@dataclass(frozen=True)
class Clause:
    """One sentence whose only clause that is no other's has a plain verb: what it is made of."""

    gold: GoldDocument
    before: str
    lower: str
    rest: str
    verb: str
    lemma: str
    tag: str
    #: Whether its subject is one.
    one: bool
    #: Whether the subject alone stands before the verb.
    begins: bool


class EnglishSayer:
    """Makes sentences say otherwise what they state; always the same."""

    def __init__(self, sentences: Sequence[GoldDocument], nlp: Language, seed: int = 0) -> None:
        self.rng = random.Random(seed)
        docs = list(nlp.pipe(gold.text.strip() for gold in sentences))
        self.forms = _forms(docs)
        clauses = (_clause(replace(gold, text=doc.text), doc) for gold, doc in zip(sentences, docs, strict=True) if stating(gold))
        self.clauses = [c for c in clauses if c is not None]

    def say(self, count: int) -> Iterator[tuple[GoldDocument, Span]]:
        """So many, fewer where hardly any sentence can be changed; each under the name of its own, with where its verb is now."""
        for _ in range(TRIES * count if self.clauses else 0):
            clause = self.rng.choice(self.clauses)
            polarity, modality, _, templates = self.rng.choices(WAYS, [w[2] for w in WAYS])[0]
            made = said(clause, self.rng.choice(templates), self.forms)
            if made is None:
                continue
            claims = tuple(replace(c, polarity=polarity, modality=modality) for c in clause.gold.claims)
            yield replace(clause.gold, text=made[0], claims=claims), made[1]
            count -= 1
            if not count:
                return


def said(clause: Clause, template: str, forms: dict[tuple[str, str], str]) -> tuple[str, Span] | None:
    """The sentence as the template says it, and where its verb is; None where the template does not fit."""
    found = _FORM.search(template)
    assert found is not None, template
    form = {"base": clause.lemma, "same": clause.verb}.get(found[1]) or forms.get((clause.lemma, found[1]), "")
    past = clause.tag == "VBD"
    if not form or (not past and (found[1] == "part" or " did" in template)) or (past and " does" in template):
        return None
    if (not clause.one and _ONE.match(template)) or (not clause.begins and "{begin}" in template):
        return None
    parts = {"before": clause.before, "lower": clause.lower, "begin": clause.lower, "rest": clause.rest}
    head = template[:found.start()].format(**parts)
    return head + form + template[found.end():].format(**parts), (len(head), len(head) + len(form))


def _clause(gold: GoldDocument, doc: Doc) -> Clause | None:
    roots = [t for t in doc if t.dep_ == "ROOT"]
    if len(roots) != 1 or not gold.text.endswith(".") or re.search("[\"“”:;]", gold.text):
        return None
    verb = roots[0]
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.pos_ != "VERB" or len(subjects) != 1 or subjects[0].i > verb.i or not _plain(verb):
        return None
    subject = subjects[0]
    begin = doc[0]
    before, rest = gold.text[:verb.idx].strip(), gold.text[verb.idx + len(verb):-1].strip()
    lower = before if begin.pos_ == "PROPN" or any(before.startswith(n) for e in gold.entities for n in e.mentions) else before[:1].lower() + before[1:]
    one = verb.tag_ == "VBZ" or (subject.tag_ in ("NN", "NNP", "NNPS") and not any(c.dep_ == "conj" for c in subject.children))
    return Clause(gold, before, lower, rest, verb.text, verb.lemma_, verb.tag_, one, subject.left_edge.i == 0 and subject.right_edge.i == verb.i - 1)


def _plain(verb: Token) -> bool:
    """Whether the verb stands for itself: no other beside it, nothing that denies it or helps it."""
    return not any(c.dep_ in ("aux", "aux:pass", "neg", "parataxis", "ccomp", "xcomp") or c.lower_ in ("not", "n't", "never")
                   or (c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")) for c in verb.children)


def _forms(docs: Sequence[Doc]) -> dict[tuple[str, str], str]:
    """(lemma, `part` or `ing`) -> the commonest form of it; where none is seen and the past tense is regular, what that tells."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            tag = {"VBN": "part", "VBG": "ing", "VBD": "past"}.get(token.tag_)
            if tag and token.is_lower:
                seen[token.lemma_, tag][token.text] += 1
    forms = {key: max(sorted(found), key=found.__getitem__) for key, found in seen.items()}
    for (lemma, tag), past in sorted(forms.items()):
        if tag == "past" and past.endswith("ed"):
            forms.setdefault((lemma, "part"), past)
            forms.setdefault((lemma, "ing"), (lemma if lemma.endswith("ee") else past[:-2]) + "ing")
    return forms
