"""A report names what answered: the model as it was found, and how often it failed."""

from __future__ import annotations

from typing import Any

from assist.errors import EngineUnavailable
from assist.evaluation.evaluate import drafted_by, engine_name
from assist.evaluation.observed import Observed
from tests.scripted_model import THERE, ScriptedModel


def test_the_engine_is_named_by_its_probe_and_not_by_the_setting() -> None:
    assert engine_name(None) == "extractive"
    assert engine_name(ScriptedModel("", info=THERE)) == (
        "glm-scripted by vllm at glm.example:8000, checked; else extractive"
    )


def test_a_model_that_cannot_be_reached_is_not_named_as_the_engine() -> None:
    class Gone(ScriptedModel):
        def info(self) -> Any:
            raise EngineUnavailable("Nobody answers at glm.example.", code="glm_down")

    assert engine_name(Gone("")) == "extractive alone: Nobody answers at glm.example."


def test_the_answers_of_each_engine_and_the_models_failures_are_counted() -> None:
    glm = Observed(engine="glm-scripted", notes=("model.wording",))
    failed = Observed(engine="extractive", notes=("model.failed_late",))
    assert drafted_by("photo", [glm, glm, failed, Observed(error="x")]) == {
        "photo.drafted_by": {"glm-scripted": 2, "extractive": 1},
        "photo.model_notes": {"model.wording": 2, "model.failed_late": 1},
    }
    assert drafted_by("photo", [Observed(engine="extractive")]) == {}
