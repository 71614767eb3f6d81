"""For every test: no network beyond this machine, nothing of the user's settings, and skips that CI forbids fail."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from assist.engines.codes import find_codes
from assist.engines.embedding import Embedder, open_embedder
from assist.engines.ocr import Reader
from tests.ahead import Ahead
from tests.glm.tiny_glm import made_once

# `ASSIST_REQUIRE=chromium,postgres`: programs that must be there, so that a skip which names one is a failure.
REQUIRED = [name.strip().lower() for name in os.environ.get("ASSIST_REQUIRE", "").split(",") if name.strip()]
# Speed is measured by benchmarks: an example that took long on a busy machine is no failure.
hypothesis.settings.register_profile("assist", deadline=None)
hypothesis.settings.load_profile("assist")
# Programs that tests start compile the house once and not each for itself, 0.5 to 1.5 CPU seconds (2026-11-21).
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", socket.gethostname()}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    outcome = yield
    forbid_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, None]:
    outcome = yield
    forbid_skip(outcome.get_result())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: Playwright keeps an event loop running, beside which no other may be run."""
    items.sort(key=lambda item: "chromium" in getattr(item, "fixturenames", ()))


def forbid_skip(report: Any) -> None:
    """Turn a skip that names a required program into a failure."""
    reason = str(report.longrepr[2]) if report.outcome == "skipped" and isinstance(report.longrepr, tuple) else ""
    missing = [name for name in REQUIRED if name in reason.lower()]
    if missing:
        report.outcome = "failed"
        report.longrepr = f"{', '.join(missing)} is required here (ASSIST_REQUIRE), yet: {reason}"


@pytest.fixture(autouse=True)
def no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ASSIST_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connecting to another machine, or looking its name up, is an error."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    def guarded_lookup(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name not in LOOPBACK:
            raise AssertionError(f"a test tried to look up {host}")
        return lookup(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)
    yield


@pytest.fixture(scope="session", autouse=True)
def ahead(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What long work gives, by the fixture that hands it out; begun with the first test where one will ask for it."""
    work, folder = Ahead(), tmp_path_factory.mktemp("embedder")
    works = {
        "embedder": lambda: (folder, open_embedder("embedded", folder)),
        "tiny_glm": lambda: made_once(tmp_path_factory.getbasetemp().parent),
        "mypy": lambda: work.run("-m", "mypy"),
    }
    asked = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    work.begin(asked | ({"embedder"} if "embedder_cache" in asked else set()), works)
    yield {name: partial(work.result, name, each) for name, each in works.items()}
    work.close()


@pytest.fixture(scope="session")
def embedder_cache(ahead: dict[str, Any]) -> Path:
    """A folder where the embedded embedder is exported once for the whole run."""
    folder: Path = ahead["embedder"]()[0]
    return folder


@pytest.fixture(scope="session")
def embedder(ahead: dict[str, Any]) -> Embedder:
    """The embedded embedder, exported for real."""
    opened: Embedder = ahead["embedder"]()[1]
    return opened


@pytest.fixture(scope="session")
def tiny_glm(ahead: dict[str, Any]) -> Path:
    """A folder with tiny models of the GLM-4.6V architecture, `taught` and `random`; kept between runs."""
    folder: Path = ahead["tiny_glm"]()
    return folder


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One reading process for the whole run: starting one loads the networks, 3 CPU seconds (2026-11-21)."""
    shared = Reader(codes=find_codes, timeout=120)
    shared.warm()
    yield shared
    shared.close()


@pytest.fixture(scope="session")
def mypy(ahead: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """What mypy says of the whole program."""
    done: subprocess.CompletedProcess[str] = ahead["mypy"]()
    return done
