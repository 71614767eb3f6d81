"""What agents say about manuals is kept: corrections, article numbers, which edition takes another's place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assist.__main__ import app
from assist.case.passages import Manual
from assist.case.photo import Case
from assist.case.product import match_product
from assist.desk.shelves.indexing import ingest_folder
from assist.desk.shelves.librarian import paged
from assist.errors import ManualError
from assist.evaluation.tracking import silent
from assist.library.editions import editions_among
from assist.library.files import content_id
from tests.ingest.room import TEXT, Eyes, Room
from tests.pdf_files import SCAN, Sheet, pdf, say

run = CliRunner().invoke


def book(k: int) -> bytes:
    return pdf(say(60, 700, f"Edition {k} of the manual for the kettle AB-12 says this."))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    for k in range(3):
        manual = opened.ingest.add(book(k), f"{k}.pdf")
        opened.shelf.correct(manual.id, models=("AB-12",) if k < 2 else ("AB-13",), edition=f"202{k}-01")
    yield opened
    opened.close()


def known(room: Room, k: int) -> Manual:
    manual = room.store.manual(content_id(book(k)))
    assert manual is not None
    return manual


def test_an_article_number_means_one_manual_and_finds_it(room: Room) -> None:
    first, second = known(room, 0).id, known(room, 1).id
    room.shelf.remember(first, sku="SKU-77", ean="4006381333931")
    assert known(room, 0).skus == ("SKU-77",) and known(room, 0).eans == ("4006381333931",)
    room.shelf.remember(second, sku=" SKU-77 ")
    assert known(room, 0).skus == () and known(room, 1).skus == ("SKU-77",)
    match = match_product(Case("Does it work?", context="order 12, SKU-77"), (), room.shelf.catalogue(), "en")
    assert match.manuals == (second,)
    room.ingest.again(second)
    assert known(room, 1).skus == ("SKU-77",), "kept when the file is read again"
    with pytest.raises(ManualError):
        room.shelf.remember("nobody", sku="x")


def test_editions_are_manuals_of_the_same_product_and_siblings_are_not(room: Room) -> None:
    assert [m.file for m in room.shelf.editions(known(room, 0).id)] == ["1.pdf"]
    assert room.shelf.editions(known(room, 2).id) == ()
    made = [
        Manual(name, name, name, brand, ("AB-12",), edition=edition)
        for name, brand, edition in [
            ("a", "X", "1.2"), ("b", "X", "2019-03"), ("c", "X", "4.1 2021-05-04"), ("d", "", "1.10"),
            ("e", "Y", "2022"),
        ]
    ]  # fmt: skip
    asked = Manual("q", "q", "q", "x", ("ab12",))
    assert [m.id for m in editions_among(asked, made)] == ["c", "b", "d", "a"]


def test_a_new_edition_stands_beside_the_old_one_until_it_is_told_to_replace_it(room: Room) -> None:
    old, new = known(room, 0).id, known(room, 1).id
    room.shelf.correct(old, brand="Agent's", skus=("S-1",))
    room.shelf.correct(new, skus=("S-2",))
    assert len(room.shelf.catalogue()) == 3
    kept = room.shelf.replace(old, new)
    assert (kept.brand, kept.skus, kept.edition) == ("Agent's", ("S-2", "S-1"), "2021-01")
    assert {m.id for m in room.shelf.catalogue()} == {new, known(room, 2).id}
    passages = [p.id for p in room.index.passages.values() if p.manual == old]
    assert passages and room.store.passages(passages) == {}, "found no more, and kept for who brings it back"
    assert [manual.id for manual, _ in room.store.hidden_manuals()] == [old]
    with pytest.raises(ManualError):
        room.shelf.replace(old, new)


def test_an_added_file_that_is_another_edition_is_said_to_be_one(room: Room, tmp_path: Path) -> None:

    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "new.pdf").write_bytes(pdf(say(60, 700, "A fourth edition of the manual.")))

    def describe(file_name: str, pages: object, metadata_title: str = "", *, id: str) -> Manual:
        return Manual(id, file_name, "Kettle", models=("AB-12",), edition="2024-01")

    room.ingest._describe = describe
    (row,) = ingest_folder(room.ingest, room.store, folder, silent)
    assert row["state"] == "added"
    assert "another edition of 1.pdf 2021-01, 0.pdf 2020-01" in str(row["why"]), row


def test_the_report_of_a_page_says_where_its_words_come_from_and_why(tmp_path: Path) -> None:
    drawing = Sheet(SCAN.content + "\n" + say(60, 60, "Figure 3"), picture=SCAN.picture)
    room = Room(tmp_path / "pages", Eyes("Reset button"))
    try:
        manual = room.ingest.add(pdf(TEXT, SCAN, drawing, ""), "a.pdf")
        rows = paged(room.store, manual.id)
    finally:
        room.close()
    assert [(row["page"], row["source"], row["why"]) for row in rows] == [
        (1, "text", "the text layer is sound"), (2, "ocr", "no text layer"),
        (3, "both", "mostly drawing: its callouts are read as well"), (4, "none", "nothing is painted on it"),
    ]  # fmt: skip


def test_the_library_is_listed_corrected_and_emptied_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedder_cache: Path
) -> None:
    import shutil

    shutil.copytree(embedder_cache, tmp_path / "index" / "embedder")
    (tmp_path / "manuals").mkdir()
    for k in range(2):
        (tmp_path / "manuals" / f"{k}.pdf").write_bytes(book(k))
    monkeypatch.setenv("ASSIST_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("ASSIST_MANUALS", str(tmp_path / "manuals"))
    assert run(app, ["index"]).exit_code == 0
    said = ["--brand", "Right", "--model", "AB-12", "--model", "AB-14", "--sku", "S-1"]
    assert run(app, ["library", "correct", "0.pdf", *said]).exit_code == 0
    rows = json.loads(run(app, ["library", "list", "--json"]).stdout)
    assert [rows[0][name] for name in ("brand", "models", "skus")] == ["Right", ["AB-12", "AB-14"], ["S-1"]]
    assert rows[0]["corrected"] == ["brand", "models", "skus"]
    assert run(app, ["library", "export", str(tmp_path / "all.zip")]).exit_code == 0
    assert "replaced by 1.pdf" in run(app, ["library", "replace", rows[0]["id"], rows[1]["id"][:8]]).stdout
    assert "1.pdf: removed" in run(app, ["library", "remove", "1.pdf"]).stdout
    nobody = run(app, ["library", "remove", "1.pdf"])
    assert nobody.exit_code == 2 and "No manual is called 1.pdf" in nobody.stderr
    back = run(app, ["library", "import", str(tmp_path / "all.zip")])
    assert back.exit_code == 0 and "0.pdf: added" in back.stdout
    again = json.loads(run(app, ["library", "list", "--json"]).stdout)
    assert [(row["id"], row["brand"], row["corrected"]) for row in again] == [
        (row["id"], row["brand"], row["corrected"]) for row in rows
    ]
