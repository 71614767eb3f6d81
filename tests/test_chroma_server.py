"""The same search over a Chroma server: a real process on loopback, started by the documented command."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assist.case.passages import Query
from assist.case.text.glossary import Glossary
from assist.engines.embedding import Embedder
from assist.engines.lexical import Lexical
from assist.engines.vectors import Vectors
from assist.errors import EmbedderMismatch
from assist.library.search import Search
from assist.wiring import open_glossary
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
