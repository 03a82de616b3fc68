"""What an applicant does: writes, submits and withdraws its own applications."""

import json
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.commands.printable import unprintable
from network.sites.errors.applications import (
    ApplicationIncomplete,
    BadApplication,
    NoCriteria,
    ReasonNeeded,
    StepNotPossible,
)
from network.sites.queries.applications import criteria_of, held_of, own_row
from network.sites.rules.applications import (
    STATE_LABELS,
    ApplicationState,
    application_number,
    may_move,
    missing_evidence,
    missing_fields,
)
from network.sites.schemas.applications import DETAILS, ApplicationIn
from network.web.versions import check_version

# The site that an application may become bears these on its certificates.
_PRINTED = {"operator_name", "operator_name_zh", "site_name", "site_name_zh", "city"}


async def create_application(actor: Actor, form: ApplicationIn, now: datetime) -> UUID:
    """A new draft; its id. BadApplication."""
    actor.require(Permission.APPLY)
    made, number = uuid4(), application_number(secrets.choice)
    async with transaction(actor):
        columns = await _columns(form)
        await execute(
            "insert into application (id, number, applicant, state, created_at, operator_name, operator_name_zh, "
            "site_name, site_name_zh, city, city_zh, region, details) "
            "values ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            made,
            number,
            actor.account,
            now,
            *columns.values(),
        )
        await trail.record(actor, "application.started", _subject(number), {})
    return made


async def change_application(actor: Actor, application_id: UUID, version: int | None, form: ApplicationIn) -> int:
    """Keep what the form of a draft holds now; its new version.

    ApplicationNotFound, PreconditionFailed, StepNotPossible when it is no draft any more, BadApplication.
    """
    actor.require(Permission.APPLY)
    async with transaction(actor):
        row = await _locked(actor, application_id)
        if row["state"] != ApplicationState.DRAFT:
            raise _not_possible(row)
        check_version(version, row["version"], form_of(row).model_dump())
        columns = await _columns(form)
        await execute(
            "update application set version = version + 1, operator_name = $2, operator_name_zh = $3, site_name = $4, "
            "site_name_zh = $5, city = $6, city_zh = $7, region = $8, details = $9 where id = $1",
            application_id,
            *columns.values(),
        )
        return int(row["version"]) + 1


async def submit_application(actor: Actor, application_id: UUID, version: int | None, now: datetime) -> None:
    """Hand the draft to headquarters, under the criteria that are published now.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, NoCriteria; ApplicationIncomplete names what is missing.
    """
    actor.require(Permission.APPLY)
    async with transaction(actor):
        row = await _locked(actor, application_id)
        _check_move(row, ApplicationState.SUBMITTED)
        check_version(version, row["version"], form_of(row).model_dump())
        criteria = await criteria_of(None)
        if criteria is None:
            raise NoCriteria()
        missing = missing_fields(await _asked(row))
        for each in missing_evidence(criteria.document, await held_of(application_id)):
            missing.setdefault(f"evidence-{each.criterion}", _("Hand in what is asked for here."))
        if missing:
            raise ApplicationIncomplete(missing)
        await execute(
            "update application set state = 'submitted', criteria_set = $2, submitted_at = $3, version = version + 1 "
            "where id = $1",
            application_id,
            criteria.id,
            now,
        )
        await keep_step(actor, row, ApplicationState.SUBMITTED, "", now, by_applicant=True)


async def withdraw_application(
    actor: Actor, application_id: UUID, version: int | None, reason: str, now: datetime
) -> None:
    """Take it back for good. ApplicationNotFound, PreconditionFailed, StepNotPossible, ReasonNeeded."""
    actor.require(Permission.APPLY)
    if not reason.strip():
        raise ReasonNeeded({"reason": _("Say in a few words why you withdraw it.")})
    async with transaction(actor):
        row = await _locked(actor, application_id)
        _check_move(row, ApplicationState.WITHDRAWN)
        check_version(version, row["version"], {"state": row["state"]})
        await keep_step(actor, row, ApplicationState.WITHDRAWN, reason, now, by_applicant=True)
        await execute("update application set state = 'withdrawn', version = version + 1 where id = $1", application_id)


async def keep_step(
    actor: Actor,
    row: Record,
    to: ApplicationState,
    reason: str,
    now: datetime,
    *,
    by_applicant: bool = False,
    reason_code: str = "",
) -> None:
    """Inside a transaction: the record of a step, which the applicant reads, and its event in the trail."""
    await execute(
        "insert into application_step (application, from_state, to_state, reason, reason_code, by_applicant, account, "
        "actor, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row["id"],
        row["state"],
        to.value,
        reason.strip(),
        reason_code,
        by_applicant,
        actor.account,
        actor.name,
        now,
    )
    facts = {"from": row["state"], "reason": reason.strip(), "reason_code": reason_code}
    told = {name: value for name, value in facts.items() if value}
    await trail.record(actor, f"application.{to}", _subject(row["number"]), told)


def form_of(row: Record) -> ApplicationIn:
    """What the form of an application holds, as it is kept."""
    named = ("operator_name", "operator_name_zh", "site_name", "site_name_zh", "city")
    columns = {name: row[name] for name in named}
    return ApplicationIn(**columns, region=row["region"] or "", **json.loads(row["details"]))


async def _locked(actor: Actor, application_id: UUID) -> Record:
    """One of the applicant's own, which nobody else changes until the transaction ends. ApplicationNotFound."""
    row = await own_row(actor, application_id)
    # What has ended is closed to changes by row security already, so there is nothing to lock.
    await fetch_value("select id from application where id = $1 for update", application_id)
    return await own_row(actor, row["id"])


def _check_move(row: Record, to: ApplicationState) -> None:
    if not may_move(row["state"], to, by_applicant=True):
        raise _not_possible(row)


def _not_possible(row: Record) -> StepNotPossible:
    return StepNotPossible(state=STATE_LABELS[row["state"]])


async def _asked(row: Record) -> dict[str, Any]:
    """The fields that completeness is judged by. Without any certificate type there is none to choose."""
    values = form_of(row).model_dump()
    if not values["wanted"] and not await fetch_value("select exists (select from certificate_type where active)"):
        values["wanted"] = ["–"]
    return values


async def _columns(form: ApplicationIn) -> dict[str, Any]:
    """The columns of a form, in the order of the statements above: places looked up, the rest as `details`."""
    wrong: dict[str, Text] = {**unprintable(form.model_dump(include=_PRINTED))}
    city = await fetch_row("select name, name_zh, region from city where $1 in (name, name_zh)", form.city)
    region = city["region"] if city else None
    if form.region:
        region = await fetch_value("select id from region where path = $1", form.region)
        if region is None:
            wrong["region"] = _("There is no such region. Choose one of the list.")
    offered = await fetch("select code from certificate_type where active and code = any($1)", form.wanted)
    if set(form.wanted) - {row["code"] for row in offered}:
        wrong["wanted"] = _("One of these is not offered any more. Choose again.")
    if wrong:
        raise BadApplication(wrong)
    return {
        "operator_name": form.operator_name,
        "operator_name_zh": form.operator_name_zh,
        "site_name": form.site_name,
        "site_name_zh": form.site_name_zh,
        "city": city["name"] if city else form.city,
        "city_zh": city["name_zh"] if city else "",
        "region": region,
        "details": json.dumps(form.model_dump(include=set(DETAILS))),
    }


def _subject(number: str) -> str:
    return f"application:{number}"
