"""The ways in which the review of visits says no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ReviewWrong(Invalid):
    """`fields` names the field."""

    code = "review_wrong"


class OwnVisitReviewed(Forbidden):
    code = "own_visit"
    message = _("You made this visit. Somebody else decides on it.")


class NoSuchMove(Conflict):
    code = "no_such_move"
    message = _("The visit has gone on meanwhile, and cannot take this step any more. Look at what has become of it.")


class ReviewChanged(Conflict):
    """`version`: of the filing now."""

    code = "review_changed"
    message = _("Somebody has changed this visit since you opened it. Look at it again before you decide.")


class Undecided(Conflict):
    """`photos` and `texts`: how many of each."""

    code = "undecided"
    message = _(
        "It is not decided yet what the site may see: %(photos)s photos and %(texts)s texts wait. Decide on each, then "
        "approve the visit."
    )


class NotInReview(Conflict):
    code = "not_in_review"
    message = _("What a site may see is decided while the visit is in review. Take it up first.")


class FilingPhotoNotFound(NotFound):
    code = "filing_photo_not_found"
    message = _("There is no such photo with the visit as it stands now.")


class EmbargoRunning(Conflict):
    """`count`: visits that are approved and stay secret until their day."""

    code = "embargo_running"
    message = _(
        "Nothing can be published now: the embargo of the approved visits is not over. Each goes out by itself on its "
        "day, so that no site can tell from the day who came."
    )


class TalkClosed(Conflict):
    code = "talk_closed"
    message = _("This visit has been decided on. Nothing can be added to the talk about it.")
