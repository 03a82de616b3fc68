"""Changing the certification of a site: at once, or as a proposal where two people must agree."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor
from network.foundation.database import execute, transaction
from network.foundation.trail.record import NETWORK, record
from network.sites.errors.certification import CertificateOverlaps
from network.sites.queries.certification_threads import Place, place_of, thread_id, thread_of
from network.sites.rules.certificate_numbers import new_number
from network.sites.rules.certification import OF_TWO_PEOPLE, Change, Standing, Status, right_for
from network.sites.rules.certification_plan import Issue, Plan, plan
from network.sites.schemas.certification import Attachment, ChangeIn


async def change_certification(
    actor: Actor, site: str, change: ChangeIn, moment: datetime, evidence: Sequence[Attachment] = ()
) -> UUID:
    """Change the certification of a site for a type; the id of the change.

    A suspension or withdrawal is only proposed: it takes effect when another person confirms it
    (`certification_proposals.confirm`). SiteNotFound, CertificateTypeNotFound, CertificateOverlaps, those of `plan`.
    """
    actor.require(right_for(change.change))
    async with transaction(actor):
        return await propose_change(actor, site, change, moment, evidence)


async def propose_change(
    actor: Actor, site: str, change: ChangeIn, moment: datetime, evidence: Sequence[Attachment] = ()
) -> UUID:
    """As `change_certification`, inside the transaction of whoever has decided on it."""
    place = await place_of(site, change.type)
    actor.require_right(right_for(change.change), place.region)
    if change.change is Change.GRANTED:
        await _open_thread(place)
    certification = await thread_id(place, lock=True)
    thread = await thread_of(place, certification)
    planned = plan(thread, change.wanted(moment.date()), moment.date())
    made = await _record(actor, place, certification, change, planned, moment)
    await _keep_evidence(place, made, evidence)
    return made


async def _open_thread(place: Place) -> None:
    await execute(
        "insert into certification (id, site, type, state) values (gen_random_uuid(), $1, $2, 'provisional') "
        "on conflict do nothing",
        place.site,
        place.type_id,
    )


async def _record(
    actor: Actor, place: Place, certification: UUID | None, change: ChangeIn, planned: Plan, moment: datetime
) -> UUID:
    """The change itself, the certificate that it issues, the standing that follows, and the event in the trail."""
    proposed = change.change in OF_TWO_PEOPLE
    certificate = None if planned.issue is None else await _issue(place, certification, planned.issue)
    effective_on = change.effective_on or moment.date()
    decided = (None, "", None) if proposed else (actor.account, actor.name, moment)
    made = uuid4()
    await execute(
        "insert into certification_change (id, certification, site, change, status, reason, effective_on, conditions, "
        "certificate, proposed_by, proposer, proposed_at, decided_by, decider, decided_at, decision_reason) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '')",
        made,
        certification,
        place.site,
        change.change.value,
        (Status.PROPOSED if proposed else Status.EFFECTIVE).value,
        change.reason,
        effective_on,
        json.dumps([condition.model_dump(mode="json") for condition in change.conditions], ensure_ascii=False),
        certificate and certificate[0],
        actor.account,
        actor.name,
        moment,
        *decided,
    )
    facts = change_facts(planned.before, planned.after, change.reason, effective_on) | {
        "change": change.change,
        "conditions": [condition.model_dump() for condition in change.conditions],
        "certificate": certificate and certificate[1],
        **({"valid_from": planned.issue.valid_from, "valid_to": planned.issue.valid_to} if planned.issue else {}),
    }
    if proposed:
        await record_privately(actor, "proposed", place, facts)
        return made
    await set_state(certification, planned.beneath)
    await record(actor, f"certification.{change.change.value}", subject_of(place), facts, site=place.site)
    return made


async def _issue(place: Place, certification: UUID | None, issue: Issue) -> tuple[UUID, str]:
    """Id and number of a new certificate; CertificateOverlaps."""
    made, number = uuid4(), new_number()
    try:
        await execute(
            "insert into certificate (id, certification, site, type, number, valid_from, valid_to, provisional_to) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
            made,
            certification,
            place.site,
            place.type_id,
            number,
            issue.valid_from,
            issue.valid_to,
            issue.provisional_to,
        )
    except asyncpg.ExclusionViolationError as error:
        raise CertificateOverlaps() from error
    return made, number


async def _keep_evidence(place: Place, change: UUID, evidence: Sequence[Attachment]) -> None:
    for each in evidence:
        file = each.evidence
        await execute(
            "insert into certification_evidence (id, change, site, file_name, file_sha256, file_kind, file_type, "
            "file_size, thumbnail_sha256) values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)",
            change,
            place.site,
            each.name,
            file.sha256,
            file.kind.value,
            file.media_type,
            file.size,
            file.thumbnail,
        )


async def set_state(certification: UUID | None, standing: Standing) -> None:
    """Inside a transaction that has locked it: the standing after the last effective change."""
    await execute(
        "update certification set state = $2, version = version + 1 where id = $1", certification, standing.value
    )


def subject_of(place: Place) -> str:
    return f"certification:{place.type.code}"


def change_facts(before: Standing, after: Standing, reason: str, effective_on: date) -> dict[str, Any]:
    """What the trail keeps of any change."""
    return {
        "before": {"standing": before},
        "after": {"standing": after},
        "reason": reason,
        "effective_on": effective_on,
    }


async def record_privately(actor: Actor, verb: str, place: Place, facts: dict[str, Any]) -> None:
    """In the network's chain: the site may read its own, and a proposal is not its business before it is confirmed."""
    subject = f"certification:{place.code}:{place.type.code}"
    await record(actor, f"certification.{verb}", subject, {**facts, "site": place.code}, site=NETWORK)
