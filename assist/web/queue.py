"""Queue: many photos at once, one row each; the list lives in `assets/queue.js` so that J and K never wait."""

from __future__ import annotations

import gradio as gr

from assist.case.verdict import Judgement
from assist.desk.batch import Judged
from assist.web.words import Words

SHOWN = ("", "ready", "check", "stop", "failed", "open")  # the chips over the list; the same as `Filter.show`


def queue_tab(words: Words) -> None:
    """The tab's frame: drop zone, common message, progress, filters, list and detail."""
    gr.HTML(frame(words), elem_id="queue", js_on_load=None, apply_default_css=False)


def frame(words: Words) -> str:
    t = words.html
    return f"""
<div class="bar">
  <label class="pick"><input type="file" multiple accept="image/*,.heic,.heif,.avif,.zip,application/zip"
    aria-label="{t("queue.add")}"><span>{t("queue.add")}</span></label>
  <label class="ask"><span>{t("queue.message")}</span>
    <input type="text" id="queue-message" maxlength="2000" placeholder="{t("queue.message_hint")}"></label>
  <div class="progress" role="status"><span class="count">{t("queue.none")}</span>
    <span class="track" aria-hidden="true"><i style="width:0"></i></span></div>
  <button type="button" data-do="queue-cancel" hidden>{t("do.cancel")}</button>
  <button type="button" data-do="queue-retry" hidden>{t("queue.retry")}</button>
  <p class="notice" role="status" hidden></p>
</div>
<div class="filters" hidden>
  <div class="chips" role="group" aria-label="{t("queue.show")}">{_chips(words)}</div>
  {_select("verdict", words, _verdicts(words))}{_select("judged", words, _judgements(words))}
  {_select("product", words)}{_select("drop", words)}
  <input type="search" name="text" aria-label="{t("queue.filter.text")}" placeholder="{t("queue.filter.text")}">
  <label class="everybody" hidden><input type="checkbox" name="all"> {t("queue.everybody")}</label>
  <span class="gap"></span>
  <span class="export" role="group" aria-label="{t("queue.export")}" title="{t("queue.export")}"
    ><a class="button" data-export="csv" download>{t("queue.csv")}</a
    ><a class="button" data-export="json" download>{t("queue.json")}</a></span>
  <button type="button" data-do="queue-clear">{t("queue.clear")}</button>
</div>
<div class="split">
  <div class="list" role="group" tabindex="0" aria-label="{t("queue.list")}">
    <p class="empty">{t("queue.empty")}</p></div>
  <div class="detail"></div>
</div>
<p class="keys"><kbd>J</kbd> <kbd>K</kbd> {t("queue.keys_move")} · <kbd>1</kbd>–<kbd>5</kbd> {t("queue.keys_judge")} ·
  <kbd>U</kbd> {t("queue.keys_undo")} · <kbd>Enter</kbd> {t("queue.keys_open")}</p>
"""


def _chips(words: Words) -> str:
    names = {
        show: words.html(f"queue.show.{show}" if show in ("", "failed", "open") else f"band.{show}") for show in SHOWN
    }
    return "".join(
        f'<button type="button" class="chip" data-show="{show}" aria-pressed="{str(not show).lower()}">{name} <b></b>'
        "</button>"
        for show, name in names.items()
    )


def _verdicts(words: Words) -> str:
    return "".join(f'<option value="{one.value}">{words.html(f"verdict.{one.value}")}</option>' for one in Judgement)


def _judgements(words: Words) -> str:
    every = [("none", words.html("queue.filter.none")), ("some", words.html("queue.filter.some"))]
    every += [(one.value, words.html(f"queue.judged.{one.value}")) for one in Judged]
    return "".join(f'<option value="{value}">{name}</option>' for value, name in every)


def _select(name: str, words: Words, options: str = "") -> str:
    t = words.html
    return (
        f'<label>{t(f"queue.filter.{name}")} <select name="{name}"><option value="">{t("queue.filter.any")}</option>'
        f"{options}</select></label>"
    )
