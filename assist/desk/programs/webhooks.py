"""Webhooks: what is told to addresses that an admin set, again and again until it was heard or given up."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable

from assist.engines import calling
from assist.engines.store import Store
from assist.engines.store.webhooks import DeliveryRow, WebhookRow
from assist.errors import AssistError, InputError

log = logging.getLogger(__name__)

# Seconds before each further try: 10 s, 1 min, 5 min, 30 min, 2 h, 6 h, 12 h; then it is given up.
BACKOFF = (10, 60, 300, 1800, 7200, 21_600, 43_200)
MOST_WEBHOOKS = 5
LONGEST_URL = 2000
LOOK_EVERY = 30.0  # seconds the deliverer sleeps at most

Call = Callable[[str, str, str, int, str], int]


class Webhooks:
    """The addresses, and the thread that delivers what waits in the store; `call` posts one message.

    What waits outlives the program: a message is delivered at least once, and its id tells a receiver of a second one.
    """

    def __init__(
        self, store: Store, *, private: bool = False, call: Call | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._private = private
        self._clock = clock
        self._call: Call = call or self._called
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, url: str) -> tuple[str, WebhookRow]:
        """A new address and its secret, which is shown this once; raises `InputError`."""
        if len(url) > LONGEST_URL or len(self._store.webhooks()) >= MOST_WEBHOOKS:
            raise InputError(f"At most {MOST_WEBHOOKS} webhooks, of {LONGEST_URL} letters each.", code="webhook_many")
        secret = calling.new_secret()
        return secret, self._store.add_webhook(calling.checked(url, private=self._private), secret)

    def rows(self) -> tuple[WebhookRow, ...]:
        """Oldest first; the secret is not for showing."""
        return self._store.webhooks()

    def remove(self, webhook_id: str) -> None:
        """Raises `InputError` (`webhook_unknown`)."""
        if not self._store.remove_webhook(webhook_id):
            raise InputError("There is no such webhook.", code="webhook_unknown", help="List the webhooks.")

    def messages(self, body_of: Callable[[str, int], str]) -> list[DeliveryRow]:
        """A message for each address; `body_of` writes it, given the message's id and time."""
        now, rows = self._clock(), []
        for webhook in self._store.webhooks():
            message = f"msg_{secrets.token_hex(12)}"
            rows.append(DeliveryRow(message, webhook.id, body_of(message, int(now)), due=now, created=now))
        return rows

    def start(self) -> None:
        """Begin to deliver what waits, in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """There is something new to deliver."""
        self._wake.set()

    def close(self) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(calling.TIMEOUT)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                wait = self.deliver()
            except Exception:  # a door: the thread outlives what nobody thought of
                log.exception("delivering to a webhook failed")
                wait = LOOK_EVERY
            self._wake.wait(min(wait, LOOK_EVERY))
            self._wake.clear()

    def deliver(self) -> float:
        """Try the message that is due first; the seconds until the next one is due."""
        row = self._store.waiting_delivery()
        if row is None:
            return LOOK_EVERY
        if row.due > self._clock():
            return row.due - self._clock()
        webhook = next((one for one in self._store.webhooks() if one.id == row.webhook), None)
        if webhook is None:
            self._store.update_delivery(row.id, state="failed", answer="the webhook is gone")
            return 0.0
        heard, answer = self._tried(webhook, row)
        attempts = row.attempts + 1
        if heard:
            state, due = "done", row.due
        elif attempts > len(BACKOFF):
            state, due = "failed", row.due
        else:
            state, due = "waiting", self._clock() + BACKOFF[attempts - 1]
        self._store.update_delivery(row.id, state=state, due=due, attempts=attempts, answer=answer)
        return 0.0

    def _tried(self, webhook: WebhookRow, row: DeliveryRow) -> tuple[bool, str]:
        """Whether the receiver took the message (any status of 200 to 299), and what it answered."""
        try:
            status = self._call(webhook.url, webhook.secret, row.id, int(self._clock()), row.body)
        except AssistError as error:
            return False, f"{error.code}: {error}"[:500]
        except Exception as error:  # a door: one message that breaks the caller must not hold up all others
            log.exception("calling a webhook failed")
            return False, f"internal: {type(error).__name__}"
        return 200 <= status < 300, str(status)

    def _called(self, url: str, secret: str, message: str, timestamp: int, body: str) -> int:
        return calling.call(url, secret, message, timestamp, body, private=self._private)
