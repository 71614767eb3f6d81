"""Missing: what is told where no manual answers: what was looked for, the nearest place, what to ask the buyer."""

from __future__ import annotations

from dataclasses import replace

from assist.case.judgement import Sentence
from assist.case.reply import Outcome, Reply

MOST = 4  # words named; more are no reason, but a list
_ASKED_ANYHOW = "ask.details"  # says no more than that something is missing


def told_missing(reply: Reply) -> Reply:
    """A refusal with its reasons: notes for the agent, and a question to the buyer that names what was not found.

    Nothing is added where the refusal rests on something else: another product, a search that found nothing.
    """
    found = reply.found
    if reply.outcome is not Outcome.NOT_IN_MANUAL or not found.silent or not found.passages:
        return reply
    told = []
    if found.sought:
        told.append(Sentence.of("note.sought", what=listed(found.sought)))
    if found.absent:
        told.append(Sentence.of("note.absent", what=listed(found.absent)))
    told.append(Sentence.of("note.nearest", page=found.passages[0].page))
    what = found.absent or found.sought
    ask = reply.ask
    if what:
        about = Sentence.of("ask.about", what=listed(what))
        ask = tuple(about if each.key == _ASKED_ANYHOW else each for each in ask)
    return replace(reply, notes=(*reply.notes, *told), ask=ask)


def listed(words: tuple[str, ...]) -> str:
    """The buyer's own words, quoted."""
    return ", ".join(f"“{word}”" for word in words[:MOST])
