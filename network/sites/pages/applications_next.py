"""The one thing that headquarters should do next with an application, and what else it may."""

from dataclasses import dataclass

from network.foundation.i18n import gettext as _
from network.sites.pages.sites import site_path
from network.sites.rules.applications import TAKING_EVIDENCE, ApplicationState, may_move
from network.sites.schemas.applications import ApplicationOut
from network.sites.schemas.assessments import Panel

_S = ApplicationState


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be done, in a sentence; `label` and `href` of the button, empty when there is only waiting."""

    text: str
    label: str = ""
    href: str = ""


def next_step(found: ApplicationOut, seats: Panel) -> Next:
    """For someone without the right over the region it says what is awaited, without a button."""
    step = _next(found, seats)
    return step if seats.may_choose else Next(step.text)


def _next(found: ApplicationOut, seats: Panel) -> Next:
    steps = f"/applications/{found.id}/steps"
    match ApplicationState(found.state):
        case _S.SUBMITTED:
            text = _("It waits to be looked at. Choose two people who assess it independently of each other.")
            return Next(text, _("Take into desk review"), f"{steps}/review")
        case _S.DESK_REVIEW | _S.SITE_VISIT:
            return _assessing(found, seats, steps)
        case _S.SCORED:
            text = _("The assessment is complete. A manager who has not assessed it decides.")
            return Next(text, _("Decide"), f"{steps}/decision")
        case _S.DECISION:
            text = _("It is approved. When the contract is signed, record it: the site comes to be.")
            return Next(text, _("Record the contract"), f"{steps}/contract")
        case _S.CONTRACTED:
            text = _("The site is being set up. Check it before it opens.")
            return Next(text, _("Record the opening check"), f"{steps}/opening")
        case _S.OPENING_CHECK:
            text = _("The site is open. Once it holds its first certificate, the application has come to its end.")
            return Next(text, _("Mark as certified"), f"{steps}/certificate")
        case _:
            return Next(_("The application has come to its end. There is nothing left to do."))


def _assessing(found: ApplicationOut, seats: Panel, steps: str) -> Next:
    if seats.next_place is not None:
        text = _("Somebody must still be asked to assess it.")
        return Next(text, _("Choose an assessor"), "#assessment-title")
    waiting = [seat.assessor for seat in seats.seats if seat.submitted_at is None]
    text = _("Waiting for the assessment of %(names)s.") % {"names": _(", ").join(waiting)}
    if found.state == _S.DESK_REVIEW:
        return Next(text, _("Start the site visit"), f"{steps}/visit")
    return Next(text)


def other_steps(found: ApplicationOut, seats: Panel) -> list[dict[str, str]]:
    """Quiet buttons beside the next step: `label`, `href`, `icon`."""
    if not seats.may_choose:
        return []
    others = []
    if found.state in TAKING_EVIDENCE:
        href = f"/applications/{found.id}/wants"
        others.append({"label": _("Ask for evidence"), "href": href, "icon": "message-report"})
    if found.site and found.state == _S.OPENING_CHECK:
        href = site_path(found.site, "certification")
        others.append({"label": _("Grant a certificate"), "href": href, "icon": "certificate"})
    if may_move(found.state, _S.REJECTED, by_applicant=False):
        href = f"/applications/{found.id}/steps/rejection"
        others.append({"label": _("Reject"), "href": href, "icon": "circle-x"})
    return others
