"""Named endpoints: the tools for Gradio's own clients (`gradio_client`), beside the page's hidden ones."""

# Gradio reads the endpoints' hints themselves, so they must not be left as text (`from __future__ import annotations`).

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api

from assist.desk.staff.people import Person
from assist.errors import AssistError
from assist.web.api.tools import Json, Tools
from assist.web.who import person_of

log = logging.getLogger(__name__)

LANE: dict[str, Any] = {"concurrency_id": "named", "concurrency_limit": 8}


def named_endpoints(tools: Tools) -> None:
    """Eight endpoints inside the open Blocks; each asks who calls, as every route does.

    Photos travel as base64: Gradio's own uploads are closed, since whoever has their address could read them.
    """

    def answer(
        request: gr.Request, message: str = "", photos: list[str] | None = None, context: str = "", language: str = "",
        manual: str = "", ticket: str = "", words: str = "en",
    ) -> dict[str, Any]:  # fmt: skip
        """A proved reply to a buyer's message and photos (base64)."""
        return _told(
            tools, request,
            lambda who: tools.answer(who, message, photos or [], context, language, manual, ticket, words),
        )  # fmt: skip

    def check(
        request: gr.Request, question: str, photo: str = "", context: str = "", manual: str = ""
    ) -> dict[str, Any]:
        """Whether a product fits what the buyer has: the verdict with its proofs."""
        photos = [photo] if photo else []
        return _told(tools, request, lambda who: tools.answer(who, question, photos, context, "", manual, "", "en"))

    def read_photo(request: gr.Request, photo: str) -> dict[str, Any]:
        """What is printed on a photo (base64), with places."""
        return _told(tools, request, lambda who: tools.read_photo(who, photo))

    def search(request: gr.Request, question: str, manuals: list[str] | None = None, limit: int = 5) -> dict[str, Any]:
        """The manuals' passages that answer a question."""
        return _told(tools, request, lambda who: tools.search(who, question, manuals or [], limit))

    def manuals(request: gr.Request) -> dict[str, Any]:
        """The library."""
        return _told(tools, request, tools.manuals)

    def ticket(request: gr.Request, ticket: str, words: str = "en") -> dict[str, Any]:
        """A ticket with its newest answer."""
        return _told(tools, request, lambda who: tools.ticket(who, ticket, words))

    def feedback(
        request: gr.Request, ticket: str, rating: int, about: str = "reply", number: int = 0,
        reasons: list[str] | None = None, words: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Say of a reply, its verdict, a source or a box whether it was right: 1, -1, or 0 to take it back."""
        return _told(
            tools, request, lambda who: tools.feedback(who, ticket, rating, about, number, reasons or [], words)
        )

    def state(request: gr.Request) -> dict[str, Any]:
        """Whether answers can be asked for."""
        return _told(tools, request, tools.state)

    for endpoint in (answer, check, read_photo, search, manuals, ticket, feedback, state):
        api(endpoint, api_name=endpoint.__name__, **LANE)


def _told(tools: Tools, request: gr.Request, work: Callable[[Person], Json]) -> Json:
    """What `work` gives for the caller; errors in words that reach the client, with their stable code in front."""
    try:
        person = person_of(request)
        tools.programs.rates.take(person.id)
        return work(person)
    except AssistError as error:
        raise gr.Error(f"{error.code}: {error} {error.help}", print_exception=False) from error
    except Exception as error:  # a door
        log.exception("a named endpoint failed")
        raise gr.Error("internal: Something went wrong inside the program.", print_exception=False) from error
