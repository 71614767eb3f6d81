"""Theme: Gradio's variables in our colours, the page's style sheet and scripts."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

import gradio as gr

from assist.web.words import Words

FONTS = ("system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
FIRST = (
    "core.js",
    "header.js",
    "address.js",
    "ticket.js",
    "photos.js",
    "answer.js",
    "viewer.js",
    "page.css",
)  # what the other files build on
KINDS = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


def theme() -> gr.themes.Base:
    """Blue-700 on slate, small and dense; the default orange has too little contrast."""
    base = gr.themes.Base(
        primary_hue="blue", neutral_hue="slate", font=list(FONTS), font_mono=["ui-monospace", "monospace"],
        text_size="sm", spacing_size="sm", radius_size="md",
    )  # fmt: skip
    return base.set(
        body_background_fill="#f5f7fa", body_background_fill_dark="#0b1220",
        background_fill_primary="#ffffff", background_fill_primary_dark="#111a2c",
        block_background_fill="#ffffff", block_background_fill_dark="#111a2c",
        block_border_width="0px", block_shadow="none", block_shadow_dark="none", block_padding="0px",
        block_label_text_size="12px", block_label_text_weight="600",
        block_title_text_size="12px", block_title_text_weight="600",
        block_title_text_color="#475569", block_title_text_color_dark="#a9b7cc",
        body_text_color="#0f172a", body_text_color_dark="#e5ecf6",
        body_text_color_subdued="#52607a", body_text_color_subdued_dark="#9fb0c9",
        border_color_primary="#d7dee8", border_color_primary_dark="#26344d",
        input_background_fill="#ffffff", input_background_fill_dark="#0d1626",
        input_border_width="1px",
        input_border_color="#c9d3e0", input_border_color_dark="#2b3b57",
        input_border_color_focus="#1d4ed8", input_border_color_focus_dark="#6ea0ff",
        input_shadow_focus="0 0 0 3px rgba(29,78,216,.15)", input_text_size="14px",
        button_primary_background_fill="#1d4ed8", button_primary_background_fill_dark="#2458e6",
        button_primary_background_fill_hover="#1e40af", button_primary_background_fill_hover_dark="#1d4ed8",
        button_primary_text_color="#ffffff", button_primary_text_color_dark="#ffffff",
        button_secondary_background_fill="#ffffff", button_secondary_background_fill_dark="#17233a",
        button_secondary_background_fill_hover="#eef2f8", button_secondary_background_fill_hover_dark="#1e2d49",
        button_secondary_border_color="#c9d3e0", button_secondary_border_color_dark="#2f4161",
        button_secondary_text_color="#0f172a", button_secondary_text_color_dark="#e5ecf6",
        button_border_width="1px", button_large_padding="8px 14px", button_large_text_size="14px",
        button_large_text_weight="600", button_small_text_weight="500",
        color_accent="#1d4ed8", color_accent_soft="#dbe6ff", color_accent_soft_dark="#1b2c52",
    )  # fmt: skip


def shipped(ending: str) -> tuple[str, ...]:
    """The names of the files in `assets/` that end so, those first which others build on."""
    names = sorted(file.name for file in resources.files("assist.web").joinpath("assets").iterdir())
    found = [name for name in names if name.endswith(ending)]
    return tuple(sorted(found, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST)))


SCRIPTS, STYLES = shipped(".js"), shipped(".css")


@cache
def asset(name: str) -> bytes | None:
    """A file of `assets/`, None where there is none of that name."""
    if name not in {*SCRIPTS, *STYLES, "icon.svg"}:
        return None
    return resources.files("assist.web").joinpath("assets", name).read_bytes()


@cache
def stamp() -> str:
    """Changes with any asset, so that a browser never mixes two versions."""
    return hashlib.sha256(b"".join(asset(name) or b"" for name in (*SCRIPTS, *STYLES))).hexdigest()[:12]


def head(texts: Words) -> str:
    """What goes into the page's head: icon, styles, texts and scripts.

    The first script sets the browser language that Gradio's own words follow: it knows no `zh`, only `zh-CN`.
    """
    locale = {"zh": "zh-CN", "en": "en"}[texts.language]
    styles = "".join(f'<link rel="stylesheet" href="/assets/{name}?v={stamp()}">' for name in STYLES)
    scripts = "".join(f'<script defer src="/assets/{name}?v={stamp()}"></script>' for name in SCRIPTS)
    return f"""
<link rel="icon" href="/assets/icon.svg?v={stamp()}" type="image/svg+xml">
<meta name="referrer" content="no-referrer">
<script>
for (const [name, value] of [["language", "{locale}"], ["languages", ["{locale}"]]])
  Object.defineProperty(navigator, name, {{ get: () => value, configurable: true }});
document.documentElement.lang = "{locale}";
</script>
{styles}
<script type="application/json" id="assist-words">{texts.script()}</script>
{scripts}
"""
