"""Manuals with their pages and passages."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assist.case.page.packing import pack_page, unpack_page
from assist.case.passages import Manual, Page, Passage
from assist.engines.store.database import Database, clean
from assist.engines.store.schema import manuals, metadata, pages, passages

FIELDS = tuple(field.name for field in fields(Manual))
LISTS = ("models", "names", "languages", "eans", "skus", "kinds", "mentions")
AT_ONCE = 500  # ids in one query: SQLite allows 32,766 variables, PostgreSQL plans long lists slowly

# Manuals that someone removed: their files may still lie in the manuals folder, and are not taken from there again.
removals = sa.Table(
    "removals", metadata,
    sa.Column("manual", sa.String(64), primary_key=True),  # of the file's content, as in `manuals`
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("removed", sa.Double, nullable=False),
)  # fmt: skip


class ManualState(StrEnum):
    """`READING` while pages are parsed, `INDEXING` while passages are embedded, `READY` when it can be searched.

    `RENEWING` are pages read anew beside a ready manual, which they replace when all are there; `REMOVING` is a
    manual that is being removed and is found no more, `HIDDEN` one that was deleted and can still be brought back.
    """

    READING = "reading"
    INDEXING = "indexing"
    READY = "ready"
    RENEWING = "renewing"
    REMOVING = "removing"
    HIDDEN = "hidden"


PASSING = (ManualState.RENEWING, ManualState.REMOVING, ManualState.HIDDEN)
WHOLE = (ManualState.READY, ManualState.HIDDEN)  # all their pages and passages are kept, and the index holds them


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page's report: PDF page, printed number, where its words come from, language, warnings (see `Page`)."""

    number: int
    label: str
    source: str
    language: str
    warnings: tuple[str, ...]


class LibraryTables(Database):
    """What the library keeps."""

    def save_manual(
        self, manual: Manual, state: ManualState, *, metadata_title: str | None = None, size: int | None = None
    ) -> None:
        """Insert a manual or replace its entry; fields that an agent corrected stay as they are."""
        row = _row(manual)
        now = time.time()
        with self.writing() as connection:
            known = connection.execute(sa.select(manuals).where(manuals.c.id == manual.id)).one_or_none()
            if known is None:
                more = {
                    "corrected": [],
                    "metadata_title": clean(metadata_title or ""),
                    "bytes": size or 0,
                    "created": now,
                }
                connection.execute(sa.insert(manuals).values(**row, **more, state=state, updated=now))
                connection.execute(sa.delete(removals).where(removals.c.manual == manual.id))  # it is wanted again
                return
            for name in known.corrected:
                row.pop(name, None)
            if metadata_title is not None:
                row["metadata_title"] = clean(metadata_title)
            if size is not None:
                row["bytes"] = size
            change = sa.update(manuals).where(manuals.c.id == manual.id)
            connection.execute(change.values(**row, state=state, updated=now))

    def correct_manual(self, manual_id: str, changes: dict[str, Any]) -> Manual | None:
        """Change fields on an agent's word; they are kept when the file is read again."""
        row: dict[str, Any] = clean(changes)
        with self.writing() as connection:
            known = connection.execute(sa.select(manuals.c.corrected).where(manuals.c.id == manual_id)).scalar()
            if known is None:
                return None
            corrected = sorted({*known, *row})
            change = sa.update(manuals).where(manuals.c.id == manual_id)
            connection.execute(change.values(**row, corrected=corrected, updated=time.time()))
        return self.manual(manual_id)

    def manual(self, manual_id: str) -> Manual | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(manuals).where(manuals.c.id == manual_id)).one_or_none()
        return manual_of(row._mapping) if row else None

    def manual_state(self, manual_id: str) -> ManualState | None:
        with self.reading() as connection:
            found = connection.execute(sa.select(manuals.c.state).where(manuals.c.id == manual_id)).scalar()
        return ManualState(found) if found else None

    def metadata_title(self, manual_id: str) -> str:
        with self.reading() as connection:
            return (
                connection.execute(sa.select(manuals.c.metadata_title).where(manuals.c.id == manual_id)).scalar() or ""
            )

    def manuals(self, state: ManualState | None = ManualState.READY) -> tuple[Manual, ...]:
        """By file name; only those that can be searched, unless another state is asked for.

        None means any but `RENEWING`, `REMOVING` and `HIDDEN`, which are no manuals of their own, or none any more.
        """
        query = sa.select(manuals).order_by(manuals.c.file, manuals.c.id)
        if state is not None:
            query = query.where(manuals.c.state == state)
        else:
            query = query.where(manuals.c.state.not_in(PASSING))
        with self.reading() as connection:
            return tuple(manual_of(row._mapping) for row in connection.execute(query))

    def whole_manuals(self) -> tuple[Manual, ...]:
        """By file name; those that can be searched, and those that were deleted and can be brought back."""
        query = sa.select(manuals).where(manuals.c.state.in_(WHOLE)).order_by(manuals.c.file, manuals.c.id)
        with self.reading() as connection:
            return tuple(manual_of(row._mapping) for row in connection.execute(query))

    def catalogue_version(self) -> tuple[int, float]:
        """Another one whenever `manuals()` would say something else."""
        query = sa.select(sa.func.count(), sa.func.max(manuals.c.updated)).where(manuals.c.state == ManualState.READY)
        with self.reading() as connection:
            count, updated = connection.execute(query).one()
        return int(count), float(updated or 0.0)

    def mark_manual(self, manual_id: str, state: ManualState) -> None:
        """Change a manual's state alone."""
        change = sa.update(manuals).where(manuals.c.id == manual_id)
        with self.writing() as connection:
            connection.execute(change.values(state=state, updated=time.time()))

    def corrected(self, manual_id: str) -> tuple[str, ...]:
        """Names of the fields that an agent corrected."""
        with self.reading() as connection:
            found = connection.execute(sa.select(manuals.c.corrected).where(manuals.c.id == manual_id)).scalar()
        return tuple(found or ())

    def size_of(self, manual_id: str) -> int:
        """Bytes of the kept file, as it was when it was read."""
        with self.reading() as connection:
            return connection.execute(sa.select(manuals.c.bytes).where(manuals.c.id == manual_id)).scalar() or 0

    def uncorrect(self, manual_id: str, names: Sequence[str]) -> None:
        """Fields stand on an agent's word no more: reading the file again changes them."""
        with self.writing() as connection:
            known = connection.execute(sa.select(manuals.c.corrected).where(manuals.c.id == manual_id)).scalar() or ()
            left = [name for name in known if name not in names]
            connection.execute(sa.update(manuals).where(manuals.c.id == manual_id).values(corrected=left))

    def remove_manual(self, manual_id: str) -> None:
        with self.writing() as connection:
            for table in (passages, pages):
                connection.execute(sa.delete(table).where(table.c.manual == manual_id))
            connection.execute(sa.delete(manuals).where(manuals.c.id == manual_id))

    def save_page(self, page: Page, *, under: str = "") -> None:
        """Insert or replace a page; `under` another id while it waits to replace the manual's present one."""
        row = {
            "manual": under or page.manual, "number": page.number, "label": page.label, "source": page.source,
            "language": page.language, "warnings": list(page.warnings), "content": pack_page(page),
        }  # fmt: skip
        with self.writing() as connection:
            self.upsert(connection, pages, row)

    def page(self, manual_id: str, number: int) -> Page | None:
        query = sa.select(pages.c.content).where(pages.c.manual == manual_id, pages.c.number == number)
        with self.reading() as connection:
            content = connection.execute(query).scalar()
        return unpack_page(content) if content is not None else None

    def pages(self, manual_id: str) -> Iterator[Page]:
        """All pages in order, twenty at a time, so that a long manual is never in memory as a whole."""
        after = 0
        while True:
            query = sa.select(pages.c.number, pages.c.content).where(
                pages.c.manual == manual_id, pages.c.number > after
            )
            with self.reading() as connection:
                rows = connection.execute(query.order_by(pages.c.number).limit(20)).all()
            if not rows:
                return
            for row in rows:
                yield unpack_page(row.content)
            after = rows[-1].number

    def pages_done(self, manual_id: str) -> frozenset[int]:
        """Numbers of the pages that are kept."""
        with self.reading() as connection:
            return frozenset(connection.execute(sa.select(pages.c.number).where(pages.c.manual == manual_id)).scalars())

    def page_warnings(self, manual_id: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Pages with warnings, and those."""
        query = sa.select(pages.c.number, pages.c.warnings).where(pages.c.manual == manual_id).order_by(pages.c.number)
        with self.reading() as connection:
            return tuple((row.number, tuple(row.warnings)) for row in connection.execute(query) if row.warnings)

    def every_warning(self) -> dict[str, dict[str, list[int]]]:
        """The pages with warnings of all manuals: by manual, then by code."""
        some = sa.cast(pages.c.warnings, sa.Text) != "[]"
        query = sa.select(pages.c.manual, pages.c.number, pages.c.warnings).where(some).order_by(pages.c.number)
        found: dict[str, dict[str, list[int]]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                for code in row.warnings:
                    found.setdefault(row.manual, {}).setdefault(code, []).append(row.number)
        return found

    def page_rows(self, manual_id: str) -> tuple[PageRow, ...]:
        """Every page as it was read, in order, without its words."""
        names = [pages.c[field.name] for field in fields(PageRow)]
        query = sa.select(*names).where(pages.c.manual == manual_id).order_by(pages.c.number)
        with self.reading() as connection:
            rows = [row._mapping for row in connection.execute(query)]
        return tuple(PageRow(**{**row, "warnings": tuple(row["warnings"])}) for row in rows)

    def forget_pages(self, manual_id: str, numbers: Sequence[int]) -> None:
        """Drop pages, so that they are read again."""
        with self.writing() as connection:
            connection.execute(sa.delete(pages).where(pages.c.manual == manual_id, pages.c.number.in_(numbers)))

    def copy_pages(self, manual_id: str, under: str, numbers: Sequence[int]) -> None:
        """Put copies of pages under another id, to replace the manual together with others read anew."""
        names = [column.name for column in pages.columns if column.name != "manual"]
        with self.writing() as connection:
            for start in range(0, len(numbers), AT_ONCE):
                some = pages.c.number.in_(numbers[start : start + AT_ONCE])
                query = sa.select(sa.literal(under), *(pages.c[name] for name in names)).where(
                    pages.c.manual == manual_id, some
                )
                connection.execute(sa.insert(pages).from_select(["manual", *names], query))

    def renew_manual(
        self, manual: Manual, under: str, every: Sequence[Passage], state: ManualState = ManualState.READY
    ) -> bool:
        """Replace a manual by the pages kept `under` another id and by new passages, all at once.

        False, and nothing changed, where it is not in that `state` any more: it was removed, or deleted, meanwhile.
        """
        with self.writing() as connection:
            known = connection.execute(sa.select(manuals).where(manuals.c.id == manual.id)).one_or_none()
            staged = connection.execute(sa.select(manuals.c.bytes).where(manuals.c.id == under)).scalar()
            if known is None or known.state != state or staged is None:
                return False
            row = {name: value for name, value in _row(manual).items() if name not in known.corrected}
            change = sa.update(manuals).where(manuals.c.id == manual.id)
            connection.execute(change.values(**row, bytes=staged, updated=time.time()))
            connection.execute(sa.delete(pages).where(pages.c.manual == manual.id))
            connection.execute(sa.update(pages).where(pages.c.manual == under).values(manual=manual.id))
            connection.execute(sa.delete(manuals).where(manuals.c.id == under))
            _replace_passages(connection, manual.id, every)
        return True

    def save_passages(self, manual_id: str, every: Sequence[Passage]) -> None:
        """Replace all passages of a manual."""
        with self.writing() as connection:
            _replace_passages(connection, manual_id, every)

    def passages(self, ids: Sequence[str]) -> dict[str, Passage]:
        """Those of `ids` that exist, and whose manual is not hidden."""
        found: dict[str, Passage] = {}
        hidden = sa.select(manuals.c.id).where(manuals.c.state == ManualState.HIDDEN)
        with self.reading() as connection:
            for start in range(0, len(ids), AT_ONCE):
                some = passages.c.id.in_(ids[start : start + AT_ONCE])
                query = sa.select(passages).where(some, passages.c.manual.not_in(hidden))
                found.update((row.id, _passage(row)) for row in connection.execute(query))
        return found

    def passages_of(self, manual_id: str, page: int | None = None) -> tuple[Passage, ...]:
        """A manual's (or one of its pages') passages in reading order."""
        query = sa.select(passages).where(passages.c.manual == manual_id).order_by(passages.c.position)
        if page is not None:
            query = query.where(passages.c.page == page)
        with self.reading() as connection:
            return tuple(_passage(row) for row in connection.execute(query))

    def passage_ids(self, manual_id: str) -> tuple[str, ...]:
        """Ids of a manual's passages."""
        with self.reading() as connection:
            return tuple(connection.execute(sa.select(passages.c.id).where(passages.c.manual == manual_id)).scalars())

    def lost_passages(self) -> dict[str, int]:
        """How many passages each manual lacks, at the least: ids with counts, none where nothing is missing.

        A manual's passages are numbered from 0, and a page without any has a warning that says why.
        """
        numbered = sa.select(passages.c.manual, sa.func.max(passages.c.position) + 1 - sa.func.count())
        there = sa.exists().where(passages.c.manual == pages.c.manual, passages.c.page == pages.c.number)
        silent = sa.cast(pages.c.warnings, sa.Text) == "[]"
        bare = sa.select(pages.c.manual, sa.func.count()).where(silent, ~there).group_by(pages.c.manual)
        empty = sa.select(manuals.c.id, sa.literal(1)).where(manuals.c.id.not_in(sa.select(passages.c.manual)))
        found: dict[str, int] = {}
        with self.reading() as connection:
            for query in (numbered.group_by(passages.c.manual), bare, empty):
                for manual, count in connection.execute(query):
                    found[manual] = max(found.get(manual, 0), int(count))
        return {manual: count for manual, count in found.items() if count > 0}

    def count_passages(self, manual_id: str | None = None) -> int:
        query = sa.select(sa.func.count()).select_from(passages)
        if manual_id is not None:
            query = query.where(passages.c.manual == manual_id)
        with self.reading() as connection:
            return int(connection.execute(query).scalar_one())


def _replace_passages(connection: Connection, manual_id: str, every: Sequence[Passage]) -> None:
    rows = [
        {
            "id": p.id, "manual": p.manual, "page": p.page, "position": k, "heading": clean(p.heading),
            "text": clean(p.text), "language": p.language, "first": p.words[0], "last": p.words[1], "kind": p.kind,
        }
        for k, p in enumerate(every)
    ]  # fmt: skip
    connection.execute(sa.delete(passages).where(passages.c.manual == manual_id))
    if rows:
        connection.execute(sa.insert(passages), rows)


def _row(manual: Manual) -> dict[str, Any]:
    return {name: clean(getattr(manual, name)) for name in FIELDS}


def manual_of(row: Any) -> Manual:
    """A manual's entry from its row."""
    values: dict[str, Any] = {name: tuple(row[name]) if name in LISTS else row[name] for name in FIELDS}
    return Manual(**values)


def _passage(row: Any) -> Passage:
    id_, manual, page, _, heading, text, language, first, last, kind = row  # by place: a search loads sixty
    return Passage(id_, manual, page, heading, text, language, (first, last), kind)
