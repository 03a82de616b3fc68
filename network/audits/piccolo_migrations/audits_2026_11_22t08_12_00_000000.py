"""Let auditors file and change visits, and decide on none: in the database too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T08:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let auditors file and change visits, and decide on none."

SQL = """
create policy as_filed on filing as restrictive for insert to servicemark_field
    with check (state in ('quarantined', 'received') and current = 1 and reviewer is null and embargo_until is null
        and redactions = '{}' and exists (select from assignment a where a.id = filing.assignment and a.site = filing.site));

-- What an auditor changes goes back to the reviewer, or stays where it is.
create function refuse_own_decision() returns trigger language plpgsql as $$
begin
    if current_user = 'servicemark_field' and (new.state <> 'in_review'
        or old.state not in ('needs_clarification', 'approved', 'approved_excluded')) then
        raise exception 'an auditor does not decide on a visit' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger filing_own_moves before update of state on filing for each row when (old.state <> new.state)
    execute function refuse_own_decision();
alter table filing enable always trigger filing_own_moves;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
