"""Runs: work that grows, each in a thread of its own, watched by any page that asks and ended at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Generic, TypeVar

from assist.errors import AssistError

log = logging.getLogger(__name__)

State = TypeVar("State")

# A page takes at most so many states a second; between two it would only flicker.
PAGE_EVERY = 0.1


class Run(Generic[State]):
    """One piece of work: its newest state, how it ended, and whoever watches it.

    The work is a generator, driven and closed in the run's own thread.  `end` does not wait for that: from then on
    nothing that the work still yields is seen or kept, even where it is blocked in the middle of a step.
    """

    def __init__(
        self,
        work: Callable[[], Generator[State, None, None]],
        keep: Callable[[State], None],
        fail: Callable[[AssistError], None],
    ) -> None:
        self._work = work
        self._keep = keep
        self._fail = fail
        self._changed = threading.Condition()
        self._states = 0
        self._newest: list[State] = []
        self._error: AssistError | None = None
        self._over = False
        self._ended = False
        self.began = time.monotonic()

    def start(self) -> None:
        threading.Thread(target=self._drive, name="run", daemon=True).start()

    @property
    def newest(self) -> State | None:
        """The newest state, None before the first one and after `end`."""
        with self._changed:
            return self._newest[-1] if self._newest and not self._ended else None

    @property
    def over(self) -> bool:
        """Whether nothing more comes: finished, failed or ended."""
        with self._changed:
            return self._over or self._ended

    def end(self) -> None:
        """Nobody wants it any more; its watchers stop at once, its work as soon as it yields."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def watch(self, every: float = 0.0) -> Iterator[State]:
        """The newest state whenever it changed, at most one in `every` seconds, and the last one in any case.

        Raises what the work raised; an ended run yields nothing more.
        """
        seen, shown = 0, float("-inf")
        while True:
            with self._changed:
                while not (self._ended or self._over or self._states > seen):
                    self._changed.wait()
                self._changed.wait_for(lambda: self._ended or self._over, max(0.0, shown + every - time.monotonic()))
                if self._ended:
                    return
                state, fresh, over = self._newest[-1:], self._states > seen, self._over
                seen = self._states
            if fresh:
                shown = time.monotonic()
                yield state[0]
            if over:
                if self._error is not None:
                    raise self._error
                return

    def _drive(self) -> None:
        try:
            with closing(self._work()) as growing:
                for state in growing:
                    if not self._take(state):
                        return
        except AssistError as error:
            self._failed(error)
        except Exception:
            log.exception("a run failed")
            self._failed(AssistError("Something went wrong inside the program.", code="internal"))
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _failed(self, error: AssistError) -> None:
        with self._changed:
            if not self._ended:
                self._error = error
                self._fail(error)

    def _take(self, state: State) -> bool:
        """Keep a state unless the run was ended; in one piece, so that an ended run never keeps anything."""
        with self._changed:
            if self._ended:
                return False
            self._keep(state)
            self._newest = [state]
            self._states += 1
            self._changed.notify_all()
            return True


class Runs(Generic[State]):
    """The runs of many tickets, one at a time for each: a newer one ends the older."""

    def __init__(self) -> None:
        self._running: dict[str, Run[State]] = {}
        self._lock = threading.Lock()

    def begin(
        self,
        name: str,
        work: Callable[[], Generator[State, None, None]],
        keep: Callable[[State], None] = lambda state: None,
        fail: Callable[[AssistError], None] = lambda error: None,
    ) -> Run[State]:
        """Start `work`; `keep` sees each state that still counts, `fail` the error that still counts.

        Both are called under the run's lock: they may take other locks, whoever holds those may not end a run.
        """
        run = Run(work, keep, fail)
        with self._lock:
            older, self._running[name] = self._running.get(name), run
            self._running = {key: one for key, one in self._running.items() if not one.over}
            self._running[name] = run
        if older is not None:
            older.end()
        run.start()
        return run

    def end(self, name: str) -> None:
        """End the run of that name; nothing where there is none."""
        with self._lock:
            run = self._running.pop(name, None)
        if run is not None:
            run.end()

    def running(self, name: str) -> Run[State] | None:
        """The run of that name that is still at work."""
        with self._lock:
            run = self._running.get(name)
        return run if run is not None and not run.over else None

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            runs, self._running = list(self._running.values()), {}
        for run in runs:
            run.end()
