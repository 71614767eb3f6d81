"""Wiring: the one place that names concrete engines and joins them to the line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from importlib import resources
from pathlib import Path
from threading import Thread
from typing import cast

from assist.assistant import Assistant
from assist.case.asking.amounts import parse_numerals
from assist.case.asking.prompts import Prompt, parse_prompts
from assist.case.asking.refining import Refiner
from assist.case.asking.support import Lists, parse_promises
from assist.case.generation import Model
from assist.case.late import Late
from assist.case.passages import Query
from assist.case.photo import Case, Pixels
from assist.case.privacy import covered
from assist.case.question import understand
from assist.case.reading import Line, Reading
from assist.case.tables import Tables, parse_tables
from assist.case.text.courtesy import Tone
from assist.case.text.glossary import Glossary, parse_glossary
from assist.case.text.phrases import Phrasebook, parse_phrases
from assist.desk.doctor import try_model
from assist.desk.intake import Privacy
from assist.desk.past.retention import Retention
from assist.desk.regions import Regions
from assist.desk.rehearsal import rehearse
from assist.desk.remembered import Remembered
from assist.desk.shop import Shop, forbidden_promises, overridden
from assist.desk.tickets import Desk
from assist.desk.watched import Watched
from assist.engines.codes import find_codes
from assist.engines.dictionary import open_dictionary, open_english, open_nouns
from assist.engines.embedding import open_embedder
from assist.engines.embedding_rerank import open_reranker
from assist.engines.extractive import Extractive
from assist.engines.faces import Faces, mask
from assist.engines.lexical import Lexical
from assist.engines.ocr import Reader
from assist.engines.pictures import open_photo
from assist.engines.store import Store, open_store
from assist.engines.vectors import own
from assist.errors import AssistError, EmbedderMismatch, EngineUnavailable
from assist.library.catalogue import describe, shipped_lexicon
from assist.library.current_terms import glossary_id, renew_terms
from assist.library.generations import GLOSSARY, Generation, clear, drop_vectors, open_vectors, present, take_over
from assist.library.ingest import Ingest
from assist.library.jobs import Jobs
from assist.library.known import Known
from assist.library.search import Search
from assist.library.shelf import Shelf
from assist.library.unbundle import Unbundle
from assist.settings import Settings

log = logging.getLogger(__name__)

ReadPicture = Callable[[Pixels], Sequence[Line]]

# The sureness of a quote (`case.quoting.sureness`) below which it is not claimed to answer; the passages are shown.
ENOUGH_SUPPORT = 0.5


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is open while the program runs; `model` and `refiner` are None where no model is set."""

    settings: Settings
    assistant: Assistant
    store: Store
    search: Search
    shelf: Shelf
    ingest: Ingest
    jobs: Jobs
    reader: Reader
    desk: Desk
    opening: Opening
    opened: ExitStack
    model: Watched | None = None
    refiner: Refiner | None = None
    retention: Retention | None = None

    def unbundle(self) -> Unbundle:
        """Brings exported libraries in."""
        return Unbundle(self.settings, self.store, self.search, self.ingest, self.shelf)

    def take_over(self) -> None:
        """Use the index that was built beside the old one, which is dropped; for a house that was opened to rebuild."""
        self.opening.take_over()

    def warm(self) -> None:
        """Start the reading process, which needs seconds and no time of this one."""
        self.desk.warm_up(self.reader.warm)

    def start(self) -> None:
        """Begin, in the background, what serving needs beside answers: open what is late, ingest new manuals.

        To be called once the page is built: before, it would only slow that down (8 s more, 2026-11-21).
        """
        self.desk.opening = True
        Thread(target=self._begin, name="begin", daemon=True).start()

    def _begin(self) -> None:
        if self.retention is not None:
            self.retention.start()
        if self.model is not None:
            self.model.warm()
        try:
            self.search.find(Query("is everything open xyzzy", "en"))  # a strange word opens the dictionary too
            understand(Case("?"), "en", self.assistant.tables)
            rehearse(self.assistant, self.reader.read)
        except AssistError as error:
            log.error("%s %s", error, error.help)  # each answer says the same, until it is mended
            self.desk.opening = False
            return
        self.jobs.start()
        try:
            self.jobs.submit_folder(self.settings.manuals)
        except AssistError as error:
            log.error("the manuals folder was not looked through: %s %s", error, error.help)
        self.desk.opening = False
        if self.desk.batch is not None:
            self.desk.batch.start()
        self.desk.bin.start()

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


def open_prompts() -> Mapping[str, Prompt]:
    """The newest prompt of each task, from `assist/case/data/prompts`."""
    folder = resources.files("assist.case").joinpath("data", "prompts")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".md"))
    return parse_prompts(lambda name: read_data(f"prompts/{name}"), names)


def open_glossary() -> Glossary:
    return parse_glossary(read_data("glossary.json"), open_dictionary(), open_english(), open_nouns())


def shipped_terms() -> str:
    """By which glossary this version indexes."""
    return glossary_id(read_data("glossary.json"))


def open_privacy(settings: Settings) -> Privacy:
    """What is masked when; without the networks for faces only print is, and the log says so."""
    try:
        find_faces = Faces(threads=settings.ocr_threads)
    except EngineUnavailable as error:
        log.warning("%s: only private print is masked. %s", error, error.help)
        return Privacy(mask, settings.mask_exports, settings.mask_stored)
    return Privacy(partial(mask, find_faces=find_faces), settings.mask_exports, settings.mask_stored)


def open_lists() -> Lists:
    """What a model's words are held against."""
    return Lists(parse_numerals(read_data), parse_promises(read_data))


def open_model(settings: Settings, stack: ExitStack) -> Watched | None:
    """The model that `ASSIST_GLM` names, None for `off`; nothing is loaded or asked before its first use or `warm`.

    Raises `SettingsError` where the setting names none.
    """
    from assist.engines.glm.choice import parse_glm

    choice = parse_glm(settings.glm)
    if choice.kind == "off":
        return None
    if choice.kind == "server":
        from assist.engines.glm.server import open_server

        server = open_server(settings)
        stack.callback(server.close)
        return Watched(server, choice.model, "openai", server.breaker)
    from assist.engines.glm.local import LocalModel

    local = LocalModel(
        choice.model, quantization=settings.glm_quantization, decoding=settings.glm_decoding,
        threads=settings.glm_threads, timeout=settings.glm_timeout,
    )  # fmt: skip
    stack.callback(local.close)
    return Watched(local, choice.model, "transformers")


def with_model(
    assistant: Assistant, model: Model, settings: Settings, privacy: Privacy, read_picture: ReadPicture
) -> tuple[Assistant, Refiner]:
    """The assistant with a model's answers in front of the extractive ones, and what rewrites its replies."""
    from assist.engines.glm.answering import GlmAnswer
    from assist.engines.glm.pictures import read_part
    from assist.engines.glm.refining import GlmRefiner

    prompts, lists = open_prompts(), open_lists()
    paint = privacy.mask or mask

    def masked(pixels: Pixels, reading: Reading) -> Pixels:
        return paint(pixels, reading).pixels if settings.mask_remote else pixels

    own = cast(Extractive, assistant.answer)
    answer = GlmAnswer(
        model, own.draft, prompts["answer"], settings.glm_image_tokens, settings.glm_timeout, settings.language,
        mask=masked, covers=settings.mask_remote,
    )  # fmt: skip
    refiner = GlmRefiner(
        model, prompts, lists, settings.glm_timeout, cover=covered if settings.mask_remote else str
    )  # fmt: skip
    assistant = replace(assistant, answer=answer, lists=lists, read_again=partial(read_part, read_picture))
    return assistant, refiner


def speak_as(desk: Desk, settings: Settings, refiner: Refiner | None) -> None:
    """Let replies be signed, greeted and held against what the shop forbids as the settings say, from now on."""
    forbidden = forbidden_promises(settings.forbidden)
    desk.assistant = replace(
        desk.assistant, shop=settings.shop_name, tone=Tone(settings.tone), forbidden=forbidden
    )  # fmt: skip
    if refiner is not None:
        from assist.engines.glm.refining import GlmRefiner

        own = cast(GlmRefiner, refiner)
        lists = replace(own.lists, promises=(*own.lists.promises, *forbidden))
        desk.rewriting.use(replace(own, lists=lists))


def _apply(house: House, settings: Settings) -> None:
    """Settings that were changed on the page and need no restart."""
    speak_as(house.desk, settings, house.refiner)
    if house.retention is not None:
        house.retention.keep_for(settings.retention_days)


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens the search over the index folder; what it opened is closed by `stack`."""

    settings: Settings
    store: Store
    cache: Path
    used: Generation
    rebuild: bool
    stack: ExitStack

    @property
    def generation(self) -> Generation:
        """The index that is opened: the one in use, or the one that is built beside it."""
        return self.used.following if self.rebuild else self.used

    def check(self) -> None:
        """Refuse at once what `search` would refuse later; raises `EmbedderMismatch` and `IndexLocked`.

        While another index is built, the one in use is owned as well: who served it would change it unseen.
        """
        made_with = self.store.note("embedder")
        if made_with not in ("", self.settings.embedder) and not self.rebuild:
            raise EmbedderMismatch(
                f"The index was made with the embedder {made_with!r}, and {self.settings.embedder!r} is set."
            )
        if not self.settings.chroma_url:
            lock = own(self.used.vectors(self.settings.index))
            if self.rebuild:
                self.stack.callback(lock.release)
            else:
                lock.release()
        if self.rebuild:
            clear(self.settings.index, self.generation)

    def lexical(self) -> Lexical:
        lexical = Lexical(self.generation.lexical(self.settings.index))
        self.stack.callback(lexical.close)
        return lexical

    def search(self, lexical: Lexical, glossary: Glossary) -> Search:
        """Embedder, vectors and words together; raises the `IndexError_` family."""
        settings, generation = self.settings, self.generation
        embedder = open_embedder(settings.embedder, self.cache, threads=settings.embed_threads)
        vectors = open_vectors(settings, self.store, embedder, generation, rebuild=self.rebuild)
        self.stack.callback(vectors.close)
        if not self.rebuild:
            self.store.set_note("embedder", settings.embedder)
            if not len(lexical):
                self.store.set_note(GLOSSARY, shipped_terms())
        known = Known(self.store.manuals, self.store.catalogue_version)
        rerank = open_reranker(settings.reranker, threads=settings.embed_threads)
        return Search(embedder, vectors, lexical, self.store.passages, known, glossary, rerank=rerank)

    def take_over(self) -> None:
        """Use what was built from now on, and drop what it replaces."""
        take_over(self.store, self.generation, self.settings.embedder, shipped_terms())
        clear(self.settings.index, self.used)
        drop_vectors(self.settings, self.store, self.used)


def open_house(
    settings: Settings, *, embedder_cache: Path | None = None, rebuild: bool = False, late: bool = False
) -> House:
    """Everything of a running program; `close` it, or use it in a `with`.

    `embedder_cache` holds the exported embedder (by default inside the index folder); `rebuild` opens an empty index
    beside the one in use, whatever embedder or version made that, for `index` to fill and to take over.  `late` leaves
    the search and the shipped tables to be opened when they are first used (1.3 of the 4.7 CPU seconds to the first
    page, 2026-11-21); `House.start` does so in the background.  Raises the `IndexError_` family where the index cannot
    be used.
    """
    with ExitStack() as stack:
        store = open_store(settings)
        stack.callback(store.close)
        fixed, settings = frozenset(settings.model_fields_set), overridden(settings, store)
        cache = embedder_cache or settings.index / "embedder"
        opening = Opening(settings, store, cache, present(store), rebuild, stack.enter_context(ExitStack()))
        opening.check()
        lexical = opening.lexical()
        glossary: Glossary = cast(Glossary, Late(open_glossary)) if late else open_glossary()
        tables: Tables = cast(Tables, Late(open_tables)) if late else open_tables()
        searching = partial(opening.search, lexical, glossary)
        search: Search = cast(Search, Late(searching)) if late else searching()
        shelf = Shelf(settings, store, search, upgrade=rebuild)
        stack.callback(shelf.close)
        lexicon = shipped_lexicon()
        reader = Reader(
            engine=settings.ocr_engine, threads=settings.ocr_threads, memory_mb=settings.ocr_memory_mb,
            timeout=settings.ocr_timeout, codes=find_codes,
            models=[Path(name.strip()) for name in settings.ocr_models.split(",") if name.strip()],
            names=lexicon.brands,
        )  # fmt: skip
        stack.callback(reader.close)
        ingest = Ingest(settings, store, search, reader.read_page, describe=describe, renewed=shelf.refresh)
        jobs = stack.enter_context(closing(Jobs(store, ingest, partial(renew_terms, store, search, shipped_terms()))))
        assistant = Assistant(
            read=reader.read if settings.mask_stored else Remembered(reader.read, store, reader.form),
            library=shelf, answer=Extractive(glossary, ENOUGH_SUPPORT, shelf.page),
            tables=tables, phrases=open_phrases(), lexicon=lexicon, shop=settings.shop_name,
            look=Regions(reader.read_picture),
        )  # fmt: skip
        privacy, refiner = open_privacy(settings), None
        model = open_model(settings, stack)
        if model is not None:
            assistant, refiner = with_model(assistant, model, settings, privacy, reader.read_picture)
        desk = Desk(
            assistant, store, shelf, jobs=jobs,
            open_photo=partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp),
            max_message_chars=settings.max_message_chars, privacy=privacy, reread=reader.read_row,
            refiner=refiner, model=model.state if model else None, glossary=glossary,
        )  # fmt: skip
        stack.callback(desk.close)
        keeper = Retention(store, settings.retention_days, desk.forget, gone=desk.rows_gone)
        retention = stack.enter_context(closing(keeper))
        house = House(
            settings, assistant, store, search, shelf, ingest, jobs, reader, desk, opening, stack.pop_all(), model,
            refiner, retention,
        )  # fmt: skip
        _furnish(house, fixed)
        return house


def _furnish(house: House, fixed: frozenset[str]) -> None:
    """Give the desk what it needs of the whole house; `fixed` settings are the environment's."""
    desk, settings = house.desk, house.settings
    desk.unbundle = house.unbundle
    desk.try_model = partial(try_model, settings, house.model)
    desk.shop = Shop(house.store, settings, fixed, desk.audit, partial(_apply, house))
    speak_as(desk, settings, house.refiner)
