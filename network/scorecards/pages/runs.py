"""The list of quarters, and the two decisions about one: compute it, publish it."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.commands.requests import ask_to_compute
from network.scorecards.commands.runs import publish
from network.scorecards.pages.process_words import utc_text
from network.scorecards.pages.texts import quarter_text, query
from network.scorecards.queries.requests import RunRequest, request_after, run_request
from network.scorecards.queries.runs import RunLine, list_runs
from network.scorecards.queries.schemes import KeptScheme, list_schemes
from network.scorecards.rules.runs import RunState, may_become, may_compute
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.wording import DASH, points_text

PATH = "/scorecards/runs"

# So long the answer waits for a worker; most quarters are computed by then. Whoever waits longer sees it go on.
PATIENCE_SECONDS = 15.0

# Quarters offered to be computed; any other may be typed.
SUGGESTED = 8


class RunPages(Controller):
    path = PATH

    @get(guards=[allows(Permission.READ_UNPUBLISHED)])
    async def runs(
        self,
        actor: NamedDependency[Actor],
        done: FromQuery[str] = "",
        changed: FromQuery[str] = "",
        asked: FromQuery[UUID | None] = None,
    ) -> Page:
        """Every quarter; `done` and `changed` say what was just done to which, `asked` what is being computed."""
        lines = await list_runs(actor)
        going_on = await run_request(actor, asked) if asked and actor.may(Permission.COMPUTE_SCORECARDS) else None
        return await _shown(actor, lines, flashes=[*_done(lines, done, changed), *_ended(going_on)], asked=going_on)

    @post(guards=[allows(Permission.COMPUTE_SCORECARDS)])
    async def compute(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = {"quarter": str(form.get("quarter", "")).strip().upper()[:20], "scheme": str(form.get("scheme", ""))}
        try:
            period, (code, version) = Quarter.parse(typed["quarter"]), _scheme(typed["scheme"])
            asked = await ask_to_compute(actor, period, code, now(), version)
        except ServicemarkError as refusal:
            return await _refused(actor, refusal, typed)
        return Redirect(_address(await request_after(actor, asked, PATIENCE_SECONDS)), status_code=303)

    @get("/asked/{number:uuid}/progress", guards=[allows(Permission.COMPUTE_SCORECARDS)])
    async def progress(self, actor: NamedDependency[Actor], number: FromPath[UUID]) -> Response[Any]:
        """The part of the page that moves; when it is done, the page that says so."""
        found = await run_request(actor, number)
        if found.ended_at is not None:
            return Response("", media_type="text/html", headers={"hx-redirect": _address(found)})
        return page("runs_progress.html", asked=_asked(found))

    @post("/{period:str}/publish", guards=[allows(Permission.PUBLISH_SCORECARDS)])
    async def publish(
        self, request: HouseRequest, actor: NamedDependency[Actor], period: FromPath[str]
    ) -> Response[Any]:
        """For all sites at once, or for those of the region that is chosen."""
        quarter, region = Quarter.parse(period), str((await request.form()).get("region", "")).strip()
        try:
            await publish(actor, quarter, now(), None if region in ("", "*") else region)
        except ServicemarkError as refusal:
            return await _refused(actor, refusal, {})
        return Redirect(f"{PATH}?{urlencode({'done': str(quarter)})}", status_code=303)


def _address(found: RunRequest) -> str:
    """Where it is told what became of a computation, or that it goes on."""
    if found.ended_at is None or found.refusal:
        return PATH + query({"asked": str(found.id)})
    return PATH + query({"done": str(found.period), "changed": "" if found.changed is None else str(found.changed)})


def _asked(found: RunRequest) -> dict[str, Any]:
    """A computation that goes on."""
    begun = _("Being computed since %(moment)s.") if found.started_at else _("Waits for a worker to take it.")
    return {
        "label": _("%(quarter)s is being computed") % {"quarter": quarter_text(found.period)},
        "status": begun % {"moment": utc_text(found.started_at)} if found.started_at else begun,
        "href": f"{PATH}/asked/{found.id}/progress",
        "again": PATH + query({"asked": str(found.id)}),
    }


def _ended(found: RunRequest | None) -> list[dict[str, str]]:
    """Why it was not computed, which only the worker could know."""
    if found is None or not found.refusal:
        return []
    return [{"tone": "bad", "text": found.refusal.get(current().code) or next(iter(found.refusal.values()))}]


def _scheme(chosen: str) -> tuple[str, int | None]:
    """`authorized-site 1` as code and version."""
    code, _space, version = chosen.partition(" ")
    return code[:60], int(version) if version.isascii() and version.isdigit() and len(version) < 7 else None


async def _refused(actor: Actor, refusal: ServicemarkError, typed: dict[str, str]) -> Page:
    """The page again, with the reason and with what was typed. Not for a refusal that has nothing to do with runs."""
    if isinstance(refusal, Forbidden) or refusal.status >= 500:
        raise refusal
    flashes = [{"tone": "bad", "text": refusal.text()}]
    shown = await _shown(actor, await list_runs(actor), flashes=flashes, typed=typed)
    shown.status_code = refusal.status
    return shown


def _done(lines: list[RunLine], done: str, changed: str) -> list[dict[str, str]]:
    """What to say after something was done to a quarter that really is in that state."""
    line = next((line for line in lines if str(line.period) == done), None)
    if line is None:
        return []
    told = {"quarter": quarter_text(line.period), "rated": current().decimal(line.rated)}
    if line.is_final:
        return [{"tone": "good", "text": _("%(quarter)s is published. Every site can now see its scorecard.") % told}]
    text = _("%(quarter)s is computed: %(rated)s sites are rated. Look at it, then publish it.") % told
    if changed.isascii() and changed.isdigit() and len(changed) < 7:
        differ = ngettext(
            "%(count)s scorecard differs from the computation before.",
            "%(count)s scorecards differ from the computation before.",
            int(changed),
        )
        text += " " + differ % {"count": current().decimal(int(changed))}
    return [{"tone": "good", "text": text}]


async def _shown(
    actor: Actor,
    lines: list[RunLine],
    *,
    flashes: list[dict[str, str]],
    typed: dict[str, str] | None = None,
    asked: RunRequest | None = None,
) -> Page:
    computes = actor.may(Permission.COMPUTE_SCORECARDS)
    given = typed or {}
    return page(
        "runs.html",
        flashes=flashes,
        asked=_asked(asked) if asked and asked.ended_at is None else None,
        breadcrumbs=[{"label": _("Quarter runs"), "href": ""}],
        lines=[_line(line, actor) for line in lines],
        may_compute=computes,
        schemes=_choices(await list_schemes(actor), lines) if computes else [],
        quarters=_suggested(lines) if computes else [],
        quarter=given.get("quarter") or _next(lines),
        scheme=given.get("scheme", ""),
    )


def _line(line: RunLine, actor: Actor) -> dict[str, Any]:
    reading = current()
    return {
        "id": str(line.period),
        "quarter": quarter_text(line.period),
        "state": line.state.value,
        "scheme": line.scheme,
        "version": line.scheme_version,
        "computed": _when(line.computed_at, line.computed_by),
        "published": _when(line.published_at, line.published_by or "") if line.published_at else None,
        "rated": reading.decimal(line.rated),
        "mean": DASH if line.mean is None else points_text(reading, line.mean, 2),
        "fingerprint": line.fingerprint,
        "publishable": actor.may(Permission.PUBLISH_SCORECARDS) and may_become(line.state, RunState.PUBLISHED),
        "recomputable": actor.may(Permission.COMPUTE_SCORECARDS) and may_compute(line.state),
        "compute_with": f"{line.scheme} {line.scheme_version}",
    }


def _when(at: datetime, who: str) -> tuple[str, str]:
    """The day, and under it the time and the person. A network has no clock of its own: the time is UTC."""
    return current().date(at.astimezone(UTC).date()), f"{at.astimezone(UTC):%H:%M} UTC · {who}"


def _choices(schemes: list[KeptScheme], lines: list[RunLine]) -> list[dict[str, str]]:
    """Schemes to compute with: the one used last first, then by name; of each the newest version and, while that one
    has yet to take effect, those before it up to the one in force."""
    today, settled = Quarter.of(now().date()), set[str]()
    offered = []
    for kept in schemes:
        if kept.scheme.code not in settled:
            offered.append(kept)
        if kept.scheme.covers(today):
            settled.add(kept.scheme.code)
    used = lines[0].scheme if lines else ""
    ordered = sorted(
        offered, key=lambda kept: (kept.scheme.code != used, kept.scheme.code, not kept.scheme.covers(today))
    )
    return [{"value": f"{kept.scheme.code} {kept.scheme.version}", "label": _scheme_label(kept)} for kept in ordered]


def _scheme_label(kept: KeptScheme) -> str:
    scheme = kept.scheme
    named = f"{scheme.name.in_language(current().code)} ({scheme.code} {scheme.version})"
    if scheme.effective_from is None:
        return named
    told = {"scheme": named, "quarter": quarter_text(Quarter.parse(scheme.effective_from))}
    return _("%(scheme)s, from %(quarter)s on") % told


def _next(lines: list[RunLine]) -> str:
    """The quarter that is most likely to be computed: the oldest unpublished one, else the one after the newest."""
    waiting = [line.period for line in lines if not line.is_final]
    if waiting:
        return str(min(waiting))
    return str(lines[0].period.shift(1) if lines else Quarter.of(now().date()).shift(-1))


def _suggested(lines: list[RunLine]) -> list[str]:
    """The last quarters that are not published, newest first."""
    closed = {line.period for line in lines if line.is_final}
    today = Quarter.of(now().date())
    return [str(period) for back in range(SUGGESTED) if (period := today.shift(-back)) not in closed]
