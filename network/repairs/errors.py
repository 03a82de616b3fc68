"""Every way the repairs domain says no."""

from network.foundation.errors import Conflict, NotFound
from network.foundation.i18n import lazy as _


class OrderNotFound(NotFound):
    code = "order_not_found"
    message = _("There is no such repair order, or it is not yours to see.")


class ReturnNotFound(NotFound):
    code = "return_not_found"
    message = _("There is no such return, or it is not yours to see.")


class ImportOverlapped(Conflict):
    code = "import_overlapped"
    message = _("Somebody else imported some of these records at the same time. Nothing was changed; import it again.")
