"""Make a second person necessary in the database too; keep certificates as they were issued."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Make a second person necessary in the database too; keep certificates as they were issued."

SQL = r"""
-- `<>` says nothing of a null: two people who are both unknown would have passed for two.
alter table certification_change drop constraint certification_change_two_people;
alter table certification_change add constraint certification_change_two_known_people
    check (change not in ('suspended', 'withdrawn') or status <> 'effective' or coalesce(decided_by <> proposed_by, false));
alter table certification_change add constraint certification_change_decided_whole
    check ((status = 'proposed') = (decided_at is null));

-- Everyone signs with their own name: nobody proposes or decides as somebody else.
create policy own_proposal on certification_change as restrictive for insert to servicemark_hq, servicemark_region
    with check (proposed_by is not distinct from (select my_account())
                and (status = 'proposed' or (change not in ('suspended', 'withdrawn')
                                             and decided_by is not distinct from (select my_account()))));
create policy own_decision on certification_change as restrictive for update to servicemark_hq, servicemark_region
    using (true) with check (decided_by is not distinct from (select my_account()));

-- A certificate that was issued stays as it is; it may only end sooner. A proposal is decided, and never rewritten.
revoke update on certification, certificate, certification_change from servicemark_hq, servicemark_region;
grant update (state, version) on certification to servicemark_hq, servicemark_region;
grant update (ended_on) on certificate to servicemark_hq, servicemark_region;
grant update (status, effective_on, decided_by, decider, decided_at, decision_reason) on certification_change
    to servicemark_hq, servicemark_region;

-- A proposal that is not yet confirmed must not be read in the site's own chain: it stands in the network's.
create policy certification_proposals on trail_event for insert to servicemark_region
    with check (site = 0 and account = (select my_account())
                and action in ('certification.proposed', 'certification.refused', 'certification.retracted'));

create policy network_shows on certificate_reminder for select to servicemark_reader using (true);
grant select on certificate_reminder to servicemark_reader;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
