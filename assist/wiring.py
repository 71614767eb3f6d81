"""Wiring: the one place that names concrete engines and joins them to the line."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from threading import Thread

from assist.assistant import Assistant
from assist.case.glossary import Glossary, parse_glossary
from assist.case.phrases import Phrasebook, parse_phrases
from assist.case.tables import Tables, parse_tables
from assist.desk.tickets import Desk
from assist.engines.codes import find_codes
from assist.engines.dictionary import open_dictionary
from assist.engines.embedding import open_embedder
from assist.engines.extractive import Extractive
from assist.engines.lexical import Lexical
from assist.engines.ocr import Reader
from assist.engines.pictures import open_photo
from assist.engines.store import Store
from assist.engines.vectors import Vectors
from assist.library.catalogue import describe, shipped_lexicon
from assist.library.ingest import Ingest
from assist.library.jobs import Jobs
from assist.library.search import Search
from assist.library.shelf import Shelf
from assist.settings import Settings

# The sureness of a quote (`case.quoting.sureness`) below which the manual is said not to answer; see README, "Limits".
# 142 development questions, 2026-11-21: refusal precision 0.27, recall 0.46; at 0.6 0.19 and 0.62.
ENOUGH_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is open while the program runs."""

    settings: Settings
    assistant: Assistant
    store: Store
    search: Search
    shelf: Shelf
    ingest: Ingest
    jobs: Jobs
    reader: Reader
    desk: Desk
    opened: ExitStack

    def start(self) -> None:
        """Begin what a serving program does beside answering: warm the reader, ingest what is new in the folder."""
        self.desk.warm_up(self.reader.warm)
        self.jobs.start()
        Thread(target=self.jobs.submit_folder, args=(self.settings.manuals,), name="new manuals", daemon=True).start()

    def close(self) -> None:
        """Close everything in reverse order; twice is once."""
        self.opened.close()

    def __enter__(self) -> House:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_data(name: str) -> str:
    """The text of a file shipped in `assist/case/data`."""
    return resources.files("assist.case").joinpath("data", *name.split("/")).read_text(encoding="utf-8")


def open_tables() -> Tables:
    return parse_tables(read_data)


def open_phrases() -> Phrasebook:
    folder = resources.files("assist.case").joinpath("data", "phrases")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    return parse_phrases(lambda name: read_data(f"phrases/{name}"), names)


def open_glossary() -> Glossary:
    return parse_glossary(read_data("glossary.json"), open_dictionary())


def open_house(settings: Settings, *, embedder_cache: Path | None = None, rebuild: bool = False) -> House:
    """Everything of a running program; `close` it, or use it in a `with`.

    `embedder_cache` holds the exported embedder (by default inside the index folder); `rebuild` drops vectors that
    another embedder made and opens an index of an older form, for `index` to make both anew.  Raises the
    `IndexError_` family where the index cannot be used.
    """
    with ExitStack() as stack:
        store = Store(settings.database or f"sqlite:///{settings.index / 'assist.sqlite3'}", folder=settings.index)
        stack.callback(store.close)
        embedder = open_embedder(
            settings.embedder, embedder_cache or settings.index / "embedder", threads=settings.embed_threads
        )
        folder = None if settings.chroma_url else settings.index / "vectors"
        vectors = Vectors(folder, settings.chroma_url, embedder.id, embedder.dimension, rebuild=rebuild)
        stack.callback(vectors.close)
        lexical = Lexical(settings.index / "lexical")
        stack.callback(lexical.close)
        glossary = open_glossary()
        search = Search(embedder, vectors, lexical, store.passages, store.manuals, glossary)
        shelf = Shelf(settings, store, search, upgrade=rebuild)
        stack.callback(shelf.close)
        reader = Reader(
            engine=settings.ocr_engine, threads=settings.ocr_threads, memory_mb=settings.ocr_memory_mb,
            timeout=settings.ocr_timeout, codes=find_codes,
        )  # fmt: skip
        stack.callback(reader.close)
        ingest = Ingest(settings, store, search, reader.read_picture, describe=describe)
        jobs = Jobs(store, ingest)
        stack.callback(jobs.close)
        assistant = Assistant(
            read=reader.read, library=shelf, answer=Extractive(glossary, ENOUGH_SUPPORT, shelf.page),
            tables=open_tables(), phrases=open_phrases(), lexicon=shipped_lexicon(), shop=settings.shop_name,
        )  # fmt: skip
        desk = Desk(
            assistant, store, shelf, jobs=jobs,
            open_photo=partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp),
            max_message_chars=settings.max_message_chars,
        )  # fmt: skip
        stack.callback(desk.close)
        return House(settings, assistant, store, search, shelf, ingest, jobs, reader, desk, stack.pop_all())
