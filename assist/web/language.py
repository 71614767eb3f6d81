"""Language: which of the page's two languages a request gets."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from assist.desk.tickets import Desk
from assist.settings import Settings
from assist.web.words import LANGUAGES, Words, words

COOKIE = "assist_language"


def choose(cookie: str | None, accepted: str, default: str) -> str:
    """The page's language: the cookie, else the browser's first of ours, else the setting."""
    if cookie in LANGUAGES:
        return cookie
    weighed: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        code = tag.split("-")[0].lower()
        if code in LANGUAGES:
            weighed.append((_weight(quality), code))
    if weighed:
        return max(weighed, key=lambda pair: pair[0])[1]
    return default if default in LANGUAGES else "en"


def language_now(desk: Desk, settings: Settings) -> str:
    """The language of a browser that names none, as the page has it set now."""
    return (desk.shop.settings if desk.shop else settings).language


def texts_for(request: HTTPConnection, default: str) -> Words:
    """The texts of a request: what `?language=` says, else as `choose`."""
    wanted = request.query_params.get("language")
    if wanted not in LANGUAGES:
        wanted = choose(request.cookies.get(COOKIE), request.headers.get("accept-language", ""), default)
    return words(wanted)


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
