"""Agreement: do database, vectors, words and files hold the same manuals? Looks, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from assist.engines.store import WHOLE, JobState, ManualState, Store
from assist.library.files import is_whole
from assist.library.generations import leftovers, present

MOST_JOBS = 100_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Where one part differs from the database.

    `part` is `vectors`, `words`, `pages`, `passages` (of the database itself), `file` (the manual's PDF, from which its
    pages are drawn), `unfinished` or `left` (belongs to nothing); `manual` is "" and `name` the thing's own where no
    manual has it.  `missing` and `extra` count passages, pages or files.
    """

    part: str
    manual: str
    name: str
    missing: int = 0
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What was counted: manuals that can be searched, `deleted` ones that can be brought back, pages and passages of
    both, and every fault."""

    manuals: int
    pages: int
    passages: int
    faults: tuple[Fault, ...]
    deleted: int = 0

    def of(self, *parts: str) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.part in parts)


def compare(store: Store, vectors: Set[str], words: Set[str]) -> Compared:
    """The database against the ids of the vectors and of the words, and against the index folder's files."""
    manuals = store.whole_manuals()
    faults: list[Fault] = []
    every: set[str] = set()
    pages, lost = 0, store.lost_passages()
    for manual in manuals:
        ids = set(store.passage_ids(manual.id))
        every |= ids
        kept = store.pages_done(manual.id)
        pages += len(kept)
        lacking = (
            ("vectors", len(ids - vectors)),
            ("words", len(ids - words)),
            ("pages", len(set(range(1, manual.pages + 1)) - kept)),
            ("passages", lost.get(manual.id, 0)),
            ("file", int(not is_whole(store, manual.id))),
        )
        faults += [Fault(part, manual.id, manual.file, missing=count) for part, count in lacking if count]
    for part, extra in (("vectors", vectors - every), ("words", words - every)):
        faults += [Fault(part, "", "passages of no manual", extra=len(extra))] if extra else []
    faults += [*_unfinished(store), *(Fault("left", "", path.name, extra=1) for path in left(store))]
    found = len(store.manuals())
    return Compared(found, pages, len(every), tuple(faults), deleted=len(manuals) - found)


def waiting(store: Store) -> set[str]:
    """Ids of the manuals that a job will still work on."""
    states = (JobState.QUEUED, JobState.RUNNING)
    return {job.manual for state in states for job in store.jobs(MOST_JOBS, state=state) if job.manual}


def left(store: Store) -> list[Path]:
    """Files and folders that belong to no manual, no job and not to the index in use."""
    known = {manual.id for state in ManualState for manual in store.manuals(state)}
    jobs = {job.id for job in store.jobs(MOST_JOBS)}
    files = [file for file in (store.folder / "files").glob("*") if file.suffix != ".pdf" or file.stem not in known]
    uploads = [file for file in (store.folder / "uploads").glob("*") if file.suffix != ".pdf" or file.stem not in jobs]
    return sorted((*files, *uploads, *leftovers(store.folder, present(store))))


def _unfinished(store: Store) -> Iterator[Fault]:
    """What was begun and no job will end; a deleted manual that can come back is at rest."""
    wanted = waiting(store)
    for state in ManualState:
        for manual in store.manuals(state) if state not in WHOLE else ():
            if manual.id.rstrip("~") not in wanted:
                yield Fault("unfinished", manual.id, manual.file, missing=1)
