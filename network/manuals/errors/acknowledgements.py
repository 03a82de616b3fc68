"""Every way taking note of an edition says no."""

from collections.abc import Mapping
from uuid import UUID

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class NoPerson(Conflict):
    code = "no_person"
    message = _(
        "Your account is not connected to anybody on the staff list of a site. Ask whoever runs your site to do that."
    )


class EditionNotToBeNoted(NotFound):
    code = "edition_not_to_be_noted"
    message = _("There is no such approved edition. Note is taken of what has been approved.")


class NotAddressed(Forbidden):
    code = "not_addressed"
    message = _("This edition is not meant for your work at your site. You may read it, and need not take note of it.")


class PersonLeft(Conflict):
    code = "person_left"
    message = _("Nobody takes note of an edition after their last day at the site.")


class EditionSuperseded(Conflict):
    code = "edition_superseded"
    message = _("A newer edition is in force by now. Take note of that one.")


class QuizWrong(Invalid):
    """`fields`: by the key of each question that was not answered right, what to read again."""

    code = "quiz_wrong"
    message = _("Not everything is right yet. Read the clauses that are named again, then answer once more.")


class SheetPeopleWrong(Invalid):
    """`people`: why each of those cannot be on the sheet. `fields` names them all under `people`."""

    code = "sheet_people_wrong"
    message = _("The sheet was not taken: somebody on it cannot take note of this edition.")

    def __init__(self, people: Mapping[UUID, Text], fields: dict[str, Text]) -> None:
        super().__init__(fields)
        self.people = people


class NobodyOnSheet(Invalid):
    """`fields` names `people`."""

    code = "nobody_on_sheet"
    message = _("Choose who has signed the sheet.")

    def __init__(self) -> None:
        super().__init__({"people": self.message})


class SheetNotFound(NotFound):
    code = "sheet_not_found"
    message = _("There is no such sheet, or it is not yours to see.")
