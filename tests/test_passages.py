"""Pages become passages: in reading order, under their heading, in one piece, and nothing lost."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from assist.case.evidence import find_words
from assist.case.page.packing import pack_page, unpack_page
from assist.case.passages import Page, Passage
from assist.case.text.language import detect
from assist.engines.pdf import Pdf
from assist.library.ingest import cut_all
from assist.library.passages import LONGEST
from tests.pdf_files import Sheet, lines, pdf, say

_TEXT = (
    "Clean the filter once a month. Switch the appliance off first and pull the plug. Rinse the filter under "
    "lukewarm water and let it dry completely before you put it back. Never use solvents or a dishwasher."
)
PROSE = _TEXT.split()


def pages_of(data: bytes) -> list[Page]:
    with Pdf(data) as opened:
        return [opened.text_page(number) for number in range(1, opened.pages + 1)]


def cut(data: bytes) -> list[tuple[Page, tuple[Passage, ...]]]:
    pages = pages_of(data)
    return list(cut_all(lambda: pages))


def passages(data: bytes) -> list[Passage]:
    return [passage for _, found in cut(data) for passage in found]


def wrapped(x: float, y: float, words: list[str], per_line: int = 9) -> str:
    return lines(x, y, [" ".join(words[k : k + per_line]) for k in range(0, len(words), per_line)])


def test_a_passage_stands_under_its_heading_and_keeps_whole_sentences() -> None:
    data = pdf(say(60, 780, "Cleaning", 18, "F2") + wrapped(60, 750, PROSE))
    (passage,) = passages(data)
    assert passage.heading == "Cleaning"
    assert passage.text.startswith("Cleaning\nClean the filter once a month.")
    assert passage.text.endswith("Never use solvents or a dishwasher.")
    assert passage.language == "en"


def test_a_heading_is_kept_on_the_next_page() -> None:
    first, second = cut(
        pdf(say(60, 780, "Cleaning", 18, "F2") + wrapped(60, 750, PROSE), wrapped(60, 780, [*PROSE, *PROSE]))
    )
    assert first[1][0].heading == second[1][0].heading == "Cleaning"
    assert "Cleaning" not in second[1][0].text


def test_a_long_section_is_cut_between_sentences_and_nothing_is_lost() -> None:
    words = [word for _ in range(12) for word in PROSE]
    page, found = cut(pdf(wrapped(60, 800, words)))[0]
    assert len(found) > 2
    for passage in found:
        assert len(passage.text) <= LONGEST * 1.1
        assert passage.text[0].isupper() and passage.text[-1] == "."
        first, last = passage.words
        assert "".join(w.text for w in page.words[first:last]) == "".join(passage.text.split())
    assert found[0].words[0] == 0 and found[-1].words[1] == len(page.words)
    assert all(a.words[1] >= b.words[0] for a, b in itertools.pairwise(found))


def test_passages_never_leave_their_page() -> None:
    found = passages(pdf(wrapped(60, 780, PROSE[:20]), wrapped(60, 780, PROSE[20:])))
    assert [passage.page for passage in found] == [1, 2]


def test_running_heads_and_page_numbers_are_in_no_passage_but_the_number_is_kept() -> None:
    sheets = [
        say(60, 815, "XY-100 User manual", 9) + wrapped(60, 700, PROSE) + say(290, 25, str(number), 9)
        for number in range(5, 10)
    ]
    result = cut(pdf(*sheets))
    assert [page.label for page, _ in result] == ["5", "6", "7", "8", "9"]
    for _, found in result:
        assert "User manual" not in found[0].text
        assert not found[0].text.rstrip(".").endswith(("5", "6", "7", "8", "9"))


def table(rows: list[tuple[str, ...]], xs: tuple[int, ...], y: float = 700, step: float = 20) -> str:
    return "".join(say(x, y - k * step, cell) for k, row in enumerate(rows) for x, cell in zip(xs, row, strict=True))


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Rated voltage", "220-240 V"), ("Rated current", "10 A"), ("Max. load", "2300 W"), ("Weight", "0.2 kg")]
    (passage,) = passages(pdf(table(rows, (60, 300))))
    assert passage.text.splitlines() == [" ".join(row) for row in rows]
    assert passage.kind == "table"


def test_a_wrapped_cell_stays_with_its_row() -> None:
    content = (
        say(60, 700, "E04") + lines(150, 700, ["Water does not drain", "from the drum."], leading=12)
        + lines(350, 700, ["Clean the pump", "and check the hose."], leading=12)
        + say(60, 650, "E05") + say(150, 650, "Door is open.") + say(350, 650, "Close the door.")
        + say(60, 600, "E06") + say(150, 600, "Motor is hot.") + say(350, 600, "Wait an hour.")
    )  # fmt: skip
    assert [passage.text for passage in passages(pdf(content))] == [
        "E04 Water does not drain from the drum. Clean the pump and check the hose.",
        "E05 Door is open. Close the door.",
        "E06 Motor is hot. Wait an hour.",
    ]


def test_rows_of_a_long_table_carry_its_header() -> None:
    rows = [("Code", "Meaning", "What to do")]
    rows += [
        (f"E{k:02}", f"Sensor {k} does not answer to the board", f"Check plug {k} on the board") for k in range(24)
    ]
    found = passages(pdf(table(rows, (60, 130, 380))))
    assert len(found) > 1
    assert all(passage.text.startswith("Code Meaning What to do\n") for passage in found)
    assert sum(passage.text.count("\nE") for passage in found) == 24


def test_two_tables_with_the_same_columns_keep_their_own_headers() -> None:
    codes = [("Code", "Meaning", "What to do")]
    codes += [(f"E{k:02}", f"Sensor {k} does not answer to the board", f"Check plug {k} now") for k in range(12)]
    parts = [("Part", "Description", "Where it sits")]
    parts += [(f"P-{k:02}", f"Screw {k} with its washer for the lid", f"Left side, hole {k}") for k in range(12)]
    content = table(codes, (60, 130, 380), y=800) + table(parts, (60, 130, 380), y=500)
    found = passages(pdf(content))
    assert any("P-11" in passage.text for passage in found) and any("E11" in passage.text for passage in found)
    for passage in found:
        head = "Part Description Where it sits" if "P-" in passage.text else "Code Meaning What to do"
        assert passage.text.splitlines()[0] == head


def test_a_word_broken_inside_a_cell_is_whole_in_the_passage() -> None:
    content = (
        say(60, 700, "E04") + lines(150, 700, ["Ask the service for main-", "tenance of the appliance."], leading=12)
        + lines(350, 700, ["Order JK-", "B1A24S"], leading=12)
        + say(60, 650, "E05") + say(150, 650, "Door is open.") + say(350, 650, "Close the door.")
        + say(60, 600, "E06") + say(150, 600, "Motor is hot.") + say(350, 600, "Wait an hour.")
    )  # fmt: skip
    (page,) = pages_of(pdf(content))
    passage, *_ = passages(pdf(content))
    assert "Ask the service for maintenance of the appliance. Order JK-B1A24S" in passage.text
    assert unpack_page(pack_page(page)).lines == page.lines
    assert find_words("service for maintenance of", page.words)


def test_ruled_cells_are_not_joined_across_a_line() -> None:
    grid = "".join(f"{x} 560 m {x} 720 l S\n" for x in (50, 158, 270)) + "".join(
        f"50 {y} m 270 {y} l S\n" for y in range(560, 721, 40)
    )
    cells = [
        ("Input voltage range", "Output"),
        ("100-240 V, 50/60 Hz", "5 V"),
        ("Plug of type C and F", "USB"),
        ("Colour", "white"),
    ]
    content = "".join(say(55, 700 - 40 * k, a) + say(161, 700 - 40 * k, b) for k, (a, b) in enumerate(cells))
    with Pdf(pdf(grid + content)) as opened:
        page = opened.text_page(1)
    assert [len(line.cells) for line in page.lines] == [2, 2, 2, 2]


def test_a_list_is_a_list_and_its_bullets_are_not_said() -> None:
    items = ["Unplug the charger.", "Wait for ten minutes.", "Plug it in again."]
    content = "".join(say(60, 700 - 16 * k, "•") + say(85, 700 - 16 * k, item) for k, item in enumerate(items))
    (passage,) = passages(pdf(content))
    assert passage.text.splitlines() == items
    assert passage.kind == "text"


def test_a_table_of_contents_is_known_as_one() -> None:
    entries = "".join(
        say(60, 780 - 18 * k, f"Chapter about thing {k} ..............") + say(500, 780 - 18 * k, str(3 + 2 * k))
        for k in range(9)
    )
    assert {passage.kind for passage in passages(pdf(entries))} == {"contents"}


def test_two_printed_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    left = wrapped(40, 500, ["Left", *PROSE], per_line=6) + table([("A", "1 V"), ("B", "2 V")], (40, 200), 300)
    right = wrapped(460, 500, ["Right", *PROSE], per_line=6) + table([("C", "3 V"), ("D", "4 V")], (460, 640), 300)
    (page,) = pages_of(pdf(Sheet(left + right, media=(0, 0, 842, 595))))
    said = " ".join(word.text for word in page.words)
    assert said.index("B 2 V") < said.index("Right")
    assert said.endswith("D 4 V")


def test_chinese_is_joined_without_spaces_and_cut_at_its_own_full_stops() -> None:
    sentence = "请勿在潮湿的环境中使用本产品，以免发生触电危险。"
    content = "".join(say(60, 780 - 18 * k, sentence, 12, "F3") for k in range(30))
    found = passages(pdf(content))
    assert len(found) > 1
    assert all(p.text.startswith("请勿") and p.text.endswith("。") and " " not in p.text for p in found)
    assert {p.language for p in found} == {"zh"}


def test_each_passage_of_a_booklet_has_its_language() -> None:
    said = "Ziehen Sie den Netzstecker, bevor Sie das Gerät reinigen. Verwenden Sie keine Lösungsmittel."
    german = said.split()
    english = say(60, 780, "Cleaning", 18, "F2") + wrapped(60, 750, [*PROSE, *PROSE])
    found = passages(pdf(english + say(60, 500, "Reinigung", 18, "F2") + wrapped(60, 470, german * 3)))
    assert [passage.language for passage in found] == ["en", "de"]


def test_the_same_file_gives_the_same_ids() -> None:
    data = pdf(wrapped(60, 780, PROSE), wrapped(60, 780, PROSE))
    first, again = passages(data), passages(data)
    assert [p.id for p in first] == [p.id for p in again]
    assert len({p.id for p in first}) == len(first) == 2


def test_a_page_with_nothing_but_its_number_is_not_dropped_silently() -> None:
    result = cut(pdf(wrapped(60, 700, PROSE), say(290, 25, "2")))
    assert result[1][0].warnings == ("no_passage",)


def test_a_page_survives_packing() -> None:
    (page,) = pages_of(pdf(say(60, 780, "Cleaning", 18, "F2") + wrapped(60, 750, PROSE)))
    again = unpack_page(pack_page(page))
    assert again.lines == page.lines
    assert [word.text for word in again.words] == [word.text for word in page.words]
    assert max(abs(a - b) for v, w in zip(again.words, page.words, strict=True)
               for a, b in zip(v.box.as_tuple(), w.box.as_tuple(), strict=True)) < 1e-5  # fmt: skip


def test_the_language_of_prose_is_known() -> None:
    assert detect(" ".join(PROSE)) == "en"


def ruled(xs: Sequence[int], ys: Sequence[int], *, upright: bool = True) -> str:
    """The lines of a table, in points from the bottom left."""
    across = [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    down = [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs] if upright else []
    return "\n".join(["0.5 w", *across, *down, ""])


def rows_on(page: Page) -> list[list[str]]:
    """The cells of each line; a line of text is one cell."""
    said = []
    for line in page.lines:
        edges = [*line.cells, line.words[1]] if line.cells else list(line.words)
        said.append([" ".join(w.text for w in page.words[a:b]) for a, b in itertools.pairwise(edges)])
    return said


PROGRAMMES = ruled([60, 200, 260, 340, 520], [640, 660, 680, 700]) + "".join(
    say(64, y, a, 10) + say(204, y, b, 10) + say(264, y, c, 10) + say(344, y, d, 10)
    for y, a, b, c, d in (
        (686, "Programme", "Time", "Degrees", "Amount"),
        (666, "Chips", "18 min", "200 C", "300-800 g, shake once"),
        (646, "Fish fillet", "12 min", "180 C", "300-500 g, oil lightly"),
    )
)
CODES = (
    ruled([60, 110, 250, 520], [500, 560, 580]) + say(64, 566, "Code", 10) + say(114, 566, "Cause", 10)
    + say(254, 566, "Remedy", 10) + lines(254, 548, ["Let it cool for 20 minutes, take the basket out and",
    "remove food or paper from the grille. If E04 comes", "again, call customer service, who will", "help."], 10, 12)
    + lines(114, 536, ["Fan blocked or does", "not turn"], 10, 12) + say(64, 530, "E04", 10)
)  # fmt: skip


def test_two_drawn_tables_on_one_page_keep_their_own_columns_and_the_text_between_them() -> None:
    between = say(60, 610, "A code is shown and the appliance stops heating. Pull the plug first.", 11)
    (page,) = pages_of(pdf(PROGRAMMES + between + CODES))
    assert rows_on(page) == [
        ["Programme", "Time", "Degrees", "Amount"],
        ["Chips", "18 min", "200 C", "300-800 g, shake once"],
        ["Fish fillet", "12 min", "180 C", "300-500 g, oil lightly"],
        ["A code is shown and the appliance stops heating. Pull the plug first."],
        ["Code", "Cause", "Remedy"],
        ["E04", "Fan blocked or does not turn", "Let it cool for 20 minutes, take the basket out and remove food or "
         "paper from the grille. If E04 comes again, call customer service, who will help."],
    ]  # fmt: skip
    assert len({line.block for line in page.lines}) == 3


def test_a_drawn_row_is_quoted_in_one_piece() -> None:
    found = passages(pdf(CODES))
    assert any("E04 Fan blocked or does not turn Let it cool for 20 minutes, take" in p.text for p in found)


def test_cells_drawn_as_filled_boxes_are_cells() -> None:
    boxes = "".join(f"0.9 g {x} {y} {w} 38 re f 0 g\n" for y in (700, 660, 620) for x, w in ((60, 98), (160, 300)))
    data = pdf(
        boxes
        + "".join(say(64, y + 16, name, 10) for y, name in ((700, "E1"), (660, "E2"), (620, "E3")))
        + "".join(
            lines(164, y + 24, ["Switch the appliance off and", "call the service"], 10, 12) for y in (700, 660, 620)
        )
    )
    assert rows_on(pages_of(data)[0]) == [
        [name, "Switch the appliance off and call the service"] for name in ("E1", "E2", "E3")
    ]


def test_a_cell_over_several_rows_is_read_in_the_first_of_them() -> None:
    drawn = "0.5 w 60 640 m 60 700 l S 160 640 m 160 700 l S 300 640 m 300 700 l S 400 640 m 400 700 l S\n" + "".join(
        f"{x} {y} m 400 {y} l S\n" for x, y in ((60, 700), (160, 680), (160, 660), (60, 640))
    )
    said = say(64, 667, "Charging", 10) + "".join(
        say(164, y, a, 10) + say(304, y, b, 10)
        for y, a, b in ((686, "voltage", "5 V"), (666, "current", "2 A"), (646, "power", "10 W"))
    )
    assert rows_on(pages_of(pdf(drawn + said))[0]) == [
        ["Charging", "voltage", "5 V"], ["current", "2 A"], ["power", "10 W"],
    ]  # fmt: skip


def test_a_table_without_upright_lines_is_cut_at_its_lines() -> None:
    data = pdf(
        ruled([60, 520], [620, 660, 680, 700], upright=False)
        + say(64, 686, "Model", 10) + say(204, 686, "AF-5201", 10)
        + say(64, 666, "Timer", 10) + say(204, 666, "1-60 min", 10)
        + lines(64, 648, ["Width, depth and", "height"], 10, 12) + say(204, 642, "27 x 35 x 31 cm", 10)
    )  # fmt: skip
    assert rows_on(pages_of(data)[0])[:2] == [["Model", "AF-5201"], ["Timer", "1-60 min"]]


def test_a_frame_around_a_page_of_text_is_no_table() -> None:
    words = [word for _ in range(12) for word in PROSE]
    framed = ruled([50, 540, 560], [40, 60, 800]) + wrapped(60, 780, words)
    (plain,), (page,) = pages_of(pdf(wrapped(60, 780, words))), pages_of(pdf(framed))
    assert page.words == plain.words and page.lines == plain.lines


def test_lines_with_all_their_values_are_rows_where_only_upright_lines_are_drawn() -> None:
    drawn = ruled([60, 200, 400], [600, 690, 710])
    said = (
        say(64, 696, "Item", 10)
        + say(204, 696, "Value", 10)
        + "".join(
            say(64, 676 - 14 * k, a, 10) + say(204, 676 - 14 * k, b, 10)
            for k, (a, b) in enumerate((("Voltage", "230 V"), ("Power", "900 W"), ("Mass", "3 kg"), ("Cable", "1 m")))
        )
    )
    assert rows_on(pages_of(pdf(drawn + said))[0]) == [
        ["Item", "Value"], ["Voltage", "230 V"], ["Power", "900 W"], ["Mass", "3 kg"], ["Cable", "1 m"],
    ]  # fmt: skip
