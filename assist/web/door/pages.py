"""Door: the pages before and beside the desk (sign in, welcome, accounts), as plain HTML without Gradio."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse

from assist.web import theme
from assist.web.words import Words

# No script of others, no frame, nothing from elsewhere; forms go to us alone.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# With `no-referrer` a browser says `Origin: null` of a form, which the guard would have to refuse.
REFERRER = "same-origin"


def whole(
    texts: Words, title: str, body: str, *, scripts: tuple[str, ...] = ("door.js",), status: int = 200
) -> HTMLResponse:
    """A page of its own: head, the page's texts for its scripts (beyond `door.js`), and `body`."""
    stamp, locale = theme.stamp(), "zh-CN" if texts.language == "zh" else "en"
    styles = "".join(f'<link rel="stylesheet" href="/assets/{name}?v={stamp}">' for name in ("page.css", "door.css"))
    run = "".join(f'<script src="/assets/{name}?v={stamp}" defer></script>' for name in scripts)
    said = f'<script type="application/json" id="assist-words">{texts.script()}</script>' if len(scripts) > 1 else ""
    html = (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {texts.html('page.name')}</title>"
        f'<link rel="icon" href="/assets/icon.svg?v={stamp}" type="image/svg+xml">{styles}'
        f"{said}{run}</head>"
        f'<body class="door">{body}</body></html>'
    )
    return HTMLResponse(html, status, headers={"Content-Security-Policy": POLICY, "Referrer-Policy": REFERRER})


def card(texts: Words, title: str, inside: str, request: Request) -> str:
    """One sheet in the middle of the page: the program's name, a heading, what is to be done, the other language."""
    other = "en" if texts.language == "zh" else "zh"
    kept = "&".join(
        f"{name}={quote(value, safe='')}" for name, value in request.query_params.items() if name in ("next", "key")
    )
    there = escape(f"{request.url.path}?language={other}{'&' + kept if kept else ''}")
    return (
        f'<main class="sheet"><p class="brand">{texts.html("page.name")}</p><h1>{escape(title)}</h1>{inside}</main>'
        f'<p class="beside"><a href="{there}" hreflang="{other}" lang="{other}">'
        f"{texts.html('top.other_language')}</a></p>"
    )


def field(
    name: str, label: str, *, kind: str = "text", value: str = "", fill: str = "off", hint: str = "",
    first: bool = False, most: int = 200,
) -> str:  # fmt: skip
    """A labelled input; `fill` is what the browser's password store shall know it as."""
    told = f' aria-describedby="{name}-hint"' if hint else ""
    below = f'<p class="hint" id="{name}-hint">{escape(hint)}</p>' if hint else ""
    return (
        f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" type="{kind}" maxlength="{most}" '
        f'value="{escape(value)}" autocomplete="{fill}" autocapitalize="off" spellcheck="false" required{told}'
        f"{' autofocus' if first else ''}>{below}"
    )


def trouble(text: str) -> str:
    """What went wrong, for eyes and for screen readers; nothing for no text."""
    return f'<p class="wrong" role="alert">{escape(text)}</p>' if text else ""
