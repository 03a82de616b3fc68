"""What happened to exams, records and claims, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "exam.started": _("Exam of %(course)s started, attempt %(attempt)s"),
        "exam.handed_in": _("Exam of %(course)s handed in: %(percent)s percent"),
        "record.given": _("Certificate of training %(number)s given"),
        "record.revoked": _("Certificate of training %(number)s declared void: %(reason)s"),
        "record.taken_over": _("%(records)s training records taken over from %(issuer)s"),
        "record.imported": _("Training records imported from %(file)s"),
        "claim.made": _("Certificate from %(issuer)s handed in for %(course)s"),
        "claim.accepted": _("Certificate from elsewhere accepted: %(reason)s"),
        "claim.withdrawn": _("Certificate from elsewhere withdrawn"),
        "claim.refused": _("Certificate from elsewhere refused: %(reason)s"),
        "staff.moved": _("%(person)s goes from %(from)s to %(to)s on %(from_on)s"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "exam.started": "pencil",
        "exam.handed_in": "clipboard-check",
        "record.given": "certificate",
        "record.revoked": "ban",
        "record.taken_over": "upload",
        "record.imported": "upload",
        "claim.made": "upload",
        "claim.accepted": "circle-check",
        "claim.refused": "circle-x",
        "claim.withdrawn": "arrow-back-up",
        "staff.moved": "arrow-right",
    }
)
