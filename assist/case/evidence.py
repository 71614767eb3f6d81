"""Evidence: is each quote where its claim says it is, and in which boxes."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.draft import Claim
from assist.case.geometry import Quad


@dataclass(frozen=True, slots=True)
class Evidence:
    """One checked claim.

    `holds` is true where the quote was found at its source; `quads` are its places on the photo or on the page,
    `page` the manual's page, `why` a stable code where it does not hold (`not_on_page`, `not_on_photo`,
    `number_differs`, `no_source`).  `number` is the citation mark a reader sees, 0 where it does not hold.
    """

    claim: Claim
    holds: bool
    quads: tuple[Quad, ...] = ()
    manual: str = ""
    page: int = 0
    number: int = 0
    why: str = ""
