"""Decoding: what stands between a model's scores and its text: the schema's mask, and the watch that ends an answer.

Both are called once a token by `generate`; nothing here imports torch before it is given a tensor.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from assist.engines.glm.repeating import repeats
from assist.errors import EngineError

TELL_EVERY = 0.1
"""Seconds between two states of a growing text: decoding the whole text each token would grow with its square."""

UNFINISHED = "\N{REPLACEMENT CHARACTER}"  # the first bytes of a character whose last ones are yet to come

GREEDY = {"do_sample": False, "repetition_penalty": 1.0}
"""The default: an answer that is checked against its sources has to be the same each time, and has to quote.  The
authors' penalty of 1.1 makes every token of the prompt less likely, and a quote consists of nothing else."""

AUTHORS = {"do_sample": True, "temperature": 0.8, "top_p": 0.6, "top_k": 2, "repetition_penalty": 1.1}
"""As the checkpoint's authors decode, for comparison (their repository's README)."""


def open_vocabulary(tokenizer: Any, size: int, stops: Sequence[int]) -> Any:
    """A tokenizer as llguidance needs it, made once for each model; `size` is the width of its scores."""
    from llguidance.hf import from_tokenizer

    return from_tokenizer(tokenizer, n_vocab=size, eos_token=list(stops))


class SchemaMask:
    """Lets through only tokens with which the answer can still become JSON of the schema.

    Whitespace is fixed (`", "` and `": "`), since a model that may put any amount of it can do so for ever.  The
    answer begins with the JSON at once: a model that thinks first does not get to.  Raises `EngineError`, code
    `glm_schema`, for a schema that llguidance does not take.
    """

    def __init__(self, vocabulary: Any, schema: dict[str, Any], prompt: int, width: int) -> None:
        import llguidance
        from llguidance.numpy import allocate_token_bitmask

        try:
            defaults: Any = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
            grammar = llguidance.LLMatcher.grammar_from_json_schema(json.dumps(schema), defaults=defaults)
            self._matcher = llguidance.LLMatcher(vocabulary, grammar)
        except ValueError as error:
            raise _refused(str(error)) from error
        if self._matcher.is_error():
            raise _refused(self._matcher.get_error())
        self._seen = prompt
        self._bits = allocate_token_bitmask(1, width)

    def __call__(self, ids: Any, scores: Any) -> Any:
        """Scores (1, vocabulary) with minus infinity for what the schema forbids; `ids` are prompt and answer."""
        import numpy as np
        import torch
        from llguidance.numpy import fill_next_token_bitmask

        for token in ids[0, self._seen :].tolist():
            self._matcher.consume_token(token)
        self._seen = ids.shape[1]
        if self._matcher.is_error():
            raise _refused(self._matcher.get_error())
        fill_next_token_bitmask(self._matcher, self._bits, 0)
        allowed = np.unpackbits(self._bits.view(np.uint8), bitorder="little", axis=1)[:, : scores.shape[1]]
        return scores.masked_fill(~torch.from_numpy(allowed.astype(bool)).to(scores.device), float("-inf"))


class Watch:
    """Sees each token: tells the text so far now and then, and ends the answer when it is stopped or repeats itself.

    `prompt` is the number of tokens before the answer, `decode` makes text of token ids, `stopped` says whether
    nobody wants the answer any more, `tell` is given text and number of tokens.
    """

    def __init__(
        self, prompt: int, decode: Callable[[Any], str], stopped: Callable[[], bool], tell: Callable[[str, int], None]
    ) -> None:
        self._prompt, self._decode, self._stopped, self._tell = prompt, decode, stopped, tell
        self._told = 0.0
        self.ended = ""

    def __call__(self, ids: Any, scores: Any, **_: Any) -> Any:
        """Whether each row (there is one) is done, as a tensor."""
        import torch

        now = time.perf_counter()
        if self._stopped():
            self.ended = "stopped"
        elif now - self._told >= TELL_EVERY:
            self._told = now
            answer = ids[0, self._prompt :]
            text = self._decode(answer).rstrip(UNFINISHED)
            self._tell(text, len(answer))
            if repeats(text):
                self.ended = "loop"
        return torch.full((ids.shape[0],), bool(self.ended), device=ids.device, dtype=torch.bool)


def _refused(why: str) -> EngineError:
    return EngineError(f"the answer's schema cannot be enforced: {why}", code="glm_schema")
