"""Every way the sessions and their seats say no."""

from collections.abc import Mapping

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class SessionNotFound(NotFound):
    code = "session_not_found"
    message = _("There is no such session, or it is not yours to see.")


class EnrolmentNotFound(NotFound):
    code = "enrolment_not_found"
    message = _("There is no such enrolment, or it is not yours to see.")


class BadSession(Invalid):
    """`fields` names what is wrong."""

    code = "bad_session"
    message = _("Look at the marked fields: something is missing, too long or cannot be read.")


class SessionNotPlanned(Conflict):
    code = "session_not_planned"
    message = _("This session was held or cancelled. Nothing of it changes any more.")


class SessionBegun(Conflict):
    code = "session_begun"
    message = _("This session has begun. Nobody can be enrolled or taken off it any more.")


class SessionNotBegun(Conflict):
    code = "session_not_begun"
    message = _("Attendance is noted once the session has begun.")


class SessionNotOver(Conflict):
    code = "session_not_over"
    message = _("A session is closed when its end has passed.")


class SeatsTaken(Invalid):
    """`fields` names `seats`."""

    code = "seats_taken"
    message = _("%(taken)s seats are taken already. Keep at least as many, or take people off first.")


class NotMeantFor(Conflict):
    code = "not_meant_for"
    message = _("This session is for sites of another region. Choose one for yours.")


class EnrolmentRefused(Invalid):
    """`fields`: what stands against each person, by their id; nobody was enrolled."""

    code = "enrolment_refused"
    message = _("Nobody was enrolled: something stands against it for the people named.")

    def __init__(self, fields: Mapping[str, Text]) -> None:
        super().__init__(dict(fields))


class NobodyChosen(Invalid):
    code = "nobody_chosen"
    message = _("Choose at least one person.")


class NoPersonOfYours(Conflict):
    code = "no_person_of_yours"
    message = _("Your account is not on a staff list yet. Ask whoever runs your site to link it to your entry.")


class CodeRefused(Conflict):
    code = "code_refused"
    message = _(
        "You were not marked as present. The code works for those who have a seat, from an hour before the session "
        "until an hour after it. Tell the trainer if you are there."
    )
