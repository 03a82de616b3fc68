"""Every way the manuals and their editions say no."""

from collections.abc import Iterable

from network.foundation.documents.problems import Problem
from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ManualNotFound(NotFound):
    code = "manual_not_found"
    message = _("There is no such manual, or no edition of it that is yours to read.")


class ClauseNotFound(NotFound):
    code = "clause_not_found"
    message = _("This edition has no such clause or chapter. Somebody may have removed it.")


class PictureNotFound(NotFound):
    code = "picture_not_found"
    message = _("There is no such picture.")


class ManualKeyTaken(Conflict):
    code = "manual_key_taken"
    message = _("There is a manual “%(key)s” already, or the key has another meaning here. Choose another one.")


class EditionUnfinished(Conflict):
    code = "edition_unfinished"
    message = _("Edition %(number)s of this manual is not finished yet. Change that one, or discard it first.")


class EditionApproved(Conflict):
    code = "edition_approved"
    message = _("This edition is approved and never changes. Start the next one.")


class EditionSubmitted(Conflict):
    code = "edition_submitted"
    message = _("This edition waits for its approval. Take it back to change it.")


class EditionNotSubmitted(Conflict):
    code = "edition_not_submitted"
    message = _("Only an edition that waits for its approval can be approved or taken back.")


class SamePerson(Conflict):
    code = "edition_same_person"
    message = _("Who wrote an edition or sent it in does not approve it. Ask somebody else at headquarters.")


class ChapterNotEmpty(Conflict):
    code = "chapter_not_empty"
    message = _("This chapter still has clauses. Move or remove them first.")


class ClauseKeyTaken(Invalid):
    code = "clause_key_taken"
    message = _("The key “%(key)s” is used in this edition already.")

    def __init__(self, key: str) -> None:
        super().__init__({"key": self.message % {"key": key}}, key=key)


class EditionFaulty(Invalid):
    """The form is right, the meaning is not; `problems` lists everything."""

    code = "edition_faulty"
    message = _("The edition is not ready: %(count)s things must be put right first.")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__({problem.path: str(problem) for problem in self.problems}, count=len(self.problems))


class EditionDayRefused(Invalid):
    """`fields` names `effective_on`."""

    code = "edition_day_refused"
    message = _("Choose another first day.")


class BadManualForm(Invalid):
    code = "bad_manual_form"
    message = _("Look at the marked fields: something is missing, too long or cannot be read.")
