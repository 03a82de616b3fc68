"""What happened to self-assessments, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "assessment.begun": _("Self-assessment begun"),
        "assessment.handed_in": _("Self-assessment handed in: %(percent)s%%"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType({"assessment.begun": "pencil", "assessment.handed_in": "send"})
