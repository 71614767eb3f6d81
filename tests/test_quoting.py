"""The quote is verbatim, short, and the part that answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assist.case.evidence import stands_in
from assist.case.quoting import LONGEST, best_quote, sentences, tokens

MANUAL = (
    "Cleaning. Unplug the kettle before cleaning. Never immerse the base in water. "
    "Descale with 50 ml of white vinegar every 3 months.\nE04 Basket not detected: push it in until it clicks.",
    "The guarantee lasts 24 months from the date of purchase. Keep the receipt.",
)


def test_the_sentence_that_holds_the_asked_words_is_quoted() -> None:
    quote = best_quote(MANUAL, {"descale": 1.0, "vinegar": 1.0})
    assert quote and quote.text == "Descale with 50 ml of white vinegar every 3 months."


def test_a_code_finds_its_row() -> None:
    quote = best_quote(MANUAL, {"E04": 3.0})
    assert quote and quote.text.startswith("E04 Basket not detected")


def test_a_later_passage_is_quoted_where_only_it_answers() -> None:
    quote = best_quote(MANUAL, {"guarantee": 1.0, "months": 0.2})
    assert quote and quote.passage == 1 and "24 months" in quote.text


def test_decimals_do_not_end_a_sentence() -> None:
    assert sentences("The cable is 1.5 m long and carries 2.4 A at most. Next one is here for sure.") == (
        "The cable is 1.5 m long and carries 2.4 A at most.",
        "Next one is here for sure.",
    )


def test_chinese_sentences_are_told_apart() -> None:
    assert sentences(
        "使用前请先仔细阅读本说明书的全部内容并妥善保管好以备日后查阅使用。请勿将本产品放入水中清洗，以免发生触电危险或损坏机器部件。"
    )[1].startswith("请勿")


def test_nothing_to_quote_is_none() -> None:
    assert best_quote((), {"a": 1.0}) is None
    assert best_quote(("", " \n "), {"a": 1.0}) is None


def test_tokens_fold_accents_and_keep_codes_whole() -> None:
    assert tokens("Température du four E-04") == ("temper", "du", "four", "e-04")
    assert tokens("充电器") == ("充电", "电器")


@given(st.lists(st.text(alphabet="abc d.1,。电 \n", max_size=500), min_size=1, max_size=3))
def test_a_quote_is_always_verbatim_and_short(texts: list[str]) -> None:
    quote = best_quote(texts, {"a": 1.0, "电": 1.0})
    if quote and any(ch.isalnum() for ch in quote.text):
        assert len(quote.text) <= LONGEST
        assert stands_in(quote.text, texts[quote.passage])
