"""Records of the API: what its requests may say and what its answers hold, as OpenAPI shows them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, Field

from assist.case.text.language import SUPPORTED
from assist.desk.past.feedback import About, Reason

Language = StrEnum("Language", [(code.upper(), code) for code in SUPPORTED])  # type: ignore[misc]
ItemState = Literal["waiting", "working", "done", "failed", "cancelled"]
TICKET = Field(pattern="^[0-9a-f]{24}$", description="Id of a ticket")


class Problem(BaseModel):
    """What went wrong: `code` is stable, `help` says what to do next, `retryable` whether the same may work later."""

    code: str
    message: str
    help: str
    retryable: bool
    facts: dict[str, str] = {}
    request: str = Field("", description="The request's id, which stands in the log as well")


class Area(BaseModel):
    """A rectangle in fractions of the upright photo or page, origin top left."""

    left: float
    top: float
    right: float
    bottom: float


class Proof(BaseModel):
    """A quote and where it stands: in `boxes` on the picture at `picture`."""

    number: int = Field(description="The mark [n] in the reply's text; 0 where the quote is not proved")
    holds: bool
    quote: str
    statement: str = Field(description="What it is to prove; empty where the quote speaks for itself")
    why: str = Field(description="Stable code of why it does not hold; empty where it does")
    source: Literal["photo", "manual"]
    photo: str = Field(description="The photo's id, empty for a manual")
    manual: str = Field(description="The manual's id, empty for a photo")
    title: str = Field(description="The manual's title, or the photo's file name")
    page: int = Field(description="The manual's page, counted from 1; 0 for a photo")
    boxes: list[Area]
    picture: str = Field(description="Address of the picture on which the boxes are drawn")


class Product(BaseModel):
    """The product that was recognised, or none, and why."""

    known: bool
    manuals: list[str]
    title: str
    designation: str
    brand: str
    because: str
    others: list[str] = Field(description="Titles of other products that it may be")


class VerdictOf(BaseModel):
    """The answer to a yes/no question."""

    judgement: Literal["yes", "no", "unclear"]
    because: str
    rule: str


class Answer(BaseModel):
    """A reply with everything that it rests on."""

    ticket: str
    link: str = Field(description="The ticket on the page")
    outcome: str
    band: Literal["ready", "check", "stop"] = Field(description="How far to rely on it")
    next: str = Field(description="What the agent does next, in the agent's language")
    language: str
    text: str = Field(description="The reply to the buyer with its marks [1]")
    to_send: str = Field(description="The same without marks")
    product: Product
    verdict: VerdictOf | None
    ask: list[str] = Field(description="What to ask the buyer, in the reply's language")
    proofs: list[Proof]
    read: list[list[str]] = Field(description="What is printed on each photo, line by line")
    notes: list[str]
    left_machine: list[str] = Field(description="What was sent to another machine to make this")
    seconds: dict[str, float]
    record: dict[str, Any] | None = Field(None, description="The whole audit record, where `record` was asked for")


class TicketOf(BaseModel):
    """A ticket as it is kept."""

    id: str
    message: str
    context: str
    photos: list[str]
    sent: str
    created: float = Field(description="Seconds since the epoch")
    link: str


class TicketWithAnswer(TicketOf):
    """A ticket and its newest answer."""

    answer: Answer | None


class Tickets(BaseModel):
    """The tickets of whoever asks, newest first."""

    tickets: list[TicketOf]


class Opinion(BaseModel):
    """What is said of a reply: `rating` 1, -1, or 0 to take it back; sources and boxes have their mark's number."""

    about: About = About.REPLY
    rating: Literal[-1, 0, 1]
    number: int = Field(0, ge=0, le=999)
    reasons: list[Reason] = Field([], max_length=7)
    words: str = Field("", max_length=2000)


class Kept(BaseModel):
    """It was kept."""

    kept: bool = True


class Sent(BaseModel):
    """The text that was sent to the buyer."""

    text: str = Field(max_length=20_000)


class ManualOf(BaseModel):
    """A manual of the library."""

    id: str
    file: str
    title: str
    brand: str
    models: list[str]
    names: list[str]
    languages: list[str]
    edition: str
    pages: int
    skus: list[str]
    eans: list[str]


class Manuals(BaseModel):
    """The library, by title."""

    manuals: list[ManualOf]


class Warning_(BaseModel):
    """Pages of a manual that could not be read as they should, by a stable code."""

    code: str
    pages: list[int]


class ManualJob(BaseModel):
    """A manual on its way into the library."""

    id: str
    file: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    manual: str = Field(description="The manual's id, empty until it is known")
    page: int
    pages: int
    warnings: list[Warning_]
    error: Problem | None


class ManualJobs(BaseModel):
    """Manuals on their way into the library, newest first, and those that arrived or were refused."""

    jobs: list[ManualJob]


class Search(BaseModel):
    """A question to the manuals."""

    question: str = Field(min_length=1, max_length=1000)
    manuals: list[str] = Field([], max_length=50, description="Ids to search in; empty for all")
    limit: int = Field(5, ge=1, le=20)


class PassageOf(BaseModel):
    """A passage of a manual with its place."""

    id: str
    manual: str
    title: str
    page: int
    heading: str
    text: str
    language: str
    score: float
    boxes: list[Area]
    picture: str = Field(description="Address of the page with the passage marked")


class Passages(BaseModel):
    """Passages, best first; `support` is how surely the first ones answer, in [0, 1]."""

    passages: list[PassageOf]
    support: float
    silent: bool = Field(description="Nothing that was searched speaks of the question; these are only the nearest")


class TriageJob(BaseModel):
    """A job over many photos."""

    id: str
    state: Literal["waiting", "working", "done", "cancelled"]
    total: int
    counts: dict[str, int] = Field(description="How many photos stand in each state")
    created: float
    finished: float | None
    webhook: bool
    results: str = Field(description="Address of the results")


class TriageJobs(BaseModel):
    """The jobs of whoever asks, newest first."""

    jobs: list[TriageJob]


class TriageResult(BaseModel):
    """One photo of a job."""

    position: int
    name: str
    state: ItemState
    ticket: str
    answer: Answer | None
    error: Problem | None


class TriageResults(BaseModel):
    """Photos in the order they were sent; `next` is the position to go on `after`, None at the end."""

    results: list[TriageResult]
    next: int | None


class Health(BaseModel):
    """The program runs."""

    status: Literal["ok"] = "ok"
    library: dict[str, int]
    reading: str
    model: str = Field(description="State of the language model, empty where none is set")


class Ready(BaseModel):
    """Whether answers can be asked for; `waiting_for` names what is not there yet."""

    ready: bool
    waiting_for: list[str]
