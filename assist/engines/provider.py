"""Provider: signing in through OpenID Connect (authorization code with PKCE), by authlib and joserfc.

What the provider sends is believed only where its signature, issuer, audience, time and nonce hold (OpenID Connect
Core 1.0, 3.1.3.7).  Not covered: signing out at the provider, encrypted tokens, refresh tokens (none is asked for).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assist.errors import EngineUnavailable, Forbidden, SettingsError

TIMEOUT = 10.0  # seconds for each request to the provider
KEPT = 3600.0  # seconds that its description and keys are used
LEEWAY = 60  # seconds that two clocks may differ
# Signatures with a key pair only: with HS256 whoever knows the public key could sign, and `none` is no signature.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
SCOPE = "openid profile email"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom a provider vouches for: `subject` is unique with the issuer in it, `values` those of the role's claim."""

    subject: str
    name: str
    values: tuple[str, ...]


class Provider:
    """One provider; nothing is asked of it before somebody signs in.  Safe to call from several threads."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, role_claim: str,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        parts = urlsplit(issuer)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise SettingsError("ASSIST_OIDC_ISSUER must be an https address.")
        if not client_id:
            raise SettingsError("ASSIST_OIDC_ISSUER needs ASSIST_OIDC_CLIENT_ID.")
        self._issuer = issuer
        self._client_id = client_id
        self._secret = client_secret
        self._claim = role_claim
        self._clock = clock
        self._lock = threading.Lock()
        self._found: dict[str, Any] = {}
        self._keys: Any = None
        self._asked = 0.0

    def begin(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in; it comes back to `back` with `state` and a code."""
        with self._client(back) as client:
            endpoint = self._described()["authorization_endpoint"]
            url, _ = client.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return str(url)

    def finish(self, back: str, answer: Mapping[str, str], nonce: str, verifier: str) -> Vouched:
        """Whom the provider vouches for; raises `Forbidden` (`provider_refused`), `EngineUnavailable`.

        `answer` is the query that the browser came back with; its state was compared by the caller.
        """
        from authlib.integrations.base_client import OAuthError

        said = self._described()
        if answer.get("iss", self._issuer) != self._issuer:  # RFC 9207: the answer of another provider
            raise refused("the answer is another provider's")
        if "error" in answer or not answer.get("code"):
            raise refused(answer.get("error", "there is no code")[:80])
        try:
            with self._client(back) as client:
                token = client.fetch_token(
                    said["token_endpoint"], grant_type="authorization_code", code=answer["code"],
                    code_verifier=verifier,
                )  # fmt: skip
                claims = self._checked(str(token.get("id_token", "")), nonce)
                if self._values(claims) is None and "userinfo_endpoint" in said:
                    claims = {**self._asked_for(client, said["userinfo_endpoint"], claims["sub"]), **claims}
        except OAuthError as error:
            raise refused(str(error.error or "the code was refused")[:80]) from error
        except _http_errors() as error:
            raise unavailable() from error
        names = (claims.get(name) for name in ("name", "preferred_username", "email", "sub"))
        name = next(str(one) for one in names if one)
        return Vouched(f"{self._issuer}|{claims['sub']}", name, self._values(claims) or ())

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        """The claims of an id token that holds; raises `Forbidden` for any other."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            try:
                claims = jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                self._described(anew=True)  # the provider may have changed its keys since
                claims = jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                now=lambda: int(self._clock()), leeway=LEEWAY, iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._client_id}, exp={"essential": True}, iat={"essential": True},
                sub={"essential": True}, nonce={"essential": True, "value": nonce},
            ).validate(claims)  # fmt: skip
        except (JoseError, ValueError) as error:
            raise refused(str(error)[:120]) from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self._client_id:
            raise refused("the token was made for another program")
        return dict(claims)

    def _asked_for(self, client: Any, endpoint: str, subject: str) -> dict[str, Any]:
        found = client.get(endpoint).raise_for_status().json()
        if not isinstance(found, dict) or found.get("sub") != subject:
            raise refused("the provider told of another person")
        return found

    def _values(self, claims: Mapping[str, Any]) -> tuple[str, ...] | None:
        """The values of the role's claim; None where there is no such claim."""
        found: Any = claims
        for part in self._claim.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return None
            found = found[part]
        return tuple(str(one) for one in found) if isinstance(found, list | tuple) else (str(found),)

    def _described(self, anew: bool = False) -> dict[str, Any]:
        """What the provider says of itself, and its keys beside; asked again after an hour."""
        import httpx2
        from joserfc.jwk import KeySet

        failures: tuple[type[Exception], ...] = (*_http_errors(), KeyError, AttributeError)
        with self._lock:
            if self._found and not anew and self._clock() - self._asked < KEPT:
                return self._found
            try:
                with httpx2.Client(timeout=TIMEOUT, follow_redirects=False) as client:
                    where = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
                    found = client.get(where).raise_for_status().json()
                    if found.get("issuer") != self._issuer:
                        raise SettingsError(f"{where} is not that of ASSIST_OIDC_ISSUER.")
                    keys = client.get(found["jwks_uri"]).raise_for_status().json()
                self._keys = KeySet.import_key_set(keys)
            except failures as error:
                raise unavailable() from error
            self._found, self._asked = found, self._clock()
            return self._found

    def _client(self, back: str) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self._client_id, self._secret or None, redirect_uri=back, scope=SCOPE, code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none", timeout=TIMEOUT,
        )  # fmt: skip


def _http_errors() -> tuple[type[Exception], ...]:
    import httpx2
    from joserfc.errors import JoseError

    return (httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError)


def refused(why: str) -> Forbidden:
    """A sign-in that does not count; `why` goes to the log's reader, not to the page."""
    return Forbidden("The sign-in was not completed.", code="provider_refused", help="Try again.", why=why)


def unavailable() -> EngineUnavailable:
    """The provider does not answer as one."""
    return EngineUnavailable(
        "The sign-in service does not answer.", code="provider_unavailable", help="Try again in a moment."
    )
