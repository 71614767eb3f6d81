"""People in a real browser: the first account, an invited agent, two on one ticket, a session that ends too early."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import expect

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.people import Role
from assist.web.door.connections import patient
from assist.web.page import build
from tests.web.conftest import PATIENCE, shot
from tests.web.people import CHEAP, PASSWORD, SHELL
from tests.web.small import small_house

pytestmark = pytest.mark.browser

NAME = "<img src=x onerror=window.hit=1>${window.hit=1}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Accounts]]:
    """A served page of its own, without accounts at first, and its accounts."""
    with small_house(tmp_path_factory.mktemp("people")) as (desk, settings), socket.socket() as listening:
        accounts = Accounts(desk.store, desk.audit, b"k" * 32, passwords=CHEAP)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        http: Any = patient()
        server = uvicorn.Server(uvicorn.Config(build(desk, settings, accounts), log_level="error", http=http))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", accounts
        server.should_exit = True
        thread.join(10)


def opened(chromium: Any, troubles: list[str], **more: Any) -> Any:
    """A browser of its own; a script's error is a trouble."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="en-US", **more)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return page


def signed_in(page: Any, address: str, name: str, wanted: str = "/") -> None:
    page.goto(address + wanted)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/?t=*")


def test_from_this_machine_alone_to_a_desk_of_several(chromium: Any, place: tuple[str, Accounts]) -> None:
    address, _ = place
    troubles: list[str] = []
    admin = opened(chromium, troubles)
    admin.goto(f"{address}/en/")
    admin.locator("#person summary").click()
    admin.get_by_text("whoever sits at this machine").wait_for()
    admin.get_by_role("link", name="Set up accounts").click()
    admin.get_by_role("button", name="Make the admin's account").click()
    admin.get_by_label("Your name").fill("Ada Lovelace")
    admin.get_by_label("New password").fill("short")
    admin.get_by_label("New password").press("Enter")
    expect(admin.get_by_role("alert")).to_contain_text("at least 10")
    expect(admin.get_by_label("Your name")).to_have_value("Ada Lovelace")
    admin.get_by_label("New password").fill(PASSWORD)
    shot(admin, "welcome")
    admin.get_by_label("New password").press("Enter")
    admin.wait_for_url("**/en/?t=*")
    expect(admin.locator("#person summary")).to_have_attribute("aria-label", "Account menu: Ada Lovelace")

    # The admin makes a link, an agent whose name is an attack uses it, and is text everywhere.
    admin.goto(f"{address}/accounts")
    admin.get_by_role("button", name="Make a link").click()
    link = admin.locator(".given input").input_value()
    agent = opened(chromium, troubles)
    agent.goto(link)
    agent.get_by_label("Your name").fill(NAME)
    agent.get_by_label("New password").fill(PASSWORD)
    agent.get_by_role("button", name="Make my account").click()
    agent.wait_for_url("**/en/?t=*")
    agent.locator("#person summary").click()
    expect(agent.locator("#person .sheet")).to_contain_text(NAME)
    assert agent.locator("#person a").all_inner_texts() == ["My account"], "an agent keeps no accounts"
    agent.keyboard.press("Escape")

    # Two on one ticket: the second is told, and so is the first.
    agent.get_by_label("Buyer's message").fill("Does it work in Germany?")
    with agent.expect_response("**/presence"):
        agent.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    ticket = agent.url.split("t=")[1]
    admin.goto(f"{address}/en/?t={ticket}")
    expect(admin.locator("#also-here")).to_contain_text(NAME)
    shot(admin, "also-here")
    agent.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(agent.locator("#also-here")).to_contain_text("Ada Lovelace")
    for page in (admin, agent):
        assert page.evaluate("window.hit") is None and page.locator("img[src=x]").count() == 0

    # The admin shuts the agent out: the page says so, keeps the words, and a new session goes on with them.
    admin.goto(f"{address}/accounts")
    row = admin.locator("tbody tr", has_text="onerror")
    row.get_by_role("button", name="Disable").click()
    admin.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(admin.locator("tbody tr", has_text="onerror")).to_contain_text("disabled")
    agent.get_by_label("Buyer's message").fill("Does it work in Germany? And in Japan?")
    agent.get_by_role("dialog", name="Your session has ended").wait_for()
    with agent.context.expect_page() as other:
        agent.get_by_role("link", name="Sign in again").click()
    again = other.value
    again.get_by_label("Name").fill(NAME)
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("alert")).to_contain_text("disabled")
    admin.locator("tbody tr", has_text="onerror").get_by_role("button", name="Enable").click()
    expect(admin.locator("tbody tr", has_text="onerror")).to_contain_text("active")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/en/?t=*")
    agent.get_by_role("button", name="I have signed in").click()
    expect(agent.get_by_role("dialog")).to_have_count(0)
    expect(agent.get_by_label("Buyer's message")).to_have_value("Does it work in Germany? And in Japan?")

    # Everything of that stands in the log, for the admin alone; signing out ends it.
    admin.goto(f"{address}/audit")
    admin.get_by_label("Everything").select_option("disabled")
    expect(admin.locator("tbody tr")).to_have_count(1)
    expect(admin.locator("tbody tr")).to_contain_text("Ada Lovelace")
    agent.goto(f"{address}/audit")
    assert "forbidden" in agent.content()
    admin.goto(f"{address}/en/")
    admin.locator("#person summary").click()
    admin.get_by_role("button", name="Sign out").click()
    admin.wait_for_url("**/signin")
    admin.goto(f"{address}/accounts")
    assert admin.url.startswith(f"{address}/signin?next=%2Faccounts")
    admin.context.close()
    agent.context.close()
    assert troubles == []


@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "light"), ("zh-CN", "dark")])
def test_axe_finds_nothing_serious_before_and_beside_the_desk(
    chromium: Any, place: tuple[str, Accounts], locale: str, scheme: str
) -> None:
    sync = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    address, accounts = place
    if not accounts.closed:
        accounts.add(SHELL, "Ada Lovelace", PASSWORD, Role.ADMIN)
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale=locale, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    page, found = context.new_page(), {}

    def look(state: str) -> None:
        shot(page, f"{state}-{locale[:2]}-{scheme}")
        for one in sync.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                found[f"{state}: {one['id']}"] = [(node["target"], node["failureSummary"]) for node in one["nodes"]][:3]

    page.goto(f"{address}/signin")
    look("signin")
    page.locator("#name").fill("nobody")
    page.locator("#password").fill("wrong")
    page.locator("button[type=submit]").click()
    page.locator("[role=alert]").wait_for()
    look("signin-wrong")
    page.goto(f"{address}/invite?key={accounts.link(SHELL, Role.LEAD)}")
    look("invite")
    context.add_cookies(
        [{"name": "assist_session", "value": accounts.sign_in("ada lovelace", PASSWORD), "url": address}]
    )
    for name in ("account", "accounts", "audit"):
        page.goto(f"{address}/{name}")
        page.locator(".people h1").wait_for()
        page.wait_for_load_state("networkidle")
        look(name)
    context.close()
    assert found == {}, json.dumps(found, indent=1)


def test_a_ticket_is_handed_to_a_colleague_while_it_stands_open_elsewhere_and_asked_back(
    chromium: Any, place: tuple[str, Accounts]
) -> None:
    address, accounts = place
    troubles: list[str] = []
    if not accounts.closed:
        accounts.add(SHELL, "Ada Lovelace", PASSWORD, Role.ADMIN)

    def at_work(name: str, wanted: str) -> Any:
        page = opened(chromium, troubles)
        cookie = {"name": "assist_session", "value": accounts.sign_in(name, PASSWORD), "url": address}
        page.context.add_cookies([cookie])
        page.goto(f"{address}/{wanted}")
        page.wait_for_url("**/?t=*")
        return page

    for name in ("Olga", "Axel"):
        accounts.add(SHELL, name, PASSWORD, Role.AGENT)
    olga = at_work("Olga", "en/")
    olga.get_by_label("Buyer's message").fill("How do I reset the VX-20 charger?")
    olga.get_by_role("button", name="Draft reply").click()
    olga.locator("#card [data-band=ready]").wait_for()
    ticket = olga.url.split("t=")[1]
    other = olga.context.new_page()
    other.on("pageerror", lambda error: troubles.append(str(error)))
    other.goto(f"{address}/en/?t={ticket}")
    other.locator("#card [data-band=ready]").wait_for()
    other.get_by_label("Order, country, device (optional)").fill("order 77")
    with other.expect_response("**/words"):
        other.get_by_label("Reply", exact=True).fill("My own first words.")

    # Assigned: the page that gave it away says so, with what was typed.
    olga.keyboard.press("Alt+h")
    olga.get_by_label("Note for a colleague").press_sequentially("Please call. ")
    olga.get_by_label("Assign to").select_option(label="Axel")
    card = olga.locator("#card [data-outcome='lost ticket_handed_over']")
    expect(card).to_contain_text("This ticket is now with Axel.")
    expect(olga.get_by_label("Note for a colleague")).to_have_value(re.compile("^Please call"))
    shot(olga, "lost-assigned")

    # The other page still shows the ticket: whatever is pressed there is told on its card, and no word is lost.
    other.get_by_label("Reply", exact=True).fill("My own last words.")
    other.get_by_role("button", name="Shorter").click()
    lost = other.locator("#card [data-outcome='lost ticket_handed_over']")
    expect(lost).to_contain_text("This ticket is now with Axel.")
    expect(other.get_by_label("Reply", exact=True)).to_have_value("My own last words.")
    expect(other.get_by_label("Reply", exact=True)).to_be_enabled()
    lost.get_by_role("button", name="Ask Axel for it back").click()
    expect(lost).to_contain_text("Asked.")
    shot(other, "lost-asked")
    lost.get_by_role("button", name="Go on in a new ticket").click()
    other.wait_for_function("before => !location.search.includes(before)", arg=ticket)
    expect(lost).to_have_count(0)
    expect(other.get_by_label("Reply", exact=True)).to_have_value("My own last words.")
    expect(other.get_by_label("Buyer's message")).to_have_value("How do I reset the VX-20 charger?")
    kept = other.request.get(f"{address}/tickets/{other.url.split('t=')[1]}/note").json()["drafted"]
    assert "How do I reset the VX-20 charger?" in kept and "order 77" in kept

    # Who has it now is told, and gives it back; in the other language, that page has lost it in its turn.
    axel = at_work("Axel", f"zh/?t={ticket}")
    expect(axel.locator("#asked-back")).to_contain_text("Olga请求转回这个工单。")
    expect(axel.locator("#message textarea")).to_have_value("How do I reset the VX-20 charger?")
    axel.locator("#message textarea").fill("她又问了一次")
    with axel.expect_response("**/words"):
        axel.locator("#draft").focus()
    shot(axel, "asked-back-zh")
    axel.get_by_role("button", name="转回").click()
    expect(axel.locator("#card")).to_contain_text("这个工单现在由Olga处理。")
    axel.locator("#message textarea").fill("她又问了一次，很急")
    shot(axel, "lost-zh")
    axel.get_by_role("button", name="在新工单中继续").click()
    axel.wait_for_function("before => !location.search.includes(before)", arg=ticket)
    expect(axel.locator("#message textarea")).to_have_value("她又问了一次，很急")
    olga.context.close()
    axel.context.close()
    assert troubles == []
