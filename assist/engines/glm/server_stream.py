"""Server stream: the growing answer out of a server's chunks, whatever each server leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assist.case.generation import Generated
from assist.engines.glm.repeating import repeats
from assist.engines.glm.server_errors import Foreign, Withheld

CHECK_EVERY = 40
"""New characters after which a repetition is looked for again; once costs under a millisecond."""

LONGEST_TOKEN = 24
"""Characters a token has at most, far more than usual: a server that ignores `max_tokens` is stopped above it."""

# Why servers end an answer, beside `stop`; the hosted API's own words among them.
CUT_SHORT = {"length", "model_context_window_exceeded"}
WITHHELD = {"content_filter", "sensitive"}
BROKEN = {"network_error", "abort", "error"}


@dataclass(slots=True)
class Answer:
    """An answer while it grows.

    Reasoning that a server sends apart (`reasoning_content`, `reasoning`) is left out, unless nothing else comes:
    then it is the answer, between `<think>` and `</think>`, for the parser to look into.  Tokens are the server's
    count where it gives one, else its chunks.  `overrun` is whether the answer was ended here and not by the server.
    """

    max_tokens: int
    content: str = ""
    reasoning: str = ""
    finish: str = ""
    chunks: int = 0
    prompt_tokens: int = 0
    tokens: int = 0
    checked: int = 0
    first_token: float = 0.0
    overrun: bool = False

    def restart(self) -> None:
        """Forget a try that brought no text."""
        self.finish, self.overrun, self.prompt_tokens, self.tokens = "", False, 0, 0

    @property
    def begun(self) -> bool:
        return bool(self.content or self.reasoning)

    def take(self, chunk: Any, seconds: float) -> bool:
        """Add one chunk that came `seconds` after the call; whether the text grew or ended.

        Raises Foreign for a chunk that is none and for an answer that the server broke off or withheld.
        """
        if not hasattr(chunk, "choices"):
            raise Foreign("it is no chat completion")
        self._count(getattr(chunk, "usage", None))
        choices = chunk.choices if isinstance(chunk.choices, list) else []
        if not choices:
            return False
        grown = self._add(getattr(choices[0], "delta", None))
        if grown and not self.first_token:
            self.first_token = seconds
        self._end(getattr(choices[0], "finish_reason", None))
        return grown or bool(self.finish)

    def generated(self, seconds: float) -> Generated:
        """The answer so far."""
        text = self.content
        if self.finish and not text and self.reasoning:
            text = f"<think>{self.reasoning}</think>"
        tokens = self.tokens or self.chunks
        return Generated(
            text, self.finish, prompt_tokens=self.prompt_tokens, tokens=tokens, first_token=self.first_token,
            seconds=seconds,
        )  # fmt: skip

    def _add(self, delta: Any) -> bool:
        content = getattr(delta, "content", None)
        thought = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
        content = content if isinstance(content, str) else ""
        thought = thought if isinstance(thought, str) else ""
        self.content += content
        self.reasoning += thought
        self.chunks += bool(content or thought)
        return bool(content or thought)

    def _count(self, usage: Any) -> None:
        for name, ours in (("prompt_tokens", "prompt_tokens"), ("completion_tokens", "tokens")):
            count = getattr(usage, name, None)
            if isinstance(count, int) and count > 0:
                setattr(self, ours, count)

    def _end(self, reason: Any) -> None:
        if isinstance(reason, str) and reason:
            if reason in WITHHELD:
                raise Withheld
            if reason in BROKEN:
                raise Foreign(f"it ended with {reason}")
            self.finish = "length" if reason in CUT_SHORT else "stop"
            return
        length = len(self.content) + len(self.reasoning)
        if length - self.checked >= CHECK_EVERY:
            self.checked = length
            if repeats(self.content or self.reasoning):
                self.finish = "loop"
        if self.chunks > self.max_tokens or length > self.max_tokens * LONGEST_TOKEN:
            self.finish = self.finish or "length"
        self.overrun = bool(self.finish)
