"""Pages become passages: in reading order, under their heading, in one piece, and nothing lost."""

from __future__ import annotations

import itertools

from assist.case.language import detect
from assist.case.packing import pack_page, unpack_page
from assist.case.passages import Page, Passage
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
    (passage,) = passages(pdf(content))
    assert passage.text.splitlines() == [
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
