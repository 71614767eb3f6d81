"""Tables, headings and languages in passages: a row with its header wherever it stands, each language by itself."""

from __future__ import annotations

from tests.pdf_files import lines, pdf, say
from tests.test_passages import PROSE, cut, passages, ruled, table, wrapped

CODES = [(f"E{k:02}", f"Sensor {k} does not answer", f"Check plug {k} of it") for k in range(1, 25)]
XS = (60, 130, 380)


def test_each_fault_code_is_a_passage_with_the_tables_header() -> None:
    found = passages(pdf(table([("Code", "Cause", "Remedy"), *CODES[:4]], XS)))
    assert [passage.text for passage in found] == ["\n".join(["Code Cause Remedy", " ".join(row)]) for row in CODES[:4]]
    numbered = [(str(k), code, f"{cause}, {remedy}") for k, (code, cause, remedy) in enumerate(CODES[:4], 1)]
    found = passages(pdf(table([("No.", "Code", "Cause"), *numbered], (60, 100, 160))))
    assert [passage.text.splitlines()[1] for passage in found] == [" ".join(row) for row in numbered]


def test_a_table_that_goes_on_on_the_next_page_keeps_its_header_there() -> None:
    first, second, third = cut(
        pdf(
            say(60, 780, "Faults", 16, "F2") + table([("Code", "Cause", "Remedy"), *CODES[:20]], XS, 740),
            table(CODES[20:], XS, 780),
            say(60, 780, "Other codes", 16, "F2") + table(CODES[:6], XS, 740),
        )
    )
    assert [passage.text for passage in second[1]] == [f"Code Cause Remedy\n{' '.join(row)}" for row in CODES[20:]]
    assert all(passage.heading == "Faults" for passage in (*first[1], *second[1]))
    assert not any("Code Cause Remedy" in passage.text for passage in third[1])


def test_a_table_of_other_columns_on_the_next_page_takes_over_no_header() -> None:
    _, second = cut(
        pdf(
            table([("Code", "Cause", "Remedy"), *CODES], XS, 800),
            table([("Voltage", "230 V"), ("Power", "900 W"), ("Weight", "3 kg")], (60, 240), 780),
        )
    )
    assert [passage.text for passage in second[1]] == ["Voltage 230 V\nPower 900 W\nWeight 3 kg"]


FAULTS = [
    ("Fault", "Possible cause", "Remedy"),
    ("The pump does not run", "No power at the socket", "Check the fuse and the cable of the pump"),
    ("", "Float switch is stuck", "Free the float switch and rinse it with water"),
    ("", "Motor is defective", "Call the service of the maker"),
    ("The pump is loud", "Air in the suction pipe", "Vent the pump as shown in the figure"),
    ("", "Bearing is worn", "Have the bearing replaced by the service"),
]


def test_causes_that_share_a_fault_stay_with_it() -> None:
    xs, ys = [50, 190, 340, 545], [700 - 20 * k for k in range(len(FAULTS) * 4 + 2)]
    rows = [FAULTS[0], *(FAULTS[1:] * 4)]
    drawn = ruled(xs[1:], ys[::-1]) + "".join(
        f"50 {ys[k]} m 190 {ys[k]} l S\n" for k in range(len(rows) + 1) if k >= len(rows) or rows[k][0]
    )
    drawn += f"50 {ys[0]} m 50 {ys[len(rows)]} l S\n"
    said = "".join(
        say(x + 4, ys[k] - 14, cell, 9) for k, row in enumerate(rows) for x, cell in zip(xs, row, strict=False) if cell
    )
    found = passages(pdf(drawn + said))
    assert len(found) > 1
    for passage in found:
        head, first, *_ = passage.text.splitlines()
        assert head == "Fault Possible cause Remedy" and first.startswith("The pump ")


def test_a_header_of_two_lines_is_repeated_whole() -> None:
    xs, ys = (60, 160, 230, 300, 420), [700 - 20 * k for k in range(42)]
    drawn = ruled(xs, [ys[-1], *ys[2:-1], ys[0]]) + f"160 {ys[1]} m 300 {ys[1]} l S\n"
    said = say(64, 680, "Model", 9) + say(200, 686, "Voltage (V)", 9) + say(304, 680, "Power (W)", 9)
    said += say(164, 666, "lowest", 9) + say(234, 666, "highest", 9)
    said += "".join(
        say(x + 4, ys[k] - 14, cell, 9)
        for k in range(2, 41)
        for x, cell in zip(xs, (f"Pump of series {k}", f"{200 + k}", f"{240 + k}", f"{500 + 10 * k}"), strict=False)
    )
    found = passages(pdf(drawn + said))
    assert len(found) > 1
    assert all(p.text.startswith("Model Voltage (V) Power (W)\nlowest highest\n") for p in found)


def test_a_short_table_with_a_header_is_one_passage() -> None:
    rows = [("Setting", "Range", "Default"), ("Temperature", "5-35 C", "21 C"), ("Humidity", "30-80 %", "55 %")]
    assert len(passages(pdf(table([*rows, ("Fan speed", "1-4", "2")], (60, 200, 330))))) == 1


def test_rows_at_equal_distances_stay_rows_where_only_the_heading_after_them_stands_apart() -> None:
    rows = [("Setting", "Range", "Default"), ("Temperature", "5-35", "21"), ("Humidity", "30-80", "55"),
            ("Fan speed", "1-4", "2"), ("Timer", "1-24 h", "off")]  # fmt: skip
    found = passages(pdf(table(rows, (60, 200, 330)) + say(60, 560, "Faults of the appliance")))
    assert found[0].text.splitlines()[:5] == [" ".join(row) for row in rows]


def test_cells_of_chinese_are_apart() -> None:
    rows = [("额定功率", "瓦特", "四百二十"), ("水箱容量", "升", "六点五"), ("净重", "千克", "十四")]
    content = "".join(
        say(x, 700 - 20 * k, c, 12, "F3")
        for k, row in enumerate(rows)
        for x, c in zip((60, 200, 300), row, strict=True)
    )
    assert passages(pdf(content))[0].text.splitlines() == [" ".join(row) for row in rows]


def test_a_larger_line_close_above_its_text_is_its_heading() -> None:
    content = say(60, 783, "Cleaning the filter", 14) + wrapped(60, 768, PROSE) + wrapped(60, 600, [*PROSE, *PROSE])
    found = passages(pdf(content))
    assert found[0].heading == "Cleaning the filter" and found[0].text.startswith("Cleaning the filter\nClean the")


def test_a_contents_page_with_its_own_count_of_pages_is_known() -> None:
    entries = "".join(
        say(60, 780 - 18 * k, f"Chapter about thing {k} . . . . . . . . . . . . .")
        + say(500, 780 - 18 * k, f"EN-{2 + k}")
        for k in range(9)
    )
    assert {passage.kind for passage in passages(pdf(entries))} == {"contents"}


def test_a_page_number_with_its_language_is_kept_as_printed() -> None:
    sheets = [wrapped(60, 700, PROSE) + say(280, 25, f"EN-{k}", 9) for k in range(3, 8)]
    result = cut(pdf(*sheets))
    assert [page.label for page, _ in result] == [f"EN-{k}" for k in range(3, 8)]
    assert not any("EN-" in passage.text for _, found in result for passage in found)


def test_a_designation_at_the_head_of_a_leaflet_is_no_page_number() -> None:
    (result,) = cut(pdf(say(60, 815, "TK 9", 16, "F2") + wrapped(60, 700, PROSE)))
    assert result[0].label == "" and "TK 9" in result[1][0].text


def test_languages_that_follow_each_other_in_one_block_are_passages_of_their_own() -> None:
    said = {
        "en": "Unplug the kettle before cleaning and never immerse it in water. Fill in at least half a litre of fresh "
              "water, and never more than the mark inside shows.",
        "de": "Ziehen Sie vor der Reinigung den Netzstecker und tauchen Sie das Gerät nie in Wasser. Füllen Sie "
              "mindestens einen halben Liter frisches Wasser ein.",
        "fr": "Débranchez la bouilloire avant de la nettoyer et ne la plongez jamais dans l'eau. Versez au moins un "
              "demi-litre d'eau fraîche dans la bouilloire.",
    }  # fmt: skip
    words = " ".join(said.values()).split()
    found = passages(pdf(lines(60, 700, [" ".join(words[k : k + 9]) for k in range(0, len(words), 9)])))
    assert [(passage.language, passage.text) for passage in found] == list(said.items())
