"""Forms: the JSON that a model must answer with, as pydantic models, and the schema that is sent to servers.

The keys stand in the order in which they are to be written: the claims before the reply that cites them, so that the
reply rests on them and can be shown while it grows.
"""

from __future__ import annotations

import math
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assist.case.asking.fence import visible

Number = float

# A model that lists more has lost its way; the longest answers of the template engine have four claims.
MOST_CLAIMS, MOST_QUESTIONS = 12, 4
LONGEST_QUOTE, LONGEST_REPLY = 1200, 4000

_VERDICTS = {
    "yes": "yes y true ja sí si sì oui sim да 是 是的 可以 能 はい",
    "no": "no n false nein non não нет 否 不 不是 不可以 不能 いいえ",
    "unclear": "unclear unknown unsure uncertain maybe unklar incierto incertain incerto неясно 不确定 不清楚 不明",
    "none": "none null n/a na not_asked keine ninguno aucun nessuno nenhum 无 なし",
}
_WORDS = {word: verdict for verdict, words in _VERDICTS.items() for word in words.split()}
# Beginnings that look like an answer and are none.
_NO_ANSWER = re.compile(r"no (?:problem|worries|doubt)|non[-\s]?stop|sim[-\s]card|能否|是否|可以不|はいえ|no\. ?\d")
# What grammars of servers differ in; pydantic holds the lengths afterwards.
_UNUSED = frozenset({"title", "default", "maxLength", "minLength"})
_TOKENS = re.compile(r"<\|[a-z_]{1,40}\|>|</?(?:think|answer)>")


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _without_tokens(cls, value: Any) -> Any:
        """Box and turn tokens leak into the text of answers, unseen characters hide words; neither is ever meant."""
        if isinstance(value, list):
            return [cls._without_tokens(each) for each in value]
        return _TOKENS.sub("", visible(value)) if isinstance(value, str) else value


class ClaimForm(_Form):
    """One statement with the words it rests on: `source` names a line or passage, or the picture of a `region`."""

    text: str = Field("", max_length=LONGEST_QUOTE, description="the statement, in the language of the reply")
    source: str = Field(max_length=24, description="id of the line (P1L3), code (P1C1), passage (M2) or picture (I1)")
    quote: str = Field("", max_length=LONGEST_QUOTE, description="the words at the source, letter by letter")
    region: list[Number] | None = Field(
        None, min_length=4, max_length=4, description="only for a picture: [left, top, right, bottom], 0 to 1000"
    )

    @field_validator("source", mode="after")
    @classmethod
    def _id(cls, value: str) -> str:
        return value.strip("[]() ").upper()

    @field_validator("region", mode="before")
    @classmethod
    def _four(cls, value: Any) -> Any:
        """The four numbers of a box in any of the shapes that GLM writes: nested, labelled, or as text."""
        if isinstance(value, str):
            value = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", value)]
        if isinstance(value, dict):
            value = value.get("bbox_2d", value.get("box"))
        while isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, dict):
            return cls._four(value)
        return value or None

    @field_validator("region", mode="after")
    @classmethod
    def _thousandths(cls, value: list[Number] | None) -> list[Number] | None:
        if value is not None and not all(math.isfinite(number) for number in value):
            raise ValueError("a region is four plain numbers from 0 to 1000")
        if value is not None and max(value) > 1000:
            raise ValueError("a region goes from 0 to 1000 on each axis; these numbers are pixels")
        return value


class AnswerForm(_Form):
    """The answer to a ticket."""

    verdict: Literal["yes", "no", "unclear", "none"] = Field(description="`none` where no yes or no was asked")
    because: str = Field("", max_length=600, description="one sentence for the support agent: why this verdict")
    claims: list[ClaimForm] = Field(default_factory=list, max_length=MOST_CLAIMS)
    reply: str = Field("", max_length=LONGEST_REPLY, description="the reply, each statement with its mark [1], [2]")
    ask: list[str] = Field(default_factory=list, max_length=MOST_QUESTIONS, description="what to ask the buyer")

    @field_validator("verdict", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        if value is None or value == "":
            return "none"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return _WORDS.get(str(value).strip(" .!。").casefold(), value)

    @field_validator("claims", "ask", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if value is None:
            return []
        return [value] if isinstance(value, (str, dict)) else value


class TextForm(_Form):
    """A rewritten or translated text."""

    text: str = Field(min_length=1, max_length=2 * LONGEST_REPLY)


def begins_with(text: str) -> str:
    """`yes` or `no` where a text begins with such a word in one of the reply languages, else nothing."""
    text = text.lstrip(" \"'“„«*¡").casefold()
    if _NO_ANSWER.match(text):
        return ""
    for word in sorted(_WORDS, key=len, reverse=True):
        if _WORDS[word] in ("yes", "no") and len(word) > (1 if word.isascii() else 0) and text.startswith(word):
            after = text[len(word) : len(word) + 1]
            if not word[-1].isalpha() or word[-1] > "\u3040" or not after.isalpha():
                return _WORDS[word]
    return ""


def schema_of(form: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema, every key required and no other allowed, without the parts that grammars do not know."""
    schema: dict[str, Any] = _closed(form.model_json_schema())
    return schema


def _closed(node: Any) -> Any:
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    out = {key: _closed(value) for key, value in node.items() if key not in _UNUSED}
    if "properties" in out:
        out["required"] = list(out["properties"])
        out["additionalProperties"] = False
    return out
