"""Keep photos with verdicts: put there by their inspector while the verdict is closed, seen by whoever sees it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep photos with verdicts: put there by their inspector while it is closed, seen by whoever sees it."

HQ = "servicemark_hq, servicemark_region"
MINE = "site = any ((select my_sites())::int[])"

# What a role sees of verdicts, row security on them decides: a photo is asked for through its verdict.
SQL = f"""
alter table inspection_photo add constraint inspection_photo_place_known check (place between 1 and 6);
create unique index inspection_photo_place on inspection_photo (inspection, place);
create index inspection_photo_returned on inspection_photo (returned);

alter table inspection_photo enable row level security;
alter table inspection_photo force row level security;
create policy network on inspection_photo for select to servicemark_hq
    using (exists (select from return_inspection i where i.id = inspection));
create policy scope on inspection_photo for select to servicemark_region, servicemark_site
    using ({MINE} and exists (select from return_inspection i where i.id = inspection));
create policy own_verdict on inspection_photo for insert to {HQ}
    with check (exists (
        select from return_inspection i
        where i.id = inspection and i.site = inspection_photo.site and i.returned = inspection_photo.returned
            and i.inspector = (select my_account()) and i.opened = 0));
create policy owner_reads on inspection_photo for select to servicemark_owner using (true);
grant select, insert on inspection_photo to {HQ};
grant select on inspection_photo to servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
