"""Reading the import profile that a form sends."""

from network.foundation.i18n import gettext as _
from network.foundation.tabular.errors import ProfileInvalid
from network.web.uploads import Sent

PROFILE_BYTES = 64 * 1024


async def profile_text(file: Sent) -> str:
    """The text of an import profile. Raises ProfileInvalid for one that is no text, or as long as no profile is."""
    content = await file.read(PROFILE_BYTES + 1)
    if len(content) > PROFILE_BYTES:
        raise ProfileInvalid(problem=_("it has more than %(limit)s kB") % {"limit": PROFILE_BYTES >> 10})
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProfileInvalid(problem=_("it is not UTF-8 text")) from None
