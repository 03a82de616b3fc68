"""The page of a complaint with its forms, and the form of a new one: each field has a name of its own."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.feedback.errors.complaints import ComplaintWrong
from network.feedback.pages.complaint_words import (
    PATH,
    complaint_path,
    complaint_view,
    problem_options,
    step_entry,
)
from network.feedback.queries.complaints import complaint
from network.feedback.rules.complaints import (
    CHANNEL_LABELS,
    OWED,
    RESPONSIBLE_LABELS,
    SEVERITY_LABELS,
    ComplaintState,
)
from network.feedback.schemas.complaints import ComplaintOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import HEADQUARTERS, now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.web.forms import summary, wrong_fields
from network.web.templating import Page, page

ENTRY = (
    *("channel", "received_at", "site", "order_no", "product", "problem", "severity", "customer_name"),
    *("customer_phone", "words"),
)
LOCATION = ("site", "order_no")
SIDE = ("statement",)
WAIT = ("wait_note",)
ANSWER = ("answer", "answered_at")
DECISION = ("substantiated", "responsible", "reason", "resolution", "finding")
CARE = ("satisfied", "care_note")

DONE: Mapping[str, Text] = MappingProxyType(
    {
        "entered": lazy("The complaint is entered; its site has been told."),
        "located": lazy("The site is known and has been told. Its clock runs from now on."),
        "acknowledged": lazy("The complaint is acknowledged."),
        "stated": lazy("Headquarters reads your side before it decides."),
        "waits": lazy("The clock of the answer stands until the customer is reached."),
        "went_on": lazy("The clock of the answer runs again."),
        "answered": lazy("The answer is kept. It cannot be changed."),
        "decided": lazy("The complaint is decided; the site has been told."),
        "cared": lazy("The call is kept."),
    }
)
_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


def given_moment(typed: str, field: str, zone: ZoneInfo = HEADQUARTERS) -> datetime | None:
    """What was typed into a field of date and time, on the clock of `zone`; None for nothing. ComplaintWrong."""
    if not typed.strip():
        return None
    for form in _FORMATS:
        try:
            return datetime.strptime(typed.strip(), form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise ComplaintWrong({field: lazy("Write it as 2026-01-31 14:05.")})


def entry_page(typed: Mapping[str, str], refusal: ServicemarkError | None = None) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "complaint_new.html",
        status=422 if wrong else 200,
        action=f"{PATH}/new",
        back=PATH,
        channels=[{"value": str(key), "label": str(label)} for key, label in CHANNEL_LABELS.items()],
        severities=[{"value": str(key), "label": str(label)} for key, label in SEVERITY_LABELS.items()],
        problems=[{"value": "", "label": _("Choose one")}, *problem_options()],
        zone=HEADQUARTERS.key,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Complaints"), "href": PATH}, {"label": _("Enter a complaint"), "href": ""}],
    )


async def complaint_page(
    actor: Actor,
    complaint_id: UUID,
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
    names: Mapping[str, str] | None = None,
    done: str = "",
) -> Page:
    """The page; again with what was typed and what is wrong with it. `names`: field of the command -> of the form."""
    found, language = await complaint(actor, complaint_id, now()), current()
    wrong = {(names or {}).get(name, name): text for name, text in wrong_fields(refusal).items()}
    if "" in wrong:
        wrong = {"site": wrong[""]}
    zone = ZoneInfo(found.time_zone)
    return page(
        "complaint.html",
        status=refusal.status if refusal else 200,
        complaint=complaint_view(found, language),
        path=complaint_path(complaint_id),
        overcharge=found.overcharge,
        finding_href=f"/sites/{found.site}/findings/{found.finding}" if found.finding else "",
        **_offers(actor, found),
        responsibles=[{"value": str(key), "label": str(label)} for key, label in RESPONSIBLE_LABELS.items()],
        grades=[
            {"value": "", "label": _("No finding")},
            *({"value": str(key), "label": str(label)} for key, label in SEVERITY_LABELS.items()),
        ],
        zone=found.time_zone,
        timeline=[step_entry(each, language, zone) for each in found.steps],
        typed=dict.fromkeys((*LOCATION, *SIDE, *WAIT, *ANSWER, *DECISION, *CARE), "") | dict(typed or {}),
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[{"label": _("Complaints"), "href": PATH}, {"label": found.complaint_no, "href": ""}],
    )


def _offers(actor: Actor, found: ComplaintOut) -> dict[str, Any]:
    """Which forms there are: what this reader may do now."""
    answers = actor.may(Permission.ANSWER_COMPLAINTS)
    handles = actor.may(Permission.HANDLE_COMPLAINTS)
    owed, located = found.state in OWED, bool(found.site)
    decided = found.decided_at is not None
    return {
        "may_acknowledge": (answers or handles) and found.state is ComplaintState.RECEIVED,
        "may_state": answers and not decided,
        "may_answer": (answers or handles) and owed and located,
        "may_wait": (answers or handles) and owed and located and not found.waits,
        "may_go_on": (answers or handles) and found.waits,
        "may_locate": handles and owed and not decided,
        "may_decide": handles and located and not decided and not found.mine,
        "is_mine": handles and located and not decided and found.mine,
        "may_call": handles and found.care_on is not None,
        "closes": decided,
    }
