"""Any step of headquarters, as pages and programs take it."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor
from network.sites.commands.applications_opening import finish_application, pass_opening_check, sign_contract
from network.sites.commands.applications_steps import approve, reject, start_site_visit, take_into_review
from network.sites.schemas.applications import (
    ApprovalIn,
    ContractIn,
    FinishIn,
    OpeningIn,
    RejectionIn,
    ReviewIn,
    StepIn,
    VisitIn,
)


async def take_step(actor: Actor, application_id: UUID, version: int | None, step: StepIn, now: datetime) -> None:
    """The step that these are the particulars of; refused as its command says."""
    match step:
        case ReviewIn():
            await take_into_review(actor, application_id, version, step, now)
        case VisitIn():
            await start_site_visit(actor, application_id, version, step, now)
        case ApprovalIn():
            await approve(actor, application_id, version, step, now)
        case RejectionIn():
            await reject(actor, application_id, version, step, now)
        case ContractIn():
            await sign_contract(actor, application_id, version, step, now)
        case OpeningIn():
            await pass_opening_check(actor, application_id, version, step, now)
        case FinishIn():
            await finish_application(actor, application_id, version, now)
