"""Who: the person behind a request, as the gate found them."""

from __future__ import annotations

from typing import Any

from assist.desk.staff.people import LOCAL, Person, Role
from assist.errors import NotSignedIn


def person_of(request: Any) -> Person:
    """The person of a Starlette or Gradio request; raises `NotSignedIn` where the gate let nobody's request pass.

    Without a gate in front (a router alone, in a test) it is whoever sits at this machine.
    """
    inner = getattr(request, "request", request)
    found = inner.scope.get("state", {}).get("person", LOCAL)
    if not isinstance(found, Person):
        raise NotSignedIn("Nobody is signed in.")
    return found


def somebody(request: Any) -> bool:
    """Whether anybody is signed in; false behind the gate on a public path where nobody is."""
    return isinstance(request.scope.get("state", {}).get("person", LOCAL), Person)


def demand(request: Any, role: Role) -> Person:
    """The person of a request; raises `Forbidden` where they have a lower role."""
    person = person_of(request)
    person.demand(role)
    return person
