"""Scripted engines for the desk and the page: an answer that grows as slowly as told, and a small rewriter."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field, replace

from assist.case.asking.refining import Refined, Wish
from assist.case.draft import Draft
from assist.case.reply import Reply
from assist.case.verdict import Sentence
from tests.web.small import answer

WORDS = ["Please", "unplug", "the", "charger", "and", "wait"]
LEFT = ("message (private parts covered) → models.example", "2 manual passages → models.example")


@dataclass
class Slow:
    """Writes a word each `pause` seconds, behind `ahead` others; what counts in the end is the ordinary draft.

    `held` keeps it in the queue until `turn` is set; `stuck` blocks in the middle of a word until `free` is set, as a
    server does that sends nothing.  `closed` is set when the work behind the draft was stopped before its end, `asked`
    are the messages it was asked.
    """

    pause: float = 0.0
    ahead: int = 0
    held: bool = False
    stuck: bool = False
    turn: threading.Event = field(default_factory=threading.Event)
    free: threading.Event = field(default_factory=threading.Event)
    writing: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def __call__(self, reply: Reply) -> Generator[Draft, None, None]:
        self.asked.append(reply.case.message)
        try:
            for left in range(self.ahead, 0, -1):
                yield Draft(engine="scripted", complete=False, waiting=left)
                if self.held:
                    self.turn.wait(20)
                time.sleep(self.pause)
            for count in range(1, len(WORDS) + 1):
                yield Draft(text=" ".join(WORDS[:count]), engine="scripted", complete=False)
                self.writing.set()
                if self.stuck:
                    self.free.wait(20)
                time.sleep(self.pause)
            done = list(answer(reply))[-1]
            yield replace(done, left_machine=LEFT)
        except GeneratorExit:
            self.closed.set()
            raise


@dataclass
class Rewriter:
    """A refiner small enough to read: it writes in capitals, word by word, and strikes sentences with new numbers."""

    pause: float = 0.0
    fails: bool = False
    closed: threading.Event = field(default_factory=threading.Event)
    wished: list[tuple[str, str, str]] = field(default_factory=list)

    def refine(
        self, reply: Reply, text: str, wish: Wish, *, detail: str = "", language: str = ""
    ) -> Generator[Refined, None, None]:
        self.wished.append((wish.value, detail, reply.language))
        words = f"{text.upper()} {detail}".strip().split(" ")
        try:
            for count in range(1, len(words) + 1):
                yield Refined(" ".join(words[:count]))
                time.sleep(self.pause)
        except GeneratorExit:
            self.closed.set()
            raise
        if self.fails:
            yield Refined(text, complete=True, failed=True, notes=(Sentence("product_unknown"),))
            return
        new = set(re.findall(r"\d+", detail)) - set(re.findall(r"\d+", text))
        struck = (detail,) if new else ()
        kept = text.upper() if struck else " ".join(words)
        yield Refined(kept, complete=True, struck=struck, left_machine=("reply",))

    def translate(self, text: str, to: str) -> Generator[Refined, None, None]:
        yield Refined(f"<{to}>")
        yield Refined(f"<{to}> {text}", complete=True, left_machine=("reply",))
