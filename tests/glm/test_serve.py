"""The tiny model behind `transformers serve`, a real process, asked through the client of all servers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from assist.engines.glm.server import ServerModel
from tests.glm.tiny_glm import (
    COLOUR_QUESTION,
    COLOURS,
    COUNT_ANSWER,
    COUNT_QUESTION,
    JSON_ANSWER,
    JSON_QUESTION,
    ask,
    picture,
)

pytestmark = pytest.mark.slow
START_SECONDS = 120.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """The server's process, and clients for its two models."""

    process: psutil.Process
    taught: ServerModel
    untaught: ServerModel


@pytest.fixture(scope="module")
def served(tiny_glm: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    cache = tmp_path_factory.mktemp("hub")  # without one the list of models is an error
    env = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(cache), "OMP_NUM_THREADS": "1"}
    log = (tmp_path_factory.mktemp("serve") / "log").open("w+")
    command = [sys.executable, "-m", "tests.glm.serve_tiny", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    models = [
        ServerModel(f"http://127.0.0.1:{port}", str(tiny_glm / name), timeout=60.0, silence=60.0)
        for name in ("taught", "random")
    ]
    try:
        until = time.monotonic() + START_SECONDS
        while not is_up(port):
            if process.poll() is not None or time.monotonic() > until:
                log.seek(0)
                pytest.fail(f"transformers serve did not start: {log.read()[-2000:]}")
            time.sleep(0.2)
        yield Served(psutil.Process(process.pid), *models)
    finally:
        for model in models:
            model.close()
        process.kill()
        process.wait()
        log.close()


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_what_it_is_and_can_do_is_found_out(served: Served) -> None:
    probe = served.taught.probe()
    info = served.taught.info()
    assert probe.picture_tokens > 0 and not probe.refused
    assert info.engine == "transformers-serve" and info.where.startswith("127.0.0.1:")
    assert not info.remote
    assert not info.schema, "it takes a schema and ignores it"
    assert not info.sees, "it knows three colours and cannot read"


@pytest.mark.parametrize("colour", COLOURS)
def test_a_photo_is_seen_over_the_wire(served: Served, colour: str) -> None:
    end = served.taught.ask(ask(COLOUR_QUESTION, picture(colour)))
    assert (end.text, end.finish) == (colour, "stop")


def test_taught_answers_stream_as_they_are(served: Served) -> None:
    for question, answer in ((COUNT_QUESTION, COUNT_ANSWER), (JSON_QUESTION, JSON_ANSWER)):
        steps = list(served.taught.generate(ask(question, picture("red"))))
        assert (steps[-1].text, steps[-1].finish) == (answer, "stop")
        assert all(answer.startswith(step.text) for step in steps)
        assert steps[-1].tokens > 0 and steps[-1].prompt_tokens > len(question)


def test_several_at_once_get_each_their_own(served: Served) -> None:
    colours = [*COLOURS, *COLOURS]
    with ThreadPoolExecutor(len(colours)) as pool:
        said = list(pool.map(lambda colour: served.taught.ask(ask(COLOUR_QUESTION, picture(colour))).text, colours))
    assert said == colours


def test_an_answer_is_cut_at_its_length(served: Served) -> None:
    end = served.taught.ask(ask(COUNT_QUESTION, picture("red"), max_tokens=5))
    assert (end.text, end.finish) == (COUNT_ANSWER[:5], "length")


def test_closing_the_answer_stops_the_server(served: Served) -> None:
    def spent(seconds: float) -> float:
        before = served.process.cpu_times().user
        time.sleep(seconds)
        return served.process.cpu_times().user - before

    rambling = ask("Say it again.", max_tokens=6000)
    answer = served.untaught.generate(rambling)
    while not next(answer).text:
        continue
    busy = spent(1.0)
    answer.close()
    time.sleep(1.0)
    assert spent(1.0) < busy / 4, "nothing goes on behind"
    cut = served.untaught.ask(replace(rambling, max_tokens=200))
    assert (cut.finish, cut.tokens) == ("length", 200), "left alone, it does not stop by itself"
