"""Requests that do not come: bodies that stand still or drip, heads that never end; a real server gives them up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
import uvicorn
from fastapi import FastAPI, Request

from assist.errors import AssistError, InputError
from assist.settings import Settings
from assist.web.door.bodies import SLOWEST, Steady
from assist.web.door.connections import patient
from assist.web.door.guard import Guard
from assist.web.routes import answer_error, whole_body
from tests.web.people import Clock

SHORT = 0.2  # seconds of patience; what comes at once needs none of it


def taken(clock: Clock, pieces: list[tuple[float, bytes]], patience: float = 30.0) -> int:
    """How many bytes are taken of pieces that come after so many seconds each."""
    left = list(pieces)

    async def receive() -> Any:
        seconds, body = left.pop(0)
        clock.now += seconds
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def read() -> int:
        steady, size = Steady(receive, patience, clock), 0
        while True:
            message = await steady()
            size += len(message["body"])
            if not message["more_body"]:
                return size

    return anyio.run(read)


def test_a_body_at_a_walking_pace_is_taken_whole() -> None:
    assert taken(Clock(), [(1.0, b"x" * SLOWEST)] * 200) == 200 * SLOWEST


def test_a_body_that_drips_is_given_up_however_often_it_gives_a_sign() -> None:
    with pytest.raises(InputError) as refused:
        taken(Clock(), [(5.0, b"x")] * 1000)
    assert refused.value.code == "upload_slow"


def test_what_the_program_does_between_two_pieces_is_not_held_against_the_sender() -> None:
    clock = Clock()
    pieces = iter([b"a", b"b"])

    async def receive() -> Any:
        body = next(pieces)
        return {"type": "http.request", "body": body, "more_body": body == b"a"}

    async def read() -> bytes:
        steady = Steady(receive, 1.0, clock)
        first = await steady()
        clock.now += 1000
        return bytes(first["body"] + (await steady())["body"])

    assert anyio.run(read) == b"ab"


def test_after_the_body_the_news_that_the_client_left_may_come_late() -> None:
    async def read() -> str:
        pieces = iter([{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}])

        async def receive() -> Any:
            await anyio.sleep(0.01)
            return next(pieces)

        steady = Steady(receive, 0.05)
        await steady()
        steady._patience = 0.0  # no patience left: it is not asked for any
        return str((await steady())["type"])

    assert anyio.run(read) == "http.disconnect"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A real server with little patience."""
    settings = Settings(body_timeout=SHORT, _env_file=None)  # type: ignore[call-arg]
    app = FastAPI()
    app.add_middleware(Guard, settings=settings, closed=lambda: False)
    app.add_exception_handler(AssistError, lambda _, error: answer_error(error))  # type: ignore[arg-type]

    @app.post("/photo")
    async def photo(request: Request) -> int:
        return len(await whole_body(request, 1000, "photo_too_large"))

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        http: Any = patient(SHORT, 4096)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", http=http))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join(10)


def told(port: int, said: bytes) -> bytes:
    """What the server answers until it closes the connection; the test's own time limit is the only other end."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(said)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def head(length: int) -> bytes:
    return f"POST /photo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()


def test_an_upload_that_stands_still_is_told_so_and_its_connection_closed(port: int) -> None:
    answer = told(port, head(100) + b"only the beginning")
    assert answer.startswith(b"HTTP/1.1 408") and b"upload_slow" in answer and b"connection: close" in answer.lower()


def test_a_body_larger_than_it_may_be_is_refused_before_it_comes(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head(10**12))
        assert b"413" in connection.recv(65536).split(b"\r\n")[0]
    chunked = (
        b"POST /photo HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"x" * 1024
    )
    assert told(port, chunked + b"\r\n0\r\n\r\n")[:12] == b"HTTP/1.1 413"


@pytest.mark.parametrize("said", [b"", b"POST /photo HT", b"POST /photo HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "])
def test_a_head_that_does_not_end_is_not_waited_for(port: int, said: bytes) -> None:
    assert told(port, said) == b""


def test_a_head_without_end_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection, pytest.raises(OSError):
        connection.sendall(b"POST /photo HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        for _ in range(100_000):
            connection.sendall(b"X-A: " + b"a" * 1000 + b"\r\n")


def test_whoever_comes_in_time_is_answered_on_one_connection_after_another(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for size in (3, 1000):
            connection.sendall(head(size) + b"x" * size)
            answer = connection.recv(65536)
            while not answer.endswith(str(size).encode()):
                answer += connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
