"""Choice: which model the setting `ASSIST_GLM` names, and opening it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from assist.errors import SettingsError

FORMS = "`off`, `local`, `local:<hub id or folder>` or `<server URL>#<model>`"
DEFAULT_LOCAL = "zai-org/GLM-4.6V-Flash"


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind and its model.

    `kind` is `off`, `local` or `server`, `model` the hub id, folder or server's name for it, `url` the server's.
    """

    kind: str
    model: str = ""
    url: str = ""


def parse_glm(text: str) -> Choice:
    """What `ASSIST_GLM` says; raises SettingsError, code `glm_setting`, where it is none of these."""
    text = text.strip()
    if text.lower() in ("", "off"):
        return Choice("off")
    if text == "local" or text.startswith("local:"):
        return Choice("local", text.removeprefix("local").removeprefix(":").strip() or DEFAULT_LOCAL)
    if "://" not in text:
        raise _wrong(f"is none of {FORMS}", text)
    url, _, model = text.partition("#")
    return Choice("server", _model(model, url), _url(url))


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine."""
    host = (urlsplit(url).hostname or "").lower()
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name: whatever it resolves to now, it may resolve to another machine tomorrow
        return False


def _model(model: str, url: str) -> str:
    if not model.strip():
        raise _wrong(f"names no model: write `{url.rstrip('/')}#<model>`", url)
    return model.strip()


def _url(url: str) -> str:
    """The URL as it is used; a key in it would stand in every log."""
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError as error:
        raise _wrong(f"is no URL ({error})", url) from error
    if parts.username or parts.password or parts.query:
        raise SettingsError(
            "ASSIST_GLM must not hold a user name, a password or a query.",
            code="glm_setting", help="Put the key into ASSIST_GLM_KEY.",
        )  # fmt: skip
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_sound:
        raise _wrong("is no http or https URL with a host", url)
    return url.rstrip("/")


def _wrong(why: str, text: str) -> SettingsError:
    shown = text if "@" not in text else "(not shown: it may hold a password)"
    return SettingsError(f"ASSIST_GLM {why}: {shown!r}.", code="glm_setting", help=f"Set ASSIST_GLM to {FORMS}.")
