"""What can be wrong with a checklist, each with the place and words that say what to do."""

from network.foundation.documents.problems import Unreadable
from network.foundation.i18n import lazy as _


class ChecklistUnreadable(Unreadable):
    """The text has not the form of a checklist at all; `problems` lists every place."""

    code = "checklist_unreadable"
    message = _("This is not a checklist.")
