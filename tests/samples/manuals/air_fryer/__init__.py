"""TORVELLA AF-5201: one booklet in five languages of an air fryer with a table of fault codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.samples import drawings
from tests.samples.manuals.air_fryer import de, en, es, fr, zh
from tests.samples.manuals.air_fryer.words import Words
from tests.samples.paper import Booklet, Look, typeset

FILE = "torvella-af-5201-air-fryer-multilingual.pdf"
LOOK = Look(page=(148, 210), margin=14, size=7.7, colour=(45, 45, 48), banded=True, numbered=False)
LANGUAGES = (en.WORDS, de.WORDS, fr.WORDS, es.WORDS, zh.WORDS)


def make(folder: Path) -> Path:
    return typeset(LOOK, "TORVELLA AF-5201 Air Fryer 5.2 L", "TORVELLA  AF-5201", _write, folder / FILE)


def _write(book: Booklet) -> None:
    book.cover(_cover)
    book.add_page()
    _parts(book)
    for words in LANGUAGES:
        book.tab = words.tab
        if words.tab == "ZH":
            book.look = replace(LOOK, face="han", bold="han-bold")
        _language(book, words)


def _cover(book: Booklet) -> None:
    book.put("TORVELLA", 14, 16, size=26, bold=True)
    y = 34.0
    for words in LANGUAGES:
        book.put(words.tab, 14, y, size=9, bold=True)
        book.look = replace(LOOK, face="han") if words.tab == "ZH" else LOOK
        book.put(f"{words.product}  –  {words.manual}", 26, y, size=9)
        y += 6
    book.look = LOOK
    drawings.fryer(book, 14, 76, 84)
    book.put("AF-5201", 14, 172, size=22, bold=True)
    book.put("5.2 L  ·  1500 W  ·  220-240 V~", 14, 183, size=10, colour=(90, 90, 90))
    book.put("TVL-AF5201-IM-5L  V2.0", 14, 197, size=7, colour=(110, 110, 110))


def _parts(book: Booklet) -> None:
    book.figure(drawings.fryer, 74, "AF-5201")
    book.grid(
        [("", *(w.tab for w in LANGUAGES)), *((str(n + 1), *(w.parts[n] for w in LANGUAGES)) for n in range(4))],
        (0.5, 2, 2, 2, 2, 1.6),
        size=7,
    )


def _language(book: Booklet, w: Words) -> None:
    book.add_page()
    book.chapter(f"{w.product} AF-5201")
    book.text_(w.intro)
    book.section(w.safety_title)
    book.warning(w.warning_word, w.warning)
    book.bullets(*w.safety)
    book.section(w.use_title)
    book.steps(*w.use)
    book.section(w.care_title)
    book.bullets(*w.care)
    book.section(w.warranty_title, keep=14)
    book.text_(w.warranty)
    book.section(w.programmes_title, keep=52)
    book.grid([w.programme_head, *w.programmes], (2.2, 1.2, 1.4, 2.6))
    book.section(w.data_title, keep=45)
    book.grid(w.data, (2.2, 4), head=False)
    book.section(w.faults_title, keep=60)
    book.text_(w.faults_intro)
    book.grid([w.fault_head, *w.faults], (0.8, 2.4, 4))
