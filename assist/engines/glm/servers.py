"""Servers: what each kind of OpenAI-compatible server accepts, and how it is recognised; one row a kind.

A kind is told from what the server says of itself (headers, `/version`, `/props` ...), never from a model's name.
Two things stand in no row. `stop` is never sent: `transformers serve` answers it with 500 for vision models, and the
hosted API takes one word; a repetition is ended on our side.  The end of a stream is its `finish_reason`:
`transformers serve` sends no `[DONE]`.

Sources: the documentation of vLLM, SGLang, llama.cpp, Ollama and the GLM API as of 2026-11, read and not run, and
`transformers serve` 5.23 as run here.  What a row gets wrong for some version, a connection finds out (`Accepts`).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from assist.case.generation import Picture, Request
from assist.engines.glm.local_processor import SMALLEST, TOKEN_SIDE, edge_for

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """What one address of a server answered: the status, its headers in small letters, its JSON (None: no JSON)."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None

    def has(self, key: str) -> bool:
        return self.status == 200 and isinstance(self.json, dict) and key in self.json


Seen = Mapping[str, Answered]
"""What the server answered to GET at each of `ASKED`, by address; addresses that did not answer are absent."""

ASKED = (
    "/version",
    "/props",
    "/get_model_info",
    "/model_info",
    "/api/version",
    "/api/tags",
    "/load_model",
    "/v1/models",
)
NOTHING = Answered(0)


@dataclass(frozen=True, slots=True)
class Server:
    """One kind of server.

    `schema` are the forms in which it may take a JSON schema, best first (`SCHEMA_FORMS`), `thinking` is what turns
    thinking off, `sampling` greedy decoding in this server's words, `usage` whether the token
    counts of a stream must be asked for, `budget` whether it takes `mm_processor_kwargs` for the size of pictures.
    """

    name: str
    title: str
    schema: tuple[str, ...] = ("json_schema",)
    thinking: Json = field(default_factory=dict)
    sampling: Json = field(default_factory=dict)
    usage: bool = True
    budget: bool = False
    signs: Callable[[Seen], bool] = lambda seen: False


def _owned_by(seen: Seen, name: str) -> bool:
    """Whether the list of models names its maker so, as vLLM and SGLang do."""
    answer = seen.get("/v1/models", NOTHING)
    models = answer.json.get("data") if answer.has("data") else None
    return isinstance(models, list) and any(isinstance(m, dict) and m.get("owned_by") == name for m in models)


def _is_llama(seen: Seen) -> bool:
    said = any(answer.headers.get("server", "").lower() == "llama.cpp" for answer in seen.values())
    return said or seen.get("/props", NOTHING).has("default_generation_settings")


def _is_sglang(seen: Seen) -> bool:
    told = any(seen.get(place, NOTHING).has("model_path") for place in ("/get_model_info", "/model_info"))
    return told or _owned_by(seen, "sglang")


def _is_vllm(seen: Seen) -> bool:
    return _owned_by(seen, "vllm") or seen.get("/version", NOTHING).has("version")


def _is_ollama(seen: Seen) -> bool:
    return seen.get("/api/version", NOTHING).has("version") and seen.get("/api/tags", NOTHING).has("models")


def _is_transformers(seen: Seen) -> bool:
    """`POST /load_model` is its own, so GET is refused there with 405; each answer carries a request's id."""
    answer = seen.get("/load_model", NOTHING)
    return answer.status == 405 and "x-request-id" in answer.headers


# The likeliest token each time: an answer is made of quotes and has to be the same tomorrow.  The authors' decoding
# (temperature 0.8, top_p 0.6, top_k 2, repetition_penalty 1.1) makes every token of the prompt less likely.
GREEDY: Json = {"temperature": 0.0}
PLAIN: Json = {**GREEDY, "repetition_penalty": 1.0}
TEMPLATE: Json = {"chat_template_kwargs": {"enable_thinking": False}}

SERVERS = (
    Server("llama.cpp", "llama.cpp", ("json_schema", "json_object"), TEMPLATE,
           {**GREEDY, "repeat_penalty": 1.0}, signs=_is_llama),
    Server("sglang", "SGLang", ("json_schema",), TEMPLATE, PLAIN, signs=_is_sglang),
    Server("vllm", "vLLM", ("json_schema", "structured_outputs", "guided_json"), TEMPLATE, PLAIN, budget=True,
           signs=_is_vllm),
    Server("ollama", "Ollama", ("json_schema",), {"reasoning_effort": "none"}, GREEDY, signs=_is_ollama),
    # It takes `response_format` and ignores it; a field that it does not know is a 422; usage comes unasked.
    Server("transformers-serve", "transformers serve", (), TEMPLATE, GREEDY, usage=False, signs=_is_transformers),
)  # fmt: skip
# No JSON schema for vision models, usage comes unasked; told from its address, since it has no pages about itself.
GLM_API = Server(
    "glm-api", "the hosted GLM API", (), {"thinking": {"type": "disabled"}}, {"do_sample": False}, usage=False
)
OPENAI = Server("openai", "an OpenAI-compatible server", ("json_schema",), {}, GREEDY)
HOSTED_PATH = "/paas/v4"


def recognise(seen: Seen) -> Server:
    """The kind of server that answered so; `OPENAI` where nothing tells."""
    return next((server for server in SERVERS if server.signs(seen)), OPENAI)


def is_hosted(url: str) -> bool:
    """Whether the URL is the hosted GLM API's (`https://open.bigmodel.cn/api/paas/v4`, `https://api.z.ai/api/paas/v4`)."""
    return url.rstrip("/").endswith(HOSTED_PATH)


def base_url(url: str) -> str:
    """Where `chat/completions` lies: below `/v1` where the setting names only the host."""
    host_only = url.count("/") == 2
    return f"{url}/v1" if host_only else url


def root_url(url: str) -> str:
    """Where a server speaks of itself: the address without `/v1`."""
    return url.removesuffix("/v1")


def _json_schema(schema: Json) -> Json:
    named = {"name": "answer", "schema": schema, "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


SCHEMA_FORMS: dict[str, Callable[[Json], Json]] = {
    "json_schema": _json_schema,
    "json_object": lambda schema: {"response_format": {"type": "json_object", "schema": schema}},
    "structured_outputs": lambda schema: {"structured_outputs": {"json": schema}},
    "guided_json": lambda schema: {"guided_json": schema},
}
SCHEMA_FIELDS = ("response_format", "structured_outputs", "guided_json")


@dataclass(frozen=True, slots=True)
class Accepts:
    """What one connection was found to take.

    Its kind, the schema's form (empty: none), the fields it refused, and how many pictures a request may hold (None:
    as many as there are; GLM-4v-9b takes one).
    """

    server: Server
    form: str
    refused: frozenset[str] = frozenset()
    pictures: int | None = None

    @classmethod
    def of(cls, server: Server) -> Accepts:
        return cls(server, server.schema[0] if server.schema else "")

    def without(self, names: frozenset[str]) -> Accepts:
        """The same with fields that it refused; a refused schema passes to the next form."""
        if not names & set(SCHEMA_FIELDS):
            return replace(self, refused=self.refused | names)
        forms = (*self.server.schema, "")
        following = forms[forms.index(self.form) + 1] if self.form else ""
        return replace(self, form=following, refused=self.refused | (names - set(SCHEMA_FIELDS)))


def optional_fields(accepts: Accepts, request: Request) -> Json:
    """Everything beyond model, messages, stream and max_tokens, which a server may refuse and the answer survive."""
    server = accepts.server
    fields = {**server.sampling, **server.thinking}
    if server.usage:
        fields["stream_options"] = {"include_usage": True}
    if request.schema is not None and accepts.form:
        fields |= SCHEMA_FORMS[accepts.form](request.schema)
    if server.budget and (edge := longest_edge(request)):
        fields["mm_processor_kwargs"] = {"size": {"shortest_edge": SMALLEST, "longest_edge": edge}}
    return {name: value for name, value in fields.items() if name not in accepts.refused}


# How servers speak of a schema that they refuse, and of fields that they do not know.
_SCHEMA_WORDS = re.compile(r"json_schema|json_object|grammar|guided|structured", re.I)
_UNKNOWN_WORDS = re.compile(r"unexpected|unknown|unrecogni[sz]ed|extra|not permitted|unsupported|not supported", re.I)


# vLLM: "At most 1 image(s) may be provided in one prompt."
_MOST_PICTURES = re.compile(r"at most (\d+) (?:image|picture|photo)", re.I)


def refused_fields(words: str, code: str, fields: Json) -> frozenset[str]:
    """Which of the optional fields sent a failure is about; empty where it is about something else.

    `words` are the server's own.  Fields that it names are meant wherever it names them; all of them are where it
    refused the request (`glm_refused`) for an unknown field without naming it, or without a word.
    """
    named = {name for name in fields if re.search(rf"\b{re.escape(name)}\b", words)}
    if _SCHEMA_WORDS.search(words):
        named |= {name for name in SCHEMA_FIELDS if name in fields}
    if not named and code == "glm_refused" and (not words or _UNKNOWN_WORDS.search(words)):
        named = set(fields)
    return frozenset(named)


def longest_edge(request: Request) -> int:
    """The processor's `size.longest_edge` for a request; 0 where its pictures keep the budget as they are."""
    sizes = [(picture.width, picture.height) for picture in request.pictures]
    tokens = sum(ceil(width / TOKEN_SIDE) * ceil(height / TOKEN_SIDE) for width, height in sizes)
    return edge_for(sizes, request.image_tokens) if tokens > request.image_tokens else 0


def fewer_pictures(words: str, sent: int) -> int | None:
    """To how many pictures a request that held `sent` is limited by the server's words; None where they say nothing."""
    most = _MOST_PICTURES.search(words)
    return int(most[1]) if most and int(most[1]) < sent else None


def messages_of(request: Request, most: int | None = None) -> list[Json]:
    """The conversation in the server's form: `most` pictures as data URLs, the text, then what was said since."""
    pictures = request.pictures[:most]
    content: list[Json] = [{"type": "image_url", "image_url": {"url": data_url(picture)}} for picture in pictures]
    content.append({"type": "text", "text": request.user})
    first = [{"role": "system", "content": request.system}] if request.system else []
    user = {"role": "user", "content": content if pictures else request.user}
    return [*first, user, *({"role": role, "content": text} for role, text in request.earlier)]


def data_url(picture: Picture) -> str:
    return f"data:{picture.mime};base64,{b64encode(picture.data).decode('ascii')}"
