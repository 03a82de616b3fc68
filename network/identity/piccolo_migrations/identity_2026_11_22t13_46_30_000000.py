"""Let staff of sites sign in, keep their account and leave their traces."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T13:46:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let staff of sites sign in, keep their account and leave their traces."

SQL = r"""
alter table membership drop constraint membership_role_known;
alter table membership add constraint membership_role_known check
    (role in ('hq_administrator', 'hq_manager', 'site_operator', 'site_staff', 'auditor', 'executive', 'applicant'));

create policy own_of_staff on account for select to servicemark_staff using (id = (select my_account()));
create policy own_changes_of_staff on account for update to servicemark_staff
    using (id = (select my_account())) with check (id = (select my_account()));
grant select (id, email, name, language, created_at, password_changed_at, disabled_at, totp_confirmed_at)
    on account to servicemark_staff;
grant update (name, password_hash, password_changed_at, totp_secret, totp_confirmed_at, totp_last_step, recovery_codes)
    on account to servicemark_staff;
create policy own_of_staff on session to servicemark_staff using (account = (select my_account()));
create policy own_of_staff on known_device to servicemark_staff using (account = (select my_account()));
create policy own_of_staff on notice to servicemark_staff
    using (account = (select my_account())) with check (account = (select my_account()));
grant select, delete on session, known_device to servicemark_staff;
grant select, update (read_at) on notice to servicemark_staff;
grant execute on function my_memberships(timestamptz) to servicemark_staff;

create policy matters_of_staff on trail_event for insert to servicemark_staff
    with check (account = (select my_account()) and (
        site = 0 and action ~ '^(account|session|view)[.]'
        or site = any ((select my_sites())::integer[]) and action ~ '^(acknowledgement|exam|record|enrolment)[.]'));
grant insert on trail_event to servicemark_staff;
grant usage on sequence trail_event_id_seq to servicemark_staff;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
