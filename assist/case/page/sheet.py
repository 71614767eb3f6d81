"""Sheet: a page as its file holds it, with the facts by which its text is judged."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.passages import Page


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page is made of.

    `chars` are characters of its text layer (white space not counted), `unmapped` those whose glyph maps to no
    character, `outside` those beyond the visible page; `hidden` is the share of characters that are never painted
    (0 unless pictures cover half of the page), `unseen` counts those that are left out of the words because nobody can
    see them.  `images` counts pictures, `image_share` is the share of the page they cover, `paths` counts drawn shapes.
    """

    chars: int = 0
    unmapped: int = 0
    outside: int = 0
    hidden: float = 0.0
    images: int = 0
    image_share: float = 0.0
    paths: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a file, unjudged."""

    page: Page
    facts: Facts
