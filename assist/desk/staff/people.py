"""People: who works at the desk, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from assist.errors import Forbidden


class Role(StrEnum):
    """What an account may do; each role may do all that the ones before it may.

    An agent works on tickets of their own and adds manuals; a lead sees everybody's tickets, the history and the
    figures, and corrects and deletes manuals; an admin keeps accounts, tokens and settings.
    """

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: an account, an integration with a token of that account's rights, or whoever sits at this machine.

    `address` is where the request came from, for the audit log; "" where there is none.
    """

    id: str
    name: str = ""
    role: Role = Role.AGENT
    address: str = field(default="", compare=False)

    def may(self, role: Role) -> bool:
        """Whether the person has that role or a higher one."""
        return self.role.rank >= role.rank

    def demand(self, role: Role) -> None:
        """Raises `Forbidden` where the person has a lower role."""
        if not self.may(role):
            raise Forbidden(f"This needs the role {role.value}; you are {self.role.value}.", role=role.value)

    def owns(self, owner: str) -> bool:
        """Whether what belongs to `owner` (a person's id, "" for nobody's) may be seen and changed."""
        return owner in ("", self.id) or self.may(Role.LEAD)


LOCAL = Person("local", "", Role.ADMIN)
"""Whoever sits at this machine, as long as there are no accounts: the page then answers on loopback alone."""
