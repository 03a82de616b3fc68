"""The queue of jobs, for administrators."""

from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy as _lazy
from network.identity.commands.jobs import call_off, try_again
from network.identity.queries.jobs import jobs
from network.identity.rules.jobs import STATE_LABELS, JobState
from network.identity.schemas.jobs import JobOut, JobsOut
from network.web.guards import allows
from network.web.listing import Column, ListPage, ListState, options, paging
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/jobs"
JOBS = ListPage(path=PATH, columns=(Column("id", _lazy("Job"), sortable=False),), sort="id", filters=("status",))
TONES = {
    JobState.WAITING: ("neutral", "hourglass"),
    JobState.RUNNING: ("info", "progress"),
    JobState.FAILED: ("bad", "alert-triangle"),
    JobState.DONE: ("good", "circle-check"),
    JobState.CANCELLED: ("neutral", "ban"),
}


class JobPages(Controller):
    path = PATH
    guards = [allows(Permission.RUN_JOBS)]

    @get()
    async def jobs(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """What runs, failed, waits and was done in the last week."""
        state = ListState.read(request.query_params, JOBS)
        asked = state.filters.get("status", "")
        return _list(
            state, await jobs(actor, JobState(asked) if asked in list(JobState) else None, state.page, state.size)
        )

    @post("/{job:int}/retry")
    async def try_again(self, actor: NamedDependency[Actor], job: FromPath[int]) -> Redirect:
        await try_again(actor, job)
        return Redirect(PATH, status_code=303)

    @post("/{job:int}/cancel")
    async def call_off(self, actor: NamedDependency[Actor], job: FromPath[int]) -> Redirect:
        await call_off(actor, job)
        return Redirect(PATH, status_code=303)


def _list(state: ListState, found: JobsOut) -> Page:
    shown = state.within(found.total)
    return page(
        "jobs.html",
        breadcrumbs=[{"label": _("Jobs"), "href": ""}],
        states=options(shown, "status", _("State"), {str(key): label for key, label in STATE_LABELS.items()}),
        jobs=[_told(job) for job in found.jobs],
        total=current().decimal(found.total),
        pages=paging(shown, found.total),
    )


def _told(job: JobOut) -> dict[str, Any]:
    tone, symbol = TONES[job.state]
    return {
        "id": job.id,
        "label": job.label,
        "state": str(STATE_LABELS[job.state]),
        "tone": tone,
        "symbol": symbol,
        "by": job.asked_by or _("the program itself"),
        "asked": _moment(job.asked_at),
        "moved": _moment(job.moved_at),
        "tried": job.attempts > 0,
        "attempts": current().decimal(job.attempts),
        "next": _moment(job.next_at),
        "error": job.error,
        "may_retry": job.state in (JobState.FAILED, JobState.CANCELLED)
        or (job.state is JobState.WAITING and job.attempts > 0),
        "may_cancel": job.state is JobState.WAITING,
    }


def _moment(at: datetime | None) -> str:
    return current().moment(at) if at else ""
