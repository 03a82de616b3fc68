"""A site rates headquarters: once for a month, and never changed."""

import json
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.feedback.errors.ratings import RatedAlready
from network.feedback.errors.surveys import AnswerWrong
from network.feedback.rules.forms import unknown_blocks
from network.feedback.rules.ratings import month_to_rate
from network.feedback.schemas.surveys import HEADQUARTERS, CustomerAnswerIn, shipped_form
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail.record import record
from network.sites.queries.sites import site_row

_RATE = """
insert into hq_rating (id, site, month, form, form_version, grade, blocks, comment, rated_at, rated_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (site, month) do nothing
returning id
"""


async def rate_headquarters(actor: Actor, code: str, given: CustomerAnswerIn, at: datetime) -> UUID:
    """Keep what this site says of headquarters for the month that it is there; the rating's id.

    SiteNotFound, RatedAlready, AnswerWrong. The trail says that it was rated, and not how.
    """
    actor.require(Permission.RATE_HQ)
    form = shipped_form(HEADQUARTERS)
    if wrong := unknown_blocks(form, given.blocks):
        raise AnswerWrong({name: _("The form does not ask this.") for name in wrong})
    async with transaction(actor):
        site = await site_row(code)
        month = month_to_rate(at, ZoneInfo(site["time_zone"]))
        said = (given.grade, json.dumps(given.blocks), given.comment, at, actor.account)
        made: UUID | None = await fetch_value(_RATE, uuid4(), site["id"], month.first, form.key, form.version, *said)
        if made is None:
            raise RatedAlready(month=month)
        await record(actor, "headquarters.rated", f"rating:{made}", {"month": str(month)}, site=site["id"])
    return made
