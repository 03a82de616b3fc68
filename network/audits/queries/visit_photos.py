"""Where the photos of a visit are. Only headquarters asks; a site is shown copies of its own."""

from uuid import UUID

from network.audits.errors.reviews import FilingPhotoNotFound
from network.audits.schemas.visits import PhotoPlace
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, transaction

# Of any version: a photo that an edit took away can still be looked at.
_PHOTO = """
select p.question, p.place, p.sha256, u.media_type, u.picture, u.thumbnail, u.width, u.height,
       p.redacted, p.redacted_thumbnail
from filing_photo p join photo_upload u on u.id = p.upload
where p.filing = $1 and p.id = $2 and u.state = 'whole'
"""


async def visit_photo(actor: Actor, filing: UUID, photo: UUID) -> PhotoPlace:
    """Raises FilingPhotoNotFound."""
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True):
        return await photo_of(filing, photo)


async def photo_of(filing: UUID, photo: UUID) -> PhotoPlace:
    """Inside a transaction. FilingPhotoNotFound."""
    row = await fetch_row(_PHOTO, filing, photo)
    if row is None:
        raise FilingPhotoNotFound()
    return PhotoPlace(**row)
