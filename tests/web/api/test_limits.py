"""The API's limits: requests that come twice, too many, too large; tokens that end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assist.desk.programs.inquiry import AT_ONCE
from assist.desk.programs.integrations import Once, Rates, Tokens
from assist.desk.staff.people import Role
from assist.desk.tickets import Desk
from assist.errors import AssistError, InputError
from assist.web.api.api import attach
from tests.web.small import label_photo, small_house

API = "/api/v1"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Desk]]:
    """An API that takes 40 requests a minute, of 1 MB each."""
    with small_house(tmp_path_factory.mktemp("tight")) as (desk, settings):
        app = FastAPI()
        attach(app, desk, settings.model_copy(update={"api_rate": 40, "api_max_request_mb": 1}))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client, desk


def token(desk: Desk, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {Tokens(desk.store).add(name, Role.AGENT)[0]}"}


def ask(client: TestClient, headers: dict[str, str], shade: int = 200, message: str = "230 V?") -> Any:
    photo = ("photos", ("a.jpg", label_photo(shade=shade), "image/jpeg"))
    return client.post(f"{API}/answers", data={"message": message}, files=[photo], headers=headers)


def test_the_same_request_again_gets_its_first_answer_and_makes_no_second_ticket(
    tight: tuple[TestClient, Desk],
) -> None:
    client, desk = tight
    keyed = {**token(desk, "once"), "Idempotency-Key": "order-1"}
    first, again = ask(client, keyed), ask(client, keyed)
    assert first.status_code == again.status_code == 200 and again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in first.headers
    assert len(client.get(f"{API}/tickets", headers=keyed).json()["tickets"]) == 1


def test_a_key_means_one_request_of_one_integration(tight: tuple[TestClient, Desk]) -> None:
    client, desk = tight
    mine, other = token(desk, "mine"), token(desk, "other")
    keyed = {"Idempotency-Key": "order-2"}
    first = ask(client, mine | keyed)
    for refused in (ask(client, mine | keyed, shade=99), ask(client, mine | keyed, message="110 V?")):
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_conflict")
    assert ask(client, other | keyed).json()["ticket"] != first.json()["ticket"]


def test_a_request_that_failed_may_be_sent_again_with_its_key(tight: tuple[TestClient, Desk]) -> None:
    client, desk = tight
    keyed = {**token(desk, "again"), "Idempotency-Key": "order-3"}
    assert client.post(f"{API}/answers", data={"message": ""}, headers=keyed).json()["code"] == "case_empty"
    assert ask(client, keyed).status_code == 200


def test_a_key_is_told_to_wait_while_its_request_is_at_work_and_is_free_after_a_restart_or_its_end(
    tight: tuple[TestClient, Desk],
) -> None:
    _, desk = tight
    clock = Clock()
    once = Once(desk.store, clock)
    import time

    clock.now = time.time()
    assert once.begin("p", "k", {"a": 1}) is None
    with pytest.raises(AssistError) as told:
        once.begin("p", "k", {"a": 1})
    assert told.value.code == "idempotency_running_conflict" and told.value.retryable
    once.start()
    assert once.begin("p", "k", {"a": 1}) is None
    once.end("p", "k", 200, "{}", "ticket")
    replay = once.begin("p", "k", {"a": 1})
    assert replay is not None and (replay.status, replay.body) == (200, "{}")
    desk.store.forget_answers("ticket")
    assert once.begin("p", "k", {"b": 2}) is None
    clock.now -= 25 * 3600  # kept by a program a day ago: it has expired
    assert once.begin("p", "old", {"a": 1}) is None
    clock.now += 25 * 3600
    assert once.begin("p", "old", {"b": 2}) is None


def test_each_token_has_its_own_rate_and_is_told_when_to_come_again(tight: tuple[TestClient, Desk]) -> None:
    client, desk = tight
    eager, calm = token(desk, "eager"), token(desk, "calm")
    answers = [client.get(f"{API}/manuals", headers=eager) for _ in range(60)]
    refused = [one for one in answers if one.status_code == 429]
    assert refused and refused[0].json()["code"] == "rate_limited" and refused[0].json()["retryable"]
    assert int(refused[0].headers["retry-after"]) >= 1
    assert client.get(f"{API}/manuals", headers=calm).status_code == 200
    assert client.get(f"{API}/health").status_code == 200


def test_a_bucket_refills_with_time_and_never_above_its_brim() -> None:
    clock = Clock()
    rates = Rates(60, 2, clock)
    rates.take("a")
    rates.take("a")
    with pytest.raises(AssistError) as told:
        rates.take("a")
    assert int(str(told.value.facts["seconds"])) >= 1
    rates.take("b")
    clock.now += 3600
    rates.take("a")
    rates.take("a")
    with pytest.raises(AssistError):
        rates.take("a")


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(tight: tuple[TestClient, Desk]) -> None:
    client, desk = tight
    mine = token(desk, "large")
    large = {"photos": ("a.jpg", b"x" * 1_200_000, "image/jpeg")}
    said = client.post(f"{API}/answers", files=large, headers=mine)
    assert (said.status_code, said.json()["code"]) == (413, "request_too_large")

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    headers = {**mine, "content-type": "multipart/form-data; boundary=x"}
    unsaid = client.post(f"{API}/answers", content=pieces(), headers=headers)
    assert (unsaid.status_code, unsaid.json()["code"]) == (413, "request_too_large")


def test_more_answers_at_once_than_there_are_places_are_told_to_come_again(tight: tuple[TestClient, Desk]) -> None:
    client, desk = tight
    assert desk.programs is not None
    inquiries = desk.programs.inquiries
    for _ in range(AT_ONCE):
        inquiries._places.acquire()
    try:
        refused = ask(client, token(desk, "busy"))
        assert refused.status_code == 429 and refused.headers["retry-after"]
    finally:
        for _ in range(AT_ONCE):
            inquiries._places.release()
    assert ask(client, token(desk, "calm again")).status_code == 200


def test_a_token_is_kept_as_a_hash_and_ends_when_it_is_to(tight: tuple[TestClient, Desk], tmp_path: Path) -> None:
    _, desk = tight
    clock = Clock()
    tokens = Tokens(desk.store, clock)
    token, row = tokens.add("till tomorrow", Role.LEAD, days=1)
    assert token not in str(tokens.rows()) and len(token) > 40
    person = tokens.bearer(token)
    assert person is not None and (person.id, person.role) == (f"token-{row.id}", Role.LEAD)
    assert next(one for one in tokens.rows() if one.id == row.id).used == clock.now
    clock.now += 86_401
    assert tokens.bearer(token) is None
    for name, days in (("", None), ("x" * 121, None), ("x", 0.0), ("x", 4000.0)):
        with pytest.raises(InputError):
            tokens.add(name, Role.AGENT, days=days)
    with pytest.raises(InputError, match="No working token"):
        tokens.revoke("nothing")
