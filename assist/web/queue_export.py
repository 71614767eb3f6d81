"""The queue as a table: CSV for a spreadsheet, JSON for a program, with the agents' verdicts and the evidence."""

from __future__ import annotations

import csv
import io
import time
from typing import Any

from assist.desk.cells import cell
from assist.web.queue_rows import RowJson
from assist.web.words import Words

COLUMNS = ("name", "product", "verdict", "judged", "band", "reason", "reply", "evidence", "error", "ticket")


def csv_of(rows: list[RowJson], texts: Words) -> str:
    """The rows as CSV; a cell that a spreadsheet would run gets a quote mark before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([texts(f"queue.column.{column}") for column in COLUMNS])
    for row in rows:
        verdict, judged = row["verdict"], row["judged"]
        cells = {
            **row,
            "reply": row["text"],
            "evidence": " | ".join(mark["quote"] for mark in evidence(row)),
            "verdict": texts(f"verdict.{verdict}") if verdict else "",
            "judged": texts(f"queue.judged.{judged}") if judged else "",
            "band": texts(f"band.{row['band']}") if row["band"] else texts(f"queue.{row['state']}"),
        }
        writer.writerow([cell(str(cells[column])) for column in COLUMNS])
    return out.getvalue()


def json_of(rows: list[RowJson]) -> dict[str, Any]:
    """The rows with stable names instead of words of a language; boxes are fractions of the upright picture."""
    names = ("name", "state", "product", "manual", "verdict", "judged", "outcome", "band", "reason", "error", "ticket")
    every = [
        {**{name: row[name] for name in names}, "reply": row["text"], "photo": row["photo"], "evidence": evidence(row)}
        for row in rows
    ]
    return {"exported": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "rows": every}


def evidence(row: RowJson) -> list[dict[str, Any]]:
    """The places that prove a row's reply: the quote, where it stands, and its box."""
    tabs = row["view"]["tabs"] if row["view"] else []
    return [
        {"quote": mark["quote"], "kind": tab["kind"], "where": tab["title"], "box": mark["box"]}
        for tab in tabs
        if tab["cited"]
        for mark in tab["marks"]
        if mark["box"]
    ]
