"""The same search over a Chroma server: a real process on loopback, started by the documented command."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import numpy as np
import pytest
import sqlalchemy as sa

from assist.case.passages import Query
from assist.case.text.glossary import Glossary
from assist.desk.shelves.indexing import rebuild
from assist.desk.shelves.mending import mend
from assist.engines.embedding import Embedder
from assist.engines.lexical import Lexical
from assist.engines.store.portable import IDENTITY
from assist.engines.store.schema import meta
from assist.engines.vectors import Vectors
from assist.errors import EmbedderMismatch
from assist.evaluation.tracking import silent
from assist.library.generations import library_id, present
from assist.library.search import Search
from assist.settings import Settings
from assist.wiring import House, open_glossary, open_house
from tests.ingest.books import BOOKS, TWO, shelved
from tests.ingest.test_generations import best, built, rebuilt_by_half
from tests.test_search import MANUALS, OVEN, RADIO, passages_of

STARTS_WITHIN = 60.0  # seconds; 5 to 8 on two busy cores
AXES = np.eye(4, dtype=np.float32)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own."""
    program = Path(sys.executable).with_name("chroma")
    if not program.exists():
        pytest.skip("the chroma command is not installed beside this Python")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    log = (folder / "server.log").open("wb")
    with log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as server:
        try:
            _wait(port, server, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise AssertionError(f"chroma run ended: {log.read_text(encoding='utf-8', errors='replace')[-500:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("chroma run did not listen in time")


def test_a_search_over_a_server_finds_what_one_over_a_folder_finds(
    url: str, embedder: Embedder, tmp_path: Path
) -> None:
    glossary: Glossary = open_glossary()
    every = [*passages_of("oven", "en", OVEN), *passages_of("radio", "en", RADIO)]
    known = {passage.id: passage for passage in every}
    found = {}
    for name, folder, address in (("folder", tmp_path / "vectors", ""), ("server", None, url)):
        vectors = Vectors(folder, address, embedder.id, embedder.dimension, name="same-search")
        search = Search(
            embedder, vectors, Lexical(tmp_path / name), lambda ids: {id_: known[id_] for id_ in ids},
            lambda: MANUALS, glossary,
        )  # fmt: skip
        search.add(every, "")
        search.commit()
        found[name] = [
            [passage.id for passage in search.find(query).passages]
            for query in (
                Query("can I change the bulb myself", "en", ("oven",)),
                Query("屏幕脏了可以直接喷清洁剂吗", "zh", ("oven",)),
                Query("what does the red lamp mean", "en"),
            )
        ]
        vectors.close()
    assert found["server"] == found["folder"]
    assert found["server"][0][0] == "oven-2"


def test_a_change_by_one_process_is_seen_by_another(url: str) -> None:
    one, other = (Vectors(None, url, "made-up", 4, name="two-processes") for _ in range(2))
    one.add(["a1", "a2", "b1"], ["a", "a", "b"], AXES[:3])
    assert {id_ for id_, _ in other.search(AXES[0], ["a"])} == {"a1", "a2"}
    one.add(["a3"], ["a"], AXES[3:])
    assert other.search(AXES[3], ["a"], 1) == [("a3", pytest.approx(1.0))]
    one.remove("a")
    assert other.search(AXES[0], ["a"]) == [] and len(other) == 1
    for vectors in (one, other):
        vectors.close()


def test_a_servers_vectors_of_another_embedder_are_refused(url: str) -> None:
    Vectors(None, url, "made-up", 4, name="one-embedder").close()
    with pytest.raises(EmbedderMismatch):
        Vectors(None, url, "another", 4, name="one-embedder")


def test_rows_over_a_server_outlive_its_client(url: str) -> None:
    first = Vectors(None, url, "made-up", 4, name="kept")
    first.add(["a1"], ["a"], AXES[:1])
    first.close()
    again = Vectors(None, url, "made-up", 4, name="kept")
    assert again.search(AXES[0], limit=1) == [("a1", pytest.approx(1.0))]
    again.close()


def test_a_manuals_rows_are_asked_of_a_server_once_while_nobody_changes_them(url: str) -> None:
    one, other = (Vectors(None, url, "made-up", 4, name="asked-once") for _ in range(2))
    one.add(["a1", "a2"], ["a", "a"], AXES[:2])
    assert len(other.search(AXES[0], ["a"])) == 2
    # A change that no Vectors announced: what is seen of it tells whether the server was asked again.
    chromadb.HttpClient(host="127.0.0.1", port=urlsplit(url).port or 0).get_collection("asked-once").delete(["a2"])
    assert len(other.search(AXES[0], ["a"])) == 2, "the rows are kept"
    one.add(["a3"], ["a"], AXES[2:3])
    assert {id_ for id_, _ in other.search(AXES[0], ["a"])} == {"a1", "a3"}
    one.discard(["a3"])
    assert {id_ for id_, _ in other.search(AXES[0], ["a"])} == {"a1"}
    for vectors in (one, other):
        vectors.close()
    Vectors(None, url, "made-up", 4, name="asked-once").close()  # the stamp leaves the embedder's name as it is


def test_an_index_on_a_server_is_rebuilt_beside_the_one_in_use(url: str, embedder_cache: Path, tmp_path: Path) -> None:
    settings = shelved(tmp_path, embedder_cache, TWO, chroma_url=url)
    with open_house(settings) as house:
        before = best(house)
    rebuilt_by_half(settings)
    with open_house(settings, rebuild=True) as house:
        built(house)
        house.take_over()
    with open_house(settings) as house:
        assert present(house.store).number == 1 and best(house) == before
        assert house.search.ids()[0] == {id_ for m in house.shelf.catalogue() for id_ in house.store.passage_ids(m.id)}
        own = f"passages-{library_id(house.store)}"
    assert f"{own}-1" in names(url) and own not in names(url), "the index that was replaced is dropped"


def test_two_libraries_on_one_server_keep_their_hands_off_each_others_rows(
    url: str, embedder_cache: Path, tmp_path: Path
) -> None:
    kettle, heater = (served(tmp_path / name, embedder_cache, url) for name in ("one", "two"))
    for settings, book in ((kettle, "kettle.pdf"), (heater, "heater.pdf")):
        with open_house(settings) as house:
            house.ingest.add(BOOKS[book], book)
    with open_house(kettle) as house:  # what `doctor --repair` does
        assert list(mend(house.store, house.search, house.ingest, kettle.manuals)) == []
        assert found(house, "how often descale") == ["kettle.pdf"]
    with open_house(kettle, rebuild=True) as house:
        list(rebuild(house.ingest, house.search, house.shelf, house.store, silent))
        house.take_over()
    with open_house(heater) as house:
        assert found(house, "may I cover it") == ["heater.pdf"]
        assert house.search.ids()[0] == {p for m in house.shelf.catalogue() for p in house.store.passage_ids(m.id)}
    assert _vector_ids_of(heater) and _vector_ids_of(heater).isdisjoint(_vector_ids_of(kettle))


def test_rows_that_libraries_shared_in_an_older_version_go_on_being_found_by_each(
    url: str, embedder_cache: Path, tmp_path: Path, embedder: Embedder
) -> None:
    settings = [served(tmp_path / name, embedder_cache, url) for name in ("old", "other")]
    books = (("kettle.pdf", "heater.pdf"), ("heater.pdf",))
    shared = Vectors(None, url, embedder.id, embedder.dimension, name="passages")
    for each, names_ in zip(settings, books, strict=True):
        with open_house(each) as house:
            for book in names_:
                house.ingest.add(BOOKS[book], book)
            for manual in house.shelf.catalogue():  # as the older version kept them
                passages = house.store.passages_of(manual.id)
                rows = embedder.passages([passage.text for passage in passages])
                shared.add([p.id for p in passages], [manual.id] * len(passages), rows)
            house.search._vectors.drop(f"passages-{library_id(house.store)}")
            with house.store.writing() as connection:
                connection.execute(sa.delete(meta).where(meta.c.key.in_(IDENTITY)))
    shared.close()
    for each, names_ in zip(settings, books, strict=True):
        for _ in range(2):  # copied once, and kept
            with open_house(each) as house:
                own = {p for m in house.shelf.catalogue() for p in house.store.passage_ids(m.id)}
                assert house.search.ids()[0] == own
                assert set(found(house, "may I cover it")) == {"heater.pdf"} | set(names_)
    assert len(Vectors(None, url, embedder.id, embedder.dimension, name="passages").ids()) == 2, "left where it was"


def served(folder: Path, embedder_cache: Path, url: str) -> Settings:
    """Settings of a library of its own on the server."""
    settings = Settings(index=folder / "index", manuals=folder / "manuals", chroma_url=url)
    shutil.copytree(embedder_cache, settings.index / "embedder")
    return settings


def found(house: House, question: str) -> list[str]:
    """The manuals that vectors alone find."""
    files = {manual.id: manual.file for manual in house.shelf.catalogue()}
    vectors, embedder = house.search._vectors, house.search._embedder
    hits = vectors.search(embedder.query(question))
    ids = house.store.passages([id_ for id_, _ in hits])
    return [files[ids[id_].manual] for id_, _ in hits]


def _vector_ids_of(settings: Settings) -> set[str]:
    with open_house(settings) as house:
        return house.search.ids()[0]


def names(url: str) -> set[str]:
    client = chromadb.HttpClient(host="127.0.0.1", port=urlsplit(url).port or 0)
    return {collection.name for collection in client.list_collections()}
