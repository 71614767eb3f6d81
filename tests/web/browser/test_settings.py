"""The Settings tab in a real browser: what an admin sets is in the next reply; secrets are seen once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any, cast

import pytest
from playwright.sync_api import expect

from assist.case.generation import Model
from assist.desk import doctor
from assist.desk.shop import Shop
from assist.desk.tickets import Desk
from assist.settings import Settings
from assist.wiring import speak_as
from tests.glm import fault_server as glm_fault_server
from tests.web.browser.test_answer import answer_it, wait_for_band
from tests.web.conftest import PATIENCE, shot

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def shop(house: tuple[Desk, Settings]) -> Iterator[Shop]:
    """The house with settings of the page; put back afterwards, since all specs share the house."""
    desk, settings = house
    desk.shop = Shop(
        desk.store, settings, frozenset({"glm_timeout"}), desk.audit, lambda now: speak_as(desk, now, None)
    )
    yield desk.shop
    desk.store.set_notes({"set.shop_name": "", "set.tone": "", "set.glm_key": ""})
    speak_as(desk, settings, None)
    desk.shop = None


def test_a_signature_is_in_the_next_reply_and_secrets_are_seen_once(shop: Shop, page: Any) -> None:
    page.get_by_role("tab", name="Settings").click()
    page.get_by_text("What is configured").wait_for()
    page.locator("#settings .findings li.ok", has_text="Library").wait_for()
    expect(page.get_by_label("Time limit")).to_be_disabled()
    page.get_by_text("Set where the program is started (ASSIST_GLM_TIMEOUT)").wait_for()
    page.get_by_label("Signature").fill("Bright Home Store")
    page.get_by_label("Tone").select_option("warm")
    page.get_by_label("Key", exact=True).fill("sk-secret")
    page.get_by_role("button", name="Save").click()
    page.locator("#settings .said", has_text="Saved.").wait_for()
    expect(page.get_by_label("Key", exact=True)).to_have_value("")
    expect(page.get_by_label("Key", exact=True)).to_have_attribute("placeholder", "A key is kept")
    page.get_by_label("Name", exact=True).fill("returns robot")
    page.get_by_role("button", name="Make a token").click()
    token = page.locator("#settings .fresh code").inner_text()
    assert token.startswith("assist_")
    shot(page, "settings")
    page.get_by_role("button", name="Done").click()
    assert token not in page.content() and "sk-secret" not in page.content()
    page.get_by_label("Address", exact=True).fill("http://10.0.0.1/")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#settings .said.bad", has_text="https").wait_for()
    page.get_by_role("tab", name="Answer").click()
    answer_it(page)
    wait_for_band(page, "ready")
    reply = page.get_by_label("Reply", exact=True).input_value()
    assert reply.startswith("Hello there,") and reply.rstrip().endswith("Bright Home Store")


@pytest.fixture
def model_server() -> Iterator[str]:
    """A small model server of this machine, which reads digits off pictures."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), glm_fault_server.Handler)
    glm_fault_server.STATE = glm_fault_server.State(kind="vllm", holds=["response_format"])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_model_is_tested_from_the_page_and_all_is_told_in_its_language(
    house: tuple[Desk, Settings], shop: Shop, page: Any, model_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, settings = house
    served = settings.model_copy(update={"glm": f"{model_server}#some/model"})
    monkeypatch.setattr(desk, "try_model", lambda: doctor.try_model(served, cast(Model, object())))
    page.goto(f"{page.url.split('/en/')[0]}/zh/?tab=settings")
    page.get_by_role("button", name="测试模型").click()
    found = page.locator("#settings .trial .findings li")
    expect(found).to_have_count(4)
    expect(found.nth(0)).to_contain_text("首个词元")
    expect(found.nth(0)).to_contain_text("vLLM")
    expect(found.nth(1)).to_contain_text("秒后回答")
    expect(page.locator("#settings .findings li.ok", has_text="MiniLM")).to_be_visible()
    details = "".join(page.locator("#settings .findings li p:not(.do)").all_inner_texts())
    assert not re.search(r"\b(found|absent|exported|files|free|after|not)\b", details), details
    shot(page, "doctor-zh")
