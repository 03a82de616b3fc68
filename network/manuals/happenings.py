"""What happened in the manuals domain, in words."""

from network.manuals import happenings_editions, happenings_standards
from network.web.happenings import Words

WORDS = Words(
    actions={**happenings_editions.ACTIONS, **happenings_standards.ACTIONS},
    columns={},
    choices={},
    icons={**happenings_editions.ICONS, **happenings_standards.ICONS},
)
