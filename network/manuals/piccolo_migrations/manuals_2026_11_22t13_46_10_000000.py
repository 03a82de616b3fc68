"""Fence manuals; freeze what is approved and what was taken note of."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T13:46:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence manuals; freeze what is approved and what was taken note of."

READERS = "servicemark_region, servicemark_site, servicemark_staff, servicemark_field, servicemark_reader"
HQ = "servicemark_hq, servicemark_region"
MY_SITE = "site = any ((select my_sites())::integer[])"
MY_PEOPLE = "person = any ((select my_people())::uuid[])"


def _kept(*tables: str) -> str:
    """Row security of tables that headquarters keeps."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
"""
        for table in tables
    )


SQL = f"""
{_kept("standard", "manual", "manual_edition", "manual_image")}
create policy reads on standard for select to {READERS} using (true);
create policy reads on manual for select to {READERS} using (true);
create policy reads on manual_image for select to {READERS} using (true);
create policy reads on manual_edition for select to {READERS} using (state = 'approved');
grant select on standard, manual, manual_edition, manual_image to servicemark_hq, {READERS};
grant insert on standard, manual, manual_edition, manual_image to servicemark_hq;
grant update (indicator, target, control_point, metric, metric_target, retired_at, version) on standard to servicemark_hq;
grant update (title) on manual to servicemark_hq;
grant update, delete on manual_edition to servicemark_hq;
alter table standard add constraint standard_control_point_known
    check (control_point in ('face_to_face', 'telephone', 'online', 'repair', 'premises'));

alter table manual_edition add constraint manual_edition_state_known check (state in ('draft', 'submitted', 'approved'));
alter table manual_edition add constraint manual_edition_approved_whole check (state <> 'approved' or
    (effective_on is not null and approved_at is not null and sha256 is not null));
-- Two people: who wrote it, or sent it in, does not approve it.
alter table manual_edition add constraint manual_edition_two_people
    check (approved_by is null or approved_by is distinct from written_by);
alter table manual_edition add constraint manual_edition_due_days_sane check (due_days between 0 and 365);
create unique index manual_edition_number on manual_edition (manual, number);
create unique index manual_edition_one_a_day on manual_edition (manual, effective_on) where state = 'approved';
create unique index manual_edition_one_unfinished on manual_edition (manual) where state <> 'approved';
create function keep_edition() returns trigger language plpgsql as $$
begin
    if old.state = 'approved' then
        raise exception 'an approved edition is never changed' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger manual_edition_frozen before update or delete on manual_edition for each row execute function keep_edition();
alter table manual_edition enable always trigger manual_edition_frozen;

{_kept("acknowledgement", "acknowledgement_sheet", "acknowledgement_reminder")}
create policy scope on acknowledgement to servicemark_region, servicemark_site
    using ({MY_SITE} or {MY_PEOPLE}) with check ({MY_SITE} and {MY_PEOPLE});
create policy own on acknowledgement to servicemark_staff using (person = (select my_person()))
    with check ({MY_SITE} and person = (select my_person()) and account = (select my_account()) and sheet is null);
create policy honest on acknowledgement as restrictive for insert to servicemark_site
    with check (account = (select my_account()) and (sheet is not null or person = (select my_person())));
create policy scope on acknowledgement_sheet to servicemark_region, servicemark_site
    using ({MY_SITE}) with check ({MY_SITE});
create policy scope on acknowledgement_reminder for select to servicemark_region, servicemark_site using ({MY_SITE});
grant select on acknowledgement, acknowledgement_sheet to {HQ}, servicemark_site;
grant select, insert on acknowledgement to servicemark_staff;
grant insert on acknowledgement, acknowledgement_sheet to {HQ}, servicemark_site;
grant select on acknowledgement_reminder to {HQ}, servicemark_site;
grant insert on acknowledgement_reminder to servicemark_hq;
grant usage on sequence acknowledgement_reminder_id_seq to servicemark_hq;
create unique index acknowledgement_once on acknowledgement (edition, person);
create index acknowledgement_person on acknowledgement (person, at);
create index acknowledgement_site on acknowledgement (site);
create index acknowledgement_sheet_site on acknowledgement_sheet (site);
create unique index acknowledgement_reminder_once on acknowledgement_reminder (edition, person, site, step);
create trigger acknowledgement_frozen before update or delete on acknowledgement
    for each statement execute function refuse_change();
alter table acknowledgement enable always trigger acknowledgement_frozen;
create trigger acknowledgement_sheet_frozen before update or delete on acknowledgement_sheet
    for each statement execute function refuse_change();
alter table acknowledgement_sheet enable always trigger acknowledgement_sheet_frozen;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "manuals", DESCRIPTION, SQL)
