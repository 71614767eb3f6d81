"""Manual, Page, Passage: what the library holds and hands back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assist.case.geometry import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word of a page and its box in fractions of the upright page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page, or one row of a table on it, in reading order.

    `words` is the range of the page's words it covers (first, one past the last), `size` its height in points,
    `block` counts the page's blocks (columns, tables, stretches of text between them) from 0.  `hyphen` is true
    where its last word goes on in the next line (the hyphen is already gone).  For a row of a table, `cells` are
    the first words of its cells and `broken` the words that go on in the next line of their cell; both are empty for
    text.
    """

    words: tuple[int, int]
    size: float = 0.0
    bold: bool = False
    block: int = 0
    hyphen: bool = False
    cells: tuple[int, ...] = ()
    broken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page as ingested.

    `number` counts PDF pages from 1, `label` is the printed page number where one was found; `width` and `height`
    are in points.  `source` says where its words come from: `text` (text layer), `ocr`, `both` or `none`;
    `warnings` are stable codes (`garbled_text`, `no_text`, `ocr_failed`, `timeout`, ...).  `words` are in reading
    order and `lines` says how they stand in lines; the last `drawn` of them were read by OCR in pictures and drawings.
    """

    manual: str
    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    label: str = ""
    source: str = "text"
    language: str = ""
    warnings: tuple[str, ...] = ()
    lines: tuple[TextLine, ...] = ()
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one page that is retrieved and cited as a whole.

    `words` is the range of the page's words it covers (first, one past the last), `kind` one of `text`, `table`
    (rows with their header), `figure` (what stands in pictures), `contents` (a table of contents, which names
    everything and answers nothing).  `score` is the ranking's, comparable only within one search.
    """

    id: str
    manual: str
    page: int
    heading: str
    text: str
    language: str
    words: tuple[int, int] = (0, 0)
    kind: str = "text"
    score: float = 0.0

    def scored(self, score: float) -> Passage:
        return replace(self, score=score)


@dataclass(frozen=True, slots=True)
class Manual:
    """One manual's entry in the catalogue, which the agent may correct.

    `id` is taken from the file's content, so the same file again is the same manual.  `models` are designations as
    printed, `names` what people call the product ("microwave", "thermostat", "电暖器") in any language; `kinds` are
    the lexicon's names for the kind of product, `mentions` designations that stand in it but are not the product's.
    """

    id: str
    file: str
    title: str
    brand: str = ""
    models: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    pages: int = 0
    eans: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    edition: str = ""
    kinds: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: text in `language`, within `manuals` (everywhere where empty).

    `earlier` is the conversation's earlier question, which a follow-up ("and what does it weigh") leans on,
    `designation` the buyer's model where it is known.
    """

    text: str
    language: str
    manuals: tuple[str, ...] = ()
    earlier: str = ""
    designation: str = ""


@dataclass(frozen=True, slots=True)
class Models:
    """The designations of a manual for several models: the buyer's `own`, and its `siblings`; empty where unknown."""

    own: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()


NO_MODELS = Models()


@dataclass(frozen=True, slots=True)
class Found:
    """Ranked passages, best first, and `support`: how surely the best ones answer, calibrated to [0, 1].

    `widened`: the manuals asked for held none, so that all were searched; `silent`: nothing in what was searched
    speaks of what is asked, and the passages are only the nearest.  `shown` are the passages with what stands beside
    them on their pages, for a person or a model to read; quotes are taken from the passages.  Where they are silent,
    `sought` are the question's words that an answer should speak of, `absent` those that no manual searched holds.
    `apart`: values of the kind that is asked for stand there, but only of other parts, models or modes.  `foreign` are
    the passages' languages where they are such that hardly anything can be searched in.  `models` are those that the
    manuals searched are for, `kind` the concepts of the kind of product.
    """

    passages: tuple[Passage, ...] = ()
    support: float = 0.0
    widened: bool = False
    silent: bool = False
    shown: tuple[Passage, ...] = ()
    sought: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    apart: bool = False
    foreign: tuple[str, ...] = ()
    models: Models = NO_MODELS
    kind: frozenset[str] = frozenset()

    @property
    def displayed(self) -> tuple[Passage, ...]:
        """What is shown: the passages in context, or as they are."""
        return self.shown or self.passages


class Library(Protocol):
    """What the line needs of the library; `library.shelf.Shelf` is the real one."""

    def catalogue(self) -> tuple[Manual, ...]: ...

    def find(self, query: Query, limit: int = 10) -> Found: ...

    def page(self, manual: str, number: int) -> Page: ...

    def second_text(self, manual: str, number: int) -> str:
        """The page's text by another extractor; empty where there is none."""


GIST = 240  # letters compared to know a twin
_DIGIT, _NO_LETTERS = re.compile(r"\d"), re.compile(r"[\W\d_]+")


def spread(passages: Sequence[Passage], limit: int, *, per_page: int = 3) -> tuple[Passage, ...]:
    """The first `limit` passages, at most `per_page` of one page, and twins in sibling manuals behind all others.

    One long page must not be the whole answer, nor one paragraph that five editions share.
    """
    taken: dict[tuple[str, int], int] = {}
    first_in: dict[str, str] = {}
    ahead: list[Passage] = []
    twins: list[Passage] = []
    for passage in passages:
        place = (passage.manual, passage.page)
        if taken.get(place, 0) < per_page:
            taken[place] = taken.get(place, 0) + 1
            twin = first_in.setdefault(_gist(passage), passage.manual) != passage.manual
            (twins if twin else ahead).append(passage)
            if len(ahead) == limit:
                break  # whatever follows would stand behind these
    return tuple((ahead + twins)[:limit])


def _gist(passage: Passage) -> str:
    """The beginning of the text without designations, digits and layout: the same in manuals of sibling products."""
    words = (word for word in passage.text[: 4 * GIST].split() if not _DIGIT.search(word))
    return _NO_LETTERS.sub("", "".join(words)).casefold()[:GIST] or passage.id
