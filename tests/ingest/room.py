"""A room to ingest in: a real store, shelf and jobs, a tiny index of words and an OCR that sees what it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Manual, Page, Passage, Query
from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.engines.store import Store
from assist.library.ingest import Ingest
from assist.library.jobs import Jobs
from assist.library.shelf import Shelf
from assist.settings import Settings
from tests.pdf_files import say
from tests.stores import sqlite_url

TEXT = say(60, 700, "The rated voltage of this appliance is 230 V.") + say(60, 680, "Never open the housing yourself.")


class Words:
    """A real, tiny index: passages by id, found by the words they share with the query."""

    def __init__(self) -> None:
        self.passages: dict[str, Passage] = {}
        self.names: dict[str, str] = {}
        self.added = 0

    def add(self, passages: Sequence[Passage], names: str) -> None:
        self.added += len(passages)
        self.passages.update((passage.id, passage) for passage in passages)
        self.rename(passages, names)

    def rename(self, passages: Sequence[Passage], names: str) -> None:
        self.names.update((passage.id, names) for passage in passages)

    def remove(self, manual_id: str) -> None:
        self.passages = {key: p for key, p in self.passages.items() if p.manual != manual_id}

    def discard(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            self.passages.pop(id_, None)

    def commit(self) -> None:
        pass

    def find(self, query: Query, limit: int = 10) -> Found:
        wanted = set(query.text.casefold().split())
        ranked = sorted(self.passages.values(), key=lambda p: -len(wanted & set(p.text.casefold().split())))
        return Found(tuple(ranked[:limit]), support=1.0)


def describe(file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual:
    return Manual(id, file_name, metadata_title or file_name, brand="Made up")


class Eyes:
    """An OCR that always sees the same line, and counts how often it was asked."""

    def __init__(self, text: str = "Read from the picture of the page") -> None:
        self.text = text
        self.asked = 0

    def __call__(self, pixels: Pixels) -> Sequence[Line]:
        self.asked += 1
        return (Line(self.text, Quad.of(Box(0.1, 0.1, 0.9, 0.15)), 0.99),) if self.text else ()


class Room:
    """A store, an index and all that works on them, in one folder."""

    def __init__(
        self, folder: Path, eyes: Callable[[Pixels], Sequence[Line]] | None = None, **settings: object
    ) -> None:
        self.settings = Settings(**settings)
        self.store = Store(sqlite_url(folder / "library.sqlite"))
        self.index = Words()
        self.shelf = Shelf(self.settings, self.store, self.index)
        self.ingest = Ingest(self.settings, self.store, self.index, eyes, describe=describe, renewed=self.shelf.refresh)
        self.jobs = Jobs(self.store, self.ingest)

    def close(self) -> None:
        self.jobs.close()
        self.shelf.close()
        self.store.close()


@contextmanager
def rooms(folder: Path) -> Iterator[Callable[..., Room]]:
    """Makes rooms in one folder, as the same program started again; all are closed at the end."""
    opened: list[Room] = []

    def made(eyes: Callable[[Pixels], Sequence[Line]] | None = None, **settings: object) -> Room:
        opened.append(Room(folder, eyes, **settings))
        return opened[-1]

    try:
        yield made
    finally:
        for each in opened:
            each.close()
