"""What becomes of a published quarter when records turn out otherwise: why it waits to be restated. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

SHORTEST_REASON = 10
LONGEST_REASON = 2000


class RestatementState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


RESTATEMENT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        RestatementState.PROPOSED: _("Waits for a second person"),
        RestatementState.APPROVED: _("Restated"),
        RestatementState.REJECTED: _("Rejected"),
    }
)


class Cause(StrEnum):
    """Why a site waits to be restated."""

    RECORDS = "records"
    REPORTS = "reports"
    AUDITS = "audits"
    FINDINGS = "findings"
    CERTIFICATION = "certification"


CAUSE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Cause.RECORDS: _("A record came late or was corrected"),
        Cause.REPORTS: _("A monthly report came late or was corrected"),
        Cause.AUDITS: _("An audit was voided, or an appeal against it decided"),
        Cause.FINDINGS: _("A finding was corrected, or a contest of it decided"),
        Cause.CERTIFICATION: _("The certification is not what it was"),
    }
)
