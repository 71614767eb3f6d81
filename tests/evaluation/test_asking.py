"""Asking: follow-ups come after their question, gold never reaches the system, a failure is a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

import assist
from assist.case.draft import Claim
from assist.case.evidence import Evidence
from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Passage
from assist.case.photo import Case, Photo, Quality
from assist.case.product import ProductMatch
from assist.case.reply import Outcome, Reply
from assist.case.specs import Source
from assist.case.verdict import Judgement, Sentence, Verdict
from assist.errors import EngineError, PhotoError
from assist.evaluation.asking import System
from assist.evaluation.baseline import fuse
from assist.evaluation.bench import Bench, ManualQuestion, PhotoCase, Place
from assist.evaluation.evaluate import on_fewer_manuals
from assist.evaluation.manual_part import ask_questions, manual_row
from assist.evaluation.observed import observe, shown_verdict
from assist.evaluation.photo_part import ask_cases, first_of_each_photo
from assist.evaluation.remembering import RememberingEmbedder
from assist.evaluation.shelving import ASKS, INGESTS, library_key
from assist.settings import Settings

FIRST = ManualQuestion(
    id="a-1", question="how long does it charge", language="en", hint="KV-C65G", kind="lookup", manual="kv.pdf",
    manual_language="en", places=frozenset({Place("kv.pdf", 3)}), elsewhere=frozenset(), quote="2 hours", verdict="",
    after="", trap="",
)  # fmt: skip
SECOND = replace(FIRST, id="a-2", question="and how heavy", hint="", kind="followup", after="a-1")


def reply_to(case: Case) -> Reply:
    """Answers from page 3 of the manual `m1`."""
    passage = Passage("p1", "m1", 3, "Charging", "Charging takes 2 hours.", "en")
    proof = Evidence(Claim("", "2 hours", Source("passage", "p1")), True, manual="m1", page=3, number=2)
    mark = Evidence(Claim("", "65 W", Source("photo", "x", 0)), True, (Quad.of(Box(0.1, 0.1, 0.2, 0.2)),), number=1)
    return Reply(
        case, match=ProductMatch(manuals=("m2",), designation="KV-C65G"), found=Found((passage,)),
        evidence=(proof, mark), outcome=Outcome.ANSWERED, text="2 hours [1]", ask=(Sentence("ask.label_photo"),),
    )  # fmt: skip


class Asked:
    """A system that remembers the cases put to it."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def __call__(self, case: Case) -> Reply:
        self.cases.append(case)
        if "broken" in case.message:
            raise EngineError("no answer", code="ocr_died")
        if "bug" in case.message:
            raise ZeroDivisionError("division by zero")
        return reply_to(case)


def system(asked: Asked) -> System:
    return System(asked, open_photo, {"m1": "kv.pdf", "m2": "other.pdf"})


def open_photo(data: bytes) -> Photo:
    if data == b"broken":
        raise PhotoError("not a picture", code="photo_damaged")
    return Photo("id", 4, 4, "PNG", Quality(1, 1, 1, 0), np.zeros((4, 4, 3), np.uint8))


def test_a_follow_up_comes_after_its_question_with_the_manuals_that_one_was_answered_from() -> None:
    asked = Asked()
    steps: list[int] = []
    pairs = ask_questions(system(asked), [FIRST, SECOND], [SECOND, FIRST], lambda: steps.append(1))
    assert [row.id for row, _ in pairs] == ["a-2", "a-1"], "in the order asked for"
    assert [case.message for case in asked.cases] == ["KV-C65G how long does it charge", "and how heavy"]
    (turn,) = asked.cases[1].conversation
    assert turn.text == "KV-C65G how long does it charge"
    assert turn.manuals == ("m1",)
    assert asked.cases[0].conversation == ()
    assert len(steps) == 2


def test_a_failure_is_a_row_and_the_rest_is_measured(caplog: pytest.LogCaptureFixture) -> None:
    asked = Asked()
    rows = [replace(FIRST, id="b", question="broken"), replace(FIRST, id="c", question="bug"), FIRST]
    pairs = ask_questions(system(asked), rows, rows, lambda: None)
    assert [seen.error for _, seen in pairs] == ["ocr_died: no answer", "ZeroDivisionError: division by zero", ""]
    assert "error" in manual_row(pairs[0], [])["faults"]  # type: ignore[operator]
    assert manual_row(pairs[2], [])["faults"] == []


def test_the_photo_goes_in_as_bytes_with_question_and_context_and_nothing_of_gold(tmp_path: Path) -> None:
    (tmp_path / "gold-name-yes.jpg").write_bytes(b"fine")
    (tmp_path / "b.jpg").write_bytes(b"broken")
    case = PhotoCase(
        id="x", photo=tmp_path / "gold-name-yes.jpg", question="ok?", language="en", context="Berlin", verdict="yes",
        harm_if="yes", ask_back="", evidence=(), parameters=(), lines=("65 W",), model="", manual="",
        places=frozenset(), difficulty="easy", degraded=False,
    )  # fmt: skip
    asked = Asked()
    broken = replace(case, id="y", photo=tmp_path / "b.jpg")
    pairs = ask_cases(system(asked), [case, replace(case, id="z"), broken], lambda: None)
    assert asked.cases[0] == Case(message="ok?", photos=asked.cases[0].photos, context="Berlin")
    assert "gold-name" not in repr(asked.cases[0])
    assert pairs[2][1].error == "photo_damaged: not a picture"
    assert [case.id for case, _ in first_of_each_photo(pairs)] == ["x", "y"]


def test_what_is_observed_is_what_was_shown() -> None:
    seen = observe(reply_to(Case("how long")), {"m1": "kv.pdf", "m2": "other.pdf"}, 0.5)
    assert seen.places == (Place("kv.pdf", 3),)
    assert seen.cited == Place("kv.pdf", 3), "the first citation of a page, though the photo's comes before it"
    assert [quote.text for quote in seen.quotes] == ["2 hours"]
    assert [quote.quote for quote in seen.drawn] == ["65 W"]
    assert seen.product == ("other.pdf",)
    unheld = replace(reply_to(Case("x")), evidence=(Evidence(Claim("", "9 hours", Source("passage", "p1")), False),))
    assert observe(unheld, {}, 0.1).quotes == ()


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (Outcome.ANSWERED, "yes"), (Outcome.UNVERIFIED, "yes"), (Outcome.ASK_BUYER, "unclear"),
        (Outcome.WHICH_PRODUCT, "unclear"), (Outcome.UNREADABLE_PHOTO, "unclear"), (Outcome.NOT_IN_MANUAL, "unclear"),
        (Outcome.NEEDS_PERSON, ""),
    ],
)  # fmt: skip
def test_the_verdict_counted_is_the_one_shown(outcome: Outcome, shown: str) -> None:
    reply = replace(reply_to(Case("x")), outcome=outcome, verdict=Verdict(Judgement.YES, "mains", Sentence("covers")))
    assert shown_verdict(reply) == shown


def test_vectors_are_embedded_once_and_kept(tmp_path: Path) -> None:
    class Counting:
        id, dimension = "counting", 2
        embedded: ClassVar[list[str]] = []

        def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
            self.embedded.extend(texts)
            return np.array([[len(text), 0] for text in texts], np.float32)

        def query(self, text: str) -> NDArray[np.float32]:
            return np.zeros(2, np.float32)

    first = RememberingEmbedder(Counting(), tmp_path)
    assert first.passages(["a", "bb", "a"])[:, 0].tolist() == [1, 2, 1]
    first.save()
    again = RememberingEmbedder(Counting(), tmp_path)
    assert again.passages(["bb", "ccc"])[:, 0].tolist() == [2, 3]
    assert Counting.embedded == ["a", "bb", "ccc"]


def test_the_library_of_a_bench_is_named_by_its_manuals_and_embedder(tmp_path: Path) -> None:
    manual = tmp_path / "a.pdf"
    manual.write_bytes(b"%PDF-1")
    key = library_key([manual], Settings())
    assert key == library_key([manual], Settings())
    assert key != library_key([manual], Settings(embedder="another"))
    manual.write_bytes(b"%PDF-2")
    assert key != library_key([manual], Settings())


def test_ranks_are_fused_by_reciprocals() -> None:
    assert fuse([1, 2, 3], [3, 1]) == [1, 3, 2]
    assert fuse([], []) == []


def test_the_code_that_a_kept_library_depends_on_is_there() -> None:
    home = Path(assist.__file__).parent
    assert [part for part in (*INGESTS, *ASKS) if not (home / part).exists()] == []


def test_the_quick_part_asks_only_of_the_manuals_it_takes(tmp_path: Path) -> None:
    manuals = tuple(tmp_path / f"{n}.pdf" for n in range(9))
    rows = tuple(replace(FIRST, id=file.name, manual=file.name) for file in manuals)
    bench = Bench(tmp_path, manuals=manuals, questions=(*rows, replace(FIRST, id="none", manual="")))
    fewer = on_fewer_manuals(bench, 4)
    assert len(fewer.manuals) == 4 and fewer.questions[-1].id == "none"
    assert [row.manual for row in fewer.questions[:-1]] == [file.name for file in fewer.manuals]
