"""Likenesses of the kept photos, and the tickets that show them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from assist.engines.store.database import Database
from assist.engines.store.schema import likenesses, ticket_photos, tickets

LOOKED_THROUGH = 20_000  # photos, newest first: 60 ms on a slow core


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo as one ticket shows it, with its likeness."""

    photo: str
    ticket: str
    likeness: str
    created: float


class LikenessTables(Database):
    """Which photo looks how, and where it was shown."""

    def save_likeness(self, photo_id: str, likeness: str) -> None:
        """Keep a photo's likeness; the photo must have been saved before."""
        with self.writing() as connection:
            connection.execute(
                self.insert(likenesses).values(photo=photo_id, likeness=likeness).on_conflict_do_nothing()
            )

    def likeness(self, photo_id: str) -> str:
        """A photo's likeness; empty where none is kept."""
        with self.reading() as connection:
            query = sa.select(likenesses.c.likeness).where(likenesses.c.photo == photo_id)
            return str(connection.execute(query).scalar() or "")

    def shown_photos(self) -> tuple[ShownPhoto, ...]:
        """Every photo of every ticket that has a likeness, newest ticket first."""
        query = (
            sa.select(ticket_photos.c.photo, ticket_photos.c.ticket, likenesses.c.likeness, tickets.c.created)
            .join(likenesses, likenesses.c.photo == ticket_photos.c.photo)
            .join(tickets, tickets.c.id == ticket_photos.c.ticket)
            .order_by(tickets.c.created.desc())
            .limit(LOOKED_THROUGH)
        )
        with self.reading() as connection:
            return tuple(ShownPhoto(*row) for row in connection.execute(query))
