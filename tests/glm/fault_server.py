"""A model server in a process of its own that fails on request, to test the client against real sockets.

`python -m tests.glm.fault_server` prints its port.  `POST /control` says which kind of server it is, what it accepts
and which faults the next chat requests meet, in order; `GET /seen` tells what came and who left early.  Its "model"
repeats what it is told, gives the least instance of a schema, and reads digits from pictures, from their pixels.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
STANDARD = {"model", "messages", "stream", "max_tokens", "temperature", "top_p", "response_format", "stream_options"}


@dataclass
class State:
    """What the server plays, and what it saw."""

    kind: str = "plain"
    holds: list[str] = field(default_factory=list)  # fields whose schema is enforced
    refuses: list[str] = field(default_factory=list)  # fields that are answered with 422
    strict: bool = False  # every field that is not OpenAI's is answered with 422, unnamed
    sees: str = "reads"  # or `blind`, `refuses`, `guesses`
    points: bool = True
    most_pictures: int = 9
    faults: list[str] = field(default_factory=list)
    retry_after: str = ""
    requests: list[Json] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    headers: list[Json] = field(default_factory=list)
    gone: int = 0
    looks: int = 0


STATE = State()
LOCK = threading.Lock()

PAGES: dict[str, dict[str, Json]] = {
    "vllm": {"/version": {"version": "0.15.0"}, "/v1/models": {"data": [{"id": "x", "owned_by": "vllm"}]}},
    "sglang": {"/get_model_info": {"model_path": "x", "is_generation": True}, "/api/tags": {"models": []}},
    "llama.cpp": {"/props": {"default_generation_settings": {}}, "/api/tags": {"models": []}},
    "ollama": {"/api/version": {"version": "0.20.1"}, "/api/tags": {"models": []}},
    "transformers-serve": {"/health": {"status": "ok"}},
    "plain": {},
}


class Left(Exception):
    """The client has closed its connection."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        if self.path == "/seen":
            names = ("requests", "times", "headers", "gone", "looks")
            return self.reply(200, {name: getattr(STATE, name) for name in names})
        STATE.looks += 1
        if STATE.kind == "transformers-serve" and self.path == "/load_model":
            return self.reply(405, {"detail": "Method Not Allowed"})
        page = PAGES[STATE.kind].get(self.path)
        return self.reply(200 if page else 404, page or {"detail": "Not Found"})

    def do_POST(self) -> None:
        global STATE
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/control":
            STATE = State(**body)
            return self.reply(200, {})
        with LOCK:
            STATE.requests.append(body)
            STATE.times.append(time.monotonic())
            STATE.headers.append({name.lower(): value for name, value in self.headers.items()})
            fault = STATE.faults.pop(0) if STATE.faults else ""
        try:
            self.chat(body, fault)
        except (Left, BrokenPipeError, ConnectionResetError):
            STATE.gone += 1
            self.close_connection = True

    def chat(self, body: Json, fault: str) -> None:
        unknown = set(STATE.refuses) & set(body)
        if unknown:
            return self.reply(422, {"detail": f"Unexpected fields in the request: {unknown}"})
        if STATE.strict and set(body) - STANDARD:
            return self.reply(422, {"detail": "extra fields not permitted"})
        if fault in BEFORE:
            return BEFORE[fault](self)
        if fault.isdigit():
            return self.reply(int(fault), {"error": {"message": f"fault {fault} at your request"}})
        if pictures(body) and STATE.sees == "refuses":
            return self.reply(500, {"error": {"message": "image input is not supported"}})
        if len(pictures(body)) > STATE.most_pictures:
            said = f"At most {STATE.most_pictures} image(s) may be provided in one prompt."
            return self.reply(400, {"error": {"message": said}})
        self.begin()
        AFTER.get(fault, answer)(self, body)
        self.finish_stream()
        return None

    def reply(self, status: int, thing: Any, **headers: str) -> None:
        data = thing if isinstance(thing, bytes) else json.dumps(thing).encode()
        self.send_response(status)
        kind = "text/html" if isinstance(thing, bytes) else "application/json"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        if STATE.kind == "transformers-serve":
            self.send_header("x-request-id", "1")
        if status == 429 and STATE.retry_after:
            self.send_header("Retry-After", STATE.retry_after)
        self.end_headers()
        self.wfile.write(data)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def event(self, data: str | bytes) -> None:
        raw = b"data: " + (data if isinstance(data, bytes) else data.encode()) + b"\n\n"
        self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")

    def token(self, text: str, **more: Any) -> None:
        self.event(json.dumps({"choices": [{"index": 0, "delta": {"content": text, **more}, "finish_reason": None}]}))

    def end(self, body: Json, reason: str = "stop", done: bool = True) -> None:
        self.event(json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
        counts = {"prompt_tokens": 20 + 256 * len(pictures(body)), "completion_tokens": 7}
        if STATE.kind == "transformers-serve" or "stream_options" in body:
            self.event(json.dumps({"choices": [], "usage": {**counts, "total_tokens": sum(counts.values())}}))
        if done and STATE.kind != "transformers-serve":
            self.event("[DONE]")

    def finish_stream(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True
        raise ConnectionResetError

    def rest(self, seconds: float) -> None:
        """Wait, and notice when the client leaves."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise Left

    def wait_for_ever(self) -> None:
        for _ in range(3000):
            self.rest(0.01)
        raise AssertionError("the client never left")


def pictures(body: Json) -> list[str]:
    content = [part for message in body["messages"] for part in message["content"] if isinstance(part, dict)]
    return [part["image_url"]["url"] for part in content if part["type"] == "image_url"]


def said(body: Json) -> str:
    content = next(message for message in reversed(body["messages"]) if message["role"] == "user")["content"]
    return content if isinstance(content, str) else str(content[-1]["text"])


def schema_of(body: Json) -> Json | None:
    """The schema that this server enforces, in whichever form it takes."""
    if "response_format" in STATE.holds and "response_format" in body:
        form = body["response_format"]
        return dict(form["json_schema"]["schema"] if form["type"] == "json_schema" else form["schema"])
    if "structured_outputs" in STATE.holds and "structured_outputs" in body:
        return dict(body["structured_outputs"]["json"])
    return None


def least(schema: Json) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {name: least(schema["properties"][name]) for name in schema["required"]}
    return {"string": "", "number": 0, "boolean": False, "array": []}[schema["type"]]


def words_of(body: Json) -> str:
    """What the model says."""
    schema, shown = schema_of(body), pictures(body)
    if schema:
        return json.dumps(least(schema))
    if not shown:
        return f"I heard: {said(body)}"
    if STATE.sees == "blind":
        return "There is no picture."
    number, box = read(shown[0])
    if STATE.sees == "guesses":
        number = str((int(number) + 1) % 10000).zfill(4)
    if "box" in said(body):
        return f"<|begin_of_box|>[[{', '.join(map(str, box if STATE.points else [0, 0, 1000, 1000]))}]]<|end_of_box|>"
    return f"<|begin_of_box|>{number}<|end_of_box|>"


def read(url: str) -> tuple[str, list[int]]:
    """The digits in a picture and their box in 0-1000, by comparing each blot with the ten digits."""
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("L").point(lambda v: 255 - v)
    box = picture.getbbox()
    assert box, "the picture is empty"
    ink = picture.crop(box).point(lambda v: 255 * (v > 127))
    columns = [ink.crop((x, 0, x + 1, ink.height)).getbbox() is not None for x in range(ink.width)]
    runs = [list(run) for full, run in itertools.groupby(range(ink.width), columns.__getitem__) if full]
    templates = []
    for digit in "0123456789":
        drawn = Image.new("L", (200, 200))
        ImageDraw.Draw(drawn).text((20, 20), digit, fill=255, font=ImageFont.load_default(84))
        templates.append(drawn.crop(drawn.getbbox()).resize((24, 36)))
    number = ""
    for run in runs:
        glyph = ink.crop((run[0], 0, run[-1] + 1, ink.height))
        glyph = glyph.crop(glyph.getbbox()).resize((24, 36))
        far = [sum(ImageChops.difference(glyph, template).tobytes()) for template in templates]
        number += str(far.index(min(far)))
    return number, [round(1000 * edge / side) for edge, side in zip(box, picture.size * 2, strict=True)]


def answer(handler: Handler, body: Json) -> None:
    for word in words_of(body).split(" "):
        handler.token(word + " ")
    handler.end(body)


def streaming(tokens: Callable[[], Iterator[str]], pause: float = 0.0) -> Callable[[Handler, Json], None]:
    """An answer without end: the client has to leave."""

    def play(handler: Handler, body: Json) -> None:
        for token in tokens():
            handler.token(token)
            handler.rest(pause)

    return play


def cut_short(handler: Handler, body: Json) -> None:
    handler.token("Half an ")
    handler.token("answer")
    handler.cut()


def stalled(handler: Handler, body: Json) -> None:
    handler.token("Half an answer")
    handler.wait_for_ever()


def never_closed(handler: Handler, body: Json) -> None:
    handler.token("Whole")
    handler.end(body, done=False)
    handler.wait_for_ever()


def without_end(handler: Handler, body: Json) -> None:
    handler.token("Nobody says that this is the end")


def thinking(handler: Handler, body: Json) -> None:
    handler.token("", reasoning_content="Let me see.")
    handler.token("Done")
    handler.end(body)


def only_thinking(handler: Handler, body: Json) -> None:
    handler.event(json.dumps({"choices": [{"index": 0, "delta": {"reasoning": "It is 230 V."}}]}))
    handler.end(body)


def ended(reason: str) -> Callable[[Handler, Json], None]:
    def play(handler: Handler, body: Json) -> None:
        handler.token("Some")
        handler.end(body, reason)

    return play


def event(data: str | bytes) -> Callable[[Handler, Json], None]:
    return lambda handler, body: handler.event(data)


def cut_at_once(handler: Handler) -> None:
    handler.cut()


BEFORE: dict[str, Callable[[Handler], None]] = {
    "html": lambda handler: handler.reply(200, b"<html>Log in to the hotel's network</html>"),
    "json": lambda handler: handler.reply(200, {"choices": []}),
    "cut-at-once": cut_at_once,
    "silent": lambda handler: handler.wait_for_ever(),
    "redirect": lambda handler: handler.reply(307, {}, Location="http://127.0.0.1:9/v1/chat/completions"),
    "echo-key": lambda handler: handler.reply(
        401, {"error": {"message": f"{handler.headers['Authorization']} and {handler.headers['Authorization'][7:]}"}}
    ),
    "context": lambda handler: handler.reply(400, {"error": {"message": "maximum context length is 8192 tokens"}}),
}
AFTER: dict[str, Callable[[Handler, Json], None]] = {
    "bad-json": event('{"choices": [{"delta": {"content": '),
    "bad-utf8": event(b'{"choices": [{"delta": {"content": "\xff\xfe"}}]}'),
    "other-json": event("[1, 2, 3]"),
    "empty": lambda handler, body: handler.end(body),
    "error-event": event(json.dumps({"error": {"message": "out of memory", "code": 500}})),
    "cut": cut_short,
    "stalled": stalled,
    "quiet": lambda handler, body: handler.wait_for_ever(),
    "never-closed": never_closed,
    "without-end": without_end,
    "thinking": thinking,
    "only-thinking": only_thinking,
    "sensitive": ended("sensitive"),
    "length": ended("length"),
    "loop": streaming(lambda: itertools.cycle(["The ", "lamp ", "is ", "fine. "])),
    "endless": streaming(lambda: (f"{n * n} " for n in itertools.count()), 0.001),
    "slow": streaming(lambda: (f"{n * n} " for n in itertools.count()), 0.05),
}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # with the usual 5, eight connections at once wait a second


def main() -> None:
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()


if __name__ == "__main__":
    main()
