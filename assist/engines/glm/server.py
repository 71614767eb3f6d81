"""Server: a GLM model behind an OpenAI-compatible server, asked through the `openai` client.

What this module does not know: how many requests wait ahead in the server (none of them says), and whether a model
is good; it proves only that one answers, sees and holds a schema (`server_probe`).
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from assist.case.generation import Generated, ModelInfo, Request
from assist.engines.glm.choice import parse_glm
from assist.engines.glm.resilience import Backoff, Breaker, BreakerState, retry_after
from assist.engines.glm.server_errors import (
    Failure,
    Foreign,
    breaker_open,
    cut,
    failure_of,
    foreign_errors,
    late,
)
from assist.engines.glm.server_link import Link
from assist.engines.glm.server_probe import Probe, probe
from assist.engines.glm.server_stream import Answer
from assist.engines.glm.servers import (
    GLM_API,
    Accepts,
    fewer_pictures,
    is_hosted,
    messages_of,
    optional_fields,
    recognise,
    refused_fields,
)
from assist.errors import EngineError, SettingsError
from assist.settings import Settings

PULSE = 0.4
"""Seconds after which something is yielded though nothing came."""

LINGER = 0.5
"""Seconds after the last token in which a server may still send its token counts."""

log = logging.getLogger(__name__)
Show = Callable[[Generated], None]


class ServerModel:
    """A model on a server; safe to share between threads, and the server answers several at once.

    `url` and `model` are the two parts of `ASSIST_GLM`, `key` is sent as a bearer token.  `timeout` is the seconds an
    answer may take, `silence` those without a token, before the first and between two; both are counted from the
    call, tries and waits included.  `breaker`, `backoff`, `sleep` and `chance` are handed in by tests.
    """

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: SecretStr | None = None,
        timeout: float = 60.0,
        silence: float = 20.0,
        breaker: Breaker | None = None,
        backoff: Backoff | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.accepts: Accepts | None = None
        self._url = url
        self._model = model
        self._key = key or SecretStr("")
        self._where = urlsplit(url).netloc
        self._timeout = timeout
        self._silence = min(silence, timeout)
        self._breaker = breaker or Breaker()
        self._backoff = backoff or Backoff()
        self._sleep = sleep
        self._chance = chance
        self._link = Link(url, self._key)
        self._probing = threading.Lock()
        self._probe: Probe | None = None

    def info(self) -> ModelInfo:
        """What the model can do, as its probe proved; the first call probes and takes some answers' time."""
        return self.probe().info

    def probe(self, *, again: bool = False) -> Probe:
        """The probe's report; kept until the server was down. Raises `EngineUnavailable` and `EngineError`."""
        with self._probing:
            if self._probe is None or again:
                self.accepts = None
                self._probe = probe(self, self._url, self._model, self._chance)
            return self._probe

    def ask(self, request: Request) -> Generated:
        """The whole answer at once."""
        with closing(self.generate(request)) as growing:
            *_, last = growing
        return last

    def breaker(self) -> BreakerState:
        """Whether the server is asked at the moment."""
        return self._breaker.state()

    def close(self) -> None:
        """Give up what runs; a later call is an error."""
        self._link.close()

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        """The growing answer; see `case.generation.Model`. Closing it closes the connection to the server."""
        if not self._breaker.admit():
            raise breaker_open(self._where, self._breaker.state().retry_in)
        began = time.perf_counter()
        came: SimpleQueue[Generated | Failure | None] = SimpleQueue()
        last, judged = Generated(), False
        give_up: Callable[[], None] = lambda: None  # noqa: E731
        try:
            give_up = self._link.start(lambda: self._answer(request, began, came.put), lambda: came.put(None))
            while not last.finish:
                try:
                    thing = came.get(timeout=PULSE)
                    while isinstance(thing, Generated) and not thing.finish and not came.empty():
                        thing = came.get_nowait()  # a slow reader gets the newest text, not every token
                except Empty:
                    thing = replace(last, seconds=time.perf_counter() - began)
                if thing is None:
                    raise EngineError("The model's answer was given up.", code="glm_failed")
                if isinstance(thing, Failure) or thing.finish:
                    judged = True
                    self._judge(thing if isinstance(thing, Failure) else None)
                if isinstance(thing, Failure):
                    raise thing.error
                last = thing
                yield last
        finally:
            if not judged:
                self._breaker.released()
            give_up()

    def _judge(self, failure: Failure | None) -> None:
        """What the breaker learns; a server that refuses is there, one that was down may come back as another."""
        if failure is None or not failure.down:
            self._breaker.succeeded()
            return
        self._breaker.failed()
        log.warning("%s (%s)", failure.error, failure.error.code)
        if failure.error.code == "glm_down":
            self.accepts = self._probe = None

    async def _answer(self, request: Request, began: float, put: Callable[[Generated | Failure], None]) -> None:
        """Ask within the time limits; the last thing put is the whole answer or what failed."""
        await asyncio.to_thread(foreign_errors)  # imports the client: 1.4 s once, which are no silence of the server's
        answer = Answer(request.max_tokens)
        loop = asyncio.get_running_loop()
        over = loop.time() + self._timeout
        try:
            async with asyncio.timeout(self._silence) as limit:

                def show(generated: Generated) -> None:
                    limit.reschedule(min(over, loop.time() + self._silence))
                    put(generated)

                failure = await self._try(request, answer, began, show, limit)
        except TimeoutError:
            whole = loop.time() >= over
            failure = late(self._where, self._timeout if whole else self._silence, whole and answer.begun)
        put(failure or answer.generated(time.perf_counter() - began))

    async def _try(
        self, request: Request, answer: Answer, began: float, show: Show, limit: asyncio.Timeout
    ) -> Failure | None:
        """Ask until it answers, as often as that helps; what failed last, None where it answered."""
        loop = asyncio.get_running_loop()
        accepts = before = self.accepts
        tries = 0
        while True:
            try:
                accepts = accepts or await self._recognised()
                await self._stream(request, accepts, answer, began, show)
                if accepts is not before:
                    self.accepts = accepts
                return None
            except foreign_errors() as error:
                failure = failure_of(error, self._where, self._key.get_secret_value())
            if answer.begun:
                return cut(self._where) if failure.error.code == "glm_down" else failure
            answer.restart()
            most = fewer_pictures(failure.words, len(request.pictures[: accepts.pictures if accepts else None]))
            if accepts and most is not None:
                log.info("%s takes %d pictures at once", self._where, most)
                accepts = replace(accepts, pictures=most)
                continue
            fields = optional_fields(accepts, request) if accepts else {}
            if accepts and (names := refused_fields(failure.words, failure.error.code, fields)):
                log.info("%s refuses %s; asked again without", self._where, ", ".join(sorted(names)))
                accepts = accepts.without(names)
                continue
            tries += 1
            asked_for = retry_after(failure.wait, datetime.now(UTC)) if failure.wait else 0.0
            delay = max(asked_for, self._backoff.delay(tries, self._chance()))
            left = (limit.when() or 0.0) - loop.time()
            if not failure.again or tries >= self._backoff.tries or delay >= left:
                return failure
            await self._sleep(delay)

    async def _recognised(self) -> Accepts:
        """What a server of this kind takes."""
        server = GLM_API if is_hosted(self._url) else recognise(await self._link.look())
        log.info("%s is %s", self._where, server.title)
        return Accepts.of(server)

    async def _stream(self, request: Request, accepts: Accepts, answer: Answer, began: float, show: Show) -> None:
        """One request, its chunks added to the answer and shown; raises foreign errors."""
        messages: Any = messages_of(request, accepts.pictures)
        loop = asyncio.get_running_loop()
        stream = await self._link.client().chat.completions.create(
            model=self._model, messages=messages, stream=True, max_tokens=request.max_tokens,
            extra_body=optional_fields(accepts, request),
        )  # fmt: skip
        async with stream:
            kind = stream.response.headers.get("content-type", "nothing")
            if "event-stream" not in kind:
                raise Foreign(f"it is {kind} and no stream of events")
            chunks = aiter(stream)
            ends: float | None = None
            while not answer.overrun and (ends is None or loop.time() < ends):
                try:
                    async with asyncio.timeout_at(ends):
                        chunk = await anext(chunks)
                except (StopAsyncIteration, TimeoutError):  # the outer limit is no TimeoutError in here
                    break
                seconds = time.perf_counter() - began
                grown = answer.take(chunk, seconds)
                if answer.finish and ends is None:
                    ends = loop.time() + LINGER
                elif grown:
                    show(answer.generated(seconds))
        if not answer.begun:
            raise Foreign("it is empty")
        if not answer.finish:
            raise EOFError("the stream ended without saying why")


def open_server(settings: Settings) -> ServerModel:
    """The model that the settings name; nothing is asked yet. Raises SettingsError where they name no server."""
    choice = parse_glm(settings.glm)
    if choice.kind != "server":
        raise SettingsError(f"ASSIST_GLM names no server: {settings.glm!r}.", code="glm_setting")
    return ServerModel(
        choice.url, choice.model, key=settings.glm_key, timeout=settings.glm_timeout,
        silence=settings.glm_first_token_timeout,
    )  # fmt: skip
