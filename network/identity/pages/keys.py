"""Pages: the API keys of a site."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.identity.commands.keys import make_key, revoke_key
from network.identity.errors.keys import BadKeyRequest, ClosedSite
from network.identity.pages.wording import faults, flashes
from network.identity.queries.keys import list_keys
from network.identity.rules.keys import LONGEST_VALIDITY, STATE_LABELS, USUAL_VALIDITY, VERBS
from network.identity.schemas.keys import KeyIn, KeyOut
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of


class KeyPages(Controller):
    path = "/sites/{code:str}/keys"
    guards = [allows(Permission.MANAGE_KEYS)]

    @get()
    async def keys(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = ""
    ) -> Page:
        said = {"revoked": _("The key is revoked: its next request is refused.")}
        return await _keys_page(request, actor, code, flashes=flashes(done, said))

    @post()
    async def make(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        form = await request.form()
        typed: dict[str, Any] = typed_values(form, ("name", "last_day"))
        typed["verbs"] = [str(verb) for verb in form.getall("verbs", [])]
        try:
            made = await make_key(actor, code, read_as(KeyIn, typed, BadKeyRequest))
        except (BadKeyRequest, ClosedSite) as refusal:
            return await _keys_page(request, actor, code, refusal.status, typed, **faults(refusal))
        # The answer itself and no redirect: the key is shown once.
        shop, language = await site(actor, code), visit_of(request).language
        return page(
            "key_made.html",
            key=made.key,
            name=typed["name"],
            back=site_path(code, "keys"),
            site=shop,
            tabs=site_tabs(actor, code, "keys"),
            breadcrumbs=trail_to(shop, language, _("API keys")),
        )

    @post("/{key_id:uuid}/revoke")
    async def revoke(self, actor: NamedDependency[Actor], code: FromPath[str], key_id: FromPath[UUID]) -> Response[Any]:
        await revoke_key(actor, code, key_id)
        return Redirect(site_path(code, "keys") + "?done=revoked", status_code=303)


async def _keys_page(
    request: HouseRequest, actor: Actor, code: str, status: int = 200, typed: dict[str, Any] | None = None, **more: Any
) -> Page:
    shop, language = await site(actor, code), visit_of(request).language
    zone = ZoneInfo(shop.time_zone)
    today = now().astimezone(zone).date()
    found = await list_keys(actor, code)
    return page(
        "keys.html",
        status=status,
        site=shop,
        name=shop.name_in(language.code),
        address=site_path(code, "keys"),
        lines=[_line(key, language, zone) for key in found.keys],
        verbs=[{"value": verb.value, "label": str(label)} for verb, label in VERBS.items()],
        typed=typed or {"name": "", "verbs": [], "last_day": (today + USUAL_VALIDITY).isoformat()},
        first_day=today.isoformat(),
        last_day=(today + LONGEST_VALIDITY).isoformat(),
        tabs=site_tabs(actor, code, "keys"),
        breadcrumbs=trail_to(shop, language, _("API keys")),
        **more,
    )


def _line(key: KeyOut, language: Language, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "name": key.name,
        "prefix": f"{key.prefix}…",
        "verbs": [str(VERBS[verb]) for verb in key.verbs],
        "creator": key.creator,
        "until": language.date(key.expires_at.astimezone(zone).date() - timedelta(days=1)),
        "used": language.moment(key.last_used_at, zone) if key.last_used_at else "",
        "state": key.state.value,
        "state_label": str(STATE_LABELS[key.state]),
        "revocable": key.revoked_at is None,
    }
