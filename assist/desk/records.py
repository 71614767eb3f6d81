"""The desk's records: a ticket as the agent left it, and a place where evidence stands."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from assist.case.geometry import Quad
from assist.case.photo import Focus, Turn

TICKET_ID = re.compile(r"[0-9a-f]{24}")
PHOTO_ID = re.compile(r"[0-9a-f]{64}")


# What a ticket says of its reply's text before anybody changed or copied it.
UNTOUCHED: dict[str, Any] = {"edited": "", "sent": "", "said": "", "versions": (), "reworded": False}


def new_id() -> str:
    """A ticket id that nobody guesses: 96 random bits."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo of a ticket: the sha256 of its bytes and the name its file had (shown, never used as a path)."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A photo that was taken in: its name, its size and what makes it hard to read."""

    id: str
    name: str
    width: int
    height: int
    flaws: tuple[str, ...]
    hopeless: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The reply's text as it stood before a wish changed it, its language, and whether a model had reworded it."""

    text: str
    language: str
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A photo seen before: the ticket that shows it, its id there, and whether it is the very same file.

    Where it is not, it is a copy: saved again, resized, or cut a little.  `created` is that ticket's time.
    """

    ticket: str
    photo: str
    same_file: bool
    created: float


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an agent handed in and wrote, kept on the server so that a reload or a second tab finds it again.

    `manual` and `language` are the agent's corrections, `edited` the text in the reply box where it differs from
    the draft, `sent` what was copied last, `batch` names the drop into the queue it came with, `owner` is the id of
    the person who works on it ("" for nobody's).  `said` is the language of `edited` where a wish changed it,
    `versions` what the wishes changed, oldest first, `left_out` the photos that the agent goes on without.
    `reworded` says that a model changed the words of `edited`, `note` is what the agent wrote
    for a colleague who takes over, `untold` what was sent to other machines for drafts that were discarded, until a
    reply tells it.  Times are seconds since the epoch.
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
    owner: str = ""
    said: str = ""
    versions: tuple[Version, ...] = ()
    left_out: tuple[str, ...] = ()
    focus: Focus | None = None
    reworded: bool = False
    note: str = ""
    untold: tuple[str, ...] = ()
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
