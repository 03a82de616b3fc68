"""Every way programmes and their plans say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ProgrammeNotFound(NotFound):
    code = "programme_not_found"
    message = _("There is no such programme.")


class ProgrammeOfOthers(Forbidden):
    code = "programme_of_others"
    message = _("This programme is also for sites that you do not look after. Who looks after all of them changes it.")


class ProgrammeIncomplete(Invalid):
    code = "programme_incomplete"
    message = _("The programme cannot be kept like this.")


class RegionNeeded(Invalid):
    code = "programme_region_needed"
    message = _(
        "Choose a region that you look after. A programme for the whole network is for headquarters as a whole."
    )

    def __init__(self) -> None:
        super().__init__({"region": self.message})


class NoSuchChecklist(Invalid):
    code = "no_such_checklist"
    message = _("No version of this checklist is published. Publish one first, or choose another checklist.")

    def __init__(self) -> None:
        super().__init__({"checklist_key": self.message})


class NotForScores(Invalid):
    code = "not_for_scores"
    message = _("Visits of this kind are never scored. Leave the scores out.")

    def __init__(self) -> None:
        super().__init__({"scored": self.message})


class ProgrammeNotDraft(Conflict):
    code = "programme_not_draft"
    message = _("Only a draft can be changed. Close this programme and begin another one.")


class ProgrammeNotActive(Conflict):
    code = "programme_not_active"
    message = _("Visits are planned and offered while a programme is active, and this one is not.")


class ProgrammeClosed(Conflict):
    code = "programme_closed"
    message = _("This programme has been closed already.")


class VisitsWaiting(Conflict):
    code = "visits_waiting"
    message = _(
        "%(count)s visits of this programme are still offered or accepted. Cancel them, or wait until they are made."
    )


class NothingProposed(Conflict):
    code = "nothing_proposed"
    message = _("No visits are proposed. Plan the programme first.")
