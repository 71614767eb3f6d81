"""A model behind a server: real requests to a real process that fails on request (`tests/glm/fault_server.py`)."""

from __future__ import annotations

import base64
import itertools
import json
import logging
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assist.case.generation import Model, Request
from assist.desk.doctor import examine
from assist.engines.glm import eyesight
from assist.engines.glm.resilience import Backoff, Breaker
from assist.engines.glm.server import ServerModel, open_server
from assist.errors import EngineError, EngineUnavailable, SettingsError
from assist.settings import Settings
from assist.wiring import open_house
from tests.glm.fault_server import read

ROOT = Path(__file__).resolve().parents[2]
HELLO = Request("test", "1", "You are a shop's assistant.", "hello there")
KEY = "sk-very-secret-0123456789"
SCHEMA = {
    "type": "object",
    "properties": {"fits": {"type": "boolean"}, "why": {"type": "string"}},
    "required": ["fits", "why"],
}


class Faults:
    """The fault server's process, told what to play and asked what it saw."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.glm.fault_server"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def play(self, *faults: str, **state: Any) -> None:
        data = json.dumps({"faults": faults, **state}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/control", data, method="POST")).read()

    def seen(self) -> Any:
        with urllib.request.urlopen(f"{self.url}/seen") as answer:
            return json.load(answer)

    def wait_until_left(self, within: float = 30.0) -> float:
        """Seconds until a client had closed its connection in the middle of an answer."""
        began = time.monotonic()
        while not self.seen()["gone"]:
            assert time.monotonic() - began < within, "the server never saw the client leave"
            time.sleep(0.01)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def process() -> Iterator[Faults]:
    faults = Faults()
    yield faults
    faults.process.kill()
    faults.process.wait()


@pytest.fixture
def server(process: Faults) -> Faults:
    process.play()
    return process


Open = Callable[..., ServerModel]


@pytest.fixture
def open_model(server: Faults) -> Iterator[Open]:
    """Opens models on the server; waits between tries are short, limits a second."""
    opened: list[ServerModel] = []

    def open_(url: str = server.url, **more: Any) -> ServerModel:
        given = {"timeout": 10.0, "silence": 2.0, "backoff": Backoff(0.001, 0.01), **more}
        opened.append(ServerModel(url, "some/model", **given))
        return opened[-1]

    yield open_
    for model in opened:
        model.close()


def closed_port() -> int:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_an_answer_grows_and_ends_with_its_counts(server: Faults, open_model: Open) -> None:
    model: Model = open_model()
    grown = list(model.generate(HELLO))
    texts = [generated.text for generated in grown]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(texts))
    last = grown[-1]
    assert (last.text.strip(), last.finish) == ("I heard: hello there", "stop")
    assert (last.prompt_tokens, last.tokens) == (20, 7)
    assert 0 < last.first_token <= last.seconds
    body = server.seen()["requests"][0]
    assert (body["model"], body["stream"], body["max_tokens"]) == ("some/model", True, 1200)


@pytest.mark.parametrize(
    ("fault", "kind", "code", "tries"),
    [
        ("429", EngineUnavailable, "glm_busy", 3),
        ("503", EngineUnavailable, "glm_down", 3),
        ("cut-at-once", EngineUnavailable, "glm_down", 3),
        ("500", EngineError, "glm_failed", 3),
        ("error-event", EngineError, "glm_failed", 3),
        ("bad-json", EngineError, "glm_bad_answer", 3),
        ("bad-utf8", EngineError, "glm_bad_answer", 3),
        ("other-json", EngineError, "glm_bad_answer", 3),
        ("html", EngineError, "glm_bad_answer", 3),
        ("json", EngineError, "glm_bad_answer", 3),
        ("empty", EngineError, "glm_bad_answer", 3),
        ("cut", EngineUnavailable, "glm_cut", 1),
        ("without-end", EngineUnavailable, "glm_cut", 1),
        ("sensitive", EngineError, "glm_refused", 1),
        ("redirect", EngineError, "glm_refused", 1),
        ("context", EngineError, "glm_refused", 1),
        ("404", EngineError, "glm_model_missing", 1),
        ("401", EngineError, "glm_key", 1),
    ],
)
def test_each_way_to_fail_has_its_code_and_is_tried_again_only_where_that_helps(
    server: Faults, open_model: Open, fault: str, kind: type[EngineError], code: str, tries: int
) -> None:
    server.play(*[fault] * 5)
    with pytest.raises(EngineError) as caught:
        open_model().ask(HELLO)
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert caught.value.help.endswith(".")
    assert len(server.seen()["requests"]) == tries


def test_nobody_at_the_address_is_said_at_once(open_model: Open) -> None:
    began = time.monotonic()
    with pytest.raises(EngineUnavailable, match="Nobody answers") as caught:
        open_model(f"http://127.0.0.1:{closed_port()}").ask(HELLO)
    assert caught.value.code == "glm_down"
    assert time.monotonic() - began < 30, "far above what a busy machine needs, far below a hang"


@pytest.mark.parametrize("fault", ["429", "503", "500", "bad-json", "empty", "cut-at-once"])
def test_a_passing_fault_is_not_seen_by_the_agent(server: Faults, open_model: Open, fault: str) -> None:
    server.play(fault, fault)
    assert open_model().ask(HELLO).text.strip() == "I heard: hello there"
    assert len(server.seen()["requests"]) == 3


def recorder(slept: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return sleep


def test_what_a_busy_server_asks_to_wait_is_waited(server: Faults, open_model: Open) -> None:
    slept: list[float] = []
    server.play("429", retry_after="1.5")
    assert open_model(sleep=recorder(slept)).ask(HELLO).finish == "stop"
    assert slept == [1.5]


def test_a_wait_beyond_the_time_limit_is_not_begun(server: Faults, open_model: Open) -> None:
    slept: list[float] = []
    server.play("429", retry_after="30")
    with pytest.raises(EngineUnavailable) as caught:
        open_model(sleep=recorder(slept)).ask(HELLO)
    assert caught.value.code == "glm_busy"
    assert slept == []


def test_waits_between_tries_grow_with_full_jitter(server: Faults, open_model: Open) -> None:
    slept: list[float] = []
    server.play("503", "503")
    open_model(sleep=recorder(slept), chance=lambda: 0.5, backoff=Backoff(0.2, 4.0)).ask(HELLO)
    assert slept == pytest.approx([0.2, 0.4])


@pytest.mark.parametrize("fault", ["silent", "quiet", "stalled"])
def test_a_server_that_falls_silent_is_given_up_and_left(server: Faults, open_model: Open, fault: str) -> None:
    model = open_model(silence=5.0)
    model.ask(HELLO)
    server.play(fault)
    model = open_model(silence=0.7)
    began = time.monotonic()
    times = []
    with pytest.raises(EngineUnavailable) as caught:
        for _ in model.generate(HELLO):
            times.append(time.monotonic())
    assert caught.value.code == "glm_timeout"
    assert 0.6 < time.monotonic() - began < 30, "far above what a busy machine needs, far below a hang"
    assert times, "who waits is told so before it is given up"
    server.wait_until_left()
    assert len(server.seen()["requests"]) == 1


def test_an_answer_that_never_ends_is_given_up_at_the_limit(server: Faults, open_model: Open) -> None:
    server.play("slow")
    with pytest.raises(EngineUnavailable, match="did not finish within") as caught:
        open_model(timeout=0.8, silence=0.6).ask(replace(HELLO, max_tokens=5000))
    assert caught.value.code == "glm_timeout"
    server.wait_until_left()


def test_cancelling_closes_the_connection_in_the_middle_of_an_answer(server: Faults, open_model: Open) -> None:
    server.play("slow")
    model = open_model()
    growing = model.generate(HELLO)
    assert next(generated for generated in growing if generated.text)
    assert not server.seen()["gone"]
    growing.close()
    server.wait_until_left()
    assert model.breaker().failures == 0, "the agent's cancelling says nothing about the server"


def test_cancelling_closes_the_connection_before_the_first_byte(server: Faults, open_model: Open) -> None:
    server.play("silent")
    growing = open_model().generate(HELLO)
    next(growing)
    while not server.seen()["requests"]:
        next(growing)
    growing.close()
    server.wait_until_left()


def test_closing_the_model_ends_what_runs(server: Faults, open_model: Open) -> None:
    server.play("slow")
    model = open_model()
    growing = model.generate(HELLO)
    next(generated for generated in growing if generated.text)
    model.close()
    with pytest.raises(EngineError):
        list(growing)
    server.wait_until_left()
    with pytest.raises(EngineUnavailable, match="closed"):
        model.ask(HELLO)


def test_an_endless_repetition_is_ended_here_and_there(server: Faults, open_model: Open) -> None:
    server.play("loop")
    last = open_model().ask(HELLO)
    assert last.finish == "loop"
    assert last.text.startswith("The lamp is fine. ")
    server.wait_until_left()


def test_a_server_that_ignores_max_tokens_is_stopped(server: Faults, open_model: Open) -> None:
    server.play("endless")
    last = open_model().ask(replace(HELLO, max_tokens=30))
    assert last.finish == "length"
    assert last.tokens == 31
    server.wait_until_left()


def test_a_stream_that_is_not_closed_after_its_end_is_an_answer(server: Faults, open_model: Open) -> None:
    server.play("never-closed")
    assert open_model().ask(HELLO).text == "Whole"


def test_thinking_that_is_sent_apart_is_left_out_unless_it_is_all(server: Faults, open_model: Open) -> None:
    server.play("thinking", "only-thinking", "length")
    model = open_model()
    assert model.ask(HELLO).text == "Done"
    assert model.ask(HELLO).text == "<think>It is 230 V.</think>"
    assert model.ask(HELLO).finish == "length"


def test_several_agents_are_answered_at_once_each_with_their_own(server: Faults, open_model: Open) -> None:
    before = {thread for thread in threading.enumerate() if thread.name == "glm-server"}
    model = open_model()
    with ThreadPoolExecutor(8) as agents:
        asked = [replace(HELLO, user=f"ticket {n}") for n in range(16)]
        said = list(agents.map(lambda request: model.ask(request).text.strip(), asked))
    assert said == [f"I heard: ticket {n}" for n in range(16)]
    assert len({thread for thread in threading.enumerate() if thread.name == "glm-server"} - before) == 1


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_spares_a_server_that_is_down_and_tries_it_again(server: Faults, open_model: Open) -> None:
    clock = Clock()
    model = open_model(breaker=Breaker(2, 20.0, clock), backoff=Backoff(tries=1))
    server.play("503", "503", "503")
    for _ in range(2):
        with pytest.raises(EngineUnavailable):
            model.ask(HELLO)
    assert model.breaker().state == "open"
    with pytest.raises(EngineUnavailable, match="left alone for 20 s") as caught:
        model.ask(HELLO)
    assert caught.value.code == "glm_breaker_open"
    assert len(server.seen()["requests"]) == 2, "nobody was asked"
    clock.now = 21.0
    assert model.breaker().state == "half-open"
    with pytest.raises(EngineUnavailable):
        model.ask(HELLO)
    assert model.breaker().state == "open"
    clock.now = 42.0
    assert model.ask(HELLO).finish == "stop"
    assert (model.breaker().state, model.breaker().failures) == ("closed", 0)


def test_a_refused_request_does_not_open_the_breaker(server: Faults, open_model: Open) -> None:
    model = open_model(breaker=Breaker(1))
    server.play("context", "404", "401")
    for _ in range(3):
        with pytest.raises(EngineError):
            model.ask(HELLO)
    assert model.breaker().state == "closed"


@pytest.mark.parametrize(
    ("kind", "holds", "schema"),
    [("vllm", ["response_format"], True), ("sglang", ["response_format"], True), ("ollama", ["response_format"], True),
     ("llama.cpp", ["response_format"], True), ("transformers-serve", [], False), ("plain", [], False)],
)  # fmt: skip
def test_the_probe_tells_the_server_and_proves_what_its_model_can(
    server: Faults, open_model: Open, kind: str, holds: list[str], schema: bool
) -> None:
    server.play(kind=kind, holds=holds)
    model = open_model()
    probe = model.probe()
    info = probe.info
    assert info.engine == {"plain": "openai"}.get(kind, kind)
    assert (info.sees, info.grounds, info.schema) == (True, True, schema)
    assert (info.name, info.where, info.remote) == ("some/model", server.url.removeprefix("http://"), False)
    assert probe.shown in probe.said
    assert probe.picture_tokens == 256
    assert probe.overlap is not None
    assert probe.overlap > 0.8
    assert 0 < probe.first_token <= probe.seconds
    asked = len(server.seen()["requests"])
    assert model.info() == info
    assert len(server.seen()["requests"]) == asked, "a probe is kept"
    model.ask(replace(HELLO, schema=SCHEMA))
    assert ("response_format" in server.seen()["requests"][-1]) == schema


@pytest.mark.parametrize("sees", ["blind", "guesses", "refuses"])
def test_a_model_that_does_not_read_the_test_picture_does_not_see(server: Faults, open_model: Open, sees: str) -> None:
    server.play(kind="vllm", sees=sees)
    probe = open_model().probe()
    assert not probe.info.sees
    assert not probe.info.grounds
    assert probe.overlap is None
    assert any("no photos" in note for note in probe.notes)


def test_a_model_whose_boxes_are_elsewhere_does_not_ground(server: Faults, open_model: Open) -> None:
    server.play(kind="vllm", points=False)
    info = open_model().info()
    assert info.sees
    assert not info.grounds


def test_a_probe_that_could_not_ask_leaves_nothing_said(server: Faults, open_model: Open) -> None:
    server.play("503", "503", "503")
    model = open_model()
    with pytest.raises(EngineUnavailable):
        model.info()
    assert model.info().sees, "asked again, it is"


def test_a_server_that_came_back_is_probed_anew(server: Faults, open_model: Open) -> None:
    server.play(kind="vllm")
    model = open_model()
    assert (model.info().engine, model.info().sees) == ("vllm", True)
    server.play("503", "503", "503", kind="ollama", sees="blind")
    with pytest.raises(EngineUnavailable):
        model.ask(HELLO)
    assert (model.info().engine, model.info().sees) == ("ollama", False)


def test_a_refused_field_is_left_out_from_then_on(server: Faults, open_model: Open) -> None:
    server.play(kind="vllm", refuses=["repetition_penalty", "chat_template_kwargs"])
    model = open_model()
    assert model.ask(HELLO).finish == "stop"
    tries = len(server.seen()["requests"])
    assert tries <= 3
    assert model.ask(HELLO).finish == "stop"
    seen = server.seen()["requests"]
    assert len(seen) == tries + 1
    assert not {"repetition_penalty", "chat_template_kwargs"} & set(seen[-1])
    assert "temperature" in seen[-1]


def test_a_server_that_takes_one_picture_gets_the_first(server: Faults, open_model: Open) -> None:
    server.play(kind="vllm", most_pictures=1)
    model, draws = open_model(), iter(n / 10 for n in (1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0))
    first, second = (eyesight.draw(lambda: next(draws)) for _ in range(2))
    asked = replace(first.read(), pictures=(first.picture, second.picture))
    assert eyesight.has_read(model.ask(asked).text, first)
    assert eyesight.has_read(model.ask(asked).text, first)
    assert len(server.seen()["requests"]) == 3, "two at first, then one is known to be enough"


def test_a_server_that_takes_only_the_standard_fields_is_answered_with_those(server: Faults, open_model: Open) -> None:
    server.play(kind="vllm", strict=True)
    model = open_model()
    assert model.ask(HELLO).finish == "stop"
    model.ask(HELLO)
    assert len(server.seen()["requests"]) == 3


def test_a_schema_is_handed_over_in_the_form_that_is_held(server: Faults, open_model: Open) -> None:
    server.play(kind="vllm", refuses=["response_format"], holds=["structured_outputs"])
    model = open_model()
    probe = model.probe()
    assert (probe.form, probe.info.schema) == ("structured_outputs", True)
    assert json.loads(model.ask(replace(HELLO, schema=SCHEMA)).text) == {"fits": False, "why": ""}


def test_a_schema_that_is_taken_and_ignored_is_not_called_held(server: Faults, open_model: Open) -> None:
    server.play(kind="sglang", holds=[])
    probe = open_model().probe()
    assert (probe.form, probe.info.schema) == ("", False)


def test_the_key_goes_to_the_server_and_nowhere_else(
    server: Faults, open_model: Open, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-program")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Other: program")
    caplog.set_level(logging.DEBUG)
    server.play("echo-key")
    model = open_model(key=SecretStr(KEY))
    with pytest.raises(EngineError) as caught:
        model.ask(HELLO)
    assert caught.value.code == "glm_key"
    server.play("503", "redirect", "bad-json")
    with pytest.raises(EngineError):
        model.ask(HELLO)
    assert model.ask(HELLO).finish == "stop"
    headers = server.seen()["headers"][-1]
    assert headers["authorization"] == f"Bearer {KEY}"
    said = [str(caught.value), repr(caught.value), repr(caught.value.to_dict()), repr(model), repr(vars(model))]
    said += [repr(Settings(glm_key=SecretStr(KEY))), Settings(glm_key=SecretStr(KEY)).model_dump_json(), caplog.text]
    assert all(KEY not in text for text in said)
    told = set(headers) - {"host", "accept", "accept-encoding", "connection", "content-type", "content-length"}
    assert told == {"authorization", "user-agent"}, "nothing else of this machine is told"
    open_model().ask(HELLO)
    assert "authorization" not in server.seen()["headers"][-1]


def test_photos_for_this_machine_take_no_proxy(
    server: Faults, open_model: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    assert open_model().ask(HELLO).finish == "stop"


def settings_of(server: Faults, tmp_path: Path, **more: Any) -> Settings:
    return Settings(index=tmp_path / "index", manuals=tmp_path, glm=f"{server.url}#some/model", **more)


def test_doctor_says_what_the_model_server_can_and_how_long_it_takes(server: Faults, tmp_path: Path) -> None:
    server.play(kind="vllm", holds=["response_format"])
    findings = {f.name: f for f in examine(settings_of(server, tmp_path, glm_key=SecretStr(KEY)))}
    assert findings["model"].state == "ok"
    assert "vLLM" in findings["model"].found
    assert "first token after 0." in findings["model"].found
    assert findings["model sees"].state == "ok"
    assert "held to a JSON schema" in findings["model answers"].found
    assert findings["leaves this machine"].found == "nothing"
    assert KEY not in repr(findings)


def test_doctor_says_what_to_do_about_a_model_that_is_not_there(server: Faults, tmp_path: Path) -> None:
    settings = settings_of(server, tmp_path)
    gone = settings.model_copy(update={"glm": f"http://127.0.0.1:{closed_port()}#m"})
    wrong = settings.model_copy(update={"glm": "glm-4.6v"})
    off = settings.model_copy(update={"glm": "off"})
    local = settings.model_copy(update={"glm": f"local:{tmp_path}"})
    states = []
    for each in (gone, wrong, off, local):
        finding = next(f for f in examine(each) if f.name == "model")
        states.append(finding.state)
        assert finding.found
        assert finding.help or finding.state == "ok"
    assert states == ["missing", "missing", "ok", "optional"]


def test_a_server_is_opened_from_the_settings_and_nothing_else(server: Faults, tmp_path: Path) -> None:
    with closing(open_server(settings_of(server, tmp_path))) as model:
        assert server.seen()["looks"] == 0, "nothing is asked before the first question"
        assert model.ask(HELLO).finish == "stop"
    with pytest.raises(SettingsError):
        open_server(Settings(glm="local"))


def test_the_house_shows_the_state_of_its_model(server: Faults, tmp_path: Path, embedder_cache: Path) -> None:
    server.play("503", "503", "503", kind="vllm")
    with open_house(settings_of(server, tmp_path), embedder_cache=embedder_cache, late=True) as house:
        assert house.desk.state()["model"]["state"] == "starting"
        assert house.model is not None
        house.model.warm().join(20)
        assert house.desk.state()["model"]["state"] == "failed"
        house.model.warm().join(20)
        state = house.desk.state()["model"]
    assert (state["name"], state["engine"], state["state"], state["remote"]) == ("some/model", "vllm", "ready", False)


def test_the_test_picture_holds_its_number_where_it_says() -> None:
    draws = iter([0.4, 0.7, 0.1, 0.81, 0.9, 0.2])
    chart = eyesight.draw(lambda: next(draws))
    number, box = read("data:image/png;base64," + base64.b64encode(chart.picture.data).decode())
    assert number == chart.number == "4718"
    assert eyesight.overlap(str([box]), chart) > 0.9
    assert chart.box.left > 0.4
    assert eyesight.has_read("<think>1 2 3 4</think>The number is 4718.", chart)
    assert not eyesight.has_read("4717", chart)
    assert not eyesight.has_read("1 2 3 4718 5", chart)
    assert eyesight.overlap("nowhere", chart) == 0.0
    assert eyesight.overlap("[[0, 0, 1000, 1000]]", chart) < eyesight.OVERLAP
