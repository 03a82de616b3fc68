"""Reading the documents of a site's file. What was removed is not shown any more."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import gettext as _
from network.sites.errors.site_files import SiteDocumentNotFound
from network.sites.queries.site_files import site_id
from network.sites.schemas.documents import DocumentFile, DocumentOut

_DOCUMENTS = """
select id, kind, title, version, valid_from, valid_to, file_name, file_kind, file_size, added_by, added_at
from site_document where site = $1 and removed_at is null order by added_at, id
"""
# Those that the people of the site added themselves.
_OWN = """
select subject from trail_event
where site = $1 and action = 'document.added'
  and (account = (select my_account()) or account in (select account from colleagues() account))
"""
_FILE = """
select file_name as name, file_type as media_type, file_sha256 as sha256, thumbnail_sha256
from site_document where site = $1 and id = $2 and removed_at is null
"""


async def list_documents(actor: Actor, code: str) -> list[DocumentOut]:
    """The documents of a site in the order in which they were added. SiteNotFound.

    The site's operator is told that headquarters added one, not who there.
    """
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        site = await site_id(code)
        found = await documents_of(site)
        if actor.role is not Role.SITE_OPERATOR:
            return found
        own = {row["subject"] for row in await fetch(_OWN, site)}
    who = {"added_by": _("Headquarters")}
    return [each if f"document:{each.id}" in own else each.model_copy(update=who) for each in found]


async def document_file(actor: Actor, code: str, document_id: UUID) -> DocumentFile:
    """Where the bytes of one are. SiteNotFound, SiteDocumentNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        row = await fetch_row(_FILE, await site_id(code), document_id)
    if row is None:
        raise SiteDocumentNotFound()
    return DocumentFile(**dict(row))


async def documents_of(site: int) -> list[DocumentOut]:
    """Inside a transaction."""
    zone = ZoneInfo(await fetch_value("select time_zone from site where id = $1", site))
    rows = await fetch(_DOCUMENTS, site)
    return [DocumentOut(**dict(row), added_on=_day(row["added_at"], zone)) for row in rows]


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
