"""The page in a real browser: answering by mouse and by keyboard, the queue, the manuals, and what must not happen."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from assist.desk.tickets import Desk
from assist.web.words import words
from tests.web.small import PAYLOAD, label_photo, manual_pdf

pytestmark = pytest.mark.browser

ASKED = "How do I reset the VX-20 charger?"
MARKED = re.compile(r"\[\d+\]")


def photo(data: bytes | None = None, name: str = "label.jpg") -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data or label_photo()}


def wait_for_band(page: Any, band: str) -> None:
    page.locator(f"#card [data-band={band}]").wait_for()


def answer_it(page: Any, message: str = ASKED, file: dict[str, Any] | None = None) -> None:
    page.get_by_label("Buyer's message").fill(message)
    if file:
        page.get_by_label("Add photos", exact=True).set_input_files(file)
        page.locator("#photos .note.read").wait_for()
    page.get_by_role("button", name="Draft reply").click()


def test_a_reply_by_mouse_with_its_evidence(page: Any) -> None:
    answer_it(page, file=photo())
    wait_for_band(page, "ready")
    reply = page.get_by_label("Reply", exact=True).input_value()
    assert "wait thirty seconds" in reply and MARKED.search(reply)
    tabs = page.locator("#viewer [role=tab]")
    assert tabs.all_inner_texts()[:2] == ["[1] Photo", "[2] p. 2"]
    copy = page.get_by_role("button", name="Copy")
    assert copy.bounding_box()["y"] + copy.bounding_box()["height"] < 720, "Copy is visible without scrolling"
    page.locator(".claim", has_text="wait thirty seconds").click()
    page.locator("#viewer .stage:not(.waiting) .flash:not([hidden])").wait_for(state="attached")
    assert page.locator("#viewer [role=tab][aria-selected=true]").inner_text() == "[2] p. 2"
    assert page.evaluate("document.querySelector('#viewer .stage img').naturalWidth") > 800
    page.locator("#viewer [role=tab]").first.click()
    with page.expect_download() as saved:
        page.get_by_text("Save annotated photo").click()
    assert saved.value.suggested_filename.endswith(".jpg")


def test_a_reply_by_keyboard_alone_copied_without_marks(page: Any, desk: Desk) -> None:
    page.evaluate("document.querySelector('#message textarea').focus()")
    page.keyboard.insert_text(ASKED)
    page.keyboard.press("Control+Enter")
    wait_for_band(page, "ready")
    page.wait_for_function("document.activeElement === document.querySelector('#reply textarea')")
    page.keyboard.press("Alt+c")
    page.locator("#actions .told", has_text="Copied").wait_for()
    ticket = page.url.split("t=")[1]
    until = time.monotonic() + 5
    while not desk.ticket(ticket).sent and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert "wait thirty seconds" in desk.ticket(ticket).sent and not MARKED.search(desk.ticket(ticket).sent)
    page.keyboard.press("Alt+n")
    page.wait_for_function(f"!location.search.includes('{ticket}')")
    assert page.get_by_label("Buyer's message").input_value() == ""


def test_foreign_text_never_becomes_code(page: Any, desk: Desk) -> None:
    answer_it(page, f"{ASKED} {PAYLOAD} cleaning dry cloth", photo(name="<img src=x onerror=window.hit=1>${hit}.jpg"))
    page.locator("#card .card:not([data-band=running]):not([data-band=idle])").wait_for()
    page.locator("#viewer .caption").wait_for()
    assert PAYLOAD in page.get_by_label("Buyer's message").input_value()
    page.locator("[data-do=follow]").click()
    page.get_by_role("button", name="It was sent: new turn").click()
    page.locator("#thread li.buyer").wait_for()
    assert PAYLOAD in page.locator("#thread li.buyer span").inner_text()
    page.get_by_role("tab", name="Queue").click()
    page.get_by_label("One question for all photos").fill(PAYLOAD)
    page.locator("#queue input[type=file]").set_input_files(photo(name="<img src=x onerror=window.hit=1>.jpg"))
    page.locator("#queue .item .badge:not(.waiting):not(.working)").wait_for()
    page.get_by_role("tab", name="Manuals").click()
    page.locator("#manuals input[type=file]").set_input_files(
        {"name": "<img src=x onerror=window.hit=1>.pdf", "mimeType": "application/pdf",
         "buffer": manual_pdf((f"Descaling the press. {PAYLOAD}",), PAYLOAD)}
    )  # fmt: skip
    page.locator("#manuals .item", has_text="window.hit").get_by_text("ready").wait_for()
    page.locator("#manuals .item", has_text="window.hit").click()
    page.get_by_label("Try a question").fill("descaling")
    page.get_by_role("button", name="Try a question").click()
    page.locator("#manuals .found button").wait_for()
    assert PAYLOAD in page.locator("#manuals .found button").inner_text()
    assert page.evaluate("window.hit") is None
    assert page.locator("img[src=x]").count() == 0
    desk.shelf.remove(next(one.id for one in desk.shelf.catalogue() if "window.hit" in one.file))


def test_a_reload_keeps_message_photo_reply_and_what_was_changed_in_it(page: Any) -> None:
    answer_it(page, file=photo())
    wait_for_band(page, "ready")
    reply = page.get_by_label("Reply", exact=True)
    reply.press_sequentially(" My own words.")
    page.wait_for_timeout(700)
    page.reload()
    wait_for_band(page, "ready")
    assert page.get_by_label("Buyer's message").input_value() == ASKED
    assert "My own words." in reply.input_value()
    page.locator("#photos li .note.read").wait_for()
    assert page.locator("#viewer [role=tab]").count() >= 2


def test_words_typed_before_the_draft_survive_a_reload(page: Any) -> None:
    page.get_by_label("Buyer's message").press_sequentially("Half a sentence")
    page.wait_for_timeout(700)
    page.reload()
    page.wait_for_function("document.querySelector('#message textarea')?.value === 'Half a sentence'")


def test_product_and_language_are_corrected_by_one_control_each(page: Any, desk: Desk) -> None:
    answer_it(page)
    wait_for_band(page, "ready")
    page.get_by_label("Reply in").click()
    page.locator("li[role=option]", has_text="Spanish").click()
    page.wait_for_function("/Hola|manual dice|página/.test(document.querySelector('#reply textarea').value)")
    page.get_by_label("Product").click()
    page.get_by_role("option", name="Voltix VX-20", exact=True).click()
    page.wait_for_timeout(300)
    wait_for_band(page, "ready")
    ticket = desk.ticket(page.url.split("t=")[1])
    assert (ticket.language, ticket.manual) == ("es", desk.shelf.catalogue()[0].id)


def test_a_click_on_one_of_two_labels_chooses_it_and_is_taken_back(page: Any, desk: Desk) -> None:
    answer_it(page, "Does it work in Germany?", photo(label_photo(800)))
    wait_for_band(page, "check")
    labels = page.locator("#card [data-do=label]")
    assert labels.all_inner_texts() == ["HL-2201", "KQ-990"]
    ticket = page.url.split("t=")[1]
    for name, verdict, volts in (("KQ-990", "no", "(120 V)"), ("HL-2201", "yes", "(220–240 V)")):
        labels.filter(has_text=name).click()
        page.locator(f"#card .verdict.{verdict}").wait_for()
        page.locator("#card [data-do=label][aria-pressed=true]", has_text=name).wait_for()
        assert volts in page.get_by_label("Reply", exact=True).input_value()
        focus = desk.ticket(ticket).focus
        assert focus is not None and (focus.box.left > 0.5) == (name == "KQ-990")
    labels.last.click()
    page.wait_for_function("document.querySelectorAll('#card [data-do=label]').length === 2")
    assert desk.ticket(ticket).focus is None


def test_a_photo_that_another_ticket_shows_is_said_and_leads_there(page: Any, desk: Desk) -> None:
    other = desk.open().id
    desk.write(other, {"message": "An older question"})
    desk.add_photo(other, label_photo(512, 90), "older.jpg", read=False)
    page.get_by_label("Add photos", exact=True).set_input_files(photo(label_photo(512, 90)))
    link = page.locator("#photos .seen a")
    link.wait_for()
    assert link.inner_text().startswith(f"Seen in ticket {other[:6]}, ")
    link.click()
    page.wait_for_function("document.querySelector('#message textarea')?.value === 'An older question'")
    assert page.url.endswith(f"?t={other}")


def test_an_error_says_what_happened_and_what_was_kept(page: Any) -> None:
    page.get_by_label("Buyer's message").fill(ASKED)
    page.get_by_label("Add photos", exact=True).set_input_files(photo(label_photo(333)))
    page.locator("#photos .note.failed").wait_for()
    page.get_by_role("button", name="Draft reply").click()
    card = page.locator("#card .card.stop")
    card.wait_for()
    assert "engine_unavailable" in card.inner_text() and "kept" in card.inner_text()
    assert page.get_by_label("Buyer's message").input_value() == ASKED
    page.get_by_role("button", name="Go on without the photo").click()
    wait_for_band(page, "ready")
    page.get_by_text("Answered without 1 photo(s)").wait_for()
    page.get_by_role("button", name="Draft reply").click()
    card.wait_for()
    page.get_by_role("button", name=re.compile("^Remove photo")).click(force=True)
    page.locator("#photos li").wait_for(state="detached")
    page.get_by_role("button", name="Try again").click()
    wait_for_band(page, "ready")


def test_what_the_buyer_adds_before_the_reply_was_copied_is_the_same_turn(page: Any, desk: Desk) -> None:
    answer_it(page)
    wait_for_band(page, "ready")
    page.get_by_role("button", name="Buyer wrote again").click()
    page.keyboard.type("It is the black one.")
    page.get_by_text("changed after this draft").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("changed after this draft").wait_for(state="hidden")
    page.locator("#card .card:not(.running)").wait_for()
    ticket = desk.ticket(page.url.split("t=")[1])
    assert ticket.message == f"{ASKED}\n\nIt is the black one." and ticket.conversation == ()
    page.keyboard.press("Alt+c")
    page.locator("#actions .told", has_text="Copied").wait_for()
    page.get_by_role("button", name="Buyer wrote again").click()
    page.locator("#thread li.agent").wait_for()
    assert page.get_by_label("Buyer's message").input_value() == ""


def test_an_empty_ticket_and_a_file_that_is_no_photo_are_told(page: Any) -> None:
    page.keyboard.press("Control+Enter")
    page.locator("#card", has_text="neither a message nor a photo").wait_for()
    page.get_by_label("Add photos", exact=True).set_input_files(photo(b"nothing", "broken.jpg"))
    page.locator("#photos .trouble", has_text="broken.jpg").wait_for()


def test_a_dropped_photo_is_read_before_anything_is_pressed(page: Any) -> None:
    page.evaluate(
        """async (bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" }));
            document.querySelector("#message").dispatchEvent(
              new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        list(label_photo()),
    )
    page.locator("#photos li .note.read", has_text="4 lines").wait_for()


def test_a_reply_without_a_proof_is_not_ready(page: Any) -> None:
    answer_it(page, "Does the label say that the moon is made of cheese? Please reset and prove the moon.")
    page.locator("#card .card:not(.running):not(.idle):not(.ready)").wait_for()
    assert "made of cheese" not in page.get_by_label("Reply", exact=True).input_value()


def test_the_viewer_zooms_by_wheel_and_key_and_drags(page: Any) -> None:
    answer_it(page, file=photo())
    wait_for_band(page, "ready")
    page.locator("#viewer [role=tab]").first.click()
    page.locator("#viewer .stage:not(.waiting)").wait_for()
    zoom = page.locator("#viewer .percent")
    page.wait_for_function("document.querySelector('#viewer .percent').textContent === '100%'")
    stage = page.locator("#viewer .stage").bounding_box()
    page.mouse.move(stage["x"] + 150, stage["y"] + 150)
    page.mouse.wheel(0, -400)
    page.wait_for_function("parseInt(document.querySelector('#viewer .percent').textContent) > 120")
    before = page.locator("#viewer .sheet").get_attribute("style")
    page.mouse.down()
    page.mouse.move(stage["x"] + 90, stage["y"] + 120, steps=4)
    page.mouse.up()
    assert page.locator("#viewer .sheet").get_attribute("style") != before
    page.locator("#viewer .stage").focus()
    page.keyboard.press("0")
    assert zoom.inner_text() == "100%"


def test_queue_rows_are_walked_by_key_and_opened(page: Any, address: str) -> None:
    page.request.post(f"{address}/queue/clear")
    page.get_by_role("tab", name="Queue").click()
    page.get_by_label("One question for all photos").fill(ASKED)
    files = [photo(label_photo(640, shade), f"photo-{shade}.jpg") for shade in (120, 150, 180)]
    page.locator("#queue input[type=file]").set_input_files([*files, photo(b"nothing", "broken.jpg")])
    page.locator("#queue .count", has_text="4/4 done, 1 failed").wait_for()
    page.locator("#queue .list").focus()
    page.keyboard.press("j")
    assert page.locator("#queue .item[aria-selected=true] .name").inner_text() == "photo-150.jpg"
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.locator("#queue .detail .stage:not(.waiting)").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as CSV").click()
    assert saved.value.suggested_filename == "queue.csv"
    page.locator("#queue .list").focus()
    page.keyboard.press("Enter")
    page.locator("#photos li img[title='photo-150.jpg']").wait_for()
    wait_for_band(page, "ready")


def test_a_manual_is_uploaded_with_progress_and_deleted_after_asking_twice(page: Any) -> None:
    page.get_by_role("tab", name="Manuals").click()
    data = manual_pdf(("Feeding the cat. Fill the bowl twice a day.", "Cleaning the bowl."), "Cat bowl")
    page.locator("#manuals input[type=file]").set_input_files(
        {"name": "bowl.pdf", "mimeType": "application/pdf", "buffer": data}
    )
    row = page.locator("#manuals .item", has_text="Cat bowl")
    row.get_by_text("ready").wait_for()
    row.click()
    page.get_by_label("Try a question").fill("fill the bowl")
    page.get_by_role("button", name="Try a question").click()
    page.locator("#manuals .found button", has_text="twice a day").wait_for()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Click again to delete").click()
    row.wait_for(state="detached")


def test_nine_tabs_load_at_once(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    tabs = [context.new_page() for _ in range(9)]
    for tab in tabs:
        tab.goto(f"{address}/en/", wait_until="commit")
    for tab in tabs:
        tab.wait_for_url("**/en/?t=*", timeout=45_000)
    assert len({tab.url for tab in tabs}) == 9
    context.close()


def test_the_chinese_page_is_chinese_and_switches(chromium: Any, address: str) -> None:
    context = chromium.new_context(locale="zh-HK")
    tab = context.new_page()
    tab.goto(address)
    tab.wait_for_url("**/zh/?t=*")
    seen = tab.locator("body").inner_text()
    english = {text for text in words("en").texts.values() if len(text) > 12}
    assert [text for text in english if text in seen] == []
    tab.locator("#other-language").click()
    tab.wait_for_url("**/en/?t=*")
    assert tab.evaluate("document.documentElement.lang") == "en"
    context.close()


def test_the_keys_are_listed_and_nothing_is_kept_in_the_browser(page: Any) -> None:
    answer_it(page)
    wait_for_band(page, "ready")
    page.locator("#help").click()
    page.get_by_role("dialog").get_by_text("Draft the reply").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "reset" not in kept
