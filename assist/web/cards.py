"""Cards: what the agent sees of a reply, as HTML in which every foreign word is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from assist.case.evidence import Evidence
from assist.case.photo import Turn
from assist.case.reply import Band, Outcome, Reply, Step
from assist.case.verdict import Judgement, Sentence
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


def icon(name: str) -> str:
    return f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{ICONS[name]}</svg>'


def status(reply: Reply | None, words: Words, say: Say, title: Title) -> str:
    """The card over the reply: band and reason, what was recognised, the five steps."""
    if reply is None:
        return empty(words)
    if reply.outcome is None:
        return running(reply, words, title)
    band = reply.outcome.band
    body = "".join((_reason(reply, words, say), _chips(reply, words, say, title), _notes(reply, words, say)))
    extra = _candidates(reply, words) if reply.outcome is Outcome.WHICH_PRODUCT else ""
    extra += _upload(reply, words) if reply.outcome is Outcome.NOT_IN_MANUAL else ""
    return _card(band.value, words(f"band.{band.value}"), body + extra + steps(reply.done, words, running=False))


def empty(words: Words) -> str:
    """Nothing was asked yet."""
    body = f'<p class="why">{words.html("card.empty")}</p><p class="hint">{words.html("card.promise")}</p>'
    return _card("idle", words("card.start"), body)


def running(reply: Reply | None, words: Words, title: Title) -> str:
    """The line at work: the step it is at, and what is already known."""
    done = reply.done if reply else ()
    at = next((step for step in Step if step not in done), Step.CHECKS)
    body = f'<p class="why">{words.html("running." + at.value)}<span class="elapsed" aria-hidden="true"></span></p>'
    chips = _chips(reply, words, None, title) if reply else ""
    late = (
        f'<p class="late" hidden>{words.html("running.late")} '
        f'<button type="button" data-do="cancel">{words.html("do.cancel")} <kbd>Esc</kbd></button></p>'
    )
    return _card("running", words("running.title"), body + chips + late + steps(done, words, running=True))


def failed(error: AssistError, words: Words) -> str:
    """What happened, what was kept, the next step and its code."""
    body = (
        f'<p class="why">{escape(error_text(error, words))}</p><p class="hint">{words.html("error.kept")} '
        f"<code>{escape(error.code)}</code></p>"
        f'<p class="actions"><button type="button" data-do="draft">{words.html("do.retry")}</button></p>'
    )
    return _card("stop", words("error.title"), body)


def error_text(error: AssistError, words: Words) -> str:
    """The error in the page's language: its own words by code, else the error's message and help."""
    key = f"error.{error.code}"
    return words(key) if key in words.texts else f"{error} {error.help}"


def steps(done: tuple[Step, ...], words: Words, *, running: bool) -> str:
    at = next((step for step in Step if step not in done), None)
    items = []
    for step in Step:
        state = "done" if step in done else "now" if running and step is at else "wait"
        items.append(f'<li class="{state}">{words.html("step." + step.value)}</li>')
    return f'<ol class="steps" aria-label="{words.html("card.steps")}">{"".join(items)}</ol>'


def _card(kind: str, name: str, body: str) -> str:
    symbol = icon(kind)
    return (
        f'<section class="card {kind}" data-band="{kind}"><div class="band">{symbol}<b role="status">{escape(name)}</b>'
        f"</div><div class='body'>{body}</div></section>"
    )


def _reason(reply: Reply, words: Words, say: Say) -> str:
    verdict = reply.verdict
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


def outcome_key(reply: Reply) -> str:
    """The text that says how a reply ended: a proved quote that may not answer is another case than a failed proof."""
    proved = bool(reply.evidence) and all(evidence.holds for evidence in reply.evidence)
    if reply.outcome is Outcome.UNVERIFIED and proved:
        return "outcome.unverified_proved"
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
        why = say(match.because, words.language) if say else ""
        chips.append(_chip("product", name, why) if name else _chip("flaw", words("chip.no_product"), why))
    proved = sum(1 for evidence in reply.evidence if evidence.holds)
    if reply.evidence and _cites(reply):
        kind = "proof" if proved == len(reply.evidence) else "flaw"
        chips.append(_chip(kind, words("chip.proved", n=proved, all=len(reply.evidence))))
    if reply.outcome is not None:
        chips.append(_chip("time", words("chip.seconds", n=f"{sum(s for _, s in reply.seconds):.1f}")))
    return f'<p class="chips">{"".join(chips)}</p>' if chips else ""


def _flaws(reply: Reply) -> list[str]:
    return sorted({flaw.value for photo in reply.case.photos for flaw in photo.quality.flaws})


def _chip(kind: str, text: str, title: str = "") -> str:
    tip = f' title="{escape(title)}"' if title else ""
    return f'<span class="chip {kind}"{tip}>{escape(text)}</span>'


def _notes(reply: Reply, words: Words, say: Say) -> str:
    notes = [escape(say(note, words.language)) for note in reply.notes]
    asks = [escape(say(ask, words.language)) for ask in reply.ask]
    lines = "".join(f'<p class="hint">{note}</p>' for note in notes)
    if asks:
        lines += f'<p class="hint"><b>{words.html("card.ask")}</b> {" ".join(asks)}</p>'
    return lines


def _candidates(reply: Reply, words: Words) -> str:
    buttons = "".join(
        f'<button type="button" data-do="product" data-manual="{escape(up.manual)}"><kbd>{i}</kbd> '
        f"{escape(up.title)}</button>"
        for i, up in enumerate(reply.match.runners_up[:CANDIDATES], 1)
    )
    return f'<p class="actions">{buttons}</p>' if buttons else ""


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
    return f'<h3>{words.html(used)}</h3><ul class="claims">{items}</ul>'


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


def thread(ticket_id: str, turns: tuple[Turn, ...], words: Words) -> str:
    """The conversation so far; it also tells the page's scripts which ticket is open."""
    return f'<div data-ticket="{escape(ticket_id)}">{"".join(_turns(turns, words))}</div>'


def _turns(turns: tuple[Turn, ...], words: Words) -> Iterator[str]:
    if not turns:
        return
    items = "".join(
        f'<li class="{escape(turn.who)}"><b>{escape(words.of("who", turn.who))}</b>'
        f'<span dir="auto">{escape(turn.text)}</span></li>'
        for turn in turns
    )
    yield f'<details class="thread" open><summary>{words.html("thread.title", n=len(turns))}</summary>'
    yield f'<ol tabindex="0" aria-label="{words.html("thread.title", n=len(turns))}">{items}</ol></details>'


def band_name(band: Band, words: Words) -> str:
    return words(f"band.{band.value}")
