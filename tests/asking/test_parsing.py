"""A model's answer is found in whatever it wrapped it in, or it is no answer."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.case.asking.forms import MOST_CLAIMS, AnswerForm, TextForm, begins_with, schema_of
from assist.case.asking.parsing import NotTheForm, growing, objects, parse

ANSWER = {
    "verdict": "yes",
    "because": "It says 230 V, {see} the label.",
    "claims": [{"text": "It takes 230 V.", "source": "P1L2", "quote": "230 V~", "region": None}],
    "reply": 'It takes 230 V [1]. "Quoted", too.',
    "ask": [],
}
BARE = json.dumps(ANSWER, ensure_ascii=False)
WRAPPED = {
    "bare": BARE,
    "behind thoughts": f"<think>I look at {{the}} label</think>\n{BARE}",
    "behind thoughts whose beginning a server kept": f"I look at the label</think>{BARE}",
    "in answer tags": f"<think>hm</think><answer>{BARE}</answer>",
    "in answer tags that were cut": f"<answer>{BARE}",
    "in box tokens": f"<|begin_of_box|>{BARE}<|end_of_box|>",
    "in a fence": f"Here it is:\n```json\n{BARE}\n```\nI hope that helps {{you}}.",
    "in a fence without a language": f"```\n{BARE}\n```",
    "in the middle of talk": f"Sure {{thing}}! {BARE} That is all.",
    "inside reasoning alone": f"<think>The answer must be {BARE}, I am done.</think>",
    "with trailing commas": BARE.replace("[]}", "[],}").replace("null}]", "null,},]"),
    "with line breaks inside strings": BARE.replace("It takes 230 V [1].", "It takes\n230 V [1]."),
}


@pytest.mark.parametrize("how", WRAPPED)
def test_an_answer_is_found(how: str) -> None:
    found = parse(WRAPPED[how], AnswerForm)
    assert (found.verdict, found.claims[0].quote, found.because) == ("yes", "230 V~", ANSWER["because"])
    assert " ".join(found.reply.split()) == ANSWER["reply"]


def test_of_several_objects_the_first_that_fits_is_taken() -> None:
    other = json.dumps({"note": "none"})
    assert parse(f"{other} {BARE}", AnswerForm).verdict == "yes"


def test_the_last_object_of_the_reasoning_is_its_conclusion() -> None:
    first = json.dumps({**ANSWER, "verdict": "no"})
    assert parse(f"<think>at first {first} but then {BARE}</think>", AnswerForm).verdict == "yes"


@pytest.mark.parametrize(
    "text", ["", "Yes, it works.", "{", "[1, 2]", BARE[:-20], "{'verdict': 'yes'}", "{" * 5000, '{"verdict": "banana"}']
)
def test_what_is_not_whole_and_valid_is_no_answer(text: str) -> None:
    with pytest.raises(NotTheForm):
        parse(text, AnswerForm)


def test_a_wrong_field_is_named_for_the_repair() -> None:
    with pytest.raises(NotTheForm, match="verdict"):
        parse(json.dumps({**ANSWER, "verdict": "perhaps so"}), AnswerForm)
    pixels = {"text": "", "source": "I1", "quote": "x", "region": [10, 10, 2400, 1200]}
    with pytest.raises(NotTheForm, match="0 to 1000"):
        parse(json.dumps({**ANSWER, "claims": [pixels]}), AnswerForm)
    many = [ANSWER["claims"][0]] * (MOST_CLAIMS + 1)  # type: ignore[index]
    with pytest.raises(NotTheForm, match="claims"):
        parse(json.dumps({**ANSWER, "claims": many}), AnswerForm)


@pytest.mark.parametrize(
    "written",
    [[1, 2, 30, 40], [[1, 2, 30, 40]], {"bbox_2d": [1, 2, 30, 40]}, [{"label": "x", "bbox_2d": [1, 2, 30, 40]}],
     "[[1, 2, 30, 40]]"],
)  # fmt: skip
def test_a_region_is_read_in_every_shape_that_is_written(written: Any) -> None:
    claim = {"text": "", "source": "i1", "quote": "", "region": written}
    found = parse(json.dumps({**ANSWER, "claims": [claim]}), AnswerForm).claims[0]
    assert (found.region, found.source) == ([1, 2, 30, 40], "I1")


@pytest.mark.parametrize(
    ("written", "verdict"), [("Ja", "yes"), (True, "yes"), ("否", "no"), (None, "none"), ("Unklar.", "unclear")]
)
def test_a_verdict_in_other_words_is_understood(written: Any, verdict: str) -> None:
    assert parse(json.dumps({**ANSWER, "verdict": written}), AnswerForm).verdict == verdict


def test_tokens_that_leak_into_texts_are_dropped() -> None:
    leaked = {**ANSWER, "reply": "<|begin_of_box|>It does [1].<|end_of_box|>", "because": "</think> the label"}
    found = parse(json.dumps(leaked), AnswerForm)
    assert (found.reply, found.because) == ("It does [1].", "the label")


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060", "\ufe0f", "\u202e", "<|begin_of_box|>"])
def test_what_is_not_seen_is_taken_out_of_every_text_lists_too(hidden: str) -> None:
    split = f"re{hidden}fund"
    written = {**ANSWER, "reply": split, "because": split, "ask": [split, "Which?"]}
    written["claims"] = [{"text": split, "source": "P1L1", "quote": split}]
    found = parse(json.dumps(written), AnswerForm)
    assert {found.reply, found.because, found.ask[0], found.claims[0].text, found.claims[0].quote} == {"refund"}


@pytest.mark.parametrize(
    "region", ["[NaN, 0, 10, 10]", "[0, 0, Infinity, 1]", "[-Infinity, 0, 1, 1]", "[1e400, 0, 1, 1]"]
)
def test_a_region_of_numbers_that_are_none_is_no_region(region: str) -> None:
    text = json.dumps({**ANSWER, "claims": [{"source": "I1", "quote": "x", "region": "HERE"}]})
    with pytest.raises(NotTheForm, match=r"four plain numbers|finite"):
        parse(text.replace('"HERE"', region), AnswerForm)


@pytest.mark.parametrize("loop", ['\\"', '{\\"', '{"', "{", ", ", '"a\\"{'])
def test_a_long_answer_of_a_model_in_a_loop_is_given_up_in_reasonable_time(loop: str) -> None:
    before = time.process_time()
    with pytest.raises(NotTheForm):
        parse('{"reply": "' + loop * (16000 // len(loop)), AnswerForm)
    # 1.5 s and more where each quote was looked through to the end (2 slow cores); far under 1 s since.
    assert time.process_time() - before < 1.2


def test_the_reply_is_seen_while_it_is_written() -> None:
    seen = [growing(BARE[:end]).get("reply", "") for end in range(len(BARE) + 1)]
    grown = [text for text in seen if text]
    assert grown[-1] == ANSWER["reply"] and len(set(grown)) > 10
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(grown))
    assert growing(f"<think>{BARE[:80]}") == {} and growing(f"<think>x</think>{BARE}")["verdict"] == "yes"


@given(st.text(max_size=300))
def test_no_text_breaks_the_parser(text: str) -> None:
    list(objects(text))
    growing(text)
    growing('{"reply": "' + text)


def test_the_schema_wants_every_key_and_no_other_in_the_order_of_writing() -> None:
    schema = schema_of(AnswerForm)
    assert schema["required"] == ["verdict", "because", "claims", "reply", "ask"]
    assert schema["additionalProperties"] is False and "maxLength" not in json.dumps(schema)
    assert schema["$defs"]["ClaimForm"]["required"] == ["text", "source", "quote", "region"]
    assert schema_of(TextForm)["required"] == ["text"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Yes, it does.", "yes"), ("Ja.", "yes"), ("Sí, funciona", "yes"), ("是的，可以", "yes"), ("可以使用", "yes"),
        ("はい、使えます", "yes"), ("No, sorry", "no"), ("Nein", "no"), ("不可以", "no"), ("нет", "no"),
        ("Now it works", ""), ("Janitors", ""), ("Note that", ""), ("It works", ""), ("", ""), ("Notre notice", ""),
    ],
)  # fmt: skip
def test_a_reply_that_begins_with_yes_or_no_is_told(text: str, word: str) -> None:
    assert begins_with(text) == word
