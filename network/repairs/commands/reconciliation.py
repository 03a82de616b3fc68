"""Correcting a figure of a month, by either side. The report stays as it was said; the newest correction holds."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.errors import Forbidden
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.foundation.trail import record as trail
from network.repairs.errors.reconciliation import BadCorrection, NothingToReconcile
from network.repairs.rules.reconciliation import SOURCES, Side
from network.repairs.rules.reports import IN_FORCE
from network.repairs.schemas.reconciliation import CorrectionIn
from network.sites.queries.sites import site_row

_IN_FORCE = "select exists (select from monthly_report where site = $1 and month = $2 and state = any ($3))"
_KEEP = """
insert into report_correction (id, site, month, figure, side, value, reason, corrected_by, corrector, corrected_at)
values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


def side_of(actor: Actor) -> Side | None:
    """Whose figures this actor may correct; None for somebody who only reads."""
    if actor.may(Permission.FILE_REPORTS):
        return Side.SITE
    return Side.HQ if actor.may(Permission.DECIDE_REPORTS) else None


async def correct_figure(actor: Actor, code: str, month: Month, wanted: CorrectionIn, now: datetime) -> None:
    """Keep what the actor's own side says a figure really is. SiteNotFound, NothingToReconcile, BadCorrection."""
    side = side_of(actor)
    if side is None:
        raise Forbidden()
    if wanted.figure not in SOURCES:
        raise BadCorrection({"figure": _("This figure has no second source. Choose one of the list.")})
    async with transaction(actor):
        site = await site_row(code)
        if not await fetch_value(_IN_FORCE, site["id"], month.first, list(IN_FORCE)):
            raise NothingToReconcile(month=current().month(month.year, month.number))
        await execute(
            _KEEP,
            site["id"],
            month.first,
            wanted.figure,
            side.value,
            wanted.value,
            wanted.reason,
            actor.account,
            actor.name,
            now,
        )
        facts = {"figure": wanted.figure, "side": side.value, "value": wanted.value, "reason": wanted.reason}
        await trail.record(actor, "figure.corrected", f"report:{code}/{month}", facts, site=site["id"])
