"""Page bench: the numbers that the page must hold, each measured in Chromium against a served program of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.errors import EngineUnavailable
from assist.evaluation.figures import Figure
from assist.evaluation.report import Report
from assist.evaluation.served import served
from assist.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A measure with its goal: `most` is the largest value that holds it, `least` the smallest."""

    name: str
    most: float | None = None
    least: float | None = None
    unit: str = ""

    def held(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    @property
    def goal(self) -> str:
        return f"≤ {self.most:g} {self.unit}" if self.most is not None else f"≥ {self.least:g} {self.unit}"


NUMBERS = {
    number.name: number
    for number in (
        Number("key chords from photo to copied reply", 4), Number("clicks on the way by keys", 0),
        Number("clicks from photo to copied reply by mouse", 3), Number("required fields", 1),
        Number("server feedback p95", 0.3, unit="s"),
        Number("first paint, cold", 1.5, unit="s"), Number("usable, cold", 2.5, unit="s"),
        Number("first paint, warm", 1.2, unit="s"), Number("usable, warm", 1.2, unit="s"),
        Number("a tab's first open", 0.7, unit="s"), Number("J to detail p95", 0.1, unit="s"),
        Number("Copy's lower edge at 1280x720", 720, unit="px"), Number("browser tabs at once", least=9),
        Number("external requests", 0), Number("script errors", 0),
        Number("drafts lost on error, tab switch, reload", 0), Number("words missing in zh or en", 0),
    )
}  # fmt: skip
"""The table "Numbers to hold"; axe's findings are held by the browser tests."""


def bench_page(settings: Settings, index: Path, *, rounds: int = 5, tell: Callable[[str], None]) -> Report:
    """All numbers; raises `EngineUnavailable` where Chromium or the package that drives it is missing."""
    from assist.evaluation.page_bench_flows import measured

    with chromium() as browser, served(settings, index) as program:
        tell(f"serving at {program.address}")
        figures = {"words missing in zh or en": Figure(float(missing_words()), 2)}
        for name, figure in measured(browser, program.address, rounds):
            tell(f"{name}: {figure.value:.3f}")
            figures[name] = figure
    return Report({"rounds": rounds, "size": "1280x720"}, {name: figures[name] for name in NUMBERS if name in figures})


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError as error:
        raise EngineUnavailable("Playwright is not installed.", help='pip install -e ".[test]"') from error
    if program is None:
        raise EngineUnavailable("Chromium is not installed.", help="apt install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def missing_words() -> int:
    """Keys that one of the page's two languages has and the other lacks, and texts that are empty.

    Chinese has no singular: `<key>.one` stands in English alone.
    """
    texts: dict[str, dict[str, str]] = {}
    for language in ("en", "zh"):
        folder = resources.files("assist.web").joinpath("locales", language)
        texts[language] = {}
        for file in folder.iterdir():
            texts[language] |= json.loads(file.read_text(encoding="utf-8"))
    empty = sum(not text.strip() for each in texts.values() for text in each.values())
    missing = texts["en"].keys() ^ texts["zh"].keys()
    singular = {key for key in missing if key.endswith(".one") and key.removesuffix(".one") in texts["zh"]}
    return len(missing - singular) + empty


def missed(report: Report) -> list[str]:
    """The measures that do not hold their goals."""
    return [name for name, figure in report.figures.items() if not NUMBERS[name].held(figure.value)]


def print_numbers(report: Report, console: Console) -> None:
    """One row a measure: its goal, what was measured, over how many, and whether it holds."""
    from rich.table import Table

    table = Table("measure", title="Numbers to hold", title_justify="left")
    for column in ("goal", "measured", "n", "holds"):
        table.add_column(column, justify="right")
    for name, figure in report.figures.items():
        number = NUMBERS[name]
        value = f"{figure.value:.3f} {number.unit}" if number.unit == "s" else f"{figure.value:g} {number.unit}"
        table.add_row(
            name, number.goal.strip(), value.strip(), str(figure.n), "yes" if number.held(figure.value) else "NO"
        )
    console.print(table)
    for key, condition in report.conditions.items():
        console.print(f"[dim]{key}: {condition}[/dim]", highlight=False)
