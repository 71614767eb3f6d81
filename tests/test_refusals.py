"""Six made-up manuals in six languages and what buyers ask: half stands there, half only sounds as if it did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assist.case.passages import Found, Manual, Passage, Query
from assist.engines.embedding import Embedder
from assist.engines.lexical import Lexical
from assist.engines.vectors import Vectors
from assist.library.search import Search
from assist.wiring import open_glossary

FOLDER = Path(__file__).parent / "refusals"
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Row:
    """A question on a manual, and the words that answer it there, "" where none do."""

    manual: str
    language: str
    text: str
    quote: str


def rows() -> list[Row]:
    """`@manual name`, then `+ language | page | quote | question` and `- language | question`."""
    out, manual = [], ""
    for line in (FOLDER / "questions").read_text("utf-8").splitlines():
        if line.startswith("@"):
            manual = line[1:].split()[0]
            continue
        language, *rest = (part.strip() for part in line[1:].split(" | "))
        out.append(Row(manual, language, rest[-1], rest[1] if line.startswith("+") else ""))
    return out


def passages(manual: str) -> list[Passage]:
    """A passage for each section; a new page at each `# `."""
    page, out = 0, []
    for part in (FOLDER / f"{manual}.txt").read_text("utf-8").split("\n#"):
        page += not part.startswith("# ")
        heading, _, text = part.lstrip("# ").partition("\n")
        kind = "table" if text.startswith("|") else "text"
        lines = [line.strip("|- ").replace(" | ", " ") for line in text.splitlines()]
        out.append(Passage(f"{manual}-{len(out)}", manual, page, heading, "\n".join(lines), manual[-2:], kind=kind))
    return out


@pytest.fixture(scope="module")
def found(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Row, Found]]]:
    folder: Path = tmp_path_factory.mktemp("refusals")
    asked = rows()
    every = {manual: passages(manual) for manual in dict.fromkeys(row.manual for row in asked)}
    known = {passage.id: passage for some in every.values() for passage in some}
    vectors = Vectors(folder / "vectors", "", embedder.id, embedder.dimension)
    catalogue = tuple(Manual(name, f"{name}.pdf", name) for name in every)
    search = Search(
        embedder, vectors, Lexical(folder / "lexical"), lambda ids: {id_: known[id_] for id_ in ids},
        lambda: catalogue, open_glossary(),
    )  # fmt: skip
    for name, some in every.items():
        search.add(some, name)
    search.commit()
    yield [(row, search.find(Query(row.text, row.language, (row.manual,)))) for row in asked]
    vectors.close()


def test_what_stands_in_a_manual_is_hardly_ever_refused(found: list[tuple[Row, Found]]) -> None:
    answerable = [(row, result) for row, result in found if row.quote]
    assert len(answerable) > 90
    assert all(any(row.quote in passage.text for passage in passages(row.manual)) for row, _ in answerable)
    refused = [row.text for row, result in answerable if result.silent]
    assert len(refused) <= 0.1 * len(answerable), refused


def test_what_stands_in_none_is_mostly_refused_and_the_reason_is_told(found: list[tuple[Row, Found]]) -> None:
    absent = [result for row, result in found if not row.quote]
    refused = [result for result in absent if result.silent]
    assert len(absent) > 90 and len(refused) >= 0.55 * len(absent)
    assert sum(bool(result.sought) for result in refused) >= 0.95 * len(refused)


def test_the_passage_that_answers_is_among_the_first_five(found: list[tuple[Row, Found]]) -> None:
    there = [any(row.quote in p.text for p in result.passages[:5]) for row, result in found if row.quote]
    assert sum(there) >= 0.95 * len(there)
