"""Let photos be collected that were handed in and never used."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:39:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let photos be collected that were handed in and never used."

SQL = """
create policy owner_collects on photo_upload to servicemark_owner using (true) with check (true);

-- One that a filing is about to use is locked by it, and skipped; after this lock no filing can use it any more.
create function collect_photos(before timestamptz) returns table (upload uuid, sha256 text, picture text, thumbnail text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found_unused uuid[];
begin
    select array_agg(id) into found_unused from (
        select u.id from photo_upload u
        where greatest(u.started_at, u.finished_at) < before
              and not exists (select from filing_photo p where p.upload = u.id)
        for update skip locked) unused;
    return query delete from photo_upload u
        where u.id = any (found_unused) and not exists (select from filing_photo p where p.upload = u.id)
        returning u.id, u.sha256::text, u.picture::text, u.thumbnail::text;
end $$;
revoke all on function collect_photos(timestamptz) from public;
grant execute on function collect_photos(timestamptz) to servicemark_admin;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
