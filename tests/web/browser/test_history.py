"""The history in a real browser: found, read, counted and deleted by mouse and keyboard, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from assist.desk.staff.people import LOCAL
from assist.desk.tickets import Desk
from tests.web.conftest import shot
from tests.web.small import PAYLOAD, label_photo

pytestmark = pytest.mark.browser


WORDS = {"test_the_history_is_found_read_counted_and_deleted": "quokka"}  # each test finds its own tickets


@pytest.fixture
def kept(desk: Desk, request: pytest.FixtureRequest) -> dict[str, str]:
    """Four tickets: copied with a change, not answered by any manual, hostile, and of a buyer who wants to be gone."""
    tickets: dict[str, str] = {}
    word = WORDS.get(request.node.name, "numbat")
    for name, message in (
        ("edited", f"How do I reset the VX-20 charger? {word}"), ("gap", f"prove nothing about the {word}"),
        ("hostile", f"{word} {PAYLOAD}"), ("gone", f"Forget me, {word}.bond@example.com"),
    ):  # fmt: skip
        ticket = tickets[name] = desk.open().id
        desk.write(ticket, {"message": message})
        if name == "edited":
            desk.add_photo(ticket, label_photo(), "label.jpg")
        for _ in desk.answer(ticket):
            pass
        desk.history.displayed(ticket, LOCAL)
    reply = desk.reply(tickets["edited"])
    assert reply is not None
    desk.sent(tickets["edited"], reply.text.replace("[1]", "").replace("Hello", "Dear friend"), LOCAL)
    desk.feedback.give(LOCAL, tickets["edited"], rating=-1, reasons=["wording"], words=PAYLOAD)
    return tickets


def test_the_history_is_found_read_counted_and_deleted(page: Any, kept: dict[str, str]) -> None:
    page.click('#tabs [data-tab-id="history"]')
    history = page.locator("#history")
    search = history.get_by_role("searchbox", name="Search in messages, replies and products")
    search.fill("quokka")
    rows = history.locator(".item.past")
    expect(rows).to_have_count(4)
    expect(history.locator(".bar .count")).to_have_text("4 tickets")
    # What a buyer or an agent wrote stays text.
    detail = history.locator(".detail")
    hostile = rows.filter(has_text="onerror")
    hostile.click()
    expect(detail.locator(".text.theirs")).to_contain_text('<img src=x onerror="window.hit=1">')
    # The difference between draft and sent text, word by word; feedback; the evidence.
    search.fill("quokka reset")
    expect(rows).to_have_count(1)
    expect(detail.locator(".sent ins")).to_have_text(re.compile("Dear friend"))
    expect(detail.locator(".sent del")).to_have_text(re.compile("Hello"))
    expect(detail.locator(".opinions")).to_contain_text("Not helpful: Wording")
    expect(detail.locator(".opinions q")).to_contain_text("${alert(1)}")
    expect(detail.locator(".events")).to_contain_text("Copied")
    expect(detail.locator(".viewer img").first).to_be_visible()
    assert page.evaluate("window.hit") is None
    shot(page, "history-en")
    # Filters; the table has what is listed.
    search.fill("quokka")
    history.get_by_label("What happened").select_option("edited")
    expect(rows).to_have_count(1)
    with page.expect_download() as saved:
        history.get_by_role("link", name="CSV").click()
    with open(saved.value.path(), encoding="utf-8-sig") as table:
        text = table.read()
    assert kept["edited"] in text and kept["gap"] not in text and "Dear friend" in text
    history.get_by_role("button", name="Clear filters").click()
    # By keyboard: next, previous, open in Answer.
    search.fill("quokka")
    expect(rows).to_have_count(4)
    rows.nth(0).click()
    expect(rows.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#tab-answer #message textarea")).to_be_visible()
    page.wait_for_url(f"**/?t={kept['gone']}*")


def test_the_figures_and_a_deletion_in_chinese(page: Any, address: str, kept: dict[str, str]) -> None:
    page.goto(f"{address}/zh/")
    page.wait_for_url("**/zh/?t=*")
    page.click('#tabs [data-tab-id="history"]')
    history = page.locator("#history")
    history.get_by_role("tab", name="统计").click()
    expect(history.locator(".bars.funnel li").first).to_contain_text("已起草")
    expect(history.locator(".gaps")).to_contain_text("说明书没有回答的问题")
    expect(history.locator(".days svg rect").first).to_be_attached()
    link = history.locator(".gap a", has_text="numbat").first
    expect(link).to_have_attribute("href", re.compile(r"^\?t=[0-9a-f]{24}$"))
    shot(page, "history-figures-zh")
    # Nothing goes before it was shown, and nothing with one click.
    history.get_by_role("button", name="删除数据…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Numbat.Bond@example.com")
    dialog.get_by_role("button", name="查找").click()
    expect(dialog.locator(".found input")).to_have_count(1)
    dialog.get_by_role("button", name="永久删除").click()
    dialog.get_by_role("button", name=re.compile("确定删除 1 条工单")).click()
    expect(dialog.get_by_role("status")).to_have_text(re.compile("已删除：1 条工单"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    history.get_by_role("tab", name="工单").click()
    history.get_by_role("searchbox").fill("numbat.bond")
    expect(history.locator(".list .empty")).to_be_visible()


def test_the_filters_are_in_the_address(page: Any, address: str, kept: dict[str, str]) -> None:
    page.goto(f"{address}/en/?tab=history&words=numbat&state=edited&days=30")
    history = page.locator("#history")
    rows, search = history.locator(".item.past"), history.get_by_role("searchbox")

    def narrowed() -> None:
        expect(search).to_have_value("numbat")
        expect(history.get_by_label("What happened")).to_have_value("edited")
        expect(history.get_by_label("Period")).to_have_value("30")
        expect(rows.filter(has_text="numbat")).not_to_have_count(0)
        expect(rows.filter(has_text="prove nothing")).to_have_count(0)

    narrowed()
    shot(page, "history-address")
    history.get_by_label("Band").select_option("ready")
    page.wait_for_url("**band=ready*")
    page.reload()
    narrowed()
    expect(history.get_by_label("Band")).to_have_value("ready")
    wanted = page.url
    rows.filter(has_text="How do I reset").first.click()
    page.keyboard.press("Enter")
    page.wait_for_function("!location.search.includes('tab=')")
    expect(page.get_by_label("Buyer's message")).to_have_value(re.compile("numbat"))
    page.go_back()
    narrowed()
    expect(page.get_by_role("tab", name="History")).to_have_attribute("aria-selected", "true")
    page.go_forward()
    expect(page.get_by_label("Buyer's message")).to_be_visible()
    # Passed on, with a ticket that stands further down; of one that cannot be seen the page says so.
    page.goto(re.sub("row=[0-9a-f]+", f"row={kept['gap']}", wanted))
    expect(history.locator(".detail")).to_contain_text("prove nothing about the numbat")
    page.goto(f"{address}/en/?tab=history&row={'f' * 24}")
    expect(history.locator(".detail")).to_contain_text("There is no such ticket")
