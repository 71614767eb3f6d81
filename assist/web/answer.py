"""Answer: the tab where a ticket becomes a proved reply."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Iterator
from typing import Any

import gradio as gr

from assist.case.asking.refining import Wish
from assist.case.reply import Outcome, Reply
from assist.case.text.language import SUPPORTED
from assist.desk.records import Ticket
from assist.desk.refining import Wording
from assist.desk.runs import PAGE_EVERY
from assist.desk.tickets import Desk
from assist.errors import AssistError, EngineError, InputError
from assist.web import cards, viewer, wishes
from assist.web.words import Words

log = logging.getLogger(__name__)

AUTO = ""  # the dropdowns' "find out"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# One lane for all that waits for the line or a model; as many agents at once as Gradio's queue lets in.
LANE: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_id": "answer", "concurrency_limit": 8}
Shown = list[Any]


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
                self.viewer = _html("", "viewer")
        self.goto = gr.Textbox(visible="hidden", elem_id="goto", container=False)
        self.wish = gr.Textbox(visible="hidden", elem_id="wish", container=False)
        hidden = ("go", "follow", "cancel", "refine", "undo", "gloss", "watch", "without")
        self.buttons = {name: gr.Button(words("do.open"), visible="hidden", elem_id=name) for name in hidden}
        self._connect(demo)

    def _buyer(self) -> None:
        words = self.words
        self.thread = _html("", "thread")
        self.message = gr.Textbox(
            label=words("answer.message"), placeholder=words("answer.message_hint"), lines=5, max_lines=9,
            elem_id="message",
        )  # fmt: skip
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
        _html(_actions(words), "actions")
        _html(wishes.tools(words, free=self.desk.rewriting.free), "tools")
        self.aside = _html("", "aside")
        self.claims = _html("", "claims")

    def _connect(self, demo: gr.Blocks) -> None:
        shown = [self.card, self.product, self.language, self.reply, self.aside, self.claims, self.viewer]
        whole = [self.ticket, self.thread, self.message, self.context, *shown]
        asked, button = [self.ticket, self.message, self.context], self.buttons
        said = [self.ticket, self.reply]
        drafted = self.draft.click(self.answer, asked, shown, api_name="answer", show_progress="hidden", **LANE)
        streams: list[Any] = [
            drafted,
            self.product.input(self.with_product, [*asked, self.product], shown, **QUIET, **LANE),
            self.language.input(self.with_language, [*asked, self.language], shown, **QUIET, **LANE),
            button["without"].click(self.without_photos, asked, shown, **QUIET, **LANE),
            button["watch"].click(self.watch, self.ticket, shown, **QUIET, **LANE),
            button["refine"].click(self.refine, [*said, self.wish], [self.card, self.reply, self.aside],
                                   **QUIET, **LANE),
            button["gloss"].click(self.gloss, said, self.aside, **QUIET, **LANE),
        ]  # fmt: skip
        button["cancel"].click(self.stop, self.ticket, shown, cancels=streams, queue=False, **QUIET)
        button["undo"].click(self.undo, self.ticket, [self.card, self.reply, self.aside], queue=False, **QUIET)
        self.new.click(lambda: self.shown(self.desk.open()), None, whole, queue=False, **QUIET)
        button["go"].click(self.goto_ticket, self.goto, whole, queue=False, **QUIET)
        button["follow"].click(self.follow_up, self.ticket, whole, queue=False, **QUIET)
        demo.load(self.restore, None, whole, queue=False, **QUIET)

    # Handlers: a ticket

    def restore(self, request: gr.Request) -> Shown:
        """The ticket named by `?t=`, or a new one."""
        return self.shown(self.desk.open(str(request.query_params.get("t", ""))))

    def goto_ticket(self, ticket_id: str) -> Shown:
        return self.shown(self.desk.open(ticket_id))

    def follow_up(self, ticket_id: str) -> Shown:
        return self.shown(self.desk.follow_up(self.desk.open(ticket_id).id))

    # Handlers: its answer

    def answer(self, ticket_id: str, message: str, context: str) -> Iterator[Shown]:
        """Draft: every step of the line as it ends, and the text while a model writes it."""
        yield from self._ask(ticket_id, message, context, left_out=())

    def with_product(self, ticket_id: str, message: str, context: str, manual: str) -> Iterator[Shown]:
        """The agent corrected the product: draft again within that manual."""
        yield from self._ask(ticket_id, message, context, manual=manual or None)

    def with_language(self, ticket_id: str, message: str, context: str, language: str) -> Iterator[Shown]:
        """The agent corrected the reply's language: draft again in it."""
        yield from self._ask(ticket_id, message, context, language=language or None)

    def without_photos(self, ticket_id: str, message: str, context: str) -> Iterator[Shown]:
        """Draft without the photos that could not be read."""
        self.desk.leave_out(self.desk.open(ticket_id).id)
        yield from self._ask(ticket_id, message, context)

    def watch(self, ticket_id: str) -> Iterator[Shown]:
        """A page that was loaded while the answer grows looks on."""
        yield from self._follow(ticket_id, lambda: self.desk.watch(ticket_id, PAGE_EVERY))

    def stop(self, ticket_id: str) -> Shown:
        """Esc: end the run; draft and words are what they were before it."""
        self.desk.cancel(ticket_id)
        return self._parts(self.desk.open(ticket_id))

    def _ask(self, ticket_id: str, message: str, context: str, **changes: Any) -> Iterator[Shown]:
        ticket = self.desk.open(ticket_id)
        skip = gr.skip()
        yield [cards.running(None, self.words, self.title), skip, skip, _locked(""), "", "", skip]

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
                yield self._parts(self.desk.ticket(ticket_id))
        except AssistError as error:
            yield self._error(ticket_id, error)
        except Exception:
            log.exception("answering ticket %s failed", ticket_id)
            yield self._error(ticket_id, _internal())

    def _watched(self, ticket_id: str, states: Iterator[Reply]) -> Generator[Shown, None, Outcome | None]:
        """One run to its end; None where it was ended before."""
        done, outcome = None, None
        for reply in states:
            outcome = reply.outcome
            if outcome is None:
                yield self._growing(ticket_id, reply, whole=reply.done != done)
            else:
                yield self._reply(self.desk.ticket(ticket_id), reply)
            done = reply.done
        return outcome

    # Handlers: wishes on the reply

    def refine(self, ticket_id: str, text: str, wish: str) -> Iterator[Shown]:
        """The reply's text as it changes; locked until it is whole and checked."""
        ticket = self.desk.open(ticket_id)
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
                        _locked(wording.text or text),
                        wishes.writing(self.words, cancel=True, waiting=wording.waiting),
                    ]
            yield [self._card(ticket.id), *self._said(ticket.id)]
        except AssistError as error:
            yield self._unchanged(ticket.id, error)
        except Exception:
            log.exception("changing the reply of ticket %s failed", ticket_id)
            yield self._unchanged(ticket.id, _internal())

    def undo(self, ticket_id: str) -> Shown:
        """The text before the last wish."""
        self.desk.rewriting.undo(self.desk.open(ticket_id).id)
        return [self._card(ticket_id), *self._said(ticket_id)]

    def gloss(self, ticket_id: str, text: str) -> Iterator[Any]:
        """The reply in the page's language by the model, as it grows."""
        try:
            for back in self.desk.rewriting.translate(ticket_id, text, self.words.language, PAGE_EVERY):
                yield self._aside(ticket_id, text, back)
        except AssistError as error:
            yield _trouble(error, self.words)

    # What the components show

    def title(self, manual_id: str) -> str:
        """A manual's name as the agent knows it."""
        manual = next((m for m in self.desk.shelf.catalogue() if m.id == manual_id), None)
        return manual.title or manual.file if manual else ""

    def shown(self, ticket: Ticket) -> Shown:
        """Everything of a ticket: ticket, thread, message, context, and the reply's parts."""
        thread = cards.thread(ticket, self.words)
        return [ticket.id, thread, ticket.message, ticket.context, *self._parts(ticket)]

    def _parts(self, ticket: Ticket) -> Shown:
        reply, error = self.desk.reply(ticket.id), self.desk.error(ticket.id)
        if self.desk.runs.running(ticket.id) is not None:
            card = cards.running(reply, self.words, self.title, attach=True)
            return [card, gr.skip(), gr.skip(), _locked(""), "", "", self._viewer(ticket.id)]
        return self._error(ticket.id, error) if error else self._reply(ticket, reply)

    def _reply(self, ticket: Ticket, reply: Reply | None) -> Shown:
        """A finished reply, or none."""
        return [
            self._card(ticket.id, reply), *self._corrections(ticket, reply), *self._said(ticket.id),
            cards.claims(reply, self.words, self.title), self._viewer(ticket.id),
        ]  # fmt: skip

    def _corrections(self, ticket: Ticket, reply: Reply | None) -> Shown:
        return [
            gr.update(choices=self._products(reply), value=ticket.manual or AUTO),
            gr.update(choices=self._languages(reply), value=ticket.language or AUTO),
        ]

    def _viewer(self, ticket_id: str) -> str:
        return viewer.html(self.desk, ticket_id, self.words, self.title)

    def _growing(self, ticket_id: str, reply: Reply, *, whole: bool) -> Shown:
        """The line at work; a model's text so far, or its place in the queue.  `whole` where a step has ended."""
        draft = reply.draft if reply.draft and not reply.draft.complete else None
        waiting, text = (draft.waiting, draft.text) if draft else (0, "")
        card = cards.running(reply, self.words, self.title, waiting=waiting, seconds=self.desk.pace.wait(waiting))
        said = [_locked(text), wishes.writing(self.words)] if text else [gr.skip(), gr.skip()]
        if not whole:
            return [card, gr.skip(), gr.skip(), *said, gr.skip(), gr.skip()]
        return [card, *self._corrections(self.desk.ticket(ticket_id), reply), *said, "", self._viewer(ticket_id)]

    def _card(self, ticket_id: str, reply: Reply | None = None) -> str:
        reply = reply or self.desk.reply(ticket_id)
        if reply is not None and reply.outcome is None:  # begun by another page
            return cards.running(reply, self.words, self.title, attach=True)
        return cards.status(reply, self.words, self.desk.say, self.title, self.desk.ticket(ticket_id))

    def _said(self, ticket_id: str) -> Shown:
        """The reply's text, open to be changed, and what is to be said of it."""
        text = self.desk.rewriting.text(ticket_id)
        return [gr.update(value=text, interactive=True), self._aside(ticket_id, text)]

    def _unchanged(self, ticket_id: str, error: AssistError) -> Shown:
        """A wish that failed: the words from before it, since what a model had written by then is unchecked."""
        text, _ = self._said(ticket_id)
        return [self._card(ticket_id), text, _trouble(error, self.words)]

    def _aside(self, ticket_id: str, text: str, back: Wording | None = None) -> str:
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

    def _error(self, ticket_id: str, error: AssistError) -> Shown:
        """What went wrong over the reply from before, where there is one."""
        without = isinstance(error, EngineError) and self.desk.without_photos_helps(ticket_id)
        before = bool(self.desk.rewriting.text(ticket_id))
        return [
            cards.failed(error, self.words, without=without, before=before), gr.skip(), gr.skip(),
            *self._said(ticket_id), cards.claims(self.desk.reply(ticket_id), self.words, self.title),
            self._viewer(ticket_id),
        ]  # fmt: skip

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


def _internal() -> AssistError:
    return AssistError("Something went wrong inside the program.", code="internal")


def _html(value: str, name: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


def _locked(text: str) -> Any:
    return gr.update(value=text, interactive=False)


def _wish(text: str) -> dict[str, str]:
    """What the page's scripts put into the hidden field; raises `InputError` (`wish_unknown`)."""
    try:
        plain = json.loads(text)
        Wish(plain["wish"])
        return {key: str(value) for key, value in plain.items()}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("There is no such wish.", code="wish_unknown") from error


def _trouble(error: AssistError, words: Words) -> str:
    return f'<div class="aside"><p class="hint warn" role="alert">{cards.error_html(error, words)}</p></div>'


def _drop_zone(words: Words) -> str:
    """Photos: `answer.js` fills the list and takes drops, pastes and chosen files."""
    return (
        f'<div class="drop"><ul class="photos" aria-label="{words.html("photos.title")}"></ul>'
        f'<label class="pick"><input type="file" multiple accept="image/*,.heic,.heif,.avif" '
        f'aria-label="{words.html("photos.add")}"><span>{words.html("photos.hint")}</span></label>'
        f'<ul class="seen" role="status" hidden></ul><p class="trouble" role="alert" hidden></p></div>'
    )


def _actions(words: Words) -> str:
    return (
        f'<div class="actions"><button type="button" class="primary" id="copy" data-do="copy">'
        f"{words.html('do.copy')} <kbd>Alt+C</kbd></button>"
        f'<button type="button" data-do="follow" title="{words.html("follow.hint")}">{words.html("do.follow_up")}'
        f'</button><span class="told" role="status" aria-live="polite"></span></div>'
    )
