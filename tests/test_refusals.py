"""Made-up manuals in eleven languages and what buyers ask: some stands there, the rest only sounds as if it did."""

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
# Part of `refusals` and the products of `second` were before our eyes when the weights were set, those of `third` not.
SETS = {"first": FOLDER, "second": FOLDER / "second", "third": FOLDER / "third"}
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Row:
    """A question on a manual, and the words that answer it there, "" where none do."""

    manual: str
    language: str
    text: str
    quote: str


def rows(folder: Path) -> list[Row]:
    """`@manual name`, then `+ language | page | quote | question` and `- language | question`."""
    out, manual = [], ""
    for line in (folder / "questions").read_text("utf-8").splitlines():
        if line.startswith("@"):
            manual = line[1:].split()[0]
            continue
        language, *rest = (part.strip() for part in line[1:].split(" | "))
        out.append(Row(manual, language, rest[-1], rest[1] if line.startswith("+") else ""))
    return out


def passages(folder: Path, manual: str) -> list[Passage]:
    """A passage for each section; a new page at each `# `."""
    page = 0
    out: list[Passage] = []
    for part in (folder / f"{manual}.txt").read_text("utf-8").split("\n#"):
        page += not part.startswith("# ")
        heading, _, text = part.lstrip("# ").partition("\n")
        kind = "table" if text.startswith("|") else "text"
        lines = [line.strip("|- ").replace(" | ", " ") for line in text.splitlines()]
        out.append(Passage(f"{manual}-{len(out)}", manual, page, heading, "\n".join(lines), manual[-2:], kind=kind))
    return out


@pytest.fixture(scope="module", params=SETS)
def found(
    request: pytest.FixtureRequest, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[tuple[Row, Found]]]]:
    """The name of a set, and what is found for each of its questions."""
    folder, asked = tmp_path_factory.mktemp("refusals"), rows(SETS[request.param])
    every = {manual: passages(SETS[request.param], manual) for manual in dict.fromkeys(row.manual for row in asked)}
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
    yield request.param, [(row, search.find(Query(row.text, row.language, (row.manual,)))) for row in asked]
    vectors.close()


def test_what_stands_in_a_manual_is_hardly_ever_refused(found: tuple[str, list[tuple[Row, Found]]]) -> None:
    name, results = found
    answerable = [(row, result) for row, result in results if row.quote]
    assert len(answerable) > 30
    there = [any(row.quote in each.text for each in passages(SETS[name], row.manual)) for row, _ in answerable]
    assert all(there)
    refused = [row.text for row, result in answerable if result.silent]
    assert len(refused) <= {"first": 0.07, "second": 0.11, "third": 0.16}[name] * len(answerable), refused


def test_what_stands_in_none_is_mostly_refused_and_the_reason_is_told(
    found: tuple[str, list[tuple[Row, Found]]],
) -> None:
    name, results = found
    absent = [result for row, result in results if not row.quote]
    refused = [result for result in absent if result.silent]
    assert len(absent) > 60 and len(refused) >= {"first": 0.64, "second": 0.6, "third": 0.58}[name] * len(absent)
    assert sum(bool(result.sought) for result in refused) >= 0.95 * len(refused)


def test_the_passage_that_answers_is_among_the_first_five(found: tuple[str, list[tuple[Row, Found]]]) -> None:
    there = [any(row.quote in p.text for p in result.passages[:5]) for row, result in found[1] if row.quote]
    assert sum(there) >= 0.94 * len(there)
