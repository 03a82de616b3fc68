"""Reading the places that a role can be given at."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.identity.schemas.places import SiteChoice
from network.sites.queries.sites import contains
from network.sites.schemas.sites import RegionOut

MOST_CHOICES = 20

_CHOICES = """
select code, name, name_zh from site
where code = any ($1) or ($2 <> '' and (code ilike $2 or name ilike $2 or name_zh ilike $2 or city ilike $2
                                        or city_zh ilike $2))
order by code = any ($1) desc, code limit $3
"""


async def region_tree(actor: Actor) -> list[RegionOut]:
    """All regions, parents before children: plain geography, open to everyone who is signed in."""
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select r.path, r.name, r.name_zh, parent.path as parent"
            " from region r left join region parent on parent.id = r.parent order by r.path"
        )
    return [RegionOut(**dict(row)) for row in rows]


async def site_choices(actor: Actor, searched: str, chosen: list[str]) -> list[SiteChoice]:
    """The sites chosen already, then those that hold what was searched for in their code, names or city."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    asked = [code for code in chosen if "\0" not in code]
    async with transaction(actor, read_only=True):
        rows = await fetch(_CHOICES, asked, contains(searched.replace("\0", "")), len(asked) + MOST_CHOICES)
    return [SiteChoice(**dict(row), chosen=row["code"] in asked) for row in rows]
