"""Support: what a sentence may say, because a proved quote, the buyer's own words or the ticket's context say it.

A number is supported by the same number with the same unit, a designation by itself.  A link and a promise are the
shop's to give, so only the agent's own words support them: a buyer who asks for a refund has not been promised one, and
whoever slips a page into a manual promises nothing either.  What manuals do say is the guarantee.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assist.case.asking.amounts import Amount, Numerals, amounts, codes
from assist.case.asking.fence import visible
from assist.case.asking.links import links
from assist.case.asking.sentences import MARK
from assist.case.label.numerals import level
from assist.case.tables import words_pattern


@dataclass(frozen=True, slots=True)
class Promise:
    """One kind of promise (refund, delivery, ...), the words that make it, and whether manuals print it."""

    id: str
    words: re.Pattern[str]
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """The shipped lists that the checks need."""

    numerals: Numerals = field(default_factory=Numerals)
    promises: tuple[Promise, ...] = ()


def parse_promises(read: Callable[[str], str]) -> tuple[Promise, ...]:
    """The promises from package data; `read` gives a file's text by its name."""
    rows = json.loads(read("promises.json"))["promises"]
    return tuple(Promise(row["id"], words_pattern(row["words"]), row.get("printed", False)) for row in rows)


@dataclass(frozen=True, slots=True)
class Support:
    """What is supported: amounts, folded codes, links, and the ids of promises; `pages` are those of cited manuals."""

    amounts: tuple[Amount, ...] = ()
    codes: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    promises: frozenset[str] = frozenset()
    pages: frozenset[int] = frozenset()

    def __or__(self, other: Support) -> Support:
        return Support(
            self.amounts + other.amounts, self.codes | other.codes, self.links | other.links,
            self.promises | other.promises, self.pages | other.pages,
        )  # fmt: skip


def said(texts: Iterable[str], lists: Lists, languages: Sequence[str]) -> Support:
    """What strangers' or printed words support: numbers and designations."""
    every = [text for text in texts if text]
    return Support(
        tuple(amount for text in every for amount in amounts(text, lists.numerals, tuple(languages))),
        frozenset(code for text in every for code, _ in codes(text)),
    )


def sworn(texts: Iterable[str], lists: Lists, languages: Sequence[str]) -> Support:
    """What the agent's own words support: links and promises as well."""
    every = [text for text in texts if text]
    more = Support(links=frozenset(link for text in every for link, _ in links(_plain(text))))
    return said(every, lists, languages) | more | Support(promises=promised(every, lists.promises))


def promised(texts: Iterable[str], promises: Iterable[Promise]) -> frozenset[str]:
    """The ids of the promises that the texts make."""
    listed = tuple(promises)
    return frozenset(promise.id for text in map(_plain, texts) for promise in listed if promise.words.search(text))


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a sentence may not be shown: `kind` is `number`, `designation`, `link` or `promise`; `what` is the print."""

    kind: str
    what: str


def faults(text: str, support: Support, lists: Lists, language: str) -> tuple[Fault, ...]:
    """Everything in a text of `language` that nothing supports; marks such as `[1]` are no numbers."""
    text = visible(MARK.sub(lambda mark: " " * len(mark.group()), text))
    plain = _plain(text)
    found = [Fault("link", plain[slice(*span)]) for link, span in links(plain) if link not in support.links]
    found += [Fault("designation", word) for word in _of_two_alphabets(text)]
    found += [Fault("designation", text[slice(*span)]) for code, span in codes(text) if code not in support.codes]
    found += [
        Fault("number", text[slice(*amount.span)].strip())
        for amount in amounts(text, lists.numerals, (language,))
        if not any(amount.same(other) for other in support.amounts) and not _is_page(text, amount, support, lists)
    ]
    found += [
        Fault("promise", match.group())
        for promise in lists.promises
        if promise.id not in support.promises and (match := promise.words.search(plain))
    ]
    return tuple(found)


def _plain(text: str) -> str:
    """The text as it is read: `ｒｅｆｕｎｄ` and `𝐫𝐞𝐟𝐮𝐧𝐝` are `refund` (NFKC), strokes laid over letters are gone."""
    text = unicodedata.normalize("NFKC", visible(text))
    return "".join(ch for ch in text if unicodedata.category(ch) != "Mn") if not text.isascii() else text


_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
# Greek without the signs of units (µ, Ω), Cyrillic, Armenian, Cherokee.
_OTHER = re.compile("[\u0370-\u03a8\u03aa-\u03bb\u03bd-\u03ff\u0400-\u052f\u0531-\u0587\u13a0-\u13f4]")


def _of_two_alphabets(text: str) -> list[str]:
    """Words of Latin and Cyrillic or Greek letters, which only look like one; codes are compared folded."""
    taken = [span for _, span in codes(text)]
    return [
        match.group()
        for match in _LETTERS.finditer(text)
        if _LATIN.search(match.group())
        and _OTHER.search(match.group())
        and not any(start <= match.start() < end for start, end in taken)
    ]


def _is_page(text: str, amount: Amount, support: Support, lists: Lists) -> bool:
    """Whether the number is the page of a cited passage, and said to be one."""
    if amount.unit or not amount.values & {float(page) for page in support.pages}:
        return False
    before, after = level(text[: amount.span[0]]).rstrip().casefold(), level(text[amount.span[1] :]).lstrip()
    if after[:3] == "ページ" or after[:1] in ("页", "頁"):
        return True
    words = [word.casefold() for word in lists.numerals.pages]
    return any(re.search(rf"(?<![^\W\d_]){re.escape(word)}$", before) for word in words)
