"""The fault server, one process for the folder, and models on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assist.engines.glm.resilience import Backoff
from assist.engines.glm.server import ServerModel
from tests.glm.faults import Faults, Open


@pytest.fixture(scope="package")
def process() -> Iterator[Faults]:
    faults = Faults()
    yield faults
    faults.close()


@pytest.fixture
def server(process: Faults) -> Faults:
    process.play()
    return process


@pytest.fixture
def open_model(server: Faults) -> Iterator[Open]:
    """Opens models on the server; waits between tries are short, limits far above what a busy machine needs."""
    opened: list[ServerModel] = []

    def open_(url: str = server.url, **more: Any) -> ServerModel:
        given = {"timeout": 60.0, "silence": 30.0, "backoff": Backoff(0.001, 0.01), **more}
        opened.append(ServerModel(url, "some/model", **given))
        return opened[-1]

    yield open_
    for model in opened:
        model.close()
