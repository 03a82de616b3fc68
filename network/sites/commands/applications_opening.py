"""From the decision to the certificate: the contract makes a site of an application, the opening check opens it."""

import json
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import asyncpg

from network.foundation.access import Actor
from network.foundation.database import Record, execute, fetch_value, transaction, widen_scope
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.commands.applications_steps import locked, move
from network.sites.errors.applications import (
    BadApplication,
    NoCertificateYet,
    OpenedInFuture,
    OpeningCheckFailed,
    SiteCodeTaken,
)
from network.sites.rules.applications import ApplicationState, missing_opening_items
from network.sites.rules.sites import SiteKind, SiteStatus
from network.sites.schemas.applications import ContractIn, OpeningIn

_S = ApplicationState


async def sign_contract(
    actor: Actor, application_id: UUID, version: int | None, given: ContractIn, now: datetime
) -> None:
    """The contract is signed: the operator and its site come to be, listed but not open yet, in the same region.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, BadApplication for an unknown time zone, SiteCodeTaken.
    """
    _check_zone(given.time_zone)
    try:
        async with transaction(actor):
            row = await locked(actor, application_id, version, _S.CONTRACTED)
            site = await _make_site(actor, row, given)
            await execute("update application set site = $2 where id = $1", application_id, site)
            await move(actor, row, _S.CONTRACTED, given.reason, now)
    except asyncpg.UniqueViolationError as error:
        raise SiteCodeTaken(code=given.code) from error


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadApplication({"time_zone": _("There is no such time zone. Write it as Asia/Shanghai.")}) from error


async def _make_site(actor: Actor, row: Record, given: ContractIn) -> int:
    """The id of the new site, which is in the scope of the transaction from then on."""
    operator = row["operator_name"] or row["operator_name_zh"]
    details = json.loads(row["details"])
    # Row security hides the new row from RETURNING until the scope holds it.
    site: int = await fetch_value("select nextval('site_id_seq')")
    await execute(
        "insert into site (id, code, name, name_zh, kind, city, city_zh, city_tier, region, operator, time_zone, "
        "address, address_zh, phone, status) "
        "select $1, $2, $3, $4, $5, $6, $7, (select tier from city where name = $15), $8, operator_named($9, $10), "
        "$11, $12, $12, $13, $14",
        site,
        given.code,
        row["site_name"] or row["site_name_zh"],
        row["site_name_zh"] or row["site_name"],
        SiteKind.FRANCHISED.value,
        row["city"],
        row["city_zh"] or row["city"],
        row["region_id"],
        operator,
        row["operator_name_zh"] or operator,
        given.time_zone,
        details["address"],
        details["phone"],
        SiteStatus.LISTED.value,
        row["city"],
    )
    await widen_scope(site)
    facts = {"application": row["number"], "operator": operator, "status": SiteStatus.LISTED}
    await trail.record(actor, "site.listed", f"site:{given.code}", facts, site=site)
    return site


async def pass_opening_check(
    actor: Actor, application_id: UUID, version: int | None, given: OpeningIn, now: datetime
) -> None:
    """All is in place: the site is active from the day it opened.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, OpenedInFuture; OpeningCheckFailed names what is missing.
    """
    if missing := missing_opening_items(given.met):
        raise OpeningCheckFailed({f"met-{item}": _("This must be in place before the site opens.") for item in missing})
    async with transaction(actor):
        row = await locked(actor, application_id, version, _S.OPENING_CHECK)
        zone = await fetch_value("select time_zone from site where id = $1", row["site"])
        if given.opened_on > now.astimezone(ZoneInfo(zone)).date():
            raise OpenedInFuture({"opened_on": _("Enter today or an earlier day.")})
        await _open_site(actor, row, given)
        await move(actor, row, _S.OPENING_CHECK, given.reason, now)


async def _open_site(actor: Actor, row: Record, given: OpeningIn) -> None:
    await execute("select set_config('app.effective_on', $1, true)", given.opened_on.isoformat())
    code = await fetch_value(
        "update site set status = 'active', opened_on = $2, version = version + 1 where id = $1 returning code",
        row["site"],
        given.opened_on,
    )
    facts = {
        "application": row["number"],
        "before": {"status": SiteStatus.LISTED, "opened_on": None},
        "after": {"status": SiteStatus.ACTIVE, "opened_on": given.opened_on},
    }
    await trail.record(actor, "site.changed", f"site:{code}", facts, site=row["site"])


async def finish_application(actor: Actor, application_id: UUID, version: int | None, now: datetime) -> None:
    """The site holds its first certificate.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, NoCertificateYet.
    """
    async with transaction(actor):
        row = await locked(actor, application_id, version, _S.CERTIFIED)
        if not await fetch_value(_HOLDS_CERTIFICATE, row["site"], now.date()):
            raise NoCertificateYet()
        await move(actor, row, _S.CERTIFIED, "", now)


_HOLDS_CERTIFICATE = """
select exists (
    select from certificate held join certification thread on thread.id = held.certification
    where held.site = $1 and thread.state in ('provisional', 'certified', 'conditional')
      and held.valid_to >= $2 and (held.ended_on is null or held.ended_on > $2))
"""
