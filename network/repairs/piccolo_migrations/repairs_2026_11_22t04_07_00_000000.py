"""Let verdicts be signed by their inspectors only, opened by nobody, and who they were be kept from sites."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:07:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let verdicts be signed by their inspectors only, opened by nobody, and who they were be kept from sites."

HQ = "servicemark_hq, servicemark_region"

SQL = f"""
-- Nobody signs for another, and only `open_verdicts` opens: when all that were asked for are in.
create policy own_verdict on return_inspection as restrictive for insert to {HQ}
    with check (opened = 0 and (inspector is null or inspector = (select my_account())));
create policy own_later_verdict on return_inspection as restrictive for update to {HQ}
    using (true) with check (opened = 0 and inspector = (select my_account()));
revoke update (opened) on return_inspection from {HQ};

-- A site reads what was found and what was decided, not who there did so.
revoke select on return_inspection, finding_contest from servicemark_site;
grant select (id, site, returned, place, cause, asked_at, inspected_at, finding, missed_step, note, opened)
    on return_inspection to servicemark_site;
grant select (id, site, returned, reason, state, contested_by, contestant, contested_at, decided_at, decision)
    on finding_contest to servicemark_site;

-- A site contests what HQ found in its own unit; whoever tested it does not decide.
create policy own_unit on finding_contest as restrictive for insert to servicemark_site
    with check (exists (select from hq_return r where r.id = returned and r.site = finding_contest.site));
create policy another_decides on finding_contest as restrictive for update to {HQ}
    using (true) with check (not exists (
        select from return_inspection i
        where i.returned = finding_contest.returned and i.inspector = (select my_account())));

create index hq_return_not_inspected on hq_return (coalesce(received_at, shipped_at)) where inspected_at is null;
create index hq_return_not_sent_back on hq_return (inspected_at)
    where inspected_at is not null and dispatched_at is null and back_at is null;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
