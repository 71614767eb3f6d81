"""Generation: what a language model is asked, and what it gave back. No model is named here."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Protocol

from assist.case.geometry import Box


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture for a model, already small: encoded bytes, and which part of which photo it shows.

    `mime` is `image/jpeg` or `image/png`, `width` and `height` are pixels of the encoded picture, `photo` is the
    photo's id, `region` the part of the upright photo it shows (the whole where it is an overview).
    """

    data: bytes
    mime: str
    width: int
    height: int
    photo: str = ""
    region: Box = field(default_factory=lambda: Box(0.0, 0.0, 1.0, 1.0))


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    `task` and `version` name the prompt file it was made from; `system` is the same for every ticket (servers cache
    its prefix), `user` carries the ticket, `pictures` stand before it.  `schema` is the JSON schema of the answer
    (None: plain text), `max_tokens` the longest answer, `images_tokens` the most tokens that all pictures may take.
    `earlier` are turns of the same exchange (role, text), such as a bad answer and what was wrong with it.
    """

    task: str
    version: str
    system: str
    user: str
    pictures: tuple[Picture, ...] = ()
    schema: dict[str, Any] | None = None
    max_tokens: int = 1200
    image_tokens: int = 1600
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Generated:
    """What a model gave so far, `text` in whole; `finish` is empty while it goes on.

    `finish`: `stop`, `length` (cut at `max_tokens`) or `loop` (it repeated itself and was ended).  `waiting` is the
    number of requests ahead of this one in the queue of a model that answers one at a time, `expected` the seconds
    that this may still take by past answers (0: not known).  Times are seconds from the call, tokens as the engine
    counts them (0 where it does not say).
    """

    text: str = ""
    finish: str = ""
    waiting: int = 0
    expected: float = 0.0
    prompt_tokens: int = 0
    tokens: int = 0
    first_token: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is known of a model, as proved by its probe.

    `name` is the model, `engine` how it is reached (`transformers`, `vllm`, `sglang`, `llama.cpp`, `ollama`, `glm-api`,
    `transformers-serve`, `openai`), `where` the host it runs on (empty: this process), `remote` whether that is another
    machine.  `sees` is whether a test picture was understood to be there, `grounds` whether its boxes mean anything,
    `schema` whether it holds answers to a JSON schema, `device` on what and in which numbers it computes (empty:
    not told).
    """

    name: str
    engine: str
    where: str = ""
    remote: bool = False
    sees: bool = False
    grounds: bool = False
    schema: bool = False
    device: str = ""


class Model(Protocol):
    """A language model behind the line: `engines.glm.local` and `engines.glm.server` are the real ones."""

    def info(self) -> ModelInfo:
        """What it is and can do; may probe at the first call, raises `EngineUnavailable`."""

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        """The growing answer; something is yielded at least every half second, also while nothing new came.

        Closing the iterator stops the generation, here and on a server.  Raises `EngineUnavailable` (nobody answers,
        time is up, too many requests, the breaker is open) or `EngineError` (it refused or failed).
        """
