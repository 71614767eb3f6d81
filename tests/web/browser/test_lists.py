"""Queue and Manuals in a real browser: dropped, walked by key, judged and taken back, corrected, deleted, restored."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import expect

from assist.desk.staff.people import LOCAL
from assist.desk.tickets import Desk
from tests.web.conftest import PATIENCE, shot
from tests.web.small import label_photo, manual_pdf
from tests.web.test_queue import packed

pytestmark = pytest.mark.browser

ASKED = "How do I reset the VX-20 charger?"
expect.set_options(timeout=PATIENCE)


@cache
def bowl() -> bytes:
    return manual_pdf(("Feeding the cat. Fill the bowl twice a day.", "Cleaning the bowl."), "Cat bowl")


@cache
def locked() -> bytes:
    """A PDF that opens with `sesame`."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(manual_pdf(("The lantern burns for six hours.",), "Lantern"))))
    writer.encrypt("sesame", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def file_of(name: str, data: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": data}


def drop(page: Any, target: str, name: str, kind: str, data: bytes) -> None:
    """Let a file fall anywhere on an element."""
    page.evaluate(
        """([target, name, kind, bytes]) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], name, { type: kind }));
            document.querySelector(target).dispatchEvent(
              new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [target, name, kind, list(data)],
    )


@pytest.fixture
def queue(page: Any, desk: Desk) -> Any:
    """The page at an empty queue."""
    if desk.batch is not None:
        desk.batch.cancel(desk.batch.rows(LOCAL.id))
        assert desk.batch.wait(120)
        desk.batch.clear(desk.batch.rows(LOCAL.id))
    page.get_by_role("tab", name="Queue").click()
    page.locator("#queue .empty").first.wait_for()
    return page


def fill(page: Any, photos: int = 3) -> None:
    """Hand photos in with one that is none, and wait until all are done."""
    page.get_by_label("One question for all of them").fill(ASKED)
    files = [file_of(f"photo-{k}.jpg", label_photo(640, 120 + 30 * k)) for k in range(photos)]
    page.locator("#queue input[type=file]").set_input_files([*files, file_of("broken.jpg", b"nothing")])
    expect(page.locator("#queue .count")).to_contain_text(f"{photos + 1}/{photos + 1} done, 1 failed")
    expect(page.locator("#queue .badge.ready")).to_have_count(photos + 1)  # the rows, and the one that is looked at
    page.locator("#queue .list").focus()


def chosen(page: Any) -> Any:
    return page.locator("#queue .item[aria-selected=true] .name")


def test_rows_are_walked_judged_taken_back_filtered_saved_and_opened_by_key(queue: Any, desk: Desk) -> None:
    shot(queue, "queue-empty")
    fill(queue)
    expect(chosen(queue)).to_have_text("photo-0.jpg")
    queue.keyboard.press("j")
    expect(chosen(queue)).to_have_text("photo-1.jpg")
    queue.keyboard.press("k")
    queue.keyboard.press("1")  # yes, and on to the next
    expect(chosen(queue)).to_have_text("photo-1.jpg")
    queue.keyboard.press("4")
    queue.keyboard.press("5")
    expect(queue.locator("#queue .item .judged")).to_have_text(["Yes", "Wrong product", "Hand over"])
    shot(queue, "queue-judged")
    queue.keyboard.press("u")
    queue.keyboard.press("u")
    expect(queue.locator("#queue .item .judged")).to_have_text(["Yes"])
    expect(chosen(queue)).to_have_text("photo-1.jpg")
    assert desk.batch is not None
    for _ in range(200):
        if [row.judged for row in desk.batch.rows(LOCAL.id)] == ["yes", "", "", ""]:
            break
        queue.wait_for_timeout(50)
    assert [row.judged for row in desk.batch.rows(LOCAL.id)] == ["yes", "", "", ""]
    queue.locator("#queue select[name=judged]").select_option("none")
    expect(queue.locator("#queue .item")).to_have_count(3)
    queue.locator("#queue .chip[data-show=failed]").click()
    expect(queue.locator("#queue .item")).to_have_count(1)
    with queue.expect_download() as saved:
        queue.get_by_role("link", name="CSV").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "broken.jpg" in text and "photo-0.jpg" not in text
    queue.locator("#queue .chip[data-show=ready]").click()
    queue.get_by_label("Find", exact=True).fill("u1")  # typed words are no keys
    expect(queue.locator("#queue .list .empty")).to_contain_text("No row matches")
    queue.get_by_role("button", name="Show all").click()
    expect(queue.locator("#queue .item")).to_have_count(4)
    queue.locator("#queue .item", has_text="photo-1.jpg").click()
    queue.locator("#queue .detail .stage:not(.waiting)").wait_for()
    queue.locator("#queue .list").focus()
    queue.keyboard.press("Enter")
    queue.locator("#photos li img[title='photo-1.jpg']").wait_for()
    queue.locator("#card [data-band=ready]").wait_for()


def test_a_zip_drops_anywhere_verdicts_outlive_a_reload_and_a_cleared_list_comes_back(queue: Any) -> None:
    photos = {"bag/a.jpg": label_photo(640, 140), "bag/b.jpg": label_photo(640, 140), "bag/notes.txt": b"words"}
    drop(queue, "#queue .detail", "bag.zip", "application/zip", packed(photos))
    expect(queue.locator("#queue .count")).to_contain_text("3/3 done, 1 failed")
    expect(queue.locator("#queue .item .name").nth(1)).to_contain_text("same photo as bag/a.jpg")
    expect(queue.locator("#queue .item .what").nth(2)).to_contain_text("not a picture")
    queue.locator("#queue .list").focus()
    # A key of an input method that still composes is not the queue's.
    queue.evaluate("""document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        { code: "Digit2", key: "2", isComposing: true, bubbles: true }))""")
    expect(queue.locator("#queue .item .judged")).to_have_count(0)
    with queue.expect_response(lambda answer: "/verdict" in answer.url):
        queue.keyboard.press("3")
    queue.reload()
    queue.get_by_role("tab", name="Queue").click()
    expect(queue.locator("#queue .item .judged")).to_have_text(["Ask the buyer"])
    queue.get_by_role("button", name="Clear list").click()
    expect(queue.locator("#queue .list .empty")).to_be_visible()
    queue.locator("#queue .notice").get_by_role("button", name="Undo").click()
    expect(queue.locator("#queue .item")).to_have_count(3)
    queue.locator("#other-language").click()
    queue.wait_for_url("**/zh/**")
    queue.get_by_role("tab", name="批量").click()
    expect(queue.locator("#queue .item .judged")).to_have_text(["询问买家"])
    shot(queue, "queue-zh")


def test_a_verdict_that_could_not_be_saved_is_shown_and_saved_later(queue: Any, desk: Desk) -> None:
    fill(queue, 1)
    queue.route("**/verdict", lambda route: route.abort())
    queue.keyboard.press("2")
    expect(queue.locator("#queue .item .judged")).to_have_text(["No"])
    expect(queue.locator("#queue .notice")).to_contain_text("could not be saved")
    queue.unroute("**/verdict")
    expect(queue.locator("#queue .notice")).to_be_hidden()
    assert desk.batch is not None and desk.batch.rows(LOCAL.id)[0].judged == "no"


def test_a_manual_is_dropped_tried_corrected_deleted_and_brought_back(page: Any, desk: Desk) -> None:
    page.get_by_role("tab", name="Manuals").click()
    drop(page, "#manuals .detail", "bowl.pdf", "application/pdf", bowl())
    row = page.locator("#manuals .item[data-id]", has_text="Cat bowl")
    row.get_by_text("ready").wait_for()
    row.click()
    detail = page.locator("#manuals .detail")
    expect(detail.locator("h2")).to_have_text("Cat bowl")
    page.get_by_label("Try a question").fill("fill the bowl")
    page.get_by_role("button", name="Try a question").click()
    page.locator("#manuals .found button", has_text="twice a day").wait_for()
    page.locator("#manuals .rows").focus()
    page.keyboard.press("ArrowRight")
    expect(detail.get_by_label("Go to page")).to_have_value("2")
    page.get_by_label("Passages").check()
    expect(detail.locator(".boxes .passage")).not_to_have_count(0)
    shot(page, "manuals")
    detail.get_by_role("button", name="Edit").click()
    page.get_by_label("Models").fill("CB-7, CB-7X")
    page.get_by_label("EAN / UPC").fill("4006381333932")
    page.get_by_role("button", name="Save").click()
    expect(detail.locator(".wrong")).to_contain_text("4006381333932")
    page.get_by_label("EAN / UPC").fill("4006381333931")
    page.get_by_role("button", name="Save").click()
    expect(detail.locator("dl")).to_contain_text("CB-7, CB-7X")
    detail.get_by_role("button", name="Edit").click()
    detail.locator(".field", has_text="Models").get_by_role("button", name="As found").click()
    expect(page.get_by_label("Models")).to_have_value("")
    page.keyboard.press("Escape")
    page.get_by_label("Find by title").fill("4006381333931")
    expect(page.locator("#manuals .item[data-id]")).to_have_count(1)
    page.get_by_label("Find by title").fill("nothing like it")
    page.get_by_role("button", name="Show all").click()
    drop(page, "#manuals .list", "again.pdf", "application/pdf", bowl())
    expect(page.locator("#manuals .notice")).to_contain_text("already there as “Cat bowl”")
    row.click()
    detail.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Click again to delete").click()
    expect(row).to_have_count(0)
    expect(page.locator("#manuals .gone")).to_contain_text("Cat bowl")
    page.locator("#manuals .notice").get_by_role("button", name="Undo").click()
    expect(row).to_have_count(1)
    assert "bowl.pdf" in {manual.file for manual in desk.shelf.catalogue()}
    desk.shelf.remove(next(manual.id for manual in desk.shelf.catalogue() if manual.file == "bowl.pdf"))


def test_a_question_that_is_tried_stays_while_its_manual_changes(page: Any, desk: Desk) -> None:
    page.get_by_role("tab", name="Manuals").click()
    drop(page, "#manuals .detail", "bowl.pdf", "application/pdf", bowl())
    row = page.locator("#manuals .item[data-id]", has_text="Cat bowl")
    row.get_by_text("ready").wait_for()
    row.click()
    expect(page.locator("#manuals .detail h2")).to_have_text("Cat bowl")
    question = page.get_by_label("Try a question")
    found = page.locator("#manuals .found button", has_text="twice a day")
    question.fill("fill the bowl")
    question.press("Enter")
    found.wait_for()
    question.fill("fill it")
    question.press("ArrowLeft")
    manual = next(manual.id for manual in desk.shelf.catalogue() if manual.file == "bowl.pdf")
    desk.shelf.correct(manual, title="Cat bowl, large")  # by a colleague
    page.evaluate("assist.manuals.refresh()")
    expect(page.locator("#manuals .detail h2")).to_have_text("Cat bowl, large")
    page.keyboard.type("s")
    expect(question).to_have_value("fill ist")
    expect(found).to_have_count(1)
    desk.shelf.remove(manual)


def test_files_that_cannot_be_read_say_why_and_a_password_opens_one(page: Any, desk: Desk) -> None:
    page.get_by_role("tab", name="Manuals").click()
    files = page.locator("#manuals .pick input")
    files.set_input_files(
        [file_of("locked.pdf", locked(), "application/pdf"), file_of("words.pdf", b"no PDF", "application/pdf"),
         file_of("torn.pdf", b"%PDF-1.7 torn", "application/pdf")]
    )  # fmt: skip
    expect(page.locator("#manuals .trouble")).to_contain_text("words.pdf: This is not a PDF.")
    job = page.locator("#manuals .job-row", has_text="locked.pdf")
    torn = page.locator("#manuals .job-row", has_text="torn.pdf")
    expect(torn).to_contain_text("damaged")
    shot(page, "manuals-troubles")
    job.get_by_label("Password of locked.pdf").fill("open")
    page.keyboard.press("Enter")
    expect(job).to_contain_text("The password is wrong.")
    job.get_by_label("Password of locked.pdf").fill("sesame")
    job.get_by_role("button", name="Open").click()
    expect(page.locator("#manuals .item[data-id]", has_text="Lantern")).to_contain_text("ready")
    torn.get_by_role("button", name="Dismiss").click()
    expect(torn).to_have_count(0)
    desk.shelf.remove(next(manual.id for manual in desk.shelf.catalogue() if manual.file == "locked.pdf"))


JOB = {"id": "j", "file": "press.pdf", "kind": "add", "page": 0, "pages": 0, "error": None, "ended": False,
       "manual": "m", "stopping": False, "title": ""}  # fmt: skip
TOLD: list[tuple[dict[str, Any], str, str]] = [
    ({"state": "queued"}, "waiting", "等待中"),
    ({"state": "queued", "pages": 9}, "waiting", "等待中"),  # tried again: nothing of the nine pages is read now
    ({"state": "running"}, "reading", "识别中"),
    ({"state": "running", "page": 4, "pages": 9}, "page 4 of 9", "第 4 / 9 页"),
    ({"state": "running", "page": 9, "pages": 9}, "being made searchable", "正在建立检索"),
    ({"state": "running", "page": 4, "pages": 9, "stopping": True}, "stopping after this page", "读完本页后停止"),
    ({"state": "running", "page": 4, "pages": 9, "resting": True}, "goes on by itself", "恢复后自动继续"),
    ({"state": "running", "page": 4, "pages": 9, "resting": False}, "page 4 of 9", "第 4 / 9 页"),
    ({"state": "cancelled", "ended": True, "resting": True}, "cancelled", "已取消"),
    ({"state": "failed", "ended": True, "error": {"code": "manual_unreadable", "message": "", "help": "",
      "facts": {"pages_say": "ocr_failed"}}},
     "No page of this PDF could be read. · Pages that could not be", "没有一页可以识别。 · 图像识别失败的页"),
    ({"state": "failed", "ended": True, "error": {"code": "manual_too_many_pages", "message": "", "help": "",
      "facts": {"pages": "10000", "limit": "3000"}}},
     "10000 pages; 3000 are read at most", "10000 页；最多读取 3000 页"),
    ({"state": "cancelled", "ended": True}, "cancelled", "已取消"),
]  # fmt: skip


@pytest.mark.parametrize("language", [0, 1], ids=["en", "zh"])
def test_each_state_of_a_job_is_told_as_it_is(page: Any, language: int) -> None:
    """The server's answers are made up, for no real job stays where it is until it was looked at."""
    import re
    from urllib.parse import urlsplit

    now: list[dict[str, Any]] = [TOLD[0][0]]
    page.route(
        re.compile(r"/manuals\?seen="),
        lambda route: route.fulfill(
            json={"version": "1", "manuals": None, "jobs": [{**JOB, **now[0]}], "more": 0, "opening": False,
                  "resting": now[0].get("resting", False), "deleted": [], "lead": True, "transfer": None}
        ),
    )  # fmt: skip
    address = urlsplit(page.url)
    page.goto(f"{address.scheme}://{address.netloc}/{('en', 'zh')[language]}/")
    page.get_by_role("tab", name=("Manuals", "说明书")[language]).click()
    row = page.locator("#manuals .job-row")
    row.wait_for()  # the page's scripts are there
    for change, *told in TOLD:
        now[0] = change
        page.evaluate("assist.manuals.refresh()")
        expect(row.locator(".what")).to_contain_text(told[language])
        stops = row.get_by_role("button", name=("Cancel", "取消")[language], exact=True)
        expect(stops).to_have_count(0 if change.get("stopping") or change.get("ended") else 1)
    page.unroute_all()
