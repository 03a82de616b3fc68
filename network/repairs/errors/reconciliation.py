"""The ways in which reconciliation says no."""

from network.foundation.errors import Invalid, NotFound
from network.foundation.i18n import lazy as _


class NothingToReconcile(NotFound):
    code = "nothing_to_reconcile"
    message = _("No report of %(month)s was submitted for this site, so there is nothing to reconcile.")


class BadCorrection(Invalid):
    code = "bad_correction"
    message = _("The correction cannot be kept like this. Nothing was changed.")
