"""Manuals: upload, list, preview and try a question; the list lives in `assets/manuals.js`."""

from __future__ import annotations

import gradio as gr

from assist.web.words import Words


def manuals_tab(words: Words) -> None:
    """The tab's frame: upload with password, the list and the preview."""
    gr.HTML(frame(words), elem_id="manuals", js_on_load=None, apply_default_css=False)


def frame(words: Words) -> str:
    t = words.html
    return f"""
<div class="bar">
  <label class="pick"><input type="file" multiple accept="application/pdf,.pdf" aria-label="{t("manuals.add")}">
    <span>{t("manuals.add")}</span></label>
  <label class="ask"><span>{t("manuals.password")}</span>
    <input type="password" id="manual-password" autocomplete="off" placeholder="{t("manuals.password_hint")}"></label>
  <p class="trouble" role="alert" hidden></p>
</div>
<div class="split">
  <div class="list" tabindex="0" aria-label="{t("manuals.list")}"><p class="empty">{t("manuals.empty")}</p></div>
  <div class="detail"></div>
</div>
"""
