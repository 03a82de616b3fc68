"""Fence findings and corrective actions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T06:55:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence findings and corrective actions."

MINE = "site = any ((select my_sites())::integer[])"
HQ = "servicemark_hq, servicemark_region"


def _fenced(*tables: str) -> str:
    """Row security of tables with a `site`: HQ keeps all, regions and sites their own."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy region on {table} to servicemark_region using ({MINE}) with check ({MINE});
create policy scope on {table} to servicemark_site using ({MINE}) with check ({MINE});
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
"""
        for table in tables
    )


SQL = f"""
{_fenced("finding", "corrective_action", "action_step", "action_extension", "action_evidence", "action_reminder")}
alter table finding add constraint finding_grade_known check (grade in ('minor', 'major', 'critical'));
alter table finding add constraint finding_state_known
    check (state in ('open', 'closed', 'withdrawn') and (state = 'open') = (closed_at is null));
create index finding_site on finding (site, found_on);
create unique index finding_once on finding (audit, question) where audit is not null;
grant select on finding to {HQ}, servicemark_site;
grant insert on finding to {HQ};
grant update (state, closed_at, closed_reason, version) on finding to {HQ};
create trigger finding_version before update on finding for each row execute function next_version();
alter table finding enable always trigger finding_version;

alter table corrective_action add constraint corrective_action_state_known
    check (state in ('open', 'answered', 'returned', 'verified', 'effective', 'ineffective', 'withdrawn'));
create index corrective_action_due on corrective_action (site, due_on);
create index corrective_action_finding on corrective_action (finding);
grant select on corrective_action to {HQ}, servicemark_site;
grant insert on corrective_action to {HQ};
grant update (state, due_on, done_on, verified_by, verifier, verified_at, check_on, effective, checked_at, checked_by, version)
    on corrective_action to {HQ};
grant update (state, containment, root_cause, remedy, owner, answered_by, answered_at, version)
    on corrective_action to servicemark_site;
-- A site answers; whether that is enough, and whether it helped, is for others to say.
create policy answers on corrective_action as restrictive for update to servicemark_site
    using (state in ('open', 'returned', 'answered')) with check (state in ('open', 'returned', 'answered'));
create trigger corrective_action_version before update on corrective_action for each row execute function next_version();
alter table corrective_action enable always trigger corrective_action_version;

create index action_step_action on action_step (action, at);
grant select, insert on action_step to {HQ}, servicemark_site;
create policy own_side on action_step as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on action_step as restrictive for insert to {HQ} with check (side = 'hq');

create unique index action_extension_one_open on action_extension (action) where state = 'open';
alter table action_extension add constraint action_extension_state_known
    check (state in ('open', 'granted', 'refused') and (state = 'open') = (decided_at is null));
grant select on action_extension to {HQ}, servicemark_site;
grant insert on action_extension to servicemark_site;
grant update (state, decided_by, decider, decided_at, decision) on action_extension to {HQ};
create policy asks on action_extension as restrictive for insert to servicemark_site
    with check (state = 'open' and asked_by is not distinct from (select my_account()));
create policy decides on action_extension as restrictive for update to {HQ}
    using (state = 'open') with check (decided_by is not distinct from (select my_account()));

create index action_evidence_action on action_evidence (action);
grant select on action_evidence to {HQ}, servicemark_site;
grant insert, delete on action_evidence to servicemark_site;
create policy while_open on action_evidence as restrictive for delete to servicemark_site
    using (exists (select from corrective_action a where a.id = action_evidence.action and a.state in ('open', 'returned')));

create unique index action_reminder_once on action_reminder (action, step);
grant select, insert on action_reminder to {HQ};
"""


async def forwards() -> MigrationManager:
    return raw(ID, "improvement", DESCRIPTION, SQL)
