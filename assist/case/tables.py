"""Tables: the shipped facts (mains by country, plug types, battery sizes ...), parsed from package data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """One country's household mains: `voltages` in V, `frequencies` in Hz, `plugs` by IEC/TR 60083 letter.

    `names` are the country's names (and its big cities') in the reply languages, lower case.
    """

    code: str
    names: tuple[str, ...]
    voltages: tuple[float, ...]
    frequencies: tuple[float, ...]
    plugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """Every shipped table."""

    countries: tuple[Country, ...] = ()
