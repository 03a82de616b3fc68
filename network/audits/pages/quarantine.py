"""Pages: deciding on a visit in quarantine."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.quarantine import reject_filing, release_filing
from network.audits.errors.quarantine import AnotherCounts, BadDecision, QuarantineDecided
from network.audits.pages.signal_words import signal_words, span_words
from network.audits.queries.quarantine import quarantined_filing
from network.audits.rules.assignments import ASSIGNMENT_LABELS, FILING_LABELS, FilingState
from network.audits.rules.checklists import KIND_LABELS
from network.audits.rules.filings import DOUBT_LABELS
from network.audits.schemas.quarantine import DecisionIn, QuarantineOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Language, lazy
from network.foundation.i18n import gettext as _
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

DONE = {
    "released": lazy("The visit waits for its review now."),
    "rejected": lazy("The visit has been rejected. It stays readable."),
}
TONES = {
    FilingState.QUARANTINED: ("warn", "hourglass"),
    FilingState.REJECTED: ("bad", "circle-x"),
    FilingState.VOIDED: ("bad", "circle-x"),
}
REFUSALS = (BadDecision, AnotherCounts, QuarantineDecided)


class QuarantinePages(Controller):
    path = "/visits/{filing_id:uuid}/quarantine"
    guards = [allows(Permission.REVIEW_VISITS)]

    @get()
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        return await _page(request, actor, filing_id, done=done)

    @post("/release")
    async def release(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("release_reason",))
        try:
            await release_filing(actor, filing_id, _decision(typed["release_reason"]), now())
        except REFUSALS as refusal:
            return await _page(request, actor, filing_id, "release_reason", typed, refusal)
        return Redirect(f"/visits/{filing_id}/quarantine?done=released", status_code=303)

    @post("/reject")
    async def reject(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reject_reason",))
        try:
            await reject_filing(actor, filing_id, _decision(typed["reject_reason"]), now())
        except REFUSALS as refusal:
            return await _page(request, actor, filing_id, "reject_reason", typed, refusal)
        return Redirect(f"/visits/{filing_id}/quarantine?done=rejected", status_code=303)


def _decision(reason: str) -> DecisionIn:
    """Raises BadDecision."""
    return read_as(DecisionIn, {"reason": reason}, BadDecision)


async def _page(
    request: HouseRequest,
    actor: Actor,
    filing_id: UUID,
    field: str = "",
    typed: dict[str, str] | None = None,
    refusal: ServicemarkError | None = None,
    done: str = "",
) -> Page:
    """`field`: which of the two reasons was sent."""
    found, spoken = await quarantined_filing(actor, filing_id), visit_of(request).language
    wrong = {field if name else "": text for name, text in wrong_fields(refusal).items()}
    tone, symbol = TONES.get(FilingState(found.state), ("good", "circle-check"))
    return page(
        "visit_quarantine.html",
        status=refusal.status if refusal else 200,
        name=found.name_in(spoken.code),
        state={"label": str(FILING_LABELS[found.state]), "tone": tone, "icon": symbol},
        waiting=found.state == FilingState.QUARANTINED,
        doubts=[str(DOUBT_LABELS[doubt]) for doubt in found.doubts],
        signals=_signals(found, spoken),
        facts=_facts(found, spoken),
        decided=_decided(found, spoken),
        others=[
            {
                "text": _("%(state)s, received %(at)s")
                % {"state": FILING_LABELS[other.state], "at": spoken.moment(other.received_at)},
                "href": f"/visits/{other.filing}",
            }
            for other in found.others
        ],
        here=f"/visits/{filing_id}/quarantine",
        visit_href=f"/visits/{filing_id}",
        typed=typed or {},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[
            {"label": _("Visits"), "href": "/visits"},
            {"label": found.name_in(spoken.code), "href": f"/visits/{filing_id}"},
            {"label": _("Quarantine"), "href": ""},
        ],
    )


def _facts(found: QuarantineOut, spoken: Language) -> list[dict[str, str]]:
    """When and by whom; times by the site's clock."""
    zone = ZoneInfo(found.time_zone)
    state = str(ASSIGNMENT_LABELS[found.assignment_state])
    answer = found.assignment_answer
    values = {
        _("Kind of visit"): str(KIND_LABELS[found.kind]),
        _("Auditor"): found.auditor,
        _("Visited"): spoken.moment(found.visited_at, zone),
        _("Time at the site"): span_words(round((found.left_at - found.visited_at).total_seconds()), spoken),
        _("When it was received"): spoken.moment(found.received_at, zone),
        _("Planned from"): spoken.moment(found.window_from, zone),
        _("Planned until"): spoken.moment(found.window_to, zone),
        _("Assignment"): _("%(state)s: %(reason)s") % {"state": state, "reason": answer} if answer else state,
        _("Clock of the tablet off by"): span_words(found.skew_seconds, spoken),
        _("Photos"): spoken.decimal(found.photos),
    }
    return [{"label": label, "value": value} for label, value in values.items()]


def _signals(found: QuarantineOut, spoken: Language) -> list[str]:
    zone = ZoneInfo(found.time_zone)
    of_photos = [
        _("Photo %(place)s of “%(question)s”: %(signals)s")
        % {
            "place": spoken.decimal(photo.place),
            "question": photo.label.get(spoken.code) or photo.question,
            "signals": "; ".join(signal_words(each, spoken, zone) for each in photo.signals),
        }
        for photo in found.photo_signals
    ]
    return [*(signal_words(each, spoken, zone) for each in found.signals), *of_photos]


def _decided(found: QuarantineOut, spoken: Language) -> dict[str, str] | None:
    if found.decider is None or found.decided_at is None:
        return None
    said = _("%(at)s by %(who)s") % {"at": spoken.moment(found.decided_at), "who": found.decider}
    return {"said": said, "reason": found.decision_reason or ""}
