"""Models of a few thousand random weights, saved in the forms that sentence-transformers models come in."""

from __future__ import annotations

from pathlib import Path

VOCABULARY = (
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", "passage", "task", "title", "text", ":", "red", "green",
    "lamp", "door", "is", "open", "the",
)  # fmt: skip


def _tokenizer(folder: Path) -> None:
    from transformers import BertTokenizerFast

    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)


def _bert(folder: Path, **more: object) -> None:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, initializer_range=1.0, **more,
    )  # fmt: skip
    (BertForSequenceClassification if more else BertModel)(config).save_pretrained(folder)
    _tokenizer(folder)


def _qwen(folder: Path) -> None:
    import torch
    from transformers import Qwen3Config, Qwen3Model

    torch.manual_seed(7)
    config = Qwen3Config(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1,
        head_dim=8, intermediate_size=32, max_position_embeddings=64, initializer_range=1.0,
    )  # fmt: skip
    Qwen3Model(config).save_pretrained(folder)
    _tokenizer(folder)


def embedder(folder: Path, *, pooling: str = "mean", prompts: dict[str, str] | None = None) -> Path:
    """An embedder in `folder`: a BERT with `mean` or `cls` pooling, or a decoder with `lasttoken`."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules

    plain = folder.parent / f"{folder.name}-plain"
    plain.mkdir(parents=True)
    (_qwen if pooling == "lasttoken" else _bert)(plain)
    parts = [modules.Transformer(str(plain), max_seq_length=32), modules.Pooling(16, pooling_mode=pooling)]
    SentenceTransformer(modules=parts, device="cpu", prompts=prompts).save(str(folder))
    return folder


def cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """A cross-encoder in `folder` with so many outputs."""
    from sentence_transformers import CrossEncoder

    plain = folder.parent / f"{folder.name}-plain"
    plain.mkdir(parents=True)
    _bert(plain, num_labels=labels)
    CrossEncoder(str(plain), device="cpu").save_pretrained(str(folder))
    return folder
