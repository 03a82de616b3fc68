"""The ways a kept file is refused. Apart from `files`, so that the process that examines one starts without asyncio."""

from typing import ClassVar

from network.foundation.errors import Invalid, NotFound
from network.foundation.i18n import lazy as _


class FileTooLarge(Invalid):
    status: ClassVar[int] = 413
    code = "file_too_large"
    message = _("The file is larger than %(limit)s MB, the most that is taken here. Split it into smaller files.")


class FileGone(NotFound):
    code = "file_gone"
    message = _("The file is no longer kept. Upload it again.")
