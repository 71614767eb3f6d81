"""Courtesy: greeting, thanks and closing of a reply, exchanged or left out without touching what it says.

Also a reply said line by line in another language: its lines are shipped sentences with verbatim quotes, so the same
sentences in another language are an exact translation.  The agent's own words are neither changed nor translated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assist.case.judgement import Sentence
from assist.case.text.phrases import Phrasebook


class Tone(StrEnum):
    """How a reply greets and closes; `short` does neither."""

    PLAIN = "plain"
    WARM = "warm"
    FORMAL = "formal"
    SHORT = "short"


SPOKEN = (Tone.PLAIN, Tone.WARM, Tone.FORMAL)
_THANKS = ("thanks.message", "thanks.photo", "thanks.photos")
COURTESIES = ("greeting", *_THANKS, "closing")


@dataclass(frozen=True, slots=True)
class Told:
    """A text in another language; `own` are its lines that were left as they are, being nobody's but the agent's."""

    text: str
    own: tuple[str, ...] = ()


def say(phrases: Phrasebook, key: str, language: str, tone: Tone) -> str:
    """A courtesy in a tone; empty for the short one."""
    if tone is Tone.SHORT:
        return ""
    return phrases.say(Sentence(key if tone is Tone.PLAIN else f"{tone.value}.{key}"), language)


def retoned(
    text: str, phrases: Phrasebook, language: str, tone: Tone, *, photos: int, closes: bool, signature: str = ""
) -> str:
    """The text with its courtesies in another tone; everything between them, citation marks too, stays as it is.

    `photos` is the number of photos to thank for where the text does not thank yet, `closes` whether it gets a closing
    that it lacks, `signature` what it ends with.
    """
    body, signed = _unsigned(text, signature)
    lines = body.splitlines()
    thanks = _THANKS[min(photos, 2)]
    while lines and (not lines[0].strip() or (key := _courtesy(lines[0], phrases, language))):
        if lines[0].strip():
            thanks = key if key in _THANKS else thanks
        lines.pop(0)
    while lines and (not lines[-1].strip() or _courtesy(lines[-1], phrases, language) == "closing"):
        closes = bool(lines.pop().strip()) or closes
    opening = "\n".join(filter(None, (say(phrases, key, language, tone) for key in ("greeting", thanks))))
    closing = say(phrases, "closing", language, tone) if closes else ""
    return "\n\n".join(part for part in (opening, "\n".join(lines), closing, signed) if part)


def asking(text: str, question: str, phrases: Phrasebook, language: str, signature: str = "") -> str:
    """The text with a question to the buyer as its last paragraph before closing and signature."""
    if question in text:
        return text
    body, signed = _unsigned(text, signature)
    lines = body.splitlines()
    tail: list[str] = []
    while lines and (not lines[-1].strip() or _courtesy(lines[-1], phrases, language) == "closing"):
        line = lines.pop()
        tail = [line, *tail] if line.strip() else tail
    return "\n\n".join(part for part in ("\n".join(lines), question, "\n".join(tail), signed) if part)


def in_language(
    text: str, lines: Mapping[str, str], phrases: Phrasebook, language: str, to: str, signatures: tuple[str, str]
) -> Told:
    """The text in the language `to`; `lines` are those of the composed reply in both languages.

    Courtesies of every tone are known beside them.  `signatures` are the shop's in both languages.
    """
    known = dict(lines)
    for key in COURTESIES:
        for tone in SPOKEN:
            known.setdefault(say(phrases, key, language, tone), say(phrases, key, to, tone))
    for key in ask_keys(phrases, language):
        known.setdefault(phrases.say(Sentence(key), language), phrases.say(Sentence(key), to))
    body, signed = _unsigned(text, signatures[0])
    told, own = [], []
    for line in body.splitlines():
        told.append(known.get(line.strip(), line))
        if line.strip() and line.strip() not in known:
            own.append(line)
    return Told("\n".join(told) + (f"\n\n{signatures[1]}" if signed else ""), tuple(own))


def paired(first: str, second: str) -> dict[str, str]:
    """The lines of one reply in two languages, each with its counterpart; empty where they do not run in parallel."""
    lines, others = _filled(first), _filled(second)
    return dict(zip(lines, others, strict=True)) if len(lines) == len(others) else {}


def ask_keys(phrases: Phrasebook, language: str) -> tuple[str, ...]:
    """The questions to a buyer that need no fact filled in."""
    keys = (key for key in phrases.keys(language) if key.startswith("ask.") and key != "ask.intro")
    return tuple(sorted(key for key in keys if not phrases.facts(key, language)))


def _courtesy(line: str, phrases: Phrasebook, language: str) -> str:
    """The key of the courtesy that a line is, in whatever tone; empty where it is none."""
    line = line.strip()
    return next((key for key in COURTESIES for tone in SPOKEN if say(phrases, key, language, tone) == line), "")


def _unsigned(text: str, signature: str) -> tuple[str, str]:
    text = text.strip()
    if signature and text.endswith(signature):
        return text.removesuffix(signature).rstrip(), signature
    return text, ""


def _filled(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
