"""Find the account of somebody who works at a site, for whoever keeps the list of its staff."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:10:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find the account of somebody who works at a site, for whoever keeps the list of its staff."

SQL = """
-- The account that signs in with this address, when it runs the site or works there at that moment; nobody learns of
-- any other account.
create function account_at_site(wanted integer, address text, moment timestamptz) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id
    from account a
    where lower(a.email) = lower(address) and a.disabled_at is null and may_review(wanted)
      and exists (select from membership m join membership_site link on link.membership = m.id
                  where m.account = a.id and link.site = wanted and m.role in ('site_operator', 'site_staff')
                    and m.valid_from <= moment and (m.valid_to is null or m.valid_to > moment))
$$;

-- Whether an account is somebody's already, whoever they are.
create function account_is_taken(wanted uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from person where account = wanted)
$$;

revoke all on function account_at_site(integer, text, timestamptz), account_is_taken(uuid) from public;
grant execute on function account_at_site(integer, text, timestamptz), account_is_taken(uuid)
    to servicemark_hq, servicemark_region, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
