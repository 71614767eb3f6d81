"""The bench of a model: what it counts, and that it measures a real one through the command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from rich.console import Console

from assist.case.generation import Generated, ModelInfo, Request
from assist.errors import EngineUnavailable, SettingsError
from assist.evaluation.bench_model import COLUMNS, Answered, BenchReport, bench_model, level_of, measured, print_bench
from assist.evaluation.bench_ticket import bench_reply, label
from assist.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


class Clockwork:
    """A model that answers ten tokens in a tenth of a second, `lanes` at a time, and refuses every `bad`-th request."""

    def __init__(self, lanes: int = 8, bad: int = 0) -> None:
        self._lanes = threading.Semaphore(lanes)
        self._count = threading.Lock()
        self._bad = bad
        self._inside = self.most = 0
        self.requests: list[Request] = []

    def info(self) -> ModelInfo:
        return ModelInfo("clockwork", "test", sees=True)

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        with self._count:
            self.requests.append(request)
            number = len(self.requests)
        if self._bad and number % self._bad == 0:
            raise EngineUnavailable("not now", code="glm_busy")
        with self._lanes:
            with self._count:
                self._inside += 1
                self.most = max(self.most, self._inside)
            time.sleep(0.05)
            yield Generated("a", tokens=1)
            time.sleep(0.05)
            with self._count:
                self._inside -= 1
            yield Generated("abc", "stop", tokens=10, prompt_tokens=500)


def test_levels_are_measured_at_once_and_no_two_requests_are_alike() -> None:
    model = Clockwork()
    report = measured(model, Settings(), [1, 4], rounds=2)
    one, four = report.levels
    assert (one.tickets, one.n, four.tickets, four.n) == (1, 2, 4, 8)
    assert one.mean >= 0.1 and 0.05 <= one.first_token < one.mean
    assert one.tokens == 10 and one.prompt_tokens == 500 and one.finishes == {"stop": 2}
    assert model.most > 1, "four at once"
    assert len(model.requests) == 1 + 2 + 8
    assert len({request.user for request in model.requests}) == 11
    assert len({request.pictures[0].data for request in model.requests}) == 11
    assert len({request.system for request in model.requests}) == 1, "the beginning is the same"
    assert all(request.schema and request.max_tokens == 400 for request in model.requests)


def test_waiting_for_a_turn_counts() -> None:
    alone, queued = measured(Clockwork(lanes=1), Settings(), [1, 4], rounds=1).levels
    assert alone.mean >= 0.1 and queued.p99 > 0.15, "one answer takes 0.1 s, and somebody waited for another's"
    assert queued.first_token > 0.1


def test_failed_answers_are_counted_and_left_out_of_the_times() -> None:
    (level,) = measured(Clockwork(bad=3), Settings(), [2], rounds=3).levels
    assert level.failed == {"glm_busy": 2} and level.n == 4
    assert level.mean >= 0.1


def test_the_table_fits_a_terminal_and_names_what_failed() -> None:
    report = measured(Clockwork(bad=3), Settings(), [2], rounds=3)
    out = io.StringIO()
    print_bench(report, Console(file=out, width=80))
    printed = out.getvalue()
    assert all(column in printed for column in COLUMNS), printed
    assert "at 2 tickets 2 failed: glm_busy" in printed
    assert "…" not in printed


def test_the_goal_is_judged_at_eight_tickets_by_mean_and_slowest() -> None:
    def goal(*seconds: float, tickets: int = 8, failed: str = "") -> str:
        answers = [Answered(each, 0.1, 10, 100, "stop") for each in seconds] + [Answered(1.0, failed=failed)] * bool(
            failed
        )
        return BenchReport({}, (level_of(tickets, answers, 1.0),)).goal

    assert goal(2.9, 2.9).endswith(": met")
    assert goal(1.0, 5.1).endswith(": not met"), "the slowest counts"
    assert goal(3.5, 3.5).endswith(": not met")
    assert goal(1.0, failed="glm_timeout").endswith(": not met"), "an answer that failed is no fast answer"
    assert goal(1.0, tickets=4) == ""


def test_the_ticket_is_read_as_it_is_drawn() -> None:
    photo, reading = label(7)
    assert photo.pixels.shape == (1500, 2000, 3)
    assert "S/N 00000007" in reading.text
    roles = {(spec.role, spec.name) for spec in bench_reply(7).specs}
    assert len(roles) >= 3, "voltage, current and power are typed"
    assert bench_reply(7).product_known


def test_no_model_is_said() -> None:
    with pytest.raises(SettingsError, match="off"):
        bench_model(Settings(glm="off"), [1])


@pytest.mark.slow
def test_the_command_measures_a_real_model(tiny_glm: Path) -> None:
    command = [sys.executable, "-m", "assist", "bench-model", "--tickets", "1,2", "--rounds", "1", "--tokens", "40"]
    env = {**os.environ, "ASSIST_GLM": f"local:{tiny_glm / 'taught'}", "ASSIST_GLM_THREADS": "1"}
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, cwd=ROOT, env=env, timeout=200)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["conditions"]["model"] == "taught" and report["conditions"]["device"] != "not told"
    one, two = report["levels"]
    assert (one["n"], two["n"], one["failed"], two["failed"]) == (1, 2, {}, {})
    assert one["prompt_tokens"] > 4000, "the whole prompt, its pictures in it"
    assert 0 < one["first_token"] < one["mean"] <= two["p99"]
