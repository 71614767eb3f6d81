"""A library goes into one file and comes out of it whole; a forged or broken file changes nothing."""

from __future__ import annotations

import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from assist.case.geometry import Box
from assist.case.page.packing import pack_page
from assist.case.passages import Page, Query, Word
from assist.errors import InputError
from assist.library.bundle import MANIFEST, export_library, pages_in
from assist.library.files import content_id, file_of
from assist.library.shelf import INDEX_VERSION
from assist.library.unbundle import Unbundle
from assist.settings import Settings
from assist.wiring import House, open_house
from tests.ingest.room import Room
from tests.pdf_files import locked, pdf, say

KETTLE = pdf(say(60, 700, "Kettle AB-12. Descale the kettle every three months with vinegar."), title="Kettle")
HEATER = pdf(*[say(60, 700, f"Heater CD-34. Rule {k}: do not cover the heater.") for k in range(1, 4)])


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path / "here")
    opened.ingest.add(KETTLE, "kettle.pdf")
    opened.ingest.add(HEATER, "heater.pdf")
    yield opened
    opened.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path / "there", max_manual_pages=50, max_manual_mb=1)
    yield opened
    opened.close()


def bring(room: Room, file: Path) -> list[tuple[str, str, str]]:
    unbundle = Unbundle(room.settings, room.store, room.index, room.ingest, room.shelf)
    return [(brought.file, brought.state, brought.why) for brought in unbundle(file)]


def export(room: Room, file: Path, form: str = INDEX_VERSION) -> Path:
    assert {manual.file for manual in export_library(room.store, form, file)} == {"heater.pdf", "kettle.pdf"}
    return file


def kept(room: Room) -> list[object]:
    manuals = room.shelf.catalogue()
    return [
        manuals,
        [list(room.store.pages(m.id)) for m in manuals],
        [room.shelf.passages(m.id) for m in manuals],
        sorted(room.index.passages),
        [file_of(room.store.folder, m.id).read_bytes() for m in manuals],
        [room.store.corrected(m.id) for m in manuals],
    ]


def test_a_library_comes_out_of_its_file_as_it_went_in(room: Room, other: Room, tmp_path: Path) -> None:
    room.shelf.correct(content_id(KETTLE), brand="Right", skus=("SKU-1",))
    file = export(room, tmp_path / "library.zip")
    assert bring(other, file) == [("heater.pdf", "added", ""), ("kettle.pdf", "added", "")]
    assert kept(other) == kept(room)
    other.ingest.again(content_id(KETTLE))
    assert other.store.manual(content_id(KETTLE)).brand == "Right", "a correction is one here too"  # type: ignore[union-attr]
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_manuals_that_are_here_are_not_doubled_and_their_own_corrections_stay(
    room: Room, other: Room, tmp_path: Path
) -> None:
    room.shelf.correct(content_id(KETTLE), brand="Theirs", models=("AB-12",))
    other.ingest.add(KETTLE, "my-kettle.pdf")
    other.shelf.correct(content_id(KETTLE), brand="Ours")
    file = export(room, tmp_path / "library.zip")
    assert bring(other, file)[1] == ("kettle.pdf", "known", "corrections taken over: models")
    kettle = other.store.manual(content_id(KETTLE))
    assert kettle is not None and (kettle.file, kettle.brand, kettle.models) == ("my-kettle.pdf", "Ours", ("AB-12",))
    assert len(other.shelf.catalogue()) == 2 and [state for _, state, _ in bring(other, file)] == ["known"] * 2


def test_a_file_of_another_form_is_read_anew_from_its_pdfs(room: Room, other: Room, tmp_path: Path) -> None:
    room.shelf.correct(content_id(KETTLE), brand="Right")
    file = export(room, tmp_path / "library.zip", form="0")
    assert bring(other, file) == [("heater.pdf", "added", "read anew"), ("kettle.pdf", "added", "read anew")]
    assert kept(other) == kept(room)


def test_a_manual_that_was_locked_is_brought_without_its_password(room: Room, other: Room, tmp_path: Path) -> None:
    room.ingest.add(locked(KETTLE, "tulip"), "locked.pdf", password="tulip")
    list(export_library(room.store, INDEX_VERSION, tmp_path / "library.zip"))
    assert ("locked.pdf", "added", "") in bring(other, tmp_path / "library.zip")
    (manual,) = [manual for manual in other.shelf.catalogue() if manual.file == "locked.pdf"]
    assert other.shelf.picture(manual.id, 1, 200).shape[0] == 200


def test_a_manual_that_was_locked_is_not_doubled_by_the_file_that_it_was_exported_in(
    room: Room, other: Room, tmp_path: Path
) -> None:
    manual = room.ingest.add(locked(KETTLE, "tulip"), "locked.pdf", password="tulip")
    list(export_library(room.store, INDEX_VERSION, tmp_path / "library.zip"))
    assert [state for _, state, _ in bring(room, tmp_path / "library.zip")] == ["known"] * 3
    bring(other, tmp_path / "library.zip")
    list(export_library(other.store, INDEX_VERSION, tmp_path / "back.zip"))
    room.shelf.correct(manual.id, title="Ours")
    assert [state for _, state, _ in bring(room, tmp_path / "back.zip")] == ["known"] * 3
    assert len(room.shelf.catalogue()) == 3


def test_an_article_number_that_means_a_manual_here_is_not_taken_from_it(
    room: Room, other: Room, tmp_path: Path
) -> None:
    room.shelf.remember(content_id(KETTLE), sku="S-1", ean="4006381333931")
    room.shelf.remember(content_id(KETTLE), sku="S-2")
    room.shelf.remember(content_id(HEATER), sku="S-3")
    mine = other.ingest.add(pdf(say(60, 700, "Kettle AB-12, the edition that is sold here.")), "mine.pdf")
    other.ingest.add(HEATER, "heater.pdf")
    other.shelf.correct(mine.id, skus=("S-1", "S-3"), eans=("4006381333931",))
    bring(other, export(room, tmp_path / "library.zip"))
    numbers = {manual.file: (manual.skus, manual.eans) for manual in other.shelf.catalogue()}
    assert numbers["mine.pdf"] == (("S-1", "S-3"), ("4006381333931",))
    assert numbers["kettle.pdf"] == (("S-2",), ()) and numbers["heater.pdf"] == ((), ())


def test_a_deleted_manual_comes_back_with_the_file_it_was_exported_in(room: Room, tmp_path: Path) -> None:
    file = export(room, tmp_path / "library.zip")
    room.shelf.correct(content_id(KETTLE), brand="Ours")
    room.store.hide_manual(room.shelf.catalogue()[1])
    assert ("kettle.pdf", "added", "it was deleted and is back") in bring(room, file)
    assert room.store.removed() == frozenset()
    kettle = room.store.manual(content_id(KETTLE))
    assert kettle is not None and kettle.brand == "Ours" and len(room.shelf.catalogue()) == 2


def test_an_export_overwrites_nothing_and_says_what_is_missing(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "library.zip"
    file.write_bytes(b"mine")
    with pytest.raises(InputError) as caught:
        list(export_library(room.store, INDEX_VERSION, file))
    assert caught.value.code == "export_exists" and file.read_bytes() == b"mine"
    file_of(room.store.folder, content_id(KETTLE)).unlink()
    with pytest.raises(InputError) as caught:
        list(export_library(room.store, INDEX_VERSION, tmp_path / "second.zip"))
    assert caught.value.code == "manual_missing"
    assert not list(tmp_path.glob("second*"))


def forge(source: Path, target: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """The file with its manifest and its parts changed."""
    with zipfile.ZipFile(source) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    head = json.loads(parts.pop(MANIFEST))
    change(head, parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in parts.items():
            out.writestr(name, data)
        out.writestr(MANIFEST, json.dumps(head))
    return target


def reseal(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    """Checksums that fit what the parts hold now, as who forges a file makes them."""
    import hashlib

    for row in head["manuals"]:
        for part in row["parts"].values():
            data = parts[part["name"]]
            part |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def other_byte(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    name = head["manuals"][0]["parts"]["passages"]["name"]
    parts[name] = parts[name].replace(b"heater", b"beater", 1)


def gone(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    del parts[head["manuals"][1]["parts"]["file"]["name"]]


def bomb(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    parts[head["manuals"][0]["parts"]["file"]["name"]] = bytes(80_000_000)


def resealed_bomb(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    bomb(head, parts)
    reseal(head, parts)


def outside(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    part = head["manuals"][0]["parts"]["file"]
    parts["../../evil.pdf"] = parts.pop(part["name"])
    part["name"] = "../../evil.pdf"


def newer(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    head["version"] = 99


def twice(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    head["manuals"] *= 2


def strange(field: str, value: object) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    def changed(head: dict[str, Any], parts: dict[str, bytes]) -> None:
        head["manuals"][0]["manual"][field] = value

    return changed


def without_end(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    head["version"] = float("inf")


def shapeless(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    head["manuals"] = [{"manual": 7}]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (other_byte, "bundle_damaged"), (gone, "bundle_damaged"), (bomb, "bundle_damaged"),
        (resealed_bomb, "bundle_damaged"), (outside, "bundle_unknown"), (newer, "bundle_unknown"),
        (shapeless, "bundle_unknown"), (twice, "bundle_unknown"), (without_end, "bundle_unknown"),
        (strange("brand", ["a"]), "bundle_unknown"), (strange("models", "AB-12"), "bundle_unknown"),
        (strange("pages", 1e999), "bundle_unknown"), (strange("skus", [{}]), "bundle_unknown"),
    ],
)  # fmt: skip
def test_a_broken_or_forged_file_is_refused_before_anything_is_changed(
    room: Room, other: Room, tmp_path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None], code: str
) -> None:
    file = forge(export(room, tmp_path / "library.zip"), tmp_path / "forged.zip", change)
    with pytest.raises(InputError) as caught:
        bring(other, file)
    assert caught.value.code == code and caught.value.help
    assert other.store.manuals(None) == () and other.index.passages == {}
    assert not list((tmp_path / "there").rglob("*.pdf")) and not list(tmp_path.parent.glob("evil*"))


def words_that_are_not_there(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    name = head["manuals"][0]["parts"]["passages"]["name"]
    rows = [json.loads(line) for line in parts[name].splitlines()]
    rows[0]["words"] = [0, 9999]
    parts[name] = "\n".join(json.dumps(row) for row in rows).encode()


def a_page_that_unfolds_without_end(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    data = zlib.compress(bytes(200_000_000), 9)
    parts[head["manuals"][0]["parts"]["pages"]["name"]] = struct.pack(">I", len(data)) + data


def too_many_pages(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    data = [pack_page(Page("m", number, 1, 1)) for number in range(1, 60)]
    parts[head["manuals"][0]["parts"]["pages"]["name"]] = b"".join(struct.pack(">I", len(d)) + d for d in data)


def many_pages_that_unfold_far(head: dict[str, Any], parts: dict[str, bytes]) -> None:
    """Each a page by itself: 49 of 1 MB, where pages have a fifth of that at the most on average."""
    words = tuple(Word("w" * 1000, Box(0, 0, 1, 1)) for _ in range(1000))
    data = [pack_page(Page("m", number, 1, 1, words)) for number in range(1, 50)]
    parts[head["manuals"][0]["parts"]["pages"]["name"]] = b"".join(struct.pack(">I", len(d)) + d for d in data)


def a_page(**changes: object) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    """The last page with some of its fields changed."""

    def changed(head: dict[str, Any], parts: dict[str, bytes]) -> None:
        name = head["manuals"][0]["parts"]["pages"]["name"]
        pages = list(pages_in(BytesIO(parts[name]), most=9, longest=10**6, altogether=10**7))
        pages[-1] = zlib.compress(json.dumps({**json.loads(zlib.decompress(pages[-1])), **changes}).encode())
        parts[name] = b"".join(struct.pack(">I", len(page)) + page for page in pages)

    return changed


def a_passage(**changes: object) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    def changed(head: dict[str, Any], parts: dict[str, bytes]) -> None:
        name = head["manuals"][0]["parts"]["passages"]["name"]
        rows = [json.loads(line) for line in parts[name].splitlines()]
        rows[-1] |= changes
        parts[name] = "\n".join(json.dumps(row) for row in rows).encode()

    return changed


@pytest.mark.parametrize(
    "change",
    [
        words_that_are_not_there, a_page_that_unfolds_without_end, too_many_pages, many_pages_that_unfold_far,
        a_page(source=None), a_page(language={"a": 1}), a_page(width="wide"),
        a_page(lines=[[0, 10**6, 1, 0, 0, 0, []]]),
        a_page(drawn=-1), a_passage(page=float("inf")), a_passage(kind="x" * 99), a_passage(language="x" * 99),
    ],
)  # fmt: skip
def test_a_manual_whose_pages_do_not_hold_together_is_refused_and_the_rest_comes(
    room: Room, other: Room, tmp_path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]
) -> None:
    def forged(head: dict[str, Any], parts: dict[str, bytes]) -> None:
        change(head, parts)
        reseal(head, parts)

    file = forge(export(room, tmp_path / "library.zip"), tmp_path / "forged.zip", forged)
    first, second = bring(other, file)
    assert first[1] == "refused" and "damaged" in first[2] and second[1] == "added"
    assert [manual.file for manual in other.store.manuals(None)] == ["kettle.pdf"]


def test_a_part_that_is_packed_as_no_export_packs_is_not_unpacked(room: Room, other: Room, tmp_path: Path) -> None:
    with zipfile.ZipFile(export(room, tmp_path / "library.zip")) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    with zipfile.ZipFile(tmp_path / "other.zip", "w", zipfile.ZIP_LZMA) as out:
        for name, data in parts.items():
            out.writestr(name, data, zipfile.ZIP_DEFLATED if name == MANIFEST else None)
    with pytest.raises(InputError) as caught:
        bring(other, tmp_path / "other.zip")
    assert caught.value.code == "bundle_damaged"


@pytest.mark.parametrize("data", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
def test_what_is_no_library_is_said_to_be_none(other: Room, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(InputError) as caught:
        bring(other, tmp_path / "a.zip")
    assert caught.value.code == "bundle_unknown"
    with pytest.raises(InputError) as caught:
        bring(other, tmp_path / "nowhere.zip")
    assert caught.value.code == "bundle_missing"


def test_an_imported_library_gives_the_same_answers(tmp_path: Path, embedder_cache: Path) -> None:
    def answers(house: House) -> list[object]:
        asked = ("how often descale the kettle", "may I cover the heater", "rule 2")
        return [
            [(p.manual, p.page, p.text, round(p.score, 6)) for p in house.search.find(Query(text, "en")).passages]
            for text in asked
        ]

    first, second = (Settings(index=tmp_path / name, manuals=tmp_path / "none") for name in ("one", "two"))
    for settings in (first, second):
        shutil.copytree(embedder_cache, settings.index / "embedder")
    with open_house(first) as house:
        house.ingest.add(KETTLE, "kettle.pdf")
        house.ingest.add(HEATER, "heater.pdf")
        list(export_library(house.store, INDEX_VERSION, tmp_path / "library.zip"))
        before = answers(house)
    with open_house(second) as house:
        assert [brought.state for brought in house.unbundle()(tmp_path / "library.zip")] == ["added", "added"]
        assert answers(house) == before and all(before)
