"""Readings: a photo is read once, from the moment it is dropped, whoever asks for it first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from assist.case.photo import Photo
from assist.case.reading import Reading

# Readings of this many photos are kept; one holds a few kilobytes.
KEPT = 512

Read = Callable[[Photo], Reading]


class Readings:
    """`start` begins to read in the background, `read` waits for that or reads itself.

    A failed reading is forgotten, so that the next call tries again.
    """

    def __init__(self, read: Read, *, workers: int = 2) -> None:
        self._read = read
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="reading")
        self._known: OrderedDict[str, Future[Reading]] = OrderedDict()
        self._lock = Lock()

    def start(self, photo: Photo) -> Future[Reading]:
        """The reading of a photo, begun now unless it was before."""
        with self._lock:
            known = self._known.get(photo.id)
            if known is None or (known.done() and (known.cancelled() or known.exception() is not None)):
                known = self._pool.submit(self._read, photo)
                self._known[photo.id] = known
            self._known.move_to_end(photo.id)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return known

    def read(self, photo: Photo) -> Reading:
        """The reading of a photo; raises what the reader raised."""
        return self.start(photo).result()

    def state(self, photo_id: str) -> Reading | str:
        """The reading, or `none`, `reading` or `failed`."""
        with self._lock:
            known = self._known.get(photo_id)
        if known is None:
            return "none"
        if not known.done():
            return "reading"
        return "failed" if known.cancelled() or known.exception() is not None else known.result()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
