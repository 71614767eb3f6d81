"""The peer: Haystack's retrieval gets the same manuals and questions, and is judged by the same measure."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from assist.engines.embedding import Embedder
from assist.errors import EngineUnavailable
from assist.evaluation.bench import Bench, ManualQuestion, Place
from assist.evaluation.peer import peer_figures

MANUALS = Path(__file__).resolve().parents[2] / "manuals"
PLUG = "plenko-sp-16e-smart-plug-en.pdf"


def bench() -> Bench:
    place = frozenset({Place(PLUG, 7)})
    question = ManualQuestion(
        id="q", question="how do I do a factory reset", language="en", hint="", kind="how_to", manual=PLUG,
        manual_language="en", places=place, elsewhere=frozenset(), quote="", verdict="", after="", trap="",
    )  # fmt: skip
    return Bench(MANUALS, manuals=(MANUALS / PLUG,), questions=(question,))


@pytest.mark.skipif(find_spec("haystack") is not None, reason="haystack is installed")
def test_without_haystack_the_command_to_install_it_is_named(embedder: Embedder) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        peer_figures(bench(), bench().questions, embedder, lambda: None)
    assert ".[peer]" in caught.value.help


def test_its_pages_are_counted_as_ours_are(embedder: Embedder) -> None:
    pytest.importorskip("haystack", reason="haystack (the peer) is not installed")
    steps: list[int] = []
    figures = peer_figures(bench(), bench().questions, embedder, lambda: steps.append(1))
    assert len(steps) == 1 and figures["peer.manual.page@5"].n == 1
    assert figures["peer.manual.page@5"].value == figures["peer.manual.manual@1"].value == 1.0
