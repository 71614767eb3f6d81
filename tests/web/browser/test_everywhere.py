"""The whole page in a real browser: both languages, many tabs, foreign text as text, and what axe finds of ours."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from assist.desk.tickets import Desk
from assist.web.words import words
from tests.web.browser.test_answer import ASKED, answer_it, photo, ticket_of, wait_for_band
from tests.web.conftest import PATIENCE, shot
from tests.web.small import PAYLOAD, label_photo, manual_pdf

pytestmark = pytest.mark.browser

ALERTING = "<img src=x onerror=window.hit=1>${window.hit=1}"
# What breaks a page that forgets one text: markup, a template's code, an attribute's end, a link, text turned around.
PAYLOADS = (
    PAYLOAD, ALERTING, "\"><svg onload=window.hit=1>", "{{constructor.constructor('window.hit=1')()}}",
    "<a href=javascript:window.hit=1>x</a>", "[x](javascript:window.hit=1)", "\u202etxt.exe\u2066",
    "'; DROP TABLE tickets;--",
)  # fmt: skip


def harmless(page: Any) -> None:
    """None of the payloads became code or an element."""
    assert page.evaluate("window.hit") is None
    assert page.locator("img[src=x], svg[onload], a[href^=javascript]").count() == 0


def test_foreign_text_never_becomes_code(page: Any, desk: Desk) -> None:
    every = "\n".join(PAYLOADS)
    page.get_by_label("Order, country, device").fill(every)
    answer_it(page, f"{ASKED} cleaning dry cloth\n{every}", photo(name=f"{ALERTING}.jpg"))
    page.locator("#card .card:not(.running):not(.idle)").wait_for()
    page.locator("#viewer .caption").wait_for()
    assert all(payload in page.get_by_label("Buyer's message").input_value() for payload in PAYLOADS[:6])
    page.get_by_label("Reply", exact=True).fill(every)
    page.keyboard.press("Alt+c")
    page.locator("#actions .told", has_text="Copied").wait_for()
    page.keyboard.press("Alt+h")
    note = page.get_by_label("Note for a colleague")
    note.fill(every)
    page.get_by_role("button", name="Copy the note").click()
    page.locator("#handoff .told", has_text="Note copied").wait_for()
    page.get_by_role("button", name="Wrong or useless draft").click()
    page.get_by_label("In a few words (optional)").fill(every)
    page.get_by_label("In a few words (optional)").press("Enter")
    page.get_by_role("button", name="Ask about a part").click()  # the photo's own print is such a payload too
    page.locator("#viewer .stage").press("Enter")
    page.locator(".asking pre").wait_for()
    page.keyboard.press("Escape")
    harmless(page)
    page.reload()
    page.locator("#feedback .thumb[aria-pressed=true]").wait_for()
    page.locator("[data-do=follow]").click()
    page.locator("#thread li.buyer").wait_for()
    assert PAYLOAD in page.locator("#thread li.buyer span").inner_text()
    harmless(page)
    page.get_by_role("tab", name="Queue").click()
    page.locator("#queue-message").fill(every[:1900])
    page.locator("#queue input[type=file]").first.set_input_files(photo(name=f"{ALERTING}.jpg"))
    page.locator("#queue .item", has_text="window.hit").locator(".badge:not(.waiting):not(.working)").wait_for()
    page.get_by_role("tab", name="Manuals").click()
    page.locator("#manuals input[type=file]").first.set_input_files(
        {"name": f"{ALERTING}.pdf", "mimeType": "application/pdf",
         "buffer": manual_pdf((f"Descaling the press. {PAYLOAD}",), PAYLOAD)}
    )  # fmt: skip
    row = page.locator("#manuals .item", has_text="window.hit")
    row.get_by_text("ready").wait_for()
    row.click()
    expect(page.locator("#manuals .detail h2")).to_contain_text("window.hit")  # not the manual that was shown before
    page.get_by_label("Try a question").fill("descaling")
    page.get_by_role("button", name="Try a question").click()
    expect(page.locator("#manuals .found button").first).to_contain_text(PAYLOAD)
    page.keyboard.press("Alt+1")
    page.keyboard.press("Alt+p")
    page.keyboard.type("window.hit")
    page.locator("#choose-manual-list [role=option]", has_text="window.hit").wait_for()
    harmless(page)
    desk.shelf.remove(next(one.id for one in desk.shelf.catalogue() if "window.hit" in one.file))


def test_nine_tabs_load_at_once(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    tabs = [context.new_page() for _ in range(9)]
    for tab in tabs:
        tab.goto(f"{address}/en/", wait_until="commit")
    for tab in tabs:
        tab.wait_for_url("**/en/?t=*", timeout=2 * PATIENCE)
    assert len({tab.url for tab in tabs}) == 9
    context.close()


def test_the_chinese_page_is_chinese_and_switches_with_its_ticket(chromium: Any, address: str, desk: Desk) -> None:
    context = chromium.new_context(locale="zh-HK", color_scheme="dark")
    context.set_default_timeout(PATIENCE)
    tab = context.new_page()
    tab.goto(address)
    tab.wait_for_url("**/zh/?t=*")
    answer_it_zh(tab, "我的充电器 VX-20 reset")
    seen = tab.locator("body").inner_text()
    english = {text for text in words("en").texts.values() if len(text) > 12}
    assert [text for text in english if text in seen] == []
    ticket = ticket_of(tab)
    shot(tab, "answer-zh-dark")
    tab.locator("#other-language").click()
    tab.wait_for_url("**/en/?t=*")
    assert tab.evaluate("document.documentElement.lang") == "en" and ticket_of(tab) == ticket
    expect(tab.get_by_label("Buyer's message")).to_have_value("我的充电器 VX-20 reset")
    # A buyer's Arabic stands from right to left inside cards that stay as they are.
    tab.get_by_label("Buyer's message").fill("هل يعمل هذا الشاحن VX-20 في ألمانيا؟")
    assert tab.evaluate("getComputedStyle(document.querySelector('#message textarea')).direction") == "rtl"
    assert tab.evaluate("getComputedStyle(document.querySelector('#card .card')).direction") == "ltr"
    assert tab.evaluate("assist.word('photos.lines', {n: 1})") == "1 line"
    assert tab.evaluate("assist.word('photos.lines', {n: 1200})") == "1,200 lines"
    context.close()


def answer_it_zh(tab: Any, message: str) -> None:
    tab.locator("#message textarea").fill(message)
    tab.locator("#draft").click()
    tab.locator("#card .card:not(.idle):not(.running)").wait_for()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_axe_finds_nothing_serious(chromium: Any, address: str, language: str, scheme: str) -> None:
    sync = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    context = chromium.new_context(
        viewport={"width": 1280, "height": 720}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{address}/{language}/")
    page.wait_for_url(f"**/{language}/?t=*")
    found: dict[str, Any] = {}

    def look(state: str) -> None:
        response = sync.Axe().run(page, options={"resultTypes": ["violations"]}).response
        for one in response["violations"]:
            if one["impact"] in ("serious", "critical"):
                found[f"{state}: {one['id']}"] = [(node["target"], node["failureSummary"]) for node in one["nodes"]][:3]

    look("empty")
    page.locator("#photos input[type=file]").set_input_files(photo(label_photo(640)))
    page.locator("#photos .note.read").wait_for()
    page.locator("#message textarea").fill(ASKED)
    page.locator("#draft").click()
    wait_for_band(page, "ready")
    page.locator("#viewer .stage:not(.waiting)").wait_for()
    page.locator("#feedback .thumb").last.click()
    page.locator("#actions [data-do=handoff]").click()
    page.locator("#note-text").wait_for()
    look("answered")
    page.locator("#handoff .close").click()
    page.locator("#choose-manual").click()
    page.locator("#choose-manual-list [role=option]").nth(1).wait_for()
    look("choosing")
    page.keyboard.press("Escape")
    page.locator("#help").click()
    look("keys")
    page.keyboard.press("Escape")
    names = page.locator("#tabs > .tab-wrapper [role=tab]").all_inner_texts()
    for at, name in enumerate(names[1:], 2):
        page.keyboard.press(f"Alt+{at}")
        page.locator("#tabs > .tab-wrapper [role=tab][aria-selected=true]", has_text=re.compile(f"^{name}$")).wait_for()
        page.wait_for_load_state("networkidle")
        look(name)
        shot(page, f"tab-{at}-{language}-{scheme}")
    context.close()
    assert found == {}, json.dumps(found, indent=1)
