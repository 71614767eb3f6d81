"""Manuals: upload, list, catalogue, pages and "try a question"; the list lives in `assets/manuals.js`."""

from __future__ import annotations

import gradio as gr

from assist.web.words import Words

SHOWN = ("", "jobs", "warned", "editions", "unnamed")  # the chips over the list


def manuals_tab(words: Words) -> None:
    """The tab's frame: upload, search, the list and what is selected in it."""
    gr.HTML(frame(words), elem_id="manuals", js_on_load=None, apply_default_css=False)


def frame(words: Words) -> str:
    t = words.html
    chips = "".join(
        f'<button type="button" class="chip" data-show="{show}" aria-pressed="{str(not show).lower()}">'
        f"{t(f'manuals.filter.{show}')} <b></b></button>"
        for show in SHOWN
    )
    return f"""
<div class="bar">
  <label class="pick"><input type="file" multiple accept="application/pdf,.pdf" aria-label="{t("manuals.add")}">
    <span>{t("manuals.add")}</span></label>
  <input type="search" class="find" aria-label="{t("manuals.find")}" placeholder="{t("manuals.find")}">
  <div class="chips" role="group" aria-label="{t("manuals.filter")}">{chips}</div>
  <span class="gap"></span>
  <details class="menu" hidden><summary>{t("manuals.library")}</summary><div class="items">
    <button type="button" data-do="manuals-export">{t("manuals.export")}</button>
    <label class="button">{t("manuals.import")}<input type="file" accept=".zip,application/zip" class="bundle"></label>
  </div></details>
  <p class="notice" role="status" hidden></p>
  <p class="transfer" role="status" hidden></p>
  <p class="trouble" role="alert" hidden></p>
</div>
<div class="split">
  <div class="list"><div class="jobs"></div>
    <div class="rows" tabindex="0" role="group" aria-label="{t("manuals.list")}">
      <p class="empty">{t("manuals.loading")}</p></div>
    <section class="bin" hidden></section></div>
  <div class="detail"></div>
</div>
<p class="keys"><kbd>J</kbd> <kbd>K</kbd> {t("manuals.keys")} · <kbd>←</kbd> <kbd>→</kbd> {t("manuals.keys_pages")}</p>
"""
