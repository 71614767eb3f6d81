"""The quote is verbatim, short, and the part that answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assist.case.evidence import stands_in
from assist.case.passages import Passage
from assist.case.quoting import LONGEST, Asked, Quote, best_quote, sentences
from assist.wiring import open_glossary

MANUAL = (
    "Cleaning. Unplug the kettle before cleaning. Never immerse the base in water. "
    "Descale with 50 ml of white vinegar every 3 months.\nE04 Basket not detected: push it in until it clicks.",
    "The guarantee lasts 24 months from the date of purchase. Keep the receipt.",
)

GLOSSARY = open_glossary()


def quote_of(question: str, texts: tuple[str, ...] | list[str] = MANUAL, language: str = "en") -> Quote | None:
    passages = [Passage(str(i), "m", 1, "", text, "en") for i, text in enumerate(texts)]
    return best_quote(passages, [Asked(question, language)], GLOSSARY)


def test_the_sentence_that_holds_the_asked_words_is_quoted() -> None:
    quote = quote_of("how do I descale it with vinegar?")
    assert quote and quote.text == "Descale with 50 ml of white vinegar every 3 months."


def test_a_code_finds_its_row() -> None:
    quote = quote_of("it shows e4")
    assert quote and quote.text.startswith("E04 Basket not detected")


def test_a_later_passage_is_quoted_where_only_it_answers() -> None:
    quote = quote_of("how many months is the guarantee?")
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
    assert quote_of("a", ()) is None
    assert quote_of("a", ("", " \n ")) is None


@given(st.lists(st.text(alphabet="abc d.1,。电 \n", max_size=500), min_size=1, max_size=3))
def test_a_quote_is_always_verbatim_and_short(texts: list[str]) -> None:
    quote = quote_of("a 电", texts)
    if quote and any(ch.isalnum() for ch in quote.text):
        assert len(quote.text) <= LONGEST
        assert stands_in(quote.text, texts[quote.passage])
