"""The load tool's arithmetic, its photos, and the table of the page's numbers; the runs themselves are commands."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from assist.errors import InputError
from assist.evaluation.figures import Figure
from assist.evaluation.load import Held, Ticket, bench_load, examples, figures_of, missed, slope, varied
from assist.evaluation.page_bench import NUMBERS, Number, missing_words, print_numbers
from assist.evaluation.page_bench import missed as numbers_missed
from assist.evaluation.report import Report
from assist.settings import Settings


def shot() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)).save(out, "JPEG")
    return out.getvalue()


def test_every_photo_of_the_load_is_new_and_the_same_seed_gives_the_same_one() -> None:
    first = [varied(shot(), np.random.default_rng(seed)) for seed in (1, 2, 3)]
    assert len(set(first)) == 3 and first[0] == varied(shot(), np.random.default_rng(1))
    with Image.open(io.BytesIO(first[0])) as opened:
        assert opened.format == "JPEG" and 80 < opened.width < 140


def test_the_examples_that_are_asked_have_photos_and_expectations() -> None:
    every = examples()
    assert len(every) >= 8 and all(one["expected"]["outcomes"] and one["message"] is not None for one in every)


def test_figures_leave_errors_out_of_the_times_and_count_them() -> None:
    tickets = [Ticket(0, "a", 0.0, float(k), "answered", True) for k in range(1, 101)]
    tickets.append(Ticket(1, "a", 0.0, 120.0, error="ReadTimeout"))
    found = figures_of(tickets, [Held(float(at), 700) for at in range(0, 600, 5)])
    assert found["answers.seconds.p50"] == Figure(50.0, 100) and found["answers.seconds.p99"] == Figure(99.0, 100)
    assert found["answers.errors"] == Figure(1.0, 101) and found["answers.as_expected"] == Figure(1.0, 100)
    assert found["memory.mb.most"].value == 700 and abs(found["memory.mb_a_minute"].value) < 1e-6
    assert set(missed(found)) == {"answers.seconds.p50", "answers.seconds.p99", "answers.errors"}


def test_growing_memory_is_told_in_megabytes_a_minute() -> None:
    assert slope([Held(at, 500 + at // 6) for at in range(0, 600, 6)]).value == pytest.approx(10.0, abs=0.1)
    assert slope([Held(0.0, 1)]).n == 0


def test_a_load_that_makes_no_sense_is_refused_before_anything_starts(tmp_path: object) -> None:
    for wrong in ({"agents": 0}, {"minutes": 0.0}, {"think": -1.0}):
        with pytest.raises(InputError):
            bench_load(Settings(), tmp_path, **wrong)  # type: ignore[arg-type]


def test_the_pages_words_are_the_same_in_both_languages() -> None:
    assert missing_words() == 0


def test_the_table_says_of_each_number_whether_it_holds() -> None:
    from rich.console import Console

    figures = {"usable, cold": Figure(2.6, 5), "browser tabs at once": Figure(9.0, 9)}
    report = Report({"rounds": 5}, figures)
    assert numbers_missed(report) == ["usable, cold"] and set(figures) <= set(NUMBERS)
    out = io.StringIO()
    print_numbers(report, Console(file=out, width=120))
    rows = out.getvalue().splitlines()
    assert any("usable, cold" in row and "NO" in row and "≤ 2.5 s" in row for row in rows)
    assert any("browser tabs" in row and "yes" in row for row in rows)
    assert Number("x", least=1).held(1) and not Number("x", most=1).held(1.1)
