"""Missing: what is told where no manual answers: what was looked for, the nearest place, what to ask the buyer."""

from __future__ import annotations

from dataclasses import replace

from assist.case.judgement import Sentence
from assist.case.passages import Found
from assist.case.reply import Outcome, Reply

MOST = 4  # words named; more are no reason, but a list
_ASKED_ANYHOW = "ask.details"  # says no more than that something is missing


def told_missing(reply: Reply) -> Reply:
    """A refusal with its reasons: notes for the agent, and a question to the buyer that names what was not found.

    Nothing is added where the refusal rests on something else: another product, a search that found nothing.  Where
    nothing could be quoted either, since the nearest value is another part's or the manual is in a language that is
    hardly searched, the agent is told so and left the nearest page.
    """
    found = reply.found
    if not found.passages or reply.outcome not in (Outcome.NOT_IN_MANUAL, Outcome.UNVERIFIED):
        return reply
    if reply.outcome is Outcome.UNVERIFIED:
        unproved = not any(each.holds for each in reply.evidence)
        told = _strange(found) or _apart(found)
        return replace(reply, notes=(*reply.notes, *told, _nearest(found))) if unproved and told else reply
    if not found.silent:
        return reply
    told = _strange(found)
    if found.sought:
        told.append(Sentence.of("note.sought", what=listed(found.sought)))
    if found.absent:
        told.append(Sentence.of("note.absent", what=listed(found.absent)))
    told += [*_apart(found), _nearest(found)]
    what = found.absent or found.sought
    ask = reply.ask
    if what:
        about = Sentence.of("ask.about", what=listed(what))
        ask = tuple(about if each.key == _ASKED_ANYHOW else each for each in ask)
    return replace(reply, notes=(*reply.notes, *told), ask=ask)


def _nearest(found: Found) -> Sentence:
    return Sentence.of("note.nearest", page=found.passages[0].page)


def _strange(found: Found) -> list[Sentence]:
    return [Sentence.of("note.foreign", languages=", ".join(found.foreign))] if found.foreign else []


def _apart(found: Found) -> list[Sentence]:
    return [Sentence.of("note.apart")] if found.apart else []


def listed(words: tuple[str, ...]) -> str:
    """The buyer's own words, quoted."""
    return ", ".join(f"“{word}”" for word in words[:MOST])
