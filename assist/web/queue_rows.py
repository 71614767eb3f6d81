"""The queue's rows as its tab and its tables show them: what is kept with a row, and that in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from assist.case.reply import Outcome, Reply
from assist.desk.records import Seen
from assist.desk.tickets import Desk
from assist.engines.store.queue import AGAIN, DropRow, QueueRow, RowState
from assist.errors import AssistError
from assist.web import cards, viewer
from assist.web.words import LANGUAGES, Words, words

RowJson = dict[str, Any]


def texts_of(language: str) -> Words:
    """The texts of a language that a request names; English for one we do not have."""
    return words(language if language in LANGUAGES else "en")


def title_of(desk: Desk) -> cards.Title:
    """Titles of manuals by their ids, as the catalogue has them now; "" for one that is gone."""
    names = {manual.id: manual.title or manual.file for manual in desk.shelf.catalogue()}
    return lambda manual_id: names.get(manual_id, "")


def shower(desk: Desk) -> Callable[[QueueRow, Reply], RowJson]:
    """What is kept with a finished row, for `Batch`: whatever is shown of its reply, in each of the page's languages.

    Made once, when the row ends, so that the page does not wait for 200 rows' evidence after a restart.
    """

    def show(row: QueueRow, reply: Reply) -> RowJson:
        outcome = reply.outcome or Outcome.NEEDS_PERSON
        title, seen = title_of(desk), None if row.twin else _seen(desk, row)
        return {
            "manual": reply.match.manuals[0] if reply.match.manuals else "",
            "product": title(reply.match.manuals[0]) if reply.match.manuals else reply.match.designation,
            "outcome": outcome.value, "band": outcome.band.value,
            "verdict": reply.verdict.judgement.value if reply.verdict else "",
            "text": reply.text, "seen": asdict(seen) if seen else None,
            "by": {language: _worded(desk, row, reply, words(language), title) for language in LANGUAGES},
        }  # fmt: skip

    return show


def _worded(desk: Desk, row: QueueRow, reply: Reply, texts: Words, title: cards.Title) -> RowJson:
    because = desk.say(reply.verdict.because, texts.language) if reply.verdict else ""
    reason = because or texts(cards.outcome_key(reply))
    return {"reason": reason, "view": viewer.view(desk, row.ticket, texts, title)}


def _seen(desk: Desk, row: QueueRow) -> Seen | None:
    """The newest older ticket of the same owner that shows the row's photo; None where there is none."""
    created = desk.ticket(row.ticket).created
    for seen in desk.intake.seen_before(row.photo, row.ticket):
        known = desk.find(seen.ticket) if seen.created < created else None
        if known is not None and known.owner in ("", row.owner):
            return seen
    return None


def row_json(row: QueueRow, texts: Words, title: cards.Title) -> RowJson:
    """One row with its evidence, in the page's language."""
    shown = row.shown or {}
    return {
        "id": row.id, "drop": row.drop, "position": row.position, "owner": row.owner, "name": row.name,
        "state": row.state.value, "ticket": row.ticket, "photo": row.photo, "error": _error(row, texts),
        "twin": {"row": row.twin, "same": row.same} if row.twin else None,
        "retryable": bool(row.ticket) and row.state in AGAIN, "judged": row.judged, "sequence": row.sequence,
        **{name: shown.get(name, "") for name in ("outcome", "band", "verdict", "text", "manual")},
        "product": title(shown.get("manual", "")) or shown.get("product", ""),
        "seen": shown.get("seen"), **shown.get("by", {}).get(texts.language, {"reason": "", "view": None}),
    }  # fmt: skip


def _error(row: QueueRow, texts: Words) -> str:
    if not row.error:
        return ""
    said = row.error
    error = AssistError(str(said["message"]), code=str(said["code"]), help=str(said["help"]), **said.get("facts", {}))
    return cards.error_text(error, texts)


def drop_json(drop: DropRow) -> RowJson:
    """A drop as the page tells it apart from others."""
    plain = asdict(drop)
    return {**plain, "state": drop.state.value, "message": drop.message[:200]}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of a list are shown: the same conditions as in `assets/queue.js`.

    `show` is a band, `failed`, `open` (not ended) or "" for all; `verdict` the answer's, `judged` the agent's, which
    may also be `none` or `some`; `product` and `drop` are compared whole, `text` is looked for in name, product and
    reply.
    """

    show: str = ""
    verdict: str = ""
    judged: str = ""
    product: str = ""
    drop: str = ""
    text: str = ""

    def __call__(self, rows: Iterable[RowJson]) -> list[RowJson]:
        return [row for row in rows if self._matches(row)]

    def _matches(self, row: RowJson) -> bool:
        state = RowState(row["state"])
        kind = row["band"] if state is RowState.DONE else "failed" if state in AGAIN else "open"
        judged = {"": True, "none": not row["judged"], "some": bool(row["judged"])}
        looked = " ".join((row["name"], row["product"], row["text"])).casefold()
        return (
            self.show in ("", kind)
            and self.verdict in ("", row["verdict"])
            and judged.get(self.judged, row["judged"] == self.judged)
            and self.product in ("", row["product"])
            and self.drop in ("", row["drop"])
            and self.text.strip().casefold() in looked
        )
