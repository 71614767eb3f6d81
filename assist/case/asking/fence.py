"""Fence: foreign text handed to a model as data, between marks that nobody can guess and that never stand in it.

What a buyer, a label or a manual says may look like an order to the model, or like the tokens that begin a turn in
its template.  The first is answered by the fence and by the checks after it, the second by `harmless`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Tokens of GLM's templates and answers (tokenizer_config.json of GLM-4.1V and 4.6V), and those of other families, since
# any server may stand behind: `<|user|>`, `[gMASK]`, `<sop>`, `<think>`, `/nothink`.
_TOKEN = re.compile(r"<\s*\|(?P<name>[^|<>\n]{0,40})\|\s*>")
_TAG = re.compile(r"<(?=\s*/?\s*(?:think|answer|tool_call|arg_key|arg_value|sop|eop|s|system|image|video)\s*/?>)", re.I)
_MASK = re.compile(r"\[(?=[a-z]{0,2}MASK\])", re.I)
_SWITCH = re.compile(r"/(?=no_?think\b|think\b)", re.I)
# Formatting characters that change what is seen or hide text: bidirectional marks, zero widths, language tags.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)

# Variation selectors choose how the character before is drawn; inside a word they only hide it from a search.
_VARIANTS = re.compile("[\ufe00-\ufe0f]")


def visible(text: str) -> str:
    """The text without characters that are not seen, so that `re\u200bfund` is looked at as it is read."""
    return _VARIANTS.sub("", _INVISIBLE.sub("", text))


def harmless(text: str) -> str:
    """The text without control and invisible characters, with template tokens broken up so that they are only text."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(ch for ch in text if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cs", "Co", "Cn"))
    before = ""
    while before != text:  # taking one token apart may put another together
        before = text
        text = _TOKEN.sub(lambda found: f"({found['name']})", text)
        text = _TAG.sub("(", text)
        text = _MASK.sub("(", text)
        text = _SWITCH.sub("/ ", text)
        text = text.replace("<|", "(").replace("|>", ")")
    return text


def boundary_for(texts: tuple[str, ...], make: Callable[[], str]) -> str:
    """A boundary of `make` that stands in none of the texts."""
    while True:
        boundary = make()
        if boundary and not any(boundary in text for text in texts):
            return boundary


def fenced(name: str, text: str, boundary: str) -> str:
    """The text, made harmless, between two lines that carry the boundary; `ValueError` where it stands in the text."""
    inside = harmless(text)
    if boundary in inside:
        raise ValueError("the boundary stands in the text that it is to fence")
    return f"[{boundary} {name}]\n{inside}\n[{boundary} end]"
