"""A model of this machine: a tiny one of the real architecture, loaded and asked as the real one is."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from assist.case.generation import Generated, Picture, Request
from assist.engines.glm.local import LocalModel
from assist.engines.glm.local_engine import quantised
from assist.engines.glm.local_processor import EDGE_PER_TOKEN, FEWEST_TOKENS, edge_for
from assist.engines.glm.local_turns import Turns
from assist.engines.glm.trial import trial
from assist.errors import EngineError, EngineUnavailable
from tests.glm.tiny_glm import (
    COLOUR_QUESTION,
    COLOURS,
    COUNT_ANSWER,
    COUNT_QUESTION,
    EXAM,
    JSON_ANSWER,
    JSON_QUESTION,
    ROOM,
    SYSTEM,
    ask,
    picture,
)

slow = pytest.mark.slow
ENDLESS = {"type": "string", "minLength": 3000}
"""A schema that no short answer fits."""


def last(model: LocalModel, request: Request) -> Generated:
    *_, end = model.generate(request)
    return end


@pytest.fixture(scope="module")
def taught(tiny_glm: Path) -> Iterator[LocalModel]:
    model = LocalModel(str(tiny_glm / "taught"), threads=1)
    yield model
    model.close()


@pytest.fixture(scope="module")
def untaught(tiny_glm: Path) -> Iterator[LocalModel]:
    """Random weights: whatever it says, it says for no reason."""
    model = LocalModel(str(tiny_glm / "random"), threads=1)
    yield model
    model.close()


def test_the_engine_loads_nothing_heavy_into_this_process() -> None:
    code = (
        "import sys\nfrom assist.engines.glm import local\nlocal.LocalModel('nowhere')\n"
        "print([name for name in ('torch', 'transformers', 'llguidance', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@slow
def test_what_it_is_is_known_once_it_is_loaded(taught: LocalModel) -> None:
    info = taught.info()
    assert (info.name, info.engine, info.where, info.remote) == ("taught", "transformers", "", False)
    assert info.sees and info.grounds and info.schema
    assert info.device in ("cpu float32", "cpu bfloat16") or info.device.startswith("cuda")
    assert taught.pid and not psutil.Process(taught.pid).net_connections(), "a folder's model talks to nobody"


@slow
@pytest.mark.parametrize("colour", COLOURS)
def test_a_photo_is_seen_whatever_its_shape(taught: LocalModel, colour: str) -> None:
    for shape in ((112, 112), (90, 150), (640, 480)):
        end = last(taught, ask(COLOUR_QUESTION, picture(colour, *shape)))
        assert (end.text, end.finish) == (colour, "stop")


@slow
@pytest.mark.parametrize("system", ["", SYSTEM])
def test_taught_answers_come_back_exactly(taught: LocalModel, system: str) -> None:
    for question, answer in EXAM:
        if question == COLOUR_QUESTION:
            continue
        end = last(taught, ask(question, picture("red"), system=system))
        assert (end.text, end.finish) == (answer, "stop")
        assert end.tokens == len(answer) + 1 and end.prompt_tokens > len(question)
        assert 0 < end.first_token <= end.seconds


@slow
def test_the_text_grows_and_the_same_question_gets_the_same_answer(untaught: LocalModel) -> None:
    request = ask("Tell me.", picture("blue"), schema=ENDLESS, max_tokens=150)
    steps = list(untaught.generate(request))
    assert len({step.text for step in steps}) > 3, "it streams"
    assert all(after.text.startswith(before.text) for before, after in pairwise(steps))
    assert all(not step.finish for step in steps[:-1])
    assert last(untaught, request).text == steps[-1].text, "greedy, though the folder's own settings sample"


@slow
def test_several_pictures_share_their_tokens_and_later_turns_are_in_the_prompt(taught: LocalModel) -> None:
    def tokens(*pictures: Picture, **more: Any) -> int:
        return last(taught, ask("?", *pictures, max_tokens=1, **more)).prompt_tokens

    none, large, small = tokens(), picture("red", 1200, 900), picture("red", 112, 112)
    assert FEWEST_TOKENS < tokens(large) - none <= 16 + 2, "two marks stand around a picture"
    assert 80 < tokens(large, image_tokens=100) - none <= 100 + 2
    assert 60 < tokens(large, small, image_tokens=100) - none <= 100 + 4
    assert tokens(small, small, image_tokens=1600) - none == 2 * (16 + 2), "nothing is made larger"
    assert tokens(earlier=(("assistant", "{bad"), ("user", "This is no JSON."))) > none + 20


class Box(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: Literal["plug", "标签"]
    box: list[int] = Field(min_length=4, max_length=4)


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    verdict: Literal["yes", "no", "unclear"]
    reply: str = Field(max_length=24)
    boxes: list[Box] = Field(max_length=2)


@slow
@pytest.mark.parametrize("question", ["Which plug?", "Welcher Stecker?", "插头是什么？"])
def test_random_weights_answer_in_the_schema(untaught: LocalModel, question: str) -> None:
    request = ask(question, picture("green"), schema=Answer.model_json_schema(), max_tokens=300)
    end = last(untaught, request)
    assert end.finish == "stop"
    Answer.model_validate_json(end.text, strict=True)


@slow
def test_a_schema_bends_a_taught_answer_and_only_as_far_as_it_must(taught: LocalModel) -> None:
    def held(values: list[str]) -> str:
        schema = {
            "type": "object", "properties": {"answer": {"enum": values}}, "required": ["answer"],
            "additionalProperties": False,
        }  # fmt: skip
        return last(taught, ask(JSON_QUESTION, picture("red"), schema=schema)).text

    assert held(["yes", "no"]) == JSON_ANSWER
    assert json.loads(held(["yes", "perhaps"]))["answer"] in ("yes", "perhaps")


@slow
def test_what_cannot_be_asked_is_refused_and_the_next_question_is_answered(taught: LocalModel) -> None:
    refused = {
        "glm_schema": ask("?", schema={"type": "object", "properties": {"a": {"type": "nonsense"}}}),
        "glm_picture": ask("?", Picture(b"no picture", "image/png", 10, 10)),
        "glm_prompt_too_long": ask("?" * 2 * ROOM),
    }
    for code, request in refused.items():
        with pytest.raises(EngineError) as caught:
            last(taught, request)
        assert caught.value.code == code
    assert last(taught, ask(COUNT_QUESTION, picture("red"))).text == COUNT_ANSWER


@slow
def test_an_answer_that_repeats_itself_is_ended_and_a_long_one_is_cut(untaught: LocalModel) -> None:
    again = {"type": "array", "items": {"const": "again"}, "minItems": 400}
    looping = last(untaught, ask("Say it again.", schema=again, max_tokens=4000))
    assert looping.finish == "loop"
    assert 200 <= looping.tokens < 600
    cut = last(untaught, ask("Say it again.", schema=ENDLESS, max_tokens=20))
    assert (cut.finish, cut.tokens) == ("length", 20)


@slow
def test_closing_the_answer_stops_the_tokens(untaught: LocalModel, caplog: pytest.LogCaptureFixture) -> None:
    answer = untaught.generate(ask("Say it again.", schema=ENDLESS, max_tokens=4000))
    while not next(answer).tokens:
        continue
    answer.close()
    assert untaught.pid
    with caplog.at_level(logging.DEBUG, "assist.engines.glm.local"):
        assert last(untaught, ask("?", max_tokens=1)).finish == "length"
    (ended,) = [record.args for record in caplog.records if "nobody wanted" in record.message]
    assert ended and ended[0] < 2000, "of 4000"


@slow
def test_who_waits_is_told_the_place_and_the_time_and_is_answered_in_order(taught: LocalModel) -> None:
    last(taught, ask(COUNT_QUESTION, picture("red")))
    request = ask(COLOUR_QUESTION, picture("green"))
    first, second, third, fourth = (taught.generate(request) for _ in range(4))
    next(first)
    assert next(second).waiting == 1
    waits = next(third), next(fourth)
    assert [wait.waiting for wait in waits] == [2, 3]
    assert waits[1].expected >= waits[0].expected >= 0, "rounded: a fast machine waits 0 s"
    third.close()
    assert next(fourth).waiting == 2, "who goes leaves the queue"
    for answer in (first, second, fourth):
        assert list(answer)[-1].text == "green"


@slow
def test_a_dead_process_is_an_error_and_the_next_question_starts_another(untaught: LocalModel) -> None:
    answer = untaught.generate(ask("Say it again.", schema=ENDLESS, max_tokens=4000))
    while not next(answer).tokens:
        continue
    killed = untaught.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(EngineUnavailable) as caught:
        list(answer)
    assert caught.value.code == "glm_died"
    steps = list(untaught.generate(ask("?", max_tokens=1)))
    assert steps[-1].finish == "length" and untaught.pid != killed
    assert len(steps) > 2, "it shows signs of life while it loads"


@slow
def test_the_process_ends_with_the_one_that_started_it(tiny_glm: Path) -> None:
    code = (
        "import sys\nfrom assist.engines.glm.local import LocalModel\nfrom tests.glm.tiny_glm import ask\n"
        "model = LocalModel(sys.argv[1], threads=1)\n"
        "endless = {'type': 'string', 'minLength': 9000}\n"
        "for step in model.generate(ask('Say it again.', schema=endless, max_tokens=9000)):\n"
        "    if step.tokens:\n        print(model.pid, flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(tiny_glm / "random")]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    child.wait(timeout=20)
    assert not child.is_running()


@slow
def test_who_takes_too_long_is_stopped_and_the_process_lives_on(tiny_glm: Path) -> None:
    model = LocalModel(str(tiny_glm / "random"), threads=1, timeout=2.0, decoding="authors")
    try:
        with pytest.raises(EngineUnavailable) as caught:
            last(model, ask("Say it again.", max_tokens=6000, schema={"type": "string", "minLength": 6000}))
        assert caught.value.code == "glm_timeout"
        pid = model.pid
        assert last(model, ask("?", max_tokens=1)).finish == "length"
        assert pid and model.pid == pid
    finally:
        model.close()
    with pytest.raises(EngineUnavailable) as closed:
        last(model, ask("?"))
    assert closed.value.code == "glm_closed"


@slow
def test_a_folder_that_cannot_be_used_is_refused_in_words(tiny_glm: Path, tmp_path: Path) -> None:
    def refusal(folder: Path) -> EngineUnavailable:
        model = LocalModel(str(folder))
        try:
            with pytest.raises(EngineUnavailable) as caught:
                list(model.generate(ask("?")))
            with pytest.raises(EngineUnavailable, match=str(caught.value)):
                model.info()
            return caught.value
        finally:
            model.close()

    def like(name: str) -> Path:
        return Path(shutil.copytree(tiny_glm / "random", tmp_path / name))

    assert "there is no such folder" in str(refusal(tmp_path / "nowhere"))
    blind = like("blind")
    (blind / "preprocessor_config.json").unlink()
    assert refusal(blind).code == "glm_not_vision"
    other = like("other")
    config = json.loads((other / "config.json").read_text())
    (other / "config.json").write_text(json.dumps({**config, "model_type": "glm4"}))
    assert refusal(other).code == "glm_not_vision"
    assert "server" in refusal(other).help


@slow
def test_a_template_that_drops_pictures_is_found_out(tiny_glm: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_glm / "random", tmp_path / "dropping"))
    template = folder / "chat_template.jinja"
    whole = template.read_text(encoding="utf-8")
    template.write_text(whole.replace("<|begin_of_image|><|image|><|end_of_image|>", ""), encoding="utf-8")
    model = LocalModel(str(folder), threads=1)
    with pytest.raises(EngineUnavailable, match="a test picture") as caught:
        model.info()
    assert caught.value.code == "glm_not_vision"
    assert model.pid is None, "the process is gone"
    model.close()


@slow
def test_missing_weights_are_not_made_up(tiny_glm: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = Path(shutil.copytree(tiny_glm / "random", tmp_path / "holes"))
    weights = load_file(folder / "model.safetensors")
    weights.pop(next(name for name in weights if name.endswith("down_proj.weight")))
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    model = LocalModel(str(folder), threads=1)
    with pytest.raises(EngineUnavailable, match="1 of its weights are missing"):
        model.info()
    model.close()


@slow
def test_weights_that_do_not_fit_are_refused_before_they_are_read(tiny_glm: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_glm / "random", tmp_path / "giant"))
    config = json.loads((folder / "config.json").read_text())
    config["text_config"].update(hidden_size=65536, intermediate_size=262144, num_hidden_layers=8)
    config["vision_config"].update(out_hidden_size=65536)
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").unlink()
    model = LocalModel(str(folder), threads=1)
    with pytest.raises(EngineUnavailable, match=r"take \d{4}\.\d GB, and .* GB are free") as caught:
        model.info()
    assert caught.value.code == "glm_memory" and "int4" in caught.value.help
    model.close()


@pytest.mark.parametrize(("kind", "package"), [("int8", "torchao"), ("int4", "bitsandbytes")])
def test_a_quantisation_without_its_package_is_refused_in_words(kind: str, package: str) -> None:
    with pytest.raises(EngineUnavailable, match=package) as caught:
        quantised(kind, found=lambda name: None)
    assert "quantised" in caught.value.help
    assert quantised("none", found=lambda name: None) is None


@slow
@pytest.mark.parametrize(("kind", "package"), [("int8", "torchao"), ("int4", "bitsandbytes")])
def test_a_quantised_model_still_sees(tiny_glm: Path, kind: str, package: str) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed (extra `quantised`)")
    model = LocalModel(str(tiny_glm / "taught"), quantization=kind, threads=1)
    try:
        for colour in COLOURS:
            assert last(model, ask(COLOUR_QUESTION, picture(colour))).text == colour
    finally:
        model.close()


@given(
    st.lists(st.tuples(st.integers(28, 4000), st.integers(28, 4000)), min_size=1, max_size=5),
    st.integers(5 * FEWEST_TOKENS, 6000),
)
def test_pictures_together_never_take_more_than_the_budget(sizes: list[tuple[int, int]], budget: int) -> None:
    each = edge_for(sizes, budget) // EDGE_PER_TOKEN
    whole = [-(-width // 28) * -(-height // 28) for width, height in sizes]
    taken = [min(tokens, each) for tokens in whole]
    assert sum(taken) <= budget
    if sum(whole) <= budget:
        assert taken == whole, "nothing is shrunk without need"
    else:
        assert sum(taken) > budget - len(sizes), "and nothing is wasted"


def test_turns_know_the_time_to_be_expected() -> None:
    now = [0.0]
    turns = Turns(clock=lambda: now[0])
    first, second, third = turns.join(), turns.join(), turns.join()
    assert [turns.ahead(turn, 0) for turn in (first, second, third)] == [0, 1, 2]
    assert turns.expected(third) == 0, "nothing is known yet"
    now[0] = 4.0
    turns.leave(first, finished=True)
    assert turns.ahead(second, 0) == 0
    now[0] = 5.0
    assert turns.expected(third) == 3.0, "four seconds each, one is over"
    turns.leave(second, finished=False)
    assert turns.ahead(third, 0) == 0
    assert turns.expected(third) == 0


@slow
def test_a_trial_says_what_a_model_of_this_machine_does_and_how_fast(taught: LocalModel) -> None:
    seen = trial(taught, lambda: 0.42)
    assert seen.info.engine == "transformers" and seen.shown == "4444"
    assert not seen.sees and "4444" not in seen.said, "three colours are all that it was taught"
    assert seen.hello.seconds >= seen.hello.first_token > 0
