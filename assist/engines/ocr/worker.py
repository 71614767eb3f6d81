"""The reading process: `python -m assist.engines.ocr.worker ENGINE THREADS [MODEL ...]`, spoken to over its pipes.

It reads one picture after another until its input is closed.  Whatever the libraries print goes to standard error,
because standard output carries the answers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from assist.engines.ocr import wire


def main(engine: str, threads: int, others: Sequence[Path] = ()) -> None:
    """Load the models, warm them, then answer until the house hangs up."""
    answers: IO[bytes] = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    questions = sys.stdin.buffer
    import cv2

    from assist.engines.ocr.models import Models
    from assist.engines.ocr.passes import Passes

    cv2.setNumThreads(threads)
    models = Models(engine, threads, others)
    models.warm()
    reads = {"photo": Passes(models), "page": Passes(models, page=True), "row": partial(_rows, models)}
    wire.send(answers, {"ready": models.name, "rss": _resident()})
    while True:
        try:
            head, body = wire.receive(questions)
        except EOFError:
            return
        picture = np.frombuffer(body, np.uint8).reshape(head["shape"])
        wire.send(answers, _answer(reads[head["kind"]], picture))


def _rows(models: Any, picture: Any) -> list[Any]:
    """What each recogniser makes of a picture that is one row of print; where text is, is not looked for."""
    import cv2

    from assist.engines.ocr.lines import Found
    from assist.engines.ocr.models import ROW

    height, width = picture.shape[:2]
    row = cv2.resize(picture, (max(8, round(width * ROW / height)), ROW), interpolation=cv2.INTER_AREA)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    reads = [models.recognise([row], model)[0] for model in models.recognisers]
    return [Found(read.text, read.confidence, corners, read.centres) for read in reads]


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
    main(sys.argv[1], int(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
