"""Reading draws: how they were drawn, of which sites, and how far they are called."""

from uuid import UUID

from network.feedback.errors.sampling import DrawNotFound
from network.feedback.schemas.sampling import DrawLine, DrawnOrder, DrawnOrdersOut, DrawnSite, DrawnSitesOut, DrawsOut
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {"site": "site", "random": "random", "cases": "cases", "called": "called", "answered": "answered"}
_FAR = """
    count(i.id) filter (where i.reason = 'random')::int as random,
    count(i.id) filter (where i.reason <> 'random')::int as cases,
    count(i.id) filter (where exists (select from call_back c where c.repair_order = i.repair_order))::int as called,
    count(i.id) filter (where exists (select from survey_answer a where a.repair_order = i.repair_order))::int
        as answered
"""
_DRAWS = f"""
select d.id, d.month, d.size, d.drawn_at, d.drawer, d.seed, count(distinct i.site)::int as sites, {_FAR}
from sample_draw d left join survey_invitation i on i.draw = d.id
where $1::uuid is null or d.id = $1
group by d.id order by d.month desc
"""
_SITES = f"""
select s.code as site, s.name as site_name, s.name_zh as site_name_zh, {_FAR}
from survey_invitation i join site s on s.id = i.site
where i.draw = $1 and ($2 = '' or s.code ilike $2 or s.name ilike $2 or s.name_zh ilike $2)
group by s.id
"""
_ORDERS = """
select s.code as site, o.order_no, o.id as "order", i.reason,
       encode(sha256(convert_to(d.seed || o.id::text, 'UTF8')), 'hex') as lot
from survey_invitation i join sample_draw d on d.id = i.draw join repair_order o on o.id = i.repair_order
join site s on s.id = i.site
where i.draw = $1 order by s.code, i.reason <> 'random', lot
"""


async def list_draws(actor: Actor) -> DrawsOut:
    """Every draw, the latest month first."""
    actor.require(Permission.RUN_SURVEYS)
    async with transaction(actor, read_only=True):
        return DrawsOut(items=[DrawLine(**row) for row in await fetch(_DRAWS, None)])


async def drawn_sites(actor: Actor, draw: UUID, state: ListState, *, limit: int | None = None) -> DrawnSitesOut:
    """A draw and a page of its sites; with `limit` the first so many. DrawNotFound."""
    actor.require(Permission.RUN_SURVEYS)
    async with transaction(actor, read_only=True):
        line = await fetch_row(_DRAWS, draw)
        if line is None:
            raise DrawNotFound()
        wanted = (draw, contains(state.q))
        total = await fetch_value(f"select count(*)::int from ({_SITES}) x", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"select * from ({_SITES}) x order by {SORTS[shown.sort]} {'desc' if shown.descending else 'asc'}, site "
            "limit $3 offset $4",
            *(*wanted, limit or shown.limit, 0 if limit else shown.offset),
        )
    items = [DrawnSite(**row) for row in rows]
    return DrawnSitesOut(draw=DrawLine(**line), items=items, total=total, page=shown.page, size=shown.size)


async def drawn_orders(actor: Actor, draw: UUID) -> DrawnOrdersOut:
    """The orders of a draw, with the lot of each, by which anybody with the right can draw it again. DrawNotFound."""
    actor.require(Permission.RUN_SURVEYS)
    async with transaction(actor, read_only=True):
        if not await fetch_value("select exists (select from sample_draw where id = $1)", draw):
            raise DrawNotFound()
        return DrawnOrdersOut(items=[DrawnOrder(**row) for row in await fetch(_ORDERS, draw)])
