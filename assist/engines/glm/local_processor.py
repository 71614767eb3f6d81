"""Processor: messages and pictures to a GLM model's inputs, without torchvision and within a budget of tokens.

Only the model's own process imports this module's heavy parts.  Videos are not read: their part of the processor is
what needs torchvision, whose wheels on PyPI do not import beside a CPU build of torch.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assist.errors import EngineError, EngineUnavailable

FAMILY = ("glm4v", "glm46v")
"""How `model_type` begins for the checkpoints this engine can load: GLM-4.1V, 4.5V, 4.6V and 4.6V-Flash."""

TOKEN_SIDE = 28  # pixels of a token's side: patches of 14, merged two by two (the checkpoints' preprocessor files)
EDGE_PER_TOKEN = 2 * TOKEN_SIDE**2  # `size.longest_edge` counts pixels of two frames
SMALLEST = 12544  # `size.shortest_edge` of the checkpoints, in the same unit
FEWEST_TOKENS = SMALLEST // EDGE_PER_TOKEN  # a picture never takes fewer

Messages = list[dict[str, Any]]


def check_folder(name: str) -> None:
    """Refuse a folder that holds no vision model, before anything heavy is loaded; hub ids pass.

    Raises `EngineUnavailable`.
    """
    folder = Path(name)
    if not folder.is_absolute() and not folder.is_dir():
        return
    if not folder.is_dir():
        raise unusable(name, "there is no such folder")
    try:
        kind = str(json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type", ""))
    except (OSError, ValueError, AttributeError) as error:
        raise unusable(name, "its config.json cannot be read") from error
    check_kind(name, kind)
    if not any((folder / file).is_file() for file in ("preprocessor_config.json", "processor_config.json")):
        raise _blind(name, "there is no image processor beside it")


def check_kind(name: str, model_type: str) -> None:
    """Raises `EngineUnavailable` for a model of another family."""
    if not model_type.startswith(FAMILY):
        raise EngineUnavailable(
            f"The model {name!r} is of the kind {model_type!r}, not a GLM vision model that transformers can load.",
            code="glm_not_vision",
            help="Set ASSIST_GLM to a GLM-4.1V or GLM-4.6V checkpoint, or serve this model and give the server's URL.",
        )


def open_processor(name: str) -> Any:
    """The processor of a checkpoint, images and text only; raises `EngineUnavailable` where it cannot see."""
    try:
        processor = image_only().from_pretrained(name)
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise _blind(name, first_line(error)) from error
    if not hasattr(processor, "image_processor"):
        raise _blind(name, "its processor reads text alone")
    return processor


def check_sight(name: str, processor: Any) -> int:
    """How many tokens a small test picture adds to a prompt; raises `EngineUnavailable` where it adds none.

    With an unknown processor class or another template, pictures are dropped without a word, and the model answers
    as if it saw them.
    """
    from jinja2 import TemplateError
    from PIL import Image

    picture = Image.new("RGB", (4 * TOKEN_SIDE, 4 * TOKEN_SIDE), (200, 40, 40))
    question: dict[str, Any] = {"type": "text", "text": "?"}
    image = {"type": "image", "image": picture}
    try:
        without = prepare(processor, [{"role": "user", "content": [question]}], 0)
        withal = prepare(processor, [{"role": "user", "content": [image, question]}], edge_for([picture.size], 64))
    except (ValueError, LookupError, TypeError, RuntimeError, TemplateError) as error:
        raise _blind(name, f"a prompt with a test picture cannot be made ({first_line(error)})") from error
    grown = int(withal["input_ids"].shape[1] - without["input_ids"].shape[1])
    if grown < FEWEST_TOKENS or "pixel_values" not in withal:
        raise _blind(name, f"a test picture added {max(grown, 0)} tokens to the prompt")
    return grown


def messages_of(question: dict[str, Any], pictures: Sequence[Any]) -> Messages:
    """A request's turns in the template's form: system, the ticket with its pictures first, then the later turns."""
    content: Messages = [{"type": "image", "image": picture} for picture in pictures]
    content.append({"type": "text", "text": question["user"]})
    messages: Messages = [{"role": "user", "content": content}]
    if question["system"]:
        messages.insert(0, {"role": "system", "content": [{"type": "text", "text": question["system"]}]})
    for role, text in question["earlier"]:
        messages.append({"role": role, "content": [{"type": "text", "text": text}]})
    return messages


def prepare(processor: Any, messages: Messages, edge: int) -> Any:
    """A model's inputs as tensors; `edge` is `edge_for` the pictures (0 without any).  Thinking is switched off
    where the template has a switch."""
    more = {"processor_kwargs": {"images_kwargs": {"size": {"shortest_edge": SMALLEST, "longest_edge": edge}}}}
    return processor.apply_chat_template(
        messages, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt",
        enable_thinking=False, **(more if edge else {}),
    )  # fmt: skip


def edge_for(sizes: Sequence[tuple[int, int]], budget: int) -> int:
    """`size.longest_edge` under which pictures of `sizes` (width, height) take at most `budget` tokens together.

    One limit serves all pictures of a prompt, so small ones (crops of a label) stay whole and only what is larger
    than its share is shrunk.  0 where there are no pictures; each takes 8 tokens at least.
    """
    if not sizes:
        return 0
    wanted = sorted(math.ceil(width / TOKEN_SIDE) * math.ceil(height / TOKEN_SIDE) for width, height in sizes)
    left = budget
    for place, tokens in enumerate(wanted):
        share = left // (len(wanted) - place)
        if tokens > share:
            return max(share, FEWEST_TOKENS) * EDGE_PER_TOKEN
        left -= tokens
    return max(wanted[-1], FEWEST_TOKENS) * EDGE_PER_TOKEN


def open_pictures(encoded: Sequence[bytes]) -> list[Any]:
    """The RGB pictures of encoded bytes; raises `EngineError` for what is no picture."""
    import io

    from PIL import Image, UnidentifiedImageError

    try:
        return [Image.open(io.BytesIO(data)).convert("RGB") for data in encoded]
    except (UnidentifiedImageError, OSError) as error:
        raise EngineError(f"a picture for the model cannot be opened: {error}", code="glm_picture") from error


@cache
def image_only() -> Any:
    """The processor class without its video part.

    The mixin learns the parts from the signature of `__init__`; upstream's name keeps saved folders loadable where
    torchvision works.  GLM-4.1V's and GLM-4.6V's classes differ in how they write video times, and in nothing else.
    """
    from transformers.models.glm46v.processing_glm46v import Glm46VProcessor

    class ImageOnly(Glm46VProcessor):  # type: ignore[misc]
        def __init__(
            self, image_processor: Any = None, tokenizer: Any = None, chat_template: Any = None, **more: Any
        ) -> None:
            super().__init__(image_processor, tokenizer, None, chat_template=chat_template, **more)

    ImageOnly.__name__ = "Glm46VProcessor"
    return ImageOnly


def first_line(error: Exception) -> str:
    """What a library says first; the rest is advice for its own users."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")


def unusable(name: str, why: str) -> EngineUnavailable:
    """The refusal of a checkpoint that cannot be loaded."""
    return EngineUnavailable(
        f"The model {name!r} cannot be loaded: {why}.",
        code="glm_unavailable",
        help="Check ASSIST_GLM: a folder with a checkpoint, or a hub id that this machine can download.",
    )


def _blind(name: str, why: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"The model {name!r} cannot be shown pictures: {why}.",
        code="glm_not_vision",
        help="Set ASSIST_GLM to a folder or hub id that holds the vision model with its preprocessor_config.json.",
    )
