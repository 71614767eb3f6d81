"""Verdicts over labels written for the tests, in many languages; none may let harm happen."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from assist.case.geometry import Box, Quad
from assist.case.photo import Case, Turn
from assist.case.question import Question, understand
from assist.case.reading import Line, Reading
from assist.case.specs import specs_of_reading
from assist.case.tables import parse_tables
from assist.case.text.phrases import parse_phrases
from assist.case.verdict import Judgement, Verdict, decide
from tests.specs.cases import CASES
from tests.specs.traps import TRAPS

DATA = Path(__file__).resolve().parents[2] / "assist" / "case" / "data"
LANGUAGES = ("zh", "en", "de", "es", "fr", "it", "ja", "ru", "pt")
WHOLE = Quad.of(Box(0, 0, 1, 1))
TABLES = parse_tables(lambda name: (DATA / name).read_text(encoding="utf-8"))


def reading_of(lines: list[str]) -> Reading:
    return Reading("photo", tuple(Line(text, WHOLE, 0.9) for text in lines))


@cache
def _judged(lines: tuple[str, ...], message: str, context: str) -> tuple[Question, Verdict | None]:
    reading = reading_of(list(lines))
    question = understand(Case(message=message, context=context), "en", TABLES)
    return question, decide(question, (reading,), specs_of_reading(reading), (), TABLES)


def judged(lines: list[str], message: str, context: str) -> tuple[Question, Verdict | None]:
    """The question and its verdict; judged once for all tests of a run that look at the same label and message."""
    return _judged(tuple(lines), message, context)


@pytest.mark.parametrize(("lines", "message", "context", "expected"), CASES, ids=[case[1] for case in CASES])
def test_a_label_and_a_question_are_judged_as_a_careful_person_would(
    lines: list[str], message: str, context: str, expected: str
) -> None:
    question, verdict = judged(lines, message, context)
    assert question.yes_no
    assert verdict is not None
    assert verdict.judgement.value == expected, (verdict.rule, verdict.because)


@pytest.mark.parametrize(("lines", "message", "context"), TRAPS, ids=[trap[1] for trap in TRAPS])
def test_a_label_that_misleads_never_makes_a_yes(lines: list[str], message: str, context: str) -> None:
    _, verdict = judged(lines, message, context)
    assert verdict is not None
    assert verdict.judgement is not Judgement.YES, (verdict.rule, verdict.proofs)


def test_the_input_is_asked_for_before_the_plug() -> None:
    _, verdict = judged(
        ["SWITCHING ADAPTER", "OUTPUT: 12V⎓ 1.5A"], "Is it OK to plug this into the wall in Switzerland?", ""
    )
    assert verdict is not None
    assert [ask.key for ask in verdict.ask] == ["ask.input", "ask.plug"]


@pytest.mark.parametrize(("lines", "message", "context", "expected"), CASES, ids=[case[1] for case in CASES])
def test_without_a_print_there_is_never_a_yes_or_no_and_always_a_question(
    lines: list[str], message: str, context: str, expected: str
) -> None:
    _, verdict = judged([], message, context)
    assert verdict is not None
    assert verdict.judgement is Judgement.UNCLEAR
    assert verdict.ask
    assert not verdict.proofs


def test_every_yes_and_no_rests_on_words_of_the_print() -> None:
    for lines, message, context, _ in CASES:
        _, verdict = judged(lines, message, context)
        assert verdict is not None
        if verdict.judgement is Judgement.UNCLEAR:
            continue
        assert verdict.proofs, message
        for proof in verdict.proofs:
            assert proof.quote in lines[proof.source.line], (message, proof)


def test_every_sentence_of_a_verdict_is_there_in_nine_languages() -> None:
    names = [path.name for path in (DATA / "phrases").glob("verdict.*.json")]
    phrases = parse_phrases(lambda name: (DATA / "phrases" / name).read_text(encoding="utf-8"), names)
    keys = phrases.keys("en")
    for language in LANGUAGES:
        assert phrases.keys(language) == keys
        for key in keys:
            assert phrases.facts(key, language) == phrases.facts(key, "en"), (language, key)
    for lines, message, context, _ in CASES:
        for verdict in (judged(lines, message, context)[1], judged([], message, context)[1]):
            assert verdict is not None
            given = {name for name, _ in verdict.because.facts}
            if verdict.judgement is not Judgement.UNCLEAR:
                assert phrases.facts(verdict.because.key, "en") <= given, verdict
            assert {verdict.because.key, *(ask.key for ask in verdict.ask)} <= keys


def test_the_topics_ask_only_for_what_can_be_said() -> None:
    keys = json.loads((DATA / "phrases" / "verdict.en.json").read_text(encoding="utf-8"))
    rows = json.loads((DATA / "topics.json").read_text(encoding="utf-8"))["topics"]
    assert {row["ask"] for row in rows if "ask" in row} <= set(keys)
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "message",
    [
        "how many watts does it take?",
        "Wie viel wiegt das Gerät?",
        "¿Cuánto mide?",
        "Combien pèse-t-il ?",
        "Quanto pesa?",
        "这个多重？",
        "重さはどれくらいですか",
        "Сколько весит?",
        "what does the blinking light mean",
        "where is the label",
        "sleep current of the E18 board?",
        "KVX 20 where is the fuse?",
        "UV-K5 как вернуть заводские настройки?",
    ],
)
def test_a_wish_for_a_fact_is_no_yes_or_no_question(message: str) -> None:
    question = understand(Case(message=message), "en", TABLES)
    assert not question.yes_no
    assert decide(question, (), (), (), TABLES) is None


@pytest.mark.parametrize(
    ("message", "danger"),
    [
        ("The charger caught fire last night", "fire"),
        ("It burned my hand", "burn"),
        ("smoke came out of it", "smoke"),
        ("the battery is swollen", "swelling"),
        ("I want a refund", "refund"),
        ("my lawyer will contact you", "legal"),
        ("Das Netzteil raucht", "smoke"),
        ("Ich habe einen Stromschlag bekommen", "shock"),
        ("Akku ist aufgebläht", "swelling"),
        ("Se incendió el enchufe", "fire"),
        ("Me quemé la mano", "burn"),
        ("Quiero un reembolso", "refund"),
        ("La batterie est gonflée", "swelling"),
        ("ça sent le brûlé", "burn"),
        ("je vais porter plainte", "legal"),
        ("è esploso", "fire"),
        ("ho preso la scossa", "shock"),
        ("voglio il rimborso", "refund"),
        ("充电的时候冒烟了", "smoke"),
        ("电池鼓包了", "swelling"),
        ("我要退款，不然投诉12315", "legal"),
        ("被烫伤了", "burn"),
        ("発火しました", "fire"),
        ("感電した", "shock"),
        ("バッテリーが膨らんでいる", "swelling"),
        ("返金してください", "refund"),
        ("Розетка загорелась", "fire"),
        ("Меня ударило током", "shock"),
        ("Верните деньги", "refund"),
        ("A bateria inchou", "swelling"),
        ("pegou fogo", "fire"),
        ("vou ao Procon", "legal"),
    ],
)
def test_words_of_harm_make_a_person_decide(message: str, danger: str) -> None:
    assert danger in understand(Case(message=message), "en", TABLES).danger


@pytest.mark.parametrize("case", CASES, ids=[case[1] for case in CASES])
def test_an_ordinary_question_is_no_danger(case: tuple[list[str], str, str, str]) -> None:
    _, message, context, _ = case
    assert understand(Case(message=message, context=context), "en", TABLES).danger == ()


def test_what_the_buyer_said_before_stays_known() -> None:
    case = Case(message="and does it work there?", conversation=(Turn("I live in Germany"), Turn("Hello", "agent")))
    question = understand(case, "en", TABLES)
    assert question.country is not None
    assert question.country.code == "DE"


def test_a_manuals_voltage_answers_for_a_country_but_a_boards_rail_does_not() -> None:
    from assist.case.passages import Passage

    passage = Passage("p", "m", 1, "", "Power source: 230-240 V, 50 Hz. The IO pins work with 5V.", "en")
    abroad = understand(Case(message="can I use it in Taiwan?"), "en", TABLES)
    refused = decide(abroad, (), (), (passage,), TABLES)
    assert refused is not None
    assert refused.judgement is Judgement.NO
    assert refused.proofs[0].quote in passage.text
    pins = understand(Case(message="can I connect 5 V to the IO?"), "en", TABLES)
    left = decide(pins, (), (), (passage,), TABLES)
    assert left is not None
    assert left.judgement is Judgement.UNCLEAR


def test_no_denies_in_spanish_and_is_a_preposition_in_portuguese() -> None:
    told = {
        line: verdict.judgement
        for line in (
            "Terreno plano, no limite exterior da área, à sombra.",
            "Não usar no exterior",
            "No usar en el exterior",
        )
        if (verdict := judged([line], "darf er im Garten stehen?", "")[1])
    }
    assert list(told.values()) == [Judgement.UNCLEAR, Judgement.NO, Judgement.NO]


def test_a_symbol_read_as_a_letter_is_no_part_of_the_quote() -> None:
    _, verdict = judged(["A 不可漂白", "P 常规干洗"], "可以送去干洗吗", "")
    assert verdict and verdict.judgement is Judgement.YES
    assert [proof.quote for proof in verdict.proofs] == ["常规干洗"]


@pytest.mark.parametrize(
    ("line", "message", "quote"),
    [
        (
            "Spray the plants evenly once each day in the morning only. Discontinue use 24 hours prior to harvest.",
            "we harvest in 10 hours, can I still spray?",
            "Discontinue use 24 hours prior to harvest.",
        ),
        (
            "Garder dans un endroit frais et toujours bien se Peut supporter le gel",
            "stood in the shed all winter at -15, still good?",
            "Peut supporter le gel",
        ),
    ],
)
def test_of_a_long_line_the_sentence_that_decides_is_quoted(line: str, message: str, quote: str) -> None:
    _, verdict = judged([line], message, "")
    assert verdict and verdict.judgement is not Judgement.UNCLEAR
    assert [proof.quote for proof in verdict.proofs] == [quote]


def test_of_equal_parts_the_largest_print_is_shown() -> None:
    places = (Box(0.8, 0.1, 0.9, 0.12), Box(0.1, 0.1, 0.25, 0.13), Box(0.1, 0.2, 0.25, 0.23))
    texts = ("16A 250VAC", "16A 250VAC", "SK RELAY")
    reading = Reading("p", tuple(Line(text, Quad.of(at), 0.99) for text, at in zip(texts, places, strict=True)))
    question = understand(Case(message="Will the relay switch 10 A at 230 V?"), "en", TABLES)
    verdict = decide(question, (reading,), specs_of_reading(reading), (), TABLES)
    assert verdict is not None and verdict.judgement is Judgement.YES
    assert {proof.source.line for proof in verdict.proofs} == {1}


def test_a_phrase_over_two_lines_shows_the_one_that_says_it() -> None:
    _, verdict = judged(["Engrais", "Non soluble", "dans l'eau"], "can I dissolve it in the watering can", "")
    assert verdict is not None and verdict.judgement is Judgement.NO
    assert [proof.quote for proof in verdict.proofs] == ["Non soluble"]
