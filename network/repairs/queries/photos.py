"""Reading the photos that a finding rests on."""

from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, transaction
from network.repairs.errors.inspections import PhotoNotFound
from network.repairs.queries.contests import is_blind
from network.repairs.schemas.inspections import PhotoFile
from network.sites.queries.sites import site_row

_FILE = """
select r.return_no || '-' || p.place || '.jpg' as name, p.file_sha256 as sha256, p.thumbnail_sha256
from inspection_photo p
join hq_return r on r.id = p.returned
join return_inspection i on i.id = p.inspection and i.opened = 1
where p.site = $1 and p.returned = $2 and p.id = $3
"""


async def photo_file(actor: Actor, site_code: str, return_id: UUID, photo_id: UUID) -> PhotoFile:
    """Where one photo of an open verdict is. SiteNotFound, PhotoNotFound.

    Nothing of it is handed to HQ while a second test waits there: whoever tests must not know.
    """
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(_FILE, site["id"], return_id, photo_id)
        if row is None or await is_blind(actor, return_id):
            raise PhotoNotFound()
    return PhotoFile(**dict(row))
