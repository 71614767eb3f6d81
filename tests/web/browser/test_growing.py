"""The page in a real browser while a model writes: growing text, the queue, cancel, wishes, what left the machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from assist.desk.model import ModelState
from assist.desk.tickets import Desk
from assist.web.page import build
from tests.web.conftest import PATIENCE, free_port
from tests.web.small import small_house
from tests.web.tickets.scripted import Rewriter, Slow

pytestmark = pytest.mark.browser

ASKED = "How do I reset the VX-20 charger?"


class Served:
    """A page whose model is scripted; the script is changed between the tests, the house stays."""

    def __init__(self, desk: Desk, address: str, slow: Slow, rewriter: Rewriter) -> None:
        self.desk, self.address, self.slow, self.rewriter = desk, address, slow, rewriter


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    import uvicorn

    slow, rewriter = Slow(), Rewriter(0.03)
    state = ModelState("scripted/glm-small", "vllm", "paused", 17.2, True)
    with small_house(tmp_path_factory.mktemp("model"), slow, refiner=rewriter, model=lambda: state) as (desk, settings):
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(build(desk, settings), host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield Served(desk, f"http://127.0.0.1:{port}", slow, rewriter)
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def page(chromium: Any, served: Served) -> Iterator[Any]:
    served.slow.ahead, served.slow.held, served.slow.stuck = 0, False, False
    served.slow.free.clear(), served.slow.writing.clear(), served.slow.closed.clear()
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.goto(f"{served.address}/en/")
    opened.wait_for_url("**/en/?t=*")
    yield opened
    context.close()
    served.slow.free.set()
    assert troubles == []


def ask(page: Any) -> Any:
    page.get_by_label("Buyer's message").fill(ASKED)
    page.get_by_role("button", name="Draft reply").click()
    return page.get_by_label("Reply", exact=True)


def value_holds(page: Any, text: str) -> None:
    page.wait_for_function("text => document.querySelector('#reply textarea')?.value.includes(text)", arg=text)


def test_the_reply_grows_locked_and_a_reload_looks_on(page: Any, served: Served) -> None:
    served.slow.ahead, served.slow.held, served.slow.stuck = 2, True, True
    reply = ask(page)
    page.locator("#card", has_text="Waiting for the model: 2 ahead").wait_for()
    served.slow.turn.set()
    value_holds(page, "Please")
    assert reply.is_disabled() and page.get_by_text("not yet checked").is_visible()
    page.keyboard.press("Alt+c")
    page.locator("#actions .told", has_text="Not yet checked").wait_for()
    page.reload()
    value_holds(page, "Please")
    served.slow.stuck = False
    served.slow.free.set()
    page.locator("#card [data-band=ready]").wait_for()
    value_holds(page, "wait thirty seconds")
    assert reply.is_enabled() and not page.get_by_text("not yet checked").is_visible()
    assert (
        "Sent to models.example: message (private parts covered), 2 manual passages."
        in page.locator("#card").inner_text()
    )
    assert page.locator("#state-model").inner_text() == "glm-small (vllm): paused for 18 s"
    assert len(served.slow.asked) == 1, "a reload begins nothing anew"


def test_escape_ends_a_model_that_says_nothing_and_keeps_draft_and_words(page: Any, served: Served) -> None:
    reply = ask(page)
    page.locator("#card [data-band=ready]").wait_for()
    draft = reply.input_value()
    page.get_by_label("Buyer's message").fill(f"{ASKED} And how long?")
    served.slow.stuck = True
    page.keyboard.press("Control+Enter")
    value_holds(page, "Please")
    page.keyboard.press("Escape")
    page.locator("#card [data-band=ready]").wait_for()
    value_holds(page, draft)
    assert page.get_by_label("Buyer's message").input_value() == f"{ASKED} And how long?"
    page.get_by_text("changed after this draft").wait_for()
    served.slow.free.set()
    assert served.slow.closed.wait(5)


def test_a_wish_streams_is_struck_where_unproved_and_is_taken_back(page: Any) -> None:
    reply = ask(page)
    page.locator("#card [data-band=ready]").wait_for()
    before = reply.input_value()
    page.get_by_role("button", name="Other…").click()
    page.get_by_label("Change it as you say").fill("It takes 500 hours.")
    page.keyboard.press("Enter")
    page.get_by_text("not yet checked").wait_for()
    page.locator("#aside .struck", has_text="It takes 500 hours.").wait_for()
    assert reply.input_value() == before.upper() and reply.is_enabled()
    page.get_by_role("button", name="Undo").click()
    value_holds(page, before)
    page.get_by_role("button", name="Undo").wait_for(state="hidden")


def test_templates_change_the_reply_and_tell_it_in_the_agents_language(chromium: Any, address: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    tab.goto(f"{address}/zh/")
    tab.wait_for_url("**/zh/?t=*")
    tab.locator("#message textarea").fill(ASKED)
    tab.locator("#draft").click()
    tab.locator("#card [data-band=ready]").wait_for()
    assert tab.locator("[data-do=free]").count() == 0, "what only a model can do is not offered"
    tab.locator("[data-wish=warmer]").click()
    value_holds(tab, "Hello there,")
    tab.locator("#tools select[data-wish=ask]").select_option("ask.label_photo")
    value_holds(tab, "rating label")
    tab.locator("#aside summary").click()
    tab.locator("#aside .gloss .told", has_text="麻烦您拍一张产品铭牌").wait_for()
    tab.locator("#tools select[data-wish=translate]").select_option("de")
    value_holds(tab, "Typenschild")
    for _ in range(3):
        tab.locator("#tools .undo").click()
        tab.wait_for_timeout(150)
    value_holds(tab, "Hello,")
    copy = tab.locator("#copy").bounding_box()
    assert copy["y"] + copy["height"] < 720
    context.close()


def test_a_model_translates_what_the_buyer_wrote_and_tells_a_foreign_reply(page: Any, served: Served) -> None:
    page.get_by_label("Buyer's message").fill("Wie setze ich das Ladegerät VX-20 zurück?")
    page.locator("#telling", has_text="German").wait_for()
    page.locator("#telling").get_by_role("button", name="Translate").click()
    page.locator("#telling p", has_text="<en> Wie setze ich das Ladegerät").wait_for()
    page.get_by_role("button", name="Draft reply").click()
    value_holds(page, "Guten Tag")
    page.locator("#card .card:not(.running)").wait_for()
    page.locator("#tools select[data-wish=translate]").select_option("es")
    value_holds(page, "GUTEN TAG")
    assert served.rewriter.wished[-1][0] == "translate"
    page.locator("#aside").get_by_role("button", name="In English").click()
    page.locator("#aside .gloss[open] .told", has_text="<en> GUTEN TAG").wait_for()
