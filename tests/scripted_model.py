"""A language model for tests that says what it was given to say, a few letters at a time, like a real one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from typing import Any

from assist.case.generation import Generated, ModelInfo, Request
from assist.errors import AssistError

HERE = ModelInfo("glm-scripted", "transformers", sees=True, grounds=True)
THERE = ModelInfo("glm-scripted", "vllm", "glm.example:8000", remote=True, sees=True, grounds=True)

Script = str | AssistError | dict[str, Any] | Callable[[Request], str]


class ScriptedModel:
    """Gives its scripts one after the other, the last one again and again; remembers what it was asked."""

    def __init__(self, *scripts: Script, info: ModelInfo = HERE, finish: str = "stop", piece: int = 9) -> None:
        self._scripts = list(scripts)
        self._info = info
        self._finish = finish
        self._piece = piece
        self.asked: list[Request] = []
        self.closed = 0
        self.given = 0

    def info(self) -> ModelInfo:
        return self._info

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        self.asked.append(request)
        script = self._scripts[min(len(self.asked), len(self._scripts)) - 1]
        text = script(request) if callable(script) else script
        try:
            if isinstance(text, AssistError):
                yield Generated()
                raise text
            whole = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
            yield Generated(waiting=1)
            for end in range(self._piece, len(whole), self._piece):
                self.given = end
                yield Generated(whole[:end])
            yield Generated(whole, self._finish)
        finally:
            self.closed += 1


def answer(reply: str = "", *claims: tuple[str, str], verdict: str = "none", **more: Any) -> dict[str, Any]:
    """An answer's form; each claim is a source's id and its quote."""
    listed = [{"text": "", "source": source, "quote": quote, "region": None} for source, quote in claims]
    return {"verdict": verdict, "because": "the print says so", "claims": listed, "reply": reply, "ask": [], **more}


def obeying(request: Request) -> str:
    """What a model would write that does whatever the ticket's data tells it: `SAY: ...` becomes its reply."""
    orders = re.findall(r"SAY: (.+)", request.user)
    return json.dumps(answer(" ".join(orders) or "-", verdict="yes"), ensure_ascii=False)
