"""Answer: the tab where a ticket becomes a proved reply."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import gradio as gr

from assist.case.language import SUPPORTED
from assist.case.reply import Outcome, Reply
from assist.desk.records import Ticket
from assist.desk.tickets import Desk
from assist.errors import AssistError
from assist.web import cards, viewer
from assist.web.words import Words

log = logging.getLogger(__name__)

AUTO = ""  # the dropdowns' "find out"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class AnswerTab:
    """Components and handlers of the tab in one language; everything lasting lives on the desk."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self.desk = desk
        self.words = words

    def build(self, demo: gr.Blocks) -> None:
        """Lay the tab out inside the open Blocks and connect it."""
        words = self.words
        self.ticket = gr.Textbox(visible="hidden", elem_id="ticket", container=False)
        with gr.Row(elem_id="answer", equal_height=False):
            with gr.Column(scale=3, min_width=260, elem_id="buyer"):
                self._buyer()
            with gr.Column(scale=5, min_width=380, elem_id="result"):
                self._result()
            with gr.Column(scale=4, min_width=320, elem_id="proof"):
                self.viewer = gr.HTML("", elem_id="viewer", js_on_load=None, apply_default_css=False)
        self.goto = gr.Textbox(visible="hidden", elem_id="goto", container=False)
        self.go = gr.Button(words("do.open"), visible="hidden", elem_id="go")
        self._connect(demo)

    def _buyer(self) -> None:
        words = self.words
        self.thread = gr.HTML("", elem_id="thread", js_on_load=None, apply_default_css=False)
        self.message = gr.Textbox(
            label=words("answer.message"), placeholder=words("answer.message_hint"), lines=5, max_lines=9,
            elem_id="message",
        )  # fmt: skip
        gr.HTML(_drop_zone(words), elem_id="photos", js_on_load=None, apply_default_css=False)
        self.context = gr.Textbox(
            label=words("answer.context"), placeholder=words("answer.context_hint"), lines=1, max_lines=3,
            elem_id="context",
        )  # fmt: skip
        with gr.Row(elem_classes="buttons"):
            self.draft = gr.Button(words("do.draft"), variant="primary", elem_id="draft", scale=3, min_width=120)
            self.new = gr.Button(words("do.new"), elem_id="new", scale=1, min_width=70)
        gr.HTML(
            f'<div id="examples" data-title="{words.html("examples.title")}"></div>', js_on_load=None,
            apply_default_css=False,
        )  # fmt: skip

    def _result(self) -> None:
        words = self.words
        self.card = gr.HTML(cards.empty(words), elem_id="card", js_on_load=None, apply_default_css=False)
        with gr.Row(elem_classes="corrections", equal_height=True):
            self.product = gr.Dropdown(
                self._products(), value=AUTO, label=words("answer.product"), elem_id="product", scale=3, min_width=160
            )
            self.language = gr.Dropdown(
                self._languages(), value=AUTO, label=words("answer.language"), elem_id="language", scale=2,
                min_width=120,
            )  # fmt: skip
        self.reply = gr.Textbox(
            label=words("answer.reply"), placeholder=words("answer.reply_hint"), lines=8, max_lines=14,
            elem_id="reply", interactive=True,
        )  # fmt: skip
        gr.HTML(_actions(words), elem_id="actions", js_on_load=None, apply_default_css=False)
        self.follow = gr.Button(words("do.follow_up"), visible="hidden", elem_id="follow")
        self.cancel = gr.Button(words("do.cancel"), visible="hidden", elem_id="cancel")
        self.claims = gr.HTML("", elem_id="claims", js_on_load=None, apply_default_css=False)

    def _connect(self, demo: gr.Blocks) -> None:
        shown = [self.card, self.product, self.language, self.reply, self.claims, self.viewer]
        whole = [self.ticket, self.thread, self.message, self.context, *shown]
        asked = [self.ticket, self.message, self.context]
        answering: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_id": "answer", "concurrency_limit": 8}
        drafted = self.draft.click(
            self.answer, asked, shown, api_name="answer", show_progress="hidden",
            trigger_mode="multiple", concurrency_id="answer", concurrency_limit=8,
        )  # fmt: skip
        product = self.product.input(self.with_product, [*asked, self.product], shown, **QUIET, **answering)
        language = self.language.input(self.with_language, [*asked, self.language], shown, **QUIET, **answering)
        self.cancel.click(
            self.stop, self.ticket, shown, cancels=[drafted, product, language], queue=False, **QUIET
        )  # fmt: skip
        self.new.click(lambda: self.shown(self.desk.open()), None, whole, queue=False, **QUIET)
        self.go.click(self.goto_ticket, self.goto, whole, queue=False, **QUIET)
        self.follow.click(self.follow_up, self.ticket, whole, queue=False, **QUIET)
        demo.load(self.restore, None, whole, queue=False, **QUIET)

    # Handlers

    def restore(self, request: gr.Request) -> list[Any]:
        """The ticket named by `?t=`, or a new one."""
        return self.shown(self.desk.open(str(request.query_params.get("t", ""))))

    def goto_ticket(self, ticket_id: str) -> list[Any]:
        return self.shown(self.desk.open(ticket_id))

    def follow_up(self, ticket_id: str) -> list[Any]:
        return self.shown(self.desk.follow_up(self.desk.open(ticket_id).id))

    def stop(self, ticket_id: str) -> list[Any]:
        """Esc: end the run, keep what the agent handed in."""
        self.desk.cancel(ticket_id)
        return [cards.empty(self.words), *([gr.skip()] * 2), gr.update(interactive=True), "", gr.skip()]

    def answer(self, ticket_id: str, message: str, context: str) -> Iterator[list[Any]]:
        """Draft: every step of the line as it ends."""
        ticket = self.desk.open(ticket_id)
        self.desk.write(ticket.id, {"message": message, "context": context})
        yield from self._run(ticket.id)

    def with_product(self, ticket_id: str, message: str, context: str, manual: str) -> Iterator[list[Any]]:
        """The agent corrected the product: draft again within that manual."""
        self.desk.change(ticket_id, manual=manual or None)
        yield from self.answer(ticket_id, message, context)

    def with_language(self, ticket_id: str, message: str, context: str, language: str) -> Iterator[list[Any]]:
        """The agent corrected the reply's language: draft again in it."""
        self.desk.change(ticket_id, language=language or None)
        yield from self.answer(ticket_id, message, context)

    def _run(self, ticket_id: str) -> Iterator[list[Any]]:
        card = cards.running(None, self.words, self.title)
        yield [card, gr.skip(), gr.skip(), gr.update(interactive=False), "", gr.skip()]
        try:
            for reply in self.desk.answer(ticket_id):
                yield self._reply(self.desk.ticket(ticket_id), reply)
        except AssistError as error:
            yield self._error(ticket_id, error)
        except Exception:
            log.exception("answering ticket %s failed", ticket_id)
            yield self._error(ticket_id, AssistError("Something went wrong inside the program.", code="internal"))

    # What the components show

    def title(self, manual_id: str) -> str:
        """A manual's name as the agent knows it."""
        manual = next((m for m in self.desk.shelf.catalogue() if m.id == manual_id), None)
        return manual.title or manual.file if manual else ""

    def shown(self, ticket: Ticket) -> list[Any]:
        """Everything of a ticket: ticket, thread, message, context, and the reply's parts."""
        reply, error = self.desk.reply(ticket.id), self.desk.error(ticket.id)
        if reply is not None and reply.outcome is None:
            reply = None  # a run that was cut off
        parts = self._error(ticket.id, error) if error else self._reply(ticket, reply)
        thread = cards.thread(ticket.id, ticket.conversation, self.words)
        return [ticket.id, thread, ticket.message, ticket.context, *parts]

    def _reply(self, ticket: Ticket, reply: Reply | None) -> list[Any]:
        done = reply is None or reply.outcome is not None
        text = ticket.edited or (reply.text if reply else "")
        return [
            cards.status(reply, self.words, self.desk.say, self.title),
            gr.update(choices=self._products(reply), value=ticket.manual or AUTO),
            gr.update(choices=self._languages(reply), value=ticket.language or AUTO),
            gr.update(value=text, interactive=done),
            cards.claims(reply, self.words, self.title),
            viewer.html(self.desk, ticket.id, self.words, self.title),
        ]

    def _error(self, ticket_id: str, error: AssistError) -> list[Any]:
        card = cards.failed(error, self.words)
        return [card, gr.skip(), gr.skip(), gr.update(interactive=True), "", gr.skip()]

    def _products(self, reply: Reply | None = None) -> list[tuple[str, str]]:
        found = self.title(reply.match.manuals[0]) if reply and reply.match.manuals else ""
        auto = self.words("answer.auto_found", found=found) if found else self.words("answer.auto")
        likely = [up.manual for up in reply.match.runners_up] if reply else []
        manuals = sorted(self.desk.shelf.catalogue(), key=lambda m: (m.id not in likely, m.title or m.file))
        return [(auto, AUTO), *((manual.title or manual.file, manual.id) for manual in manuals)]

    def _languages(self, reply: Reply | None = None) -> list[tuple[str, str]]:
        known = reply is not None and reply.outcome is not Outcome.NEEDS_PERSON
        found = self.words.of("language", reply.language) if reply and known else ""
        auto = self.words("answer.auto_found", found=found) if found else self.words("answer.auto")
        return [(auto, AUTO), *((self.words(f"language.{code}"), code) for code in SUPPORTED)]


def _drop_zone(words: Words) -> str:
    """Photos: `answer.js` fills the list and takes drops, pastes and chosen files."""
    return (
        f'<div class="drop"><ul class="photos" aria-label="{words.html("photos.title")}"></ul>'
        f'<label class="pick"><input type="file" multiple accept="image/*,.heic,.heif,.avif" '
        f'aria-label="{words.html("photos.add")}"><span>{words.html("photos.hint")}</span></label>'
        f'<p class="trouble" role="alert" hidden></p></div>'
    )


def _actions(words: Words) -> str:
    return (
        f'<div class="actions"><button type="button" class="primary" id="copy" data-do="copy">'
        f"{words.html('do.copy')} <kbd>Alt+C</kbd></button>"
        f'<button type="button" data-do="follow">{words.html("do.follow_up")}</button>'
        f'<span class="told" role="status" aria-live="polite"></span></div>'
    )
