"""Figures: what became of the replies in a period, and the questions that no manual answers.

All of them are of the tickets that came in during the period, so the parts of the funnel are parts of one another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rapidfuzz.fuzz import token_set_ratio

from assist.case.reply import Outcome
from assist.desk.past.view import MADE_MEANWHILE, HistoryView, allowed
from assist.desk.staff.people import Person
from assist.engines.store import Store
from assist.engines.store.ledger import Chosen, LedgerRow

REFUSALS = (Outcome.NOT_IN_MANUAL, Outcome.NEEDS_PERSON, Outcome.UNREADABLE_PHOTO, Outcome.WHICH_PRODUCT)
MOST_GAPS = 5000  # tickets looked at, newest first
# Two messages that share this much of their words (of 100) ask the same: a judgement, not a measurement.  Too low
# hides a question behind another, too high only shows one twice.
ALIKE = 72
EXAMPLES = 5
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that no manual answers: how often, and the newest tickets with it (id, message)."""

    count: int
    newest: float
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A product's unanswered questions; `kind` is `page` where it has a manual, `manual` where it has none."""

    product: str
    title: str
    kind: str
    count: int
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: tickets, and how many of them were copied, edited and reopened; `start` in seconds since the epoch."""

    start: float
    tickets: int = 0
    copied: int = 0
    edited: int = 0
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A period in figures.

    `edit_share` is the median part of a copied text that was changed, of the edited ones alone; `seconds` the median
    from display to copy; both None where nothing was copied.  `reasons` counts thumbs-down by reason, `outcomes` the
    tickets by outcome, most first; `behind` as in `history_view.Listed`.
    """

    tickets: int = 0
    displayed: int = 0
    copied: int = 0
    edited: int = 0
    reopened: int = 0
    edit_share: float | None = None
    seconds: float | None = None
    up: int = 0
    down: int = 0
    refused: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    outcomes: tuple[tuple[str, int], ...] = ()
    bands: tuple[tuple[str, int], ...] = ()
    days: tuple[Day, ...] = ()
    gaps: tuple[Gap, ...] = ()
    behind: bool = False


_COLUMNS = ("created", "displayed", "copied", "edited", "reopened", "share", "seconds", "outcome", "band", "rating")


def figures(store: Store, view: HistoryView, person: Person, chosen: Chosen, zone: int = 0) -> Figures:
    """The figures of the tickets that the person may see; `zone` are the minutes that their clock is ahead of UTC."""
    behind = not view.ledger.catch_up(MADE_MEANWHILE)
    mine = allowed(person, chosen)
    rows = [row for row in store.ledger_columns(mine, *_COLUMNS) if row[7]]
    shares = [row[5] for row in rows if row[3] and row[5] is not None]
    spent = [row[6] for row in rows if row[6] is not None]
    outcomes = Counter(str(row[7]) for row in rows)
    return Figures(
        tickets=len(rows),
        displayed=_count(rows, 1),
        copied=_count(rows, 2),
        edited=_count(rows, 3),
        reopened=_count(rows, 4),
        edit_share=median(shares) if shares else None,
        seconds=median(spent) if spent else None,
        up=sum(row[9] > 0 for row in rows),
        down=sum(row[9] < 0 for row in rows),
        refused=sum(outcomes[outcome] for outcome in REFUSALS),
        reasons=tuple(reasons_of(store.opinions_against(mine)).most_common()),
        outcomes=tuple(outcomes.most_common()),
        bands=tuple(Counter(str(row[8]) for row in rows).most_common()),
        days=days_of(rows, zone),
        gaps=gaps_of(_unanswered(store, mine), view.titles(mine)),
        behind=behind,
    )


def reasons_of(opinions: Iterable[tuple[str, Sequence[str]]]) -> Counter[str]:
    """How often each reason was given; a source, box or verdict that was marked wrong is a reason by itself."""
    counted: Counter[str] = Counter()
    for about, reasons in opinions:
        kind = about.partition(":")[0]
        counted.update(reasons if kind == "reply" else [f"wrong_{kind}"])
        if kind == "reply" and not reasons:
            counted["none"] += 1
    return counted


def days_of(rows: Iterable[Sequence[object]], zone: int) -> tuple[Day, ...]:
    """Each day from the first to the last, also those without tickets."""
    ahead = zone * 60
    counted: dict[int, Counter[str]] = {}
    for created, _, copied, edited, reopened, *_ in rows:
        number = int((float(str(created)) + ahead) // DAY)
        happened = {"tickets": 1, "copied": bool(copied), "edited": bool(edited), "reopened": bool(reopened)}
        counted.setdefault(number, Counter()).update(happened)
    if not counted:
        return ()
    every = range(min(counted), max(counted) + 1)
    return tuple(_day(n * DAY - ahead, counted.get(n, Counter())) for n in every)


def _day(start: float, of: Counter[str]) -> Day:
    return Day(start, of["tickets"], of["copied"], of["edited"], of["reopened"])


def _count(rows: Iterable[Sequence[object]], column: int) -> int:
    return sum(bool(row[column]) for row in rows)


def _unanswered(store: Store, chosen: Chosen) -> list[LedgerRow]:
    found: list[LedgerRow] = []
    for kind in ("page", "manual"):
        if chosen.gap in ("", kind):
            found += store.ledger(replace(chosen, gap=kind), MOST_GAPS)
    return found


def gaps_of(rows: Iterable[LedgerRow], titles: dict[str, str]) -> tuple[Gap, ...]:
    """The questions by product, those asked most first; questions that say nearly the same are one."""
    products: dict[tuple[str, str], list[LedgerRow]] = {}
    for row in rows:
        products.setdefault((row.product, row.gap), []).append(row)
    gaps = []
    for (product, kind), every in products.items():
        questions = sorted(_questions(every), key=lambda one: (-one.count, -one.newest))
        title = titles.get(product) or next((row.title for row in every if row.title), "")
        gaps.append(Gap(product, title, kind, len(every), tuple(questions)))
    return tuple(sorted(gaps, key=lambda gap: (-gap.count, gap.title)))


def _questions(rows: Sequence[LedgerRow]) -> list[Asked]:
    groups: list[list[LedgerRow]] = []
    for row in sorted(rows, key=lambda row: -row.created):
        group = next((group for group in groups if _same(group[0], row)), None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)
    return [
        Asked(len(group), group[0].created, tuple((row.ticket, row.message) for row in group[:EXAMPLES]))
        for group in groups
    ]


def _same(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two messages ask the same: of the same topics, in whatever language, or in nearly the same words."""
    if " " in one.topic and one.topic == other.topic:  # a kind alone (`how_to`) says too little
        return True
    return token_set_ratio(one.message.casefold(), other.message.casefold()) >= ALIKE
