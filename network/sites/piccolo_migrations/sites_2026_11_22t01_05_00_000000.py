"""Keep applicants to their own steps, and what they have submitted as it was."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T01:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep applicants to their own steps, and what they have submitted as it was."

SQL = r"""
alter table application_step add constraint application_step_has_reason
    check (to_state <> 'rejected' or (btrim(reason) <> '' and reason_code <> ''));

-- An applicant edits a draft and submits it, and withdraws what is not under contract yet; nothing else ever changes.
create or replace function refuse_foreign_steps() returns trigger language plpgsql as $$
begin
    if current_user <> 'servicemark_applicant' or (old.state, new.state) in (('draft', 'draft'), ('draft', 'submitted')) then
        return new;
    end if;
    if new.state = 'withdrawn' and old.state not in ('contracted', 'opening_check')
        and to_jsonb(new) - '{state,version}'::text[] = to_jsonb(old) - '{state,version}'::text[] then
        return new;
    end if;
    raise exception 'an applicant may not do this step' using errcode = 'SM001';
end $$;

create policy own_steps on application_step as restrictive for insert to servicemark_applicant
    with check (by_applicant and account = (select my_account()) and to_state in ('submitted', 'withdrawn'));

-- Evidence comes in while it is looked for, and leaves only a draft.
create function refuse_late_evidence() returns trigger language plpgsql as $$
declare
    found_state text;
begin
    if current_user <> 'servicemark_applicant' then
        return new;
    end if;
    select state into found_state from application where id = new.application;
    if found_state = 'draft' or (tg_op = 'INSERT' and found_state in
        ('submitted', 'desk_review', 'site_visit', 'scored', 'decision', 'contracted')) then
        return new;
    end if;
    raise exception 'evidence of this application never changes now' using errcode = 'SM001';
end $$;
create trigger application_document_in_time before insert or update on application_document
    for each row execute function refuse_late_evidence();
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
