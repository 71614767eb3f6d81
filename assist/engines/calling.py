"""Calling a webhook: one signed POST to an address that an admin set, and to no machine of the private network.

The host's name is looked up once and the connection goes to the very address that was judged, so that a name that
changes its mind between the look and the call (DNS rebinding) gains nothing.  Redirects are not followed, proxies of
the environment are not used, and of the answer only the status is read.

The signature is that of Standard Webhooks (standardwebhooks.com, version 1): HMAC-SHA256 over id, time and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
import socket
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from assist.errors import EngineUnavailable, InputError

SECRET_PREFIX = "whsec_"
TIMEOUT = 10.0  # seconds for connecting, and for each wait after that
PORTS = {"http": 80, "https": 443}
# Networks whose last 32 bits are an IPv4 address: NAT64 (RFC 6052) and the old IPv4-compatible ones (RFC 4291).
CARRIERS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215: which address it carries is the network's own affair

Lookup = Callable[[str, int], list[str]]


def new_secret() -> str:
    """A secret of 192 random bits, in the form that the webhook libraries of receivers take."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """What stands in `webhook-signature`: `v1,` and the base64 of the HMAC-SHA256."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def checked(url: str, *, private: bool = False) -> str:
    """The URL as it is kept; raises `InputError` (`webhook_url`) for one that would never be called.

    `private` allows addresses of this machine and its network, and plain http to them.
    """
    parts, port = urlsplit(url.strip()), None
    try:
        port = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password or port == 0:
        raise InputError("A webhook is an https address without a name and password in it.", code="webhook_url")
    if parts.scheme == "http" and not private:
        raise InputError("A webhook outside this network is called by https only.", code="webhook_url")
    try:
        parts.hostname.encode("idna")
    except UnicodeError as error:
        raise InputError("No host has this name.", code="webhook_url") from error
    return urlunsplit(parts._replace(fragment=""))


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet, neither private nor local, nor one that stands for such."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return public(str(inner))
        if any(found in network for network in CARRIERS):
            return public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.is_site_local or found in LOCAL_NAT64:
            return False
    return found.is_global and not found.is_multicast


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host's name."""
    return list(dict.fromkeys(str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def call(
    url: str, secret: str, message_id: str, timestamp: int, body: str, *, private: bool = False,
    lookup: Lookup = looked_up,
) -> int:  # fmt: skip
    """The status of the answer to one signed POST.

    Raises `InputError` (`webhook_url`, `webhook_private`) where the address may not be called, `EngineUnavailable`
    (`webhook_down`) where nobody answers.
    """
    import httpx

    parts = urlsplit(checked(url, private=private))
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    try:
        addresses = lookup(host, port)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that is empty or too long to be looked up
        raise EngineUnavailable(f"The webhook's host {host} is not found.", code="webhook_down") from error
    if not addresses or not (private or all(public(address) for address in addresses)):
        raise InputError(
            f"The webhook's host {host} is a machine of a private network.", code="webhook_private",
            help="Set ASSIST_WEBHOOK_PRIVATE=true where that is meant.",
        )  # fmt: skip
    at = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    headers = {
        "content-type": "application/json", "user-agent": "assist-webhook/1", "webhook-id": message_id,
        "host": host if port == PORTS[parts.scheme] else f"{host}:{port}", "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }  # fmt: skip
    target = urlunsplit(parts._replace(netloc=f"{at}:{port}"))
    try:
        with (
            httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST", target, content=body.encode(), headers=headers, extensions={"sni_hostname": host}
            ) as answer,
        ):
            return answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise EngineUnavailable(
            f"The webhook {host} does not answer: {type(error).__name__}.", code="webhook_down"
        ) from error
