"""Every way the pre-check lists say no."""

from collections.abc import Iterable

from network.foundation.documents.problems import Problem
from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class PrecheckListNotFound(NotFound):
    code = "precheck_list_not_found"
    message = _("There is no such pre-check list, or it is not yours to see.")


class NoPrecheckList(Conflict):
    code = "no_precheck_list"
    message = _("No pre-check list is in force for this product. Headquarters must publish one first.")


class PrechecksPublished(Conflict):
    code = "prechecks_published"
    message = _("This version is published and never changes. Make a new draft from it.")


class PrechecksFaulty(Invalid):
    """The form is right, the meaning is not; `problems` lists everything."""

    code = "prechecks_faulty"
    message = _("The list is not ready to be published: %(count)s things must be put right first.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__({problem.path: str(problem) for problem in self.problems}, count=len(self.problems))


class PrecheckDraftExists(Conflict):
    code = "precheck_draft_exists"
    message = _("There is a draft for this product already: version %(version)s. Change that one, or delete it first.")


class BadPrecheckForm(Invalid):
    code = "bad_precheck_form"
    message = _("Look at the marked fields: something is too long or cannot be written down.")
