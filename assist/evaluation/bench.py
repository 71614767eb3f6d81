"""Bench: a folder of manuals, questions, photos and gold answers; whatever part it lacks is empty."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assist.case.geometry import Box
from assist.errors import InputError
from assist.evaluation.sample import quick


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a manual, the manual by its file name."""

    manual: str
    page: int


@dataclass(frozen=True, slots=True)
class ManualQuestion:
    """One buyer's question over the manuals with its gold answer; `places` joins `pages` and `also`."""

    id: str
    question: str
    language: str
    hint: str
    kind: str
    manual: str
    manual_language: str
    places: frozenset[Place]
    elsewhere: frozenset[Place]
    quote: str
    verdict: str
    after: str
    trap: str

    @property
    def answerable(self) -> bool:
        return bool(self.manual)

    @property
    def message(self) -> str:
        return f"{self.hint} {self.question}".strip()


@dataclass(frozen=True, slots=True)
class GoldBox:
    """A text that gold marks on the photo, its name where it is a parameter, and where it stands."""

    text: str
    box: Box
    name: str = ""


@dataclass(frozen=True, slots=True)
class PhotoCase:
    """One photo with one question; `lines`, `parameters` and `model` are the photo's, the same in all its cases."""

    id: str
    photo: Path
    question: str
    language: str
    context: str
    verdict: str
    harm_if: str
    ask_back: str
    evidence: tuple[GoldBox, ...]
    parameters: tuple[GoldBox, ...]
    lines: tuple[str, ...]
    model: str
    manual: str
    places: frozenset[Place]
    difficulty: str
    degraded: bool


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Passages (id, title, text), questions (id, text) and which passages answer which question."""

    name: str
    passages: tuple[tuple[str, str, str], ...]
    queries: tuple[tuple[str, str], ...]
    relevant: Mapping[str, frozenset[str]]

    def cut(self, queries: Collection[str], passages: int) -> RetrievalSet:
        """The passages that answer `queries` and a fixed sample of others, `passages` in all."""
        wanted = {name for query in queries for name in self.relevant.get(query, ())}
        others = quick(
            ((name, name) for name, _, _ in self.passages if name not in wanted), max(0, passages - len(wanted))
        )
        chosen = wanted | set(others)
        return replace(self, passages=tuple(row for row in self.passages if row[0] in chosen))


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything a bench folder holds."""

    folder: Path
    manuals: tuple[Path, ...] = ()
    questions: tuple[ManualQuestion, ...] = ()
    cases: tuple[PhotoCase, ...] = ()
    retrieval: tuple[str, ...] = ()
    pdfs: tuple[Path, ...] = ()
    passwords: Mapping[str, str] | None = None
    pictures: tuple[Path, ...] = ()

    def retrieval_set(self, name: str) -> RetrievalSet:
        """Read one set; the sets are large, so they are read one at a time."""
        folder = self.folder / "retrieval" / name
        relevant: dict[str, set[str]] = {}
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if float(row["score"]) > 0:
                    relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
        return RetrievalSet(
            name=name,
            passages=tuple(
                (str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
                for row in _rows(folder / "corpus.jsonl")
            ),
            queries=tuple((str(row["_id"]), str(row["text"])) for row in _rows(folder / "queries.jsonl")),
            relevant={query: frozenset(ids) for query, ids in relevant.items()},
        )


def load_bench(folder: Path) -> Bench:
    """The bench in `folder`; raises `InputError` where there is no folder or nothing of a bench in it."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", code="bench_missing", help="Name a bench folder.")
    changes = {row["file"]: row.get("change", "") for row in _table(folder / "photos.csv")}
    retrieval = folder / "retrieval"
    passwords = {row["file"]: row.get("password", "") for row in _table(folder / "robustness" / "pdf-index.csv")}
    bench = Bench(
        folder=folder,
        manuals=tuple(sorted((folder / "manuals").glob("*.pdf"))),
        questions=tuple(_question(row) for row in _rows(folder / "manual_questions.jsonl")),
        cases=tuple(_case(row, folder / "photos", changes) for row in _rows(folder / "photo_cases.jsonl")),
        retrieval=tuple(sorted(f.parent.name for f in retrieval.glob("*/corpus.jsonl"))),
        pdfs=tuple(sorted((folder / "robustness" / "pdf").glob("*.pdf"))),
        passwords={file: word for file, word in passwords.items() if word},
        pictures=tuple(sorted(f for f in (folder / "robustness" / "image").glob("*") if f.is_file())),
    )
    if not (bench.questions or bench.cases or bench.retrieval or bench.pdfs or bench.pictures):
        raise InputError(f"{folder} holds nothing of a bench.", code="bench_empty", help="Name a bench folder.")
    return bench


def _question(row: Mapping[str, Any]) -> ManualQuestion:
    elsewhere = _also(row)
    own = frozenset(Place(str(row["manual"]), int(page)) for page in row.get("pages") or () if row.get("manual"))
    return ManualQuestion(
        id=str(row["id"]),
        question=str(row["question"]),
        language=str(row.get("question_lang") or ""),
        hint=str(row.get("product_hint") or ""),
        kind=str(row.get("kind") or ""),
        manual=str(row.get("manual") or ""),
        manual_language=str(row.get("manual_lang") or ""),
        places=own | elsewhere,
        elsewhere=elsewhere,
        quote=str(row.get("quote") or ""),
        verdict=str(row.get("verdict") or ""),
        after=str(row.get("after") or ""),
        trap=str(row.get("trap") or ""),
    )


def _case(row: Mapping[str, Any], photos: Path, changes: Mapping[str, str]) -> PhotoCase:
    own = frozenset(Place(str(row["manual"]), int(page)) for page in row.get("manual_pages") or () if row.get("manual"))
    name = str(row["photo"])
    return PhotoCase(
        id=str(row["id"]),
        photo=photos / name,
        question=str(row.get("question") or ""),
        language=str(row.get("question_lang") or ""),
        context=str(row.get("buyer_context") or ""),
        verdict=str(row.get("verdict") or ""),
        harm_if=str(row.get("harm_if", "yes") or ""),
        ask_back=str(row.get("ask_back") or ""),
        evidence=tuple(_gold_box(mark) for mark in row.get("evidence") or () if mark.get("box")),
        parameters=tuple(_gold_box(mark) for mark in row.get("parameters") or () if mark.get("value")),
        lines=tuple(str(line) for line in row.get("lines") or ()),
        model=str(row.get("model") or ""),
        manual=str(row.get("manual") or ""),
        places=own | _also(row),
        difficulty=str(row.get("difficulty") or "").split(":")[0].strip(),
        degraded=changes.get(name, "").startswith("degraded"),
    )


def _also(row: Mapping[str, Any]) -> frozenset[Place]:
    places = row.get("also") or ()
    return frozenset(Place(str(place["manual"]), int(page)) for place in places for page in place.get("pages") or ())


def _gold_box(mark: Mapping[str, Any]) -> GoldBox:
    left, top, right, bottom = (float(edge) for edge in mark.get("box") or (0, 0, 0, 0))
    text = str(mark.get("text") or mark.get("value") or "")
    return GoldBox(text=text, box=Box.clamped(left, top, right, bottom), name=str(mark.get("name") or ""))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    if not file.is_file():
        return
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise InputError(f"{file.name}, line {number}: {error}", code="bench_broken") from error


def _table(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(lines)]
