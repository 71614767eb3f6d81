"""ProductMatch: which manuals the photo and the message mean, why, and who came second."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.specs import Source
from assist.case.verdict import Sentence


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another manual that could be meant, and how well it matches in [0, 1]."""

    manual: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class ProductMatch:
    """The product, or an abstention.

    `manuals` scopes the search, best edition for the buyer first, and is empty where nothing was recognised or
    several products are equally likely (then `runners_up` holds them and the outcome asks which).
    `designation` is the model designation read on the photo or in the message whether or not a manual has it,
    `brand` the brand, `because` the reason in words, `source` where the deciding words stand.
    """

    manuals: tuple[str, ...] = ()
    title: str = ""
    designation: str = ""
    brand: str = ""
    because: Sentence = Sentence("product_unknown")
    source: Source | None = None
    score: float = 0.0
    runners_up: tuple[RunnerUp, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.manuals)
