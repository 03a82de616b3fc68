"""Every way of saying no about notices."""

from network.foundation.errors import NotFound
from network.foundation.i18n import lazy as _


class NoticeNotFound(NotFound):
    code = "notice_not_found"
    message = _("There is no such notice.")
