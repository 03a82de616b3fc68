"""Documents of a site's file as they go in and out. The bytes are in the store of evidence."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from network.foundation.evidence.kinds import Kind
from network.sites.errors.site_files import BadSiteFile
from network.sites.rules.documents import DocumentKind
from network.sites.schemas.texts import Name, Strict, Version
from network.web.validation import field_errors


class DocumentIn(Strict):
    """What is said of a document that is added. `version`: such as the edition of a price list."""

    kind: DocumentKind
    title: Name
    version: Version = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @classmethod
    def read(cls, typed: Mapping[str, object]) -> "DocumentIn":
        """From the texts of a form; an empty date is none. Raises BadSiteFile with the fields named."""
        texts = {name: str(typed.get(name) or "").strip() for name in cls.model_fields}
        dates = {name: texts[name] or None for name in ("valid_from", "valid_to")}
        try:
            return cls.model_validate(texts | dates)
        except ValidationError as error:
            raise BadSiteFile(dict(field_errors([dict(each) for each in error.errors()]))) from error


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
