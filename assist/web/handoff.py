"""Hand-off: what a colleague needs to take a ticket over, drafted in the agent's language as plain text.

The case, what was found and where, what was not, and what is still to ask, with links that open each piece of evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assist.case.reply import Outcome, Reply
from assist.case.verdict import Judgement
from assist.desk.photos import Photos
from assist.desk.records import Place, Ticket
from assist.desk.tickets import Desk
from assist.web import cards
from assist.web.words import Words

LONGEST = 1200  # characters of the buyer's words that the note repeats; the rest is behind its link
QUOTE = 300
Title = Callable[[str], str]


def note(desk: Desk, ticket: Ticket, words: Words, title: Title, page: str) -> str:
    """The drafted note; `page` is the address of the page in the agent's language, without a query."""
    reply = desk.reply(ticket.id)
    done = reply if reply is not None and reply.outcome is not None else None
    here = f"{page}?t={ticket.id}"
    blocks = [
        _head(done, ticket, words, title, desk, here),
        _asked(ticket, words),
        _photos(desk, ticket, words),
        *(_evidence(done, desk.places(ticket.id), words, title, here) if done else ()),
        _open(done, desk, words) if done else "",
        _told(ticket, words),
    ]
    return "\n\n".join(block for block in blocks if block)


def _head(reply: Reply | None, ticket: Ticket, words: Words, title: Title, desk: Desk, here: str) -> str:
    lines = [words("handoff.head", why=why(reply, words)), words("handoff.link", link=here)]
    if reply is not None:
        name = (title(reply.match.manuals[0]) if reply.match.manuals else "") or reply.match.designation
        because = desk.say(reply.match.because, words.language)
        lines.append(words("handoff.product", product=name or words("chip.no_product"), because=because).rstrip(" ·"))
        verdict = cards.said_verdict(reply)
        if verdict and verdict.judgement is not Judgement.UNCLEAR:
            judged = words(f"verdict.{verdict.judgement.value}")
            lines.append(words("handoff.verdict", verdict=judged, because=desk.say(verdict.because, words.language)))
        lines.append(words("handoff.language", language=words.of("language", reply.language)))
    if ticket.context.strip():
        lines.append(words("handoff.context", context=" ".join(ticket.context.split())))
    return "\n".join(lines)


def why(reply: Reply | None, words: Words) -> str:
    """Why the ticket goes to a person, in a few words."""
    if reply is None:
        return words("handoff.why_new")
    if reply.outcome is Outcome.NEEDS_PERSON:
        return " · ".join(words.of("danger", danger) for danger in reply.question.danger)
    return words("handoff.why_drafted" if reply.outcome is Outcome.ANSWERED else cards.outcome_key(reply))


def _asked(ticket: Ticket, words: Words) -> str:
    turns = [f"{words.of('who', turn.who)}: {_cut(turn.text, QUOTE)}" for turn in ticket.conversation[-4:]]
    message = ticket.message.strip()
    if message:
        turns.append(f"{words('who.buyer')}: {_cut(message, LONGEST)}")
    return "\n".join((words("handoff.asked"), *(_quoted(turn) for turn in turns))) if turns else ""


def _photos(desk: Photos, ticket: Ticket, words: Words) -> str:
    if not ticket.photos:
        return ""
    names = []
    for upload in ticket.photos:
        flaws = ", ".join(words.of("flaw", flaw) for flaw in desk.dropped(upload).flaws)
        names.append(f"{upload.name or upload.id[:8]}{f' ({flaws})' if flaws else ''}")
    return words("handoff.photos", n=len(names), names=", ".join(names))


def _evidence(reply: Reply, places: tuple[Place, ...], words: Words, title: Title, here: str) -> Iterator[str]:
    """What was proved, with a link to each place; what could not be; which pages were looked at in vain."""
    at = {(mark.number, mark.quote): index for index, place in enumerate(places) for mark in place.marks}
    found, missing = [], []
    for each in reply.evidence:
        quote = f"“{_cut(each.claim.quote, QUOTE)}”"
        if each.holds:
            where = (
                words("claims.page", manual=title(each.manual), page=each.page)
                if each.manual
                else words.of("source", each.claim.source.kind)
            )
            place = at.get((each.number, each.claim.quote))
            link = f"\n  {here}&e={place}" if place is not None else ""
            found.append(f"- [{each.number}] {quote}: {where}{link}")
        else:
            missing.append(f"- {quote}: {words.of('why', each.why)}")
    if found:
        yield "\n".join((words("handoff.found"), *found))
    if missing:
        yield "\n".join((words("handoff.missing"), *missing))
    looked = [
        f"- {words('claims.page', manual=title(place.id), page=place.page)}\n  {here}&e={index}"
        for index, place in enumerate(places)
        if place.kind == "page" and not place.cited
    ]
    if not found:
        yield words("handoff.nothing")
    if looked:
        yield "\n".join((words("handoff.looked"), *looked))


def _open(reply: Reply, desk: Desk, words: Words) -> str:
    asks = [f"- {desk.say(ask, words.language)}" for ask in reply.ask]
    return "\n".join((words("handoff.ask"), *asks)) if asks else ""


def _told(ticket: Ticket, words: Words) -> str:
    if not ticket.sent.strip():
        return words("handoff.untold")
    return f"{words('handoff.told')}\n{_quoted(_cut(ticket.sent, LONGEST))}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _cut(text: str, longest: int) -> str:
    text = text.strip()
    return text if len(text) <= longest else text[:longest].rstrip() + " …"
