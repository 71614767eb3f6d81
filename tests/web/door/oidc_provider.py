"""A small OpenID Connect provider in a process of its own: `python -m tests.web.door.oidc_provider` prints its port.

It signs in whoever comes, without asking.  Each first part of its paths is an issuer of its own that errs in its own
way: `right`, `es256`, `public` (no client secret), `userinfo` (the role is told there only), `renewed` (another key
than a moment ago), and wrong ones: `audience`, `nonce`, `issuer`, `signature`, `none`, `hs256`, `late`, `denied`,
`another` (the user info of another person), `mixed` (RFC 9207's `iss` is another's).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

CLIENT, SECRET = "assist", "a secret / with: odd+signs"
KEYS = {"RS256": RSAKey.generate_key(2048, {"kid": "r"}), "ES256": ECKey.generate_key("P-256", {"kid": "e"})}
OTHER = RSAKey.generate_key(2048, {"kid": "r"})
PERSON = {"name": "Ada Lovelace", "email": "ada@assist.example"}


def encoded(data: bytes) -> str:
    """Base64 as tokens have it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Handler(BaseHTTPRequestHandler):
    codes: ClassVar[dict[str, dict[str, str]]] = {}
    asked_for_keys: ClassVar[dict[str, int]] = {}

    def do_GET(self) -> None:
        mode, path, query = self.parts()
        if path == "/.well-known/openid-configuration":
            me = self.issuer(mode)
            self.tell({
                "issuer": me, "authorization_endpoint": f"{me}/authorize", "token_endpoint": f"{me}/token",
                "jwks_uri": f"{me}/keys", "userinfo_endpoint": f"{me}/userinfo",
            })  # fmt: skip
        elif path == "/keys":
            asked = self.asked_for_keys[mode] = self.asked_for_keys.get(mode, 0) + 1
            keys = [OTHER] if mode == "renewed" and asked == 1 else list(KEYS.values())
            self.tell(KeySet(keys).as_dict(private=False))
        elif path == "/userinfo":
            subject = "somebody else" if mode == "another" else "subject-1"
            self.tell({"sub": subject, "rights": {"groups": ["leads"]}, "iss": "not to be believed"})
        elif path == "/authorize":
            self.authorize(mode, query)
        else:
            self.tell({"error": "not_found"}, 404)

    def authorize(self, mode: str, query: dict[str, str]) -> None:
        code = secrets.token_urlsafe(12)
        self.codes[code] = query
        told = {"state": query["state"], "code": code, "iss": self.issuer(mode)}
        if mode == "denied":
            told = {"state": query["state"], "error": "access_denied"}
        if mode == "mixed":
            told["iss"] = self.issuer("right")
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(told)}")
        self.end_headers()

    def do_POST(self) -> None:
        mode, _, _ = self.parts()
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        said = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.codes.pop(said.get("code", ""), None)
        challenge = encoded(hashlib.sha256(said.get("code_verifier", "").encode()).digest())
        held = (
            asked is not None and asked["code_challenge"] == challenge
            and asked["code_challenge_method"] == "S256" and said.get("redirect_uri") == asked["redirect_uri"]
            and self.known(mode, said)
        )  # fmt: skip
        if asked is None or not held:
            self.tell({"error": "invalid_grant"}, 400)
            return
        self.tell({"access_token": "x", "token_type": "Bearer", "id_token": self.token(mode, asked)})

    def known(self, mode: str, said: dict[str, str]) -> bool:
        """Whether the client showed its secret (RFC 6749, 2.3.1), or is a public one."""
        if mode == "public":
            return said.get("client_id") == CLIENT
        told = self.headers.get("authorization", "").removeprefix("Basic ")
        return base64.b64decode(told).decode() in (f"{CLIENT}:{SECRET}", f"{CLIENT}:a+secret+%2F+with%3A+odd%2Bsigns")

    def token(self, mode: str, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer("right" if mode == "issuer" else mode), "sub": "subject-1", "iat": now,
            "aud": "another program" if mode == "audience" else CLIENT,
            "exp": now - 3600 if mode == "late" else now + 300,
            "nonce": "guessed" if mode == "nonce" else asked["nonce"], **PERSON,
        }  # fmt: skip
        if mode not in ("userinfo", "another"):
            claims["rights"] = {"groups": ["leads", "all"]}
        if mode in ("none", "hs256"):  # no signature; one by the public key, which everybody has
            parts: list[dict[str, Any]] = [{"alg": "none" if mode == "none" else "HS256", "kid": "r"}, claims]
            plain = ".".join(encoded(json.dumps(part).encode()) for part in parts)
            public = KEYS["RS256"].as_pem(private=False)
            return f"{plain}." + ("" if mode == "none" else encoded(hmac.digest(public, plain.encode(), "sha256")))
        kind = "ES256" if mode == "es256" else "RS256"
        key = OTHER if mode == "signature" else KEYS[kind]
        return jwt.encode({"alg": kind, "kid": key.kid}, claims, key)

    def parts(self) -> tuple[str, str, dict[str, str]]:
        parts = urlsplit(self.path)
        _, mode, rest = parts.path.split("/", 2)
        return mode, f"/{rest}", {name: values[0] for name, values in parse_qs(parts.query).items()}

    def issuer(self, mode: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/{mode}"

    def tell(self, value: Any, status: int = 200) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing: the test's output is the test's."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)  # noqa: T201
    server.serve_forever()
