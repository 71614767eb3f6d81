"""What a server and its model can do is found out by asking it, and no field is sent that it refuses."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from assist.engines.glm import eyesight
from assist.errors import EngineUnavailable
from tests.glm.fault_server import read
from tests.glm.faults import HELLO, SCHEMA, Faults, Open


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
