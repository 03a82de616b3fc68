"""What happened in the audits domain, in words."""

from network.audits import (
    happenings_appeals,
    happenings_calibrations,
    happenings_checklists,
    happenings_intake,
    happenings_planning,
    happenings_review,
)
from network.web.happenings import Words

WORDS = Words(
    actions={
        **happenings_appeals.ACTIONS,
        **happenings_calibrations.ACTIONS,
        **happenings_checklists.ACTIONS,
        **happenings_intake.ACTIONS,
        **happenings_planning.ACTIONS,
        **happenings_review.ACTIONS,
    },
    columns={**happenings_appeals.COLUMNS, **happenings_planning.COLUMNS},
    choices={},
    icons={
        **happenings_appeals.ICONS,
        **happenings_calibrations.ICONS,
        **happenings_checklists.ICONS,
        **happenings_intake.ICONS,
        **happenings_planning.ICONS,
        **happenings_review.ICONS,
    },
)
