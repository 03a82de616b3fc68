"""How the page of jobs says no."""

from network.foundation.errors import Conflict
from network.foundation.i18n import lazy as _


class JobMovedOn(Conflict):
    code = "job_moved_on"
    message = _("This job has moved on: it runs, is done, or is no longer kept. Look at the list again.")
