"""Missing: what the agent is told where nothing could be quoted: another part's value, a language hardly searched."""

from __future__ import annotations

from assist.case.missing import told_missing
from assist.case.passages import Found, Passage
from assist.case.photo import Case
from assist.case.reply import Outcome, Reply
from assist.case.text.language import SUPPORTED
from assist.wiring import open_phrases

NEAR = Passage("p", "m", 7, "", "Hűtő 5 W", "hu")


def told(outcome: Outcome, found: Found) -> list[str]:
    reply = Reply(case=Case(message="?"), language="en", outcome=outcome, found=found)
    return [note.key for note in told_missing(reply).notes]


def test_a_value_of_another_part_is_told_as_the_nearest_and_not_the_answer() -> None:
    found = Found((NEAR,), 0.6, apart=True)
    assert told(Outcome.UNVERIFIED, found) == ["note.apart", "note.nearest"]
    assert told(Outcome.ANSWERED, found) == []


def test_a_language_that_is_hardly_searched_is_named_with_the_nearest_page() -> None:
    found = Found((NEAR,), 0.2, foreign=("hu",), sought=("lid",))
    assert told(Outcome.UNVERIFIED, found) == ["note.foreign", "note.nearest"]
    silent = Found((NEAR,), 0.2, silent=True, foreign=("hu",), sought=("app",), absent=("app",))
    assert told(Outcome.NOT_IN_MANUAL, silent) == ["note.foreign", "note.sought", "note.absent", "note.nearest"]


def test_where_the_passages_were_searched_and_only_nothing_is_sure_nothing_is_added() -> None:
    assert told(Outcome.UNVERIFIED, Found((NEAR,), 0.6)) == []


def test_both_are_said_in_all_reply_languages() -> None:
    phrases = open_phrases()
    assert all({"note.apart", "note.foreign"} <= phrases.keys(language) for language in SUPPORTED)
