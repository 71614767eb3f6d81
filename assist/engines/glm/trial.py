"""Trial: a model of this machine asked what a server's probe asks, for `doctor --model`: it is loaded for that."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from assist.case.generation import Generated, Model, ModelInfo, Request
from assist.engines.glm import eyesight


@dataclass(frozen=True, slots=True)
class Trial:
    """What was seen: `hello` and `looked` are the answers without and with a picture, `shown` the number in it, `said`
    what the model read, `overlap` how well its box met the number (None: it did not see, so it was not asked)."""

    info: ModelInfo
    hello: Generated
    looked: Generated
    shown: str
    said: str
    overlap: float | None = None

    @property
    def sees(self) -> bool:
        return self.overlap is not None


def trial(model: Model, chance: Callable[[], float]) -> Trial:
    """Load the model and ask it, twice plainly (the first answer warms it), with a test picture, and for a box.

    Raises `EngineUnavailable` and `EngineError` where it cannot be loaded or fails on a plain question.
    """

    def ask(request: Request) -> Generated:
        with closing(model.generate(request)) as growing:
            *_, last = growing
        return last

    info = model.info()
    ask(eyesight.hello())
    hello = ask(eyesight.hello())
    chart, said, looked, _ = eyesight.looks(ask, chance)
    sees = eyesight.has_read(said, chart)
    return Trial(info, hello, looked, chart.number, said, eyesight.points(ask, chart) if sees else None)
