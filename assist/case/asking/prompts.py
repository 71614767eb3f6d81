"""Prompts: one versioned file for each task, in three parts: for every ticket, for this ticket, and for a bad answer.

A file is named `task.vN.md`; the parts are headed `# System`, `# Ticket` and `# Repair`.  `$name` in the last two is
filled in.  The system part is the same for every ticket, so that servers keep what they computed for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import Template

_PARTS = ("System", "Ticket", "Repair")
_NAME = re.compile(r"(?P<task>[a-z]+)\.(?P<version>v(?P<number>\d+))\.md")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One task's prompt: what it is called and its three parts."""

    task: str
    version: str
    system: str
    ticket: str
    repair: str

    def asked(self, **facts: str) -> str:
        """The ticket part with its facts; `KeyError` where one is missing."""
        return Template(self.ticket).substitute(facts)

    def again(self, problem: str) -> str:
        """What a model is told whose answer could not be used."""
        return Template(self.repair).substitute(problem=problem)


def parse_prompts(read: Callable[[str], str], names: Iterable[str]) -> Mapping[str, Prompt]:
    """The newest prompt of each task by its name; `ValueError` for a file that is no prompt."""
    found: dict[str, tuple[int, Prompt]] = {}
    for name in sorted(names):
        match = _NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"{name} is not named task.vN.md")
        parts = _parts(read(name), name)
        prompt = Prompt(match["task"], match["version"], *parts)
        if int(match["number"]) >= found.get(match["task"], (0, prompt))[0]:
            found[match["task"]] = int(match["number"]), prompt
    return {task: prompt for task, (_, prompt) in found.items()}


def _parts(text: str, name: str) -> tuple[str, str, str]:
    pieces = re.split(r"^# (System|Ticket|Repair)\s*$", text, flags=re.MULTILINE)
    headed = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    if any(not headed.get(part) for part in _PARTS):
        raise ValueError(f"{name} lacks one of its parts: {', '.join(_PARTS)}")
    return headed["System"], headed["Ticket"], headed["Repair"]
