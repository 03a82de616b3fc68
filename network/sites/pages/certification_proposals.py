"""A proposed suspension or withdrawal, for the second person: what is asked, the evidence beside it, the decision."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.commands.certification_proposals import confirm, refuse, retract
from network.sites.errors.certification import BadChange, ChangeNotFound
from network.sites.pages.certification_words import DECISIONS, badge, change_view
from network.sites.pages.sites import site_path, trail_to
from network.sites.queries.certification import certifications
from network.sites.queries.certification_threads import proposer_of, rights_over
from network.sites.queries.sites import site as read_site
from network.sites.rules.certification import CHANGE_LABELS, Status
from network.sites.schemas.certification import CertificationOut, ChangeOut, DecisionIn
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

Decide = Callable[[Actor, UUID, DecisionIn, datetime], Awaitable[None]]


class CertificationProposalPages(Controller):
    path = "/sites/{code:str}/certification/proposals/{change_id:uuid}"
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get()
    async def proposal(self, actor: NamedDependency[Actor], code: FromPath[str], change_id: FromPath[UUID]) -> Page:
        """What is proposed and why; for whoever may decide, the decision; for the proposer, taking it back."""
        return await _shown(actor, code, change_id)

    @post("/confirm", guards=[allows(Permission.PROPOSE_CANCELLATION)])
    async def confirm(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], change_id: FromPath[UUID]
    ) -> Response[Any]:
        return await _decided(request, actor, code, change_id, confirm)

    @post("/refuse", guards=[allows(Permission.PROPOSE_CANCELLATION)])
    async def refuse(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], change_id: FromPath[UUID]
    ) -> Response[Any]:
        return await _decided(request, actor, code, change_id, refuse)

    @post("/retract")
    async def retract(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], change_id: FromPath[UUID]
    ) -> Response[Any]:
        return await _decided(request, actor, code, change_id, retract)


async def _decided(request: HouseRequest, actor: Actor, code: str, change_id: UUID, decide: Decide) -> Response[Any]:
    """Back to the site's certification when it was done; the page again with the reason when it was not."""
    typed = typed_values(await request.form(), ("reason",))
    await _found(actor, code, change_id)
    try:
        await decide(actor, change_id, read_as(DecisionIn, typed, BadChange), now())
    except (Forbidden, NotFound):
        raise
    except ServicemarkError as refusal:
        return await _shown(actor, code, change_id, typed["reason"], refusal)
    return Redirect(site_path(code, "certification"), status_code=303)


async def _found(actor: Actor, code: str, change_id: UUID) -> tuple[CertificationOut, ChangeOut]:
    """The change and its thread, of this site. SiteNotFound, ChangeNotFound."""
    found = await certifications(actor, code, now().date())
    for thread in found.certifications:
        for change in thread.changes:
            if change.id == change_id and change.change in DECISIONS:
                return thread, change
    raise ChangeNotFound()


async def _shown(
    actor: Actor, code: str, change_id: UUID, reason: str = "", refusal: ServicemarkError | None = None
) -> Page:
    site = await read_site(actor, code)
    thread, change = await _found(actor, code, change_id)
    own = actor.account is not None and await proposer_of(actor, change_id) == actor.account
    waits = change.status is Status.PROPOSED
    wrong = wrong_fields(refusal)
    here = site_path(code, "certification", "proposals", str(change_id))
    return page(
        "certification_proposal.html",
        status=refusal.status if refusal else 200,
        what=str(CHANGE_LABELS[change.change]),
        title=_titles(change),
        consequence=str(DECISIONS[change.change]),
        site_name=site.name_in(current().code),
        code=code,
        type_title=thread.type.title_in(current().code),
        now=badge(thread.standing),
        change=change_view(change),
        history=[change_view(each) for each in thread.changes if each.id != change_id],
        may_decide=waits and not own and change.change in await rights_over(actor, code),
        own=waits and own,
        waits=waits,
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        here=here,
        back=site_path(code, "certification"),
        breadcrumbs=trail_to(site, current(), _("Certification"), "certification", _titles(change)),
    )


def _titles(change: ChangeOut) -> str:
    return _("Proposed suspension") if change.change.value == "suspended" else _("Proposed withdrawal")
