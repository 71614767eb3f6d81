"""LocalModel: a GLM vision model of this machine, run by transformers in a process of its own.

The child holds torch, the weights and the GPU's memory, and nothing else of the house; killing it frees all of them.
It answers one question at a time; the others wait in the order in which they came.  A child that dies is replaced at
the next question.

What this module does not know: how good the answers are, and whether another program uses the same GPU.
"""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from assist.case.generation import Generated, ModelInfo, Request
from assist.engines.glm.choice import DEFAULT_LOCAL
from assist.engines.glm.local_turns import Turns
from assist.errors import EngineError, EngineUnavailable

TICK = 0.3
"""Seconds between two signs of life; the protocol asks for one each half second."""

LOAD_SECONDS = 3600.0
"""Seconds the child may take to load: 19 GB may have to be downloaded first."""

HUNG_SECONDS = 300.0
"""A child that is late and has said nothing for so long is killed.  Any other is only stopped: one that still takes a
long prompt in will see that nobody wants the answer, and to load the weights again would take longer."""

FINAL = frozenset({"glm_not_vision", "glm_quantization"})
"""Refusals that only another setting or installation changes; they are not tried again."""

ROOT = Path(__file__).resolve().parents[3]
Kind = TypeVar("Kind", bound=EngineError)
log = logging.getLogger(__name__)


class LocalModel:
    """`Model` by a checkpoint of the Glm4v family; safe to share between threads.

    `name` is a folder or hub id, `quantization` `none`, `int8` or `int4`, `decoding` `greedy` or `authors`, `threads`
    the child's on a CPU (0: torch's choice), `timeout` the seconds an answer may take once it has the turn.  Nothing
    is started before the first call.
    """

    def __init__(
        self,
        name: str = "",
        *,
        quantization: str = "none",
        decoding: str = "greedy",
        threads: int = 0,
        timeout: float = 120.0,
    ) -> None:
        self.name = name or DEFAULT_LOCAL
        folder = Path(self.name).expanduser()
        options = {
            "name": str(folder.resolve()) if folder.is_dir() or folder.is_absolute() else self.name,
            "quantization": quantization, "decoding": decoding, "threads": threads,
        }  # fmt: skip
        self._command = [sys.executable, "-m", "assist.engines.glm.local_worker", json.dumps(options)]
        self._timeout = timeout
        self._turns = Turns()
        self._child: _Child | None = None
        self._info: ModelInfo | None = None
        self._refusal: EngineUnavailable | None = None
        self._asked = 0
        self._closed = False

    def info(self) -> ModelInfo:
        """What it is, once it is loaded; that it sees was proved by a test picture's tokens."""
        if self._info is None:
            turn = self._turns.join()
            try:
                while self._turns.ahead(turn, TICK):
                    continue
                for _ in self._ready():
                    continue
            finally:
                self._turns.leave(turn, finished=False)
        assert self._info
        return self._info

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        """The growing answer, as `Model` says; first the place in the queue and the wait to be expected."""
        turn, began, sofar = self._turns.join(), time.perf_counter(), Generated()
        try:
            while ahead := self._turns.ahead(turn, TICK):
                expected = self._turns.expected(turn)
                yield Generated(waiting=ahead, expected=expected, seconds=time.perf_counter() - began)
            for step in self._answer(request):
                now = time.perf_counter() - began
                first = sofar.first_token or (now if step.tokens else 0.0)
                sofar = replace(step, first_token=first, seconds=now)
                yield sofar
        finally:
            self._turns.leave(turn, finished=bool(sofar.finish))

    def close(self) -> None:
        """Stop the child and free what it holds; a later call is an error."""
        self._closed = True
        self._drop()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        child = self._child
        return child.process.pid if child else None

    def _answer(self, request: Request) -> Generator[Generated, None, None]:
        """Ask the child, starting it where there is none; nobody else does so meanwhile."""
        sofar = Generated()
        for _ in self._ready():
            yield sofar
        child = self._child
        assert child
        self._asked += 1
        number = self._asked
        began = time.monotonic()
        try:
            child.ask({"ask": number, **_question(request)})
            while not sofar.finish:
                event = child.next(TICK)
                if event.get("ask") == number:
                    sofar = self._step(event)
                elif event.get("finish"):
                    log.debug("an answer that nobody wanted ended after %d tokens", event["tokens"])
                if not sofar.finish and time.monotonic() - began > self._timeout:
                    raise self._late(child)
                yield sofar
        except (EOFError, OSError) as error:
            raise self._gone("while it answered") from error
        finally:
            if not sofar.finish:
                child.stop(number)

    def _step(self, event: dict[str, Any]) -> Generated:
        if "error" in event:
            raise _error(EngineError, event["error"])
        return Generated(
            text=event["text"], finish=event.get("finish", ""), prompt_tokens=event.get("prompt_tokens", 0),
            tokens=event["tokens"],
        )  # fmt: skip

    def _ready(self) -> Generator[None, None, None]:
        """Yields until the child can be asked; raises `EngineUnavailable` where it cannot start."""
        if self._closed:
            raise EngineUnavailable("the model is closed", code="glm_closed")
        if self._refusal:
            raise self._refusal
        try:
            child = self._child = self._child or _Child(self._command)
            while not child.facts:
                yield
                event = child.next(TICK)
                if "refused" in event:
                    raise self._refused(event["refused"])
                child.facts = event.get("ready", {})
                if not child.facts and time.monotonic() - child.started > LOAD_SECONDS:
                    raise EOFError
        except (EOFError, OSError) as error:
            raise self._gone("while it was loaded") from error
        if self._info is None:
            log.info("the model %s is loaded: %s", self.name, child.facts)
            facts = child.facts
            self._info = ModelInfo(
                name=Path(self.name).name if Path(self.name).is_dir() else self.name, engine="transformers",
                sees=True, grounds=True, schema=bool(facts["schema"]), device=f"{facts['device']} {facts['dtype']}",
            )  # fmt: skip

    def _refused(self, said: dict[str, str]) -> EngineUnavailable:
        """Why the child cannot run; what another try would not change is remembered."""
        self._drop()
        refusal = _error(EngineUnavailable, said)
        if refusal.code in FINAL:
            self._refusal = refusal
        return refusal

    def _late(self, child: _Child) -> EngineUnavailable:
        if child.silent > HUNG_SECONDS:
            self._drop()
        return EngineUnavailable(
            f"the model took longer than {self._timeout:g} s", code="glm_timeout",
            help="Answer without the model, or raise ASSIST_GLM_TIMEOUT.",
        )  # fmt: skip

    def _gone(self, when: str) -> EngineUnavailable:
        """The child is dead; the next question starts another."""
        code = self._child.process.poll() if self._child else None
        self._drop()
        return EngineUnavailable(
            f"the model's process ended {when} (status {code})", code="glm_died",
            help="Try again; if it stays, the machine may be short of memory: run `python -m assist doctor`.",
        )  # fmt: skip

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.kill()


class _Child:
    """One running process with the model; `facts` are empty until it is loaded, `owed` counts unfinished answers."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        self.started = time.monotonic()
        self.facts: dict[str, Any] = {}
        self.owed = 0
        self._heard = self.started
        self._events: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        threading.Thread(target=self._listen, name="glm", daemon=True).start()

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, question: dict[str, Any]) -> None:
        self._heard = self._heard if self.owed else time.monotonic()
        self.owed += 1
        self.send(question)

    @property
    def silent(self) -> float:
        """Seconds since it said something, or was asked while it had nothing to do."""
        return time.monotonic() - self._heard

    def stop(self, number: int) -> None:
        """Have it end an answer; it does so at its next token.  A dead one has ended it."""
        try:
            self.send({"stop": number})
        except (OSError, ValueError):
            return

    def next(self, seconds: float) -> dict[str, Any]:
        """The next message, empty where none came in time; EOFError once it is dead."""
        try:
            event = self._events.get(timeout=seconds)
        except Empty:
            return {}
        if event is None:
            self._events.put(None)
            raise EOFError("the model's process is gone")
        self._heard = time.monotonic()
        self.owed -= "finish" in event or "error" in event
        return event

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # unsent bytes for a dead child
                continue

    def _listen(self) -> None:
        assert self.process.stdout
        try:
            for line in self.process.stdout:
                self._events.put(json.loads(line))
        except ValueError:  # cut in the middle, or closed under us
            pass
        self._events.put(None)


def _question(request: Request) -> dict[str, Any]:
    pictures = [base64.b64encode(picture.data).decode() for picture in request.pictures]
    return {
        "system": request.system, "user": request.user, "earlier": request.earlier, "pictures": pictures,
        "schema": request.schema, "max_tokens": request.max_tokens, "image_tokens": request.image_tokens,
    }  # fmt: skip


def _error(kind: type[Kind], said: dict[str, str]) -> Kind:
    return kind(said["message"], code=said["code"], help=said.get("help"))
