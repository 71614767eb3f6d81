"""The tools for language models, asked by the official client: in process, over HTTP with a token, on the pipes."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assist.desk.programs.integrations import Tokens
from assist.desk.programs.programs import open_programs
from assist.desk.staff.accounts import open_accounts
from assist.desk.staff.people import LOCAL, Role
from assist.desk.tickets import Desk
from assist.engines.embedding import Embedder
from assist.web.api.mcp_server import mcp_server
from assist.web.api.tools import Tools
from assist.web.page import build
from tests.web.small import label_photo, small_house

ROOT = Path(__file__).resolve().parents[3]
TOOLS = {"search_manuals", "read_photo", "check_compatibility"}


def photo(shade: int = 200) -> str:
    return base64.b64encode(label_photo(shade=shade)).decode()


def spoken(result: Any) -> Any:
    """What a tool said: its one text, parsed."""
    return json.loads(result.content[0].text)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    with small_house(tmp_path_factory.mktemp("mcp")) as (desk, settings):
        yield Tools(desk, settings, open_programs(desk, settings))


def test_a_client_lists_the_tools_and_each_answers_with_its_places(tools: Tools) -> None:
    from mcp import Client

    async def talk() -> None:
        async with Client(mcp_server(tools)) as client:
            listed = (await client.list_tools()).tools
            assert {tool.name for tool in listed} == TOOLS
            assert all(tool.description and "properties" in tool.input_schema for tool in listed)
            found = spoken(await client.call_tool("search_manuals", {"question": "unplug the charger"}))
            assert found["passages"][0]["page"] == 2 and found["passages"][0]["boxes"]
            read = spoken(await client.call_tool("read_photo", {"photo": photo()}))
            assert "INPUT: 100-240V~ 50/60Hz" in [line["text"] for line in read["lines"]]
            fits = spoken(await client.call_tool("check_compatibility", {"question": "230 V?", "photo": photo()}))
            assert fits["verdict"]["judgement"] == "yes" and fits["proofs"][0]["boxes"]

    asyncio.run(talk())


def test_what_cannot_be_used_is_an_error_with_a_stable_code_and_no_trace(tools: Tools) -> None:
    from mcp import Client

    async def talk() -> None:
        async with Client(mcp_server(tools)) as client:
            wrong = {
                "read_photo": {"photo": "!!!"},
                "search_manuals": {"question": " "},
                "check_compatibility": {"question": ""},
            }
            codes = {
                "read_photo": "photo_not_base64",
                "search_manuals": "question",
                "check_compatibility": "case_empty",
            }
            for name, given in wrong.items():
                refused = await client.call_tool(name, given)
                assert refused.is_error and codes[name] in refused.content[0].text  # type: ignore[union-attr]
                assert "Traceback" not in refused.content[0].text  # type: ignore[union-attr]

    asyncio.run(talk())


def test_over_http_the_gate_judges_every_call(tmp_path: Path) -> None:
    call = {"name": "check_compatibility", "arguments": {"question": "230 V?", "photo": photo(131)}}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    takes = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    with small_house(tmp_path) as (desk, settings):
        plain = TestClient(build(desk, settings), base_url="http://127.0.0.1")
        assert plain.post("/mcp", json=asked, headers=takes).status_code == 404, "a switch that is off serves nothing"
        served = build(desk, settings.model_copy(update={"mcp": True}))
        open_accounts(desk.store, settings, desk.audit).add(LOCAL, "boss", "a long password 42", Role.ADMIN)
        token, row = Tokens(desk.store).add("model", Role.AGENT)
        with TestClient(served, base_url="http://127.0.0.1") as client:
            assert client.post("/mcp", json=asked, headers=takes).status_code == 401
            mine = {"Authorization": f"Bearer {token}"}
            got = client.post("/mcp", json=asked, headers={**takes, **mine})
            assert got.status_code == 200, got.text
            said = json.loads(got.json()["result"]["content"][0]["text"])
            assert said["verdict"]["judgement"] == "yes"
            assert desk.ticket(said["ticket"]).owner == f"token-{row.id}"


@pytest.mark.slow
def test_on_the_pipes_the_program_serves_whoever_started_it(
    tmp_path: Path, embedder: Embedder, embedder_cache: Path
) -> None:
    from mcp import Client, StdioServerParameters

    folder = tmp_path / "manuals"
    folder.mkdir()
    shutil.copytree(embedder_cache, tmp_path / "index" / "embedder")  # exported once for all tests
    environment = {**os.environ, "ASSIST_INDEX": str(tmp_path / "index"), "ASSIST_MANUALS": str(folder)}
    process = StdioServerParameters(
        command=sys.executable, args=["-m", "assist", "mcp"], env=environment, cwd=str(ROOT)
    )

    async def talk() -> None:
        async with Client(process) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            told = spoken(await client.call_tool("check_compatibility", {"question": "Does it work in Germany?"}))
            assert told["band"] in ("check", "stop") and told["product"]["known"] is False

    asyncio.run(asyncio.wait_for(talk(), 120))


def test_a_desk_opens_what_programs_use_once(tools: Tools) -> None:
    desk: Desk = tools.desk
    assert open_programs(desk, tools.settings) is tools.programs
