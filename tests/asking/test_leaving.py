"""What goes to another machine is told, and what is private in it is covered first."""

from __future__ import annotations

from assist.case.asking.leaving import told, without_strangers
from assist.case.asking.material import material_of
from assist.case.geometry import Box, Quad
from assist.case.photo import Case, Turn
from assist.case.privacy import COVER
from assist.case.reading import Code, Line, Reading
from assist.case.reply import Reply
from assist.case.specs import specs_of_reading
from tests.scripted_model import HERE, THERE

PLACE = Quad.of(Box(0.1, 0.1, 0.5, 0.15))
READING = Reading(
    "p1", (Line("INPUT 230V~ 50Hz", PLACE, 0.98), Line("Tel. +49 171 2345678", PLACE, 0.98)),
    (Code("EAN13", "4006381333931", PLACE),),
)  # fmt: skip
TICKET = Reply(
    Case(
        "Call me at +49 171 2345678: does it take 230 V?", context="jane.roe@example.org, order 4711",
        conversation=(Turn("I am john.doe@example.org"), Turn("Hello", "agent")),
    ),
    readings=(READING,), specs=specs_of_reading(READING),
)  # fmt: skip


def test_numbers_and_addresses_are_covered_everywhere_and_ratings_stay() -> None:
    sent = material_of(without_strangers(TICKET)).text("B0")
    for private in ("2345678", "jane.roe", "john.doe"):
        assert private not in sent
    for needed in ("INPUT 230V~ 50Hz", "does it take 230 V?", "order 4711", "4006381333931", "voltage", COVER):
        assert needed in sent


def test_covering_moves_no_line_so_that_ids_and_quotes_still_fit() -> None:
    covered = without_strangers(TICKET)
    assert len(covered.readings[0].lines) == 2 and covered.readings[0].lines[0] == READING.lines[0]
    assert len(covered.case.message) == len(TICKET.case.message)
    assert material_of(covered).sources["P1L2"] == material_of(TICKET).sources["P1L2"]


def test_only_another_machine_is_told_of_and_everything_that_goes_there() -> None:
    assert told(HERE, TICKET, (), masked=True) == ()
    assert told(THERE, TICKET, (), masked=True) == (
        "message (private parts covered) → glm.example:8000",
        "order and buyer (private parts covered) → glm.example:8000",
        "2 earlier messages (private parts covered) → glm.example:8000",
        "print of 1 photos (private parts covered) → glm.example:8000",
    )  # fmt: skip
    assert "message → glm.example:8000" in told(THERE, TICKET, (), masked=False)
