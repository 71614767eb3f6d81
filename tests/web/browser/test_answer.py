"""The Answer tab in a real browser: by mouse, by keyboard, what is corrected, handed off, kept, and what goes wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from assist.desk.staff.people import LOCAL
from assist.desk.tickets import Desk
from tests.web.conftest import PATIENCE, shot
from tests.web.small import label_photo

pytestmark = pytest.mark.browser

ASKED = "How do I reset the VX-20 charger?"
MARKED = re.compile(r"\[\d+\]")
expect.set_options(timeout=PATIENCE)


def photo(data: bytes | None = None, name: str = "label.jpg") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data or label_photo()}


def wait_for_band(page: Any, band: str) -> None:
    page.locator(f"#card [data-band={band}]").wait_for()


def ticket_of(page: Any) -> str:
    return str(page.evaluate("new URLSearchParams(location.search).get('t')"))


def answer_it(page: Any, message: str = ASKED, file: dict[str, Any] | None = None) -> None:
    page.get_by_label("Buyer's message").fill(message)
    if file:
        page.get_by_label("Add photos", exact=True).set_input_files(file)
        page.locator("#photos .note.read").wait_for()
    page.get_by_role("button", name="Draft reply").click()


def kept(page: Any, desk: Desk, field: str, wanted: Any) -> Any:
    """The ticket's field as soon as it holds what is wanted."""
    for _ in range(200):
        value = getattr(desk.ticket(ticket_of(page)), field)
        if wanted(value):
            return value
        page.wait_for_timeout(50)
    raise AssertionError(f"{field} is {value!r}")


def test_a_reply_by_mouse_with_its_evidence_and_what_is_said_of_it(page: Any, desk: Desk) -> None:
    shot(page, "answer-empty")
    answer_it(page, file=photo())
    wait_for_band(page, "ready")
    reply = page.get_by_label("Reply", exact=True).input_value()
    assert "wait thirty seconds" in reply and MARKED.search(reply)
    tabs = page.locator("#viewer [role=tab]")
    assert tabs.all_inner_texts()[:2] == ["[1] Photo", "[2] p. 2"]
    copy = page.get_by_role("button", name="Copy", exact=False).first
    assert copy.bounding_box()["y"] + copy.bounding_box()["height"] < 720, "Copy is visible without scrolling"
    page.locator(".claim", has_text="wait thirty seconds").click()
    page.locator("#viewer .stage:not(.waiting) .flash:not([hidden])").wait_for(state="attached")
    assert page.locator("#viewer [role=tab][aria-selected=true]").inner_text() == "[2] p. 2"
    assert page.evaluate("document.querySelector('#viewer .stage img').naturalWidth") > 800
    shot(page, "answer-page")
    page.get_by_role("button", name="Wrong source").click()
    expect(page.get_by_role("button", name="Wrong source")).to_have_attribute("aria-pressed", "true")
    tabs.first.click()
    page.get_by_role("button", name="Wrong box").click()
    page.get_by_role("button", name="Wrong or useless draft").click()
    page.get_by_role("button", name="Something is missing").click()
    page.get_by_label("In a few words (optional)").fill("which socket")
    page.get_by_label("In a few words (optional)").press("Tab")
    for _ in range(100):
        said = {(one.about.value, one.number): one for one in desk.feedback.of(ticket_of(page), LOCAL)}
        if len(said) == 3 and said[("reply", 0)].words:
            break
        page.wait_for_timeout(50)
    assert said[("reply", 0)].words == "which socket" and [r.value for r in said[("reply", 0)].reasons] == ["missing"]
    assert {key for key, one in said.items() if one.rating == -1} == {("reply", 0), ("source", 2), ("box", 1)}
    page.get_by_role("button", name="Wrong box").click()
    expect(page.get_by_role("button", name="Wrong box")).to_have_attribute("aria-pressed", "false")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save annotated photo").click()
    assert saved.value.suggested_filename.endswith(".jpg")


def test_three_chords_from_paste_to_the_copied_reply_and_keys_that_can_be_switched_off(page: Any, desk: Desk) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", ASKED)
    page.keyboard.press("Control+v")  # nothing was clicked: the page is ready to be pasted into
    expect(page.get_by_label("Buyer's message")).to_have_value(ASKED)
    page.keyboard.press("Control+Enter")
    wait_for_band(page, "ready")
    expect(page.get_by_label("Reply", exact=True)).to_be_focused()
    page.keyboard.press("Alt+c")
    page.locator("#actions .told", has_text="Copied").wait_for()
    sent = kept(page, desk, "sent", bool)
    assert "wait thirty seconds" in sent and not MARKED.search(sent)
    assert page.evaluate("navigator.clipboard.readText()") == sent
    page.locator("#help").click()
    page.get_by_role("dialog").get_by_text("Draft the reply").wait_for()
    shot(page, "keys")
    page.get_by_label("Keyboard shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    before = ticket_of(page)
    page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+2")
    expect(page.get_by_role("tab", name="Answer")).to_have_attribute("aria-selected", "true")
    assert ticket_of(page) == before
    page.locator("#help").click()
    page.get_by_label("Keyboard shortcuts are on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+2")
    expect(page.get_by_role("tab", name="Queue")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Alt+n")
    page.wait_for_function("before => !location.search.includes(before)", arg=before)
    expect(page.get_by_label("Buyer's message")).to_have_value("")
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "reset" not in stored and "thirty" not in stored, "nothing of the ticket is kept in the browser"


def test_keys_are_left_to_an_input_method_that_composes(page: Any) -> None:
    page.get_by_label("Buyer's message").fill(ASKED)
    page.evaluate(
        """() => document.querySelector("#message textarea").dispatchEvent(new KeyboardEvent("keydown", {
             code: "Enter", key: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true }))"""
    )
    page.wait_for_timeout(300)
    assert page.locator("#card .pressed, #card .running").count() == 0


def test_product_and_language_are_corrected_by_a_search_each_and_draft_again(page: Any, desk: Desk) -> None:
    answer_it(page)
    wait_for_band(page, "ready")
    page.keyboard.press("Alt+l")
    page.keyboard.type("span")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Reply in")).to_have_value("Spanish")
    kept(page, desk, "language", lambda value: value == "es")
    page.wait_for_function("/Hola|página/.test(document.querySelector('#reply textarea').value)")
    product = page.get_by_role("combobox", name="Product")
    product.click()
    product.fill("nothing like that")
    page.get_by_text("Nothing of that name").wait_for()
    product.fill("vx 20")
    page.get_by_role("option", name="Voltix VX-20").click()
    kept(page, desk, "manual", lambda value: value == desk.shelf.catalogue()[0].id)
    wait_for_band(page, "ready")
    shot(page, "corrected")
    product.click()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    kept(page, desk, "manual", lambda value: value is None)


def test_a_part_of_the_photo_is_drawn_read_close_up_and_asked_about(page: Any, desk: Desk) -> None:
    answer_it(page, "Does it work in Germany?", photo(label_photo(800)))
    wait_for_band(page, "check")
    labels = page.locator("#card [data-do=label]")
    assert labels.all_inner_texts() == ["HL-2201", "KQ-990"]
    labels.filter(has_text="KQ-990").click()
    page.locator("#card .verdict.no").wait_for()
    focus = kept(page, desk, "focus", bool)
    assert focus.box.left > 0.5
    page.locator("#card [data-do=label]").last.click()
    kept(page, desk, "focus", lambda value: value is None)
    wait_for_band(page, "check")
    page.get_by_role("button", name="Ask about a part").click()
    stage = page.locator("#viewer .stage").bounding_box()
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2

    def drag(left: float, top: float, right: float, bottom: float) -> None:
        page.mouse.move(x + left, y + top)
        page.mouse.down()
        page.mouse.move(x + right, y + bottom, steps=4)
        page.mouse.up()

    drag(-60, -30, -40, 60)
    page.locator(".asking", has_text="Nothing can be read there").wait_for()
    drag(-60, -40, 60, 40)
    page.locator(".asking pre", has_text="100-240V").wait_for()
    shot(page, "part")
    page.keyboard.press("Escape")
    page.locator(".asking").wait_for(state="detached")
    assert desk.ticket(ticket_of(page)).focus is None, "Esc gives up"
    page.keyboard.press("Alt+x")
    drag(-60, -40, 60, 40)
    page.get_by_role("button", name="Draft from this part").click()
    page.locator("#card .verdict.yes").wait_for()
    box = kept(page, desk, "focus", bool).box
    assert 0.05 < box.left < 0.5 < box.right < 0.95
    expect(page.get_by_label("Reply", exact=True)).to_have_value(re.compile("100"))
    page.get_by_role("button", name="Look at the whole photo").or_(page.get_by_text("Take the choice back")).click()
    kept(page, desk, "focus", lambda value: value is None)


def test_what_a_person_must_decide_is_handed_off_with_a_note(page: Any, desk: Desk) -> None:
    answer_it(page, "The VX-20 charger caught fire and burnt my hand. How do I reset it?", photo())
    page.locator("#card [data-outcome=needs_person]").wait_for()
    note = page.get_by_label("Note for a colleague")
    expect(note).to_have_value(re.compile("HAND-OFF: .*fire"))
    drafted = note.input_value()
    assert f"?t={ticket_of(page)}" in drafted and "burnt my hand" in drafted and "label.jpg" in drafted
    shot(page, "handoff")
    note.press_sequentially("Called back. ")
    kept(page, desk, "note", lambda value: value.startswith("Called back. HAND-OFF"))
    page.get_by_role("button", name="Copy the note").click()
    page.locator("#handoff .told", has_text="Note copied").wait_for()
    page.reload()
    expect(page.get_by_label("Note for a colleague")).to_have_value(re.compile("^Called back"))
    page.get_by_role("button", name="Write anew").click()
    expect(page.get_by_label("Note for a colleague")).to_have_value(re.compile("^HAND-OFF"))
    page.get_by_label("Note for a colleague").press("Escape")
    page.get_by_label("Note for a colleague").wait_for(state="detached")
    before = ticket_of(page)  # asked after the key, it may be the new one already
    page.keyboard.press("Alt+n")
    page.wait_for_function("before => !location.search.includes(before)", arg=before)
    answer_it(page)
    wait_for_band(page, "ready")
    page.keyboard.press("Alt+h")
    link = re.search(r"http\S+&e=\d", page.get_by_label("Note for a colleague").input_value())
    assert link
    page.goto(link.group())
    page.locator("#viewer [role=tab][aria-selected=true]", has_text="[1] p. 2").wait_for()


def test_a_reload_keeps_message_photo_reply_and_what_was_changed_in_it(page: Any, desk: Desk) -> None:
    page.get_by_label("Buyer's message").press_sequentially("Half a sentence")
    kept(page, desk, "message", bool)
    page.reload()
    expect(page.get_by_label("Buyer's message")).to_have_value("Half a sentence")
    answer_it(page, file=photo())
    wait_for_band(page, "ready")
    page.get_by_label("Reply", exact=True).press_sequentially(" My own words.")
    kept(page, desk, "edited", lambda value: "My own words." in value)
    page.reload()
    wait_for_band(page, "ready")
    expect(page.get_by_label("Reply", exact=True)).to_have_value(re.compile(r"My own words\."))
    expect(page.get_by_label("Buyer's message")).to_have_value(ASKED)
    page.locator("#photos li .note.read").wait_for()
    assert page.locator("#viewer [role=tab]").count() >= 2


def test_what_goes_wrong_is_told_with_what_was_kept(page: Any, desk: Desk) -> None:
    page.keyboard.press("Control+Enter")
    page.locator("#card", has_text="neither a message nor a photo").wait_for()
    page.get_by_label("Add photos", exact=True).set_input_files(photo(b"nothing", "broken.jpg"))
    page.locator("#photos .trouble", has_text="broken.jpg").wait_for()
    page.get_by_label("Buyer's message").fill(ASKED)
    page.get_by_label("Add photos", exact=True).set_input_files(photo(label_photo(333)))
    page.locator("#photos .note.failed").wait_for()
    page.get_by_role("button", name="Draft reply").click()
    card = page.locator("#card .card.stop")
    page.locator("#card", has_text="engine_unavailable").wait_for()
    assert "kept" in card.inner_text()
    shot(page, "error")
    page.get_by_role("button", name="Go on without the photo").click()
    wait_for_band(page, "ready")
    page.get_by_text("Answered without 1 photo that").wait_for()
    # The queue is full: told on the card, nothing lost, and tried again.
    page.route("**/gradio_api/queue/join*", lambda route: route.fulfill(status=503, body="{}"))
    page.get_by_role("button", name="Draft reply").click()
    page.locator("#card .refusal", has_text="Too many requests").wait_for()
    expect(page.get_by_text("This application is currently busy")).to_be_hidden()
    page.unroute("**/gradio_api/queue/join*")
    expect(page.get_by_label("Buyer's message")).to_have_value(ASKED)
    page.locator("#card .refusal button").click()
    page.locator("#card", has_text="engine_unavailable").wait_for()
    # The session ended: the words stay, and are kept as soon as somebody is signed in again.
    page.route("**/tickets/*/words", lambda route: route.fulfill(status=401, json={"code": "not_signed_in"}))
    page.get_by_label("Buyer's message").press_sequentially(" Please hurry.")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    dialog.wait_for()
    shot(page, "signed-out")
    page.unroute("**/tickets/*/words")
    dialog.get_by_role("button", name="I have signed in").click()
    dialog.wait_for(state="detached")
    kept(page, desk, "message", lambda value: value.endswith("Please hurry."))


def test_what_the_buyer_adds_before_the_reply_was_copied_is_the_same_turn(page: Any, desk: Desk) -> None:
    answer_it(page)
    wait_for_band(page, "ready")
    page.get_by_role("button", name="Buyer wrote again").click()
    page.keyboard.type("It is the black one.")
    page.get_by_text("changed after this draft").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("changed after this draft").wait_for(state="hidden")
    page.locator("#card .card:not(.running)").wait_for()
    assert kept(page, desk, "message", lambda value: "black" in value) == f"{ASKED}\n\nIt is the black one."
    assert desk.ticket(ticket_of(page)).conversation == ()
    page.keyboard.press("Alt+c")
    kept(page, desk, "sent", bool)
    page.get_by_role("button", name="Buyer wrote again").click()
    page.locator("#thread li.buyer", has_text="black one").wait_for()
    expect(page.get_by_label("Buyer's message")).to_have_value("")


def test_a_photo_is_read_when_it_is_dropped_and_one_seen_before_leads_to_its_ticket(page: Any, desk: Desk) -> None:
    other = desk.open().id
    desk.write(other, {"message": "An older question"})
    desk.add_photo(other, label_photo(640, 90), "older.jpg", read=False)
    page.evaluate(
        """async (bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" }));
            document.querySelector("#message").dispatchEvent(
              new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        list(label_photo(640, 90)),
    )
    page.locator("#photos li .note.read", has_text="4 lines").wait_for()
    link = page.locator("#photos .seen a")
    expect(link).to_have_text(re.compile(f"^Seen in ticket {other[:6]}, "))
    link.click()
    expect(page.get_by_label("Buyer's message")).to_have_value("An older question")
    assert ticket_of(page) == other


def test_the_viewer_zooms_by_wheel_and_key_drags_and_fills_the_window(page: Any) -> None:
    answer_it(page, f"{ASKED} Please reset and prove the moon.", file=photo())
    page.locator(".claim.fails", has_text="made of cheese").wait_for()
    assert "made of cheese" not in page.get_by_label("Reply", exact=True).input_value(), "no proof, not said"
    page.locator("#viewer [role=tab]").first.click()
    page.locator("#viewer .stage:not(.waiting)").wait_for()
    zoom = page.locator("#viewer .percent")
    page.locator("#viewer .stage").focus()
    page.keyboard.press("0")
    expect(zoom).to_have_text("100%")
    stage = page.locator("#viewer .stage").bounding_box()
    page.mouse.move(stage["x"] + 150, stage["y"] + 150)
    page.mouse.wheel(0, -400)
    page.wait_for_function("parseInt(document.querySelector('#viewer .percent').textContent) > 120")
    before = page.locator("#viewer .canvas").get_attribute("style")
    page.mouse.down()
    page.mouse.move(stage["x"] + 90, stage["y"] + 120, steps=4)
    page.mouse.up()
    assert page.locator("#viewer .canvas").get_attribute("style") != before
    page.keyboard.press("Alt+v")
    page.wait_for_function("document.querySelector('#viewer .viewer').getBoundingClientRect().width > 1200")
    page.keyboard.press("Alt+ArrowRight")
    page.locator("#viewer [role=tab][aria-selected=true]", has_text="p. 2").wait_for()
    shot(page, "large")
    page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#viewer .viewer').getBoundingClientRect().width < 600")
