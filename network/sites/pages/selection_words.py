"""What happened to criteria and assessments, in words of the trail."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.happenings import Happening, Words

_SETTLED: Mapping[str, Text] = MappingProxyType(
    {
        "waiting": _("Assessment of application %(name)s submitted; others have not submitted yet"),
        "third": _("Assessment of application %(name)s submitted; a third is called"),
        "scored": _("Assessment of application %(name)s submitted; the marks are open"),
    }
)


def _submitted(event: Happening) -> str:
    return str(_SETTLED[event.facts["settled"]]) % {"name": event.name}


SELECTION_WORDS = Words(
    actions={
        "criteria.drafted": _("Draft of criteria %(name)s written"),
        "criteria.published": _("Criteria %(name)s published"),
        "criteria.deleted": _("Draft of criteria %(name)s deleted"),
        "assessment.assigned": _("%(assessor)s asked to assess application %(name)s"),
        "assessment.released": _("%(assessor)s released from assessing application %(name)s"),
        "assessment.submitted": _submitted,
    },
    icons={
        "criteria.drafted": "edit",
        "criteria.published": "lock",
        "criteria.deleted": "trash",
        "assessment.assigned": "user-plus",
        "assessment.released": "user",
        "assessment.submitted": "clipboard-check",
    },
)
