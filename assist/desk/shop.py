"""Shop: settings that an admin gives on the page, kept in the database beside those of the environment.

The environment is stronger: what it names cannot be changed on the page.  What the page sets overrides the defaults at
the next start, and at once where that is possible.  Secrets go in and never come out.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import SecretStr, ValidationError

from assist.case.asking.support import Promise
from assist.case.tables import words_pattern
from assist.desk.staff.audit import Audit, Deed
from assist.desk.staff.people import Person, Role
from assist.engines.store import Store
from assist.errors import AssistError, InputError
from assist.settings import Settings

NOTE = "set."
LONGEST = 4000  # letters of a value
MOST_FORBIDDEN = 200
TOLD = ("retention_short", "secret_broken")  # refusals for which the page has words of its own
Kind = Literal["text", "lines", "choice", "switch", "number", "secret", "shown"]


@dataclass(frozen=True, slots=True)
class Given:
    """A setting of the page: the group it stands in, how it is entered, and whether it applies at once."""

    name: str
    group: str
    kind: Kind
    at_once: bool = False
    choices: tuple[str, ...] = ()


PAGE_SET = (
    Given("shop_name", "replies", "text", True),
    Given("tone", "replies", "choice", True, ("plain", "warm", "formal", "short")),
    Given("forbidden", "replies", "lines", True),
    Given("language", "replies", "choice", True, ("en", "zh")),
    Given("glm", "model", "text"),
    Given("glm_key", "model", "secret"),
    Given("glm_timeout", "model", "number"),
    Given("embedder", "library", "shown"),  # another one needs another index, made before the start
    Given("reranker", "library", "shown"),
    Given("mask_exports", "privacy", "switch"),
    Given("mask_remote", "privacy", "switch"),
    Given("mask_stored", "privacy", "switch"),
    Given("retention_days", "privacy", "number", True),
)
BY_NAME = {given.name: given for given in PAGE_SET}


def kept_values(store: Store) -> dict[str, Any]:
    """What was set on the page, by name."""
    notes = {given.name: store.note(NOTE + given.name) for given in PAGE_SET}
    return {name: json.loads(note) for name, note in notes.items() if note}


def overridden(settings: Settings, store: Store) -> Settings:
    """The settings with what the page set, where the environment names nothing; unusable values are left out."""
    kept = {name: value for name, value in kept_values(store).items() if name not in settings.model_fields_set}
    for name, value in kept.items():
        try:
            settings = with_value(settings, name, value)
        except InputError:  # a value of another version; the default stands, and the page shows it
            continue
    return settings


def with_value(settings: Settings, name: str, value: Any) -> Settings:
    """One setting changed; raises `InputError` (`setting_refused`, or one of `TOLD`) for what it cannot be."""
    if isinstance(value, str) and len(value) > LONGEST:
        raise InputError(f"At most {LONGEST} letters.", code="setting_refused", setting=name)
    plain: dict[str, Any] = {field: getattr(settings, field) for field in Settings.model_fields}
    try:
        made = Settings.model_validate({**plain, name: value})
    except ValidationError as error:
        first = error.errors()[0]
        code = first["type"] if first["type"] in TOLD else "setting_refused"
        raise InputError(f"{name}: {first['msg']}", code=code, help="Give another value.", setting=name) from error
    given = getattr(made, name)
    if isinstance(given, float) and not math.isfinite(given):  # pydantic takes Infinity, JSON has none
        raise InputError(f"{name} is a number.", code="setting_refused", help="Give another value.", setting=name)
    return settings.model_copy(update={name: given})


def forbidden_words(text: str) -> tuple[str, ...]:
    """The words of the setting `forbidden`: by lines and commas, `*` for any ending; never patterns."""
    words = [word.strip() for word in re.split(r"[\n,，、;；]+", text)]
    return tuple(dict.fromkeys(word.removeprefix("re:") for word in words if word.strip("* ")))[:MOST_FORBIDDEN]


def forbidden_promises(text: str) -> tuple[Promise, ...]:
    """What the shop lets no reply say, as replies are held against it; none for an empty setting."""
    words = forbidden_words(text)
    alike = [word.replace(one, other) for word in words for one, other in (("’", "'"), ("'", "’"))]
    return (Promise("shop", words_pattern((*words, *alike))),) if words else ()


class Shop:
    """The page's settings of a running program.

    `started` are the settings that it runs with, `fixed` those that the environment names; `apply` is told of the new
    settings after each change of one that applies at once.
    """

    def __init__(
        self, store: Store, started: Settings, fixed: frozenset[str], audit: Audit,
        apply: Callable[[Settings], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._store = store
        self._started = started
        self._fixed = fixed
        self._audit = audit
        self._apply = apply
        self.settings = started

    def rows(self) -> list[dict[str, Any]]:
        """Every setting of the page, without its value where that is secret.

        `fixed` says that the environment names it, `waiting` that it was changed and applies at the next start.
        """
        kept = kept_values(self._store)
        rows = []
        for given in PAGE_SET:
            fixed = given.name in self._fixed or given.kind == "shown"
            running = _plain(getattr(self.settings, given.name))
            value = running if fixed else kept.get(given.name, _default(given.name))
            waiting = not fixed and value != running and not given.at_once
            row = {
                "name": given.name, "group": given.group, "kind": given.kind, "choices": list(given.choices),
                "at_once": given.at_once, "fixed": fixed, "waiting": waiting, "set": bool(value),
            }  # fmt: skip
            rows.append(row if given.kind == "secret" else {**row, "value": value, "running": running})
        return rows

    def change(self, person: Person, values: Mapping[str, Any]) -> None:
        """Keep the values, all or none; None goes back to the default.

        Raises `Forbidden` for all but admins, `InputError` (`setting_unknown`, `setting_fixed`, `setting_refused`).
        """
        person.demand(Role.ADMIN)
        notes, now = {}, self.settings
        for name, value in values.items():
            given = BY_NAME.get(name)
            if given is None:
                raise InputError(f"{name} is no setting of the page.", code="setting_unknown", setting=name)
            if name in self._fixed or given.kind == "shown":
                raise InputError(
                    f"ASSIST_{name.upper()} is set where the program is started.", code="setting_fixed",
                    help="Change it there.", setting=name,
                )  # fmt: skip
            wanted = _default(name) if value is None else value
            if given.choices and wanted not in given.choices:
                raise InputError(f"{name} is one of {', '.join(given.choices)}.", code="setting_refused", setting=name)
            if name == "glm":
                _model_named(str(wanted))
            changed = with_value(now, name, wanted)
            now = changed if given.at_once else now
            notes[NOTE + name] = "" if value is None else json.dumps(_plain(getattr(changed, name)))
        self._store.set_notes(notes)
        for name in values:
            self._audit.note(person, Deed.CHANGED, "setting", name)
        if now is not self.settings:
            self.settings = now
            self._apply(now)


def _model_named(glm: str) -> None:
    """Refuse a model with which the program would not start."""
    from assist.engines.glm.choice import parse_glm

    try:
        parse_glm(glm)
    except AssistError as error:
        raise InputError(str(error), code="setting_refused", help=error.help, setting="glm") from error


def _default(name: str) -> Any:
    return _plain(Settings.model_fields[name].default)


def _plain(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
