"""Forms: what our plain HTML forms send, and the token that shows that our own page sent it."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from assist.errors import Forbidden, InputError
from assist.web.door.gate import is_secure
from assist.web.routes import whole_body

COOKIE = "assist_form"
LASTS = 12 * 3600  # seconds that a form may stand open
MOST = 20_000  # bytes


class Forms:
    """Double submit: a random cookie, and the same signed in a field; another site can read neither."""

    def __init__(self, secret: bytes, public_url: str) -> None:
        from itsdangerous import URLSafeTimedSerializer

        self._public = public_url
        self._signer = URLSafeTimedSerializer(secret, salt="assist.form")

    def field(self, request: Request) -> tuple[str, str]:
        """The hidden field, and the cookie's value to be set with `hand`."""
        value = request.cookies.get(COOKIE, "")
        if not 20 <= len(value) <= 64 or not value.isascii():
            value = secrets.token_urlsafe(24)
        return f'<input type="hidden" name="token" value="{self._signer.dumps(value)}">', value

    def hand(self, response: Response, request: Request, value: str) -> Response:
        """Set the cookie on a page that holds a form."""
        response.set_cookie(
            COOKIE, value, max_age=LASTS, httponly=True, samesite="lax", secure=is_secure(request, self._public)
        )
        return response

    async def read(self, request: Request) -> dict[str, str]:
        """The fields of a form that our page sent; raises `Forbidden` (`form_aged`), `InputError` (`form`)."""
        from itsdangerous import BadSignature

        body = await whole_body(request, MOST, "words_too_large")
        try:
            plain = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
        except ValueError as error:
            raise InputError("This is no form.", code="form", help="Use the page's own form.") from error
        said = {name: values[-1] for name, values in plain.items()}
        try:
            told = self._signer.loads(said.get("token", ""), max_age=LASTS)
        except BadSignature:
            told = ""
        if not told or told != request.cookies.get(COOKIE):
            raise Forbidden("This form stood open for too long.", code="form_aged", help="Send it once more.")
        return said
