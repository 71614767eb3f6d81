"""Context: what is shown of a page is the found passage with its neighbours, as much as can be taken in at once."""

from __future__ import annotations

from collections.abc import Sequence

from assist.case.passages import Passage
from assist.library.context import LONGEST, READ, in_context, joined


def passage(n: int, text: str, *, page: int = 1, kind: str = "text", language: str = "en") -> Passage:
    return Passage(f"p{page}-{n}", "m", page, "", text, language, words=(10 * n, 10 * n + 10), kind=kind)


def shown(found: Sequence[Passage], library: Sequence[Passage]) -> tuple[Passage, ...]:
    return in_context(found, lambda manual, page: [p for p in library if (p.manual, p.page) == (manual, page)])


def test_a_passage_is_shown_with_the_one_before_and_the_one_after() -> None:
    page = [passage(0, "Open the flap."), passage(1, "Take the filter out."), passage(2, "Rinse it.")]
    (one,) = shown([page[1]], page)
    assert one.text == "Open the flap.\nTake the filter out.\nRinse it."
    assert one.words == (0, 30) and one.id == "p1-1"


def test_no_more_is_shown_than_can_be_taken_in() -> None:
    page = [passage(n, str(n) * 500) for n in range(5)]
    (one,) = shown([page[2]], page)
    assert len(one.text) <= LONGEST and one.text.startswith("2" * 500) and "3" * 500 in one.text


def test_a_passage_that_became_part_of_another_is_not_shown_again() -> None:
    page = [passage(0, "Open the flap."), passage(1, "Take the filter out.")]
    other = passage(0, "Weight: 2 kg", page=2)
    assert [p.id for p in shown([page[1], page[0], other], [*page, other])] == ["p1-1", "p2-0"]


def test_another_language_and_a_table_of_contents_stay_out() -> None:
    page = [passage(0, "Inhalt 1 2 3", kind="contents"), passage(1, "Open it."), passage(2, "Öffnen.", language="de")]
    assert [p.text for p in shown([page[1]], page)] == ["Open it."]


def test_only_the_first_ones_are_read_in_context() -> None:
    pages = [passage(n, f"{n}", page=page) for page in range(READ + 1) for n in range(2)]
    found = [p for p in pages if p.id.endswith("-0")]
    assert [len(p.text) for p in shown(found, pages)] == [3] * READ + [1]


def test_what_two_neighbours_share_is_said_once() -> None:
    assert joined("Code Meaning\nE1 Too hot", "Code Meaning\nE2 Too cold") == "Code Meaning\nE1 Too hot\nE2 Too cold"
    assert joined("Open the flap. Wait one minute.", "Wait one minute. Close it.") == (
        "Open the flap. Wait one minute. Close it."
    )


def test_a_passage_that_its_page_no_longer_has_is_shown_as_it_is() -> None:
    assert shown([passage(7, "gone")], [passage(0, "here")])[0].text == "gone"
