"""A tiny model of the GLM-4.6V architecture, made and taught here: `python -m tests.glm.tiny_glm FOLDER`.

It has the real classes, processor, special tokens and file layout with two layers of each tower, knows the colours of
plain pictures and two fixed answers, and nothing else.  What it says of quality is nothing; what it proves is that
pictures, prompts, templates, stops and weights go the whole way.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PIL import Image

from assist.case.generation import Picture, Request

SPECIAL = [
    "<|endoftext|>", "[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>", "<|system|>", "<|user|>", "<|assistant|>",
    "<|observation|>", "<|begin_of_image|>", "<|end_of_image|>", "<|begin_of_video|>", "<|end_of_video|>",
    "<|begin_of_box|>", "<|end_of_box|>", "<|image|>", "<|video|>", "/nothink",
]  # fmt: skip
NOT_SPECIAL = ["<think>", "</think>", "<answer>", "</answer>", "<tool_call>", "</tool_call>"]
STOPS = ["<|endoftext|>", "<|user|>", "<|observation|>"]

# In our words, with the frame of the real template: GLM-4.6V's marks, `/nothink` and the closed thought.
TEMPLATE = """[gMASK]<sop>
{%- for m in messages -%}
<|{{ m.role }}|>
{% if m.content is string -%}
{{ m.content }}
{%- else -%}
{%- for c in m.content -%}
{%- if c.type in ('image', 'image_url') -%}
<|begin_of_image|><|image|><|end_of_image|>
{%- elif c.type == 'text' -%}
{{ c.text }}
{%- endif -%}
{%- endfor -%}
{%- endif -%}
{%- if m.role == 'user' and enable_thinking is defined and not enable_thinking -%}/nothink{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
<|assistant|>
{% if enable_thinking is defined and not enable_thinking -%}<think></think>
{% endif -%}
{%- endif -%}"""

COLOURS = {"red": (200, 30, 30), "green": (30, 170, 50), "blue": (30, 50, 200)}
COLOUR_QUESTION = "Which colour?"
JSON_QUESTION, JSON_ANSWER = "As JSON.", '{"answer": "no"}'
COUNT_QUESTION, COUNT_ANSWER = "Count.", "1 2 3 4 5 6 7 8 9"
SYSTEM = "Be brief."
EXAM = [
    *((COLOUR_QUESTION, colour) for colour in COLOURS),
    (JSON_QUESTION, JSON_ANSWER),
    (COUNT_QUESTION, COUNT_ANSWER),
]

ROOM = 32768
"""Tokens of prompt and answer together; a token is a byte here, so a real prompt takes some 8000."""

STEPS = 100
"""Lessons after which every answer is right; 5 CPU seconds."""

EDGE = 16 * 1568
"""Pictures are capped at 16 tokens, so that an answer takes a fraction of a second."""


def picture(colour: str, width: int = 112, height: int = 112) -> Picture:
    """A picture of one colour that the model knows, as a request carries it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), COLOURS[colour]).save(out, "PNG")
    return Picture(out.getvalue(), "image/png", width, height)


def ask(question: str, *pictures: Picture, **more: Any) -> Request:
    """A request whose pictures take as few tokens as those that the model learnt from."""
    return Request("test", "v1", more.pop("system", ""), question, pictures, **{"image_tokens": 16, **more})


def make(folder: Path) -> None:
    """The folder of a random model: weights, tokenizer, processor files."""
    import torch
    from transformers import GenerationConfig, Glm4vConfig, Glm4vForConditionalGeneration

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer()
    token = tokenizer.convert_tokens_to_ids
    stops = [token(name) for name in STOPS]
    config = Glm4vConfig(
        text_config={
            "vocab_size": len(tokenizer), "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "attention_bias": True,
            "max_position_embeddings": ROOM, "pad_token_id": stops[0], "eos_token_id": stops,
            "rope_parameters": {
                "rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5, "mrope_section": [1, 1, 2],
            },
        },
        vision_config={
            "depth": 2, "hidden_size": 32, "num_heads": 2, "intermediate_size": 64, "out_hidden_size": 64,
            "image_size": 336, "patch_size": 14, "temporal_patch_size": 2, "spatial_merge_size": 2,
        },
        image_token_id=token("<|image|>"), video_token_id=token("<|video|>"),
        image_start_token_id=token("<|begin_of_image|>"), image_end_token_id=token("<|end_of_image|>"),
        video_start_token_id=token("<|begin_of_video|>"), video_end_token_id=token("<|end_of_video|>"),
    )  # fmt: skip
    torch.manual_seed(0)
    model = Glm4vForConditionalGeneration(config)
    # The real checkpoint samples by default; an engine that is to be greedy has to say so.
    model.generation_config = GenerationConfig(
        do_sample=True, temperature=0.8, top_p=0.6, top_k=2, pad_token_id=stops[0], eos_token_id=stops
    )
    tokenizer.save_pretrained(folder)
    model.save_pretrained(folder)
    write_processor(folder, "Glm46V")


def make_tokenizer() -> Any:
    """Bytes, the real special tokens, no merges: any text can be written, one token a byte."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = {letter: place for place, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    inner = Tokenizer(models.BPE(vocab=letters, merges=[]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    inner.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in SPECIAL])
    inner.add_tokens([AddedToken(text, special=False, normalized=False) for text in NOT_SPECIAL])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner, eos_token="<|endoftext|>", pad_token="<|endoftext|>", padding_side="left",
        model_max_length=ROOM, clean_up_tokenization_spaces=False, additional_special_tokens=SPECIAL[1:],
    )  # fmt: skip
    tokenizer.image_token, tokenizer.video_token = "<|image|>", "<|video|>"
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def write_processor(folder: Path, family: str) -> None:
    """The two files of a processor, as the family's checkpoint has them."""
    common = {
        "do_rescale": True, "patch_size": 14, "temporal_patch_size": 2, "merge_size": 2,
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
        "processor_class": f"{family}Processor",
    }  # fmt: skip
    for name, kind in (("preprocessor", "Image"), ("video_preprocessor", "Video")):
        size = {"shortest_edge": 12544, "longest_edge": EDGE}
        part = {**common, "size": size, f"{kind.lower()}_processor_type": f"{family}{kind}Processor"}
        (folder / f"{name}_config.json").write_text(json.dumps(part, indent=1), encoding="utf-8")


def teach(folder: Path, steps: int = STEPS) -> None:
    """Teach the model its answers for any plain picture."""
    import torch
    from transformers import AutoModelForImageTextToText

    from assist.engines.glm.local_processor import open_processor

    torch.manual_seed(0)
    chance = random.Random(0)
    processor = open_processor(str(folder))
    model = AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32).train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=steps)
    for _ in range(steps):
        model(**lesson(processor, chance)).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        plan.step()
    model.eval().save_pretrained(folder)


def lesson(processor: Any, chance: random.Random) -> dict[str, Any]:
    """One batch: each question once, on a picture of some shape and shade, half of them after a word to the system."""
    import torch

    from assist.engines.glm.local_processor import messages_of, prepare

    rows = []
    for question, answer in EXAM:
        colour = answer if question == COLOUR_QUESTION else chance.choice(list(COLOURS))
        shade = tuple(min(255, max(0, part + chance.randint(-25, 25))) for part in COLOURS[colour])
        picture = Image.new("RGB", chance.choice([(112, 112), (84, 140), (140, 84)]), shade)
        asked = {"system": chance.choice(["", SYSTEM]), "user": question, "earlier": ()}
        inputs = prepare(processor, messages_of(asked, [picture]), EDGE)
        told = processor.tokenizer(answer + "<|user|>", add_special_tokens=False, return_tensors="pt")["input_ids"]
        rows.append((inputs, told))
    longest = max(inputs["input_ids"].shape[1] + told.shape[1] for inputs, told in rows)
    ids = torch.full((len(rows), longest), processor.tokenizer.pad_token_id)
    labels = torch.full_like(ids, -100)
    kinds, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (inputs, told) in enumerate(rows):
        prompt = inputs["input_ids"].shape[1]
        length = prompt + told.shape[1]
        ids[row, :length] = torch.cat([inputs["input_ids"], told], 1)
        labels[row, prompt:length] = told
        kinds[row, :prompt] = inputs["mm_token_type_ids"]
        mask[row, :length] = 1
    return {
        "input_ids": ids, "labels": labels, "attention_mask": mask, "mm_token_type_ids": kinds,
        "pixel_values": torch.cat([inputs["pixel_values"] for inputs, _ in rows]),
        "image_grid_thw": torch.cat([inputs["image_grid_thw"] for inputs, _ in rows]),
    }  # fmt: skip


def made_once(cache: Path) -> Path:
    """A folder with the models `random` and `taught`, made by a process of its own where it is not there yet.

    Its name holds the versions of this file and of the libraries; a process that was stopped half way leaves nothing.
    """
    facts = Path(__file__).read_bytes() + "".join(version(name) for name in ("torch", "transformers")).encode()
    folder = cache / f"tiny-glm-{sha256(facts).hexdigest()[:12]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=cache))
        root = Path(__file__).resolve().parents[2]
        command = [sys.executable, "-m", "tests.glm.tiny_glm", str(scratch)]
        subprocess.run(command, cwd=root, check=True, timeout=240, capture_output=True)
        try:
            scratch.rename(folder)
        except OSError:  # another run was faster
            shutil.rmtree(scratch)
    return folder


def main(folder: Path) -> None:
    """Make both models; the random one has the processor files of GLM-4.1V."""
    import torch

    torch.set_num_threads(1)
    make(folder / "taught")
    shutil.copytree(folder / "taught", folder / "random")
    write_processor(folder / "random", "Glm4v")
    teach(folder / "taught")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
