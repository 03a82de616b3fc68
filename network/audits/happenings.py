"""What happened in the audits domain, in words."""

from network.audits import happenings_checklists, happenings_intake
from network.web.happenings import Words

WORDS = Words(
    actions={**happenings_checklists.ACTIONS, **happenings_intake.ACTIONS},
    columns={},
    choices={},
    icons={**happenings_checklists.ICONS, **happenings_intake.ICONS},
)
