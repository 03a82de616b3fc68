"""Who has to take note of which manual and who has, over a whole network on one day, in one statement."""

from time import perf_counter

import asyncpg

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.database import fetch, plan_anew, transaction
from network.manuals.queries.duties import SITES_COVERED
from tests.benchmarks.network import Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle

HQ = Actor.system("bench")
PEOPLE, MANUALS = 12, 5
LIMIT = 0.3  # seconds

# Four of five have taken note.
FILL = """
insert into manual (id, key, title, created_by)
select gen_random_uuid(), 'bench-' || n, '{{"en": "Manual", "zh_CN": "手册"}}', 'bench'
from generate_series(1, {manuals}) n;
insert into manual_edition (id, manual, number, state, document, sha256, effective_on, material, audience, writer,
    approved_at)
select gen_random_uuid(), m.id, n, 'approved', '{{}}', '', date '2026-02-01' + n * 60, n <> 2,
       '{{"roles": [], "kinds": [], "regions": [], "lines": []}}', 'bench', now()
from manual m, generate_series(1, 3) n where m.key like 'bench-%';
insert into person (id) select gen_random_uuid() from generate_series(1, {sites} * {people});
insert into staff_member (id, site, name, role, from_on, phone, email, person)
select gen_random_uuid(), s.id, 'P' || n, (array['technician', 'receptionist', 'site_manager'])[1 + n % 3],
       '2026-01-01', '', '', p.id
from (select id, row_number() over () as n from person p where not exists (select from staff_member m
      where m.person = p.id)) p
join (select id, row_number() over (order by id) as place from site) s on s.place = 1 + (p.n - 1) / {people};
insert into acknowledgement (id, edition, person, site, at, recorder)
select gen_random_uuid(), e.id, m.person, m.site, '2026-09-01', 'bench'
from staff_member m, manual_edition e where e.number = 3 and e.writer = 'bench' and random() < 0.8;
"""


async def run(root_url: str, size: Size) -> Finding:
    """Leaves manuals, people and what they have taken note of."""
    await _fill(root_url, size)
    taken = [await _timed(size) for _round in range(size.rounds + 1)]
    seconds = middle(taken[1:])
    asked = size.sites * PEOPLE * MANUALS
    return Finding(
        f"Manuals taken note of: {asked:,} people and manuals at {size.sites:,} sites",
        (Line("one statement, by site", seconds, f"{asked / seconds:,.0f} duties a second"),),
        (Ratio("manuals of the network / 300 ms", seconds / LIMIT, at_most=1),),
    )


async def _fill(root_url: str, size: Size) -> None:
    root = await asyncpg.connect(root_url)
    try:
        await root.execute("set session_replication_role = replica; select setseed(0.42)")
        await root.execute(FILL.format(sites=size.sites, people=PEOPLE, manuals=MANUALS))
        await root.execute("vacuum analyze")
    finally:
        await root.close()


async def _timed(size: Size) -> float:
    async with transaction(HQ, read_only=True):
        start = perf_counter()
        await plan_anew()
        rows = await fetch(SITES_COVERED, now().date(), None)
        seconds = perf_counter() - start
    if (found := sum(row["people"] for row in rows)) < size.sites * PEOPLE * MANUALS:
        raise Disagreement(f"{found:,} are asked, not {size.sites * PEOPLE * MANUALS:,}")
    return seconds
