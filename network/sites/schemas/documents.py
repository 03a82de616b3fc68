"""Documents of a site's file as they go in and out. The bytes are in the store of evidence."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.foundation.evidence.kinds import Kind
from network.sites.rules.documents import DocumentKind
from network.sites.schemas.texts import Name, Strict, Version


class DocumentIn(Strict):
    """What is said of a document that is added. `version`: such as the edition of a price list."""

    kind: DocumentKind
    title: Name
    version: Version = ""
    valid_from: date | None = None
    valid_to: date | None = None


class DocumentOut(BaseModel):
    """`valid_to`: the last day. `added_on`: the day at the site on which it was added."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    kind: DocumentKind
    title: str
    version: str
    valid_from: date | None
    valid_to: date | None
    file_name: str
    file_kind: Kind
    file_size: int
    added_by: str
    added_at: datetime
    added_on: date


class DocumentFile(BaseModel):
    """Where the bytes of a document are."""

    model_config = ConfigDict(frozen=True)

    name: str
    media_type: str
    sha256: str
    thumbnail_sha256: str | None
