"""Server probe: what a model behind a server can do, each part tried and judged by the program, none taken on trust."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from assist.case.generation import Generated, ModelInfo, Request
from assist.engines.glm import eyesight
from assist.engines.glm.choice import is_loopback
from assist.engines.glm.servers import Accepts
from assist.errors import EngineError, EngineUnavailable

# A word that nobody says to a greeting: only a server that holds answers to a schema gives it.
SHADES = ("ultramarine-417", "vermilion-902")
SCHEMA = {
    "type": "object",
    "properties": {"shade": {"type": "string", "enum": list(SHADES)}},
    "required": ["shade"],
    "additionalProperties": False,
}
HELLO = "Say hello."


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found: `info` for the line, the rest for `doctor`.

    `server` names the kind, `form` how a JSON schema is handed over (empty: not at all), `refused` the fields that
    are left out since the server refused them.  `first_token` and `seconds` are those of an answer without a picture,
    `picture_seconds` of one with; `shown` is the number in the test picture, `said` the answer, `picture_tokens` by
    how much the picture made the prompt longer (0: not reported), `overlap` that of the box asked for with the true
    one (None: not asked).  `notes` are sentences for the administrator.
    """

    info: ModelInfo
    server: str
    form: str
    refused: tuple[str, ...]
    first_token: float
    seconds: float
    picture_seconds: float = 0.0
    shown: str = ""
    said: str = ""
    picture_tokens: int = 0
    overlap: float | None = None
    notes: tuple[str, ...] = ()


class Asked(Protocol):
    """What a probe needs of the model: to ask it, and to read and set what its connection takes."""

    accepts: Accepts | None

    def ask(self, request: Request) -> Generated:
        """The whole answer; raises `EngineUnavailable` and `EngineError`."""


def probe(asked: Asked, url: str, model: str, chance: Callable[[], float]) -> Probe:
    """Ask a model what it can do: twice plainly, then held to a schema, then with a picture, then for a box.

    Raises `EngineUnavailable` where it does not answer, and `EngineError` where it fails on a plain question.  A
    failure on a picture alone means that it does not see.
    """
    asked.ask(eyesight.hello())  # connects, and has some servers load the model: no time to go by
    hello = asked.ask(eyesight.hello())
    holds = _holds_schema(asked)
    shown, said, answer, notes = eyesight.looks(asked.ask, chance)
    sees = eyesight.has_read(said, shown)
    overlap = eyesight.points(asked.ask, shown) if sees else None
    if said and not sees:
        notes += ("It did not read the number in the test picture, so it gets no photos.",)
    remote = not is_loopback(url)
    if remote:
        notes += ("Messages, manuals' passages and photos of the tickets go to that host.",)
        if url.startswith("http:"):
            notes += ("They go unencrypted, and the key with them: use https.",)
    accepts = asked.accepts
    assert accepts is not None  # set by the first answer
    info = ModelInfo(
        model, accepts.server.name, urlsplit(url).netloc, remote, sees, (overlap or 0.0) >= eyesight.OVERLAP, holds
    )
    grown = max(0, answer.prompt_tokens - hello.prompt_tokens) if hello.prompt_tokens else 0
    return Probe(
        info, accepts.server.title, accepts.form, tuple(sorted(accepts.refused)), hello.first_token, hello.seconds,
        answer.seconds, shown.number, said, grown, overlap, notes,
    )  # fmt: skip


def _holds_schema(asked: Asked) -> bool:
    """Try the forms of a schema until an answer is held to it; afterwards the connection uses that form, or none."""
    request = replace(eyesight.hello(), task="test-schema", user=HELLO, schema=SCHEMA)
    while asked.accepts is not None and asked.accepts.form:
        try:
            held = _is_held(asked.ask(request).text)
        except EngineUnavailable:
            raise
        except EngineError:  # it fails on this form
            held = False
        if held and asked.accepts.form:
            return True
        asked.accepts = asked.accepts.without(frozenset({"response_format"}))
    return False


def _is_held(text: str) -> bool:
    try:
        answer = json.loads(eyesight.without_thoughts(text))
    except ValueError:
        return False
    return isinstance(answer, dict) and list(answer) == ["shade"] and answer["shade"] in SHADES
