"""Bodies: a request's body must keep coming, so that nobody holds a place by sending a byte now and then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.types import Message, Receive

from assist.errors import InputError

SLOWEST = 10_000  # bytes a second over the whole body, after the first `patience` seconds


class Steady:
    """A `receive` that gives a slow body up; `gave_up` says that it did, so that the connection is closed.

    Raises `InputError` (`upload_slow`) where nothing came for `patience` seconds, or less than `SLOWEST` in the mean.
    Only the time spent waiting for the body counts, not what the program does between its pieces.
    """

    def __init__(self, receive: Receive, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._receive = receive
        self._patience = patience
        self._clock = clock
        self._waited = 0.0
        self._size = 0
        self._whole = False
        self.gave_up = False

    async def __call__(self) -> Message:
        if self._whole:  # what comes now is the news that the client left, however late
            return await self._receive()
        left = self._patience + self._size / SLOWEST - self._waited
        if left <= 0:
            raise self._given_up()
        began = self._clock()
        try:
            async with asyncio.timeout(min(self._patience, left)):
                message = await self._receive()
        except TimeoutError as error:
            raise self._given_up() from error
        self._waited += self._clock() - began
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
        else:
            self._whole = True
        return message

    def _given_up(self) -> InputError:
        self._whole = self.gave_up = True
        return InputError(
            "The upload stood still and was given up.", code="upload_slow", help="Try again on a steadier line."
        )
