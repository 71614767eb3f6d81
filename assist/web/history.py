"""History: every ticket with what became of its reply, and the figures; the lists live in `assets/history.js`."""

from __future__ import annotations

import gradio as gr

from assist.web.words import Words

PERIODS = ("7", "30", "90", "365", "0")  # days; 0 is all
STATES = ("copied", "edited", "reopened", "up", "down", "unanswered")


def history_tab(words: Words) -> None:
    """The tab's frame: search, filters, list and detail, figures."""
    gr.HTML(frame(words), elem_id="history", js_on_load=None, apply_default_css=False)


def frame(words: Words) -> str:
    t = words.html
    return f"""
<div class="bar">
  <div class="views" role="tablist" aria-label="{t("tab.history")}" hidden>
    <button type="button" role="tab" data-do="history-view" data-view-name="tickets" aria-selected="true">\
{t("history.view_tickets")}</button>
    <button type="button" role="tab" data-do="history-view" data-view-name="figures" aria-selected="false">\
{t("history.view_figures")}</button>
  </div>
  <input type="search" id="history-words" maxlength="300" placeholder="{t("history.search_hint")}" \
aria-label="{t("history.search")}">
  {_menu(words, "days", [(days, t(f"history.days_{days}")) for days in PERIODS], first="")}
  {_menu(words, "product", [])}
  {_menu(words, "band", [(band, t(f"band.{band}")) for band in ("ready", "check", "stop")])}
  {_menu(words, "verdict", [(one, t(f"verdict.{one}")) for one in ("yes", "no", "unclear")])}
  {_menu(words, "language", [])}
  {_menu(words, "state", [(state, t(f"history.state_{state}")) for state in STATES])}
  {_menu(words, "agent", [], hidden=True)}
  <button type="button" class="quiet" data-do="history-reset" title="{t("history.reset")}" \
aria-label="{t("history.reset")}" hidden>×</button>
  <span class="end"><span class="count" role="status"></span>
    <a class="button" id="history-csv" href="/history/tickets.csv" download>{t("history.csv")}</a>
    <button type="button" data-do="history-wipe" hidden>{t("history.wipe")}</button></span>
</div>
<div class="split">
  <div class="list" role="listbox" tabindex="0" aria-label="{t("history.list")}">
    <p class="empty">{t("history.loading")}</p></div>
  <div class="detail" tabindex="0" aria-live="polite"></div>
</div>
<div class="figures" hidden></div>
"""


def _menu(
    words: Words, name: str, options: list[tuple[str, str]], *, first: str | None = None, hidden: bool = False
) -> str:
    label = words.html(f"history.filter_{name}")
    every = [("", words.html(f"history.any_{name}")), *options] if first is None else options
    body = "".join(
        f'<option value="{value}"{" selected" if value == "0" else ""}>{text}</option>' for value, text in every
    )
    more = " hidden" if hidden else ""
    return f'<select data-filter="{name}" aria-label="{label}" title="{label}"{more}>{body}</select>'
