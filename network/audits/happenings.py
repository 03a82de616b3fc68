"""What happened in the audits domain, in words."""

from network.audits import happenings_checklists
from network.web.happenings import Words

WORDS = Words(actions={**happenings_checklists.ACTIONS}, columns={}, choices={}, icons={**happenings_checklists.ICONS})
