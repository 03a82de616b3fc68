"""One quarter run: how far it is, the one next step, what to look at, who reads it, its revisions."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, NotFound, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.commands.previewing import preview
from network.scorecards.commands.releasing import release
from network.scorecards.lists import CHALLENGES_PATH, checks_of
from network.scorecards.pages.process_words import CHECK_LABELS, check_row, steps, utc_text
from network.scorecards.pages.texts import quarter_text, whole
from network.scorecards.queries.checks import list_checks
from network.scorecards.queries.process import read_process
from network.scorecards.rules.challenges import WINDOW_DAYS
from network.scorecards.rules.runs import RunState
from network.scorecards.schemas.process import ChecksOut, ProcessOut
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from reports.wording import points_text

PATH = "/scorecards/runs"


class QuarterPages(Controller):
    path = "/scorecards/runs/{period:str}"

    @get(guards=[allows(Permission.READ_UNPUBLISHED)])
    async def quarter(self, actor: NamedDependency[Actor], period: FromPath[str], done: FromQuery[str] = "") -> Page:
        return _shown(actor, await read_process(actor, Quarter.parse(period)), done)

    @get("/check", guards=[allows(Permission.READ_UNPUBLISHED)])
    async def check(self, request: HouseRequest, actor: NamedDependency[Actor], period: FromPath[str]) -> Response[Any]:
        """What to look at, or what is shown of it as a file (`?format=csv`)."""
        quarter = Quarter.parse(period)
        state = ListState.read(request.query_params, checks_of(str(quarter)))
        if kind := format_of(request):
            return await _file(state, await list_checks(actor, quarter, state, limit=MOST_ROWS), quarter, kind)
        return _list(state, await list_checks(actor, quarter, state), quarter)

    @post("/preview", guards=[allows(Permission.PUBLISH_SCORECARDS)])
    async def preview(
        self, request: HouseRequest, actor: NamedDependency[Actor], period: FromPath[str]
    ) -> Response[Any]:
        days = str((await request.form()).get("days", "")).strip()
        try:
            await preview(actor, Quarter.parse(period), now(), int(days) if days.isascii() and days.isdigit() else 0)
        except (Conflict, Invalid, NotFound) as refusal:
            return await _refused(actor, period, refusal)
        return Redirect(f"{PATH}/{period}?done=previewed", status_code=303)

    @post("/release", guards=[allows(Permission.PUBLISH_SCORECARDS)])
    async def release(
        self, request: HouseRequest, actor: NamedDependency[Actor], period: FromPath[str]
    ) -> Response[Any]:
        region = str((await request.form()).get("region", "")).strip()
        try:
            await release(actor, Quarter.parse(period), region or None, now())
        except (Conflict, Invalid, NotFound) as refusal:
            return await _refused(actor, period, refusal)
        return Redirect(f"{PATH}/{period}?done=released", status_code=303)


async def _refused(actor: Actor, period: str, refusal: ServicemarkError) -> Page:
    """The page again, with the reason."""
    shown = _shown(actor, await read_process(actor, Quarter.parse(period)), "", refusal.text())
    shown.status_code = refusal.status
    return shown


def _shown(actor: Actor, found: ProcessOut, done: str, wrong: str = "") -> Page:
    period = Quarter.parse(found.period)
    return page(
        "quarter.html",
        quarter=quarter_text(period),
        period=found.period,
        path=f"{PATH}/{found.period}",
        state=found.state.value,
        flashes=_flashes(done, wrong),
        steps=steps(found, now()),
        next=_next(actor, found),
        facts=_facts(found),
        checks=[
            {
                "label": str(CHECK_LABELS[kind]),
                "count": whole(count),
                "href": f"{PATH}/{found.period}/check?kind={kind}",
            }
            for kind, count in found.checks.items()
        ],
        challenges_href=f"{CHALLENGES_PATH}?period={found.period}",
        decides=actor.may(Permission.DECIDE_CHALLENGES),
        undecided=whole(found.undecided),
        decided=whole(found.decided),
        regions=_regions(found),
        revisions=_revisions(found),
        publishes=actor.may(Permission.PUBLISH_SCORECARDS),
        prints=found.state is RunState.PUBLISHED and actor.may(Permission.PRINT_BATCHES),
        restates=actor.may(Permission.RESTATE_SCORECARDS),
        may_preview=found.state is RunState.COMPUTED,
        may_publish=found.state in (RunState.COMPUTED, RunState.PREVIEW),
        may_release=found.state is RunState.PUBLISHED and found.released < found.sites,
        days=WINDOW_DAYS,
        compute_with=f"{found.scheme} {found.scheme_version}",
        breadcrumbs=[{"label": _("Quarter runs"), "href": PATH}, {"label": quarter_text(period), "href": ""}],
    )


def _next(actor: Actor, found: ProcessOut) -> str:
    """The one next step, in a sentence."""
    if not actor.may(Permission.PUBLISH_SCORECARDS):
        return ""
    if found.state is RunState.COMPUTED:
        return _("Look through what is listed below, then open the preview to the sites.")
    if found.undecided:
        return _("Decide the open challenges.")
    if found.stale:
        return _("Compute again: challenges were lodged or decided since the last computation.")
    if found.state is RunState.PREVIEW and found.window_until and now() < found.window_until:
        return _("Wait until %(moment)s: sites may challenge until then.") % {"moment": utc_text(found.window_until)}
    if found.state is RunState.PREVIEW:
        return _("Publish the quarter.")
    if found.released < found.sites:
        return _("Release the cards of the regions that do not read them yet.")
    return _("Nothing is left to do. If a record turns out otherwise, restate the quarter.")


def _facts(found: ProcessOut) -> list[dict[str, Any]]:
    mean = None if found.mean is None else points_text(current(), found.mean, 2)
    pairs = (
        (_("Scheme"), f"{found.scheme} {found.scheme_version}"),
        (_("Revision"), whole(found.revision)),
        (_("Computed"), f"{utc_text(found.computed_at)} · {found.computed_by}"),
        (_("Rated sites"), f"{whole(found.rated)} / {whole(found.sites)}"),
        (_("Mean score"), mean),
        (_("Previews opened by their sites"), f"{whole(found.delivered)} / {whole(found.previews)}"),
    )
    return [{"label": label, "value": value, "reason": _("No site is rated.")} for label, value in pairs]


def _regions(found: ProcessOut) -> list[dict[str, Any]]:
    zh = current().code == "zh_CN"
    return [
        {
            "path": each.path,
            "label": (each.path_zh if zh and each.path_zh else each.path) or _("Without a region"),
            "sites": whole(each.sites),
            "released": whole(each.released),
            "left": each.sites > each.released,
        }
        for each in found.regions
    ]


def _revisions(found: ProcessOut) -> list[dict[str, Any]]:
    return [
        {
            "number": whole(each.revision),
            "state": each.state.value,
            "published": f"{utc_text(each.published_at)} · {each.published_by}" if each.published_at else "",
            "reason": each.reason or "",
            "fingerprint": each.fingerprint,
        }
        for each in found.revisions
    ]


def _flashes(done: str, wrong: str) -> list[dict[str, str]]:
    if wrong:
        return [{"tone": "bad", "text": wrong}]
    told = {
        "previewed": _("The preview is open: each site sees its own card, marked as a preview."),
        "released": _("The sites read their cards now."),
    }
    return [{"tone": "good", "text": told[done]}] if done in told else []


async def _file(state: ListState, found: ChecksOut, period: Quarter, kind: Any) -> Response[Any]:
    check_rows(found.total)
    shown, rows = state.visible(), []
    for each in found.items:
        cells = check_row(each, period)
        rows.append([cells["kind"]["label"] if column.key == "kind" else cells[column.key] for column in shown])
    return await table_download(_("To look at"), [str(column.label) for column in shown], rows, kind)


def _list(state: ListState, found: ChecksOut, period: Quarter) -> Page:
    table = list_card(
        state.within(found.total),
        found.total,
        [check_row(each, period) for each in found.items],
        title=_("To look at"),
        count=ngettext("%(count)s thing", "%(count)s things", found.total) % {"count": whole(found.total)},
        search_label=_("Code or name of a site"),
        groups=[options(state, "kind", _("To look at"), CHECK_LABELS)],
        empty=Empty(
            _("Nothing stands out"), _("No outliers, no big moves, nothing missing, nothing held in this quarter.")
        ),
    )
    crumbs = [
        {"label": _("Quarter runs"), "href": PATH},
        {"label": quarter_text(period), "href": f"{PATH}/{period}"},
        {"label": _("Checked"), "href": ""},
    ]
    return page("quarter_check.html", table=table, quarter=quarter_text(period), breadcrumbs=crumbs)
