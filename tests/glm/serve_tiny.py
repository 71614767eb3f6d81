"""`transformers serve` with the processor that needs no torchvision: `python -m tests.glm.serve_tiny PORT`."""

from __future__ import annotations

import sys
from typing import Any


def main(port: str) -> None:
    """Serve any folder that is asked for until the process is ended; the command line is transformers' own."""
    import torch
    from transformers.cli.transformers import main as transformers
    from transformers.models.auto import processing_auto

    from assist.engines.glm.local_processor import image_only

    torch.set_num_threads(1)
    usual = processing_auto.processor_class_from_name

    def pick(name: str) -> Any:
        return image_only() if name in ("Glm46VProcessor", "Glm4vProcessor") else usual(name)

    processing_auto.processor_class_from_name = pick
    sys.argv = ["transformers", "serve", "--host", "127.0.0.1", "--port", port, "--device", "cpu"]
    transformers()


if __name__ == "__main__":
    main(sys.argv[1])
