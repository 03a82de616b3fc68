"""Printing a whole quarter: asking for it, watching it, and taking the documents away."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.i18n import LANGUAGES, current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.commands.batches import cancel, go_on, print_quarter
from network.scorecards.pages.texts import quarter_text, whole
from network.scorecards.queries.batches import Batch, Failure, batches, documents_of, failures, one_batch
from network.scorecards.queries.runs import list_runs
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.zips import zip_download

PATH = "/scorecards/printing"


class PrintingPages(Controller):
    path = PATH
    guards = [allows(Permission.PRINT_BATCHES)]

    @get()
    async def printings(self, actor: NamedDependency[Actor], period: FromQuery[str] = "") -> Page:
        """The form, and what was printed; `period` is the quarter that the form begins with."""
        return await _listed(actor, {"quarter": period})

    @post()
    async def ask(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = {name: str(form.get(name, ""))[:20] for name in ("quarter", "language", "unrated_too")}
        try:
            made = await _asked(actor, typed)
        except ServicemarkError as refusal:
            return await _refused(actor, refusal, typed)
        return Redirect(f"{PATH}/{made}", status_code=303)

    @get("/{number:uuid}")
    async def printing(self, actor: NamedDependency[Actor], number: FromPath[UUID]) -> Page:
        """How far it is; what failed, and why."""
        found = await one_batch(actor, number)
        crumbs = [{"label": _("Printing"), "href": PATH}, {"label": quarter_text(found.period), "href": ""}]
        failed = [_failure(each) for each in await failures(actor, number)]
        return page("printing.html", breadcrumbs=crumbs, batch=_told(found), failures=failed)

    @get("/{number:uuid}/progress")
    async def progress(self, actor: NamedDependency[Actor], number: FromPath[UUID]) -> Response[Any]:
        """The part of the page that moves; when all is done, the whole page anew."""
        found = await one_batch(actor, number)
        if found.ended_at is not None:
            return Response("", media_type="text/html", headers={"hx-refresh": "true"})
        return page("printing_progress.html", batch=_told(found))

    @get("/{number:uuid}/files.zip")
    async def files(self, actor: NamedDependency[Actor], number: FromPath[UUID]) -> Stream:
        """All that is printed, in one file."""
        found = await one_batch(actor, number)
        return zip_download(found.file_name, documents_of(actor, number))

    @post("/{number:uuid}/cancel")
    async def cancel(self, actor: NamedDependency[Actor], number: FromPath[UUID]) -> Redirect:
        await cancel(actor, number, now())
        return Redirect(f"{PATH}/{number}", status_code=303)

    @post("/{number:uuid}/continue")
    async def go_on(self, actor: NamedDependency[Actor], number: FromPath[UUID]) -> Redirect:
        await go_on(actor, number)
        return Redirect(f"{PATH}/{number}", status_code=303)


async def _asked(actor: Actor, typed: dict[str, str]) -> UUID:
    language = typed["language"] if typed["language"] in LANGUAGES else current().code
    period = Quarter.parse(typed["quarter"].strip().upper())
    return await print_quarter(actor, period, language, now(), unrated_too=bool(typed["unrated_too"]))


async def _refused(actor: Actor, refusal: ServicemarkError, typed: dict[str, str]) -> Page:
    """The page again, with the reason and with what was chosen."""
    if isinstance(refusal, Forbidden) or refusal.status >= 500:
        raise refusal
    shown = await _listed(actor, typed, flashes=[{"tone": "bad", "text": refusal.text()}])
    shown.status_code = refusal.status
    return shown


async def _listed(actor: Actor, typed: dict[str, str], flashes: list[dict[str, str]] | None = None) -> Page:
    final = [line.period for line in await list_runs(actor) if line.is_final]
    chosen = typed.get("quarter") or (str(final[0]) if final else "")
    return page(
        "printings.html",
        flashes=flashes or [],
        breadcrumbs=[{"label": _("Printing"), "href": ""}],
        quarters=[{"value": str(period), "label": quarter_text(period)} for period in final],
        languages=[{"value": code, "label": name} for code, name in LANGUAGES.items()],
        quarter=chosen,
        language_chosen=typed.get("language") or current().code,
        unrated_too=bool(typed.get("unrated_too")),
        batches=[_told(each) for each in await batches(actor)],
    )


def _told(found: Batch) -> dict[str, Any]:
    over = found.done + found.failed
    return {
        "id": str(found.id),
        "href": f"{PATH}/{found.id}",
        "quarter": quarter_text(found.period),
        "revision": found.revision,
        "language": LANGUAGES[found.language],
        "asked": current().moment(found.asked_at),
        "by": found.asked_by,
        "state": _state(found),
        "going_on": found.ended_at is None,
        "percent": over * 100 // found.total if found.total else 0,
        "counts": _counts(found),
        "status": _status(found),
        "done": found.done,
        "left": found.total - found.done,
        "again": None if found.ended_at is None or found.done == found.total else whole(found.total - found.done),
        "megabytes": current().decimal(Decimal(found.bytes) / 1_000_000, 1),
    }


def _state(found: Batch) -> str:
    if found.ended_at is None:
        return "going_on"
    if found.cancelled_by:
        return "cancelled"
    return "failed" if found.failed else "done"


def _counts(found: Batch) -> str:
    told = {"done": whole(found.done), "total": whole(found.total)}
    text = _("%(done)s of %(total)s issued") % told
    if found.failed:
        failed = ngettext("%(count)s could not be drawn", "%(count)s could not be drawn", found.failed)
        text += " · " + failed % {"count": whole(found.failed)}
    return text


def _status(found: Batch) -> str:
    """Who works at it, and how long it still takes."""
    if found.ended_at is not None:
        return ""
    if not found.workers:
        return _("Waits for a worker to take it.")
    by = ngettext("%(count)s worker draws", "%(count)s workers draw", found.workers) % {"count": whole(found.workers)}
    left = found.seconds_left()
    if left is None:
        return by
    if left < 60:
        return f"{by} · " + _("less than a minute left")
    minutes = -(-left // 60)
    rest = ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {"count": whole(minutes)}
    return f"{by} · {rest}"


def _failure(failed: Failure) -> dict[str, str]:
    signs = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in failed.characters)
    told = {"signs": signs, "text": failed.text}
    why = _("The fonts have no sign for %(signs)s in “%(text)s”. Correct the name, then try again.") % told
    name = failed.name_zh if current().code == "zh_CN" else failed.name
    return {"site": failed.site, "name": name, "href": f"/sites/{failed.site}", "why": why}
