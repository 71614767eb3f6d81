"""The named endpoints, called by Gradio's own client over loopback."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from assist.desk.programs.integrations import Tokens
from assist.desk.staff.people import Role
from assist.desk.tickets import Desk
from tests.web.small import label_photo

NAMES = {"/answer", "/check", "/read_photo", "/search", "/manuals", "/ticket", "/feedback", "/state"}


@pytest.fixture(scope="module")
def calls(address: str, desk: Desk) -> Iterator[Any]:
    from gradio_client import Client

    token = Tokens(desk.store).add("gradio", Role.AGENT)[0]
    client = Client(f"{address}/en/", headers={"Authorization": f"Bearer {token}"}, verbose=False)
    yield client
    client.close()


def photo(shade: int = 200) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(label_photo(shade=shade)).decode()


def test_eight_endpoints_have_names_and_everything_else_is_hidden(calls: Any) -> None:
    described = calls.view_api(return_format="dict")
    assert set(described["named_endpoints"]) == NAMES
    assert described["unnamed_endpoints"] == {}


def test_an_answer_is_asked_read_judged_and_found_again(calls: Any) -> None:
    said = calls.predict(message="230 V?", photos=[photo(141)], api_name="/answer")
    assert said["verdict"]["judgement"] == "yes" and said["proofs"][0]["boxes"]
    assert calls.predict(ticket=said["ticket"], rating=1, api_name="/feedback") == {"kept": True}
    assert calls.predict(ticket=said["ticket"], words="zh", api_name="/ticket")["answer"]["text"] == said["text"]
    fits = calls.predict(question="230 V?", photo=photo(142), api_name="/check")
    assert fits["band"] == "ready"


def test_photos_are_read_and_manuals_listed_and_searched(calls: Any) -> None:
    lines = calls.predict(photo=photo(143), api_name="/read_photo")["lines"]
    assert lines[1]["text"] == "Model: VX-20" and len(lines[1]["corners"]) == 4
    listed = calls.predict(api_name="/manuals")["manuals"]
    assert "Voltix VX-20" in {row["title"] for row in listed}
    found = calls.predict(question="unplug the charger", api_name="/search")["passages"]
    assert found[0]["page"] == 2
    assert calls.predict(api_name="/state")["ready"] is True


def test_errors_reach_the_client_with_their_code_and_another_ones_ticket_stays_closed(calls: Any, desk: Desk) -> None:
    theirs = desk.open(owner="somebody")
    desk.write(theirs.id, {"message": "secret"})
    for what, code in (
        ({"ticket": "f" * 24, "api_name": "/ticket"}, "ticket_unknown"),
        ({"ticket": theirs.id, "api_name": "/ticket"}, "ticket_of_another"),
        ({"photo": "%%%", "api_name": "/read_photo"}, "photo_not_base64"),
        ({"message": "", "api_name": "/answer"}, "case_empty"),
        ({"message": "x", "ticket": theirs.id, "api_name": "/answer"}, "ticket_of_another"),
    ):
        with pytest.raises(Exception, match=code):
            calls.predict(**what)
