"""Fence what plans could not assign; hold assignments to their moves; let plans and auditors be spoken of in the trail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:17:40:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence the gaps of plans; hold assignments to their moves; let auditors be spoken of in the trail."

MINE = "site = any ((select my_sites())::integer[])"
HQ = "servicemark_hq, servicemark_region"

SQL = f"""
alter table plan_gap enable row level security;
alter table plan_gap force row level security;
create policy network on plan_gap to servicemark_hq using (true) with check (true);
create policy region on plan_gap to servicemark_region using ({MINE}) with check ({MINE});
create policy owner_keeps on plan_gap to servicemark_owner using (true) with check (true);
alter table plan_gap add constraint plan_gap_something check (missing > 0);
create index plan_gap_programme on plan_gap (programme, site);
grant select, insert, delete on plan_gap to {HQ};

alter table auditor add constraint auditor_code_plain check (code ~ '^[A-Z0-9]+(-[A-Z0-9]+)*$');
create trigger auditor_version before update on auditor for each row execute function next_version();
alter table auditor enable always trigger auditor_version;

-- A state is reached only from where it may be reached; the same pairs as `MOVES`.
create function refuse_skipped_assignment() returns trigger language plpgsql as $$
begin
    if (old.state, new.state) not in (
        ('proposed', 'offered'), ('proposed', 'cancelled'), ('offered', 'accepted'), ('offered', 'declined'),
        ('offered', 'cancelled'), ('offered', 'expired'), ('accepted', 'filed'), ('accepted', 'handed_back'),
        ('accepted', 'cancelled'), ('accepted', 'expired'), ('expired', 'filed')) then
        raise exception 'an assignment does not go from % to %', old.state, new.state using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger assignment_moves before update of state on assignment for each row when (old.state <> new.state)
    execute function refuse_skipped_assignment();
alter table assignment enable always trigger assignment_moves;

-- What concerns programmes and auditors, and no site, stands in the network's chain; auditors under their codes.
create policy planning_matters on trail_event for insert to servicemark_region
    with check (site = 0 and account = (select my_account()) and action ~ '^(programme|auditor)[.]');
create policy own_conflicts on trail_event for insert to servicemark_field
    with check (site = 0 and account is null and action = 'auditor.conflict_told'
                and actor = (select a.code from auditor a where a.id = (select my_auditor())));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
