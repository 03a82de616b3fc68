"""What happened to complaints and cases, kept beside each write."""

from datetime import datetime
from uuid import UUID, uuid4

from network.feedback.rules.complaints import Step
from network.feedback.rules.overcharges import CaseStep
from network.foundation.access import Actor
from network.foundation.database import execute


def side_of(actor: Actor) -> str:
    return "site" if actor.database_role == "servicemark_site" else "hq"


async def add_step(actor: Actor, complaint: UUID, site: int | None, what: Step, note: str, at: datetime) -> None:
    await execute(
        "insert into complaint_step (id, complaint, site, what, note, side, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(uuid4(), complaint, site, what, note, side_of(actor), actor.account, actor.name, at),
    )


async def add_case_step(actor: Actor, case: UUID, site: int, what: CaseStep, note: str, at: datetime) -> None:
    await execute(
        "insert into overcharge_step (id, overcharge, site, what, note, side, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(uuid4(), case, site, what, note, side_of(actor), actor.account, actor.name, at),
    )
