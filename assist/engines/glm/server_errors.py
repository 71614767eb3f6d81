"""Server errors: every way in which a model server fails, in the house's words; foreign exceptions stop here.

The server's own words are cut short and never hold the key; the foreign exception is not kept as a cause, since a
logged trace would show what the server echoed.
"""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from dataclasses import dataclass
from typing import Any

from assist.errors import EngineError, EngineUnavailable

LONGEST_WORDS = 240
"""Characters of the server's own words in a message."""

ALL_WORDS = 4000
"""Characters of them in which the name of a refused field is looked for."""

RUN_DOCTOR = "The reply is drawn from the manual instead. Run `python -m assist doctor` to test the model."
LATER = "The reply is drawn from the manual instead. Try again in a minute."
KEY = "Check ASSIST_GLM_KEY; the reply is drawn from the manual until it is right."
NAME = "Check the part after `#` in ASSIST_GLM: it must be the server's own name for the model."


class Foreign(Exception):
    """A failure inside an answer that no library names: what was wrong with it."""


class Withheld(Foreign):
    """The server's filter ended the answer."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure in the house's words, and whether another try may help before anything was shown.

    `down` is whether it counts against the breaker, `wait` what the server asked to wait, in seconds, `words` the
    server's own words at length, for finding which field it refused.
    """

    error: EngineError
    again: bool
    down: bool
    wait: str = ""
    words: str = ""


def foreign_errors() -> tuple[type[BaseException], ...]:
    """Every exception that a call of the `openai` client may raise."""
    import httpx2
    import openai

    return (
        openai.OpenAIError, openai.InvalidWebhookSignatureError, httpx2.HTTPError, httpx2.InvalidURL,
        httpx2.CookieConflict, httpx2.StreamError, ssl.SSLError, OSError, EOFError, Foreign,
        ValueError,  # json.JSONDecodeError and UnicodeDecodeError: what was sent is no stream of events
    )  # fmt: skip


def failure_of(error: BaseException, where: str, key: str = "") -> Failure:
    """The failure behind a foreign exception; `where` is the server's host, `key` what must not be shown."""
    import httpx2
    import openai

    if isinstance(error, openai.APIStatusError):
        return _of_status(error, where, key)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException | asyncio.TimeoutError):
        return Failure(unavailable(f"The model at {where} did not answer in time.", "glm_timeout", LATER), False, True)
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError | ssl.SSLError | OSError | EOFError):
        said = _said(error, key)
        return Failure(unavailable(f"Nobody answers at {where}{said}.", "glm_down", RUN_DOCTOR), True, True)
    if isinstance(error, openai.ContentFilterFinishReasonError | Withheld):
        return Failure(refused(f"The model at {where} withheld its answer.", RUN_DOCTOR), False, False)
    if isinstance(error, openai.APIError) and not isinstance(error, openai.APIResponseValidationError):
        words = _clean(error.message, key)  # an error in the middle of a stream
        return Failure(failed(f"The model at {where} broke off: {words}.", "glm_failed"), True, True, words=words)
    words = _clean(str(error) if isinstance(error, Foreign) else "", key)
    why = f": {words}" if words else ""
    return Failure(failed(f"The answer of {where} cannot be read{why}.", "glm_bad_answer"), True, True)


def cut(where: str) -> Failure:
    """The connection ended after the answer had begun."""
    error = unavailable(f"The connection to {where} was cut in the middle of the answer.", "glm_cut", LATER)
    return Failure(error, False, True)


def late(where: str, seconds: float, begun: bool) -> Failure:
    """The time limit is over; `begun` is whether anything had come."""
    what = "did not finish within" if begun else "said nothing for"
    message = f"The model at {where} {what} {seconds:g} s and was given up."
    return Failure(unavailable(message, "glm_timeout", LATER), False, True)


def breaker_open(where: str, seconds: float) -> EngineUnavailable:
    """The breaker is open: nobody is asked."""
    message = f"The model at {where} failed several times and is left alone for {max(1, round(seconds))} s."
    return unavailable(message, "glm_breaker_open", LATER)


def unavailable(message: str, code: str, help_: str) -> EngineUnavailable:
    return EngineUnavailable(message, code=code, help=help_)


def failed(message: str, code: str) -> EngineError:
    return EngineError(message, code=code, help=RUN_DOCTOR)


def refused(message: str, help_: str, code: str = "glm_refused") -> EngineError:
    return EngineError(message, code=code, help=help_)


def _of_status(error: Any, where: str, key: str) -> Failure:
    """A status of 3xx, 4xx or 5xx."""
    status = int(error.status_code)
    words = _clean(_words_of(error), key, ALL_WORDS)
    why = f": {words[:LONGEST_WORDS]}" if words else ""
    if status == 429:
        wait = str(error.response.headers.get("retry-after", ""))
        busy = unavailable(f"The model at {where} has too many requests{why}.", "glm_busy", LATER)
        return Failure(busy, True, True, wait)
    if status in (408, 409, 425, 502, 503, 504):
        wait = str(error.response.headers.get("retry-after", ""))
        return Failure(unavailable(f"{where} answers {status}{why}.", "glm_down", RUN_DOCTOR), True, True, wait)
    if status >= 500:
        return Failure(failed(f"{where} failed with {status}{why}.", "glm_failed"), True, True, words=words)
    if status in (401, 403):
        return Failure(refused(f"{where} does not take the key ({status}){why}.", KEY, "glm_key"), False, False)
    if status == 404:
        missing = refused(f"{where} has no such model or address{why}.", NAME, "glm_model_missing")
        return Failure(missing, False, False)
    if status < 400:
        message = f"{where} sends on to another address ({status}), and photos go only where they are told to go."
        there = refused(message, "Set the address that answers in ASSIST_GLM.")
        return Failure(there, False, False, words=f"status {status}")
    return Failure(refused(f"{where} refused the request ({status}){why}.", RUN_DOCTOR), False, False, words=words)


def _words_of(error: Any) -> str:
    """The server's words: `message` or `detail` of its JSON, else its text."""
    body = error.body
    for key in ("message", "detail", "error"):
        if isinstance(body, dict) and key in body:
            body = body[key]
    if isinstance(body, str):
        return body
    if isinstance(body, list):  # pydantic's: where and why, without the input, which is the buyer's
        return "; ".join(
            f"{'.'.join(map(str, e.get('loc', ())))} {e.get('msg', '')}" for e in body if isinstance(e, dict)
        )
    return "" if body is None else json.dumps(body, ensure_ascii=False, default=str)


def _said(error: BaseException, key: str) -> str:
    """What lies behind a connection error, such as `Connection refused`."""
    cause = error.__cause__ or error
    words = _clean(str(cause), key)
    return f" ({words})" if words and words != "Connection error" else ""


def _clean(words: str, key: str, longest: int = LONGEST_WORDS) -> str:
    """One short line without the key, without markup and without pictures."""
    words = words.replace(key, "***") if key else words
    words = re.sub(r"(?i)(bearer\s+)\S+", r"\1***", re.sub(r"<[^>]*>", " ", words))
    words = re.sub(r"data:[\w/+.-]+;base64,\S+", "(picture)", words)
    return " ".join(words.split())[:longest].rstrip(". ")
