"""Making sites that other files name and nobody knows yet."""

from typing import Any

from network.foundation.access import Actor
from network.foundation.database import execute, fetch
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed
from network.sites.commands.checks import unprintable
from network.sites.commands.places import make_regions, parts
from network.sites.errors.sites import CreatingSitesNeedsZone, UnknownSiteKind
from network.sites.rules.sites import SiteKind


async def create_missing_sites(actor: Actor, parsed: Parsed, profile: Profile | None) -> tuple[int, list[CellError]]:
    """Add the sites that `staged.site` names and nobody knows, as listed ones, inside the transaction.

    How many, and what is wrong with their names. Raises CreatingSitesNeedsZone, UnknownSiteKind.
    """
    zone, kind = _of_new_sites(profile)
    wrong = await unprintable(parsed, ("site", "site_name", "site_region"), _NEW)
    wanted: list[Any] = await fetch(
        "select s.site as code, max(s.site_name) as name, max(s.site_region) as region from staged s "
        f"where {_NEW} group by s.site order by s.site"
    )
    paths = ["/".join(parts(row["region"] or "")) for row in wanted]
    await make_regions(sorted({(path, None) for path in paths if path}))
    made = await fetch(
        "insert into site (code, name, name_zh, kind, city, city_zh, region, time_zone, status) "
        "select w.code, coalesce(w.name, w.code), coalesce(w.name, w.code), $4, '', '', r.id, $5, 'listed' "
        "from unnest($1::text[], $2::text[], $3::text[]) as w (code, name, region) "
        "left join region r on r.path = w.region order by w.code returning id",
        [row["code"] for row in wanted],
        [row["name"] for row in wanted],
        paths,
        kind,
        zone,
    )
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select id, $2, $3, 'site.listed', 'site:' || code, json_build_object('sha256', $4::text)::text "
        "from site where id = any ($1::int[]) order by id",
        [row["id"] for row in made],
        actor.name,
        actor.account,
        parsed.sha256,
    )
    return len(made), wrong


_NEW = "s.site is not null and not exists (select from site t where t.code = s.site)"


def _of_new_sites(profile: Profile | None) -> tuple[str, str]:
    """Time zone and kind of sites that are made while importing."""
    said = profile.sites if profile else None
    if said is None or said.time_zone is None:
        raise CreatingSitesNeedsZone()
    kind = said.kind or SiteKind.FRANCHISED
    if kind not in tuple(SiteKind):
        raise UnknownSiteKind(kind=kind, kinds=", ".join(SiteKind))
    return said.time_zone, kind
