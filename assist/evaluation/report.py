"""Report: tables a person reads and the one JSON form a program reads; a number travels with its n and conditions."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assist.evaluation.figures import Figure, Figures

if TYPE_CHECKING:
    from rich.console import Console

# Groups smaller than this are printed, never judged.
JUDGED_FROM = 10
BASELINE = "baseline."


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of `evaluate` found."""

    conditions: Mapping[str, object]
    figures: Figures = field(default_factory=dict)
    rows: tuple[Mapping[str, object], ...] = ()

    def to_dict(self) -> dict[str, object]:
        """`conditions`, `measures` (name -> value and n) and `rows`."""
        return {
            "conditions": dict(self.conditions),
            "measures": {
                name: {"value": _plain(figure.value), "n": figure.n}
                for name, figure in self.figures.items()
                if figure.n
            },
            "rows": list(self.rows),
        }

    def write(self, file: Path) -> None:
        """As JSON, the same run giving the same bytes but for times."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")


def print_report(report: Report, console: Console) -> None:
    """One table a part, the baseline's column beside ours where it was measured; groups in tables of their own."""
    from rich.table import Table

    for part in sorted({_part(name) for name in report.figures if not name.startswith(BASELINE)}):
        names = [n for n in report.figures if _part(n) == part and not n.startswith(BASELINE)]
        beside = any(BASELINE + name in report.figures for name in names)
        plain, by_group = [n for n in names if "[" not in n], [n for n in names if "[" in n]
        for title, chosen in ((part, plain), (f"{part}, by group", by_group)):
            if not chosen:
                continue
            table = Table("measure", title=title, title_justify="left")
            for column in ("value", "n", *(("baseline",) if beside else ())):
                table.add_column(column, justify="right")
            for name in sorted(chosen, key=_group_first) if chosen is by_group else chosen:
                table.add_row(*_cells(name, report.figures, beside))
            console.print(table)
    rest = sorted(
        n for n in report.figures if n.startswith(BASELINE) and n.removeprefix(BASELINE) not in report.figures
    )
    if rest:
        table = Table("baseline only", "value", "n", title_justify="left")
        for name in rest:
            table.add_row(*_cells(name, report.figures, False))
        console.print(table)
    for name, value in report.conditions.items():
        console.print(f"[dim]{name}: {_short(value)}[/dim]", highlight=False)


def spoken(name: str, figure: Figure) -> str:
    """The value as printed: counts whole, times in seconds, shares with three digits."""
    if figure.value == int(figure.value) and name.split("[")[0].endswith(COUNTS):
        return str(int(figure.value))
    return f"{figure.value:.3f}"


COUNTS = ("false_quotes", "dangerous", "invented", "crashes", "hangs", "refused", "readable", "silent_pages")


def _cells(name: str, figures: Figures, beside: bool) -> Iterable[str]:
    figure = figures[name]
    small = "" if "[" not in name or figure.n >= JUDGED_FROM else " *"
    from rich.markup import escape

    yield escape(name.partition(".")[2] if not name.startswith(BASELINE) else name) + small
    yield spoken(name, figure)
    yield str(figure.n)
    if beside:
        other = figures.get(BASELINE + name)
        yield spoken(name, other) if other else ""


def _part(name: str) -> str:
    return name.split(".")[0]


def _group_first(name: str) -> tuple[str, str]:
    measure, _, group = name.partition("[")
    return group, measure


def _plain(value: float) -> float | int:
    if not math.isfinite(value):
        raise ValueError(f"not a figure: {value}")
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
    return text if len(text) <= 160 else text[:157] + "..."
