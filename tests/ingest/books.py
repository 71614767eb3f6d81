"""Three manuals of a page or a few, and a house whose library holds some of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from assist.settings import Settings
from assist.wiring import open_house
from tests.pdf_files import pdf, say

BOOKS = {
    "kettle.pdf": pdf(say(60, 700, "Kettle AB-12. Descale the kettle every three months with vinegar.")),
    "heater.pdf": pdf(say(60, 700, "Heater CD-34. Do not cover the heater while it is switched on.")),
    "oven.pdf": pdf(*[say(60, 700, f"Oven EF-56. Page {k} says something of its own.") for k in range(1, 5)]),
}
TWO = ("kettle.pdf", "heater.pdf")


def shelved(folder: Path, embedder_cache: Path, names: Iterable[str] = tuple(BOOKS), **more: object) -> Settings:
    """The settings of a library made in `folder`: `index/` with its own embedder, `manuals/` with the files."""
    settings = Settings(index=folder / "index", manuals=folder / "manuals", **more)
    shutil.copytree(embedder_cache, settings.index / "embedder")
    settings.manuals.mkdir()
    with open_house(settings) as house:
        for name in names:
            (settings.manuals / name).write_bytes(BOOKS[name])
            house.ingest.add(BOOKS[name], name)
    return settings


def copied(library: Path, folder: Path) -> Settings:
    """The settings of a copy, in `folder`, of the library that `shelved` made in `library`."""
    shutil.copytree(library, folder)
    return Settings(index=folder / "index", manuals=folder / "manuals")
