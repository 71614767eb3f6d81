"""Answer: the tab where a ticket becomes a proved reply."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any

import gradio as gr

from assist.case.asking.refining import Wish
from assist.case.reply import Outcome, Reply
from assist.case.text.language import SUPPORTED
from assist.desk.records import Ticket
from assist.desk.runs import PAGE_EVERY
from assist.desk.staff.whose import LOST
from assist.desk.tickets import Desk
from assist.errors import AssistError, InputError
from assist.web import cards, wishes
from assist.web.own import INTERNAL, Seam
from assist.web.shown import Showing, Shown, locked
from assist.web.who import person_of
from assist.web.words import Words

log = logging.getLogger(__name__)

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# One lane for all that waits for the line or a model; as many agents at once as Gradio's queue lets in.
LANE: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_id": "answer", "concurrency_limit": 8}
# Buttons that only the page's scripts press; what they need beside the ticket stands in a hidden field.
HIDDEN = ("go", "adopt", "follow", "cancel", "correct", "refine", "undo", "gloss", "watch", "without", "look")


class AnswerTab:
    """Components and handlers of the tab in one language; everything lasting lives on the desk."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self.desk = desk
        self.words = words
        self.show = Showing(desk, words)
        self.seam = Seam(desk, words)

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
                self.viewer = _html("", "viewer")
        self.goto = gr.Textbox(visible="hidden", elem_id="goto", container=False)
        self.wish = gr.Textbox(visible="hidden", elem_id="wish", container=False)
        self.corrected = gr.Textbox(visible="hidden", elem_id="corrected", container=False)
        self.buttons = {name: gr.Button(words("do.open"), visible="hidden", elem_id=name) for name in HIDDEN}
        self._connect(demo)

    def _buyer(self) -> None:
        words = self.words
        self.thread = _html("", "thread")
        self.message = gr.Textbox(
            label=words("answer.message"), placeholder=words("answer.message_hint"), lines=5, max_lines=9,
            elem_id="message",
        )  # fmt: skip
        _html('<div class="telling" hidden></div>', "telling")
        _html(_drop_zone(words), "photos")
        self.context = gr.Textbox(
            label=words("answer.context"), placeholder=words("answer.context_hint"), lines=1, max_lines=3,
            elem_id="context",
        )  # fmt: skip
        with gr.Row(elem_classes="buttons"):
            self.draft = gr.Button(words("do.draft"), variant="primary", elem_id="draft", scale=3, min_width=120)
            self.new = gr.Button(words("do.new"), elem_id="new", scale=1, min_width=70)
        _html(f'<div id="examples" data-title="{words.html("examples.title")}"></div>')

    def _result(self) -> None:
        words = self.words
        self.card = _html(cards.empty(words), "card")
        self.corrections = _html(self.show.corrections(None, None), "corrections")
        _html('<div class="handnote" hidden></div>', "handoff")
        self.reply = gr.Textbox(
            label=words("answer.reply"), placeholder=words("answer.reply_hint"), lines=8, max_lines=14,
            elem_id="reply", interactive=True,
        )  # fmt: skip
        _html(_actions(words), "actions")
        _html(wishes.tools(words, free=self.desk.rewriting.free), "tools")
        self.aside = _html("", "aside")
        _html('<div class="opinion" hidden></div>', "feedback")
        self.claims = _html("", "claims")

    def _connect(self, demo: gr.Blocks) -> None:
        shown = [self.card, self.corrections, self.reply, self.aside, self.claims, self.viewer]
        whole = [self.ticket, self.thread, self.message, self.context, *shown]
        said, text = [self.card, self.reply, self.aside], [self.message, self.context]
        button = self.buttons
        at_once: dict[str, Any] = {"queue": False}
        streams = [
            self._on(self.draft, self.answer, text, shown, LANE),
            self._on(button["correct"], self.correct, [*text, self.corrected], shown, LANE),
            self._on(button["without"], self.without_photos, text, shown, LANE),
            self._on(button["watch"], self.watch, [], shown, LANE),
            self._on(button["refine"], self.refine, [self.reply, self.wish], said, LANE),
            self._on(button["gloss"], self.gloss, [self.reply], [self.card, self.aside], LANE),
        ]
        self._on(button["cancel"], self.stop, [], shown, {**at_once, "cancels": streams})
        self._on(button["undo"], self.undo, [], said, at_once)
        self._on(button["follow"], self.follow_up, [], whole, at_once)
        self._on(button["look"], self.look, [], [self.card], at_once)
        around = [self.ticket, self.thread, self.card, self.corrections, self.aside, self.claims, self.viewer]
        self._on(button["adopt"], self.adopt, [], around, at_once, ticket=self.goto)
        self.new.click(self.begin, None, whole, **QUIET, **at_once)
        button["go"].click(self.goto_ticket, self.goto, whole, **QUIET, **at_once)
        demo.load(self.restore, None, whole, **QUIET, **at_once)

    def _on(
        self, button: gr.Button, handler: Callable[..., Any], values: Sequence[Any], outputs: Sequence[Any],
        how: dict[str, Any], *, ticket: gr.Textbox | None = None,
    ) -> Any:  # fmt: skip
        """Connect a handler about a ticket: it gets the `Ticket` that `ticket` (else the page's) names, and values."""
        pressed = self.seam.over(handler, outputs, self.card, self.reply)
        return button.click(pressed, [ticket or self.ticket, *values], outputs, **QUIET, **how)

    # Handlers: a ticket

    def restore(self, request: gr.Request) -> Shown:
        """The ticket named by `?t=`, or a new one."""
        return self.goto_ticket(str(request.query_params.get("t", "")), request)

    def begin(self, request: gr.Request) -> Shown:
        """A new ticket."""
        return self.show.all(self.desk.open_for(person_of(request)))

    def goto_ticket(self, ticket_id: str, request: gr.Request) -> Shown:
        """That ticket; a new one where none is named, with the reason where it cannot be opened."""
        person = person_of(request)
        try:
            return self.show.all(self.desk.ticket_for(person, ticket_id) if ticket_id else self.desk.open_for(person))
        except AssistError as error:
            ticket, thread, message, context, _, *rest = self.show.all(self.desk.open_for(person))
            return [ticket, thread, message, context, cards.unopened(error, self.words), *rest]

    def adopt(self, ticket: Ticket) -> Shown:
        """A ticket that was just made of what stands on the page: the fields stay as they are, typed on meanwhile."""
        card, corrections, _, aside, claims, viewer = self.show.parts(ticket)
        return [ticket.id, cards.thread(ticket, self.words), card, corrections, aside, claims, viewer]

    def look(self, _: Ticket) -> Any:
        """Nothing, where the ticket is still the person's: the seam tells where it is not."""
        return gr.skip()

    def follow_up(self, ticket: Ticket) -> Shown:
        """The buyer wrote again: message and reply become part of the thread."""
        return self.show.all(self.desk.follow_up(ticket.id))

    # Handlers: its answer

    def answer(self, ticket: Ticket, message: str, context: str) -> Iterator[Shown]:
        """Draft: every step of the line as it ends, and the text while a model writes it."""
        yield from self._ask(ticket, message, context, left_out=())

    def correct(self, ticket: Ticket, message: str, context: str, corrected: str) -> Iterator[Shown]:
        """The agent corrected the product or the reply's language: draft again with it."""
        try:
            changes = self._correction(corrected)
        except InputError as error:
            yield self.show.error(ticket.id, error)
            return
        yield from self._ask(ticket, message, context, **changes)

    def _correction(self, corrected: str) -> dict[str, str | None]:
        """`manual` or `language` as the page's scripts name it; "" is: find out."""
        try:
            ((field, value),) = json.loads(corrected).items()
        except (ValueError, AttributeError) as error:
            raise InputError("There is no such correction.", code="wish_unknown") from error
        known = {"manual": {m.id for m in self.desk.shelf.catalogue()}, "language": set(SUPPORTED)}
        if field not in known or (value and value not in known[field]):
            raise InputError("There is no such manual.", code="manual_unknown")
        return {field: value or None}

    def without_photos(self, ticket: Ticket, message: str, context: str) -> Iterator[Shown]:
        """Draft without the photos that could not be read."""
        yield from self._ask(self.desk.leave_out(ticket.id), message, context)

    def watch(self, ticket: Ticket) -> Iterator[Shown]:
        """A page that was loaded while the answer grows looks on."""
        yield from self._follow(ticket.id, lambda: self.desk.watch(ticket.id, PAGE_EVERY))

    def stop(self, ticket: Ticket) -> Shown:
        """Esc: end the run; draft and words are what they were before it."""
        self.desk.cancel(ticket.id)
        return self.show.parts(ticket)

    def _ask(self, ticket: Ticket, message: str, context: str, **changes: Any) -> Iterator[Shown]:
        skip = gr.skip()
        yield [cards.running(None, self.words, self.show.title), skip, locked(""), "", "", skip]

        def states() -> Iterator[Reply]:
            self.desk.write(ticket.id, {"message": message, "context": context})
            self.desk.change(ticket.id, **changes)
            return self.desk.answer(ticket.id, PAGE_EVERY)

        yield from self._follow(ticket.id, states)

    def _follow(self, ticket_id: str, states: Callable[[], Iterator[Reply]]) -> Iterator[Shown]:
        """A run as it grows; where another page ended it, the newer run, or what stands there without any."""
        try:
            outcome = yield from self._watched(ticket_id, states())
            while outcome is None and self.desk.runs.running(ticket_id) is not None:
                outcome = yield from self._watched(ticket_id, self.desk.watch(ticket_id, PAGE_EVERY))
            if outcome is None:
                yield self.show.parts(self.desk.ticket(ticket_id))
        except AssistError as error:
            if error.code in LOST:  # deleted meanwhile
                raise
            yield self.show.error(ticket_id, error)
        except Exception:
            log.exception("answering ticket %s failed", ticket_id)
            yield self.show.error(ticket_id, INTERNAL)

    def _watched(self, ticket_id: str, states: Iterator[Reply]) -> Generator[Shown, None, Outcome | None]:
        """One run to its end; None where it was ended before."""
        done, outcome = None, None
        for reply in states:
            outcome = reply.outcome
            if outcome is None:
                yield self.show.growing(ticket_id, reply, whole=reply.done != done)
            else:
                yield self.show.reply(self.desk.ticket(ticket_id), reply)
            done = reply.done
        return outcome

    # Handlers: wishes on the reply

    def refine(self, ticket: Ticket, text: str, wish: str) -> Iterator[Shown]:
        """The reply's text as it changes; locked until it is whole and checked."""
        try:
            wanted = _wish(wish)
            if text.strip() != self.desk.rewriting.text(ticket.id).strip():
                self.desk.write(ticket.id, {"edited": text})
            language, detail = wanted.get("language", ""), wanted.get("detail", "")
            for wording in self.desk.rewriting.refine(
                ticket.id, text, Wish(wanted["wish"]), detail=detail, language=language, every=PAGE_EVERY
            ):
                if not wording.complete:
                    # Nothing written yet: the old text stands there, locked.
                    yield [
                        gr.skip(),
                        locked(wording.text or text),
                        wishes.writing(self.words, cancel=True, waiting=wording.waiting),
                    ]
            yield [self.show.card(ticket.id), *self.show.said(ticket.id)]
        except AssistError as error:
            if error.code in LOST:
                raise
            yield self.show.unchanged(ticket.id, error)
        except Exception:
            log.exception("changing the reply of ticket %s failed", ticket.id)
            yield self.show.unchanged(ticket.id, INTERNAL)

    def undo(self, ticket: Ticket) -> Shown:
        """The text before the last wish."""
        self.desk.rewriting.undo(ticket.id)
        return [self.show.card(ticket.id), *self.show.said(ticket.id)]

    def gloss(self, ticket: Ticket, text: str) -> Iterator[Shown]:
        """The reply in the page's language by the model, as it grows."""
        try:
            for back in self.desk.rewriting.translate(ticket.id, text, self.words.language, PAGE_EVERY):
                yield [gr.skip(), self.show.aside(ticket.id, text, back)]
        except AssistError as error:
            if error.code in LOST:
                raise
            yield [gr.skip(), wishes.trouble(error, self.words)]


def _html(value: str, name: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


def _wish(text: str) -> dict[str, str]:
    """What the page's scripts put into the hidden field; raises `InputError` (`wish_unknown`)."""
    try:
        plain = json.loads(text)
        Wish(plain["wish"])
        return {key: str(value) for key, value in plain.items()}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("There is no such wish.", code="wish_unknown") from error


def _drop_zone(words: Words) -> str:
    """Photos: `photos.js` fills the list and takes drops, pastes and chosen files."""
    return (
        f'<div class="drop"><ul class="photos" aria-label="{words.html("photos.title")}"></ul>'
        f'<label class="pick"><input type="file" multiple accept="image/*,.heic,.heif,.avif" '
        f'aria-label="{words.html("photos.add")}"><span>{words.html("photos.hint")}</span></label>'
        f'<div role="status"><ul class="seen" hidden></ul></div><p class="trouble" role="alert" hidden></p></div>'
    )


def _actions(words: Words) -> str:
    return (
        f'<div class="actions"><button type="button" class="primary" id="copy" data-do="copy">'
        f"{words.html('do.copy')} <kbd>Alt+C</kbd></button>"
        f'<button type="button" data-do="follow" title="{words.html("follow.hint")}">{words.html("do.follow_up")}'
        f'</button><button type="button" data-do="handoff" title="Alt+H">{words.html("do.handoff")}</button>'
        f'<span class="told" role="status" aria-live="polite"></span></div>'
    )
