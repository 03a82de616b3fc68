"""What happened to courses, sessions and the seats in them, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "course.drafted": _("Draft of course %(name)s written"),
        "course.renamed": _("Title or topic of course %(name)s changed"),
        "course.published": _("Course %(name)s published"),
        "course.discarded": _("Draft of course %(name)s deleted"),
        "course.retired": _("Course %(name)s retired"),
        "course.required": _("Course %(name)s required from %(from_on)s on"),
        "course.unrequired": _("Course %(name)s required until %(to_on)s"),
        "course.file_added": _("File %(file)s added to course %(name)s"),
        "course.file_removed": _("File %(file)s taken out of course %(name)s"),
        "session.planned": _("Session of course %(course)s planned at %(place)s"),
        "session.changed": _("Session changed"),
        "session.cancelled": _("Session cancelled: %(reason)s"),
        "session.held": _("Session closed; people who passed: %(passed)s"),
        "enrolment.made": _("Somebody enrolled in “%(course)s”"),
        "enrolment.cancelled": _("Somebody taken off “%(course)s”"),
        "enrolment.marked": _("Attendance at a session noted"),
        "enrolment.attended": _("Present at “%(course)s” by the code at the door"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(ACTIONS, "school"),
        "course.published": "lock",
        "course.discarded": "trash",
        "course.retired": "archive",
        "session.planned": "calendar",
        "session.changed": "calendar",
        "session.cancelled": "ban",
        "enrolment.made": "user-plus",
    }
)
