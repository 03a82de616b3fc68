"""What happened to visits as they came in, in words. It stands in the hidden chains alone."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "visit.filed": _("Visit %(name)s filed"),
        "visit.quarantined": _("Visit %(name)s filed and put into quarantine"),
        "visit.edited": _("Visit %(name)s changed after it was filed: %(reason)s"),
        "visit.contradicted": _("Visit %(name)s sent once more with other content, which was refused"),
        "visit.released": _("Visit %(name)s let out of quarantine: %(reason)s"),
        "visit.turned_away": _("Visit %(name)s rejected in quarantine: %(reason)s"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "visit.filed": "list-check",
        "visit.quarantined": "hourglass",
        "visit.edited": "pencil",
        "visit.contradicted": "alert-triangle",
        "visit.released": "circle-check",
        "visit.turned_away": "circle-x",
    }
)
