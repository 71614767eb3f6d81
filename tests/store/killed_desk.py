"""A process that writes tickets, photos, replies, copies and feedback as fast as it can until it is killed.

Each line on standard output names something that was acknowledged: it must be there afterwards.  Used by
`test_killed_desk.py`: `python -m tests.store.killed_desk URL FOLDER SEED`.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from assist.desk.cabinet import Cabinet
from assist.desk.drawer import Drawer, Pages
from assist.desk.past.feedback import Feedback
from assist.desk.past.history import History
from assist.desk.records import Upload
from assist.desk.staff.people import Person
from assist.engines.store import Store


class NoShelf:
    """A library with no manual in it."""

    @staticmethod
    def catalogue() -> tuple[()]:
        return ()


def tell(lock: threading.Lock, **facts: Any) -> None:
    with lock:
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()


def write_on(store: Store, seed: int, say: Callable[..., None]) -> None:
    """One agent's work, without end."""
    rng, desk, cabinet = random.Random(seed), Drawer(store, cast(Pages, NoShelf())), Cabinet(store)
    history, feedback, person = History(store), Feedback(store), Person(f"agent{seed % 97}")
    while True:
        ticket = desk.open(owner=person.id).id
        message = f"message {rng.random()}"
        desk.write(ticket, {"message": message})
        say(did="ticket", ticket=ticket, message=message)
        data = rng.randbytes(rng.choice([10, 4_000, 300_000]))
        photo = store.save_photo(data).id
        say(did="photo", photo=photo, sha256=hashlib.sha256(data).hexdigest())
        desk.change(ticket, photos=(Upload(photo, "p.jpg"),))
        say(did="shown", ticket=ticket, photo=photo)
        text = f"reply {rng.random()}"
        number = cabinet.save_reply(ticket, {"outcome": "answered", "text": text, "language": "en"})
        say(did="reply", ticket=ticket, number=number, text=text)
        history.displayed(ticket, person)
        desk.sent(ticket, text + "!")
        history.copied(ticket, text + "!", person)
        say(did="copy", ticket=ticket, text=text + "!")
        feedback.give(person, ticket, rating=-1, reasons=["wording"])
        say(did="feedback", ticket=ticket, person=person.id)
        if rng.random() < 0.3:
            store.remove_ticket(ticket)
            say(did="removed", ticket=ticket)
        if rng.random() < 0.2:
            store.remove_photos([store.save_photo(rng.randbytes(2_000)).id])


def main(url: str, folder: str, seed: int) -> None:
    store, lock = Store(url, folder=Path(folder)), threading.Lock()

    def say(**facts: Any) -> None:
        tell(lock, **facts)

    threads = [threading.Thread(target=write_on, args=(store, seed + 2 * k, say), daemon=True) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
