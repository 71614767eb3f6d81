"""Engine: a loaded GLM model, answering one question at a time; lives in the model's own process alone."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from assist.engines.glm.local_decoding import AUTHORS, GREEDY, SchemaMask, Watch, open_vocabulary
from assist.engines.glm.local_processor import (
    check_folder,
    check_kind,
    check_sight,
    edge_for,
    first_line,
    messages_of,
    open_pictures,
    open_processor,
    prepare,
    unusable,
)  # fmt: skip
from assist.errors import EngineError, EngineUnavailable

# Bytes a quantised weight takes: those are the language model's matrices, the rest (vision tower, embeddings, head)
# stays as it is.  nf4: 4 bits and a scale of 4 bytes for each 64 weights.
BYTES = {"int8": 1.0, "int4": 0.5625}
KEPT = ["visual", "lm_head"]
NEEDS = {"int8": "torchao", "int4": "bitsandbytes"}
GB = 1e9

Tell = Callable[[str, int], None]


class Engine:
    """Loads at construction; raises `EngineUnavailable` with what to do where the model cannot be used.

    `name` is a folder or hub id, `quantization` `none`, `int8` or `int4`, `decoding` `greedy` or `authors`, `threads`
    the CPU's (0: torch's choice).
    """

    def __init__(self, name: str, quantization: str = "none", decoding: str = "greedy", threads: int = 0) -> None:
        check_folder(name)
        import torch

        if threads:
            torch.set_num_threads(threads)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._decoding = AUTHORS if decoding == "authors" else GREEDY
        config = _config(name)
        self._processor = open_processor(name)
        self.sight = check_sight(name, self._processor)
        self._model = _load(name, config, quantization, self._device)
        text = config.get_text_config()
        self._room, self._width = int(text.max_position_embeddings), int(text.vocab_size)
        self._stops = _stops(self._model.generation_config.eos_token_id, text.eos_token_id)
        self._vocabulary: Any = None

    @property
    def facts(self) -> dict[str, Any]:
        """What is known of the loaded model, for `ModelInfo` and the logs."""
        return {
            "sight": self.sight, "device": self._device, "dtype": str(self._model.dtype).removeprefix("torch."),
            "schema": find_spec("llguidance") is not None,
        }  # fmt: skip

    def answer(self, question: dict[str, Any], stopped: Callable[[], bool], tell: Tell) -> dict[str, Any]:
        """The finished answer to a request: text, finish and tokens.

        `question` has the fields of `case.generation.Request`, its pictures as encoded bytes; `finish` may also be
        `stopped`.  Raises `EngineError` for a prompt that does not fit, a schema or a picture that cannot be used.
        """
        import torch
        from transformers import GenerationConfig

        pictures = open_pictures(question["pictures"])
        edge = edge_for([picture.size for picture in pictures], question["image_tokens"])
        inputs = prepare(self._processor, messages_of(question, pictures), edge)
        inputs.pop("token_type_ids", None)
        prompt = int(inputs["input_ids"].shape[1])
        if prompt + question["max_tokens"] > self._room:
            raise EngineError(
                f"the prompt has {prompt} tokens and the answer {question['max_tokens']}: the model holds {self._room}",
                code="glm_prompt_too_long",
            )
        watch = Watch(prompt, self._text, stopped, tell)
        masks = [self._mask(question["schema"], prompt)] if question["schema"] else []
        config = GenerationConfig(
            max_new_tokens=question["max_tokens"], eos_token_id=self._stops, pad_token_id=self._stops[0],
            **self._decoding,
        )  # fmt: skip
        with torch.inference_mode():
            made = self._model.generate(
                **inputs.to(self._device), generation_config=config, stopping_criteria=[watch], logits_processor=masks
            )
        answer = made[0, prompt:]
        ended = watch.ended or ("stop" if int(answer[-1]) in self._stops else "length")
        return {
            "text": self._text(answer), "finish": ended, "prompt_tokens": prompt, "tokens": len(answer),
        }  # fmt: skip

    def _text(self, ids: Any) -> str:
        text: str = self._processor.tokenizer.decode(ids, skip_special_tokens=True)
        return text

    def _mask(self, schema: dict[str, Any], prompt: int) -> SchemaMask:
        if find_spec("llguidance") is None:
            raise EngineError("llguidance is not installed, which holds answers to a schema", code="glm_schema")
        self._vocabulary = self._vocabulary or open_vocabulary(self._processor.tokenizer, self._width, self._stops)
        return SchemaMask(self._vocabulary, schema, prompt, self._width)


def quantised(kind: str, dtype: Any = None, found: Callable[[str], object] = find_spec) -> Any:
    """How `from_pretrained` is told to quantise (None: not at all); raises `EngineUnavailable` without the package.

    int8 is torchao's weight-only kind, since bitsandbytes' int8 computes in fp16, in which these models overflow;
    int4 is bitsandbytes' nf4, computed in `dtype`.  Both run on a CPU too.
    """
    if kind == "none":
        return None
    package = NEEDS[kind]
    if found(package) is None:
        raise EngineUnavailable(
            f"ASSIST_GLM_QUANTIZATION={kind} needs the package {package}, which is not installed.",
            code="glm_quantization", help="Run `pip install -e '.[quantised]'`, or set ASSIST_GLM_QUANTIZATION=none.",
        )  # fmt: skip
    from transformers import BitsAndBytesConfig, TorchAoConfig

    if kind == "int4":
        return BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=dtype,
            llm_int8_skip_modules=KEPT,
        )  # fmt: skip
    from torchao.quantization import Int8WeightOnlyConfig

    return TorchAoConfig(Int8WeightOnlyConfig(), modules_to_not_convert=KEPT)


def weight_bytes(config: Any, quantization: str, width: int = 2) -> int:
    """Bytes that the weights of a configuration take, without loading any; `width` is that of an unquantised one."""
    import torch
    from transformers import AutoModelForImageTextToText

    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(config)
    total = 0.0
    for name, weight in model.named_parameters():
        squeezed = weight.dim() >= 2 and ".language_model.layers." in name
        total += weight.numel() * (BYTES.get(quantization, width) if squeezed else width)
    return int(total)


def _config(name: str) -> Any:
    from transformers import AutoConfig

    try:
        config = AutoConfig.from_pretrained(name)
    except (OSError, ValueError, KeyError) as error:
        raise unusable(name, first_line(error)) from error
    check_kind(name, config.model_type)
    return config


def _load(name: str, config: Any, quantization: str, device: str) -> Any:
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForImageTextToText

    dtype = torch.bfloat16 if device == "cuda" or bf16_pays() else torch.float32
    how = quantised(quantization, dtype)
    needed = weight_bytes(config, quantization, dtype.itemsize)
    if needed > _free_bytes(device):
        raise EngineUnavailable(
            f"The weights of {name!r} take {needed / GB:.1f} GB, and {_free_bytes(device) / GB:.1f} GB are free"
            f" {'on the GPU' if device == 'cuda' else 'in memory'}.",
            code="glm_memory", help="Set ASSIST_GLM_QUANTIZATION=int4, or use a server with more memory.",
        )  # fmt: skip
    try:
        model, report = AutoModelForImageTextToText.from_pretrained(
            name, dtype=dtype, quantization_config=how, device_map={"": device}, output_loading_info=True
        )
    except (OSError, ValueError, RuntimeError, ImportError, SafetensorError) as error:
        raise unusable(name, first_line(error)) from error
    if report["missing_keys"] or report["mismatched_keys"]:  # would be random numbers, with a warning at most
        raise unusable(name, f"{len(report['missing_keys'])} of its weights are missing or of another shape")
    return model.eval()


def bf16_pays() -> bool:
    """Whether this CPU multiplies bf16 matrices at least as fast as float32 ones, by trying (0.1 s at most).

    Without AVX512-BF16 or AMX it is many times slower (measured on AVX2 cores, 2026-11-21).  One thread tries: on a
    busy machine several wait for each other, and the times are those of the waiting.
    """
    import torch

    def seconds(dtype: Any) -> float:
        weights = torch.ones(512, 512, dtype=dtype)
        one, many = torch.ones(1, 512, dtype=dtype), torch.ones(16, 512, dtype=dtype)
        best = math.inf
        for _ in range(3):  # the first warms up
            began = time.perf_counter()
            one @ weights
            many @ weights
            best = min(best, time.perf_counter() - began)
        return best

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return seconds(torch.bfloat16) <= seconds(torch.float32)
    finally:
        torch.set_num_threads(threads)


def _free_bytes(device: str) -> int:
    if device == "cuda":
        import torch

        return int(torch.cuda.mem_get_info()[0])
    import psutil

    return int(psutil.virtual_memory().available)


def _stops(*named: int | list[int] | None) -> list[int]:
    """All tokens that end an answer, each once, in order."""
    every: list[int] = []
    for name in named:
        every += name if isinstance(name, list) else [] if name is None else [name]
    return list(dict.fromkeys(every))
