"""What becomes of a proposal. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRACTED = "retracted"


PROPOSAL_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ProposalState.OPEN: _("Waiting for headquarters"),
        ProposalState.ACCEPTED: _("Accepted"),
        ProposalState.REFUSED: _("Refused"),
        ProposalState.RETRACTED: _("Taken back"),
    }
)
