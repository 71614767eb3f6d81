"""The page under test: one small house for the whole folder, served on loopback where a browser needs it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assist.desk.tickets import Desk
from assist.settings import Settings
from assist.web.page import build
from tests.web.small import small_house

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip

PATIENCE = 45_000  # ms until a browser test gives up: a busy machine is slow, not wrong
SCREENS = Path(__file__).resolve().parents[2] / "artefacts" / "screens"


def shot(page: Any, name: str) -> None:
    """Keep a picture of the page with the run's artefacts."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(SCREENS / f"{name}.png"))


def free_port() -> int:
    """A port of loopback that nobody serves on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Settings]]:
    with small_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="session")
def desk(house: tuple[Desk, Settings]) -> Desk:
    return house[0]


@pytest.fixture(scope="session")
def app(house: tuple[Desk, Settings]) -> Any:
    return build(*house)


@pytest.fixture(scope="session")
def client(app: Any) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(house: tuple[Desk, Settings]) -> Iterator[str]:
    """The page's address while a real server serves it."""
    import uvicorn

    port = free_port()
    server = uvicorn.Server(uvicorn.Config(build(*house), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright, which drives Chromium, is not installed")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """The English page at 1280x720; afterwards, no script error and no request to elsewhere may have happened."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("request", lambda request: None if _ours(request.url, address) else troubles.append(request.url))
    opened.goto(f"{address}/en/")
    opened.wait_for_url("**/en/?t=*")
    yield opened
    context.close()
    assert troubles == []


def _ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:", "about:"))
