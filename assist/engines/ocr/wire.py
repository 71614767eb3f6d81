"""What the house and its reading process say to each other: a JSON head and raw bytes, both with their length.

Binary pipes carry it, so it needs no sockets and no pickles; a closed pipe is an `EOFError`.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_HEAD = struct.Struct("<II")


def send(pipe: IO[bytes], head: dict[str, Any], body: bytes | memoryview = b"") -> None:
    """Write one message."""
    text = json.dumps(head, ensure_ascii=False).encode()
    pipe.write(_HEAD.pack(len(text), len(body)))
    pipe.write(text)
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read one message; EOFError where the other side is gone."""
    head_size, body_size = _HEAD.unpack(_exactly(pipe, _HEAD.size))
    head: dict[str, Any] = json.loads(_exactly(pipe, head_size))
    return head, _exactly(pipe, body_size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size) if size else b""
    if len(data) < size:
        raise EOFError("the other side closed the pipe")
    return data
