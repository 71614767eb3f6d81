"""The README's pictures: `python -m tests.web.pictures docs` serves the sample manuals and photographs the page."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from assist.settings import Settings
from assist.wiring import open_house
from tests.web.conftest import FLAGS, free_port

ROOT = Path(__file__).resolve().parents[2]
# File, language, which example is clicked, dark or light.
SHOTS = (("answer", "en", 0, "light"), ("answer-zh", "zh", 3, "dark"))


def take(folder: Path) -> None:
    """Write one WebP for each of `SHOTS`, 1280 by 720 points at double resolution."""
    import uvicorn
    from playwright.sync_api import sync_playwright

    from assist.web.page import build

    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(index=Path(scratch) / "index", manuals=ROOT / "manuals", port=free_port())
        with open_house(settings) as house:
            for file in sorted(settings.manuals.glob("*.pdf")):
                house.ingest.add(file, file.name)
            house.reader.warm()
            server = uvicorn.Server(uvicorn.Config(build(house.desk, settings), port=settings.port, log_level="error"))
            thread = threading.Thread(target=server.run, daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.05)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                for name, language, example, scheme in SHOTS:
                    shoot(browser, f"http://127.0.0.1:{settings.port}/{language}/", example, scheme, folder / name)
            server.should_exit = True
            thread.join(10)


def shoot(browser: Any, address: str, example: int, scheme: str, target: Path) -> None:
    """One picture of an answered example."""
    from PIL import Image

    context = browser.new_context(viewport={"width": 1280, "height": 720}, device_scale_factor=1.5, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.locator("#examples button").nth(example).click()
    page.locator("#card .card:not(.idle):not(.running)").wait_for(timeout=60_000)
    page.wait_for_timeout(1500)  # the evidence fades in
    shot = target.with_suffix(".png")
    page.screenshot(path=str(shot))
    Image.open(shot).save(target.with_suffix(".webp"), quality=82)
    shot.unlink()
    context.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
