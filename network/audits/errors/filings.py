"""The ways in which the intake of visits says no."""

from collections.abc import Sequence

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class FilingNotFound(NotFound):
    """Not there, of another assignment, or somebody else's: the three look the same."""

    code = "filing_not_found"
    message = _("There is no such visit, or it is not yours to see.")


class BadVisit(Invalid):
    """`fields` names each question (`answers.greeting`) and each photo (`photos.3.question`)."""

    code = "bad_visit"
    message = _("The visit is not complete, or some of it cannot be. Look at what is marked; nothing is lost.")


class PhotosMissing(Conflict):
    """`missing`: their hashes. Send them, then the visit again."""

    code = "photos_missing"
    message = _("Photos of the visit are missing: %(count)s. Send them first, then the visit again.")

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(count=len(missing))
        self.missing = list(missing)


class FiledOtherwise(Conflict):
    """A first filing under an id that is taken by other content. `current`: the number of the version in force."""

    code = "filed_otherwise"
    message = _("A visit with other content has been filed under this number. What was filed first is kept.")

    def __init__(self, current: int) -> None:
        super().__init__(current=current)
        self.current = current


class FilingClosed(Conflict):
    code = "filing_closed"
    message = _("This visit has been decided on and takes no changes any more. Write to your headquarters.")
