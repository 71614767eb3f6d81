"""The photo part: a photo, a question and the buyer's context; the reading is judged once for each distinct photo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from assist.case.photo import Case
from assist.errors import AssistError
from assist.evaluation.asking import System, ask
from assist.evaluation.bench import PhotoCase
from assist.evaluation.boxes import allowed_boxes, box_figures, covered, met
from assist.evaluation.calibration import line_calibration
from assist.evaluation.false_quotes import false_photo_quotes
from assist.evaluation.figures import Figure, Figures, grouped, prefixed
from assist.evaluation.latency import latency_figures
from assist.evaluation.lines import line_figures, match_lines
from assist.evaluation.model import first_designation, model_figures, right_model
from assist.evaluation.observed import Observed
from assist.evaluation.pages import found_at, ranking_figures, right_manual
from assist.evaluation.parameters import TYPED_NAMES, is_typed, parameter_figures, stands_in
from assist.evaluation.verdicts import DECISIONS, is_dangerous, verdict_figures

Pair = tuple[PhotoCase, Observed]
PAGE_DEPTHS = (1, 5)


def ask_cases(system: System, cases: Iterable[PhotoCase], step: Callable[[], None]) -> list[Pair]:
    """Put each case to the system: the photo's bytes (no name), the question, the context, nothing else."""
    pairs = []
    for case in cases:
        try:
            photo = system.open_photo(case.photo.read_bytes())
        except AssistError as error:
            seen = Observed(error=f"{error.code}: {error}")
        else:
            seen, _ = ask(system, Case(message=case.question, photos=(photo,), context=case.context))
        pairs.append((case, seen))
        step()
    return pairs


def first_of_each_photo(pairs: Iterable[Pair]) -> list[Pair]:
    """The first pair of every distinct photo."""
    return list({case.photo.name: (case, seen) for case, seen in reversed(list(pairs))}.values())[::-1]


def photo_figures(pairs: Sequence[Pair]) -> Figures:
    """Every measure of the photo cases, over all and by group."""
    firsts = {case.id for case, _ in first_of_each_photo(pairs)}

    def measure(group: Sequence[Pair]) -> Figures:
        photos = [pair for pair in group if pair[0].id in firsts]
        named = [(case.places, seen.places) for case, seen in group if case.manual]
        false = sum(len(false_photo_quotes(case, seen.drawn)) for case, seen in group)
        timed = [seen for _, seen in photos if not seen.error]
        return {
            **reading_figures(photos),
            **verdict_figures(group),
            **box_figures(group),
            **ranking_figures(named, PAGE_DEPTHS),
            "false_quotes": Figure(float(false), sum(len(seen.drawn) for _, seen in group)),
            **latency_figures((seen.reading_seconds for seen in timed), "reading.seconds"),
            **latency_figures(seen.seconds for seen in timed),
        }

    return prefixed("photo", grouped(pairs, measure, groups_of))


def reading_figures(photos: Sequence[Pair]) -> Figures:
    """The measures that ask only what was read, one pair for each photo."""
    read = ((case.lines, [(line.text, line.confidence) for line in seen.lines]) for case, seen in photos)
    figures = {**line_figures(photos), **parameter_figures(photos), **model_figures(photos)}
    return {**figures, **line_calibration(read)}


def groups_of(pair: Pair) -> list[str]:
    """Difficulty, question language, `degraded`, and `joint` for the cases whose answer stands in a manual."""
    case = pair[0]
    groups = {case.difficulty, case.language} - {""}
    return sorted(groups | ({"degraded"} if case.degraded else set()) | ({"joint"} if case.manual else set()))


def photo_row(pair: Pair) -> dict[str, object]:
    """One case as the report keeps it: expected, got, shown, and what went wrong."""
    case, seen = pair
    found = match_lines(case.lines, [line.text for line in seen.lines])
    missed = [line for line, wrong in zip(case.lines, found, strict=True) if wrong is None]
    typed = [gold for gold in case.parameters if gold.name in TYPED_NAMES and not is_typed(gold, seen)]
    strange = [t.printed or t.value for t in seen.typed if not t.from_code and not stands_in(t, case.lines)]
    return {
        "part": "photo", "id": case.id, "photo": case.photo.name, "question": case.question,
        "context": case.context, "language": case.language, "difficulty": case.difficulty,
        "expected": {
            "verdict": case.verdict, "harm_if": case.harm_if, "model": case.model, "ask_back": case.ask_back,
            "evidence": [mark.text for mark in case.evidence], "manual": case.manual,
            "pages": sorted(f"{p.manual} p{p.page}" for p in case.places),
        },
        "got": {
            "outcome": seen.outcome, "verdict": seen.verdict, "rule": seen.rule, "asks": list(seen.asks),
            "model": first_designation(seen), "product": list(seen.product),
            "pages": [f"{p.manual} p{p.page}" for p in seen.places[:5]],
            "language": seen.language, "seconds": round(seen.seconds, 3), "error": seen.error,
            "engine": seen.engine, "notes": list(seen.notes),
        },
        "shown": {"text": seen.text, "photo_quotes": [quote.quote for quote in seen.drawn]},
        "reading": {
            "lines": [line.text for line in seen.lines], "missed": missed,
            "not_typed": [f"{gold.name}: {gold.text}" for gold in typed], "strange": strange,
        },
        "faults": photo_faults(case, seen),
    }  # fmt: skip


def photo_faults(case: PhotoCase, seen: Observed) -> list[str]:
    """What is wrong with one reply, in the measures' names."""
    drawn = [box for quote in seen.drawn for box in quote.boxes]
    allowed = allowed_boxes(case, seen)
    right = case.verdict in DECISIONS and seen.verdict == case.verdict
    rank = found_at(case.places, seen.places)
    faults = {
        "error": bool(seen.error),
        "dangerous": bool(case.verdict) and is_dangerous(case, seen),
        "wrong_verdict": bool(case.verdict) and seen.verdict in DECISIONS and seen.verdict != case.verdict,
        "undecided": case.verdict in DECISIONS and seen.verdict not in DECISIONS,
        "not_asked_back": case.verdict == "unclear" and not (seen.verdict == "unclear" and seen.asks),
        "evidence": right and bool(case.evidence) and not all(met([mark.box for mark in case.evidence], drawn)),
        "stray_box": any(covered(box, allowed) < 0.3 for box in drawn),
        "model": bool(case.model) and not right_model(case, seen),
        "manual@1": bool(case.manual) and not right_manual(case.places, seen.places),
        "page@1": bool(case.manual) and rank != 1,
        "page@5": bool(case.manual) and not 0 < rank <= 5,
        "false_quotes": bool(false_photo_quotes(case, seen.drawn)),
        "invented": not case.lines and bool(seen.lines),
    }
    return [name for name, there in faults.items() if there]
