"""Let nobody approve what is not redacted, and nobody take up again what was published."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let nobody approve what is not redacted, and nobody take up again what was published."

SQL = """
-- Whoever changes it, auditors too, who may not know whether it was published.
create function refuse_unsafe_review() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.state = 'approved' and (new.embargo_until is null or exists (
        select from filing_photo p
        where p.filing = new.id and p.number = new.current and p.redaction = 'waiting')) then
        raise exception 'a filing is approved with an embargo, and when each photo was decided on' using errcode = 'SM001';
    end if;
    if new.state <> 'voided' and exists (select from audit_source s where s.filing = new.id) then
        raise exception 'what was published is not taken up again' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger filing_safe before update of state on filing for each row when (old.state <> new.state)
    execute function refuse_unsafe_review();
alter table filing enable always trigger filing_safe;

-- Published is what was approved, and its embargo over.
create function refuse_early_publication() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (
        select from filing f join audit a on a.id = new.audit
        where f.id = new.filing and f.site = a.site and f.state = 'approved' and f.embargo_until <= a.published_at) then
        raise exception 'a filing is published when it was approved and its embargo is over' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger audit_source_due before insert on audit_source for each row execute function refuse_early_publication();
alter table audit_source enable always trigger audit_source_due;

-- What is published, and since when it might have been.
create index filing_embargo on filing (embargo_until) where state = 'approved';
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
