"""The manual part: buyers' questions without a photo, follow-ups in the conversation of their earlier question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from assist.case.photo import Case, Turn
from assist.evaluation.asking import System, ask, turn_of
from assist.evaluation.bench import ManualQuestion
from assist.evaluation.false_quotes import PageReader
from assist.evaluation.figures import Figure, Figures, grouped, prefixed, share
from assist.evaluation.latency import latency_figures
from assist.evaluation.observed import Observed
from assist.evaluation.pages import found_at, is_wrong_answer, page_figures, quote_shown
from assist.evaluation.refusal import refusal_figures
from assist.evaluation.verdicts import DECISIONS

Pair = tuple[ManualQuestion, Observed]


def ask_questions(
    system: System, questions: Sequence[ManualQuestion], asked: Iterable[ManualQuestion], step: Callable[[], None]
) -> list[Pair]:
    """Put `asked` to the system; `questions` are all of the bench, where earlier questions are looked up."""
    known = {row.id: row for row in questions}
    turns: dict[str, tuple[Turn, ...]] = {"": ()}
    pairs: dict[str, Pair] = {}

    def put(row: ManualQuestion) -> None:
        if row.id in pairs:
            return
        if row.after and row.after in known:
            put(known[row.after])
        case = Case(message=row.message, conversation=turns.get(row.after, ()))
        seen, reply = ask(system, case)
        turns[row.id] = (*case.conversation, turn_of(case, reply))
        pairs[row.id] = (row, seen)

    wanted = list(asked)
    for row in wanted:
        put(row)
        step()
    return [pairs[row.id] for row in wanted]


def manual_figures(pairs: Sequence[Pair], false_quotes: Mapping[str, Sequence[str]]) -> Figures:
    """Every measure of the manual questions, over all and by group."""

    def measure(group: Sequence[Pair]) -> Figures:
        false = sum(len(false_quotes[row.id]) for row, _ in group)
        shown = sum(len(seen.quotes) for _, seen in group)
        return {
            **page_figures(group),
            **refusal_figures(group),
            **verdict_figures(group),
            "false_quotes": Figure(float(false), shown),
            **latency_figures(seen.seconds for _, seen in group if not seen.error),
        }

    return prefixed("manual", grouped(pairs, measure, groups_of))


def verdict_figures(pairs: Sequence[Pair]) -> Figures:
    """`verdict.accuracy` and `verdict.decided` over the questions with a verdict."""
    judged = [(row.verdict, seen.verdict) for row, seen in pairs if row.verdict]
    return {
        "verdict.accuracy": share(gold == got for gold, got in judged),
        "verdict.decided": share(got in DECISIONS for _, got in judged),
    }


def groups_of(pair: Pair) -> list[str]:
    """Question language, kind, trap, and whether question and manual share a language."""
    row = pair[0]
    groups = {row.language, row.kind, row.trap} - {""}
    if row.answerable and row.language and row.manual_language:
        groups.add("same language" if row.language == row.manual_language else "cross language")
    return sorted(groups)


def check_quotes(pairs: Iterable[Pair], reader: PageReader, step: Callable[[], None]) -> dict[str, list[str]]:
    """The false quotes of each question."""
    found = {}
    for row, seen in pairs:
        found[row.id] = reader.false_quotes(seen.quotes)
        step()
    return found


def manual_row(pair: Pair, false_quotes: Sequence[str]) -> dict[str, object]:
    """One question as the report keeps it: expected, got, shown, and what went wrong."""
    row, seen = pair
    return {
        "part": "manual", "id": row.id, "question": row.message, "language": row.language, "kind": row.kind,
        "trap": row.trap, "after": row.after,
        "expected": {
            "manual": row.manual, "pages": sorted(f"{p.manual} p{p.page}" for p in row.places - row.elsewhere),
            "also": len(row.elsewhere), "quote": row.quote, "verdict": row.verdict,
        },
        "got": {
            "outcome": seen.outcome, "verdict": seen.verdict, "rule": seen.rule, "product": list(seen.product),
            "pages": [f"{p.manual} p{p.page}" for p in seen.places[:10]],
            "cited": f"{seen.cited.manual} p{seen.cited.page}" if seen.cited else "",
            "language": seen.language, "seconds": round(seen.seconds, 3), "error": seen.error,
            "engine": seen.engine, "notes": list(seen.notes),
        },
        "shown": {"text": seen.text, "quotes": [q.text for q in seen.quotes]},
        "rank": found_at(row.places, seen.places), "faults": manual_faults(row, seen, false_quotes),
    }  # fmt: skip


def manual_faults(row: ManualQuestion, seen: Observed, false_quotes: Sequence[str]) -> list[str]:
    """What is wrong with one reply, in the measures' names."""
    rank = found_at(row.places, seen.places)
    refused = seen.outcome == "not_in_manual"
    faults = {
        "error": bool(seen.error),
        "page@1": row.answerable and rank != 1,
        "page@5": row.answerable and not 0 < rank <= 5,
        "manual@1": row.answerable and not (seen.places and seen.places[0].manual in {p.manual for p in row.places}),
        "wrong_answer": is_wrong_answer(row, seen),
        "quote_shown": bool(row.quote) and not quote_shown(row, seen),
        "refused": refused and bool(row.quote),
        "not_refused": not row.answerable and not refused,
        "verdict": bool(row.verdict) and seen.verdict in DECISIONS and seen.verdict != row.verdict,
        "undecided": bool(row.verdict) and seen.verdict not in DECISIONS,
        "false_quotes": bool(false_quotes),
    }
    return [name for name, there in faults.items() if there]
