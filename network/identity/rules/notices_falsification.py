"""What people are told about reports and evidence that are said to be falsified. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from network.identity.rules.notice_kinds import NoticeKind
from network.identity.rules.notice_shape import Kind, Mail


def _(message: str) -> str:
    """Marks a text for extraction; it is translated for whoever reads it."""
    return message


FALSIFICATION_KINDS: Mapping[NoticeKind, Kind] = MappingProxyType(
    {
        NoticeKind.FALSIFICATION_OPENED: Kind(
            _("Headquarters says that a record of %(site)s was falsified. Read why, and answer by %(due)s."),
            "flag",
            Mail.URGENT,
        ),
        NoticeKind.FALSIFICATION_ANSWERED: Kind(
            _("%(site)s has answered that a record of it was falsified. A second person decides."),
            "message",
            Mail.DIGEST,
        ),
        NoticeKind.FALSIFICATION_CONFIRMED: Kind(
            _("It is confirmed that a record of %(site)s was falsified. Appeal against it by %(due)s."),
            "gavel",
            Mail.URGENT,
        ),
        NoticeKind.FALSIFICATION_DISMISSED: Kind(
            _("That a record of %(site)s was falsified is dismissed: it counts nowhere."), "gavel", Mail.URGENT
        ),
        NoticeKind.FALSIFICATION_APPEALED: Kind(
            _("%(site)s appeals against a confirmed falsification. Somebody who had no part in it decides."),
            "scale",
            Mail.DIGEST,
        ),
        NoticeKind.FALSIFICATION_UPHELD: Kind(
            _("The appeal of %(site)s is rejected: that a record was falsified stands. Read why."),
            "gavel",
            Mail.URGENT,
        ),
        NoticeKind.FALSIFICATION_OVERTURNED: Kind(
            _("The appeal of %(site)s succeeds: that a record was falsified counts no more."), "gavel", Mail.URGENT
        ),
    }
)
