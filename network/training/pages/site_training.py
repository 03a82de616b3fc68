"""Pages: the training of a site's people: who must pass what, what they have passed, and how gaps are closed."""

from collections import defaultdict
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.sites.commands.site_files import local_day
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.pages.staff import day_context, day_of
from network.sites.queries.sites import site
from network.training.commands.records import revoke_record
from network.training.errors.records import BadRevocation, RecordRevoked
from network.training.pages.coverage import share_text
from network.training.pages.learning_words import need_view, record_view
from network.training.queries.coverage import lacking, next_sessions, site_needs
from network.training.queries.records import site_records
from network.training.schemas.coverage import NeedOut, NextSession
from network.training.schemas.records import RevocationIn
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

CERTIFICATES = "/training/certificates"
DONE = {
    "revoked": lazy("The record is void. It stays on the list, with the reason."),
    "claimed": lazy("The certificate is handed in. Headquarters decides whether it counts."),
    "moved": lazy("The person works at the other site from that day on; their records go along."),
}


class SiteTrainingPages(Controller):
    path = "/sites/{code:str}/training"
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def training(
        self, actor: NamedDependency[Actor], code: FromPath[str], on: FromQuery[str] = "", done: FromQuery[str] = ""
    ) -> Page:
        """People and courses today or on the day of the address, what is to be done, and every record."""
        flashes = [{"tone": "good", "text": str(DONE[done])}] if done in DONE else []
        return await training_page(actor, code, on, flashes)

    @post("/records/{record_id:uuid}/revoke", guards=[allows(Permission.TRAIN_SITES)])
    async def revoke(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], record_id: FromPath[UUID]
    ) -> Response[Any]:
        """Declare a record void."""
        typed = typed_values(await request.form(), ("reason",))
        try:
            await revoke_record(actor, record_id, read_as(RevocationIn, typed, BadRevocation).reason, now(), code)
        except (BadRevocation, RecordRevoked) as refusal:
            return await training_page(actor, code, "", [_told(refusal)], refusal.status)
        return Redirect(site_path(code, "training") + "?done=revoked", status_code=303)


def _told(refusal: ServicemarkError) -> dict[str, str]:
    named = getattr(refusal, "fields", {})
    return {"tone": "bad", "text": " ".join(map(str, named.values())) or refusal.text()}


async def training_page(actor: Actor, code: str, on: str, flashes: list[dict[str, str]], status: int = 200) -> Page:
    """The page of a site's training."""
    shop, at = await site(actor, code), now()
    day = day_of(on) or local_day(shop.time_zone, at)
    needs = await site_needs(actor, code, day)
    counted = [each for each in needs if each.due_on <= day]
    return page(
        "site_training.html",
        status=status,
        site=shop,
        share=share_text(sum(each.valid for each in counted), len(counted)),
        people=_people(needs),
        plan=_plan(lacking(needs), await next_sessions(actor, code, at)),
        records=[record_view(each, CERTIFICATES) for each in await site_records(actor, code, day)],
        may_revoke=actor.may(Permission.TRAIN_SITES),
        **day_context(on, day_of(on), site_path(code, "training")),
        path=site_path(code, "training"),
        claim_href=site_path(code, "training", "claim") if actor.role is Role.SITE_OPERATOR else "",
        flashes=flashes,
        tabs=site_tabs(actor, code, "training"),
        breadcrumbs=trail_to(shop, current(), _("Training")),
    )


def _people(needs: list[NeedOut]) -> list[dict[str, Any]]:
    """By person: the courses that they must pass."""
    courses: defaultdict[tuple[str, UUID], list[dict[str, Any]]] = defaultdict(list)
    for each in needs:
        courses[each.name, each.person].append(need_view(each))
    return [{"name": name, "role": lines[0]["role"], "courses": lines} for (name, _id), lines in courses.items()]


def _plan(gaps: list[NeedOut], sessions: list[NextSession]) -> list[dict[str, Any]]:
    """What is to be done about each gap: the next session with a free seat, or that there is none."""
    spoken = current()
    free: dict[str, NextSession] = {}
    for each in sessions:
        if each.free > 0:
            free.setdefault(each.course, each)
    return [
        need_view(gap)
        | {
            "session": {
                "href": f"/sessions/{found.id}/enrol",
                "when": spoken.moment(found.starts_at, ZoneInfo(found.time_zone)),
                "place": found.place,
                "free": found.free,
                "cost": spoken.money(found.cost, found.currency),
            }
            if (found := free.get(gap.course))
            else None
        }
        for gap in gaps
    ]
