"""Only what was proved is written, and the outcome says how far to rely on it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assist.case.compose import compose, judge, numbered
from assist.case.draft import Claim
from assist.case.evidence import Evidence
from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Passage
from assist.case.photo import Case, Flaw, Photo, Quality
from assist.case.product import ProductMatch, RunnerUp
from assist.case.question import Question
from assist.case.reading import Line, Reading
from assist.case.reply import Band, Outcome, Reply
from assist.case.specs import Source
from assist.case.text.language import SUPPORTED
from assist.case.text.phrases import Phrasebook
from assist.case.verdict import Judgement, Proof, Sentence, Verdict
from assist.wiring import open_phrases

PLACE = (Quad.of(Box(0.1, 0.1, 0.4, 0.2)),)
PASSAGE = Passage("x1", "m1", 7, "Descaling", "Descale with 50 ml of vinegar.", "en")
ON_PAGE = Evidence(Claim("", "Descale with 50 ml of vinegar.", Source("passage", "x1")), True, PLACE, "m1", 7)
ON_PHOTO = Evidence(Claim("", "220V~ 50Hz", Source("photo", "p1", 0)), True, PLACE)
UNPROVED = Evidence(Claim("", "lasts for ever", Source("passage", "x1")), False, why="not_on_page")
KNOWN = ProductMatch(("m1",), "Kettle K2", "K2")


@pytest.fixture(scope="module")
def phrases() -> Phrasebook:
    return open_phrases()


def photo(*flaws: Flaw, hopeless: bool = False) -> Photo:
    return Photo("p1", 800, 600, "JPEG", Quality(100, 90, 80, 0, flaws, hopeless))


def reply(**parts: object) -> Reply:
    base = Reply(Case("How do I descale it?"), match=KNOWN, found=Found((PASSAGE,), 0.9))
    return replace(base, **parts)  # type: ignore[arg-type]


def verdict(judgement: Judgement) -> Verdict:
    proofs = (Proof("220V~ 50Hz", Source("photo", "p1", 0)),) if judgement is not Judgement.UNCLEAR else ()
    ask = (Sentence("ask.label_photo"),) if judgement is Judgement.UNCLEAR else ()
    return Verdict(judgement, "mains", Sentence("conclusion.can"), proofs=proofs, ask=ask)


def test_a_proved_quote_is_cited_with_its_page_in_every_language(phrases: Phrasebook) -> None:
    for language in SUPPORTED:
        done = compose(reply(evidence=(ON_PAGE,), language=language), phrases)
        assert done.outcome is Outcome.ANSWERED
        assert ON_PAGE.claim.quote in done.text and "[1]" in done.text and "7" in done.text
        assert done.ask == ()


def test_an_unproved_quote_is_neither_written_nor_numbered(phrases: Phrasebook) -> None:
    done = compose(reply(evidence=(UNPROVED, ON_PAGE)), phrases)
    assert UNPROVED.claim.quote not in done.text
    assert [each.number for each in done.evidence] == [0, 1]


def test_a_quote_in_another_language_says_so(phrases: Phrasebook) -> None:
    text = compose(reply(evidence=(ON_PAGE,), language="de"), phrases).text
    assert phrases.say(Sentence("language.en"), "de") in text


def test_a_verdict_stands_only_if_every_one_of_its_prints_was_found(phrases: Phrasebook) -> None:
    case = Case("Works in Japan?", (photo(),))
    read = (Reading("p1", (Line("220V~ 50Hz", PLACE[0], 0.95),)),)
    whole = reply(case=case, verdict=verdict(Judgement.NO), evidence=(ON_PHOTO,), readings=read, match=ProductMatch())
    done = compose(whole, phrases)
    assert (done.outcome, done.verdict and done.verdict.judgement) == (Outcome.ANSWERED, Judgement.NO)
    for missing in ((UNPROVED,), (ON_PHOTO, UNPROVED), ()):
        proofs = whole.verdict.proofs if missing and whole.verdict else ()
        broken = replace(whole, evidence=missing, verdict=replace(verdict(Judgement.YES), proofs=proofs))
        done = compose(broken, phrases)
        assert done.verdict and done.verdict.judgement is Judgement.UNCLEAR
        assert done.outcome in (Outcome.ASK_BUYER, Outcome.UNVERIFIED)
        assert phrases.say(Sentence("ask.photo_again"), "en") in done.text
        assert phrases.say(Sentence("conclusion.yes"), "en") not in done.text


@pytest.mark.parametrize(("language", "between"), [("zh", "。"), ("ja", "。"), ("en", ". "), ("fr", ". ")])
def test_sentences_stand_apart_as_the_language_has_it(phrases: Phrasebook, language: str, between: str) -> None:
    yes = phrases.say(Sentence.of("conclusion.yes"), language).rstrip(".。")
    answered = compose(reply(evidence=(ON_PHOTO,), verdict=verdict(Judgement.YES), language=language), phrases)
    danger = compose(replace(answered, question=Question(danger=("fire",))), phrases)
    assert danger.outcome is Outcome.NEEDS_PERSON
    assert f"{yes}{between}{phrases.say(Sentence('conclusion.can'), language)}" in answered.text
    for done in (answered, danger):
        assert not re.search(r"。 (?!\[)", done.text), done.text


def test_an_undecided_yes_or_no_with_a_passage_is_for_checking_not_ready() -> None:
    undecided = reply(verdict=verdict(Judgement.UNCLEAR), evidence=numbered((ON_PAGE,)))
    assert judge(undecided).band is Band.CHECK


def test_without_a_known_product_a_passage_is_not_an_answer() -> None:
    assert judge(reply(match=ProductMatch(), evidence=numbered((ON_PAGE,)))) is Outcome.UNVERIFIED


def test_an_unclear_verdict_asks_the_buyer(phrases: Phrasebook) -> None:
    case = Case("Works?", (photo(),))
    done = compose(
        reply(case=case, verdict=verdict(Judgement.UNCLEAR), match=ProductMatch(), readings=(Reading("p1"),)), phrases
    )
    assert done.outcome is Outcome.ASK_BUYER
    assert phrases.say(Sentence("ask.label_photo"), "en") in done.text


@pytest.mark.parametrize("flaw", list(Flaw))
def test_an_unreadable_photo_is_said_to_be_so_with_the_reason(phrases: Phrasebook, flaw: Flaw) -> None:
    case = Case("Works?", (photo(flaw),))
    done = compose(reply(case=case, match=ProductMatch(), readings=(Reading("p1"),)), phrases)
    assert done.outcome is Outcome.UNREADABLE_PHOTO
    assert phrases.say(Sentence(f"ask.photo_{flaw.value}"), "en") in done.text


def test_a_photo_with_print_is_not_unreadable_whatever_its_flaws() -> None:
    line = Line("220V", PLACE[0], 0.9)
    case = Case("What is it?", (photo(Flaw.DARK),))
    assert judge(reply(case=case, match=ProductMatch(), readings=(Reading("p1", (line,)),))) is Outcome.UNVERIFIED


def test_several_products_are_named_in_the_question(phrases: Phrasebook) -> None:
    several = ProductMatch(runners_up=(RunnerUp("m1", "Kettle K2", 0.6), RunnerUp("m2", "Kettle K3", 0.6)))
    done = compose(reply(match=several), phrases)
    assert done.outcome is Outcome.WHICH_PRODUCT
    assert "Kettle K2" in done.text and "Kettle K3" in done.text


def test_passages_without_a_quote_that_answers_are_for_a_person_to_read_and_claim_nothing(phrases: Phrasebook) -> None:
    for language in SUPPORTED:
        done = compose(reply(language=language), phrases)
        assert done.outcome is Outcome.UNVERIFIED and done.outcome.band is Band.CHECK
        assert "[1]" not in done.text and phrases.say(Sentence("conclusion.unclear"), language) in done.text
        assert done.ask == (Sentence("ask.details"),)


@pytest.mark.parametrize("found", [Found((PASSAGE,), 0.1, silent=True), Found()], ids=["silent", "empty"])
def test_a_manual_that_says_nothing_of_it_is_said_to_and_nothing_is_claimed(phrases: Phrasebook, found: Found) -> None:
    done = compose(reply(found=found), phrases)
    assert done.outcome is Outcome.NOT_IN_MANUAL and done.outcome.band is Band.STOP
    assert "[1]" not in done.text and phrases.say(Sentence("not_in_manual"), "en") in done.text


def test_a_siblings_manual_is_no_manual_of_the_model_that_was_named(phrases: Phrasebook) -> None:
    other = ProductMatch(
        because=Sentence.of("product_other_model", model="K9"), runners_up=(RunnerUp("m1", "Kettle K2", 0.6),)
    )
    done = compose(reply(match=other), phrases)
    assert done.outcome is Outcome.NOT_IN_MANUAL and "K9" in done.text
    chosen = compose(reply(match=other, case=Case("How do I descale it?", manual="m1")), phrases)
    assert chosen.outcome is Outcome.UNVERIFIED


def test_a_refusal_says_what_was_looked_for_the_nearest_place_and_what_to_ask(phrases: Phrasebook) -> None:
    found = Found((PASSAGE,), 0.1, silent=True, sought=("app", "timer"), absent=("app",))
    for language in SUPPORTED:
        done = compose(reply(found=found, language=language), phrases)
        assert done.outcome is Outcome.NOT_IN_MANUAL
        told = {note.key: phrases.say(note, language) for note in done.notes}
        assert "“app”, “timer”" in told["note.sought"] and "“app”" in told["note.absent"]
        assert "7" in told["note.nearest"] and "timer" not in told["note.absent"]
        assert [ask.key for ask in done.ask] == ["ask.about"] and "“app”" in done.text


def test_a_refusal_for_another_reason_names_no_missing_words(phrases: Phrasebook) -> None:
    for found in (Found(), Found((PASSAGE,), 0.9, sought=("app",))):
        done = compose(reply(found=found), phrases)
        assert not [note for note in done.notes if note.key.startswith(("note.sought", "note.absent", "note.nearest"))]
        assert "“app”" not in done.text


def test_danger_goes_to_a_person_even_where_an_answer_stands(phrases: Phrasebook) -> None:
    done = compose(reply(question=Question(danger=("fire",)), evidence=(ON_PAGE,)), phrases)
    assert done.outcome is Outcome.NEEDS_PERSON
    assert "vinegar" not in done.text and phrases.say(Sentence("handoff.safety"), "en") in done.text


def test_a_manual_of_a_guessed_product_is_for_checking(phrases: Phrasebook) -> None:
    guessed = ProductMatch(("m1",), "Kettle K2", because=Sentence("product_because.kind"))
    done = compose(reply(match=guessed, evidence=(ON_PAGE,)), phrases)
    assert done.outcome is Outcome.UNVERIFIED
    assert phrases.say(Sentence("ask.product"), "en") in done.text


def test_a_photo_that_cannot_be_read_gives_no_yes_from_a_guessed_manual() -> None:
    guessed = ProductMatch(("m1",), "Kettle K2", because=Sentence("product_because.kind"))
    decided = Verdict(
        Judgement.YES, "mains", Sentence("conclusion.can"), proofs=(Proof("230 V", Source("passage", "x1")),)
    )
    case = Case("Works in Britain?", (photo(Flaw.DARK),))
    dark = reply(case=case, match=guessed, verdict=decided, evidence=numbered((ON_PAGE,)), readings=(Reading("p1"),))
    assert judge(dark) is Outcome.UNREADABLE_PHOTO
    message_alone = replace(dark, case=Case("Does the kettle work in Britain?"), readings=())
    assert judge(message_alone) is Outcome.UNVERIFIED


def test_a_photo_without_a_question_is_asked_about(phrases: Phrasebook) -> None:
    line = Line("220V", PLACE[0], 0.9)
    done = compose(reply(case=Case("", (photo(),)), readings=(Reading("p1", (line,)),), found=Found()), phrases)
    assert done.outcome is Outcome.ASK_BUYER
    assert phrases.say(Sentence("ask.details"), "en") in done.text


def test_the_shop_signs_every_reply(phrases: Phrasebook) -> None:
    assert compose(reply(evidence=(ON_PAGE,)), phrases, "Blue Whale").text.endswith("Blue Whale")
    assert compose(reply(question=Question(danger=("fire",))), phrases, "Blue Whale").text.endswith("Blue Whale")
