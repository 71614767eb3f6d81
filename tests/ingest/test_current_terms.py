"""An index that another glossary made is brought to this one's words by itself, without reading a manual again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from assist.case.passages import Passage
from assist.case.text.tokens import tokens
from assist.engines.lexical import Entry, Lexical, Term
from assist.engines.store import Store, open_store
from assist.library.current_terms import glossary_id, renew_terms
from assist.library.generations import GLOSSARY, present
from assist.settings import Settings
from assist.wiring import open_house, shipped_terms
from tests.ingest.books import TWO, copied, shelved
from tests.ingest.room import TEXT, Room, Words
from tests.pdf_files import pdf, say

MEANT = Term("concepts", "water_hardness")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder_cache: Path) -> Path:
    folder = tmp_path_factory.mktemp("library")
    shelved(folder, embedder_cache, TWO)
    return folder


def words_of(settings: Settings, store: Store) -> Lexical:
    return Lexical(present(store).lexical(settings.index))


def test_an_index_of_an_older_glossary_learns_the_new_words_before_anything_else_is_read(
    library: Path, tmp_path: Path
) -> None:
    settings = copied(library, tmp_path / "copy")
    with open_house(settings) as house:
        store = house.store
        assert store.note(GLOSSARY) == shipped_terms(), "a new index is this version's"
        every = [passage for manual in store.manuals() for passage in store.passages_of(manual.id)]
        store.set_note(GLOSSARY, "older")
    with closing(open_store(settings)) as store, closing(words_of(settings, store)) as lexical:
        assert lexical.counts([MEANT]) != [0]
        lexical.add(Entry(p.id, p.manual, {"body": tokens(p.text, p.language)}) for p in every)
        lexical.commit()
        assert lexical.counts([MEANT]) == [0], "as if that word had not been in the glossary"
    with open_house(settings) as house:
        vectors, _ = house.search.ids()
        house.jobs.start()
        until = time.monotonic() + 60
        while house.store.note(GLOSSARY) != shipped_terms() and time.monotonic() < until:
            time.sleep(0.01)
        assert house.store.note(GLOSSARY) == shipped_terms()
        assert house.search.ids() == (vectors, {passage.id for passage in every})
    with closing(open_store(settings)) as store, closing(words_of(settings, store)) as lexical:
        assert lexical.counts([MEANT]) != [0]


def test_another_text_is_another_glossary() -> None:
    assert len({glossary_id("a"), glossary_id("b"), glossary_id("a")}) == 2


class Disturbing(Words):
    """Lets something happen to the library while a manual's words are made."""

    def __init__(self, happens: object) -> None:
        super().__init__()
        self.happens = happens

    def rename(self, passages: Sequence[Passage], names: str) -> None:
        self.passages.update((passage.id, passage) for passage in passages)
        super().rename(passages, names)
        happens, self.happens = self.happens, None
        if callable(happens):
            happens()


def two_manuals(room: Room) -> list[str]:
    return [room.ingest.add(pdf(TEXT, say(60, 700, f"Page {n}.")), f"{n}.pdf").id for n in "ab"]


def test_what_is_corrected_or_removed_meanwhile_is_as_it_was_left(room: Room) -> None:
    ids = two_manuals(room)
    first = room.store.whole_manuals()[0].id
    corrected = Disturbing(lambda: room.store.correct_manual(first, {"title": "Kite"}))
    assert renew_terms(room.store, corrected, "new", Event()) == 2
    named = {corrected.names[id_] for id_ in room.store.passage_ids(first)}
    assert len(named) == 1 and named.pop().startswith("Kite")
    removed = Disturbing(lambda: room.store.remove_manual(first))
    assert renew_terms(room.store, removed, "newer", Event()) == 2
    assert {passage.manual for passage in removed.passages.values()} == set(ids) - {first}


def test_one_that_was_stopped_begins_anew_and_one_that_is_done_is_not_done_again(room: Room) -> None:
    two_manuals(room)
    stop, words = Event(), Disturbing(None)
    stop.set()
    assert renew_terms(room.store, words, "new", stop) == 0 and room.store.note(GLOSSARY) != "new"
    assert not words.names
    assert renew_terms(room.store, words, "new", Event()) == 2 and words.names
    assert renew_terms(room.store, words, "new", Event()) == 0
