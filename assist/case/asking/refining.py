"""Refining: a reply made shorter, warmer, formal, translated or as the agent says, and translated back for the agent.

The interface that a page builds on; `engines.glm.refining.GlmRefiner` is the real one.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assist.case.judgement import Sentence
from assist.case.reply import Reply


class Wish(StrEnum):
    """What the agent wants done with the reply."""

    SHORTER = "shorter"
    WARMER = "warmer"
    FORMAL = "formal"
    TRANSLATE = "translate"
    ASK = "ask"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Refined:
    """A reply on its way to what the agent wished.

    `text` is the whole text so far; while it grows it is unchecked, and `complete` is false.  The last one is checked:
    `struck` are the sentences that were taken out of it because nothing supports a number, a designation, a link or a
    promise in them, `notes` what the agent should know.  `failed` is true where the model could not do it: then `text`
    is the text that was handed in (for a translation: empty) and a note says why.  `waiting` is the number of requests
    ahead in the model's queue, `left_machine` what was sent to another machine.
    """

    text: str = ""
    complete: bool = False
    struck: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()
    failed: bool = False
    waiting: int = 0
    left_machine: tuple[str, ...] = ()


class Refiner(Protocol):
    """Rewrites a reply on the agent's wish; closing the iterator stops the model."""

    def refine(
        self, reply: Reply, text: str, wish: Wish, *, detail: str = "", language: str = ""
    ) -> Generator[Refined, None, None]:
        """The growing text; the last one is complete and checked against the reply's evidence.

        `text` is what stands in the reply box now (the agent's own words count as supported), `detail` what to ask
        the buyer for (`ASK`) or the free instruction (`FREE`), `language` the goal of `TRANSLATE` (one of the nine;
        otherwise the reply's language is kept).  Never raises for a model that fails: see `Refined.failed`.
        """

    def translate(self, text: str, to: str) -> Generator[Refined, None, None]:
        """The text in the agent's language `to`, to be read and not sent; a note says where its numbers differ."""
