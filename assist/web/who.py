"""Who: the person behind a request, as the gate found them."""

from __future__ import annotations

from typing import Any

from assist.desk.people import LOCAL, Person


def person_of(request: Any) -> Person:
    """The person of a Starlette or Gradio request; whoever sits at this machine where there are no accounts."""
    inner = getattr(request, "request", request)
    found = inner.scope.get("state", {}).get("person")
    return found if isinstance(found, Person) else LOCAL
