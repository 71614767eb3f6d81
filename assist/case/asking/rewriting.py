"""Rewriting: what of a rewritten reply may be shown, what it lost, and whether a translation kept its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from assist.case.asking.amounts import Amount, amounts, codes
from assist.case.asking.checks import Backing, Checked, backing, checked
from assist.case.asking.forms import begins_with
from assist.case.asking.sentences import MARK, marks_of, sentences
from assist.case.asking.support import Lists, sworn
from assist.case.reply import Reply

# What greetings and signatures stay below; chosen, not measured.
STATING_WORDS, STATING_SIGNS = 4, 8


def looked_through(text: str, reply: Reply, before: str, wish: str, lists: Lists, language: str) -> Checked:
    """The rewritten text less its sentences that nothing supports.

    Supported is what the evidence supports, and what stands in the text `before` or in the agent's wish: the agent's
    own words need no proof.  Marks are those of the text before; others are dropped with their sentence.
    """
    base = backing(reply, lists)
    languages = (reply.language, language, "en", "")
    always = base.always | sworn((before, wish), lists, tuple(dict.fromkeys(languages)))
    for support in (base.claims or {}).values():
        always |= support
    known = {mark: mark for mark in marks_of(before)}
    return checked(text, Backing(always, {}, known), lists, language)


def states(sentence: str) -> bool:
    """Whether a sentence is long enough to state something: greetings and names are not."""
    letters = sum(ch.isalpha() for ch in sentence)
    wide = any("\u3040" <= ch <= "\u9fff" for ch in sentence)
    return letters >= STATING_SIGNS if wide else len(sentence.split()) >= STATING_WORDS


def turned_round(before: str, after: str) -> str:
    """Which answer became its opposite, or came from nowhere, as `no -> yes`; empty where none did."""
    old, new = ({begins_with(each.text) for each in sentences(text)} - {""} for text in (before, after))
    return f"{'/'.join(sorted(old)) or '-'} -> {'/'.join(sorted(new))}" if new - old else ""


def lost(before: str, after: str, lists: Lists, language: str, goal: str) -> tuple[str, ...]:
    """Numbers, designations and marks of the text before that the rewritten one lacks, as printed."""
    plain, new = MARK.sub(" ", before), MARK.sub(" ", after)
    there = amounts(new, lists.numerals, (goal, language, "en", ""))
    gone = [plain[slice(*a.span)].strip() for a in amounts(plain, lists.numerals, (language,)) if not _in(a, there)]
    gone += [plain[slice(*span)] for code, span in codes(plain) if code not in {code for code, _ in codes(new)}]
    gone += [f"[{mark}]" for mark in marks_of(before) if mark not in marks_of(after)]
    return tuple(dict.fromkeys(gone))


def differing(text: str, translation: str, lists: Lists, language: str) -> tuple[str, ...]:
    """The numbers and designations of either text that the other lacks, as printed.

    The text's language is not asked for: words of every language count as numbers on both sides.
    """
    every = (*lists.numerals.words, "")
    one, two = MARK.sub(" ", text), MARK.sub(" ", translation)
    there, here = amounts(two, lists.numerals, every), amounts(one, lists.numerals, every)
    written_out = amounts(two, lists.numerals, (language, ""))
    figures = [amount for amount in here if any(ch.isnumeric() for ch in one[slice(*amount.span)])]
    out = [one[slice(*a.span)].strip() for a in figures if not _in(a, there)]
    out += [two[slice(*a.span)].strip() for a in written_out if not _in(a, here)]
    left, right = dict(codes(one)), dict(codes(two))
    out += [one[slice(*left[code])] for code in left if code not in right]
    out += [two[slice(*right[code])] for code in right if code not in left]
    return tuple(dict.fromkeys(out))


def _in(amount: Amount, others: Iterable[Amount]) -> bool:
    return any(amount.same(other) for other in others)
