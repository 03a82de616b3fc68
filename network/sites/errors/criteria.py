"""Every way the selection criteria say no."""

from collections.abc import Iterable

from network.foundation.documents.problems import Problem
from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class CriteriaNotFound(NotFound):
    code = "criteria_not_found"
    message = _("There is no such set of criteria, or it is not yours to see.")


class CriteriaPublished(Conflict):
    code = "criteria_published"
    message = _("This version is published and never changes. Make a new draft from it.")


class CriteriaFaulty(Invalid):
    """The form is right, the meaning is not; `problems` lists everything."""

    code = "criteria_faulty"
    message = _("The criteria are not ready to be published: %(count)s things must be put right first.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__({problem.path: str(problem) for problem in self.problems}, count=len(self.problems))


class CriteriaOfAnotherCode(Invalid):
    code = "criteria_of_another_code"
    message = _("This is a draft of “%(code)s”; the document must keep that code.")


class DraftExists(Conflict):
    code = "draft_exists"
    message = _("There is a draft of “%(code)s” already: version %(version)s. Change that one, or delete it first.")
