"""Page bench, the flows: what an agent does on the page, driven in Chromium and timed by the page's own clock."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from importlib import resources
from typing import Any

import numpy as np

from assist.evaluation.figures import Figure, percentile
from assist.evaluation.load import varied

ASKED = "Hi, I'm moving to Germany in March. Can I use this charger there?"
PHOTO = "charger-germany.jpg"
TABS_AT_ONCE = 9
QUEUED = 8  # photos in the list for the measure of J
ANSWERED = "#card [data-band=ready], #card [data-band=check], #card [data-band=stop]"
PATIENCE = 120_000  # milliseconds, on a machine that also serves

# Runs an act in the page and says after how many milliseconds a condition held, looked at once a frame.
UNTIL = """([act, holds]) => new Promise((done, failed) => {
  const condition = new Function(`return (${holds})`), began = performance.now();
  new Function(act)();
  const look = () => {
    if (condition()) done(performance.now() - began);
    else if (performance.now() - began > 60000) failed(new Error(`never: ${holds}`));
    else requestAnimationFrame(look);
  };
  look();
})"""

Measure = tuple[str, Figure]


class Desk:
    """A browser's page of the program; counts what the agent presses and clicks, and what goes wrong."""

    def __init__(self, browser: Any, address: str) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": 1280, "height": 720})
        self.context.set_default_timeout(PATIENCE)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        self.chords = self.clicks = 0
        self.elsewhere: list[str] = []
        self.broken: list[str] = []
        self.page = self.tab()

    def tab(self) -> Any:
        """A new tab of the same browser."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("request", lambda request: self._seen(request.url))
        return page

    def _seen(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.elsewhere.append(url)

    def open(self, page: Any = None) -> Any:
        page = page or self.page
        page.goto(f"{self.address}/en/")
        usable(page)
        return page

    def begin(self) -> None:
        """A new ticket, which the agent does not count."""
        before = self.page.evaluate("location.search")
        self.page.keyboard.press("Alt+n")
        self.page.wait_for_function("before => location.search !== before", arg=before)
        self.page.wait_for_function("!document.querySelector('#card [data-band]:not([data-band=idle])')")

    def press(self, chord: str) -> None:
        self.chords += 1
        self.page.keyboard.press(chord)

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.locator(what).first.click()

    def close(self) -> None:
        self.context.close()


def usable(page: Any) -> None:
    """The page can be worked with: the ticket is known and the message's field is there."""
    page.wait_for_url("**/en/?t=*")
    page.locator("#message textarea").wait_for()


def photo(number: int) -> bytes:
    """The charger's photo as nobody has seen it yet."""
    shipped = resources.files("assist.web").joinpath("examples", PHOTO).read_bytes()
    return varied(shipped, np.random.default_rng(50_000 + number))


def measured(browser: Any, address: str, rounds: int) -> Iterator[Measure]:
    """Every measure with its name in `page_bench.NUMBERS`."""
    yield from _opening(browser, address, rounds)
    desk = Desk(browser, address)
    try:
        desk.open()
        yield from _by_keys(desk)
        yield from _by_mouse(desk)
        yield from _feedback(desk, rounds)
        yield from _queue(desk)
        yield "drafts lost on error, tab switch, reload", Figure(float(_lost(desk)), 3)
        yield "browser tabs at once", Figure(float(_tabs_at_once(desk)), TABS_AT_ONCE)
        yield "external requests", Figure(float(len(desk.elsewhere)), 1)
        yield "script errors", Figure(float(len(desk.broken)), 1)
    finally:
        desk.close()


def _opening(browser: Any, address: str, rounds: int) -> Iterator[Measure]:
    """Medians: cold is a browser without cache and connections, warm the page again once at rest; then each tab."""
    times: dict[str, list[float]] = {"cold": [], "warm": []}
    paints: dict[str, list[float]] = {"cold": [], "warm": []}
    tabs: list[float] = []
    for _ in range(rounds):
        desk = Desk(browser, address)
        for kind in ("cold", "warm"):
            desk.open()
            seconds = desk.page.evaluate("performance.now() / 1000")
            painted = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
            paints[kind].append(desk.page.evaluate(painted))
            times[kind].append(seconds)
            desk.page.wait_for_load_state("networkidle")  # who opens it again has seen it first
        tabs.append(max(_first_opens(desk)))
        desk.close()
    for kind in ("cold", "warm"):
        yield f"first paint, {kind}", percentile(paints[kind], 0.5)
        yield f"usable, {kind}", percentile(times[kind], 0.5)
    yield "a tab's first open", percentile(tabs, 0.5)


def _first_opens(desk: Desk) -> list[float]:
    """Seconds from the click on each tab to its contents."""
    names = desk.page.evaluate(
        "[...document.querySelectorAll('#tabs [role=tabpanel]')].map(e => e.id).filter(i => i && i !== 'tab-answer')"
    )
    spent = []
    for name in names or ["tab-queue", "tab-manuals"]:
        act = (
            f"document.querySelector('#tabs [role=tab]#{name}-button, #tabs [role=tab][aria-controls={name}]').click()"
        )
        shown = f"document.querySelector('#{name} .bar, #{name} .set, #{name} .split, #{name} form')?.offsetParent"
        spent.append(desk.page.evaluate(UNTIL, [act, shown]) / 1000)
    return spent


def _by_keys(desk: Desk) -> Iterator[Measure]:
    """Photo and words out of the clipboard, then the reply into it, without the mouse."""
    page = desk.page
    _photo_to_clipboard(page, photo(1))
    desk.press("Control+v")
    page.locator("#photos li").wait_for()
    page.evaluate("text => navigator.clipboard.writeText(text)", ASKED)
    desk.press("Control+v")
    page.wait_for_function("document.querySelector('#message textarea').value.length > 10")
    desk.press("Control+Enter")
    page.locator(ANSWERED).first.wait_for()
    edge = page.locator("#copy").bounding_box()
    desk.press("Alt+c")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('Hello'))")
    yield "key chords from photo to copied reply", Figure(float(desk.chords), 1)
    yield "clicks on the way by keys", Figure(float(desk.clicks), 1)
    yield "Copy's lower edge at 1280x720", Figure(float(round(edge["y"] + edge["height"])), 1)


def _photo_to_clipboard(page: Any, data: bytes) -> None:
    """As a screenshot tool leaves it: a PNG."""
    page.evaluate(
        """async (jpeg) => {
          const picture = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob());
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          canvas.getContext('2d').drawImage(picture, 0, 0);
          const png = await canvas.convertToBlob({ type: 'image/png' });
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
        }""",
        base64.b64encode(data).decode(),
    )


def _by_mouse(desk: Desk) -> Iterator[Measure]:
    """A photo is chosen (the click that opens the file dialog), drafted, copied; nothing else is filled in."""
    page = desk.page
    desk.begin()
    desk.clicks = 0
    with page.expect_file_chooser() as chosen:
        desk.click("#photos label.pick, #photos .pick")
    chosen.value.set_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(2)})
    page.locator("#photos li").wait_for()
    desk.click("#draft")
    page.locator(ANSWERED).first.wait_for()
    desk.click("#copy")
    page.locator("#actions .told", has_text="Copied").wait_for()
    yield "clicks from photo to copied reply by mouse", Figure(float(desk.clicks), 1)
    yield "required fields", Figure(1.0, 1)  # the photo; the message stayed empty


def _feedback(desk: Desk, rounds: int) -> Iterator[Measure]:
    """From the press of Draft to the server's first card, with a photo read before."""
    page, spent = desk.page, []
    for number in range(rounds * 2):
        desk.begin()
        page.locator("#message textarea").fill(f"{ASKED} {number}")
        act = "document.querySelector('#draft').click()"
        shown = "document.querySelector('#card [data-band]:not([data-band=idle])')"
        spent.append(page.evaluate(UNTIL, [act, shown]) / 1000)
        page.locator(ANSWERED).first.wait_for()
    yield "server feedback p95", percentile(spent, 0.95)


def _queue(desk: Desk) -> Iterator[Measure]:
    """Photos in the queue, all answered; then J through the list and back."""
    page = desk.page
    page.keyboard.press("Alt+2")
    page.locator("#queue input[type=file]").wait_for(state="attached")
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(100 + n)} for n in range(QUEUED)]
    page.locator("#queue input[type=file]").set_input_files(files)
    page.wait_for_function(
        f"document.querySelectorAll('#queue .item .badge').length >= {QUEUED} && "
        "![...document.querySelectorAll('#queue .item .badge')].some(b => b.matches('.waiting, .working'))",
    )
    page.locator("#queue .list").focus()
    spent = []
    for code in ["KeyK"] * QUEUED + ["KeyJ", "KeyK"] * 3 + ["KeyJ"] * (QUEUED - 1):
        before = page.evaluate("window.benchBefore = document.querySelector('#queue [aria-selected=true]')?.dataset.id")
        act = f"document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ code: '{code}', bubbles: true }}))"
        moved = "document.querySelector('#queue [aria-selected=true]')?.dataset.id !== window.benchBefore"
        full = "document.querySelector('#queue .detail')?.innerText.length > 20"
        at_end = page.evaluate(
            "code => { const all = [...document.querySelectorAll('#queue .item')];"
            "const at = all.findIndex(e => e.getAttribute('aria-selected') === 'true');"
            "return code === 'KeyJ' ? at === all.length - 1 : at <= 0; }", code,
        )  # fmt: skip
        if before is None or at_end:
            continue
        spent.append(page.evaluate(UNTIL, [act, f"({moved}) && ({full})"]) / 1000)
    page.keyboard.press("Alt+1")
    yield "J to detail p95", percentile(spent, 0.95)


def _lost(desk: Desk) -> int:
    """How many of three mishaps lose what was typed: a tab switch, a reload, a refused photo."""
    page, typed = desk.page, "what the agent typed"
    lost: list[bool] = []
    desk.begin()
    field = page.locator("#message textarea")
    field.fill(typed)
    page.keyboard.press("Alt+2")
    page.keyboard.press("Alt+1")
    lost.append(field.input_value() != typed)
    page.locator("#photos input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    page.locator("#photos .trouble:not([hidden])").wait_for()
    lost.append(field.input_value() != typed)
    page.wait_for_timeout(1500)  # what is typed is kept a moment after the last key
    page.reload()
    usable(page)
    page.wait_for_timeout(1500)
    lost.append(page.locator("#message textarea").input_value() != typed)
    return sum(lost)


def _tabs_at_once(desk: Desk) -> int:
    """How many tabs of one browser are usable at the same time."""
    pages = [desk.page]
    for _ in range(TABS_AT_ONCE - 1):
        page = desk.tab()
        pages.append(page)
        desk.open(page)
    for page in pages:
        page.evaluate("fetch('/health').then(answer => answer.json())")
    return len(pages)
