"""A small client of the API, to copy from: one answer, then a job over many photos.

    ASSIST_TOKEN=... python docs/client.py http://127.0.0.1:7860 "Does it work in Germany?" label.jpg [more.jpg ...]

The token comes from `python -m assist tokens add NAME`; without accounts none is needed on this machine.
"""

from __future__ import annotations

import os
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx


def ask(client: httpx.Client, method: str, address: str, **what: Any) -> dict[str, Any]:
    """One request; comes again where it is told to, with the same key, so that nothing is done twice."""
    key = {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
    for _ in range(5):
        answer = client.request(method, address, headers=key, **what)
        if answer.status_code in (409, 429, 503) and answer.json()["retryable"]:
            time.sleep(float(answer.headers.get("Retry-After", "1")))
            continue
        break
    if answer.is_error:
        problem = answer.json()
        raise SystemExit(f"{problem['code']}: {problem['message']} {problem['help']} (request {problem['request']})")
    return dict(answer.json())


def main(server: str, message: str, *photos: str) -> None:
    token = os.environ.get("ASSIST_TOKEN", "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    files = [("photos", (Path(photo).name, Path(photo).read_bytes())) for photo in photos]
    with httpx.Client(base_url=f"{server}/api/v1", headers=headers, timeout=120) as client:
        reply = ask(client, "POST", "/answers", data={"message": message}, files=files[:1])
        sys.stdout.write(f"{reply['band']}: {reply['to_send']}\n")
        for proof in reply["proofs"]:
            place = f"{proof['title']}, page {proof['page']}" if proof["source"] == "manual" else proof["title"]
            sys.stdout.write(f"  [{proof['number']}] {proof['quote']!r} on {place}: {proof['boxes']}\n")
        job = ask(client, "POST", "/triage", data={"message": message}, files=files)
        while job["state"] in ("waiting", "working"):
            time.sleep(0.2)
            job = ask(client, "GET", f"/triage/{job['id']}")
        results = ask(client, "GET", f"/triage/{job['id']}/results", params={"limit": 200})
        for row in results["results"]:
            said = row["answer"]["band"] if row["answer"] else row["error"]["code"]
            sys.stdout.write(f"{row['name']}: {said}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
