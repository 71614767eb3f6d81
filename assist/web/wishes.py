"""Wishes: the row that changes a reply, and what is said below it: unchecked, struck out, undo, its gloss."""

from __future__ import annotations

from html import escape

from assist.case.asking.refining import Wish
from assist.case.text.courtesy import Told
from assist.case.text.language import SUPPORTED
from assist.desk.refining import Wording
from assist.errors import AssistError
from assist.web.cards import WORDING, Say, error_html
from assist.web.words import Words

# What a buyer is most often asked for; each is a shipped sentence in all reply languages.
ASKS = (
    "ask.product", "ask.label_photo", "ask.photo_again", "ask.details", "ask.part_number", "ask.mains_voltage",
    "ask.plug", "ask.device_label", "ask.size", "ask.battery",
)  # fmt: skip
_TONES = (Wish.SHORTER, Wish.WARMER, Wish.FORMAL)


def tools(words: Words, *, free: bool) -> str:
    """One row: tones, translation, questions; a wish in the agent's own words only where a model can take it."""
    tones = "".join(
        f'<button type="button" data-do="wish" data-wish="{wish.value}">{words.html(f"wish.{wish.value}")}</button>'
        for wish in _TONES
    )
    languages = [(code, words(f"language.{code}")) for code in SUPPORTED]
    asks = [(key, words(f"wish.{key}")) for key in ASKS]
    own, form = "", ""
    if free:
        own = f'<button type="button" data-do="free" aria-expanded="false">{words.html("wish.other")}</button>'
        form = (
            f'<form class="free" hidden><input type="text" maxlength="500" '
            f'placeholder="{words.html("wish.free_hint")}" aria-label="{words.html("wish.free")}"></form>'
        )
    undo = f'<button type="button" class="undo" data-do="undo">↶ {words.html("wish.undo")}</button>'
    return (
        f'<div class="tools" role="group" aria-label="{words.html("wish.title")}">{tones}'
        f"{_menu(Wish.TRANSLATE, languages, words)}{_menu(Wish.ASK, asks, words)}{own}{undo}{form}</div>"
    )


def _menu(wish: Wish, choices: list[tuple[str, str]], words: Words) -> str:
    name = words.html(f"wish.{wish.value}")
    options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in choices)
    return f'<select data-wish="{wish.value}" aria-label="{name}"><option value="">{name} ▾</option>{options}</select>'


def aside(
    words: Words, say: Say, *, wording: Wording | None = None, versions: int = 0, told: Told | None = None,
    back: Wording | None = None, offer: bool = False,
) -> str:  # fmt: skip
    """What stands below the reply.

    `wording` is the last wish, `versions` how many can be taken back, `told` the reply in the page's language by its
    sentences, `back` the same by a model, `offer` whether a model could be asked for it.
    """
    parts = [_remarks(wording, words, say)]
    if told is not None:
        note = f'<p class="hint">{words.html("gloss.own")}</p>' if told.own else ""
        parts.append(_gloss(escape(told.text), note, words))
    elif back is not None:
        notes = "".join(f'<p class="hint">{escape(say(note, words.language))}</p>' for note in back.notes)
        waiting = "" if back.complete else f'<p class="hint">{words.html("gloss.working")}</p>'
        parts.append(_gloss(escape(back.text), notes + waiting, words, opened=True))
    elif offer:
        parts.append(f'<button type="button" class="quiet" data-do="gloss">{words.html("gloss.title")}</button>')
    undo = " undoable" if versions else ""
    return f'<div class="aside{undo}">{"".join(parts)}</div>'


def writing(words: Words, *, cancel: bool = False, waiting: int = 0) -> str:
    """A model is at work on the text above, or `waiting` others are ahead of it."""
    says = words("running.waiting", n=waiting) if waiting else words("wish.unchecked")
    button = (
        f' <button type="button" class="quiet" data-do="cancel">{words.html("do.cancel")} <kbd>Esc</kbd></button>'
        if cancel
        else ""
    )
    return f'<div class="aside"><p class="unchecked" role="status">{escape(says)}{button}</p></div>'


def _remarks(wording: Wording | None, words: Words, say: Say) -> str:
    lines: list[str] = []
    if wording is not None:
        if wording.failed:
            lines.append(f'<p class="hint">{words.html("wish.unchanged")}</p>')
        if wording.own and not wording.failed:
            lines.append(f'<p class="hint">{words.html("wish.own")}</p>')
        lines += [
            f'<p class="hint">{escape(say(note, words.language))}</p>' for note in wording.notes if note != WORDING
        ]
        told = any(note.key.startswith("model.struck") for note in wording.notes)  # each with its reason
        if wording.struck and not told:
            struck = "".join(f"<li><del>{escape(sentence)}</del></li>" for sentence in wording.struck)
            lines.append(f'<p class="hint warn">{words.html("wish.struck")}</p><ul class="struck">{struck}</ul>')
    return "".join(lines)


def _gloss(text: str, notes: str, words: Words, *, opened: bool = False) -> str:
    state = " open" if opened else ""
    return (
        f'<details class="gloss"{state}><summary>{words.html("gloss.title")}</summary>'
        f'<div class="told" lang="{words.language}">{text}</div>{notes}</details>'
    )


def trouble(error: AssistError, words: Words) -> str:
    """A wish that could not be done, below the reply."""
    return f'<div class="aside"><p class="hint warn" role="alert">{error_html(error, words)}</p></div>'
