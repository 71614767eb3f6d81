"""The desk's records: a ticket as the agent left it, and a place where evidence stands."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field

from assist.case.geometry import Quad
from assist.case.photo import Turn

TICKET_ID = re.compile(r"[0-9a-f]{24}")
PHOTO_ID = re.compile(r"[0-9a-f]{64}")


def new_id() -> str:
    """A ticket id that nobody guesses: 96 random bits."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo of a ticket: the sha256 of its bytes and the name its file had (shown, never used as a path)."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an agent handed in and wrote, kept on the server so that a reload or a second tab finds it again.

    `manual` and `language` are the agent's corrections, `edited` the text in the reply box where it differs from
    the draft, `sent` what was copied last, `batch` names the drop into the queue it came with.  Times are
    seconds since the epoch.
    """

    id: str
    message: str = ""
    context: str = ""
    photos: tuple[Upload, ...] = ()
    conversation: tuple[Turn, ...] = ()
    manual: str | None = None
    language: str | None = None
    edited: str = ""
    sent: str = ""
    batch: str = ""
    created: float = field(default_factory=time.time)

    @property
    def empty(self) -> bool:
        return not (self.message.strip() or self.photos or self.conversation)


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement's place: its citation number (0 where it is not proved), quote, quads and why it does not hold."""

    number: int
    quote: str
    quads: tuple[Quad, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One picture of the evidence viewer: a photo of the case or a page of a manual, with what is marked on it.

    `kind` is `photo` or `page`, `id` the photo's or the manual's id, `page` counts from 1.  `cited` is false for
    pages that were looked at without being quoted.
    """

    kind: str
    id: str
    page: int = 0
    marks: tuple[Mark, ...] = ()
    cited: bool = True

    @property
    def quads(self) -> tuple[Quad, ...]:
        return tuple(quad for mark in self.marks for quad in mark.quads)
