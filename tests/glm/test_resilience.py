"""What surrounds a model server, none asked: the setting, waits, the breaker, repetition, errors, the table."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType

import httpx2
import openai
import pytest

from assist.case.generation import Generated, Picture, Request
from assist.engines.glm.choice import DEFAULT_LOCAL, Choice, is_loopback, parse_glm
from assist.engines.glm.repeating import repeats
from assist.engines.glm.resilience import Backoff, Breaker, retry_after
from assist.engines.glm.server_errors import failure_of, foreign_errors
from assist.engines.glm.server_probe import probe
from assist.engines.glm.servers import (
    GLM_API,
    OPENAI,
    SERVERS,
    Accepts,
    Answered,
    base_url,
    is_hosted,
    messages_of,
    optional_fields,
    recognise,
    refused_fields,
)
from assist.errors import EngineError, EngineUnavailable, SettingsError

SCHEMA = {"type": "object", "properties": {}, "required": []}
ROWS = {server.name: server for server in (*SERVERS, GLM_API, OPENAI)}


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("off", Choice("off")),
        ("", Choice("off")),
        ("local", Choice("local", DEFAULT_LOCAL)),
        ("local:/models/glm", Choice("local", "/models/glm")),
        ("local:zai-org/GLM-4.1V-9B-Thinking", Choice("local", "zai-org/GLM-4.1V-9B-Thinking")),
        ("http://localhost:8000#glm", Choice("server", "glm", "http://localhost:8000")),
        ("http://[::1]:8000/v1/#/models/glm", Choice("server", "/models/glm", "http://[::1]:8000/v1")),
        ("https://api.z.ai/api/paas/v4#glm-4.6v", Choice("server", "glm-4.6v", "https://api.z.ai/api/paas/v4")),
        ("http://127.0.0.1:11434#hf.co/a/b:Q4_K_M", Choice("server", "hf.co/a/b:Q4_K_M", "http://127.0.0.1:11434")),
    ],
)
def test_the_setting_names_nothing_a_checkpoint_or_a_server(text: str, choice: Choice) -> None:
    assert parse_glm(text) == choice


@pytest.mark.parametrize(
    "text",
    ["on", "glm-4.6v", "http://localhost:8000", "http://localhost:8000#", "ftp://x#m", "http://#m", "http://h:99999#m",
     "http://me:secret-word@h#m", "http://h/v1?key=secret-word#m"],
)  # fmt: skip
def test_a_setting_that_names_no_model_is_refused_without_showing_a_password(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_glm(text)
    assert caught.value.code == "glm_setting"
    assert "ASSIST_GLM" in str(caught.value) + caught.value.help
    assert "secret-word" not in str(caught.value) + caught.value.help


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://localhost:1", True), ("http://127.0.0.5", True), ("http://[::1]:8000", True), ("http://10.0.0.7", False),
     ("http://127.example.com", False), ("https://localhost.example.com", False), ("http://0.0.0.0", False)],
)  # fmt: skip
def test_only_loopback_addresses_are_this_machine(url: str, here: bool) -> None:
    assert is_loopback(url) == here


def test_waits_grow_and_are_drawn_from_the_whole_range() -> None:
    backoff = Backoff(base=0.5, most=3.0)
    assert [backoff.delay(failed, 1.0) for failed in (1, 2, 3, 4)] == [1.0, 2.0, 3.0, 3.0]
    assert backoff.delay(2, 0.0) == 0.0
    assert backoff.delay(2, 0.25) == 0.5


def test_retry_after_is_seconds_or_a_date_or_nothing() -> None:
    now = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC)
    assert retry_after("7", now) == 7.0
    assert retry_after("Sat, 21 Nov 2026 10:00:30 GMT", now) == 30.0
    assert retry_after("Sat, 21 Nov 2026 09:00:00 GMT", now) == retry_after("-3", now) == 0.0
    assert retry_after("soon", now) == retry_after("nan", now) == retry_after("inf", now) == 0.0


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_opens_after_three_failures_in_a_row_and_lets_one_try_when_it_has_rested() -> None:
    clock = Clock()
    breaker = Breaker(failures=3, rest=20.0, clock=clock)
    for _ in range(2):
        assert breaker.admit()
        breaker.failed()
    breaker.succeeded()
    for failures in (1, 2, 3):
        assert breaker.state().state == "closed"
        assert breaker.admit()
        breaker.failed()
        assert breaker.state().failures == failures
    clock.now = 105.0
    assert not breaker.admit()
    state = breaker.state()
    assert (state.state, state.since, state.retry_in) == ("open", 100.0, 15.0)
    clock.now = 120.0
    assert breaker.state().state == "half-open"
    assert breaker.admit()
    assert not breaker.admit(), "one try at a time"
    breaker.failed()
    assert breaker.state().state == "open"
    assert breaker.state().since == 120.0
    clock.now = 140.0
    assert breaker.admit()
    breaker.succeeded()
    assert breaker.state().state == "closed"
    assert breaker.admit()
    assert breaker.admit()


def test_a_try_that_the_agent_gave_up_leaves_the_next_one_to_try() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest=20.0, clock=clock)
    breaker.admit()
    breaker.failed()
    clock.now += 21
    assert breaker.admit()
    breaker.released()
    assert breaker.state().state == "half-open"
    assert breaker.admit()


def test_answers_that_come_late_do_not_open_a_breaker_that_tries() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, rest=20.0, clock=clock)
    assert breaker.admit()
    assert breaker.admit()
    breaker.failed()
    breaker.failed()
    assert breaker.state().since == 100.0
    clock.now += 5
    assert breaker.state().retry_in == 15.0


@pytest.mark.parametrize(
    "text",
    ["The lamp is fine. " * 20, "x" * 400, '{"claims": [' + '{"text": "230 V", "quote": "230 V"}, ' * 9,
     "A good start. " + "\n" * 300, "灯是好的。" * 50,
     "".join(f"Step {n % 2}: press the button twice. " for n in range(30))],
)  # fmt: skip
def test_an_answer_that_goes_round_in_circles_is_seen(text: str) -> None:
    assert repeats(text)


@pytest.mark.parametrize(
    "text",
    ["", "short", "-" * 120, "0, 0, 0, " * 12, " ".join(str(n * n) for n in range(400)), "ha " * 30,
     "".join(f'{{"text": "Input {n} V", "quote": "Input: {n} V~", "source": "p{n}"}}, ' for n in range(20))],
)  # fmt: skip
def test_an_answer_with_rows_that_are_alike_is_none(text: str) -> None:
    assert not repeats(text)


def test_random_texts_do_not_repeat_until_they_are_repeated() -> None:
    draw = random.Random(4)
    for length in (80, 150, 390):
        unit = "".join(draw.choice("abcdefgh ijklm.") for _ in range(length))
        assert not repeats(unit * 2)
        assert repeats("something else before " + unit * 3)


def exceptions_of(module: ModuleType) -> list[type[BaseException]]:
    return [thing for thing in list(vars(module).values()) if isinstance(thing, type) and issubclass(thing, Exception)]


def every_foreign() -> Iterator[BaseException]:
    """One of each exception that the client and its transport define, and each status."""
    request = httpx2.Request("POST", "http://127.0.0.1/v1")
    for kind in {*exceptions_of(openai), *exceptions_of(openai._exceptions), *exceptions_of(httpx2)}:
        if kind.__module__.split(".")[0] not in ("openai", "httpx2"):
            continue
        if issubclass(kind, openai.APIStatusError):
            for status in (307, 400, 401, 403, 404, 408, 409, 413, 422, 429, 451, 500, 502, 503, 504, 529):
                response = httpx2.Response(status, request=request)
                words = () if issubclass(kind, openai.OAuthError) else ("m",)
                error = kind(*words, response=response, body=None)
                error.status_code = status
                yield error
        elif issubclass(kind, openai.APIResponseValidationError):
            yield kind(httpx2.Response(200, request=request), None)
        elif issubclass(kind, openai.APIConnectionError):
            yield kind(request=request)
        elif issubclass(kind, openai.APIError):
            yield kind("m", request, body=None)
        elif issubclass(kind, httpx2.HTTPStatusError):
            yield kind("m", request=request, response=httpx2.Response(500, request=request))
        else:
            error = kind.__new__(kind)
            Exception.__init__(error, "m")
            yield error
    yield from (ConnectionRefusedError(), TimeoutError(), ValueError("m"), EOFError())


def test_every_exception_of_the_client_becomes_an_error_of_the_house() -> None:
    every = list(every_foreign())
    assert len({type(error) for error in every}) > 40
    for error in every:
        assert isinstance(error, foreign_errors()), f"{type(error)} is not caught"
        failure = failure_of(error, "127.0.0.1:8000")
        assert isinstance(failure.error, EngineError)
        assert re.fullmatch(r"glm_[a-z_]+", failure.error.code)
        assert failure.error.help[-1] == "."
        assert "127.0.0.1:8000" in str(failure.error)
        assert failure.error.__cause__ is None
        assert failure.error.__context__ is None


@pytest.mark.parametrize(
    ("status", "code", "again", "down"),
    [(400, "glm_refused", False, False), (401, "glm_key", False, False), (404, "glm_model_missing", False, False),
     (429, "glm_busy", True, True), (500, "glm_failed", True, True), (503, "glm_down", True, True)],
)  # fmt: skip
def test_a_status_says_whether_to_try_again_and_whether_the_server_is_down(
    status: int, code: str, again: bool, down: bool
) -> None:
    response = httpx2.Response(status, request=httpx2.Request("POST", "http://h/v1"))
    failure = failure_of(openai.APIStatusError("m", response=response, body={"message": "words"}), "h")
    assert (failure.error.code, failure.again, failure.down) == (code, again, down)
    assert isinstance(failure.error, EngineUnavailable) == (code in ("glm_busy", "glm_down"))
    assert "words" in str(failure.error)


def test_a_validation_error_names_the_field_and_not_what_the_buyer_wrote() -> None:
    said = [{"type": "extra_forbidden", "loc": ["body", "top_k"], "msg": "Extra inputs", "input": "my address is"}]
    response = httpx2.Response(422, request=httpx2.Request("POST", "http://h/v1"))
    failure = failure_of(openai.UnprocessableEntityError("m", response=response, body={"detail": said}), "h")
    assert "body.top_k Extra inputs" in str(failure.error)
    assert "address" not in str(failure.error) + failure.words
    assert refused_fields(failure.words, failure.error.code, {"top_k": 2, "temperature": 0}) == {"top_k"}


class Asked:
    """A model that answers from a list, on a connection to a plain server."""

    def __init__(self, *answers: str) -> None:
        self.accepts: Accepts | None = Accepts.of(OPENAI)
        self.answers = list(answers)

    def ask(self, request: Request) -> Generated:
        return Generated(self.answers.pop(0), "stop")


def test_what_leaves_the_machine_is_said_and_that_it_is_not_encrypted() -> None:
    shade = '{"shade": "ultramarine-417"}'
    for url, notes in (("http://127.0.0.1:1", 0), ("https://models.example.com", 1), ("http://10.0.0.7:8000", 2)):
        asked = Asked("ready", "ready", shade, "1234", "nowhere")
        found = probe(asked, url, "m", iter([0.1, 0.2, 0.3, 0.4, 0.9, 0.9]).__next__)
        assert (found.info.sees, found.info.grounds, found.info.schema) == (True, False, True)
        assert found.info.remote == (notes > 0)
        assert len(found.notes) == notes
        assert not asked.answers


def test_a_schema_is_proved_only_by_what_nobody_says_unbidden() -> None:
    for said in ("Hello!", '{"shade": "blue"}', '{"shade": "ultramarine-417", "hello": 1}', "[]", "null"):
        found = probe(Asked("ready", "ready", said, "1234", ""), "http://[::1]", "m", lambda: 0.5)
        assert not found.info.schema
        assert found.form == ""


@pytest.mark.parametrize(
    ("seen", "name"),
    [
        ({"/version": Answered(200, {}, {"version": "0.15"})}, "vllm"),
        ({"/v1/models": Answered(200, {}, {"data": [{"owned_by": "vllm"}]})}, "vllm"),
        ({"/model_info": Answered(200, {}, {"model_path": "x"})}, "sglang"),
        ({"/props": Answered(200, {}, {"default_generation_settings": {}})}, "llama.cpp"),
        ({"/version": Answered(404, {"server": "llama.cpp"})}, "llama.cpp"),
        ({"/load_model": Answered(405, {"x-request-id": "1"})}, "transformers-serve"),
        ({"/load_model": Answered(405, {})}, "openai"),
        ({"/v1/models": Answered(200, {}, {"data": [{"id": "vllm/sglang/ollama", "owned_by": "me"}]})}, "openai"),
        ({"/v1/models": Answered(200, {}, {"data": "vllm"}), "/version": Answered(200, {}, ["version"])}, "openai"),
        ({}, "openai"),
    ],
)
def test_a_server_is_known_by_what_it_says_of_itself_never_by_a_models_name(
    seen: dict[str, Answered], name: str
) -> None:
    assert recognise(seen).name == name


def request(**more: object) -> Request:
    return Request("answer", "1", "system", "user", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_each_kind_of_server_gets_the_fields_that_it_takes_and_no_other(name: str) -> None:
    fields = optional_fields(Accepts.of(ROWS[name]), request(schema=SCHEMA))
    assert ("response_format" in fields) == (name not in ("glm-api", "transformers-serve"))
    thinking = {"glm-api": "thinking", "ollama": "reasoning_effort", "openai": ""}.get(name, "chat_template_kwargs")
    spoken = {field for field in fields if field in ("thinking", "reasoning_effort", "chat_template_kwargs")}
    assert spoken == ({thinking} if thinking else set())
    assert "stop" not in fields
    assert ("stream_options" in fields) == (name not in ("glm-api", "transformers-serve"))


def test_a_refused_schema_passes_to_the_next_form_and_at_last_to_none() -> None:
    accepts = Accepts.of(ROWS["vllm"])
    forms = []
    while accepts.form:
        forms.append(accepts.form)
        accepts = accepts.without(frozenset({"response_format", "top_k"}))
    assert forms == ["json_schema", "structured_outputs", "guided_json"]
    assert accepts.refused == {"top_k"}
    assert not {"response_format", "guided_json"} & set(optional_fields(accepts, request(schema=SCHEMA)))


def test_the_refused_fields_are_found_in_the_servers_words() -> None:
    fields = {"temperature": 0, "top_k": 2, "response_format": {}}
    assert refused_fields("Unexpected fields: {'top_k'}", "glm_refused", fields) == {"top_k"}
    assert refused_fields("grammar is not supported", "glm_failed", fields) == {"response_format"}
    assert refused_fields("extra fields not permitted", "glm_refused", fields) == set(fields)
    assert refused_fields("", "glm_refused", fields) == set(fields)
    assert refused_fields("maximum context length is 8192", "glm_refused", fields) == set()
    assert refused_fields("", "glm_failed", fields) == set()


def test_pictures_stand_before_the_text_and_later_turns_after_it() -> None:
    picture = Picture(b"\xff\xd8", "image/jpeg", 10, 10)
    messages = messages_of(request(pictures=(picture,), earlier=(("assistant", "bad"), ("user", "why it is bad"))))
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert messages[1]["content"][0]["image_url"]["url"] == "data:image/jpeg;base64,/9g="
    assert messages[1]["content"][1] == {"type": "text", "text": "user"}
    assert messages_of(request())[1]["content"] == "user"


def test_a_picture_above_its_share_is_shrunk_by_the_server_where_it_can() -> None:
    large = Picture(b"", "image/jpeg", 2800, 2800)  # 10,000 tokens
    small = Picture(b"", "image/jpeg", 280, 280)  # 100 tokens
    fields = optional_fields(Accepts.of(ROWS["vllm"]), request(pictures=(large, small), image_tokens=1600))
    assert fields["mm_processor_kwargs"]["size"]["longest_edge"] == 1500 * 1568, "the small one stays whole"
    kept = optional_fields(Accepts.of(ROWS["vllm"]), request(pictures=(small,), image_tokens=1600))
    assert "mm_processor_kwargs" not in kept
    assert "mm_processor_kwargs" not in optional_fields(Accepts.of(ROWS["sglang"]), request(pictures=(large,)))


def test_addresses_are_completed_only_where_they_name_a_host_alone() -> None:
    assert base_url("http://h:8000") == "http://h:8000/v1"
    assert base_url("http://h:8000/v1") == "http://h:8000/v1"
    assert base_url("https://api.z.ai/api/paas/v4") == "https://api.z.ai/api/paas/v4"
    assert is_hosted("https://open.bigmodel.cn/api/paas/v4")
    assert not is_hosted("http://h/v1")
