"""Checks: which sentences of a model's text may be shown, and what is said of those that may not.

A sentence goes where it cites only claims that do not hold, or where it holds a number, designation, link or promise
that the claims it cites (all that hold, where it cites none), the buyer's words and the ticket's context do not
support.  What is left is looked at again until nothing more goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assist.case import judgement
from assist.case.asking.sentences import Sentence, joined, sentences
from assist.case.asking.support import Fault, Lists, Support, faults, promised, said
from assist.case.evidence import Evidence
from assist.case.passages import Passage
from assist.case.reply import Reply


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence that was taken out and why: a fault's kind, or `uncited` where its claims do not hold."""

    text: str
    kind: str
    what: str = ""

    def note(self) -> judgement.Sentence:
        """What the agent is told of it."""
        return judgement.Sentence.of(f"model.struck_{self.kind}", sentence=self.text, what=self.what)


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that may be shown: its marks are those of the evidence; `bare` are statements without a mark."""

    text: str = ""
    struck: tuple[Struck, ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Backing:
    """What supports a text: `always` for every sentence, `claims` what each claim (from 1) adds where it is cited.

    `numbers` are the marks seen beside the claims, 0 for those that do not hold.
    """

    always: Support = field(default_factory=Support)
    claims: Mapping[int, Support] | None = None
    numbers: Mapping[int, int] | None = None

    def of(self, sentence: Sentence) -> Support:
        claims, numbers = self.claims or {}, self.numbers or {}
        holding = [mark for mark, number in numbers.items() if number]
        cited = [mark for mark in sentence.marks if mark in holding] or ([] if sentence.marks else holding)
        support = self.always
        for mark in cited:
            support |= claims.get(mark, Support())
        return support


def backing(reply: Reply, lists: Lists) -> Backing:
    """What supports a text about this ticket: its proved claims, the buyer's words, the context, the typed facts."""
    language = reply.language
    passages = {passage.id: passage for passage in reply.found.passages}
    words = [reply.case.message, reply.case.context]
    words += [turn.text for turn in reply.case.conversation if turn.who == "buyer"]
    words += [reply.match.designation, reply.match.title] if reply.product_sure else []
    if reply.verdict:
        words += [value for _, value in reply.verdict.because.facts]
    claims = {
        place: _of_claim(each, passages, lists, language)
        for place, each in enumerate(reply.evidence, start=1)
        if each.holds
    }
    numbers = {place: each.number for place, each in enumerate(reply.evidence, start=1)}
    return Backing(said(words, lists, _languages(language, "en")), claims, numbers)


def checked(text: str, base: Backing, lists: Lists, language: str) -> Checked:
    """What of a text may be shown; see the module's first lines."""
    struck: list[Struck] = []
    kept = sentences(text)
    while True:
        kept, out = _sifted(kept, base, lists, language)
        struck += out
        shown = joined(kept, _numbers(base))
        if not out and not _across(shown, base, lists, language):
            break
        if not out:  # only the whole has a fault: two harmless sentences read as one thing
            kept, last = kept[:-1], kept[-1:]
            struck += [Struck(each.printed, "number") for each in last if each.printed]
    bare = tuple(s.printed for s in kept if s.text and not s.asks and not _held(s, base))
    return Checked(shown, tuple(struck), bare)


def _sifted(
    every: Sequence[Sentence], base: Backing, lists: Lists, language: str
) -> tuple[tuple[Sentence, ...], list[Struck]]:
    kept, out = [], []
    for each in every:
        wrong = _wrong(each, base, lists, language) if each.text or each.marks else None
        if wrong:
            out.append(wrong)
        else:
            kept.append(each)
    return tuple(kept), out


def _wrong(sentence: Sentence, base: Backing, lists: Lists, language: str) -> Struck | None:
    if sentence.marks and not _held(sentence, base):
        return Struck(sentence.printed, "uncited")
    found: Sequence[Fault] = faults(sentence.text, base.of(sentence), lists, language)
    return Struck(sentence.printed, found[0].kind, found[0].what) if found else None


def _held(sentence: Sentence, base: Backing) -> bool:
    return any((base.numbers or {}).get(mark) for mark in sentence.marks)


def _across(text: str, base: Backing, lists: Lists, language: str) -> bool:
    """Whether the whole text holds what no claim at all supports, though no sentence by itself does."""
    support = base.always
    for mark, number in (base.numbers or {}).items():
        if number:
            support |= (base.claims or {}).get(mark, Support())
    leads = "\n".join(each.text for each in sentences(text))
    return bool(faults(leads, support, lists, language))


def _numbers(base: Backing) -> Mapping[int, int]:
    class Numbers(dict[int, int]):
        def __missing__(self, key: int) -> int:
            return 0

    return Numbers(base.numbers or {})


def _of_claim(each: Evidence, passages: Mapping[str, Passage], lists: Lists, language: str) -> Support:
    quote = [each.claim.quote]
    passage = passages.get(each.claim.source.id)
    if passage is None:
        return said(quote, lists, _languages(language, "en"))
    found = said(quote, lists, _languages(language, "en", passage.language))
    printed = promised(quote, (promise for promise in lists.promises if promise.printed))
    return found | Support(pages=frozenset({each.page}), promises=printed)


def _languages(*codes: str) -> tuple[str, ...]:
    """The languages whose words are numbers; two at least, so that `2.400` keeps both its readings."""
    return (*dict.fromkeys(code for code in codes if code), "")
