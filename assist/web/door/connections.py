"""Connections: one that does not say what it wants is closed, so that silence and endless headers hold no place.

uvicorn has a time limit between requests and none within a request's head (0.54); `bodies.Steady` has the body's.
"""

from __future__ import annotations

import asyncio
from typing import Any

HEAD_WITHIN = 15.0  # seconds from the first sign of a request to its last header
LARGEST_HEAD = 65_536  # bytes: our own requests have one or two thousand


def patient(within: float = HEAD_WITHIN, largest: int = LARGEST_HEAD) -> type[asyncio.Protocol]:
    """The protocol class for `uvicorn.Config(http=...)`."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    base: Any = AutoHTTPProtocol

    class Patient(base):  # type: ignore[misc, unused-ignore]
        """uvicorn's own, with a limit for heads."""

        _giving_up: asyncio.TimerHandle | None = None
        _head = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._met()
                return
            self._head += len(data)
            if self._head > largest:
                self.transport.close()
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._met()
            super().connection_lost(exc)

        def _wait(self) -> None:
            if self._giving_up is None:
                self._giving_up = self.loop.call_later(within, self._give_up)

        def _met(self) -> None:
            self._head = 0
            if self._giving_up is not None:
                self._giving_up.cancel()
                self._giving_up = None

        def _give_up(self) -> None:
            self._giving_up = None
            if not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete):
                self.transport.close()

    return Patient
