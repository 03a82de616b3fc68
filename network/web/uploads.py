"""Files that a form sends, read block by block. How large a body may be, the application says by its routers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from litestar.datastructures import FormMultiDict, UploadFile

from network.foundation.errors import Invalid
from network.foundation.files import shown_name
from network.foundation.i18n import lazy as _

BLOCK = 1 << 20


class FileMissing(Invalid):
    """`fields` names the field of the form."""


class Sent(Protocol):
    """An uploaded file, as Litestar hands it over."""

    async def read(self, size: int = -1) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SentFile:
    """The file of a form. `name` is what its sender calls it, fit to be shown; it is never used for a path."""

    name: str
    blocks: AsyncIterator[bytes]


async def blocks(file: Sent) -> AsyncIterator[bytes]:
    while block := await file.read(BLOCK):
        yield block


def sent_file(form: FormMultiDict, field: str = "file") -> SentFile:
    """The one file in this field. Raises FileMissing when there is none, or more than one."""
    files = [value for value in form.getall(field, []) if isinstance(value, UploadFile) and value.filename]
    if not files:
        raise FileMissing({field: _("Choose a file.")})
    if len(files) > 1:
        raise FileMissing({field: _("Choose one file at a time.")})
    return SentFile(shown_name(files[0].filename), blocks(files[0]))
