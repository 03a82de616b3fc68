"""Keep what a rule would have given and was left out, with the reason."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T03:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep what a rule would have given and was left out, with the reason."

HQ = "servicemark_hq, servicemark_region"

SQL = f"""
alter table consequence_proposal
    drop constraint consequence_proposal_state_known,
    add constraint consequence_proposal_state_known
        check (state in ('proposed', 'approved_once', 'approved', 'posted', 'rejected', 'appealed', 'withdrawn',
                         'expired', 'skipped')),
    add constraint consequence_proposal_skipped
        check (state <> 'skipped' or origin = 'rule' and coalesce(facts ->> 'skipped', '') <> '');
drop policy signed on consequence_proposal;
create policy signed on consequence_proposal as restrictive for insert to {HQ}
    with check (state in ('proposed', 'skipped') and proposed_by is not distinct from (select my_account()));
-- What was left out never takes effect, and what was proposed is not left out afterwards.
create trigger consequence_proposal_left_out before update on consequence_proposal
    for each row when (old.state = 'skipped' or new.state = 'skipped') execute function refuse_change();
alter table consequence_proposal enable always trigger consequence_proposal_left_out;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "ledger", DESCRIPTION, SQL)
