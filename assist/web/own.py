"""Own: the one way from a request to the ticket that it names, for the page's handlers and for its routes.

A handler gets the ticket itself, never an id: `Seam.over` looks it up for the person who asks, again at each state of a
long answer, and where the ticket was handed over or deleted meanwhile the card says so while all that was typed stays.
A route that names a ticket hangs on `ticket_router`, which asks the same before the route is called.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any

import gradio as gr
from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from assist.desk.staff.whose import LOST
from assist.desk.tickets import Desk
from assist.errors import AssistError
from assist.web import cards
from assist.web.who import person_of
from assist.web.words import Words

log = logging.getLogger(__name__)

Handler = Callable[..., Any]
INTERNAL = AssistError("Something went wrong inside the program.", code="internal")


def ticket_router(desk: Desk) -> APIRouter:
    """A router for paths with `{ticket_id}`, each refused unless the ticket is the person's."""

    async def own(ticket_id: str, request: Request) -> None:
        await run_in_threadpool(desk.ticket_for, person_of(request), ticket_id)

    return APIRouter(dependencies=[Depends(own)])


class Seam:
    """Makes of handlers about a `Ticket` what Gradio calls with a ticket's id, in one language."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self._desk = desk
        self._words = words

    def over(self, handler: Handler, outputs: Sequence[Any], card: Any, reply: Any) -> Handler:
        """`handler(ticket, *values)` as an event's function: its first input is the ticket's id.

        `outputs` are the event's; what is refused or fails is told in that which is `card`, the one that is `reply` is
        opened again, and all others stay as they are.
        """
        told = (outputs.index(card), outputs.index(reply) if reply in outputs else None, len(outputs))
        if inspect.isgeneratorfunction(handler):

            def grows(request: gr.Request, ticket_id: str, *values: Any) -> Generator[Any, None, None]:
                try:
                    person = person_of(request)
                    with closing(handler(self._desk.ticket_for(person, ticket_id), *values)) as states:
                        for state in states:
                            self._desk.ticket_for(person, ticket_id)
                            yield state
                except AssistError as error:
                    yield self._told(error, *told)
                except Exception:
                    log.exception("a handler of the page failed")
                    yield self._told(INTERNAL, *told)

            return grows

        def once(request: gr.Request, ticket_id: str, *values: Any) -> Any:
            try:
                return handler(self._desk.ticket_for(person_of(request), ticket_id), *values)
            except AssistError as error:
                return self._told(error, *told)
            except Exception:
                log.exception("a handler of the page failed")
                return self._told(INTERNAL, *told)

        return once

    def _told(self, error: AssistError, card: int, reply: int | None, count: int) -> Any:
        shown: list[Any] = [gr.skip()] * count
        shown[card] = cards.lost(error, self._words) if error.code in LOST else cards.failed(error, self._words)
        if reply is not None:
            shown[reply] = gr.update(interactive=True)
        return shown if count > 1 else shown[0]
