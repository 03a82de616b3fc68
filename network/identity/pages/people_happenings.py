"""What happened to memberships, rights and invitations, in words."""

from network.foundation.access import RIGHT_LABELS, ROLE_LABELS, Permission, Role
from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy
from network.web.happenings import Happening, Words


def _membership_granted(event: Happening) -> str:
    return _("Membership given: %(role)s (%(where)s)") % {"role": _role(event), "where": _where(event)}


def _membership_ended(event: Happening) -> str:
    return _("Membership ended. %(reason)s") % {"reason": event.facts.get("reason", "")}


def _right_granted(event: Happening) -> str:
    over = event.facts.get("region") or _("wherever the membership reaches")
    return _("Right granted: %(right)s (%(over)s)") % {"right": _right(event), "over": over}


def _right_revoked(event: Happening) -> str:
    told = {"right": _right(event), "reason": event.facts.get("reason", "")}
    return _("Right revoked: %(right)s. %(reason)s") % told


def _invited(event: Happening) -> str:
    return _("Invitation made: %(role)s (%(where)s)") % {"role": _role(event), "where": _where(event)}


def _switched(event: Happening) -> str:
    return _("Went on in another role: %(role)s") % {"role": _role(event)}


def _role(event: Happening) -> str:
    return str(ROLE_LABELS[Role(event.facts["role"])])


def _right(event: Happening) -> str:
    return str(RIGHT_LABELS[Permission(event.facts["right"])])


def _where(event: Happening) -> str:
    """As the facts name the places; an event holds no more than what was said when it happened."""
    places = [*event.facts.get("regions", []), *event.facts.get("sites", [])]
    return ", ".join(places) or (_("Whole network") if event.facts.get("whole_network") else "–")


WORDS = Words(
    actions={
        "account.enabled": lazy("Account enabled again. %(reason)s"),
        "membership.granted": _membership_granted,
        "membership.ended": _membership_ended,
        "right.granted": _right_granted,
        "right.revoked": _right_revoked,
        "invitation.made": _invited,
        "invitation.renewed": lazy("New link made for an invitation"),
        "invitation.revoked": lazy("Invitation revoked"),
        "invitation.accepted": lazy("Invitation accepted"),
        "session.switched": _switched,
    },
    icons={
        "account.enabled": "lock",
        "membership.granted": "user-plus",
        "membership.ended": "calendar-due",
        "right.granted": "gavel",
        "right.revoked": "gavel",
        "invitation.made": "send",
        "invitation.accepted": "user-plus",
        "session.switched": "refresh",
    },
)
