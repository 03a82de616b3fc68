"""Pages: who could see a site on a day and through what, and what somebody could see."""

from datetime import UTC
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import RIGHTS, Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.identity.lists.reach import reach_list
from network.identity.pages.places import (
    Places,
    day_text,
    moment_of,
    plain_day,
    plain_until,
    right_text,
    role_text,
    until_text,
)
from network.identity.queries.access_review import reach, site_access
from network.identity.queries.people import person
from network.identity.queries.places import region_tree
from network.identity.schemas.access_review import AccessLine, KeyLine, ReachLine, ReachOut, SiteAccessOut
from network.identity.schemas.people import PersonOut
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.schemas.sites import SiteOut
from network.web.downloads import MOST_ROWS, Cell, Format, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page


class AccessPages(Controller):
    @get("/sites/{code:str}/access", guards=[allows(Permission.READ_SITE_ACCESS)])
    async def access(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], on: FromQuery[str] = ""
    ) -> Response[Any]:
        """Who could see the site on a day; or the same as a file (`?format=csv`)."""
        day, moment = moment_of(on, now())
        shop, found = await site_access(actor, code, moment)
        places = Places(await region_tree(actor))
        if kind := format_of(request):
            return await _access_file(found, places, kind)
        return _access_page(actor, shop, found, places, day)

    @get("/people/{account_id:uuid}/access", guards=[allows(Permission.MANAGE_ACCOUNTS)])
    async def reach(
        self, request: HouseRequest, actor: NamedDependency[Actor], account_id: FromPath[UUID]
    ) -> Response[Any]:
        """The sites that somebody could see on a day; or the same as a file."""
        state = ListState.read(request.query_params, reach_list(account_id))
        day, moment = moment_of(state.filters.get("on", ""), now())
        places = Places(await region_tree(actor))
        if kind := format_of(request):
            found = await reach(actor, account_id, state, moment, limit=MOST_ROWS)
            check_rows(found.total)
            rows = [[_reach_plain(line, places)[column.key] for column in state.visible()] for line in found.items]
            return await table_download(_("Access"), [str(each.label) for each in state.visible()], rows, kind)
        found = await reach(actor, account_id, state, moment)
        return _reach_page(await person(actor, account_id, now()), found, state.within(found.total), places, day)


def _access_page(actor: Actor, shop: SiteOut, found: SiteAccessOut, places: Places, day: str) -> Page:
    return page(
        "access.html",
        site=shop,
        tabs=site_tabs(actor, shop.code, "access"),
        people=[_access_line(line, places) for line in found.people],
        keys=[_key_line(line) for line in found.keys],
        day=day,
        action=site_path(shop.code, "access"),
        moment=current().moment(found.at.astimezone(UTC)),
        all_sides=actor.may(Permission.READ_ACCESS),
        opens_people=actor.may(Permission.MANAGE_ACCOUNTS),
        breadcrumbs=trail_to(shop, current(), _("Who has access")),
    )


def _access_line(line: AccessLine, places: Places) -> dict[str, Any]:
    return {
        "href": f"/people/{line.account}",
        "name": line.name,
        "email": line.email,
        "role": role_text(line.role),
        "through": places.through(whole_network=line.whole_network, region=line.region),
        "since": day_text(line.since),
        "until": until_text(line.until),
        "rights": [right_text(right) for right in line.rights],
        "signed_in": day_text(line.signed_in_at),
    }


def _key_line(line: KeyLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "prefix": line.prefix,
        "verbs": ", ".join(verb.value for verb in line.verbs),
        "creator": line.creator,
        "since": day_text(line.since),
        "until": until_text(line.until),
        "used": day_text(line.last_used_at),
    }


async def _access_file(found: SiteAccessOut, places: Places, kind: Format) -> Response[bytes]:
    """People first, then keys, in the same columns."""
    header = [
        _("Site"),
        _("As of"),
        _("Person or key"),
        _("Full name"),
        _("Email"),
        _("Role"),
        _("Through"),
        _("Since"),
        _("Until"),
    ]
    header += [*map(right_text, RIGHTS), _("Last sign-in")]
    moment = found.at.astimezone(UTC).isoformat(timespec="seconds")
    rows = [_person_row(found.site, moment, line, places) for line in found.people]
    rows += [_key_row(found.site, moment, line) for line in found.keys]
    return await table_download(" ".join((_("Who has access"), found.site)), header, rows, kind)


def _person_row(code: str, moment: str, line: AccessLine, places: Places) -> list[Cell]:
    through = places.through(whole_network=line.whole_network, region=line.region)
    who: list[Cell] = [code, moment, _("Person"), line.name, line.email, role_text(line.role), through]
    held = [_("yes") if right in line.rights else "" for right in RIGHTS]
    return [*who, plain_day(line.since), plain_until(line.until), *held, plain_day(line.signed_in_at)]


def _key_row(code: str, moment: str, line: KeyLine) -> list[Cell]:
    what: list[Cell] = [code, moment, _("API key"), line.name, line.prefix, ", ".join(line.verbs), _("This site")]
    held = [""] * len(RIGHTS)
    return [*what, plain_day(line.since), plain_until(line.until), *held, plain_day(line.last_used_at)]


def _reach_page(who: PersonOut, found: ReachOut, state: ListState, places: Places, day: str) -> Page:
    counted = {"count": current().decimal(found.total)}
    table = list_card(
        state,
        found.total,
        [{**_reach_cells(line, places), "href": site_path(line.code, "access")} for line in found.items],
        title=_("Sites within reach"),
        count=ngettext("%(count)s site", "%(count)s sites", found.total) % counted,
        search_label=_("Code or name"),
        empty=Empty(_("No site is within reach"), _("No membership of this person held then and reached a site.")),
    )
    return page(
        "person_access.html",
        table=table,
        person=who,
        day=day,
        action=state.definition.path,
        keep=state.parameters("on", "page"),
        moment=current().moment(found.at.astimezone(UTC)),
        breadcrumbs=[
            {"label": _("People"), "href": "/people"},
            {"label": who.name, "href": f"/people/{who.id}"},
            {"label": _("What this person can see"), "href": ""},
        ],
    )


def _reach_cells(line: ReachLine, places: Places) -> dict[str, Cell]:
    chinese = current().code == "zh_CN"
    return {
        "code": line.code,
        "name": (line.name_zh or line.name) if chinese else (line.name or line.name_zh),
        "role": role_text(line.role),
        "through": places.through(whole_network=line.whole_network, region=line.region),
        "since": day_text(line.since),
        "until": until_text(line.until) or _("no end"),
        "rights": ", ".join(right_text(right) for right in line.rights),
    }


def _reach_plain(line: ReachLine, places: Places) -> dict[str, Cell]:
    return _reach_cells(line, places) | {"since": plain_day(line.since), "until": plain_until(line.until)}
