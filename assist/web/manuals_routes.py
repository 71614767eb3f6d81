"""The manuals' routes: list with jobs, uploads, corrections, deleting with a way back, the library as a file."""

from __future__ import annotations

import time
from dataclasses import asdict
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from assist.desk.shelves import correcting
from assist.desk.shelves.transfer import Transfer
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Role
from assist.desk.tickets import Desk
from assist.engines.store import JobState, ManualState
from assist.errors import AssistError, InputError, ManualError
from assist.library.files import content_id, is_whole
from assist.settings import Settings
from assist.web.manual_jobs import current, jobs_of, try_again
from assist.web.manuals_rows import Json, Listing, job_row, marks, tried, whole
from assist.web.queue_routes import keep_body
from assist.web.routes import WEBP, file_name, manual_of, picture, whole_body, words_of
from assist.web.who import demand, person_of

MOST_JOBS = 2_000
SHOWN_WAITING = 4  # the next ones; of the rest only the number is told, for the page asks often
SHOWN_ENDED = 60  # at work, failed or cancelled
MOST_BUNDLE = 20_000  # MB of an exported library that is brought in


def manual_routes(desk: Desk, settings: Settings) -> APIRouter:
    """Everything under `/manuals` and `/jobs`: agents add and try, leads correct, replace, delete and export."""
    routes, transfer = APIRouter(), Transfer(desk.store, desk.unbundle)
    _listing(routes, desk, transfer)
    _adding(routes, desk, settings)
    _transfer(routes, desk, transfer)
    _looking(routes, desk)
    _changing(routes, desk)
    _deleting(routes, desk)
    return routes


def _listing(routes: APIRouter, desk: Desk, transfer: Transfer) -> None:
    listing = Listing(desk)

    @routes.get("/manuals")
    def manuals(request: Request, seen: str = "") -> Json:
        person = person_of(request)
        version, rows = listing(seen)
        titles = {manual.id: manual.title or manual.file for manual in desk.shelf.catalogue()}
        every = desk.jobs.jobs(MOST_JOBS) if desk.jobs else ()
        queued = [job for job in reversed(every) if job.state is JobState.QUEUED]
        others = [job for job in current(every) if job.state is not JobState.QUEUED][:SHOWN_ENDED]
        others.sort(key=lambda job: job.state.ended)
        jobs = [job_row(job, lambda id_: titles.get(id_, "")) for job in (*others, *queued[:SHOWN_WAITING])]
        deleted = [
            {"id": manual.id, "title": manual.title or manual.file, "left": round(left)}
            for manual, left in desk.bin.deleted()
        ]
        moved = transfer.progress
        return {
            "version": version, "manuals": rows, "jobs": jobs, "more": max(0, len(queued) - SHOWN_WAITING),
            "resting": desk.jobs is not None and desk.jobs.resting, "opening": desk.opening, "deleted": deleted,
            "lead": person.may(Role.LEAD),
            "transfer": asdict(moved) if moved and person.may(Role.LEAD) else None,
        }  # fmt: skip


def _adding(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    @routes.post("/manuals")
    async def add(request: Request) -> Json:
        person, jobs = person_of(request), jobs_of(desk)
        data = await whole_body(request, settings.max_manual_mb * 1_000_000, "manual_too_large")
        if b"%PDF-" not in data[:1024]:
            raise ManualError("This is not a PDF.", code="manual_not_pdf")
        name, password = file_name(request), password_of(request)

        def work() -> Json:
            known = already(desk, content_id(data))
            if known is None:
                job = jobs.submit(data, name, password=password)
                desk.audit.note(person, Deed.ADDED, "manual", job.manual or job.id)
                known = job_row(job)
            return known

        return await run_in_threadpool(work)

    @routes.post("/jobs/cancel")
    def cancel_waiting() -> dict[str, int]:
        """Cancel whatever waits to be read; what is at work goes on."""
        waiting = desk.store.jobs(MOST_JOBS, state=JobState.QUEUED)
        for job in waiting:
            jobs_of(desk).cancel(job.id)
        return {"count": len(waiting)}

    @routes.post("/jobs/{job_id}/cancel")
    def cancel(job_id: str) -> dict[str, bool]:
        jobs_of(desk).cancel(job_id)
        return {"done": True}

    @routes.post("/jobs/{job_id}/retry")
    def retry(job_id: str, request: Request) -> dict[str, bool]:
        return {"done": try_again(desk, job_id, password_of(request)) is not None}

    @routes.delete("/jobs/{job_id}")
    def dismiss(job_id: str) -> dict[str, bool]:
        jobs_of(desk).remove(job_id)
        return {"done": True}


def already(desk: Desk, manual_id: str) -> Json | None:
    """What is told of a file that need not be read: it is in the library, comes back from the bin, or waits already.

    None also for a manual whose own copy of the file is lost: this one takes its place.
    """
    state = desk.store.manual_state(manual_id)
    if state is ManualState.HIDDEN:
        desk.bin.restore(manual_id)
    if state in (ManualState.READY, ManualState.HIDDEN) and is_whole(desk.store, manual_id):
        manual = manual_of(desk, manual_id)
        told = "restored" if state is ManualState.HIDDEN else "known"
        return {"already": told, "manual": manual.id, "title": manual.title or manual.file}
    waiting = [job for job in desk.store.jobs_of(manual_id) if not job.state.ended]
    return {"already": "waiting", "manual": "", "title": waiting[0].file} if waiting else None


def _transfer(routes: APIRouter, desk: Desk, transfer: Transfer) -> None:
    @routes.post("/manuals/export")
    def export(request: Request) -> dict[str, bool]:
        person = demand(request, Role.LEAD)
        transfer.export()
        desk.audit.note(person, Deed.EXPORTED, "manual")
        return {"done": True}

    @routes.get("/manuals/export/{name}")
    def exported(name: str, request: Request) -> Response:
        demand(request, Role.LEAD)
        shown = f"library-{time.strftime('%Y-%m-%d')}.zip"
        return FileResponse(transfer.file(name), media_type="application/zip", filename=shown)

    @routes.post("/manuals/import")
    async def bring_in(request: Request) -> dict[str, bool]:
        person = demand(request, Role.LEAD)
        part = await run_in_threadpool(transfer.part)
        try:
            await keep_body(request, part, MOST_BUNDLE * 1_000_000, "bundle_too_large")
            await run_in_threadpool(transfer.bring_in, part)
        except (AssistError, OSError):
            part.unlink(missing_ok=True)
            raise
        desk.audit.note(person, Deed.ADDED, "manual")
        return {"done": True}


def _looking(routes: APIRouter, desk: Desk) -> None:
    @routes.get("/manuals/{manual_id}")
    def manual(manual_id: str) -> Json:
        return whole(desk, manual_of(desk, manual_id))

    @routes.post("/manuals/{manual_id}/try")
    async def try_question(manual_id: str, request: Request) -> Json:
        manual = manual_of(desk, manual_id)
        question = (await words_of(request)).get("question", "")[:500]
        return {"passages": await run_in_threadpool(tried, desk, manual, question)}

    @routes.get("/manuals/{manual_id}/pages/{number}/marks")
    def page_marks(manual_id: str, number: int) -> Json:
        manual = manual_of(desk, manual_id)
        if not 1 <= number <= manual.pages:
            raise InputError("This manual has no such page.", code="page_unknown")
        return marks(desk, desk.shelf.page(manual.id, number), desk.store.passages_of(manual.id, number))

    @routes.get("/manuals/{manual_id}/passages/{passage_id}")
    def marked(manual_id: str, passage_id: str) -> Response:
        passage = desk.shelf.passage(passage_id)
        if passage is None or passage.manual != manual_of(desk, manual_id).id:
            raise InputError("There is no such passage.", code="place_unknown")
        return picture(lambda: desk.gallery.picture(desk.passage_place(passage)), WEBP)


def _changing(routes: APIRouter, desk: Desk) -> None:
    @routes.patch("/manuals/{manual_id}")
    async def correct(manual_id: str, request: Request) -> Json:
        person, said = demand(request, Role.LEAD), await words_of(request)

        def work() -> Json:
            manual, losers = correcting.correct(desk.shelf, manual_of(desk, manual_id), said)
            desk.audit.note(person, Deed.CHANGED, "manual", manual.id)
            return {**whole(desk, manual), "taken_from": [other.title or other.file for other in losers]}

        return await run_in_threadpool(work)

    @routes.post("/manuals/{manual_id}/reset")
    async def reset(manual_id: str, request: Request) -> Json:
        person, said = demand(request, Role.LEAD), await words_of(request)

        def work() -> Json:
            found = jobs_of(desk).found(manual_of(desk, manual_id).id)
            names = tuple(name for name in said.get("fields", "").split(",") if name)
            manual = correcting.reset(desk.shelf, desk.store, found, names)
            desk.audit.note(person, Deed.CHANGED, "manual", manual.id)
            return whole(desk, manual)

        return await run_in_threadpool(work)

    @routes.post("/manuals/{manual_id}/replace")
    async def replace(manual_id: str, request: Request) -> Json:
        """This manual takes the place of the older edition named in `old`."""
        person, said = demand(request, Role.LEAD), await words_of(request)

        def work() -> Json:
            new, old = manual_of(desk, manual_id), manual_of(desk, said.get("old", ""))
            if old.id not in {one["id"] for one in whole(desk, new)["editions"]}:
                raise InputError("These are no two editions of one manual.", code="editions_differ")
            manual = desk.shelf.replace(old.id, new.id)
            desk.audit.note(person, Deed.DELETED, "manual", old.id)
            return whole(desk, manual)

        return await run_in_threadpool(work)

    @routes.post("/manuals/{manual_id}/index")
    def again(manual_id: str, request: Request) -> Json:
        demand(request, Role.LEAD)
        return job_row(desk.read_again(manual_of(desk, manual_id).id))

    @routes.post("/manuals/{manual_id}/pages")
    def failed_pages(manual_id: str) -> dict[str, bool]:
        return {"done": jobs_of(desk).retry_pages(manual_of(desk, manual_id).id) is not None}


def _deleting(routes: APIRouter, desk: Desk) -> None:
    @routes.delete("/manuals/{manual_id}")
    def remove(manual_id: str, request: Request) -> Json:
        person, manual = demand(request, Role.LEAD), manual_of(desk, manual_id)
        desk.bin.delete(manual)
        desk.audit.note(person, Deed.DELETED, "manual", manual.id)
        return {"id": manual.id, "title": manual.title or manual.file}

    @routes.post("/manuals/{manual_id}/restore")
    def restore(manual_id: str, request: Request) -> dict[str, bool]:
        person = demand(request, Role.LEAD)
        desk.bin.restore(manual_id)
        desk.audit.note(person, Deed.RESTORED, "manual", manual_id)
        return {"done": True}

    @routes.post("/manuals/{manual_id}/purge")
    def purge(manual_id: str, request: Request) -> dict[str, bool]:
        person = demand(request, Role.LEAD)
        desk.bin.purge(manual_id)
        desk.audit.note(person, Deed.DELETED, "manual", manual_id)
        return {"done": True}


def password_of(request: Request) -> str | None:
    """The PDF's password, None where none was given; it goes to the job and nowhere else."""
    return unquote(request.headers.get("x-password", ""))[:200] or None
