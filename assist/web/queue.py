"""Queue: many photos at once, one row each; the list lives in `assets/queue.js` so that J and K never wait."""

from __future__ import annotations

import gradio as gr

from assist.web.words import Words


def queue_tab(words: Words) -> None:
    """The tab's frame: drop zone, common message, progress, list and detail."""
    gr.HTML(frame(words), elem_id="queue", js_on_load=None, apply_default_css=False)


def frame(words: Words) -> str:
    t = words.html
    return f"""
<div class="bar">
  <label class="pick"><input type="file" multiple accept="image/*,.heic,.heif,.avif" aria-label="{t("queue.add")}">
    <span>{t("queue.add")}</span></label>
  <label class="ask"><span>{t("queue.message")}</span>
    <input type="text" id="queue-message" maxlength="2000" placeholder="{t("queue.message_hint")}"></label>
  <div class="progress" role="status"><span class="count">{t("queue.none")}</span>
    <span class="track"><i style="width:0"></i></span></div>
  <button type="button" data-do="queue-cancel" hidden>{t("do.cancel")}</button>
  <button type="button" data-do="queue-retry" hidden>{t("queue.retry")}</button>
  <button type="button" data-do="queue-clear" hidden>{t("queue.clear")}</button>
  <a class="button" href="/queue.csv?language={words.language}" download hidden>{t("queue.csv")}</a>
</div>
<div class="split">
  <div class="list" role="listbox" tabindex="0" aria-label="{t("queue.list")}">
    <p class="empty">{t("queue.empty")}</p></div>
  <div class="detail" aria-live="polite"></div>
</div>
<p class="keys"><kbd>J</kbd> <kbd>K</kbd> {t("queue.keys_move")} · <kbd>Enter</kbd> {t("queue.keys_open")}</p>
"""
