"""Settings on the page: who sets what, what applies at once, what waits for a start, and what never comes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response

from assist.case.asking.refining import Wish
from assist.case.asking.support import Lists, Support, faults
from assist.case.reply import Band
from assist.desk.shop import PAGE_SET, Shop, forbidden_promises, forbidden_words, overridden
from assist.desk.staff.people import Person, Role
from assist.desk.tickets import Desk
from assist.errors import AssistError, SettingsError
from assist.settings import Settings, read_settings
from assist.web.routes import answer_error
from assist.web.settings_page import settings_routes
from assist.web.shown import Showing
from assist.web.words import words
from assist.wiring import speak_as
from tests.web.small import label_photo, small_house

Served = tuple[TestClient, Desk, list[Person]]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The page's routes for whoever stands in the list; ASSIST_GLM_TIMEOUT is as if set by the environment."""
    who = [Person("boss", "", Role.ADMIN)]
    with small_house(tmp_path) as (desk, settings):
        fixed = frozenset({"glm_timeout"})
        desk.shop = Shop(desk.store, settings, fixed, desk.audit, lambda now: speak_as(desk, now, None))
        app = FastAPI()
        app.include_router(settings_routes(desk, settings))

        @app.middleware("http")
        async def sign_in(request: Request, go_on: Any) -> Response:
            request.state.person = who[0]
            answer: Response = await go_on(request)
            return answer

        @app.exception_handler(AssistError)
        async def failed(_: Request, error: AssistError) -> Response:
            return answer_error(error)

        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client, desk, who


def row(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in rows if one["name"] == name)


def answered(desk: Desk, message: str = "230 V?", shade: int = 200) -> Any:
    ticket = desk.open()
    desk.write(ticket.id, {"message": message})
    desk.add_photo(ticket.id, label_photo(shade=shade), "a.jpg")
    return list(desk.answer(ticket.id))[-1]


def test_signature_tone_and_forbidden_words_apply_to_the_next_reply(served: Served) -> None:
    client, desk, _ = served
    before = answered(desk)
    assert before.outcome.band is Band.READY
    said = {"shop_name": "Bright Home", "tone": "formal", "forbidden": "within what it is\n终身保修"}
    rows = client.put("/settings", json=said).json()["rows"]
    assert row(rows, "tone")["value"] == "formal" and not row(rows, "tone")["waiting"]
    after = answered(desk, shade=150)
    assert after.text.startswith("Dear customer,") and after.text.rstrip().endswith("Bright Home")
    assert after.outcome.band is Band.CHECK, "a reply with a forbidden word is never ready"
    assert "within what it is" in desk.say(after.notes[-1], "en") and "within what it is" in desk.say(
        after.notes[-1], "zh"
    )
    client.put("/settings", json={"forbidden": None, "tone": None, "shop_name": None})
    assert answered(desk, shade=140).text == before.text


def test_a_wish_that_brings_a_forbidden_word_is_told_and_its_card_is_never_ready(served: Served) -> None:
    client, desk, _ = served
    client.put("/settings", json={"forbidden": "I’m happy\nglad to help", "shop_name": "Glad to help Ltd"})
    ticket = desk.open()
    desk.write(ticket.id, {"message": "230 V?"})
    desk.add_photo(ticket.id, label_photo(shade=130), "a.jpg")
    reply = list(desk.answer(ticket.id))[-1]
    assert "I'm happy" in reply.text and reply.outcome.band is Band.CHECK, "either apostrophe is meant"
    client.put("/settings", json={"forbidden": "glad to help"})
    reply = list(desk.answer(ticket.id))[-1]
    card = Showing(desk, words("en")).card
    assert reply.outcome.band is Band.READY and "glad to help" not in card(ticket.id), "the signature is the shop's own"
    warmer = list(desk.rewriting.refine(ticket.id, reply.text, Wish.WARMER))[-1]
    assert "glad to help" in warmer.text and [note.key for note in warmer.notes] == ["forbidden.said"]
    assert "glad to help" in card(ticket.id) and words("en")("band.check") in card(ticket.id)
    desk.rewriting.undo(ticket.id)
    assert words("en")("band.ready") in card(ticket.id)


def test_a_number_without_an_end_is_none(served: Served) -> None:
    client, _, _ = served
    refused = client.put("/settings", content='{"retention_days": Infinity}')
    assert (refused.status_code, refused.json()["code"]) == (400, "setting_refused")
    assert row(client.get("/settings").json()["rows"], "retention_days")["value"] == 0


def test_a_models_sentence_with_a_forbidden_word_is_struck_out() -> None:
    lists = Lists(promises=forbidden_promises("lifetime\n终身保修"))
    for text, language in (("It comes with LIFETIME service.", "en"), ("本产品终身保修。", "zh")):
        assert [fault.kind for fault in faults(text, Support(), lists, language)] == ["promise"]
    assert faults("It works in Germany.", Support(), lists, "en") == ()


def test_what_needs_a_restart_waits_and_overrides_at_the_next_start_unless_the_environment_names_it(
    served: Served,
) -> None:
    client, desk, _ = served
    rows = client.put("/settings", json={"mask_stored": True, "glm": "http://127.0.0.1:9#x"}).json()["rows"]
    assert row(rows, "mask_stored") | {"value": True, "running": False, "waiting": True} == row(rows, "mask_stored")
    started = overridden(Settings(_env_file=None), desk.store)  # type: ignore[call-arg]
    assert started.mask_stored and started.glm == "http://127.0.0.1:9#x"
    named = overridden(Settings(mask_stored=False, _env_file=None), desk.store)  # type: ignore[call-arg]
    assert not named.mask_stored and named.glm == "http://127.0.0.1:9#x"
    desk.store.set_note("set.glm_timeout", '"nonsense"')
    assert overridden(Settings(_env_file=None), desk.store).glm_timeout == 60.0  # type: ignore[call-arg]


def test_a_secret_goes_in_and_never_comes_out(served: Served) -> None:
    client, desk, _ = served
    got = client.put("/settings", json={"glm_key": "sk-very-secret"})
    again = client.get("/settings")
    assert "sk-very-secret" not in got.text + again.text
    assert row(again.json()["rows"], "glm_key")["set"] is True and "value" not in row(again.json()["rows"], "glm_key")
    assert overridden(Settings(_env_file=None), desk.store).glm_key.get_secret_value() == "sk-very-secret"  # type: ignore[call-arg]


def test_a_pasted_secret_loses_the_white_space_around_it_and_days_are_whole_or_none(served: Served) -> None:
    client, desk, _ = served
    assert client.put("/settings", json={"glm_key": " sk-pasted\r\n", "retention_days": 1}).status_code == 200
    assert overridden(Settings(_env_file=None), desk.store).glm_key.get_secret_value() == "sk-pasted"  # type: ignore[call-arg]
    for days in (0, 1.5, 30):
        assert client.put("/settings", json={"retention_days": days}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("retention_days", "0.00001", "a day at least"), ("glm_key", "sk-12\n34", "line break"),
     ("metrics_token", "a\rb", "line break"), ("oidc_client_secret", "a\x00b", "line break")],
)  # fmt: skip
def test_the_environment_is_refused_the_same_without_telling_a_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    if "\x00" not in value:  # no environment holds that
        monkeypatch.setenv(f"ASSIST_{name.upper()}", value)
    more = {name: value} if "\x00" in value else {}
    with pytest.raises(SettingsError, match=told) as refused:
        read_settings(_env_file=None, **more)
    assert f"ASSIST_{name.upper()}" in str(refused.value) and value not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"glm_timeout": 5}, "setting_fixed"), ({"embedder": "x"}, "setting_fixed"), ({"host": "x"}, "setting_unknown"),
        ({"tone": "rude"}, "setting_refused"), ({"retention_days": -1}, "setting_refused"),
        ({"glm": "nonsense:"}, "setting_refused"), ({"shop_name": "x" * 5000}, "setting_refused"),
        ({"mask_exports": "perhaps"}, "setting_refused"), ({"retention_days": 0.00001}, "retention_short"),
        ({"retention_days": 0.99}, "retention_short"), ({"glm_key": "sk-12\n34"}, "secret_broken"),
        ({"glm_key": "sk-12\t34"}, "secret_broken"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_and_nothing_of_the_request_is_kept(
    served: Served, said: dict[str, Any], code: str
) -> None:
    client, _, _ = served
    refused = client.put("/settings", json={"shop_name": "Kept?", **said} if "shop_name" not in said else said)
    assert refused.status_code == 400 and refused.json()["code"] == code, refused.text
    assert row(client.get("/settings").json()["rows"], "shop_name")["value"] == ""


def test_agents_and_leads_see_what_is_set_and_change_nothing(served: Served) -> None:
    client, _, who = served
    for role in (Role.AGENT, Role.LEAD):
        who[0] = Person("p", "", role)
        assert client.get("/settings").json()["admin"] is False
        assert client.get("/settings/doctor").status_code == 200
        for method, address in (
            ("PUT", "/settings"), ("POST", "/settings/model"),
            ("GET", "/settings/tokens"), ("POST", "/settings/tokens"),
            ("DELETE", "/settings/tokens/x"), ("GET", "/settings/webhooks"), ("POST", "/settings/webhooks"),
            ("DELETE", "/settings/webhooks/x"),
        ):  # fmt: skip
            assert client.request(method, address).status_code == 403, (method, address)


def test_the_doctor_lists_what_is_there_what_is_missing_and_what_to_do(served: Served) -> None:
    client, desk, _ = served
    rows = {one["name"]: one for one in client.get("/settings/doctor").json()}
    assert rows["library"]["state"] == "ok" and rows["Python"]["state"] == "ok" and rows["disk"]["state"] == "ok"
    assert desk.jobs is not None
    desk.jobs.wait([desk.jobs.submit(b"%PDF-1.4 broken", "torn.pdf")], 30)
    library = client.get("/settings/doctor").json()[0]
    assert library["state"] == "missing" and "torn.pdf" in library["found"] and "Manuals" in library["help"]


def test_a_token_is_shown_once_and_works_until_it_is_revoked(served: Served) -> None:
    client, desk, _ = served
    made = client.post("/settings/tokens", json={"name": "robot", "role": "agent", "days": 7}).json()
    assert made["token"] not in client.get("/settings/tokens").text
    assert desk.programs is not None and desk.programs.tokens.bearer(made["token"]) is not None
    client.delete(f"/settings/tokens/{made['id']}")
    assert desk.programs.tokens.bearer(made["token"]) is None
    assert client.post("/settings/tokens", json={"name": "x", "role": "king"}).json()["code"] == "token_days"
    assert client.post("/settings/tokens", json={"name": ""}).json()["code"] == "token_name"


def test_a_webhooks_secret_is_shown_once_and_only_public_addresses_are_taken(served: Served) -> None:
    client, _, _ = served
    made = client.post("/settings/webhooks", json={"url": "https://shop.example/hook"}).json()
    listed = client.get("/settings/webhooks")
    assert made["secret"].startswith("whsec_") and made["secret"] not in listed.text
    assert listed.json()["webhooks"] == [{"id": made["id"], "url": "https://shop.example/hook"}]
    assert client.post("/settings/webhooks", json={"url": "http://10.0.0.1/"}).json()["code"] == "webhook_url"
    assert client.delete(f"/settings/webhooks/{made['id']}").json() == {"done": True}


def test_every_setting_of_the_page_has_its_words_in_both_languages() -> None:
    for language in ("en", "zh"):
        texts = words(language).texts
        for given in PAGE_SET:
            assert {f"settings.{given.name}", f"settings.{given.name}_about", f"settings.group_{given.group}"} <= set(
                texts
            )
            assert all(f"settings.{given.name}_{choice}" in texts for choice in given.choices)


def test_forbidden_words_are_words_and_never_patterns() -> None:
    assert forbidden_words("lifetime*, 终身保修、re:.*\n\n * \nlifetime*") == ("lifetime*", "终身保修", ".*")
