"""Wishes on a reply: what templates can do, what a model does, what is struck out, and undo."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from assist.case.asking.refining import Wish
from assist.case.draft import Draft
from assist.case.reply import Reply
from assist.case.text.courtesy import SPOKEN, Tone, asking, retoned
from assist.case.text.language import SUPPORTED
from assist.case.text.phrases import Phrasebook
from assist.case.verdict import Sentence
from assist.desk.refining import VERSIONS_KEPT
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.web import cards
from assist.web.words import words
from assist.wiring import open_phrases
from tests.web.small import answer, label_photo, small_house
from tests.web.tickets.scripted import Rewriter

ASKED = "How do I reset the VX-20 charger?"


@pytest.fixture(scope="module")
def phrases() -> Phrasebook:
    return open_phrases()


def answered(desk: Desk) -> str:
    ticket = desk.open().id
    desk.write(ticket, {"message": ASKED})
    desk.add_photo(ticket, label_photo(), "label.jpg")
    list(desk.answer(ticket))
    return ticket


def wish(desk: Desk, ticket: str, wanted: Wish, **more: str) -> str:
    text = desk.rewriting.text(ticket)
    *_, last = desk.rewriting.refine(ticket, text, wanted, **more)
    return last.text


@contextmanager
def desk_with(folder: Path, rewriter: Rewriter) -> Iterator[tuple[Desk, str]]:
    with small_house(folder, refiner=rewriter) as (desk, _):
        yield desk, answered(desk)


@pytest.mark.parametrize("language", SUPPORTED)
def test_courtesies_are_exchanged_in_every_language_and_nothing_else_is(phrases: Phrasebook, language: str) -> None:
    body = "“wait thirty seconds” [1]\n\nMy own words, 12 V."
    plain = retoned(body, phrases, language, Tone.PLAIN, photos=1, closes=True, signature="Blue Whale")
    assert plain != body and phrases.say(Sentence("thanks.photo"), language) in plain
    seen = set()
    for tone in SPOKEN:
        changed = retoned(plain, phrases, language, tone, photos=0, closes=False)
        seen.add(changed)
        assert body in changed
        assert retoned(changed, phrases, language, Tone.PLAIN, photos=0, closes=False) == plain, "and back again"
        assert retoned(changed, phrases, language, Tone.SHORT, photos=0, closes=False) == body
    assert len(seen) == len(SPOKEN)


def test_shorter_warmer_and_formal_keep_marks_and_the_agents_words(desk: Desk) -> None:
    ticket = answered(desk)
    draft = desk.rewriting.text(ticket)
    edited = draft.replace("\n\nIf you have", "\n\nMy own sentence.\n\nIf you have")
    desk.write(ticket, {"edited": edited})
    short = wish(desk, ticket, Wish.SHORTER)
    assert short.startswith("According to the label") and short.endswith("My own sentence.") and "[2]" in short
    warm, formal = wish(desk, ticket, Wish.WARMER), wish(desk, ticket, Wish.FORMAL)
    assert warm.startswith("Hello there,\nThank you so much for the photo!") and "My own sentence." in warm
    assert formal.startswith("Dear customer,") and "Hello there" not in formal and "[2]" in formal


def test_a_template_reply_is_translated_by_its_sentences_and_the_quote_stays(desk: Desk) -> None:
    ticket = answered(desk)
    desk.write(ticket, {"edited": desk.rewriting.text(ticket) + "\n\nWarm regards, Ann"})
    *_, done = desk.rewriting.refine(ticket, desk.rewriting.text(ticket), Wish.TRANSLATE, language="de")
    assert "„wait thirty seconds“ [2]" in done.text and done.text.startswith("Guten Tag,\nvielen Dank")
    assert done.own == ("Warm regards, Ann",) and done.text.endswith("Warm regards, Ann")
    assert desk.ticket(ticket).said == "de"
    gloss = desk.rewriting.gloss(ticket, done.text, "zh")
    assert gloss is not None and gloss.text.startswith("您好，\n感谢您发来的照片。") and "[2]" in gloss.text
    assert gloss.own == ("Warm regards, Ann",)
    assert wish(desk, ticket, Wish.FORMAL).startswith("Sehr geehrte Damen und Herren,")


def test_a_question_is_put_before_the_closing_and_only_once(desk: Desk, phrases: Phrasebook) -> None:
    ticket = answered(desk)
    asked = wish(desk, ticket, Wish.ASK, detail="ask.label_photo")
    question = phrases.say(Sentence("ask.label_photo"), "en")
    assert asked.index(question) < asked.index(phrases.say(Sentence("closing"), "en"))
    assert asking(asked, question, phrases, "en") == asked


def test_every_wish_is_taken_back_one_after_the_other(desk: Desk) -> None:
    ticket = answered(desk)
    texts = [desk.rewriting.text(ticket)]
    for wanted in (Wish.WARMER, Wish.SHORTER):
        texts.append(wish(desk, ticket, wanted))
    texts.append(wish(desk, ticket, Wish.TRANSLATE, language="fr"))
    assert len(set(texts)) == 4 and desk.ticket(ticket).said == "fr"
    for before in reversed(texts[:-1]):
        assert desk.rewriting.undo(ticket) == before
    assert desk.ticket(ticket).versions == () and desk.ticket(ticket).said == "en"
    assert desk.rewriting.undo(ticket) == texts[0], "once more changes nothing"
    for _ in range(VERSIONS_KEPT + 3):
        wish(desk, ticket, Wish.WARMER), wish(desk, ticket, Wish.FORMAL)
    assert len(desk.ticket(ticket).versions) == VERSIONS_KEPT


def test_wishes_and_undo_outlive_the_program(tmp_path: Path) -> None:
    with small_house(tmp_path) as (desk, _):
        ticket = answered(desk)
        before = desk.rewriting.text(ticket)
        after = wish(desk, ticket, Wish.TRANSLATE, language="ja")
    with small_house(tmp_path) as (desk, _):
        assert desk.rewriting.text(ticket) == after and desk.ticket(ticket).said == "ja"
        assert desk.rewriting.undo(ticket) == before


def test_without_a_model_a_free_wish_is_refused_and_nothing_is_lost(desk: Desk) -> None:
    ticket = answered(desk)
    before = desk.rewriting.text(ticket)
    assert not desk.rewriting.free
    for wanted, more in ((Wish.FREE, {"detail": "in verse"}), (Wish.ASK, {"detail": "their shoe size"})):
        with pytest.raises(InputError) as refused:
            wish(desk, ticket, wanted, **more)
        assert refused.value.code == "wish_unknown" and desk.rewriting.text(ticket) == before
    with pytest.raises(InputError):
        wish(desk, desk.open().id, Wish.SHORTER)
    with pytest.raises(InputError):
        wish(desk, ticket, Wish.TRANSLATE, language="tlh")


def test_what_a_model_wrote_without_proof_is_struck_out_and_said(tmp_path: Path) -> None:
    with desk_with(tmp_path, Rewriter()) as (desk, ticket):
        *_, done = desk.rewriting.refine(ticket, "Wait.", Wish.FREE, detail="It takes 500 hours.")
        assert done.struck == ("It takes 500 hours.",) and "500" not in done.text
        assert desk.rewriting.text(ticket) == "WAIT." and desk.rewriting.last(ticket) == done
        reply = desk.reply(ticket)
        assert reply is not None and reply.left_machine == ("reply",), "what left the machine is kept with the reply"


def test_a_wish_that_is_cancelled_or_fails_leaves_the_text_as_it_was(tmp_path: Path) -> None:
    rewriter = Rewriter(pause=0.05)
    with desk_with(tmp_path, rewriter) as (desk, ticket):
        before = desk.rewriting.text(ticket)
        seen: list[str] = []
        growing = desk.rewriting.refine(ticket, before, Wish.SHORTER)
        watcher = threading.Thread(target=lambda: seen.extend(one.text for one in growing))
        watcher.start()
        until = time.monotonic() + 30
        while not seen and time.monotonic() < until:
            time.sleep(0.01)
        desk.cancel(ticket)
        watcher.join(30)
        assert seen and not watcher.is_alive() and rewriter.closed.wait(30)
        assert desk.rewriting.text(ticket) == before and desk.ticket(ticket).versions == ()
        rewriter.pause, rewriter.fails = 0.0, True
        *_, failed = desk.rewriting.refine(ticket, before, Wish.SHORTER)
        assert failed.failed and failed.notes and desk.rewriting.text(ticket) == before


def test_a_models_translation_is_what_the_next_wish_starts_from(tmp_path: Path) -> None:
    rewriter = Rewriter()
    with desk_with(tmp_path, rewriter) as (desk, ticket):
        wish(desk, ticket, Wish.TRANSLATE, language="es")
        wish(desk, ticket, Wish.WARMER)
        assert [(name, language) for name, _, language in rewriter.wished] == [("translate", "en"), ("warmer", "es")]
        text = desk.rewriting.text(ticket)
        *_, back = desk.rewriting.translate(ticket, text, "en")
        assert back.text == f"<en> {text}" and desk.rewriting.text(ticket) == text, "a gloss is never the reply"


def test_a_new_draft_starts_without_the_wishes_of_the_old_one(desk: Desk) -> None:
    ticket = answered(desk)
    wish(desk, ticket, Wish.WARMER)
    last = list(desk.answer(ticket))[-1]
    assert desk.ticket(ticket).versions == () and desk.rewriting.text(ticket) == last.text
    assert desk.rewriting.last(ticket) is None


def modelled(reply: Reply) -> Generator[Draft, None, None]:
    """Writes words of its own for what the ordinary draft claims."""
    done = list(answer(reply))[-1]
    yield replace(done, engine="scripted", text="Unplug it and wait thirty seconds [1].")


def test_a_models_own_words_are_not_taken_for_templates(tmp_path: Path) -> None:
    with small_house(tmp_path, modelled, refiner=Rewriter()) as (desk, _):
        ticket = desk.open().id
        desk.write(ticket, {"message": ASKED})
        written = list(desk.answer(ticket))[-1].text
        assert "Unplug it and wait thirty seconds. [1]" in written
        assert desk.rewriting.gloss(ticket, written, "zh") is None


def test_a_models_words_are_to_be_read_before_they_are_sent_and_undo_gives_ready_back(tmp_path: Path) -> None:
    def card() -> str:
        texts = words("en")
        return cards.status(desk.reply(ticket), texts, desk.say, lambda manual: "", desk.ticket(ticket))

    said = "the wording is the model"
    with desk_with(tmp_path, Rewriter()) as (desk, ticket):
        wish(desk, ticket, Wish.ASK, detail="ask.label_photo")
        assert 'data-band="ready"' in card() and said not in card(), "a shipped question is no model's"
        wish(desk, ticket, Wish.SHORTER)
        assert 'data-band="check"' in card() and card().count(said) == 1
        wish(desk, ticket, Wish.ASK, detail="ask.plug")
        assert desk.ticket(ticket).reworded, "a template changes nothing of that"
    with small_house(tmp_path) as (desk, _):
        assert 'data-band="check"' in card()
        desk.rewriting.undo(ticket)
        assert 'data-band="check"' in card()
        desk.rewriting.undo(ticket)
        assert 'data-band="ready"' in card() and said not in card()
    with small_house(tmp_path, refiner=Rewriter()) as (desk, _):
        wish(desk, ticket, Wish.SHORTER)
        assert desk.ticket(ticket).reworded
        list(desk.answer(ticket))
        assert 'data-band="ready"' in card() and not desk.ticket(ticket).reworded
