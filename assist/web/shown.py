"""Shown: what the Answer tab's components hold for a ticket, its growing reply, or an error."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import gradio as gr

from assist.case.reply import Outcome, Reply
from assist.case.text.language import SUPPORTED
from assist.desk.records import Ticket
from assist.desk.refining import Wording
from assist.desk.tickets import Desk
from assist.errors import AssistError, EngineError
from assist.web import cards, viewer, wishes
from assist.web.words import Words

LIKELY = 5  # products that are offered first, before any search
Shown = list[Any]


def locked(text: str) -> Any:
    """The reply box while something is written into it."""
    return gr.update(value=text, interactive=False)


class Showing:
    """The values of the tab's components in one language: card, corrections, reply, aside, claims and viewer."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self.desk = desk
        self.words = words

    def title(self, manual_id: str) -> str:
        """A manual's name as the agent knows it."""
        manual = next((m for m in self.desk.shelf.catalogue() if m.id == manual_id), None)
        return manual.title or manual.file if manual else ""

    def all(self, ticket: Ticket) -> Shown:
        """Everything of a ticket: ticket, thread, message, context, and the reply's parts."""
        thread = cards.thread(ticket, self.words)
        return [ticket.id, thread, ticket.message, ticket.context, *self.parts(ticket)]

    def parts(self, ticket: Ticket) -> Shown:
        """The reply's parts as they stand: at work, failed, finished or none."""
        reply, error = self.desk.reply(ticket.id), self.desk.error(ticket.id)
        if self.desk.runs.running(ticket.id) is not None:
            card = cards.running(reply, self.words, self.title, attach=True)
            return [card, self.corrections(ticket, reply), locked(""), "", "", self.viewer(ticket.id)]
        return self.error(ticket.id, error) if error else self.reply(ticket, reply)

    def reply(self, ticket: Ticket, reply: Reply | None) -> Shown:
        """A finished reply, or none."""
        return [
            self.card(ticket.id, reply), self.corrections(ticket, reply), *self.said(ticket.id),
            cards.claims(reply, self.words, self.title), self.viewer(ticket.id),
        ]  # fmt: skip

    def growing(self, ticket_id: str, reply: Reply, *, whole: bool) -> Shown:
        """The line at work; a model's text so far, or its place in the queue.  `whole` where a step has ended."""
        draft = reply.draft if reply.draft and not reply.draft.complete else None
        waiting, text = (draft.waiting, draft.text) if draft else (0, "")
        card = cards.running(reply, self.words, self.title, waiting=waiting, seconds=self.desk.pace.wait(waiting))
        said = [locked(text), wishes.writing(self.words)] if text else [gr.skip(), gr.skip()]
        if not whole:
            return [card, gr.skip(), *said, gr.skip(), gr.skip()]
        return [card, self.corrections(self.desk.ticket(ticket_id), reply), *said, "", self.viewer(ticket_id)]

    def error(self, ticket_id: str, error: AssistError) -> Shown:
        """What went wrong over the reply from before, where there is one."""
        without = isinstance(error, EngineError) and self.desk.without_photos_helps(ticket_id)
        ticket, reply = self.desk.ticket(ticket_id), self.desk.reply(ticket_id)
        before = bool(self.desk.rewriting.text(ticket_id))
        return [
            cards.failed(error, self.words, without=without, before=before), self.corrections(ticket, reply),
            *self.said(ticket_id), cards.claims(reply, self.words, self.title), self.viewer(ticket_id),
        ]  # fmt: skip

    def unchanged(self, ticket_id: str, error: AssistError) -> Shown:
        """A wish that failed: the words from before it, since what a model had written by then is unchecked."""
        text, _ = self.said(ticket_id)
        return [self.card(ticket_id), text, wishes.trouble(error, self.words)]

    def card(self, ticket_id: str, reply: Reply | None = None) -> str:
        """The status card."""
        reply = reply or self.desk.reply(ticket_id)
        if reply is not None and reply.outcome is None:  # begun by another page
            return cards.running(reply, self.words, self.title, attach=True)
        ticket = self.desk.ticket(ticket_id)
        if reply is not None and ticket.edited:
            told = self.desk.rewriting.forbidden(ticket.edited, ticket.said or reply.language)
            outcome = Outcome.UNVERIFIED if told and reply.outcome is Outcome.ANSWERED else reply.outcome
            reply = replace(reply, outcome=outcome, notes=(*reply.notes, *told))
        return cards.status(reply, self.words, self.desk.say, self.title, ticket)

    def said(self, ticket_id: str) -> Shown:
        """The reply's text, open to be changed, and what is to be said of it."""
        text = self.desk.rewriting.text(ticket_id)
        return [gr.update(value=text, interactive=True), self.aside(ticket_id, text)]

    def aside(self, ticket_id: str, text: str, back: Wording | None = None) -> str:
        """What stands below the reply."""
        rewriting, reply = self.desk.rewriting, self.desk.reply(ticket_id)
        if reply is None or reply.outcome is None:
            return ""
        ticket = self.desk.ticket(ticket_id)
        foreign = (ticket.said or reply.language) != self.words.language
        return wishes.aside(
            self.words, self.desk.say, wording=rewriting.last(ticket_id), versions=len(ticket.versions),
            told=rewriting.gloss(ticket_id, text, self.words.language), back=back,
            offer=foreign and rewriting.free and bool(text),
        )  # fmt: skip

    def viewer(self, ticket_id: str) -> str:
        """The evidence."""
        return viewer.html(self.desk, ticket_id, self.words, self.title)

    def corrections(self, ticket: Ticket | None, reply: Reply | None) -> str:
        """Product and reply language as two fields with a search, drawn by `choosing.js`."""
        words = self.words
        product, why = "", ""
        if reply and reply.match.manuals:
            product, why = self.title(reply.match.manuals[0]), self.desk.say(reply.match.because, words.language)
        known = reply is not None and reply.outcome is not Outcome.NEEDS_PERSON
        spoken = words.of("language", reply.language) if reply and known else ""
        likely = [up.manual for up in reply.match.runners_up][:LIKELY] if reply else []
        manual, language = (ticket.manual or "", ticket.language or "") if ticket else ("", "")
        chosen = self.title(manual) if manual else product
        fields = (
            _field("manual", words("answer.product"), manual, chosen, words, why, likely),
            _field("language", words("answer.language"), language, words.of("language", language) or spoken, words),
        )
        return f'<div class="corrections">{"".join(fields)}</div>'


def _field(
    name: str, label: str, value: str, text: str, words: Words, why: str = "", likely: list[str] | None = None
) -> str:
    """One field: its value ("" is: found out), the text of it, why it was found, what is offered first."""
    options = " ".join(likely or (list(SUPPORTED) if name == "language" else []))
    return (
        f'<div class="choose" data-choose="{name}" data-value="{escape(value)}" data-text="{escape(text)}" '
        f'data-options="{escape(options)}" data-why="{escape(why)}" data-label="{escape(label)}" '
        f'data-auto="{words.html("answer.auto")}"></div>'
    )
