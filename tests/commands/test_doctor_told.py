"""What the doctor finds, in the page's languages: the page's English is the doctor's own, the Chinese is complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assist.case.generation import ModelInfo
from assist.desk import doctor
from assist.desk.doctor import Finding, examine_served, try_model
from assist.desk.model import ModelState
from assist.desk.tickets import Desk
from assist.engines.glm.server_probe import Probe
from assist.errors import EngineUnavailable
from assist.settings import Settings
from assist.web.settings_page import live
from assist.web.words import words
from tests.web.small import small_house

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SEES = ModelInfo("glm-4.6v", "vllm", "10.0.0.7", True, sees=True, grounds=True, schema=True)
BLIND = ModelInfo("glm-4", "ollama", "127.0.0.1")


def said(parts: Any, language: str) -> str:
    """Sentences as the page puts them together."""
    return ("；" if language == "zh" else "; ").join(words(language)(key, **facts) for key, facts in parts)


def check(finding: Finding) -> None:
    """English as the doctor says it; Chinese with the same facts and no place left open."""
    for english, parts in ((finding.found, finding.told), (finding.help, finding.do)):
        if parts and parts[0][0].startswith("doctor."):
            assert said(parts, "en") == english
        for key, facts in parts:
            told = words("zh")(key, **facts)
            assert CHINESE.search(told) and not re.search(r"\{\w+\}", told), (key, told)


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(index=folder / "index", manuals=folder / "manuals", _env_file=None, **more)


@pytest.mark.parametrize("absent", [False, True])
def test_all_that_a_served_page_shows_is_told_in_both_languages(
    tmp_path: Path, absent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if absent:
        monkeypatch.setattr(doctor, "_version", lambda package: "")
        monkeypatch.setattr(doctor.util, "find_spec", lambda name: None)
        monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
        monkeypatch.setattr(doctor, "LEAST_ROOM", float("inf"))
    else:
        (tmp_path / "manuals").mkdir()
        (tmp_path / "manuals" / "a.pdf").touch()
        (tmp_path / "index" / "embedder" / "x").mkdir(parents=True)
        (tmp_path / "index" / "embedder" / "x" / "manifest.json").touch()
    found = examine_served(settings(tmp_path))
    for finding in found:
        check(finding)
    silent = {one.name for one in found if not one.told}  # versions and names of files alone
    assert silent <= {"Python", "packages", "reader (auto)"}
    assert all(one.do or one.name in {"OpenCV", *doctor.PROGRAMS} for one in found if one.help), "commands alone"


@pytest.mark.parametrize(
    "probe",
    [
        Probe(SEES, "vLLM", "response_format", ("seed", "top_k"), 0.2, 0.5, 1.5, "417", "417", 1200, 0.8),
        Probe(BLIND, "Ollama", "", (), 0.2, 0.5),
        Probe(BLIND, "Ollama", "", (), 0.2, 0.5, 1.5, "417", "I see a cat"),
    ],
)
def test_what_a_models_probe_showed_is_told_in_both_languages(probe: Probe) -> None:
    findings = list(doctor._proved(probe))
    assert [one.name for one in findings] == ["model", "model sees", "model answers", "leaves this machine"]
    assert all(one.told for one in findings)
    for finding in findings:
        check(finding)


def test_a_model_that_is_off_or_fails_is_told_in_both_languages(tmp_path: Path) -> None:
    check(try_model(settings(tmp_path), None)[0])
    failed = doctor._error("model", EngineUnavailable("no answer", code="glm_unavailable"))
    check(failed)
    assert failed.found == "no answer"


def test_the_running_programs_state_is_told_and_an_opening_library_is_not_called_empty(tmp_path: Path) -> None:
    def row(desk: Desk, name: str) -> dict[str, Any]:
        return next(one for one in live(desk) if one["name"] == name)

    state = ModelState("zai/glm", "vllm", "paused", 17.2)
    with small_house(tmp_path, model=lambda: state) as (desk, _):
        for one in live(desk):
            check(Finding(**one))
            assert one["told"]
        assert said(row(desk, "library")["told"], "zh") == words("zh")("settings.live_library", ready=1)
        assert said(row(desk, "library")["told"], "en") == row(desk, "library")["found"]
        assert "17" in said(row(desk, "model now")["told"], "zh")
        desk.opening = True
        opening = row(desk, "library")
        assert (opening["state"], said(opening["told"], "zh")) == ("starting", "说明书库正在打开。")
