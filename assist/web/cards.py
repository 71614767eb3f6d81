"""Cards: what the agent sees of a reply, as HTML in which every foreign word is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from assist.case.evidence import Evidence
from assist.case.photo import Turn
from assist.case.reply import Band, Outcome, Reply, Step
from assist.case.verdict import Judgement, Sentence, Verdict
from assist.desk.records import Ticket
from assist.errors import AssistError
from assist.web.words import Words

Say = Callable[[Sentence, str], str]
Title = Callable[[str], str]

# 16 by 16 strokes, drawn for this page.
ICONS = {
    "ready": '<path d="M3.5 8.5l3 3 6-7"/>',
    "check": '<path d="M8 4v5M8 11.8v.2"/>',
    "stop": '<path d="M4.5 4.5l7 7M11.5 4.5l-7 7"/>',
    "running": '<path d="M8 2.5a5.5 5.5 0 1 1-5.5 5.5"/>',
    "idle": '<path d="M4 8h8"/>',
}
CANDIDATES = 3
# Outcomes whose verdict is said where it is unclear; decided, only an answer and what is to be checked have one.
_UNCLEAR_SAID = tuple(outcome for outcome in Outcome if outcome is not Outcome.NEEDS_PERSON)
WORDING = Sentence("model.wording")  # the quotes were checked, the words around them are a model's
# What `case.asking.leaving` and the refiner tell of requests, to be said in the page's language.
_LEFT = tuple(
    re.compile(rf"{form}( \(private parts covered\))?(?P<{name}>)")
    for name, form in {
        "message": "()()message",
        "order": "()()order and buyer",
        "turns": r"(\d+)() earlier messages",
        "print": r"print of (\d+)() photos",
        "pictures": r"(\d+) pictures of (\d+) photos",
        "passages": r"(\d+)() manual passages",
        "reply": "()()reply(?: text)?",
        "wish": "()()wish",
    }.items()
)


def icon(name: str) -> str:
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{ICONS[name]}</svg>'


def status(reply: Reply | None, words: Words, say: Say, title: Title, ticket: Ticket | None = None) -> str:
    """The card over the reply: band and reason, what was recognised, the five steps; `ticket` as it stands now.

    Where a model has reworded the reply since, its band is Check at best.
    """
    if reply is None:
        return empty(words)
    if reply.outcome is None:
        return running(reply, words, title)
    band, reworded = reply.outcome.band, ticket is not None and ticket.reworded
    if reworded and band is Band.READY:
        band = Band.CHECK
    parts = (_reason(reply, words, say), _chips(reply, words, say, title), _notes(reply, words, say, reworded))
    body = "".join((*parts, _since(reply, words, ticket)))
    extra = _candidates(reply, words) if reply.outcome is Outcome.WHICH_PRODUCT else ""
    extra += _labels(reply, words)
    extra += _upload(reply, words) if reply.outcome is Outcome.NOT_IN_MANUAL else ""
    spent = words("chip.seconds", n=f"{sum(seconds for _, seconds in reply.seconds):.1f}")
    home = "" if reply.left_machine else f"{words('left.nothing')} · "
    body += extra + steps(reply.done, words, running=False)
    return _card(band.value, words(f"band.{band.value}"), body, aside=home + spent, outcome=reply.outcome.value)


def empty(words: Words, note: str = "") -> str:
    """Nothing was asked yet; `note` says why it is this ticket."""
    told = f'<p class="hint" role="status">{escape(note)}</p>' if note else ""
    body = f'<p class="why">{words.html("card.empty")}</p><p class="hint">{words.html("card.promise")}</p>{told}'
    return _card("idle", words("card.start"), body)


def unopened(error: AssistError, words: Words) -> str:
    """A link's ticket that cannot be opened, over the new one that stands there instead.

    Of a ticket that nothing was ever kept of (a page left open, empty, over a restart) nothing can be missed.
    """
    if error.code == "ticket_unknown":
        return empty(words, words("lost.link"))
    return failed(error, words, kept=False)


def running(
    reply: Reply | None, words: Words, title: Title, *, waiting: int = 0, seconds: float = 0.0, attach: bool = False
) -> str:
    """The line at work: the step it is at, and what is already known.

    `waiting` requests are ahead in the model's queue, for about `seconds` (0: not known); `attach` tells the page's
    scripts to look on, since the work was begun by another page.
    """
    done = reply.done if reply else ()
    at = next((step for step in Step if step not in done), Step.CHECKS)
    says = words(f"running.{at.value}")
    if waiting:
        says = words("running.waiting", n=waiting)
        says += words("running.waiting_about", n=max(1, round(seconds))) if seconds else ""
    body = f'<p class="why">{escape(says)}<span class="elapsed" aria-hidden="true"></span></p>'
    chips = _chips(reply, words, None, title) if reply else ""
    photos = _button("without", words("do.without")) if reply is None or Step.PHOTO not in reply.done else ""
    stop = f'<button type="button" data-do="cancel">{words.html("do.cancel")} <kbd>Esc</kbd></button>'
    choices = f"{photos}{_button('again', words('do.retry'))}{_button('handoff', words('do.handoff'))}{stop}"
    says_late = f'<p class="hint">{words.html("running.late")}</p>'
    late = f'<div class="late" hidden>{says_late}<p class="actions">{choices}</p></div>'
    return _card(
        "running", words("running.title"), body + chips + late + steps(done, words, running=True), attach=attach
    )


def failed(error: AssistError, words: Words, *, without: bool = False, before: bool = False, kept: bool = True) -> str:
    """What happened, what was kept, the next step and its code.

    `without` offers to go on without the photo, `before` says that the reply below is an earlier one; where nothing
    was `kept`, there is nothing to try again either.
    """
    more = _button("without", words("do.without")) if without else ""
    told = f"{words.html('error.kept')} {words.html('error.before') if before else ''} " if kept else ""
    again = f'<p class="actions">{_button("draft", words("do.retry"))}{more}</p>' if kept else ""
    body = f'<p class="why">{error_html(error, words)}</p><p class="hint">{told}<code>{escape(error.code)}</code></p>'
    return _card("stop", words("error.title"), body + again, outcome="error")


def lost(error: AssistError, words: Words) -> str:
    """The ticket of the open page is no longer the agent's, or is not there any more: where it went, what can be done.

    The page's scripts know it by its outcome and code; where nothing was ever kept, they go on by themselves.
    """
    buttons = [_button("rescue", words("lost.rescue"), "primary")]
    if error.code == "ticket_handed_over":
        buttons.append(_button("ask-back", words("lost.ask_back", name=str(error.facts.get("name", "")))))
    body = (
        f'<p class="why">{error_html(error, words)}</p><p class="hint">{words.html("lost.kept")} '
        f'<code>{escape(error.code)}</code></p><p class="actions">{"".join(buttons)}'
        f'<span class="told" role="status"></span></p>'
    )
    return _card("stop", words("lost.title"), body, outcome=f"lost {error.code}")


def error_text(error: AssistError, words: Words) -> str:
    """The error in the page's language: its own words by code, else the error's message and help."""
    key = f"error.{error.code}"
    return words(key, **error.facts) if key in words.texts else f"{error} {error.help}"


def error_html(error: AssistError, words: Words) -> str:
    return escape(error_text(error, words))


def _button(does: str, name: str, kind: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    return f'<button type="button"{look} data-do="{does}">{escape(name)}</button>'


def steps(done: tuple[Step, ...], words: Words, *, running: bool) -> str:
    at = next((step for step in Step if step not in done), None)
    items = []
    for step in Step:
        state = "done" if step in done else "now" if running and step is at else "wait"
        items.append(f'<li class="{state}">{words.html("step." + step.value)}</li>')
    return f'<ol class="steps" aria-label="{words.html("card.steps")}">{"".join(items)}</ol>'


def _card(kind: str, name: str, body: str, *, attach: bool = False, aside: str = "", outcome: str = "") -> str:
    symbol = icon(kind)
    more = (' data-attach="1"' if attach else "") + f' data-outcome="{outcome}"'
    beside = f'<span class="beside">{escape(aside)}</span>' if aside else ""
    return (
        f'<section class="card {kind}" data-band="{kind}"{more}><div class="band">{symbol}'
        f'<b role="status">{escape(name)}</b>{beside}'
        f"</div><div class='body'>{body}</div></section>"
    )


def _reason(reply: Reply, words: Words, say: Say) -> str:
    verdict = said_verdict(reply)
    lines = []
    if verdict is not None:
        judgement = words.html(f"verdict.{verdict.judgement.value}")
        because = escape(say(verdict.because, words.language))
        lines.append(f'<p class="why"><span class="verdict {verdict.judgement.value}">{judgement}</span> {because}</p>')
    decided = verdict is not None and verdict.judgement is not Judgement.UNCLEAR
    if not (decided and reply.outcome is Outcome.ANSWERED):
        kind = "why" if not lines else "hint"
        lines.append(f'<p class="{kind}">{words.html(outcome_key(reply))}</p>')
    return "".join(lines)


def said_verdict(reply: Reply) -> Verdict | None:
    """The verdict as far as it counts: none is said while the product is open, unread, or for a person to decide."""
    verdict = reply.verdict
    decided = verdict is not None and verdict.judgement is not Judgement.UNCLEAR
    counts = reply.outcome in ((Outcome.ANSWERED, Outcome.UNVERIFIED) if decided else _UNCLEAR_SAID)
    return verdict if counts else None


def outcome_key(reply: Reply) -> str:
    """The text that says how a reply ended: a proved quote that may not answer is another case than a failed proof."""
    proved = bool(reply.evidence) and all(evidence.holds for evidence in reply.evidence)
    if reply.outcome is Outcome.UNVERIFIED and proved:
        return "outcome.unverified_proved"
    if reply.outcome is Outcome.UNVERIFIED and not reply.evidence:
        return "outcome.unverified_unquoted"
    return f"outcome.{reply.outcome}"


def _chips(reply: Reply, words: Words, say: Say | None, title: Title) -> str:
    chips: list[str] = []
    if reply.case.photos and Step.PHOTO in reply.done:
        lines = sum(len(reading.lines) for reading in reply.readings)
        chips.append(_chip("photo", words("chip.lines", n=lines)))
    chips.extend(_chip("flaw", words.of("flaw", flaw)) for flaw in _flaws(reply))
    if Step.PRODUCT in reply.done:
        match = reply.match
        name = (title(match.manuals[0]) if match.manuals else "") or match.title or match.designation
        why = say(match.because, words.language).rstrip(".。") if say else ""
        # The finished card says by what the product was recognised; which one it is stands below, to be corrected.
        kind = "product" if match.manuals else "flaw"
        chips.append(_chip(kind, why or name, name) if name else _chip("flaw", words("chip.no_product"), why))
    proved = sum(1 for evidence in reply.evidence if evidence.holds)
    if reply.evidence and _cites(reply):
        kind = "proof" if proved == len(reply.evidence) else "flaw"
        chips.append(_chip(kind, words("chip.proved", n=proved, all=len(reply.evidence))))
    shown = f'<p class="chips">{"".join(chips)}</p>' if chips else ""
    return shown + (f'<p class="hint left">{escape(left(reply.left_machine, words))}</p>' if reply.left_machine else "")


def left(sent: tuple[str, ...], words: Words) -> str:
    """What was sent to other machines, machine by machine; entries of another form are shown as they came."""
    hosts: dict[str, list[str]] = {}
    for entry in sent:
        what, _, host = entry.partition(" → ")
        found = next((match for pattern in _LEFT if (match := pattern.fullmatch(what))), None)
        if found:
            what = words(f"left.{found.lastgroup}", n=found.group(1) or "", of=found.group(2) or "")
            what += words("left.covered") if found.group(3) else ""
        hosts.setdefault(host or words("left.elsewhere"), []).append(what)
    comma = "、" if words.language == "zh" else ", "
    return " ".join(words("left.to", host=host, what=comma.join(dict.fromkeys(what))) for host, what in hosts.items())


def _flaws(reply: Reply) -> list[str]:
    return sorted({flaw.value for photo in reply.case.photos for flaw in photo.quality.flaws})


def _chip(kind: str, text: str, title: str = "") -> str:
    tip = f' title="{escape(title)}"' if title else ""
    return f'<span class="chip {kind}"{tip}>{escape(text)}</span>'


def _notes(reply: Reply, words: Words, say: Say, reworded: bool) -> str:
    told = (*reply.notes, WORDING) if reworded else reply.notes
    notes = [escape(say(note, words.language)) for note in dict.fromkeys(told)]
    asks = [escape(say(ask, words.language)) for ask in reply.ask]
    lines = "".join(f'<p class="hint">{note}</p>' for note in notes)
    if asks:
        lines += f'<p class="hint"><b>{words.html("card.ask")}</b> {" ".join(asks)}</p>'
    return lines


def _since(reply: Reply, words: Words, ticket: Ticket | None) -> str:
    """What became of the ticket since: photos it was answered without, words that came later (shown by `answer.js`)."""
    if ticket is None:
        return ""
    lines = ""
    if ticket.left_out and not {photo.id for photo in reply.case.photos} & set(ticket.left_out):
        lines = f'<p class="hint">{words.html("card.without", n=len(ticket.left_out))}</p>'
    photos = {upload.id for upload in ticket.photos} - set(ticket.left_out)
    same = reply.case.message.strip() == ticket.message.strip() and photos == {p.id for p in reply.case.photos}
    hidden, asked = " hidden" if same else "", escape(reply.case.message.strip())
    again = _button("draft", words("do.again"))
    return f'{lines}<p class="hint stale" data-asked="{asked}"{hidden}>{words.html("card.stale")} {again}</p>'


def _candidates(reply: Reply, words: Words) -> str:
    buttons = "".join(
        f'<button type="button" data-do="product" data-manual="{escape(up.manual)}"><kbd>{i}</kbd> '
        f"{escape(up.title)}</button>"
        for i, up in enumerate(reply.match.runners_up[:CANDIDATES], 1)
    )
    return f'<p class="actions">{buttons}</p>' if buttons else ""


def _labels(reply: Reply, words: Words) -> str:
    """Several products on one photo: the agent says which one is meant, or takes that back."""
    if len(reply.labels) < 2:
        if reply.case.focus is None:
            return ""
        back = f'<button type="button" data-do="label" data-index="-1">{words.html("card.part_back")}</button>'
        return f'<p class="hint part">{words.html("card.part")} {back}</p>'
    buttons = []
    for index, label in enumerate(reply.labels):
        chosen = str(reply.case.focus == label.focus).lower()
        buttons.append(
            f'<button type="button" data-do="label" data-index="{index}" aria-pressed="{chosen}">'
            f"{escape(_short(label.name, 40))}</button>"
        )
    if reply.case.focus is not None:
        buttons.append(
            f'<button type="button" data-do="label" data-index="-1">{words.html("card.labels_back")}</button>'
        )
    return f'<p class="hint">{words.html("card.labels")}</p><p class="actions">{"".join(buttons)}</p>'


def _upload(reply: Reply, words: Words) -> str:
    name = reply.match.designation
    return (
        f'<p class="actions"><button type="button" data-do="tab" data-tab="manuals" data-hint="{escape(name)}">'
        f"{words.html('do.upload_manual')}</button></p>"
    )


def claims(reply: Reply | None, words: Words, title: Title) -> str:
    """The statements below the reply, each a button that shows its place."""
    if reply is None or not reply.evidence:
        return ""
    items = "".join(_claim(evidence, words, title) for evidence in reply.evidence)
    used = "claims.title" if _cites(reply) else "claims.unused"
    return f'<h2>{words.html(used)}</h2><ul class="claims">{items}</ul>'


def _cites(reply: Reply) -> bool:
    """Whether the reply's text rests on its evidence; a question back to the buyer does not."""
    return any(f"[{evidence.number}]" in reply.text for evidence in reply.evidence if evidence.number)


def _claim(evidence: Evidence, words: Words, title: Title) -> str:
    where = (
        words("claims.page", manual=title(evidence.manual), page=evidence.page)
        if evidence.manual
        else words.of("source", evidence.claim.source.kind)
    )
    state = "holds" if evidence.holds else "fails"
    symbol = icon("ready" if evidence.holds else "check")
    number = f'<span class="mark">[{evidence.number}]</span>' if evidence.number else ""
    why = "" if evidence.holds else f" · <em>{escape(words.of('why', evidence.why))}</em>"
    return (
        f'<li><button type="button" class="claim {state}" data-do="show" data-number="{evidence.number}" '
        f'data-quote="{escape(evidence.claim.quote)}">{symbol}<span class="quote">{number} '
        f"“{escape(_short(evidence.claim.quote))}”</span>"
        f'<span class="where">{escape(where)}{why}</span></button></li>'
    )


def _short(text: str, longest: int = 220) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + "…"


def thread(ticket: Ticket, words: Words) -> str:
    """The conversation so far; it also tells the page's scripts which ticket is open and whether it was copied."""
    copied = "1" if ticket.sent.strip() else ""
    turns = "".join(_turns(ticket.conversation, words))
    return f'<div data-ticket="{escape(ticket.id)}" data-copied="{copied}">{turns}</div>'


def _turns(turns: tuple[Turn, ...], words: Words) -> Iterator[str]:
    if not turns:
        return
    items = "".join(
        f'<li class="{escape(turn.who)}"><b>{escape(words.of("who", turn.who))}</b>'
        f'<span dir="auto">{escape(turn.text)}</span>{_cited(turn, words)}</li>'
        for turn in turns
    )
    yield f'<details class="thread" open><summary>{words.html("thread.title", n=len(turns))}</summary>'
    yield f'<ol tabindex="0" aria-label="{words.html("thread.title", n=len(turns))}">{items}</ol></details>'


def _cited(turn: Turn, words: Words) -> str:
    """What an earlier reply was proved by, where its text does not say it anyway (a mark of it was kept)."""
    if not turn.quotes:
        return ""
    quotes = " · ".join(f"“{_short(quote, 80)}”" for quote in turn.quotes)
    return f'<small title="{escape(quotes)}">{words.html("thread.proved", n=len(turn.quotes))}</small>'


def band_name(band: Band, words: Words) -> str:
    return words(f"band.{band.value}")
