"""Shelving: a bench's manuals ingested into an index of their own, never into the user's library.

The folder is named by the manuals' contents, the embedder and the code that ingests, so that an unchanged library is
opened again and a changed one is made anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import assist
from assist.errors import AssistError
from assist.evaluation.tracking import Track
from assist.settings import Settings

if TYPE_CHECKING:
    from assist.wiring import House

# The code whose change makes other passages, other catalogue entries or another index of the same PDF.
INGESTS = (
    "library", "engines/pdf", "engines/store", "engines/embedding.py", "engines/embedding_export.py",
    "engines/vectors.py", "engines/lexical.py", "engines/ocr", "case/passages.py", "case/page", "case/names",
    "case/text/tokens.py", "case/text/glossary.py", "case/text/language.py", "case/text/words.py",
    "case/data/glossary.json",
)  # fmt: skip
# What only asks a finished library.
ASKS = ("library/support.py", "library/known.py", "library/context.py")
_DONE = "ingested.json"
# Libraries of earlier code kept beside the newest: going back and forth between two versions does not ingest anew.
_KEPT = 2
_LOG = logging.getLogger(__name__)


@contextmanager
def manuals_house(
    manuals: Sequence[Path], settings: Settings, work: Path, *, fresh: bool, track: Track
) -> Iterator[tuple[House, dict[str, object]]]:
    """The house with exactly these manuals, and the facts of its library for the report's conditions."""
    from assist.wiring import open_house

    key = library_key(manuals, settings)
    folder = work / f"library-{key}"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    own = settings.model_copy(update={"index": folder, "manuals": folder / "manuals", "database": "", "chroma_url": ""})
    _forget_old(work, folder)
    own.manuals.mkdir(parents=True, exist_ok=True)
    house = open_house(own, embedder_cache=settings.index / "embedder")
    try:
        yield house, {"index": key, **_ingested(house, manuals, folder, track)}
    finally:
        house.close()


def _forget_old(work: Path, keep: Path) -> None:
    others = [folder for folder in work.glob("library-*") if folder != keep]
    for folder in sorted(others, key=lambda folder: folder.stat().st_mtime, reverse=True)[_KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def library_key(manuals: Sequence[Path], settings: Settings) -> str:
    """A name for the library that these manuals make under this code and these settings."""
    digest = hashlib.sha256(f"{settings.embedder} {settings.ocr_engine}".encode())
    for file in manuals:
        digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    home = Path(assist.__file__).parent
    asks = {home / part for part in ASKS}
    for part in INGESTS:
        for source in sorted((home / part).rglob("*.py")) if (home / part).is_dir() else [home / part]:
            if source not in asks:
                digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _ingested(house: House, manuals: Sequence[Path], folder: Path, track: Track) -> dict[str, object]:
    """Ingest what is not there yet; the facts of the finished library."""
    done = folder / _DONE
    if done.is_file():
        facts: dict[str, object] = json.loads(done.read_text(encoding="utf-8"))
        return facts
    began = time.perf_counter()
    refused = {}
    with track("manuals ingested", len(manuals)) as step:
        for file in manuals:
            try:
                house.ingest.add(file, file.name)
            except AssistError as error:
                refused[file.name] = f"{error.code}: {error}"
            except Exception as error:  # noqa: BLE001 - a door: the manual is named in the report, the rest is measured
                _LOG.exception("ingesting %s failed", file.name)
                refused[file.name] = f"{type(error).__name__}: {error}"
            step()
    catalogue = house.shelf.catalogue()
    facts = {
        "manuals": len(catalogue),
        "pages": sum(manual.pages for manual in catalogue),
        "manuals_refused": refused,
        "ingest_seconds": round(time.perf_counter() - began),
    }
    done.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return facts
