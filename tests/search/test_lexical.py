"""Tokens and the lexical index that compares them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from assist.case.text.tokens import codes, squeeze, stem, tokens
from assist.engines.lexical import Entry, Lexical, Term
from assist.errors import EngineUnavailable, IndexDamaged, IndexOutdated


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("KFR-35GW/BP3", "KFR35GW BP3 → KFR-35GW/8P3"),
        ("E04", "Code EO4: door open"),
        ("e-04", "E4 lamp"),
        ("F:18", "F: 18 pump blocked"),
        ("f18", "F:18"),
        ("F-07", "F7"),
        ("B2A24S", "Active balancer JK-B1A24S/B2A24S"),
        ("110V", "110 V"),
        ("5GHz", "5 GHz band"),
    ],
)
def test_designations_codes_and_quantities_meet_however_they_are_spelled(asked: str, printed: str) -> None:
    whole = {token for token in tokens(asked, "en") if token.startswith("#")}
    assert whole & set(tokens(printed, "en"))


@pytest.mark.parametrize(
    "text", ["and on the 160?", "noch 5 Tage mit 12", "le 4 avril, de 5 à 7", "blinks red 4 times"]
)
def test_a_small_word_before_a_number_makes_no_code(text: str) -> None:
    assert codes(text) == []


def test_a_name_is_one_with_and_without_its_accent() -> None:
    assert squeeze("Zéphira U10") == squeeze("zephira u10")


def test_neighbouring_codes_are_not_confused() -> None:
    assert "#f18" not in tokens("F:17 and F:19", "en")
    assert set(tokens("E04", "en")).isdisjoint({token for token in tokens("E14", "en") if token.startswith("#")})


def test_chinese_becomes_overlapping_pairs_beside_whole_designations() -> None:
    found = tokens("更换JK-B1A24S的电池", "zh")
    assert {"更换", "的电", "电池"} <= set(found)
    assert set(tokens("JK-B1A24S", "en")) <= set(found)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "batteries", "battery"),
        ("de", "Lüfters", "Lufter"),
        ("es", "instalacion", "instalaciones"),
        ("fr", "réinitialiser", "reinitialiser"),
        ("ru", "кнопки", "кнопка"),
        ("pt", "configuracao", "configurações"),
        ("es", "bateria", "batería"),
        ("es", "averias", "averías"),
        ("fr", "securite", "sécurité"),
        ("fr", "poussiere", "poussière"),
        ("fr", "chargee", "chargée"),
        ("it", "quantita", "quantità"),
        ("pt", "compativel", "compatível"),
        ("pt", "robo", "robô"),
    ],
)
def test_words_meet_by_stem_and_without_accents(language: str, one: str, other: str) -> None:
    assert stem(one.casefold(), language) == stem(other.casefold(), language)


def test_a_word_broken_at_the_lines_end_is_whole_again() -> None:
    assert tokens("ther-\nmostat", "en") == tokens("thermostat", "en")


@pytest.fixture
def lexical(tmp_path: Path) -> Lexical:
    index = Lexical(tmp_path / "lexical")
    index.add(
        [
            Entry("a", "oven", {"heading": ["lamp"], "body": ["replac", "the", "lamp"], "names": ["smeg"]}),
            Entry("b", "oven", {"body": ["clean", "the", "door"], "names": ["smeg"]}),
            Entry("c", "radio", {"body": ["lamp", "blink", "更换"]}),
        ]
    )
    index.commit()
    return index


def test_more_of_the_question_comes_first(lexical: Lexical) -> None:
    found = lexical.search([Term("body", "lamp"), Term("body", "replac"), Term("heading", "lamp", 0.5)])
    assert [id_ for id_, _ in found] == ["a", "c"]


def test_presence_counts_beside_frequency(lexical: Lexical) -> None:
    (_, plain), *_ = lexical.search([Term("body", "blink")])
    (_, more), *_ = lexical.search([Term("body", "blink", 1.0, presence=2.0)])
    assert more == pytest.approx(plain + 2.0, abs=1e-4)


def test_a_scope_keeps_other_manuals_out_without_changing_scores(lexical: Lexical) -> None:
    everywhere = dict(lexical.search([Term("body", "lamp")]))
    assert dict(lexical.search([Term("body", "lamp")], ["radio"])) == {"c": pytest.approx(everywhere["c"])}


def test_words_are_counted_everywhere_and_within_manuals(lexical: Lexical) -> None:
    asked = [Term("body", "lamp"), Term("body", "更换"), Term("body", "unknown")]
    assert lexical.counts(asked) == [2, 1, 0]
    assert lexical.counts(asked, ["oven"]) == [1, 0, 0]
    assert (lexical.size(), lexical.size(["oven"]), lexical.size(["oven", "radio"])) == (3, 2, 3)


def test_adding_again_replaces_and_removing_removes(lexical: Lexical) -> None:
    lexical.add([Entry("a", "oven", {"body": ["new"]})])
    lexical.remove("radio")
    lexical.commit()
    assert lexical.search([Term("body", "lamp")]) == []
    assert lexical.ids() == {"a", "b"}


def test_several_threads_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    index = Lexical(tmp_path)

    def write(manual: str) -> None:
        for k in range(40):
            index.add([Entry(f"{manual}{k}", manual, {"body": ["lamp"]}), Entry(f"{manual}x", manual)])
            index.discard([f"{manual}x"])
            index.remove("nobody")
            index.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, "abcd"))
    assert index.ids() == {f"{manual}{k}" for manual in "abcd" for k in range(40)}
    index.close()


def test_the_index_is_there_after_a_restart(lexical: Lexical, tmp_path: Path) -> None:
    lexical.close()
    assert len(Lexical(tmp_path / "lexical")) == 3


def test_an_index_of_another_version_is_refused(lexical: Lexical, tmp_path: Path) -> None:
    (tmp_path / "lexical" / "lexical.json").write_text('{"version": 0}', encoding="utf-8")
    with pytest.raises(IndexOutdated) as caught:
        Lexical(tmp_path / "lexical")
    assert "--upgrade" in caught.value.help


def test_nothing_asked_finds_nothing(lexical: Lexical) -> None:
    assert lexical.search([]) == []


def test_single_entries_can_be_discarded(tmp_path: Path) -> None:
    index = Lexical(tmp_path)
    index.add([Entry("p1", "m", {"body": ["fuse"]}), Entry("p2", "m", {"body": ["fuse"]})])
    index.commit()
    index.discard(["p1", "unknown"])
    index.commit()
    assert index.ids() == {"p2"}
    index.close()


@pytest.mark.parametrize("name", ["meta.json", "lexical.json", "*.store"])
def test_an_index_whose_files_were_broken_is_damaged(tmp_path: Path, name: str) -> None:
    index = Lexical(tmp_path)
    index.add([Entry("p1", "m", {"body": ["fuse"]})])
    index.commit()
    index.close()
    for file in tmp_path.glob(name):
        file.write_text("{")
    with pytest.raises(IndexDamaged):
        Lexical(tmp_path)


def test_being_there_counts_the_same_everywhere_and_within_manuals(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    words = [["filter", *["clean"] * (k % 7), *(f"w{k % 11}", f"x{k}")] for k in range(60)]
    lexical.add(Entry(f"p{k}", "m", {"body": body, "concepts": ["filter"] * (k % 2)}) for k, body in enumerate(words))
    lexical.commit()
    terms = [
        Term("body", "w3", 0.5, 2.0), Term("body", "clean", 0.3, 1.0), Term("body", "x5", 0.2, 4.0),
        Term("concepts", "filter", 0.4, 1.5), Term("body", "filter", 0.1, 0.7), Term("body", "nowhere", 1.0, 9.0),
    ]  # fmt: skip
    everywhere, within = dict(lexical.search(terms, limit=60)), dict(lexical.search(terms, ["m"], limit=60))
    assert everywhere == pytest.approx(within, rel=1e-4) and len(everywhere) == 60
    lexical.remove("m")
    lexical.add([Entry("q", "n", {"body": ["w3"]})])
    lexical.commit()
    assert dict(lexical.search(terms)) == pytest.approx(dict(lexical.search(terms, ["n"])), rel=1e-4)
    lexical.close()


def test_an_index_of_the_version_before_answers_alike(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "lexical.json").write_text('{"version": 3}')
    found = []
    for name in ("old", "new"):
        lexical = Lexical(tmp_path / name)
        lexical.add(Entry(f"p{k}", "m", {"body": ["filter", f"w{k % 3}"]}) for k in range(9))
        lexical.commit()
        found.append(dict(lexical.search([Term("body", "w1", 0.5, 2.0), Term("body", "filter", 0.5, 1.0)])))
        lexical.close()
    assert found[0] == pytest.approx(found[1], rel=1e-4) and len(found[0]) == 9


@contextmanager
def no_room() -> Iterator[None]:
    """While this lasts no file of this process grows beyond a hundred bytes, as on a full disk."""
    resource = pytest.importorskip("resource", reason="no limits of files here")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def many(name: str) -> list[Entry]:
    return [Entry(f"{name}{k}", name, {"body": [f"word{k}"] * 9}) for k in range(50)]


def test_after_a_disk_without_room_what_is_added_again_is_kept(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    lexical.add([Entry("a", "m", {"body": ["one"]})])
    lexical.commit()
    with no_room(), pytest.raises(EngineUnavailable) as caught:
        lexical.add(many("b"))
        lexical.commit()
    assert caught.value.code == "disk"
    assert lexical.ids() == {"a"}
    lexical.add(many("b"))
    lexical.commit()
    assert len(lexical) == 51 and len(lexical.search([Term("body", "word7")])) == 1
    lexical.close()


def test_what_a_thread_had_begun_is_not_lost_unsaid_where_another_s_commit_fails(tmp_path: Path) -> None:
    lexical = Lexical(tmp_path)
    with ThreadPoolExecutor(1) as other:
        other.submit(lexical.add, many("b")).result()
        with no_room(), pytest.raises(EngineUnavailable):
            lexical.commit()
        lexical.add([Entry("a", "m", {"body": ["one"]})])
        lexical.commit()
        with pytest.raises(EngineUnavailable):
            other.submit(lexical.add, many("c")).result()
        for name in ("b", "c"):
            other.submit(lexical.add, many(name)).result()
        other.submit(lexical.commit).result()
    assert len(lexical) == 101
    lexical.close()
