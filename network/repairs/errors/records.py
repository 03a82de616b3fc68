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


class ImportNotReady(Conflict):
    code = "import_not_ready"
    message = _("There is nothing to confirm: the file is still being checked, has errors, or brings nothing new.")


class ImportIsDone(Conflict):
    code = "import_is_done"
    message = _("This file has been imported already and cannot be cancelled any more.")


class NoErrorsToHandBack(NotFound):
    code = "no_errors_to_hand_back"
    message = _("No row of this file has an error.")
