"""What happened to programmes, auditors and assigned visits, in words. Auditors stand in it under their codes."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "programme.begun": _("Programme %(programme)s begun"),
        "programme.changed": _("Programme %(programme)s changed"),
        "programme.activated": _("Programme %(programme)s made active"),
        "programme.closed": _("Programme %(programme)s closed"),
        "programme.planned": _(
            "Programme %(programme)s planned with seed %(seed)s: %(proposed)s proposed, %(missing)s missing"
        ),
        "programme.offered": _("Programme %(programme)s: %(offered)s visits offered to %(auditors)s auditors"),
        "visit.auditor_chosen": _("Auditor %(auditor)s chosen for visit %(name)s"),
        "visit.left_out": _("Proposed visit %(name)s left out"),
        "visit.offered": _("Visit %(name)s offered"),
        "visit.accepted": _("Visit %(name)s accepted"),
        "visit.declined": _("Visit %(name)s declined: %(reason)s"),
        "visit.handed_back": _("Visit %(name)s handed back: %(reason)s"),
        "visit.cancelled": _("Visit %(name)s called off: %(reason)s"),
        "visit.reassigned": _("Visit %(name)s given to auditor %(auditor)s: %(reason)s"),
        "visit.expired": _("Visit %(name)s expired"),
        "audit.announced": _("Visit by headquarters announced"),
        "audit.called_off": _("Announced visit called off"),
        "auditor.enrolled": _("Auditor %(name)s enrolled"),
        "auditor.changed": _("Auditor %(name)s changed"),
        "auditor.revealed": _("Looked up who auditor %(name)s is: %(reason)s"),
        "auditor.conflict_added": _("Conflict of interest of auditor %(name)s with %(with)s added"),
        "auditor.conflict_told": _("Auditor %(name)s told a conflict of interest with %(with)s"),
        "auditor.conflict_ended": _("A conflict of interest of auditor %(name)s ended"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "programme.begun": "target",
        "programme.changed": "pencil",
        "programme.activated": "player-play",
        "programme.closed": "lock",
        "programme.planned": "calendar",
        "programme.offered": "send",
        "visit.auditor_chosen": "user",
        "visit.left_out": "x",
        "visit.offered": "send",
        "visit.accepted": "circle-check",
        "visit.declined": "circle-x",
        "visit.handed_back": "arrow-back-up",
        "visit.cancelled": "ban",
        "visit.reassigned": "rotate",
        "visit.expired": "hourglass",
        "audit.announced": "calendar",
        "audit.called_off": "ban",
        "auditor.enrolled": "user-plus",
        "auditor.changed": "pencil",
        "auditor.revealed": "eye",
        "auditor.conflict_added": "ban",
        "auditor.conflict_told": "ban",
        "auditor.conflict_ended": "check",
    }
)
COLUMNS: Mapping[str, Text] = MappingProxyType(
    {
        "qualified_until": _("Qualified until"),
        "reach_km": _("Goes as far as (km)"),
        "visit_on": _("Visit on"),
        "checklist": _("Checklist"),
        "quota": _("Visits to each site"),
        "with": _("With"),
    }
)
