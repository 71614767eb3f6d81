"""The bench folder and the report: whatever part is missing is absent, numbers travel with n and conditions."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from rich.console import Console

from assist.errors import InputError
from assist.evaluation.bench import Place, load_bench
from assist.evaluation.evaluate import evaluate
from assist.evaluation.figures import Figure
from assist.evaluation.report import Report, print_report
from assist.evaluation.robustness_part import Fate, Prober, fate_figures
from assist.evaluation.sample import quick
from assist.settings import Settings

QUESTION = {
    "id": "a-1", "question": "how heavy", "question_lang": "en", "manual": "a.pdf", "manual_lang": "en",
    "pages": [2, 3], "quote": "1 kg", "answer": "1 kg", "verdict": None, "product_hint": "A1", "kind": "spec",
    "after": None, "trap": None, "also": [{"manual": "b.pdf", "pages": [7]}],
}  # fmt: skip
CASE = {
    "id": "p-1", "photo": "p.jpg", "question": "ok?", "question_lang": "en", "buyer_context": "", "verdict": "yes",
    "because": "", "ask_back": None, "evidence": [{"text": "5V", "box": [0.1, 0.1, 0.2, 0.2]}], "parameters": [],
    "lines": ["5V"], "model": None, "manual": None, "manual_pages": [], "difficulty": "hard: small", "harm_if": None,
}  # fmt: skip


def write_rows(file: Path, rows: list[dict[str, object]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")


def test_a_bench_may_lack_any_part_but_not_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        load_bench(tmp_path / "nowhere")
    with pytest.raises(InputError, match="nothing of a bench"):
        load_bench(tmp_path)
    write_rows(tmp_path / "manual_questions.jsonl", [QUESTION])
    bench = load_bench(tmp_path)
    assert bench.cases == bench.retrieval == bench.pdfs == ()
    assert bench.questions[0].message == "A1 how heavy"
    assert Place("b.pdf", 7) in bench.questions[0].places & bench.questions[0].elsewhere


def test_photo_cases_know_what_would_harm_and_which_photos_were_degraded(tmp_path: Path) -> None:
    unsaid = {key: value for key, value in CASE.items() if key != "harm_if"}
    write_rows(tmp_path / "photo_cases.jsonl", [CASE, {**unsaid, "id": "p-2"}])
    (tmp_path / "photos.csv").write_text("file,change\np.jpg,degraded: blur 9\n", encoding="utf-8")
    bench = load_bench(tmp_path)
    assert [case.harm_if for case in bench.cases] == ["", "yes"], "yes unless the row says otherwise"
    assert bench.cases[0].difficulty == "hard"
    assert bench.cases[0].degraded


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "photo_cases.jsonl").write_text('{"id": \n', encoding="utf-8")
    with pytest.raises(InputError, match=r"photo_cases\.jsonl, line 1"):
        load_bench(tmp_path)


def test_a_cut_retrieval_set_keeps_every_answer(tmp_path: Path) -> None:
    folder = tmp_path / "retrieval" / "tiny"
    write_rows(folder / "corpus.jsonl", [{"_id": f"p{n}", "title": "", "text": f"text {n}"} for n in range(50)])
    write_rows(folder / "queries.jsonl", [{"_id": "q1", "text": "one"}, {"_id": "q2", "text": "two"}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp7\t1\nq2\tp9\t1\nq2\tp8\t0\n", encoding="utf-8")
    whole = load_bench(tmp_path).retrieval_set("tiny")
    assert whole.relevant == {"q1": {"p7"}, "q2": {"p9"}}
    cut = whole.cut({"q1"}, 10)
    assert len(cut.passages) == 10
    assert "p7" in {name for name, _, _ in cut.passages}
    assert cut == whole.cut({"q1"}, 10), "the sample never moves"


def test_the_quick_sample_is_fixed_and_keeps_the_order() -> None:
    things = [(f"id-{n}", n) for n in range(100)]
    chosen = quick(things, 10)
    assert chosen == sorted(chosen)
    assert len(chosen) == 10
    assert set(quick(things[::-1], 10)) == set(chosen)
    assert len(quick([("same", 1), ("same", 2)], 1)) == 2, "all cases of a chosen photo come along"


def test_the_json_form_has_conditions_measures_and_rows_and_no_measure_over_nothing(tmp_path: Path) -> None:
    figures = {
        "manual.page@1": Figure(1 / 3, 12),
        "photo.lines": Figure(0.0, 0),
        "photo.verdict.dangerous": Figure(2, 9),
    }
    Report({"embedder": "embedded"}, figures, ({"id": "a"},)).write(tmp_path / "out" / "report.json")
    plain = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert plain == {
        "conditions": {"embedder": "embedded"},
        "measures": {"manual.page@1": {"value": 0.333333, "n": 12}, "photo.verdict.dangerous": {"value": 2, "n": 9}},
        "rows": [{"id": "a"}],
    }


def test_tables_show_the_baseline_beside_ours_and_mark_small_groups() -> None:
    figures = {
        "manual.page@1": Figure(0.5, 129), "manual.page@1[es]": Figure(1.0, 9), "manual.page@1[en]": Figure(0.5, 80),
        "baseline.manual.page@1": Figure(0.225, 129), "baseline.dense.manual.page@1": Figure(0.248, 129),
    }  # fmt: skip
    out = io.StringIO()
    print_report(Report({"index": "abc"}, figures), Console(file=out, width=120))
    text = out.getvalue()
    assert "0.225" in text and "0.248" in text
    assert "page@1[es] *" in text and "page@1[en] *" not in text
    assert "index: abc" in text


def test_an_unknown_part_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="videos"):
        evaluate(tmp_path, Settings(), only=["videos"])


@pytest.mark.parametrize(
    ("code", "end"),
    [
        ("import os; os._exit(9)", "crash"),
        ("import time; time.sleep(60)", "hang"),
        ('print(\'{"reason": "manual_damaged", "pages": 0, "passages": 0, "silent": [], "seconds": 0.1}\')', "refused"),
        ('print(\'{"reason": "", "pages": 2, "passages": 3, "silent": [2], "seconds": 0.1}\')', "readable"),
    ],
)
def test_the_fate_of_a_pdf_is_told_by_its_own_process(tmp_path: Path, code: str, end: str) -> None:
    with Prober(limit=2.0 if end == "hang" else 60.0, command=[sys.executable, "-c", code]) as prober:
        fate = prober.fate_of(tmp_path / "a.pdf")
    assert fate.end == end


def test_after_a_file_that_ends_the_process_the_next_is_read_by_another(tmp_path: Path) -> None:
    code = (
        "import json, os, sys\n"
        "for line in sys.stdin:\n"
        "    if 'bad' in line: os._exit(9)\n"
        "    found = {'reason': '', 'pages': 1, 'passages': 1, 'silent': [], 'seconds': 0, 'pid': os.getpid()}\n"
        "    print(json.dumps(found), flush=True)\n"
    )
    with Prober(limit=20.0, command=[sys.executable, "-c", code]) as prober:
        ends = [prober.fate_of(tmp_path / name).end for name in ("good.pdf", "bad.pdf", "good.pdf", "bad.pdf")]
    assert ends == ["readable", "crash", "readable", "crash"]


def test_silent_pages_are_counted_over_pages() -> None:
    figures = fate_figures([Fate("a", "readable", pages=3, passages=1, silent=(2,)), Fate("b", "crash")])
    assert figures["pdf.silent_pages"] == Figure(1, 3)
    assert figures["pdf.crashes"] == Figure(1, 2)
