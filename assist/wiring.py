"""Wiring: the one place that names concrete engines and joins them to the line."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import cast

from assist.assistant import Assistant
from assist.case.glossary import Glossary, parse_glossary
from assist.case.late import Late
from assist.case.passages import Query
from assist.case.photo import Case
from assist.case.phrases import Phrasebook, parse_phrases
from assist.case.question import understand
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
from assist.engines.vectors import Vectors, check_free
from assist.errors import AssistError, EmbedderMismatch
from assist.library.catalogue import describe, shipped_lexicon
from assist.library.ingest import Ingest
from assist.library.jobs import Jobs
from assist.library.search import Search
from assist.library.shelf import Shelf
from assist.settings import Settings

log = logging.getLogger(__name__)

# The sureness of a quote (`case.quoting.sureness`) below which the manual is said not to answer.
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

    def warm(self) -> None:
        """Start the reading process, which needs seconds and no time of this one."""
        self.desk.warm_up(self.reader.warm)

    def start(self) -> None:
        """Begin, in the background, what serving needs beside answers: open what is late, ingest new manuals.

        To be called once the page is built: before, it would only slow that down (8 s more, 2026-11-21).
        """
        Thread(target=self._begin, name="begin", daemon=True).start()

    def _begin(self) -> None:
        try:
            self.search.find(Query("is everything open", "en"))
            understand(Case("?"), "en", self.assistant.tables)
        except AssistError as error:
            log.error("%s %s", error, error.help)  # each answer says the same, until it is mended
            return
        self.jobs.start()
        self.jobs.submit_folder(self.settings.manuals)

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


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens the search over the index folder; what it opened is closed by `stack`."""

    settings: Settings
    store: Store
    lexical: Lexical
    cache: Path
    rebuild: bool
    stack: ExitStack

    def check(self) -> None:
        """Refuse at once what `search` would refuse later; raises `EmbedderMismatch` and `IndexLocked`."""
        made_with = self.store.note("embedder")
        if made_with not in ("", self.settings.embedder) and not self.rebuild:
            raise EmbedderMismatch(
                f"The index was made with the embedder {made_with!r}, and {self.settings.embedder!r} is set."
            )
        if not self.settings.chroma_url:
            check_free(self.settings.index / "vectors")

    def search(self, glossary: Glossary) -> Search:
        """Embedder, vectors and words together; raises the `IndexError_` family."""
        settings = self.settings
        embedder = open_embedder(settings.embedder, self.cache, threads=settings.embed_threads)
        folder = None if settings.chroma_url else settings.index / "vectors"
        vectors = Vectors(folder, settings.chroma_url, embedder.id, embedder.dimension, rebuild=self.rebuild)
        self.stack.callback(vectors.close)
        self.store.set_note("embedder", settings.embedder)
        return Search(embedder, vectors, self.lexical, self.store.passages, self.store.manuals, glossary)


def open_house(
    settings: Settings, *, embedder_cache: Path | None = None, rebuild: bool = False, late: bool = False
) -> House:
    """Everything of a running program; `close` it, or use it in a `with`.

    `embedder_cache` holds the exported embedder (by default inside the index folder); `rebuild` drops vectors that
    another embedder made and opens an index of an older form, for `index` to make both anew.  `late` leaves the
    search and the shipped tables to be opened when they are first used (1.3 of the 4.7 CPU seconds to the first page,
    2026-11-21); `House.start` does so in the background.  Raises the `IndexError_` family where the index cannot be
    used.
    """
    with ExitStack() as stack:
        store = Store(settings.database or f"sqlite:///{settings.index / 'assist.sqlite3'}", folder=settings.index)
        stack.callback(store.close)
        lexical = Lexical(settings.index / "lexical")
        stack.callback(lexical.close)
        cache = embedder_cache or settings.index / "embedder"
        opening = Opening(settings, store, lexical, cache, rebuild, stack.enter_context(ExitStack()))
        opening.check()
        glossary: Glossary = cast(Glossary, Late(open_glossary)) if late else open_glossary()
        tables: Tables = cast(Tables, Late(open_tables)) if late else open_tables()
        search: Search = cast(Search, Late(partial(opening.search, glossary))) if late else opening.search(glossary)
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
            tables=tables, phrases=open_phrases(), lexicon=shipped_lexicon(), shop=settings.shop_name,
        )  # fmt: skip
        desk = Desk(
            assistant, store, shelf, jobs=jobs,
            open_photo=partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp),
            max_message_chars=settings.max_message_chars,
        )  # fmt: skip
        stack.callback(desk.close)
        return House(settings, assistant, store, search, shelf, ingest, jobs, reader, desk, stack.pop_all())
