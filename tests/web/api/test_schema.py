"""Everything that the API's schema allows, and much that it does not, is asked: nothing breaks the program.

`ASSIST_EXAMPLES=200` asks more of each address than the everyday run does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from assist.web.api.api import attach
from tests.web.small import small_house

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

EXAMPLES = int(os.environ.get("ASSIST_EXAMPLES", "10"))


@pytest.fixture(scope="module")
def api_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with small_house(tmp_path_factory.mktemp("schema")) as (desk, house_settings):
        app = FastAPI()
        attach(app, desk, house_settings.model_copy(update={"api_rate": 1_000_000, "max_upload_mb": 2}))
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


CHECKS = [
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=str)
def test_nothing_that_is_asked_breaks_the_program_or_is_answered_otherwise_than_described(
    api_schema: Any, mode: Any
) -> None:
    asked = 0
    for found in api_schema.get_all_operations():
        operation = found.ok()
        cases = operation.as_strategy(generation_mode=mode)

        @settings(
            max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases)
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except Unsatisfiable:  # an address that takes nothing cannot be asked wrongly
            continue
        asked += 1
    assert asked >= 15
