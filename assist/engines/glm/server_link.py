"""Server link: the thread, the event loop and the HTTP client behind a model server.

An answer is read in an event loop of its own thread, since only there a request can be given up at every moment: while
the name is looked up, while the connection is made, before the first byte and in the middle of a token.  Giving it up
closes the connection, on which servers stop generating.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from assist.engines.glm.choice import is_loopback
from assist.engines.glm.server_errors import unavailable
from assist.engines.glm.servers import ASKED, Answered, Seen, base_url, root_url

if TYPE_CHECKING:
    import httpx2
    import openai

CONNECT_TIMEOUT = 5.0
"""Seconds to connect: a server in the next room needs milliseconds, one across the world half a second."""

LOOK_TIMEOUT = 3.0
"""Seconds an address may take to say what the server is; a busy server is then taken for a plain one."""

CLOSE_TIMEOUT = 1.0
"""Seconds the end of a request is waited for; closing a connection takes a millisecond."""

log = logging.getLogger(__name__)

# All that a request tells of this machine; the client would add its version, Python's and the system's.
HEADERS = {
    "host", "accept", "accept-encoding", "connection", "content-type", "content-length", "authorization", "user-agent",
}  # fmt: skip


class Link:
    """One server's connections; made when first used, safe to share between threads."""

    def __init__(self, url: str, key: SecretStr) -> None:
        self._url = url
        self._key = key
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._http: httpx2.AsyncClient | None = None
        self._client: openai.AsyncOpenAI | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, work: Callable[[], Coroutine[Any, Any, None]], ended: Callable[[], None]) -> Callable[[], None]:
        """Begin work in the loop, call `ended` there when it is over; what comes back gives the work up and waits."""
        loop = self._running()
        over = threading.Event()
        tasks: list[asyncio.Task[None]] = []

        def begin() -> None:
            task = loop.create_task(work())
            self._tasks.add(task)
            tasks.append(task)
            task.add_done_callback(end)

        def end(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            over.set()
            if not task.cancelled() and (error := task.exception()):
                log.error("reading a model's answer failed", exc_info=error)
            ended()

        def give_up() -> None:
            loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
            if threading.current_thread() is not self._thread:
                over.wait(CLOSE_TIMEOUT)

        loop.call_soon_threadsafe(begin)
        return lambda: None if over.is_set() or loop.is_closed() else give_up()

    def client(self) -> openai.AsyncOpenAI:
        """The client; only for the loop. Its own tries, environment and telemetry are off."""
        if self._client is None:
            import openai

            self._client = openai.AsyncOpenAI(
                api_key=self._key.get_secret_value() or "none", admin_api_key="", organization="", project="",
                webhook_secret="", base_url=base_url(self._url), max_retries=0, http_client=self._transport(),
            )  # fmt: skip
        return self._client

    async def look(self) -> Seen:
        """What the server says of itself; empty where it says nothing. A refused connection is not caught."""
        import httpx2

        http, key = self._transport(), self._key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        root = root_url(self._url)

        async def ask(place: str) -> tuple[str, Answered] | None:
            try:
                answer = await http.get(root + place, headers=headers, timeout=LOOK_TIMEOUT)
            except (httpx2.ReadTimeout, httpx2.RemoteProtocolError, httpx2.DecodingError):
                return None
            said = {name.lower(): value for name, value in answer.headers.items()}
            return place, Answered(answer.status_code, said, _json(answer))

        answers = await asyncio.gather(*(ask(place) for place in ASKED))
        return dict(answer for answer in answers if answer)

    def close(self) -> None:
        """Give up everything that runs and stop the thread; a later call is an error."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop and thread and thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._end(), loop)
            thread.join(CLOSE_TIMEOUT)

    def _transport(self) -> httpx2.AsyncClient:
        """The transport: it follows no redirect and, to this machine, takes no proxy. Photos go where they are sent."""
        if self._http is None:
            import openai

            self._http = openai.DefaultAsyncHttpx2Client(
                follow_redirects=False, trust_env=not is_loopback(self._url), timeout=_timeout(),
                event_hooks={"request": [self._bare]},
            )  # fmt: skip
        return self._http

    async def _bare(self, request: httpx2.Request) -> None:
        """Only the headers of `HEADERS` go out, and no invented key."""
        for name in list(request.headers):
            if name.lower() not in HEADERS or (name.lower() == "authorization" and not self._key.get_secret_value()):
                del request.headers[name]

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise unavailable("The model is closed.", "glm_closed", "Start the program anew.")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._run, args=(self._loop,), name="glm-server", daemon=True)
                self._thread.start()
            return self._loop

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        loop.close()

    async def _end(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()
        asyncio.get_running_loop().stop()


def _timeout() -> httpx2.Timeout:
    """Reading has no limit here: the silence that is allowed is counted in tokens, by the caller."""
    import httpx2

    return httpx2.Timeout(None, connect=CONNECT_TIMEOUT)


def _json(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
