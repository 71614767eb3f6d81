"""What a page shows of a run that fails or that another page ended: never unchecked words, never work without end."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assist.case.asking.refining import Refined, Wish
from assist.case.reply import Reply
from assist.desk.tickets import Desk
from assist.errors import EngineUnavailable
from assist.web.answer import AnswerTab
from assist.web.words import words
from tests.web.small import small_house
from tests.web.tickets.scripted import Rewriter, Slow

ASKED = "How do I reset the VX-20 charger?"
ANYBODY: Any = SimpleNamespace(scope={})  # a request without a gate in front: whoever sits at this machine
WISHED = json.dumps({"wish": "shorter"})


@dataclass
class Breaking(Rewriter):
    """Writes half a sentence that nothing supports, and breaks."""

    error: Exception = field(default_factory=ZeroDivisionError)

    def refine(
        self, reply: Reply, text: str, wish: Wish, *, detail: str = "", language: str = ""
    ) -> Generator[Refined, None, None]:
        yield Refined("It runs on 500 V and")
        raise self.error


@contextmanager
def tab_with(folder: Path, slow: Slow, rewriter: Rewriter | None = None) -> Iterator[tuple[AnswerTab, Desk, str]]:
    with small_house(folder, slow, refiner=rewriter) as (desk, _):
        ticket = desk.open().id
        desk.write(ticket, {"message": ASKED})
        yield AnswerTab(desk, words("en")), desk, ticket
        slow.free.set()


def watching(shown: Iterator[list[Any]]) -> tuple[threading.Thread, list[list[Any]]]:
    """A page that takes what a handler gives it."""
    seen: list[list[Any]] = []
    watcher = threading.Thread(target=lambda: seen.extend(shown))
    watcher.start()
    return watcher, seen


@pytest.mark.parametrize("error", [EngineUnavailable("The model does not answer."), ZeroDivisionError("a fault")])
def test_a_rewriting_that_breaks_leaves_the_words_from_before_it(tmp_path: Path, error: Exception) -> None:
    with tab_with(tmp_path, Slow(), Breaking(error=error)) as (tab, desk, ticket):
        text = list(desk.answer(ticket))[-1].text
        growing, last = list(tab.refine(desk.ticket(ticket), text, WISHED))
        assert growing[1]["value"] == "It runs on 500 V and" and not growing[1]["interactive"]
        card, said, aside = last
        assert said["value"] == text and said["interactive"]
        assert 'data-band="ready"' in card and 'role="alert"' in aside and "unchecked" not in aside


def test_a_page_whose_run_was_ended_elsewhere_shows_what_stands_there(tmp_path: Path) -> None:
    slow = Slow(stuck=True)
    with tab_with(tmp_path, slow) as (tab, desk, ticket):
        watcher, seen = watching(tab.answer(desk.ticket(ticket), ASKED, ""))
        assert slow.writing.wait(10)
        desk.add_message(ticket, "It blinks red.")
        watcher.join(5)
        assert not watcher.is_alive() and 'data-band="running"' in seen[-2][0]
        assert 'data-band="idle"' in seen[-1][0] and seen[-1][2]["interactive"] and seen[-1][2]["value"] == ""
        assert list(tab.watch(desk.ticket(ticket)))[-1][0] == seen[-1][0], "a page that comes too late is told as well"


def test_a_page_whose_run_was_replaced_follows_the_newer_one(tmp_path: Path) -> None:
    slow = Slow(stuck=True)
    with tab_with(tmp_path, slow) as (tab, desk, ticket):
        watcher, seen = watching(tab.answer(desk.ticket(ticket), ASKED, ""))
        assert slow.writing.wait(10)
        slow.stuck = False
        text = list(desk.answer(ticket))[-1].text
        watcher.join(5)
        assert not watcher.is_alive()
        assert 'data-band="ready"' in seen[-1][0] and seen[-1][2]["value"] == text and seen[-1][2]["interactive"]
