"""Parsing: a model's text becomes the form that was asked for, however the model wrapped it.

The layers, tried in order: bare JSON; behind `</think>`; inside `<answer>`; inside box tokens; inside a code fence; the
first whole object that stands in the text; the last one inside the reasoning.  Each is tried as it is and then with
the commas before closing brackets taken out.  Nothing is guessed: an object that breaks off is no answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

Form = TypeVar("Form", bound=BaseModel)

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_WRAPPED = (
    re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.DOTALL),
    re.compile(r"<\|begin_of_box\|>(.*?)(?:<\|end_of_box\|>|\Z)", re.DOTALL),
    re.compile(r"```(?:json5?|JSON)?\s*\n?(.*?)(?:```|\Z)", re.DOTALL),
)
_COMMAS = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*"?)|,(?=\s*[}\]])', re.DOTALL)
# Deeper than any form; a model in a loop opens brackets without end.
_DEEPEST = 24
# Brackets that never close, each looked through to the end of the text: such a text holds no answer.
_MOST_OPEN = 100


class NotTheForm(ValueError):
    """The text holds no object of the form; the message says what was wrong, in words for the model."""


def parse(text: str, form: type[Form]) -> Form:
    """The form's first valid object in the text; raises `NotTheForm`."""
    problem = ""
    for found in objects(text):
        try:
            return form.model_validate(found)
        except ValidationError as error:
            problem = problem or _told(error)
    raise NotTheForm(problem or "there is no complete JSON object in the answer")


def objects(text: str) -> Iterator[dict[str, Any]]:
    """Every JSON object of the text, layer by layer; the same one may come more than once."""
    for part in _layers(text):
        found = _loaded(part)
        if found is not None:
            yield found
    plain = _THOUGHT.sub(" ", text)
    yield from (found for part in _balanced(plain) if (found := _loaded(part)) is not None)
    thoughts = [part for thought in _THOUGHT.findall(text) for part in _balanced(thought)]
    yield from (found for part in reversed(thoughts) if (found := _loaded(part)) is not None)


def growing(text: str) -> dict[str, Any]:
    """What can be read of an object that is still being written; empty before it begins."""
    text = text.rpartition("</think>")[2] if "</think>" in text else _THOUGHT.sub("", text)
    start = text.find("{")
    if start < 0:
        return {}
    try:
        found = from_json(text[start:].encode("utf-8", "ignore"), allow_partial="trailing-strings")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _layers(text: str) -> Iterator[str]:
    yield text
    if "</think>" in text:
        yield text.rpartition("</think>")[2]
    outside = _THOUGHT.sub(" ", text)
    for wrapped in _WRAPPED:
        yield from wrapped.findall(outside)


def _loaded(text: str) -> dict[str, Any] | None:
    text = text.strip()
    if not text.startswith("{"):
        return None
    for each in (text, _without_commas(text)):
        try:
            found = json.loads(each, strict=False)  # line breaks inside strings are forgiven
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    return None


def _without_commas(text: str) -> str:
    """The text without commas before closing brackets, those inside strings left alone.

    A string that never closes is taken to the end, not looked through again from each of its escaped quotes.
    """
    return _COMMAS.sub(lambda found: found.group(1) or "", text)


def _balanced(text: str) -> Iterator[str]:
    """The outermost `{...}` of a text, brackets inside strings not counted."""
    at, still_open = text.find("{"), 0
    while at >= 0 and still_open < _MOST_OPEN:
        end = _end(text, at)
        if end:
            yield text[at:end]
        still_open += not end
        at = text.find("{", end or at + 1)


def _end(text: str, start: int) -> int:
    depth, quoted, escaped = 0, False, False
    for at in range(start, len(text)):
        ch = text[at]
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = ch == "\\", ch != '"'
        elif ch == '"':
            quoted = True
        elif ch == "{":
            depth += 1
            if depth > _DEEPEST:
                return 0
        elif ch == "}":
            depth -= 1
            if depth == 0:
                return at + 1
    return 0


def _told(error: ValidationError) -> str:
    """The first three mistakes, with their places, in words a model can act on."""
    told = [f"{'.'.join(str(part) for part in each['loc']) or 'answer'}: {each['msg']}" for each in error.errors()[:3]]
    return "; ".join(told)
