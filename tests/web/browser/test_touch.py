"""The page by touch, and where the reader is slow: fingers on the evidence, and what is offered after eight seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from assist.desk.tickets import Desk
from tests.web.browser.test_answer import ASKED, photo, wait_for_band
from tests.web.conftest import PATIENCE, shot
from tests.web.small import SLOW, label_photo

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
Point = tuple[float, float]


def opened(chromium: Any, address: str, **more: Any) -> Any:
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, **more)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def fingers(session: Any, *ways: tuple[Point, Point], steps: int = 6) -> None:
    """Put a finger down at the start of each way, move all at once to the ends, and lift them."""

    def points(share: float) -> list[dict[str, float]]:
        return [{"x": a[0] + (b[0] - a[0]) * share, "y": a[1] + (b[1] - a[1]) * share, "id": k}
                for k, (a, b) in enumerate(ways)]  # fmt: skip

    def touch(kind: str, at: list[dict[str, float]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", points(0))
    for step in range(1, steps + 1):
        touch("touchMove", points(step / steps))
    touch("touchEnd", [])


def test_two_fingers_zoom_the_evidence_and_one_moves_it_and_draws_a_part(
    chromium: Any, address: str, desk: Desk
) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": ASKED})
    desk.add_photo(ticket, label_photo(), "label.jpg")
    list(desk.answer(ticket))
    page = opened(chromium, address, has_touch=True)
    page.goto(f"{address}/en/?t={ticket}&e=0")
    page.locator("#viewer .stage:not(.waiting)").wait_for()
    session, zoom = page.context.new_cdp_session(page), page.locator("#viewer .percent")
    box = page.locator("#viewer .stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def percent() -> int:
        return int(zoom.inner_text().rstrip("%"))

    zoom.tap()
    expect(zoom).to_have_text("100%")
    fingers(session, ((x - 30, y), (x - 90, y)), ((x + 30, y), (x + 90, y)))
    page.wait_for_function("parseInt(document.querySelector('#viewer .percent').textContent) > 200")
    near, at = percent(), page.locator("#viewer .canvas").get_attribute("style")
    fingers(session, ((x, y), (x - 50, y - 30)))
    page.wait_for_function("at => document.querySelector('#viewer .canvas').getAttribute('style') !== at", arg=at)
    assert percent() == near, "one finger moves, and does not zoom"
    fingers(session, ((x - 90, y), (x - 30, y)), ((x + 90, y), (x + 30, y)))
    page.wait_for_function("near => parseInt(document.querySelector('#viewer .percent').textContent) < near", arg=near)
    assert page.evaluate("[visualViewport.scale, scrollY]") == [1, 0], "the page itself stays where it is"
    zoom.tap()
    page.get_by_role("button", name="Ask about a part").tap()
    fingers(session, ((x - 60, y - 40), (x + 60, y + 40)))
    page.locator(".asking pre", has_text="100-240V").wait_for()
    shot(page, "touch")
    page.context.close()


@pytest.fixture
def slow_reader() -> Iterator[None]:
    SLOW.clear()
    yield
    SLOW.set()


def test_after_eight_seconds_the_agent_is_told_and_can_go_on_without_the_photo(
    chromium: Any, address: str, slow_reader: None
) -> None:
    page = opened(chromium, address)
    page.clock.install()
    page.goto(f"{address}/zh/")
    page.wait_for_url("**/zh/?t=*")
    page.locator("#message textarea").fill(ASKED)
    page.locator("#photos input[type=file]").set_input_files(photo(label_photo(444)))
    page.locator("#photos .note.reading").wait_for()
    page.locator("#draft").click()
    page.locator("#card .card.running").wait_for()
    panel = page.locator("#card .late")
    page.clock.fast_forward(5_000)
    expect(page.locator("#card .elapsed")).to_contain_text(re.compile(r"[5-7]"))
    expect(panel).to_be_hidden()
    page.clock.fast_forward(4_000)
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("比平时慢")
    shot(page, "late-zh")
    panel.get_by_role("button", name="不使用该照片继续").click()
    wait_for_band(page, "ready")
    expect(page.locator("#reply textarea")).to_have_value(re.compile("thirty seconds"))
    page.context.close()
