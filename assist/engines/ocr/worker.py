"""The reading process: `python -m assist.engines.ocr.worker ENGINE THREADS`, spoken to over its standard pipes.

It reads one picture after another until its input is closed.  Whatever the libraries print goes to standard error,
because standard output carries the answers.
"""

from __future__ import annotations

import os
import sys
from typing import IO, Any

import numpy as np

from assist.engines.ocr import wire


def main(engine: str, threads: int) -> None:
    """Load the models, warm them, then answer until the house hangs up."""
    answers: IO[bytes] = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    import cv2

    from assist.engines.ocr.models import Models
    from assist.engines.ocr.passes import Passes

    cv2.setNumThreads(threads)
    models = Models(engine, threads)
    models.warm()
    read = Passes(models)
    wire.send(answers, {"ready": models.name, "rss": _resident()})
    while True:
        try:
            head, body = wire.receive(questions)
        except EOFError:
            return
        picture = np.frombuffer(body, np.uint8).reshape(head["shape"])
        wire.send(answers, _answer(read, picture))


def _answer(read: Any, picture: Any) -> dict[str, Any]:
    import cv2

    try:
        lines = read(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    except (cv2.error, RuntimeError, ValueError, ArithmeticError, LookupError, MemoryError) as error:
        return {"error": f"{type(error).__name__}: {error}", "rss": _resident()}
    except Exception as error:  # the engines' own errors derive from Exception alone
        if not type(error).__module__.startswith("rapidocr"):
            raise
        return {"error": f"{type(error).__name__}: {error}", "rss": _resident()}
    return {
        "lines": [
            {
                "text": line.text,
                "confidence": round(line.confidence, 4),
                "corners": [[round(float(v), 2) for v in corner] for corner in line.corners],
                "centres": list(line.centres),
            }
            for line in lines
        ],
        "rss": _resident(),
    }


def _resident() -> int:
    """Megabytes of memory held by this process."""
    import psutil

    return int(psutil.Process().memory_info().rss >> 20)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
