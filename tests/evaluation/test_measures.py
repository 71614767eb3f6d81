"""The scorers themselves: what is perfect scores 1, what is wrong falls, what is absent is absent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assist.case.geometry import Box
from assist.evaluation.bench import GoldBox, ManualQuestion, PhotoCase, Place
from assist.evaluation.figures import Figure, grouped, percentile, share
from assist.evaluation.lines import line_figures, match_lines
from assist.evaluation.manual_part import groups_of, manual_figures
from assist.evaluation.model import model_figures
from assist.evaluation.observed import Drawn, Observed, ReadLine, Shown, Typed
from assist.evaluation.parameters import parameter_figures
from assist.evaluation.photo_part import photo_figures
from assist.evaluation.quantities import quantities
from assist.evaluation.recall import recall_figures

LABEL = Box(0.1, 0.1, 0.5, 0.2)
RATING = Box(0.1, 0.3, 0.5, 0.4)

QUESTION = ManualQuestion(
    id="q1", question="How heavy is it?", language="de", hint="KV-1", kind="spec", manual="kv.pdf",
    manual_language="en", places=frozenset({Place("kv.pdf", 4), Place("sibling.pdf", 5)}),
    elsewhere=frozenset({Place("sibling.pdf", 5)}), quote="Weight: 1.2 kg", verdict="no", after="", trap="table_cell",
)  # fmt: skip
NOWHERE = replace(QUESTION, id="q2", kind="unanswerable", manual="", manual_language="", places=frozenset(),
                  elsewhere=frozenset(), quote="", verdict="")  # fmt: skip
ANSWER = Observed(
    outcome="answered", verdict="no", places=(Place("kv.pdf", 4), Place("kv.pdf", 2)), cited=Place("kv.pdf", 4),
    passages=(Shown("The weight:  1.2 kg\nHeight 3 cm", Place("kv.pdf", 4)),),
    quotes=(Shown("weight: 1.2 kg", Place("kv.pdf", 4)),), seconds=0.1,
)  # fmt: skip
REFUSAL = Observed(outcome="not_in_manual", verdict="unclear", seconds=0.3)

CASE = PhotoCase(
    id="c1", photo=Path("c1.jpg"), question="ok?", language="en", context="", verdict="no", harm_if="yes",
    ask_back="", evidence=(GoldBox("100-240V~", RATING),),
    parameters=(GoldBox("KV-C65G", LABEL, "model"), GoldBox("100-240V~ 50/60Hz 1.5A", RATING, "input_voltage")),
    lines=("Model KV-C65G", "INPUT: 100-240V~ 50/60Hz 1.5A"), model="KV-C65G", manual="kv.pdf",
    places=frozenset({Place("kv.pdf", 4)}), difficulty="easy", degraded=False,
)  # fmt: skip


def volts(low: float, high: float, printed: str, name: str = "input_voltage") -> Typed:
    return Typed(name, low, high, "V", "", printed)


SEEN = Observed(
    outcome="answered", verdict="no", places=(Place("kv.pdf", 4),), designation="KV-C65G",
    lines=(ReadLine("Model KV-C65G", LABEL), ReadLine("INPUT: 100-240V~ 50/60Hz 1.5A", RATING)),
    typed=(
        Typed("model", None, None, "", "KV-C65G", "KV-C65G"), volts(100, 240, "100-240V~"),
        Typed("frequency", 50, 60, "Hz", "", "50/60Hz"), Typed("input_current", 1.5, 1.5, "A", "", "1.5A"),
    ),
    drawn=(Drawn("100-240V~", (RATING,)),), seconds=1.0, reading_seconds=0.6,
)  # fmt: skip


def test_a_perfect_manual_answer_scores_one_everywhere() -> None:
    figures = manual_figures([(QUESTION, ANSWER), (NOWHERE, REFUSAL)], {"q1": [], "q2": []})
    for name in ("page@1", "page@3", "page@5", "manual@1", "cited_page", "quote_shown", "verdict.accuracy",
                 "verdict.decided", "refusal.precision", "refusal.recall"):  # fmt: skip
        assert figures[f"manual.{name}"].value == 1.0, name
    assert figures["manual.wrong_answer"] == Figure(0.0, 1)
    assert figures["manual.false_quotes"].value == 0
    assert figures["manual.page@1[cross language]"] == Figure(1.0, 1)
    assert "manual.page@1[same language]" not in figures


def test_an_answer_cited_from_another_page_is_wrong_and_a_refusal_of_an_answerable_question_costs_precision() -> None:
    lost = replace(ANSWER, places=(Place("kv.pdf", 9),), cited=Place("kv.pdf", 9), passages=(), verdict="yes")
    figures = manual_figures([(QUESTION, lost), (NOWHERE, ANSWER)], {"q1": ["made up"], "q2": []})
    assert figures["manual.page@5"].value == 0.0
    assert figures["manual.manual@1"].value == 1.0
    assert figures["manual.cited_page"].value == 0.0
    assert figures["manual.wrong_answer"].value == 1.0
    assert figures["manual.refusal.recall"].value == 0.0
    assert "manual.refusal.precision" not in figures, "nothing was refused: no precision"
    assert figures["manual.false_quotes"].value == 1
    refused = manual_figures([(QUESTION, REFUSAL), (NOWHERE, REFUSAL)], {"q1": [], "q2": []})
    assert refused["manual.refusal.precision"] == Figure(0.5, 2)
    assert refused["manual.wrong_answer"].value == 0.0


def test_a_sibling_page_named_as_also_is_right() -> None:
    there = replace(ANSWER, places=(Place("sibling.pdf", 5),), cited=Place("sibling.pdf", 5),
                    passages=(Shown("Gewicht", Place("sibling.pdf", 5)),))  # fmt: skip
    figures = manual_figures([(QUESTION, there)], {"q1": []})
    assert figures["manual.page@1"].value == figures["manual.manual@1"].value == 1.0
    assert figures["manual.wrong_answer"].value == 0.0
    assert figures["manual.quote_shown"].value == 1.0


def test_a_quote_beyond_the_displayed_part_of_a_passage_is_not_shown() -> None:
    long = replace(ANSWER, passages=(Shown("x" * 1200 + "Weight: 1.2 kg", Place("kv.pdf", 4)),))
    assert manual_figures([(QUESTION, long)], {"q1": []})["manual.quote_shown"].value == 0.0


def test_questions_are_grouped_by_language_kind_trap_and_crossing() -> None:
    assert groups_of((QUESTION, ANSWER)) == ["cross language", "de", "spec", "table_cell"]
    assert "cross language" not in groups_of((NOWHERE, REFUSAL))


def test_a_perfect_photo_answer_scores_one_everywhere() -> None:
    figures = photo_figures([(CASE, SEEN)])
    for name in ("lines", "parameters.recall", "parameters.precision", "parameters.text", "model", "verdict.accuracy",
                 "verdict.macro_f1", "verdict.decided", "verdict.precision", "evidence@0.5", "manual@1", "page@1",
                 "page@5"):  # fmt: skip
        assert figures[f"photo.{name}"].value == 1.0, name
    for name in ("cer", "cer_all", "verdict.dangerous", "stray_boxes", "false_quotes", "over_asking"):
        assert figures[f"photo.{name}"].value == 0.0, name
    assert figures["photo.seconds.p50"].value == 1.0
    assert figures["photo.lines[easy]"].n == 2
    assert "photo.invented" not in figures, "every photo has text"


def test_a_wrong_yes_is_dangerous_and_a_wrong_no_is_not() -> None:
    yes = photo_figures([(CASE, replace(SEEN, verdict="yes"))])
    assert yes["photo.verdict.dangerous"].value == 1
    assert yes["photo.verdict.precision"].value == 0.0
    assert photo_figures([(replace(CASE, verdict="yes"), SEEN)])["photo.verdict.dangerous"].value == 0
    assert (
        photo_figures([(replace(CASE, harm_if=""), replace(SEEN, verdict="yes"))])["photo.verdict.dangerous"].value == 0
    )


def test_abstaining_with_a_question_is_right_where_gold_is_unclear_and_over_asking_where_it_is_not() -> None:
    asked = replace(SEEN, verdict="unclear", asks=("ask.label_photo",), drawn=())
    unclear = photo_figures([(replace(CASE, verdict="unclear"), asked)])
    assert unclear["photo.ask_back"].value == 1.0
    assert "photo.verdict.decided" not in unclear
    assert photo_figures([(CASE, asked)])["photo.over_asking"].value == 1.0
    silent = photo_figures([(replace(CASE, verdict="unclear"), replace(asked, asks=()))])
    assert silent["photo.ask_back"].value == 0.0


def test_a_box_elsewhere_neither_meets_the_evidence_nor_is_it_welcome() -> None:
    astray = photo_figures([(CASE, replace(SEEN, drawn=(Drawn("100-240V~", (Box(0.6, 0.8, 0.9, 0.9),)),)))])
    assert astray["photo.evidence@0.5"].value == 0.0
    assert astray["photo.stray_boxes"].value == 1.0


def test_a_photo_quote_that_no_gold_line_holds_is_false() -> None:
    assert (
        photo_figures([(CASE, replace(SEEN, drawn=(Drawn("100-250V~", (RATING,)),)))])["photo.false_quotes"].value == 1
    )


def test_a_reading_is_judged_once_for_each_photo() -> None:
    again = replace(CASE, id="c2")
    figures = photo_figures([(CASE, SEEN), (again, replace(SEEN, lines=()))])
    assert figures["photo.lines"] == Figure(1.0, 2)
    assert figures["photo.verdict.accuracy"].n == 2


def test_lines_are_matched_one_to_one_and_may_stand_whole_inside_a_longer_one() -> None:
    assert match_lines(["GND", "GND"], ["GND"]) == [0, 0], "the second stands inside the same read line"
    assert match_lines(["Total load 2400W"], ["Total 1oad 2400W"]) == [1]
    assert match_lines(["10A 2400W"], ["1OA 24OOW"]) == [None]
    assert match_lines(["Bayonet"], ["B22 Bayonet cap"]) == [0]


def test_missed_lines_count_whole_in_cer_all_and_lines_on_a_blank_photo_are_invented() -> None:
    half = replace(SEEN, lines=SEEN.lines[:1])
    figures = line_figures([(CASE, half), (replace(CASE, lines=()), SEEN)])
    assert figures["lines"] == Figure(0.5, 2)
    assert figures["cer"].value == 0.0
    assert figures["cer_all"].value == pytest.approx(26 / 38)
    assert figures["invented"] == Figure(2.0, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10A 250VAC", [(10, 10, "A"), (250, 250, "V")]),
        ("AC 100~250V", [(100, 250, "V")]),
        ("230-240 V ~ 50 Hz", [(230, 240, "V"), (50, 50, "Hz")]),
        ("3V3", [(3.3, 3.3, "V")]),
        ("最高洗涤温度30℃", [(30, 30, "°C")]),
        ("-40℃", [(-40, -40, "°C")]),
        ("1600mAh", [(1.6, 1.6, "Ah")]),
        ("1 Gallon (3.8 L)", [(3.785411784, 3.785411784, "L"), (3.8, 3.8, "L")]),
        ("RF433", [(433e6, 433e6, "Hz")]),
        ("2,4 kg", [(2.4, 2.4, "kg")]),
        ("1,500 W", [(1500, 1500, "W")]),
        ("no number", []),
    ],
)
def test_gold_quantities_are_parsed_with_their_units(text: str, found: list[tuple[float, float, str]]) -> None:
    assert [(q.low, q.high, q.unit) for q in quantities(text)] == [
        (pytest.approx(low), pytest.approx(high), unit) for low, high, unit in found
    ]


def test_a_parameter_counts_only_with_all_its_quantities_exact() -> None:
    without_current = replace(SEEN, typed=SEEN.typed[:3])
    assert parameter_figures([(CASE, without_current)])["parameters.recall"].value == 0.5
    wrong_end = replace(SEEN, typed=(SEEN.typed[0], volts(100, 220, "100-220V"), *SEEN.typed[2:]))
    figures = parameter_figures([(CASE, wrong_end)])
    assert figures["parameters.recall"].value == 0.5
    assert figures["parameters.precision"] == Figure(0.75, 4)


def test_a_unit_may_be_typed_in_another_of_its_kind() -> None:
    case = replace(CASE, parameters=(GoldBox("5.5 lb", LABEL, "weight"), GoldBox("1600mAh", LABEL, "capacity")))
    typed = (Typed("weight", 2.4948, 2.4948, "kg", "", "5.5 lb"), Typed("capacity", 1.6, 1.6, "Ah", "", "1600mAh"))
    assert parameter_figures([(case, replace(SEEN, typed=typed))])["parameters.recall"].value == 1.0


def test_a_piece_of_a_longer_number_does_not_stand_in_the_line() -> None:
    case = replace(CASE, lines=("15V",), parameters=())
    assert parameter_figures([(case, replace(SEEN, typed=(volts(5, 5, "5V"),)))])["parameters.precision"].value == 0.0


def test_named_asks_for_the_right_name_too() -> None:
    as_output = replace(SEEN, typed=(SEEN.typed[0], *(replace(t, name="output_voltage") for t in SEEN.typed[1:])))
    figures = parameter_figures([(CASE, as_output)])
    assert figures["parameters.recall"].value == 1.0
    assert figures["parameters.named"].value == 0.5


@pytest.mark.parametrize(("got", "right"), [("KV C65G", 1.0), ("kv-c65g", 1.0), ("KV-C65", 0.0), ("", 0.0)])
def test_designations_are_compared_without_separators_and_lookalikes(got: str, right: float) -> None:
    assert model_figures([(CASE, replace(SEEN, designation=got, typed=()))])["model"].value == right
    zero = replace(CASE, model="XO-1")
    assert model_figures([(zero, replace(SEEN, designation="X0I"))])["model"].value == 1.0


def test_recall_is_the_mean_share_of_relevant_passages_and_ignores_queries_without_any() -> None:
    relevant = {"a": frozenset({"1", "2"}), "b": frozenset({"3"})}
    figures = recall_figures(relevant, {"a": ["1", "9"], "b": ["9", "3"], "c": ["1"]})
    assert figures["recall@1"] == Figure(0.25, 2)
    assert figures["recall@5"] == Figure(0.75, 2)


def test_a_measure_over_nothing_is_absent() -> None:
    assert grouped([], lambda _: {"x": share([])}, lambda _: []) == {}
    assert percentile([], 0.5).n == 0
    assert percentile([3, 1, 2], 0.5).value == 2
    assert percentile(range(1, 101), 0.95).value == 95
