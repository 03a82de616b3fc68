"""Every way the checklists say no."""

from collections.abc import Iterable

from network.foundation.documents.problems import Problem
from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ChecklistNotFound(NotFound):
    code = "checklist_not_found"
    message = _("There is no such checklist, or it is not yours to see.")


class QuestionNotFound(NotFound):
    code = "question_not_found"
    message = _("This checklist has no such question or section. Somebody may have removed it.")


class ChecklistPublished(Conflict):
    code = "checklist_published"
    message = _("This version is published and never changes. Make a new draft from it.")


class ChecklistNotInForce(Conflict):
    code = "checklist_not_in_force"
    message = _("Only the version in force can be retired.")


class ChecklistFaulty(Invalid):
    """The form is right, the meaning is not; `problems` lists everything."""

    code = "checklist_faulty"
    message = _("The checklist is not ready to be published: %(count)s things must be put right first.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__({problem.path: str(problem) for problem in self.problems}, count=len(self.problems))


class ChecklistOfAnotherKey(Invalid):
    """`fields` names the field `key`."""

    code = "checklist_of_another_key"
    message = _("This is a draft of “%(key)s”, and its key stays the same. For another key start another checklist.")


class ChecklistDraftExists(Conflict):
    code = "checklist_draft_exists"
    message = _("There is a draft of this checklist already: version %(version)s. Change that one, or delete it first.")


class ChecklistKeyTaken(Conflict):
    code = "checklist_key_taken"
    message = _("There is a checklist “%(key)s” already. Choose another key, or start a draft from it.")


class PilotInForce(Conflict):
    code = "pilot_in_force"
    message = _(
        "A pilot would take the place of the version that scores the network. Start a draft of it under a key of its "
        "own, and pilot that."
    )


class BadChecklistForm(Invalid):
    code = "bad_checklist_form"
    message = _("Look at the marked fields: something is missing, too long or cannot be read.")
