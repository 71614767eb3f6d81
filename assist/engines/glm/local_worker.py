"""The model's own process: `python -m assist.engines.glm.local_worker OPTIONS`, spoken to over its standard pipes.

Each message is one line of JSON.  In: `{"ask": 1, ...}` and `{"stop": 1}`; out: `ready` or `refused` once, then for
each question growing texts and one that is finished or an error.  What the libraries print goes to standard error,
because standard output carries the answers.  It ends when its input is closed, in the middle of an answer too.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from assist.errors import AssistError, EngineUnavailable


@dataclass(slots=True)
class Mailbox:
    """What came in: questions in their order, and which of them nobody wants any more."""

    questions: SimpleQueue[dict[str, Any] | None] = field(default_factory=SimpleQueue)
    unwanted: set[int] = field(default_factory=set)
    closed: bool = False

    def read(self, pipe: IO[bytes]) -> None:
        """Take messages until the pipe is closed."""
        for line in pipe:
            message = json.loads(line)
            if "stop" in message:
                self.unwanted.add(message["stop"])
            else:
                self.questions.put(message)
        self.closed = True
        self.questions.put(None)

    def stopped(self, number: int) -> bool:
        return self.closed or number in self.unwanted


def main(options: dict[str, Any]) -> None:
    """Load the model, then answer until the house hangs up."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    mailbox = Mailbox()
    threading.Thread(target=mailbox.read, args=(sys.stdin.buffer,), daemon=True).start()
    if Path(options["name"]).is_dir():  # nothing is to be looked up anywhere
        os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    from assist.engines.glm.local_engine import Engine

    try:
        engine = Engine(**options)
    except EngineUnavailable as error:
        send(answers, {"refused": {"message": str(error), "code": error.code, "help": error.help}})
        return
    send(answers, {"ready": engine.facts})
    while (question := mailbox.questions.get()) is not None:
        if not mailbox.stopped(question["ask"]):
            answer(engine, question, mailbox, answers)


def answer(engine: Any, question: dict[str, Any], mailbox: Mailbox, answers: IO[bytes]) -> None:
    """Answer one question; a failure of the GPU itself ends the process, since nothing after it can be trusted."""
    number = question["ask"]
    question["pictures"] = [base64.b64decode(picture) for picture in question["pictures"]]

    def tell(text: str, tokens: int) -> None:
        send(answers, {"ask": number, "text": text, "tokens": tokens})

    try:
        send(answers, {"ask": number, **engine.answer(question, lambda: mailbox.stopped(number), tell)})
    except AssistError as error:
        send(answers, {"ask": number, "error": {"message": str(error), "code": error.code, "help": error.help}})
    except (RuntimeError, ValueError, LookupError, ArithmeticError, TypeError, MemoryError) as error:
        said = f"the model failed on this question: {type(error).__name__}: {error}"
        send(answers, {"ask": number, "error": {"message": said, "code": "glm_failed"}})
        if "CUDA error" in said or isinstance(error, MemoryError):
            raise


def send(pipe: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message; where nobody reads any more, end quietly."""
    try:
        pipe.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        pipe.flush()
    except BrokenPipeError:
        os._exit(0)  # closing what is buffered would only fail again


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
