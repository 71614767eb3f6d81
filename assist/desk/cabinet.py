"""Cabinet: the desk's tickets, replies and photos, kept in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from assist.case.geometry import Box
from assist.case.photo import Focus, Photo, Turn
from assist.case.reply import Outcome, Reply
from assist.desk.records import Ticket, Upload, Version
from assist.engines.store import Store
from assist.engines.store.tickets import TicketRow


@dataclass(frozen=True, slots=True)
class Cabinet:
    """What the desk needs of the store, in the desk's own records."""

    store: Store

    def save_ticket(self, ticket: Ticket) -> None:
        known = self.store.ticket(ticket.id)
        self.store.save_ticket(
            TicketRow(
                id=ticket.id,
                message=ticket.message,
                context=ticket.context,
                photos=tuple((upload.id, upload.name) for upload in ticket.photos),
                manual=ticket.manual,
                language=ticket.language,
                batch=ticket.batch,
                outcome=known.outcome if known else "",
                band=known.band if known else "",
                edited=ticket.edited,
                sent=ticket.sent,
                owner=ticket.owner,
                conversation=[asdict(turn) for turn in ticket.conversation],
                extra={
                    **(known.extra if known else {}),
                    "said": ticket.said,
                    "versions": [asdict(version) for version in ticket.versions],
                    "left_out": list(ticket.left_out),
                    "reworded": ticket.reworded,
                    "note": ticket.note,
                    "untold": list(ticket.untold),
                    "focus": asdict(ticket.focus) if ticket.focus else None,
                },
                created=ticket.created,
            )
        )

    def ticket(self, ticket_id: str) -> Ticket | None:
        row = self.store.ticket(ticket_id)
        return _ticket(row) if row else None

    def tickets(self, limit: int = 100) -> tuple[Ticket, ...]:
        """Newest first."""
        return tuple(_ticket(row) for row in self.store.tickets(limit))

    def save_reply(self, ticket_id: str, plain: dict[str, Any]) -> int:
        """Keep a reply; an empty one says that the ticket has none any more (a follow-up was begun)."""
        outcome = plain.get("outcome")
        return self.store.save_reply(ticket_id, {**plain, "band": Outcome(outcome).band.value} if outcome else plain)

    def reply(self, ticket_id: str) -> dict[str, Any] | None:
        plain = self.store.reply(ticket_id)
        if not plain:
            return None
        plain.pop("band", None)
        return plain

    def save_photo(self, data: bytes) -> str:
        return self.store.save_photo(data).id

    def photo(self, photo_id: str) -> bytes | None:
        return self.store.photo_bytes(photo_id)


def _focus(plain: dict[str, Any] | None) -> Focus | None:
    return Focus(plain["photo"], Box(**plain["box"])) if plain else None


def _ticket(row: TicketRow) -> Ticket:
    turns = tuple(_turn(turn) for turn in row.conversation)
    return Ticket(
        id=row.id,
        message=row.message,
        context=row.context,
        photos=tuple(Upload(photo, name) for photo, name in row.photos),
        conversation=turns,
        manual=row.manual,
        language=row.language,
        edited=row.edited,
        sent=row.sent,
        owner=row.owner,
        batch=row.batch,
        said=str(row.extra.get("said", "")),
        versions=tuple(_version(one) for one in row.extra.get("versions", ())),
        left_out=tuple(row.extra.get("left_out", ())),
        reworded=bool(row.extra.get("reworded", False)),
        note=str(row.extra.get("note", "")),
        untold=tuple(row.extra.get("untold", ())),
        focus=_focus(row.extra.get("focus")),
        created=row.created,
    )


def _version(row: dict[str, Any]) -> Version:
    return Version(row["text"], row["language"], bool(row.get("reworded", False)))


def _turn(row: dict[str, Any]) -> Turn:
    who, text = str(row.get("who", "buyer")), str(row.get("text", ""))
    return Turn(text, who, tuple(row.get("manuals", ())), tuple(row.get("quotes", ())))


def without_pixels(reply: Reply) -> Reply:
    """The reply with its photos' pixels left out: 36 MB for each photo of 12 MP, which the store has anyway."""
    photos = tuple(Photo(p.id, p.width, p.height, p.format, p.quality) for p in reply.case.photos)
    return replace(reply, case=replace(reply.case, photos=photos))
