"""Pages: what looks odd, the records behind it, and the decision about it. Sites never see any of it."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.commands.review import decide_flag, find_odd
from network.repairs.errors.review import BadDecision
from network.repairs.pages.month_pills import chosen_month, last_over, month_pills
from network.repairs.pages.report_words import month_text, report_path
from network.repairs.pages.review_words import TONES, asked, decision, told
from network.repairs.queries.review import MOST_BEHIND, flag, list_flags
from network.repairs.review_lists import FLAGS, STATE_LABELS
from network.repairs.rules.anomalies import ODDITY_LABELS, Oddity
from network.repairs.schemas.review import BehindOut, FlagDecisionIn, FlagDetailOut, FlagOut, FlagsOut, FlagState
from network.repairs.wording import label
from network.sites.pages.sites import region_groups, site_path
from network.sites.queries.regions import regions
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.forms import read_as, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

PATH = "/review"
_ABOUT_REPORTS = (Oddity.FALSE_NIL, Oddity.COPIED_REPORT)
_DECISIONS = {"clear": FlagState.CLEARED, "confirm": FlagState.CONFIRMED}


class ReviewPages(Controller):
    path = PATH
    guards = [allows(Permission.DECIDE_REPORTS)]

    @get()
    async def flags(
        self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = "", new: FromQuery[int] = 0
    ) -> Response[Any]:
        """What looks odd, what waits first, or what is shown of it as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, FLAGS)
        if kind := format_of(request):
            found = await list_flags(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[_cells(each)[column.key] for column in shown] for each in found.items]
            return await table_download(_("Odd records"), [str(column.label) for column in shown], rows, kind)
        found = await list_flags(actor, state)
        return await _list_page(actor, state.within(found.total), found, _done(done, new))

    @post("/find")
    async def find(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Redirect:
        """Look through a month now; the server does so by itself once a day."""
        month = chosen_month(str((await request.form()).get("month", "")))
        found = await find_odd(actor, month, now())
        return Redirect(f"{PATH}?month={month}&done=found&new={found.new}", status_code=303)

    @get("/{flag_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], flag_id: FromPath[UUID], done: FromQuery[str] = "") -> Page:
        """One flag, and the first records behind it."""
        return _flag_page(actor, await flag(actor, flag_id), _done(done, 0))

    @post("/{flag_id:uuid}/{decided:str}")
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], flag_id: FromPath[UUID], decided: FromPath[str]
    ) -> Response[Any]:
        """Clear it (`clear`) or confirm it (`confirm`), with a note."""
        state = _DECISIONS.get(decided)
        # Each dialog has a field of its own: two of one name on a page would share their label.
        note = typed_values(await request.form(), (f"{decided}_note",))[f"{decided}_note"]
        try:
            if state is None:
                raise BadDecision()
            await decide_flag(actor, flag_id, state, read_as(FlagDecisionIn, {"note": note}, BadDecision), now())
        except (Invalid, Conflict) as refusal:
            return _flag_page(actor, await flag(actor, flag_id), [], refusal, note)
        return Redirect(f"{PATH}/{flag_id}?done={state.value}", status_code=303)


def _done(done: str, new: int) -> list[dict[str, str]]:
    if done == "found":
        text = ngettext("%(count)s new finding.", "%(count)s new findings.", new) % {"count": current().decimal(new)}
        return [{"tone": "good", "text": text}]
    said = {
        "cleared": _("Cleared. It will not be found again in this month."),
        "confirmed": _("Confirmed. No score has changed: what follows from it is decided elsewhere."),
    }
    return [{"tone": "good", "text": said[done]}] if done in said else []


async def _list_page(actor: Actor, state: ListState, found: FlagsOut, flashes: list[dict[str, str]]) -> Page:
    language = current()
    month = chosen_month(state.filters["month"]) if "month" in state.filters else last_over()
    pills = month_pills(month, lambda each: state.url(month=str(each)))
    every = {"label": _("All"), "href": state.url(month=""), "active": "month" not in state.filters}
    months = [{**each, "active": each["active"] and "month" in state.filters} for each in pills["options"]]
    table = list_card(
        state,
        found.total,
        [_row(each) for each in found.items],
        title=_("Odd records"),
        count=_("%(count)s to be looked at") % {"count": language.decimal(found.open)},
        search_label=_("Code or name of a site"),
        groups=[
            options(state, "state", _("State"), STATE_LABELS),
            {"label": pills["label"], "options": [every, *months]},
            *region_groups(state, await regions(actor), language),
        ],
        empty=Empty(
            _("Nothing odd has been found"),
            _(
                "Every day the records of the last month are looked through: bursts of stamps, minutes that heap, "
                "orders closed just before midnight or a deadline, nil reports that HQ’s receiving contradicts, "
                "copied reports."
            ),
        ),
    )
    return page(
        "review.html",
        table=table,
        finds=actor.sites is None,
        month=str(month),
        month_label=month_text(str(month)),
        flashes=flashes,
        breadcrumbs=[{"label": _("Odd records"), "href": ""}],
    )


def _row(each: FlagOut) -> dict[str, Any]:
    return {
        **_cells(each),
        "href": f"{PATH}/{each.id}",
        "month": month_text(each.month),
        "tone": TONES[each.state],
        "found_at": current().date(each.found_at.date()),
    }


def _cells(each: FlagOut) -> dict[str, Cell]:
    return {
        "site": each.site,
        "name": each.name_in(current().code),
        "month": each.month,
        "kind": str(ODDITY_LABELS[each.kind]),
        "facts": told(each),
        "state": str(STATE_LABELS[each.state]),
        "found_at": each.found_at.isoformat(timespec="seconds"),
    }


def _flag_page(
    actor: Actor,
    found: FlagDetailOut,
    flashes: list[dict[str, str]],
    refusal: ServicemarkError | None = None,
    note: str = "",
) -> Page:
    zone, kind = ZoneInfo(found.time_zone), str(ODDITY_LABELS[found.kind])
    tone, symbol = TONES[found.state]
    return page(
        "review_flag.html",
        status=refusal.status if refusal else 200,
        kind=kind,
        site_name=found.name_in(current().code),
        site_code=found.site,
        site_href=site_path(found.site),
        month=month_text(found.month),
        state={"label": str(STATE_LABELS[found.state]), "tone": tone, "icon": symbol},
        told=told(found),
        asked=asked(found.kind),
        report_href=report_path(found.site, found.month) if found.kind in _ABOUT_REPORTS else "",
        times=[{"key": name, "label": label(name)} for name in found.behind[0].times] if found.behind else [],
        behind=[_behind(each, found.site, zone) for each in found.behind],
        more=found.facts["found"] > len(found.behind) >= MOST_BEHIND,
        path=f"{PATH}/{found.id}",
        open=found.state is FlagState.OPEN,
        decides=actor.sites is None,
        decision=decision(found),
        decision_note=found.note or "",
        note=note,
        errors=[{"field": "", "message": text} for text in wrong_fields(refusal).values()],
        zone=str(zone),
        flashes=flashes,
        breadcrumbs=[{"label": _("Odd records"), "href": PATH}, {"label": f"{found.site} {kind}", "href": ""}],
    )


def _behind(each: BehindOut, code: str, zone: ZoneInfo) -> dict[str, Any]:
    place = "orders" if each.record == "repair_order" else "returns"
    return {
        "href": site_path(code, place, str(each.id)),
        "number": each.number,
        "times": [current().moment(at, zone).rpartition(" ")[0] if at else "" for at in each.times.values()],
    }
