"""What happened to calibration rounds, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "calibration.begun": _("Calibration round %(name)s begun"),
        "calibration.changed": _("Calibration round %(name)s changed"),
        "calibration.reference_set": _("Right answers of calibration round %(name)s written down"),
        "calibration.opened": _("Calibration round %(name)s opened to auditors"),
        "calibration.closed": _("Calibration round %(name)s closed"),
        "calibration.answered": _("Case of calibration round %(name)s answered"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "calibration.begun": "pencil",
        "calibration.changed": "pencil",
        "calibration.reference_set": "target",
        "calibration.opened": "send",
        "calibration.closed": "lock",
        "calibration.answered": "circle-check",
    }
)
