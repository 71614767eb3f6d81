"""Programs: everything that a desk keeps for the programs which use it; opened once, by the first door that asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from assist.desk.programs.inquiry import Inquiries
from assist.desk.programs.integrations import Once, Rates, Tokens
from assist.desk.programs.triage_jobs import TriageJobs
from assist.desk.programs.webhooks import Webhooks
from assist.desk.tickets import Desk
from assist.engines.pictures import open_photo
from assist.settings import Settings


@dataclass(frozen=True, slots=True)
class Programs:
    """Tokens, rates, requests that come twice, jobs over many photos, single questions, and whom to tell of ends."""

    tokens: Tokens
    rates: Rates
    once: Once
    triage: TriageJobs
    inquiries: Inquiries
    webhooks: Webhooks

    def start(self) -> None:
        """Go on with what an ended program left; twice is once."""
        self.triage.start()
        self.webhooks.start()

    def close(self) -> None:
        """Stop the threads; what is at work goes on at the next start."""
        self.triage.close()
        self.webhooks.close()


def open_programs(desk: Desk, settings: Settings) -> Programs:
    """Those of the desk; their threads do not run before `start`."""
    if desk.programs is None:
        webhooks = Webhooks(desk.store, private=settings.webhook_private)
        once = Once(desk.store)
        once.start()
        opener = partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp)
        desk.programs = Programs(
            Tokens(desk.store), Rates(settings.api_rate, settings.api_rate), once, TriageJobs(desk, webhooks),
            Inquiries(desk, opener), webhooks,
        )  # fmt: skip
    return desk.programs
