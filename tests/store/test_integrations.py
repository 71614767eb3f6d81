"""Tokens, kept answers, jobs and deliveries in both databases."""

from __future__ import annotations

import threading
import time

from assist.engines.store import Store
from assist.engines.store.webhooks import DeliveryRow, TriageItemRow, TriageJobRow


def test_a_token_is_found_by_its_hash_used_and_revoked_once(store: Store) -> None:
    row = store.add_token("shop\x00", "h" * 64, "agent", maker="boss", expires=5.0)
    assert store.token_of("h" * 64) == row and row.name == "shop" and store.token_of("x" * 64) is None
    store.note_token_use(row, 100.0)
    used = store.tokens()[0]
    store.note_token_use(used, 130.0)  # within a minute: not written again
    assert store.tokens()[0].used == 100.0
    assert store.revoke_token(row.id) and not store.revoke_token(row.id)


def test_of_many_requests_with_one_key_one_is_first(store: Store) -> None:
    later, firsts = time.time() + 60, []
    barrier = threading.Barrier(4)

    def ask() -> None:
        barrier.wait()
        if store.reserve_answer("p", "k", "f", later) is None:
            firsts.append(1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(firsts) == 1
    store.keep_answer("p", "k", 200, '{"a": 1}', "ticket")
    store.release_unfinished_answers()
    kept = store.reserve_answer("p", "k", "other", later)
    assert kept is not None and (kept.status, kept.fingerprint, kept.subject) == (200, "f", "ticket")
    store.forget_answers("ticket")
    assert store.reserve_answer("p", "k", "f", time.time() - 1) is None
    assert store.reserve_answer("p", "k", "g", later) is None, "an expired answer is gone"


def test_a_job_is_kept_whole_in_its_order_and_its_end_comes_with_what_is_to_be_told(store: Store) -> None:
    job = TriageJobRow("j" * 24, "me", asked={"message": "a\x00b"}, notify=True, created=1.0)
    store.add_triage_job(job, [TriageItemRow(job.id, at, f"{at}.jpg") for at in range(3)])
    store.update_triage_item(job.id, 1, state="failed", error={"code": "photo"})
    assert store.triage_counts(job.id) == {"waiting": 2, "failed": 1}
    assert [item.position for item in store.triage_items(job.id, after=0, limit=1)] == [1]
    assert store.triage_jobs("other") == () and store.next_triage_job() == store.triage_job(job.id)
    hook = store.add_webhook("https://shop.example/", "whsec_x")
    rows = [DeliveryRow(f"m{at}", hook.id, "{}", due=float(-at), created=float(at)) for at in range(2)]
    store.add_deliveries(rows, job.id, state="done", finished=2.0, asked={})
    ended = store.triage_job(job.id)
    assert ended is not None and (ended.state, ended.asked) == ("done", {}) and store.next_triage_job() is None
    first = store.waiting_delivery()
    assert first is not None and first.id == "m1"
    store.update_delivery("m1", state="done", attempts=1, answer="204")
    assert [one.state for one in store.deliveries()] == ["done", "waiting"]
    assert store.remove_webhook(hook.id) and store.deliveries() == () and not store.remove_webhook(hook.id)
