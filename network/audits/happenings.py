"""What happened in the audits domain, in words."""

from network.audits import happenings_appeals, happenings_checklists, happenings_intake, happenings_planning
from network.web.happenings import Words

WORDS = Words(
    actions={
        **happenings_appeals.ACTIONS,
        **happenings_checklists.ACTIONS,
        **happenings_intake.ACTIONS,
        **happenings_planning.ACTIONS,
    },
    columns={**happenings_appeals.COLUMNS, **happenings_planning.COLUMNS},
    choices={},
    icons={
        **happenings_appeals.ICONS,
        **happenings_checklists.ICONS,
        **happenings_intake.ICONS,
        **happenings_planning.ICONS,
    },
)
