"""Fence accounts and sessions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T21:10:20:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence accounts and sessions."

SQL = r"""
alter table account add constraint account_email_lower check (email = lower(email) and email like '%_@_%');
alter table membership add constraint membership_role_known check
    (role in ('hq_administrator', 'hq_manager', 'site_operator', 'auditor', 'executive'));
create unique index membership_region_once on membership_region (membership, region);
create unique index membership_site_once on membership_site (membership, site);
create index membership_account on membership (account);
create index session_account on session (account);
create index session_expiry on session (expires_at);

-- Signing in happens before anyone is known, so it has a role of its own that reaches these tables and nothing else.
grant select, update on account to servicemark_gate;
grant select on membership, membership_region, membership_site to servicemark_gate;
grant select, insert, update, delete on session, login_throttle to servicemark_gate;
grant select, insert, update, delete on account, membership, membership_region, membership_site, session,
    login_throttle to servicemark_admin;
grant usage on sequence membership_region_id_seq, membership_site_id_seq to servicemark_admin;

alter table account enable row level security;
alter table account force row level security;
create policy gate on account to servicemark_gate using (true) with check (true);
create policy administration on account to servicemark_admin using (true) with check (true);
alter table session enable row level security;
alter table session force row level security;
create policy gate on session to servicemark_gate using (true) with check (true);
create policy administration on session to servicemark_admin using (true) with check (true);

-- A session's sites, worked out where the site table may be read whole: the gate role may not read sites itself.
create policy gate_reads on site for select to servicemark_gate using (true);
grant select (id, region) on site to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
