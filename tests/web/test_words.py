"""The page's texts: both languages complete, and nothing foreign gets out of its place."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from assist.case.reply import Band, Outcome, Step
from assist.case.text.language import SUPPORTED
from assist.web.words import LANGUAGES, script_json, words
from assist.wiring import open_phrases

PLACES = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_texts_and_facts() -> None:
    zh, en = words("zh").texts, words("en").texts
    singular = {key for key in en if key.endswith(".one")}  # Chinese has one form for any number
    assert set(zh) == set(en) - singular
    assert {key.removesuffix(".one") for key in singular} <= set(en)
    for key in zh:
        assert zh[key].strip() and en[key].strip(), key
        assert set(PLACES.findall(zh[key])) == set(PLACES.findall(en[key])), key


def test_chinese_texts_are_chinese() -> None:
    same = {key for key, text in words("zh").texts.items() if text == words("en").texts[key]}
    assert same == set()
    for key, text in words("zh").texts.items():
        if key != "top.other_language":
            assert re.search(r"[\u4e00-\u9fff]", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_band_outcome_and_step_has_its_words(language: str) -> None:
    texts = words(language).texts
    for group, members in (("band", Band), ("outcome", Outcome), ("step", Step), ("running", Step)):
        for member in members:
            assert f"{group}.{member.value}" in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_that_a_manual_may_be_in_has_a_name_on_the_page(language: str) -> None:
    named = {key for key in open_phrases().keys(language) if key.startswith("language.")} - {"language."}
    assert len(named) > len(SUPPORTED) and named <= set(words(language).texts)


def test_every_text_that_the_scripts_name_exists() -> None:
    folder = resources.files("assist.web").joinpath("assets")
    texts = words("en").texts
    for file in folder.iterdir():
        if file.name.endswith(".js"):
            for key in re.findall(r'word\("([a-z_.]+)"[,)]', file.read_text(encoding="utf-8")):
                assert key in texts, f"{file.name}: {key}"


def test_json_inside_a_script_cannot_end_it() -> None:
    assert "<" not in script_json({"a": "</script><!--"})
