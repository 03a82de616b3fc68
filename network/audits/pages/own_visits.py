"""Pages: how the review of an auditor's own visits stands, and what headquarters asks. No score is told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.answering import answer_headquarters
from network.audits.errors.reviews import ReviewWrong, TalkClosed
from network.audits.pages.visit_words import state_tag
from network.audits.queries.visit import own_visit, own_visits
from network.audits.schemas.visits import OwnVisitOut, ReplyIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

PATH = "/my-visits/filings"


class OwnVisitPages(Controller):
    path = PATH
    guards = [allows(Permission.MAKE_VISITS)]

    @get()
    async def visits(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        spoken = visit_of(request).language
        return page(
            "own_visits.html",
            visits=[_view(each, spoken) for each in await own_visits(actor)],
            breadcrumbs=[{"label": _("My visits"), "href": "/my-visits"}, {"label": _("Filed visits"), "href": ""}],
        )

    @get("/{filing_id:uuid}")
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        return await _page(request, actor, filing_id, done=done)

    @post("/{filing_id:uuid}")
    async def answer(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("body",))
        try:
            await answer_headquarters(actor, filing_id, read_as(ReplyIn, typed, ReviewWrong), now())
        except (ReviewWrong, TalkClosed) as refusal:
            return await _page(request, actor, filing_id, typed["body"], wrong_fields(refusal), refusal.status)
        return Redirect(f"{PATH}/{filing_id}?done=answered", status_code=303)


async def _page(
    request: HouseRequest,
    actor: Actor,
    filing_id: UUID,
    body: str = "",
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Page:
    found, spoken = await own_visit(actor, filing_id), visit_of(request).language
    flash = {"tone": "good", "text": _("Your answer was sent to headquarters.")}
    return page(
        "own_visit.html",
        status=status,
        visit=_view(found, spoken),
        reason=found.reason,
        may_answer=found.may_answer,
        messages=[
            {
                "body": each.body,
                "who": _("You") if each.from_auditor else _("Headquarters"),
                "at": spoken.moment(each.at),
            }
            for each in found.messages
        ],
        body=body,
        wrong=wrong or {},
        errors=summary(wrong or {}),
        flashes=[flash] if done == "answered" else [],
        breadcrumbs=[
            {"label": _("My visits"), "href": "/my-visits"},
            {"label": _("Filed visits"), "href": PATH},
            {"label": found.site, "href": ""},
        ],
    )


def _view(visit: OwnVisitOut, spoken: Language) -> dict[str, Any]:
    return {
        "href": f"{PATH}/{visit.id}",
        "site": visit.site,
        "state": state_tag(visit.state),
        "late": visit.late,
        "visited_at": spoken.moment(visit.visited_at),
        "received_at": spoken.moment(visit.received_at),
    }
