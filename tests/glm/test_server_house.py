"""The house with a model server: its key stays with it, and what it can do and how it is are told."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from assist.desk.doctor import examine
from assist.engines.glm.server import open_server
from assist.errors import EngineError, SettingsError
from assist.settings import Settings
from assist.wiring import open_house
from tests.glm.faults import HELLO, KEY, Faults, Open, closed_port


def settings_of(server: Faults, tmp_path: Path, **more: Any) -> Settings:
    return Settings(index=tmp_path / "index", manuals=tmp_path, glm=f"{server.url}#some/model", **more)


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
