"""Ratings of headquarters: a site's own, and those of all sites together."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from network.feedback.rules.ratings import FEWEST_SITES, month_to_rate
from network.feedback.schemas.ratings import MonthRatings, OwnRating, OwnRatingsOut, RatingsOut
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Month
from network.sites.queries.sites import site_row

_OWN = (
    "select month, grade, blocks::text as blocks, comment from hq_rating where site = $1 order by month desc limit 24"
)


async def own_ratings(actor: Actor, code: str, at: datetime) -> OwnRatingsOut:
    """What this site said of headquarters, the newest month first. SiteNotFound."""
    actor.require(Permission.RATE_HQ)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(_OWN, site["id"])
    month = month_to_rate(at, ZoneInfo(site["time_zone"]))
    items = [
        OwnRating(
            month=_month(row["month"]), grade=row["grade"], blocks=json.loads(row["blocks"]), comment=row["comment"]
        )
        for row in rows
    ]
    rated = any(each.month == str(month) for each in items)
    return OwnRatingsOut(site=site["code"], month=str(month), rated=rated, items=items)


async def ratings_of_headquarters(actor: Actor) -> RatingsOut:
    """What all sites said together, month by month. Nobody at headquarters can read what a single one said."""
    actor.require(Permission.RUN_SURVEYS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select *, means::text as blocks from ratings_of_headquarters() order by month desc limit 36"
        )
    items = [
        MonthRatings(
            month=_month(row["month"]),
            sites=row["sites"],
            grades=row["grades"],
            blocks=json.loads(row["blocks"]),
            comments=row["comments"],
        )
        for row in rows
    ]
    return RatingsOut(fewest_sites=FEWEST_SITES, items=items)


def _month(first: date) -> str:
    return str(Month(first.year, first.month))
