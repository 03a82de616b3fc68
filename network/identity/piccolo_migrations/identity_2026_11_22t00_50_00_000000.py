"""Let people forget their browsers, and recognise keys by what their makers may do."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let people forget their browsers, and recognise keys by what their makers may do."

SQL = r"""
create index session_public on session (account, public_id);

alter table known_device enable row level security;
alter table known_device force row level security;
create policy gate on known_device to servicemark_gate using (true) with check (true);
create policy administration on known_device to servicemark_admin using (true) with check (true);
create policy own on known_device to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader,
    servicemark_field, servicemark_applicant using (account = (select my_account()));
grant select, delete on known_device to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader,
    servicemark_field, servicemark_applicant;

-- Whether a key works at a moment: not over, not revoked, of a site that is not closed, and made by somebody who may
-- still make keys for that site. A key can never do more than whoever made it, and knows it, may do now.
create function key_works(wanted uuid, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from api_key k
        join site s on s.id = k.site
        join account a on a.id = k.created_by
        join membership m on m.account = a.id
        where k.id = wanted and k.revoked_at is null and k.expires_at > moment and s.status <> 'closed'
          and a.disabled_at is null and m.valid_from <= moment and (m.valid_to is null or m.valid_to > moment)
          and (m.role = 'hq_administrator' or m.role = 'site_operator' and exists (
              select from membership_site link where link.membership = m.id and link.site = k.site))
    )
$$;
revoke all on function key_works(uuid, timestamptz) from public;
grant execute on function key_works(uuid, timestamptz) to servicemark_gate, servicemark_site, servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
