"""What is late is made once, when it is first used, and a failure is not kept for good."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assist.case.late import Late
from assist.errors import EmbedderMismatch, EngineUnavailable, IndexLocked
from assist.settings import Settings
from assist.wiring import open_house


def test_it_is_made_once_by_whoever_comes_first() -> None:
    made: list[str] = []
    late = Late(lambda: made.append("made") or "a text")
    assert made == []
    threads = [threading.Thread(target=late.upper) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert late.upper() == "A TEXT" and made == ["made"]


def test_a_failure_is_raised_at_each_use_until_it_can_be_made() -> None:
    tries = [EngineUnavailable("not yet"), EngineUnavailable("not yet")]

    def make() -> str:
        if tries:
            raise tries.pop()
        return "ready"

    late = Late(make)
    for _ in range(2):
        with pytest.raises(EngineUnavailable):
            late.upper()
    assert late.upper() == "READY"


def test_a_late_house_still_refuses_at_once_what_it_cannot_use(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path / "index", manuals=tmp_path)
    with open_house(settings, late=True) as house:
        house.store.set_note("embedder", "some/other-model")
    with pytest.raises(EmbedderMismatch) as caught:
        open_house(settings, late=True)
    assert "python -m assist index --rebuild" in caught.value.help


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    from filelock import FileLock

    settings = Settings(index=tmp_path / "index", manuals=tmp_path)
    (settings.index / "vectors").mkdir(parents=True)
    with FileLock(settings.index / "vectors" / "owner.lock"), pytest.raises(IndexLocked):
        open_house(settings, late=True)
