"""In which role somebody acts; what each may do is in `network.foundation.access`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Role(StrEnum):
    HQ_ADMINISTRATOR = "hq_administrator"
    HQ_MANAGER = "hq_manager"
    SITE_OPERATOR = "site_operator"
    SITE_STAFF = "site_staff"
    AUDITOR = "auditor"
    EXECUTIVE = "executive"
    APPLICANT = "applicant"


ROLE_LABELS: Mapping[Role, Text] = MappingProxyType(
    {
        Role.HQ_ADMINISTRATOR: _("HQ administrator"),
        Role.HQ_MANAGER: _("HQ service manager"),
        Role.SITE_OPERATOR: _("Site operator"),
        Role.SITE_STAFF: _("Site staff"),
        Role.AUDITOR: _("Auditor"),
        Role.EXECUTIVE: _("Executive"),
        Role.APPLICANT: _("Applicant"),
    }
)
