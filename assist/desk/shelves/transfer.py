"""Transfer: the whole library into one file, or such a file into the library, in the background with its progress."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assist.desk.records import new_id
from assist.desk.shelves.librarian import Row, exported, imported
from assist.engines.store import Store
from assist.errors import AssistError, InputError
from assist.library.unbundle import Unbundle

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transfer is: `kind` export or import, `state` running, done or failed, `manuals` so far.

    `refused` are manuals that could not be brought in, each with its reason; `file` names what an export made.
    """

    kind: str
    state: str = "running"
    manuals: int = 0
    total: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    error: dict[str, object] | None = None
    file: str = ""


class Transfer:
    """One export or import at a time; the files lie in the index folder and go when the next one begins."""

    def __init__(self, store: Store, unbundle: Callable[[], Unbundle] | None) -> None:
        self._store = store
        self._unbundle = unbundle
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._thread: threading.Thread | None = None
        for old in self.folder.iterdir():  # of a program that ended: nobody can ask for it any more
            old.unlink(missing_ok=True)

    @property
    def progress(self) -> Progress | None:
        """The transfer under way, or the last one."""
        return self._progress

    @property
    def folder(self) -> Path:
        folder = self._store.folder / "transfer"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def part(self) -> Path:
        """A new file for what is being uploaded; `bring_in` takes it over, who fails removes it."""
        return self.folder / f"{new_id()}.part"

    def export(self) -> None:
        """Begin to write the library into a file; raises `InputError` (`transfer_conflict`) where one is under way."""
        name = f"{new_id()}.zip"
        target = self.folder / name
        self._begin(
            Progress("export", total=len(self._store.manuals()), file=name), lambda: exported(self._store, target)
        )

    def bring_in(self, part: Path) -> None:
        """Begin to bring an exported library in; as `export`, and `manuals_fixed` where that cannot be done here."""
        if self._unbundle is None:
            raise InputError("Libraries cannot be brought in here.", code="manuals_fixed")
        unbundle = self._unbundle
        self._begin(Progress("import"), lambda: imported(unbundle(), part), part)

    def file(self, name: str) -> Path:
        """The finished export of that name; raises `InputError` (`asset_unknown`)."""
        known = self._progress
        if known is None or known.state != "done" or not known.file or known.file != name:
            raise InputError("There is no such export.", code="asset_unknown")
        return self.folder / known.file

    def wait(self, timeout: float) -> bool:
        """Wait until the transfer ended; false where it did not in `timeout` seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def _begin(self, progress: Progress, work: Callable[[], Iterator[Row]], used: Path | None = None) -> None:
        with self._lock:
            if self._progress is not None and self._progress.state == "running":
                raise InputError(
                    "A transfer is under way already.", code="transfer_conflict", help="Wait until it has ended."
                )
            for old in self.folder.iterdir():
                if old != used:
                    old.unlink(missing_ok=True)
            self._progress = progress
        self._thread = threading.Thread(target=self._work, args=(work, used), name="transfer", daemon=True)
        self._thread.start()

    def _work(self, work: Callable[[], Iterator[Row]], used: Path | None) -> None:
        error: AssistError | None = None
        try:
            for row in work():
                self._tell(row)
        except AssistError as failed:
            error = failed
        except Exception:
            log.exception("a transfer of the library failed")
            error = AssistError("Something went wrong inside the program.", code="internal")
        finally:
            if used is not None:
                used.unlink(missing_ok=True)
        assert self._progress is not None
        told = error.to_dict() if error else None
        self._progress = replace(self._progress, state="failed" if error else "done", error=told)

    def _tell(self, row: Row) -> None:
        assert self._progress is not None
        refused = self._progress.refused
        if row["state"] == "refused":
            refused = (*refused, (str(row["file"]), str(row["why"])))
        self._progress = replace(self._progress, manuals=self._progress.manuals + 1, refused=refused)
